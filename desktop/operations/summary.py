"""How large the book is and how new: what the window's status line says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from desktop.domain.book import Book, accounts_on
from desktop.domain.facts import Account, ContractLine
from desktop.domain.revenue import arr_history
from desktop.store.connection import Connection
from desktop.store.queries import facts
from desktop.store.queries.history import newest_change_at


@dataclass(frozen=True, slots=True)
class SummaryFacts:
    """What the summary is computed from."""

    accounts: Sequence[Account]
    lines: Sequence[ContractLine]
    newest_at: datetime | None


@dataclass(frozen=True, slots=True)
class Summary:
    """The book in three figures.

    Args:
        newest_at: UTC, when something was entered last; None = never.
    """

    accounts: int
    arr_cents: int
    newest_at: datetime | None


def summary_facts(conn: Connection) -> SummaryFacts:
    return SummaryFacts(facts.accounts(conn), facts.contract_lines(conn), newest_change_at(conn))


def summary(found: SummaryFacts, day: date) -> Summary:
    """The accounts there on `day`, and their ARR."""
    there = accounts_on(Book(accounts=found.accounts, lines=found.lines), day)
    arr = arr_history(found.lines, as_of=day).by_account(day)
    # What a new file holds from the start is no fact about customers.
    return Summary(len(there), sum(arr.values()), found.newest_at if found.accounts else None)
