"""The demo book, made up: pure functions from a date and a seed to rows in the native CSV format.

The caller imports each batch through the ordinary import, as one change set with the batch's clock and author. What the
program makes of rows by itself (the tasks of the detractor playbook) is not among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from desktop.domain.errors import Rejected
from desktop.operations.demo.batch import BASE_LABEL, DemoBatch
from desktop.operations.demo.book import CURATED, book_ledger
from desktop.operations.demo.scale import scale_batches
from desktop.operations.demo.stories_three import closing_on, late_entry
from desktop.operations.demo.stories_two import TINDLE, TINDLE_ANSWER_BACK, TINDLE_BUYER
from desktop.operations.demo.team import AFTER_COPY_LABEL, CLASH, after_copy, team_edits

PLAYBOOK_STEPS_DONE = 1
"""How many of the three tasks that TINDLE_BUYER's answer starts (TINDLE_ANSWER_BACK days before as-of) are to be done.

They exist only once the answer is imported, so whoever imports the book sets the first of them to done afterwards.
"""

WAITING_DETRACTORS = (TINDLE, "Blue Fjord Travel", "Corvid Games")
"""Accounts with one low answer, of the last days, that nobody has replied to.

Every other low answer was followed by a held call within five days, so that the playbook tasks it starts belong to the
past and are to be set to done as well.
"""

__all__ = [
    "AFTER_COPY_LABEL",
    "BASE_LABEL",
    "CLASH",
    "CURATED",
    "PLAYBOOK_STEPS_DONE",
    "TINDLE",
    "TINDLE_ANSWER_BACK",
    "TINDLE_BUYER",
    "WAITING_DETRACTORS",
    "DemoBatch",
    "closing_on",
    "demo_batches",
    "late_entry",
    "team_edits",
]


def demo_batches(
    *, as_of: date, accounts: int = CURATED, seed: int = 1, team: bool = False, usage_rows: int = 100
) -> Iterator[DemoBatch]:
    """The batches of the demo book, oldest first; the same arguments give the same batches.

    The first is the base book of thirteen months ago; the facts of each later one are dated up to its day, plans aside.
    Beyond CURATED accounts the rest is made by the number and comes last, with little history.

    Args:
        as_of: the day the book is made for; the last batch is written the day before it.
        accounts: rows of kind accounts, 1 and up; below CURATED the first ones, the stories first.
        team: adds, as the very last batch, what the first author changed after the second copy was taken
            (AFTER_COPY_LABEL): copy the file before importing it, and give the copy `team_edits`.
        usage_rows: readings of each account beyond CURATED, about.
    Raises:
        Rejected: accounts is below 1.
    """
    if accounts < 1:
        raise Rejected(f"A book of {accounts} accounts cannot be made: ask for 1 or more.", field="accounts")
    is_large = accounts > CURATED
    yield from book_ledger(as_of, accounts, seed).batches(few=is_large)
    if is_large:
        yield from scale_batches(as_of, accounts - CURATED, seed, usage_rows)
    if team:
        yield after_copy(as_of)
