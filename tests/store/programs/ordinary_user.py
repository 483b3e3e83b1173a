"""Uses a portfolio as a user who is not root, and prints what came of it, one line an attempt.

Arguments: the file. Root may write anywhere, so that permissions mean nothing to it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from desktop.domain.errors import FileProblem
from desktop.store import checks
from desktop.store.portfolio import Portfolio

NOBODY = 65534


def read(path: Path) -> str:
    with Portfolio.open(path, writable=False) as book:
        return f"{len(book.read(checks.problems))} problems"


def write(path: Path) -> str:
    with Portfolio.open(path) as book:
        book.perform(lambda tx: tx.insert("account", {"name": "Acme"}))
        return "written"


def attempt(what: Callable[[Path], str], path: Path) -> str:
    try:
        return what(path)
    except FileProblem as problem:
        return f"FileProblem: {problem}"


def main() -> None:
    path = Path(sys.argv[1])
    # Before the change of user, who may not read the folder that the project lies in.
    import_module("sqlite_utils")
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    print(attempt(read, path))
    print(attempt(write, path))


main()
