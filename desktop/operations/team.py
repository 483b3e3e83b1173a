"""The team's figures: reading what they need, and computing them with the file let go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from desktop.domain.book import Book, accounts_on
from desktop.domain.calendar import Period
from desktop.domain.team.figures import Team, team
from desktop.domain.team.tasks import Task
from desktop.domain.usage import UsageWindows
from desktop.store.connection import Connection
from desktop.store.queries.book import book as read_book
from desktop.store.queries.cadences import cadences
from desktop.store.queries.tasks import tasks
from desktop.store.queries.usage import usage_windows


@dataclass(frozen=True, slots=True)
class TeamFacts:
    """What the team's figures are computed from.

    Args:
        windows: usage of the period's end.
        qbr_days: account id -> days from one review to the next.
    """

    book: Book
    windows: UsageWindows
    tasks: Sequence[Task]
    qbr_days: Mapping[str, int]


def read_team(conn: Connection, day: date) -> TeamFacts:
    """What `team_figures` computes from.

    Args:
        day: the end of the period.
    """
    book = read_book(conn)
    ids = tuple(account.id for account in accounts_on(book, day))
    reviews = cadences(conn, "qbr")
    return TeamFacts(
        book=book,
        windows=usage_windows(conn, ids, day),
        tasks=tasks(conn),
        qbr_days={account.id: reviews.of(account.segment).days for account in book.accounts},
    )


def team_figures(read: TeamFacts, period: Period, *, since: date | None = None) -> Team:
    """One row a CSM and one for the book.

    Args:
        since: what changed hands after this day; None = the period's start.
    """
    return team(read.book, read.windows, read.tasks, period, since=since, qbr_days=read.qbr_days)
