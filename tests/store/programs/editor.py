"""Edits the portfolio until it is killed, and prints the number of each edit once it has been acknowledged.

Arguments: the file, the number of the first edit, and rows per edit.
"""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from desktop.store.portfolio import Portfolio
from desktop.store.tx import Tx


def edit(tx: Tx, number: int, size: int) -> None:
    tx.label = f"Edit {number}"
    account = tx.insert("account", {"name": f"Account {number}"}, id=f"account {number}")
    tx.insert_many(
        "ticket",
        ("id", "account", "opened_on", "subject"),
        [[f"ticket {number} {n}", account, "2026-01-01", "text " * 40] for n in range(size)],
    )
    tx.update("account", account, {"notes": "written last"})


def main() -> None:
    with Portfolio.open(Path(sys.argv[1])) as book:
        print("ready", flush=True)
        for number in count(int(sys.argv[2])):
            book.perform(edit, number, int(sys.argv[3]) if number % 3 else 0)
            print(number, flush=True)


main()
