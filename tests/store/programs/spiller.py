"""Writes so much in one change set that part of it is in the file before the end, and then waits to be killed.

Argument: the file.
"""

from __future__ import annotations

import sys
from pathlib import Path

from desktop.store.portfolio import Portfolio
from desktop.store.tx import Tx


def spill(tx: Tx) -> None:
    tx.conn.execute("PRAGMA cache_size = 10")
    tx.conn.execute("UPDATE account SET name = 'overwritten'")
    tx.insert_many("account", ("id", "name"), [[f"spilled {n}", "n" * 300] for n in range(3000)])
    print("ready", flush=True)
    sys.stdin.read()


def main() -> None:
    with Portfolio.open(Path(sys.argv[1])) as book:
        book.perform(spill)


main()
