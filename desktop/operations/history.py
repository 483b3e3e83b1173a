"""The health of the past months: what has to be read for it, and then, with the file let go, the scores."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from desktop.domain.book import Book, accounts_on
from desktop.domain.health_history import HealthHistory, health_history, history_days
from desktop.domain.parts import joined, stacked
from desktop.domain.usage import UsageWindows
from desktop.store.connection import Connection
from desktop.store.queries import facts
from desktop.store.queries.book import book as read_book
from desktop.store.queries.usage import usage_windows

MONTHS = 12


@dataclass(frozen=True, slots=True)
class HistoryFacts:
    """What the scores of some accounts on some days are computed from.

    Args:
        first_ticket_on: the first of `days` on which the whole file holds a ticket; None = none of them.
    """

    book: Book
    accounts: tuple[str, ...]
    days: tuple[date, ...]
    windows: dict[date, UsageWindows]
    first_ticket_on: date | None


def read_history(conn: Connection, day: date, months: int = MONTHS, account: str | None = None) -> HistoryFacts:
    """What the scores at the last ends of months before `day`, and on `day`, are computed from.

    Args:
        account: the id of the only account to read; None = all that are there on `day`.
    """
    book = read_book(conn, account)
    accounts = tuple(each.id for each in accounts_on(book, day)) if account is None else (account,)
    days = history_days(day, months)
    return HistoryFacts(
        book=book,
        accounts=accounts,
        days=days,
        windows={each: usage_windows(conn, accounts, each) for each in days},
        first_ticket_on=next((each for each in days if facts.has_ticket_by(conn, each)), None),
    )


def read_history_of(conn: Connection, accounts: Iterable[str], day: date, months: int = MONTHS) -> HistoryFacts:
    """`read_history` of a few accounts (by id, at least one) that are there on `day`, from their own rows alone."""
    days = history_days(day, months)
    reads = [read_history(conn, day, months, account) for account in dict.fromkeys(accounts)]
    return HistoryFacts(
        book=joined([each.book for each in reads]),
        accounts=tuple(account for each in reads for account in each.accounts),
        days=days,
        windows={each: stacked([read.windows[each] for read in reads]) for each in days},
        first_ticket_on=reads[0].first_ticket_on,
    )


def score_months(read: HistoryFacts) -> HealthHistory:
    """The scores of the accounts read, oldest day first, the day itself last."""
    return health_history(read.book, read.accounts, read.windows, read.days, first_ticket_on=read.first_ticket_on)
