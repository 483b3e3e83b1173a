"""Health and metrics of the whole book, beside a bare scan of its usage readings; and how they grow with the book."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from benchmarks import plain
from benchmarks.book import ACCOUNTS, AS_OF, big_book
from benchmarks.timing import Figure, in_turns
from desktop.domain.book import Book, accounts_on
from desktop.domain.book_health import scores_on
from desktop.domain.calendar import Period, add_months
from desktop.domain.figures import book_figures
from desktop.operations import look
from desktop.operations.history import read_months, score_months
from desktop.store.portfolio import Portfolio
from desktop.store.queries.book import book as read_book
from desktop.store.queries.health import health_there
from desktop.store.queries.usage import usage_windows

YEAR = Period(add_months(AS_OF, -12), AS_OF)
MONTHS = 24
HEALTH_GOAL, MONTHS_GOAL = 2.0, 6.0
UNIT = "cpu ms"


def measure() -> list[Figure]:
    path = big_book()
    floor = plain.connect(path)
    with Portfolio.open(path, writable=False) as portfolio:
        parts = _parts(portfolio)
        scan, *taken = in_turns(lambda: _scan(floor), *parts.values(), rounds=5, computes=True)
    floor.close()
    figures = [
        Figure(name, ms, scan, HEALTH_GOAL if name.startswith("health") else None, UNIT)
        for name, ms in zip(parts, taken, strict=True)
    ]
    return [*figures, *_history(path), *_one_account(path, scan), *_growth(path)]


def _scan(conn: sqlite3.Connection) -> None:
    conn.execute("SELECT sum(value) FROM usage").fetchone()


def book_health(conn: sqlite3.Connection) -> object:
    """Scores of the whole book, read and computed."""
    book = health_there(conn, (AS_OF,))
    return scores_on(book, usage_windows(conn, book.accounts, AS_OF), AS_OF)


def _months(portfolio: Portfolio) -> object:
    """24 month-ends, the day itself the last."""
    return score_months(portfolio.read(read_months, AS_OF, MONTHS - 1))


def _ids(book: Book) -> tuple[str, ...]:
    return tuple(account.id for account in accounts_on(book, AS_OF))


def _parts(portfolio: Portfolio) -> dict[str, Callable[[], object]]:
    """What is measured beside one scan; what is indented is a part of the figure above it."""
    book = portfolio.read(read_book)
    ids = _ids(book)
    windows = portfolio.read(usage_windows, ids, AS_OF)
    columns = portfolio.read(health_there, (AS_OF,))
    return {
        "health of 10,000 accounts, 1,000,000 readings": lambda: portfolio.read(book_health),
        "  of which reading the facts": lambda: portfolio.read(health_there, (AS_OF,)),
        "  of which usage windows": lambda: portfolio.read(usage_windows, ids, AS_OF),
        "  of which scoring": lambda: scores_on(columns, windows, AS_OF),
        "metrics of that book over 12 months": lambda: portfolio.read(look.metrics, YEAR),
        "  of which reading the facts as records": lambda: portfolio.read(read_book),
        "  of which computing": lambda: book_figures(book, windows, YEAR),
        "list of its accounts, with the change of 30 days": lambda: portfolio.read(look.accounts, AS_OF),
    }


def _history(path: Path) -> list[Figure]:
    with Portfolio.open(path, writable=False) as portfolio:
        one, many = in_turns(lambda: portfolio.read(book_health), lambda: _months(portfolio), rounds=3, computes=True)
    return [Figure(f"{MONTHS} month-end scores of that book, floor: one", many, one, MONTHS_GOAL, UNIT)]


def _one_account(path: Path, scan: float) -> list[Figure]:
    with Portfolio.open(path, writable=False) as portfolio:
        account = _ids(portfolio.read(read_book))[ACCOUNTS // 2]
        (one,) = in_turns(lambda: portfolio.read(look.account_score, account, AS_OF), rounds=21, computes=True)
    return [Figure("score of one account from its own rows", one, scan, unit=UNIT)]


def _growth(path: Path) -> list[Figure]:
    """Twice the book should take twice the time: the floor is the time of the single one, doubled."""
    with (
        Portfolio.open(path, writable=False) as once,
        Portfolio.open(big_book(2 * ACCOUNTS), writable=False) as twice,
    ):
        health, health_twice, metrics, metrics_twice = in_turns(
            lambda: once.read(book_health),
            lambda: twice.read(book_health),
            lambda: once.read(look.metrics, YEAR),
            lambda: twice.read(look.metrics, YEAR),
            rounds=3,
            computes=True,
        )
    return [
        Figure("health of 20,000 accounts, floor: twice that of 10,000", health_twice, 2 * health, 1.1, UNIT),
        Figure("metrics of 20,000 accounts, floor: twice that of 10,000", metrics_twice, 2 * metrics, 1.1, UNIT),
    ]
