"""The health of the past months: what has to be read for it, and then, with the file let go, the scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from desktop.domain.book import Book
from desktop.domain.book_health import HealthBook
from desktop.domain.health_history import HealthHistory, history_days, history_of
from desktop.domain.scorecard_versions import ScorecardVersion
from desktop.domain.usage import UsageWindows
from desktop.store.connection import Connection
from desktop.store.queries.book import book as read_book
from desktop.store.queries.health import account_health, health_there
from desktop.store.queries.scorecards import scorecard_versions
from desktop.store.queries.usage import windows_of

MONTHS = 12


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """What the scores of some accounts on some days are computed from.

    Args:
        versions: the scorecards of each day, oldest first.
    """

    health: HealthBook
    days: tuple[date, ...]
    windows: Mapping[date, UsageWindows]
    versions: tuple[ScorecardVersion, ...]

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
    days = history_days(day, months)
    health = health_there(conn, days, accounts)
    windows = windows_of(conn, health.accounts, days)
    return MonthFacts(health, days, windows, scorecard_versions(conn, days[0], day))


def read_history(conn: Connection, day: date, months: int = MONTHS, account: str | None = None) -> HistoryFacts:
    """`read_months`, and what happened in them.

    Args:
        account: the id of the only account to read, there or not; None = all that are there on `day`.
    """
    if account is None:
        read = read_months(conn, day, months)
    else:
        days = history_days(day, months)
        health, windows = account_health(conn, account, days), windows_of(conn, (account,), days)
        read = MonthFacts(health, days, windows, scorecard_versions(conn, days[0], day))
    return HistoryFacts(read.health, read.days, read.windows, read.versions, read_book(conn, account))


def score_months(read: MonthFacts) -> HealthHistory:
    """The scores of the accounts read, each day by the scorecard it had, oldest day first, the day itself last."""
    return history_of(read.health, read.windows, read.days, read.versions)
