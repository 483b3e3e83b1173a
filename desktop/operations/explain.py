"""Explaining a figure of the book: reading what it needs, and then only computing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from desktop.domain.book import Book, accounts_on
from desktop.domain.calendar import Period
from desktop.domain.explain import Explanation, explain
from desktop.domain.usage import UsageWindows
from desktop.store.connection import Connection
from desktop.store.queries.book import book as read_book
from desktop.store.queries.usage import usage_windows


@dataclass(frozen=True, slots=True)
class ExplainedFacts:
    """What any figure of a period is computed from."""

    book: Book
    windows: UsageWindows
    period: Period


def read_explained(conn: Connection, period: Period) -> ExplainedFacts:
    """What `explained` computes from: read, let the file go, then compute."""
    book = read_book(conn)
    ids = tuple(account.id for account in accounts_on(book, period.end))
    return ExplainedFacts(book, usage_windows(conn, ids, period.end), period)


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
    return explain(read.book, read.windows, read.period, key, by=by, group=group, among=among)
