"""The health of the past months: what has to be read for it, and then, with the file let go, the scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from desktop.domain.book import Book
from desktop.domain.book_health import HealthBook
from desktop.domain.health_history import HealthHistory, history_days, history_of
from desktop.domain.scorecard_versions import ScorecardVersion, SegmentVersion
from desktop.domain.usage import UsageWindows
from desktop.store.connection import Connection
from desktop.store.queries.book import book as read_book
from desktop.store.queries.health import account_health, health_there
from desktop.store.queries.scorecards import scorecard_versions
from desktop.store.queries.segments import segment_versions
from desktop.store.queries.usage import windows_of

MONTHS = 12


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """What the scores of some accounts on some days are computed from.

    Args:
        versions: the scorecards of each day, oldest first.
        moved: account id -> the segments it was in, oldest first; of those whose segment changed since the first day.
    """

    health: HealthBook
    days: tuple[date, ...]
    windows: Mapping[date, UsageWindows]
    versions: tuple[ScorecardVersion, ...]
    moved: Mapping[str, tuple[SegmentVersion, ...]]

    @property
    def accounts(self) -> tuple[str, ...]:
        return self.health.accounts


@dataclass(frozen=True, slots=True)
class HistoryFacts(MonthFacts):
    """And all that is known of them, for what happened in between."""

    book: Book


def read_months(conn: Connection, day: date, months: int = MONTHS, accounts: Sequence[str] | None = None) -> MonthFacts:
    """What the scores at the last ends of months before `day`, and on `day`, are computed from.

    Args:
        accounts: ids of a few, each once: only their own rows are read. None = all.
    Returns:
        Of the accounts that are there on `day`, by name.
    """
    return read_days(conn, history_days(day, months), accounts)


def read_days(conn: Connection, days: tuple[date, ...], accounts: Sequence[str] | None = None) -> MonthFacts:
    """What the scores on some days, oldest first, are computed from; accounts as with `read_months`."""
    return _month_facts(conn, health_there(conn, days, accounts), days, accounts)


def read_history(conn: Connection, day: date, months: int = MONTHS, account: str | None = None) -> HistoryFacts:
    """`read_months`, and what happened in them.

    Args:
        account: the id of the only account to read, there or not; None = all that are there on `day`.
    """
    if account is None:
        read = read_months(conn, day, months)
    else:
        days = history_days(day, months)
        read = _month_facts(conn, account_health(conn, account, days), days, (account,))
    return HistoryFacts(read.health, read.days, read.windows, read.versions, read.moved, read_book(conn, account))


def _month_facts(
    conn: Connection, health: HealthBook, days: tuple[date, ...], accounts: Sequence[str] | None
) -> MonthFacts:
    first, last = days[0], days[-1]
    versions, moved = scorecard_versions(conn, first, last), segment_versions(conn, first, last, accounts)
    return MonthFacts(health, days, windows_of(conn, health.accounts, days), versions, moved)


def score_months(read: MonthFacts) -> HealthHistory:
    """The scores of the accounts read, each day by its own scorecards and segments; oldest first, the day last."""
    return history_of(read.health, read.windows, read.days, read.versions, read.moved)
