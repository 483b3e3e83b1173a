"""Writes more than the system lets a file grow to, and then, with the limit raised, again.

Arguments: the file. Prints what came of each attempt.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from desktop.domain.errors import FileProblem
from desktop.store import checks
from desktop.store.portfolio import Portfolio
from desktop.store.tx import Tx


def fill(tx: Tx) -> None:
    tx.insert_many("account", ("id", "name"), [[f"account {n}", "n" * 300] for n in range(3000)])


def main() -> None:
    path = Path(sys.argv[1])
    with Portfolio.open(path) as book:
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 50_000, hard))
        try:
            book.perform(fill)
            print("saved")
        except FileProblem as problem:
            print(problem)
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        (accounts,) = book.read(lambda conn: conn.execute("SELECT count(*) FROM account").fetchone())
        print(accounts)
        book.perform(fill)
        print(book.read(checks.problems))


main()
