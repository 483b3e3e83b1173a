"""The demo book: the ten stories, fifty accounts around them, and what happened across accounts."""

from __future__ import annotations

import random
from datetime import date

from desktop.operations.demo import stories_one, stories_three, stories_two
from desktop.operations.demo.batch import Ledger
from desktop.operations.demo.diary import Diary
from desktop.operations.demo.extras import write_extras
from desktop.operations.demo.filler import write_account
from desktop.operations.demo.roster import ACTIVE, GONE, NEW, TRIALS
from desktop.operations.demo.voice import Chorus

STORIES = (
    stories_one.ostrava, stories_one.lumen, stories_one.kestrel, stories_two.aldermoor, stories_two.tindle,
    stories_two.verity, stories_three.nimbus, stories_three.pallas, stories_three.quillon, stories_three.brackwater,
)  # fmt: skip

CURATED = len(STORIES) + len(ACTIVE) + len(NEW) + len(GONE) + len(TRIALS)
"""Accounts of the full book; beyond that they are made by the number."""


def book_ledger(as_of: date, accounts: int, seed: int) -> Ledger:
    """Everything that is written about the first `accounts` accounts of the book, at most CURATED."""
    ledger = Ledger(as_of)
    for story in STORIES[:accounts]:
        story(ledger)
    chorus = Chorus(random.Random(f"{seed}/chorus"))
    books: dict[str, Diary] = {}
    for spec in (*ACTIVE, *NEW, *GONE, *TRIALS)[: max(0, accounts - len(STORIES))]:
        books[spec.name] = write_account(ledger, spec, chorus, seed)
    write_extras(books)
    return ledger
