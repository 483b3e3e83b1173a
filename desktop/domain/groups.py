"""Which group an account belongs to: by what it says of itself, who owns it, or what it pays for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from desktop.domain.book import Book, owners_on
from desktop.domain.calendar import Period
from desktop.domain.contracts import KnownLines, known_lines
from desktop.domain.errors import Rejected
from desktop.domain.facts import Account

DIMENSIONS = ("csm", "segment", "region", "industry", "plan")
NONE = "(none)"
"""The group of accounts for which nothing is said."""


def groups(book: Book, accounts: Sequence[Account], by: str, period: Period) -> tuple[list[str], list[str]]:
    """The group of each account, for everything, and for retention: only the latter differs, and only by CSM.

    Retention belongs to whoever owned the account at the end of the period's first day; all else to the owner at its
    end. Other dimensions count by their value at the period's end.

    Raises:
        Rejected: there is no such dimension.
    """
    if by == "csm":
        at_end, at_start = owners_on(book.ownerships, period.end), owners_on(book.ownerships, period.start)
        return _named(accounts, at_end), _named(accounts, at_start)
    if by == "plan":
        known = known_lines(book.lines, as_of=period.end)
        plans = {**_plans(known, period.start), **_plans(known, period.end)}
        names = _named(accounts, plans)
    elif by in DIMENSIONS:
        names = [getattr(account, by) or NONE for account in accounts]
    else:
        raise Rejected(f"Figures cannot be grouped by {by!r}: use {', '.join(DIMENSIONS)}.", field="by")
    return names, names


def _named(accounts: Sequence[Account], name_of: Mapping[str, str | None]) -> list[str]:
    return [name_of.get(account.id) or NONE for account in accounts]


def _plans(known: KnownLines, day: date) -> dict[str, str | None]:
    """Account id -> the plan of its largest line on `day`, for accounts that have one open."""
    largest: dict[str, tuple[int, str, str | None]] = {}
    for line, counts in zip(known.lines, known.counts_on(day).tolist(), strict=True):
        # Equal lines: the id decides, so that the order of rows does not.
        entry = line.arr_cents, line.id, line.plan
        if counts and (line.account not in largest or entry[:2] > largest[line.account][:2]):
            largest[line.account] = entry
    return {account: plan for account, (_, _, plan) in largest.items()}
