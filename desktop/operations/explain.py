"""Explaining a figure of the book: reading what it needs, and then only computing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from desktop.domain.book import Book, accounts_on
from desktop.domain.calendar import Period
from desktop.domain.explain import Explanation, explain
from desktop.domain.explain.closing import closing_lines
from desktop.domain.usage import UsageWindows
from desktop.operations.explain_closed import ClosedFacts, closing_of, read_closed
from desktop.store.connection import Connection
from desktop.store.queries.book import book as read_book
from desktop.store.queries.usage import usage_windows


@dataclass(frozen=True, slots=True)
class ExplainedFacts:
    """What any figure of a period is computed from.

    Args:
        closed: the latest closed quarter of the period; None = there is none.
    """

    book: Book
    windows: UsageWindows
    period: Period
    closed: ClosedFacts | None = None


def read_explained(
    conn: Connection, period: Period, *, known_on: date | None = None, known_then: bool = False
) -> ExplainedFacts:
    """What `explained` computes from: read, let the file go, then compute.

    Args:
        known_on: the day that is looked from: what was closed by then stands beside the figure, and the connection, one
            that is for reading, shows the closed quarter's end afterwards; None = closed quarters play no part.
        known_then: the connection shows what was recorded by that day.
    """
    book = read_book(conn)
    ids = tuple(account.id for account in accounts_on(book, period.end))
    windows = usage_windows(conn, ids, period.end)
    closed = None if known_on is None else read_closed(conn, period, known_on, known_then=known_then)
    return ExplainedFacts(book, windows, period, closed)


def explained(
    read: ExplainedFacts,
    key: str,
    *,
    by: str | None = None,
    group: str | None = None,
    among: Collection[str] | None = None,
) -> Explanation:
    """How a figure came about.

    Args:
        among: ids of accounts: of these only.
    Raises:
        Rejected: there is no such figure, dimension or group.
    """
    found = explain(read.book, read.windows, read.period, key, by=by, group=group, among=among)
    if read.closed is None or among is not None:
        return found
    closing = closing_of(read.closed, found)
    if closing is None:
        return found
    return replace(found, closing=closing, since_closed=tuple(closing_lines(closing, found.value, found.period)))
