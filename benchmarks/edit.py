"""One logged answer, journalled, committed and scored, beside a bare commit of one row on the same disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import partial
from itertools import count

from benchmarks import plain
from benchmarks.book import AS_OF, COLUMNS, big_book, fresh_copy
from benchmarks.timing import Figure, in_turns
from desktop.domain.drafts import SurveyDraft
from desktop.operations import look
from desktop.operations.logging import log
from desktop.store.portfolio import Portfolio
from desktop.store.queries.facts import accounts

ROUNDS = 41
GOAL = 3.0
_FLOOR_ROWS = 50_000


def measure() -> list[Figure]:
    """Every round logs for another account, in a book that lies on the same disk as the floor's file."""
    with Portfolio.open(fresh_copy(big_book(), "edit")) as portfolio:
        ids = iter([account.id for account in portfolio.read(accounts)])
        floor, numbers = _floor(), count(_FLOOR_ROWS)
        promoter, detractor, saving, scoring, undo, bare = in_turns(
            partial(_edit, portfolio, ids, 9.0),
            partial(_edit, portfolio, ids, 3.0),
            partial(_save, portfolio, ids, 9.0),
            partial(_score, portfolio, ids),
            partial(_undo, portfolio),
            lambda: _bare_commit(floor, next(numbers)),
            rounds=ROUNDS,
        )
        floor.close()
    return [
        Figure("one logged NPS 9, saved and scored", promoter, bare, GOAL),
        Figure("  of which saving", saving, bare),
        Figure("  of which the score", scoring, bare),
        Figure("one logged NPS 3, its playbook's tasks too", detractor, bare, GOAL),
        Figure("undo of one logged NPS 9", undo, bare),
    ]


def _save(portfolio: Portfolio, ids: Iterator[str], score: float) -> str:
    account = next(ids)
    draft = SurveyDraft(account=account, kind="nps", score=score, responded_on=AS_OF, scale_min=0, scale_max=10)
    portfolio.perform(log, draft, as_of=AS_OF)
    return account


def _edit(portfolio: Portfolio, ids: Iterator[str], score: float) -> None:
    portfolio.read(look.account_score, _save(portfolio, ids, score), AS_OF)


def _score(portfolio: Portfolio, ids: Iterator[str]) -> None:
    portfolio.read(look.account_score, next(ids), AS_OF)


def _undo(portfolio: Portfolio) -> None:
    """Takes back what the run before it saved."""
    portfolio.undo()


def _floor() -> sqlite3.Connection:
    conn = plain.fresh_file("edit")
    columns = COLUMNS["survey_response"]
    conn.execute(f"CREATE TABLE survey_response(id TEXT PRIMARY KEY, {', '.join(columns[1:])})")
    conn.execute("BEGIN")
    conn.executemany(_insert(), (_row(number) for number in range(_FLOOR_ROWS)))
    conn.execute("COMMIT")
    return conn


def _bare_commit(conn: sqlite3.Connection, number: int) -> None:
    conn.execute("BEGIN IMMEDIATE")
    conn.execute(_insert(), _row(number))
    conn.execute("COMMIT")


def _insert() -> str:
    return f"INSERT INTO survey_response VALUES({', '.join('?' * len(COLUMNS['survey_response']))})"


def _row(number: int) -> tuple[str | float | None, ...]:
    key = f"{number:032x}"
    return (key, key, None, "nps", AS_OF.isoformat(), 9.0, 0.0, 10.0, None, None)
