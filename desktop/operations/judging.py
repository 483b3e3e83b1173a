"""Judging the score: what has to be read for it, and then, with the file let go, what the score was worth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.domain.book import Book, accounts_on
from desktop.domain.judging import Judgement, judge
from desktop.domain.observations import DAYS, MONTHS, month_ends, observe
from desktop.domain.usage import UsageWindows
from desktop.store.connection import Connection
from desktop.store.queries.book import book as read_book
from desktop.store.queries.usage import windows_of


@dataclass(frozen=True, slots=True)
class JudgingFacts:
    """What the score is judged by.

    Args:
        accounts: ids, by name.
        day: that is looked from.
        days: how many days after a month-end an account counts as lost.
        windows: the usage of each month-end looked at, aligned with `accounts`.
    """

    book: Book
    accounts: tuple[str, ...]
    day: date
    days: int
    windows: dict[date, UsageWindows]


def read_judging(conn: Connection, day: date, *, days: int = DAYS, months: int = MONTHS) -> JudgingFacts:
    """The facts of the last `months` month-ends of which, on `day`, it is known what followed for `days` days."""
    book = read_book(conn)
    accounts = tuple(account.id for account in accounts_on(book, day))
    windows = windows_of(conn, accounts, month_ends(day, days, months))
    return JudgingFacts(book, accounts, day, days, windows)


def judge_score(read: JudgingFacts) -> Judgement:
    """What the score was worth at the month-ends that were read."""
    return judge(observe(read.book, read.accounts, read.windows, read.days, known_on=read.day))
