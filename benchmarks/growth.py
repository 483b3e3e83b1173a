"""How health and metrics grow with the book: 10,000, 30,000 and 100,000 accounts with 100 usage readings each.

Only where it is named (`scripts/bench growth`): making the largest book, of 10,000,000 readings and 1.1 GB, takes
minutes once.
"""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.book import ACCOUNTS, big_book
from benchmarks.figures import UNIT, YEAR, book_health
from benchmarks.timing import Figure, in_turns
from desktop.operations import look
from desktop.store.portfolio import Portfolio

SIZES = (ACCOUNTS, 3 * ACCOUNTS, 10 * ACCOUNTS)
GOAL = 1.1
"""What an account of a larger book may cost, of what it costs in the smallest."""


def measure() -> list[Figure]:
    """The floor of each size is the time of the smallest, as many times as the book is larger."""
    found: list[Figure] = []
    runs: dict[str, Callable[[Portfolio], object]] = {
        "health": lambda book: book.read(book_health),
        "metrics": lambda book: book.read(look.metrics, YEAR),
    }
    smallest: dict[str, float] = {}
    for size in SIZES:
        with Portfolio.open(big_book(size), writable=False) as book:
            for name, run in runs.items():
                (taken,) = in_turns(lambda: run(book), rounds=3, computes=True)  # noqa: B023 - run at once
                floor = smallest.setdefault(name, taken) * size / ACCOUNTS
                title = f"{name} of {size:,} accounts, {100 * size:,} readings"
                compared = (None, None) if size == ACCOUNTS else (floor, GOAL)
                found.append(Figure(title, taken, *compared, UNIT))
    return found
