"""Demo books that several tests read, each made once."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from desktop.operations.demo import DemoBatch, demo_batches
from tests.operations.demo.demo_shelf import Shelf

MONDAY = date(2026, 11, 23)
"""The day the pictures of the pages were drawn for."""

DAYS = (MONDAY, date(2027, 1, 3), date(2027, 5, 31), date(2028, 2, 29))
"""A Monday, a Sunday just after a quarter's end, the last of a month, a leap day."""


@lru_cache(maxsize=16)
def batches(as_of: date = MONDAY, seed: int = 1, accounts: int = 60) -> tuple[DemoBatch, ...]:
    return tuple(demo_batches(as_of=as_of, seed=seed, accounts=accounts))


@lru_cache(maxsize=16)
def shelf(as_of: date = MONDAY, seed: int = 1, accounts: int = 60) -> Shelf:
    return Shelf.of(batches(as_of, seed, accounts))
