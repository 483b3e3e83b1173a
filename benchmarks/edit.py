"""One logged answer, journalled, committed and scored, beside a bare commit of one row on the same disk."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import count

from benchmarks import plain
from benchmarks.book import AS_OF, big_book, fresh_copy
from benchmarks.timing import Figure, in_turns
from desktop.domain.drafts import SurveyDraft
from desktop.operations import look
from desktop.operations.logging import log
from desktop.store.portfolio import Portfolio
from desktop.store.queries.facts import accounts

ROUNDS = 41
GOAL = 3.0


def measure() -> list[Figure]:
    """Every round logs for another account, in a book that lies on the same disk as the floor's file."""
    with Portfolio.open(fresh_copy(big_book(), "edit")) as portfolio:
        ids = iter([account.id for account in portfolio.read(accounts)])
        floor, numbers = plain.answers_file(), count(plain.ANSWERS)
        promoter, detractor, saving, scoring, undo, bare = in_turns(
            partial(_edit, portfolio, ids, 9.0),
            partial(_edit, portfolio, ids, 3.0),
            partial(_save, portfolio, ids, 9.0),
            partial(_score, portfolio, ids),
            partial(_undo, portfolio),
            lambda: plain.commit_answer(floor, next(numbers)),
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
