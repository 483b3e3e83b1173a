"""Merging what somebody did in a copy of a big book, beside backing that file up."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.book import FOLDER, big_book, fresh_copy
from benchmarks.timing import Figure, milliseconds
from desktop.store.portfolio import Portfolio
from desktop.store.tx import Tx

ACCOUNTS = 20_000
CHANGED = 11_000
"""Cells that the other person changed; every tenth of them both did."""
ROUNDS = 3
GOAL = 3.0


def measure() -> Iterator[Figure]:
    mine, theirs = fresh_copy(big_book(ACCOUNTS, readings=0), "merge-mine"), FOLDER / "merge-theirs.perennial"
    shutil.copyfile(mine, theirs)
    with Portfolio.open(theirs) as book:
        ids = [row for (row,) in book.read(lambda conn: conn.execute("SELECT id FROM account ORDER BY id").fetchall())]
        book.perform(_edit, ids[: CHANGED // 2], "next_step", "Call about the renewal")
        book.perform(_edit, ids[: CHANGED - CHANGED // 2], "notes", "Wants the reports to be quicker")
    with Portfolio.open(mine) as book:
        book.perform(_edit, ids[: CHANGED // 20], "next_step", "Send the plan")
        book.perform(_edit, ids[-CHANGED // 20 :], "notes", "Was in the training")
    taken = [_round(mine, theirs, ids[:1]) for _ in range(ROUNDS + 1)][1:]
    merged, looked, undone, backed_up = (median(column) for column in zip(*taken, strict=True))
    what = f"merge of {ACCOUNTS:,} accounts, {CHANGED:,} changed cells"
    yield Figure(what, merged, backed_up, GOAL)
    yield Figure("  a look at what would come", looked, backed_up, GOAL)
    yield Figure("  undo of it, under something else", undone, backed_up, GOAL)


def _round(mine: Path, theirs: Path, ids: Sequence[str]) -> tuple[float, float, float, float]:
    """Milliseconds of a merge with its own backup, of a look at it, of its undo, and of a backup, of the same file."""
    path = Path(shutil.copyfile(mine, FOLDER / "merge-round.perennial"))
    with Portfolio.open(path) as book:
        backed_up = milliseconds(partial(book.back_up, "by-hand"))
        looked = milliseconds(partial(book.merge, [theirs], keep=False))
        merged = milliseconds(partial(book.merge, [theirs]))
        # So that it can't simply leave the file again: somebody works on what it brought.
        book.perform(_edit, ids, "industry", "Freight")
        book.undo()
        undone = milliseconds(book.undo)
    path.unlink()
    return merged, looked, undone, backed_up


def _edit(tx: Tx, accounts: Sequence[str], field: str, text: str) -> None:
    tx.label = f"Edit {field}"
    for number, account in enumerate(accounts):
        tx.update("account", account, {field: f"{text} {number}"})
