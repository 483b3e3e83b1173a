"""Imports into copies of a portfolio, each killed one statement later than the one before, until one is finished.

Arguments: the file, the folder for the copies, and the number of statements between two kills. Prints the copies.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path

from desktop.store import usage_rows
from desktop.store.portfolio import Portfolio
from desktop.store.tx import Tx
from desktop.store.usage_rows import Reading


def take_in(tx: Tx, kill_at: int) -> None:
    """New rows, changed rows and usage, as an import writes them."""
    seen = 0

    def count(_: str) -> None:
        nonlocal seen
        seen += 1
        if seen == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    # Triggers' statements are counted, too, and the commit.
    tx.conn.set_trace_callback(count)
    # So that what is written reaches the file before the end.
    tx.conn.execute("PRAGMA cache_size = 5")
    tx.label = "Import"
    accounts = [row for (row,) in tx.conn.execute("SELECT id FROM account ORDER BY id")]
    tx.insert_many("task", ("id", "account", "title"), [[f"t{n}", accounts[0], "title " * 50] for n in range(100)])
    for account in accounts:
        tx.update("account", account, {"segment": "imported", "notes": "n" * 2000})
    usage_rows.add(tx, [Reading(accounts[0], "logins", "", 20_550 + n, 0, 9.0) for n in range(90)], source="x.csv")


def main() -> None:
    path, folder, step = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    finished, kill_at = False, 1
    while not finished:
        copy = Path(shutil.copyfile(path, folder / f"killed at {kill_at}.perennial"))
        child = os.fork()
        if not child:
            with Portfolio.open(copy) as book:
                book.perform(take_in, kill_at)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        finished = not os.WIFSIGNALED(status)
        assert finished == (status == 0), status
        print(copy)
        kill_at += step


main()
