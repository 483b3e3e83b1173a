"""Uses a portfolio as a user who is not root, and prints what came of it, one line an attempt.

Arguments: the file. Root may write anywhere, so that permissions mean nothing to it.
"""

from __future__ import annotations

import os
import shutil
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


def lose(path: Path) -> str:
    """Write in a copy of one's own, be forbidden to while it is open, save a copy elsewhere, and go on."""
    home = Path(os.environ["PERENNIAL_HOME"])
    folder = home / "own"
    folder.mkdir()
    mine = Path(shutil.copyfile(path, folder / "own.perennial"))

    def add(name: str) -> None:
        book.perform(lambda tx: tx.insert("account", {"name": name}))

    with Portfolio.open(mine) as book:
        add("before")
        mine.chmod(0o444)
        folder.chmod(0o555)
        try:
            add("forbidden")
            return "written although it was forbidden"
        except FileProblem as problem:
            said = problem.cause
        book.save_copy(home / "copy.perennial")
        mine.chmod(0o644)
        folder.chmod(0o755)
        add("after")
        names = book.read(lambda conn: conn.execute("SELECT name FROM account ORDER BY rowid DESC LIMIT 2").fetchall())
    with Portfolio.open(home / "copy.perennial", writable=False) as copy:
        (last,) = copy.read(
            lambda conn: conn.execute("SELECT name FROM account ORDER BY rowid DESC LIMIT 1").fetchone()
        )
        sound = copy.read(checks.problems) == []
    return f"{said}; the copy ends with {last} and is {'sound' if sound else 'damaged'}; then {names}"


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
    if "lose" in sys.argv:
        print(attempt(lose, path))


main()
