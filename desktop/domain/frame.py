"""What the figures of a period are computed from, once for the whole book, and which part of it a group is.

Knows no figure: those are in `figures`, and why they are what they are in `explain`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple, Protocol, TypeVar

import numpy as np

from desktop.domain import renewals, revenue
from desktop.domain.book import Book, accounts_on
from desktop.domain.book_health import book_health
from desktop.domain.calendar import Period
from desktop.domain.contracts import known_lines
from desktop.domain.facts import Account, Onboarding, SurveyAnswer, Ticket
from desktop.domain.forecast.at_risk import called_at_risk
from desktop.domain.groups import groups
from desktop.domain.health import HealthScores
from desktop.domain.health_facts import BoolArray
from desktop.domain.reasons import Reasons, reasons
from desktop.domain.revenue import AccountRevenue
from desktop.domain.risks import with_open_risk
from desktop.domain.usage import UsageWindows

Cause = Literal["red", "notice given", "open risk", "called at risk"]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """What is computed once for all groups; columns are aligned with `ids`."""

    book: Book
    period: Period
    accounts: tuple[Account, ...]
    ids: tuple[str, ...]
    revenue: AccountRevenue
    health: HealthScores
    terms: tuple[renewals.EndedTerm, ...]
    churned_on: dict[str, tuple[date, ...]]
    reasons: Reasons


class Facts(NamedTuple):
    """The facts that are counted row by row, of one group; those of the whole book may be dated after the period."""

    answers: Sequence[SurveyAnswer] = ()
    tickets: Sequence[Ticket] = ()
    onboardings: Sequence[Onboarding] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """The accounts some figures are of: `members` for everything but retention, `retained` for that."""

    members: BoolArray
    retained: BoolArray
    facts: Facts


def frame_of(book: Book, windows: UsageWindows, period: Period, health: HealthScores | None = None) -> Frame:
    """Compute what all figures share.

    Args:
        windows: usage of the period's end, aligned with accounts_on(book, period.end).
        health: the scores of these accounts on that day, where they are known already.
    """
    known = known_lines(book.lines, as_of=period.end)
    accounts = tuple(accounts_on(book, period.end))
    ids = tuple(account.id for account in accounts)
    return Frame(
        book=book,
        period=period,
        accounts=accounts,
        ids=ids,
        revenue=revenue.account_revenue(known, ids, period),
        health=book_health(book, ids, windows, period.end) if health is None else health,
        terms=tuple(renewals.ended_terms(known, period)),
        churned_on=revenue.churn_days(revenue.arr_history(known, as_of=period.end), period.end),
        reasons=reasons(book, period),
    )


def whole(frame: Frame) -> Selection:
    """All accounts."""
    everyone = np.ones(len(frame.ids), np.bool_)
    book = frame.book
    return Selection(everyone, everyone, Facts(book.answers, book.tickets, book.onboardings))


def by_group(frame: Frame, by: str) -> dict[str, Selection]:
    """The groups of a dimension, by name.

    Args:
        by: one of groups.DIMENSIONS.
    Raises:
        Rejected: there is no such dimension.
    """
    book, period = frame.book, frame.period
    at_end, for_retention = groups(book, frame.accounts, by, period)
    # Facts may be older than the day an account says it started: they are grouped all the same, so that they add up.
    everywhere, _ = groups(book, book.accounts, by, period)
    group_of = {account.id: name for account, name in zip(book.accounts, everywhere, strict=True)}
    facts = _facts_by_group(book, group_of, period.end)
    return {
        name: Selection(
            np.array([group == name for group in at_end], np.bool_),
            np.array([group == name for group in for_retention], np.bool_),
            facts.get(name, Facts()),
        )
        for name in sorted({*at_end, *for_retention, *facts})
    }


def only(frame: Frame, ids: Collection[str]) -> Selection:
    """Some accounts, by their ids."""
    members = np.array([account in ids for account in frame.ids], np.bool_)
    book = frame.book
    facts = Facts(
        [each for each in book.answers if each.account in ids],
        [each for each in book.tickets if each.account in ids],
        [each for each in book.onboardings if each.account in ids],
    )
    return Selection(members, members, facts)


def at_risk_causes(frame: Frame) -> dict[Cause, BoolArray]:
    """The accounts at risk by why they are: red, notice given, an open risk, called at risk; several may hold."""
    risky, called = (
        with_open_risk(frame.book.risks, frame.period.end),
        called_at_risk(frame.book.calls, frame.book.lines, day=frame.period.end),
    )
    return {
        "red": frame.health.band == "red",
        "notice given": frame.health.inputs.caps[:, 0],
        "open risk": np.array([account in risky for account in frame.ids], np.bool_),
        "called at risk": np.array([account in called for account in frame.ids], np.bool_),
    }


def at_risk(frame: Frame) -> BoolArray:
    """The accounts for which any of the causes holds; each once."""
    return np.logical_or.reduce(list(at_risk_causes(frame).values()))


class _OfAccount(Protocol):
    @property
    def account(self) -> str: ...


F = TypeVar("F", bound=_OfAccount)


def _facts_by_group(book: Book, group_of: dict[str, str], day: date) -> dict[str, Facts]:
    # A fact that is dated later changes no figure, and so makes no group either.
    answers = _split((each for each in book.answers if each.responded_on <= day), group_of)
    tickets = _split((each for each in book.tickets if each.opened_on <= day), group_of)
    onboardings = _split((each for each in book.onboardings if each.started_on <= day), group_of)
    return {
        name: Facts(answers.get(name, ()), tickets.get(name, ()), onboardings.get(name, ()))
        for name in {*answers, *tickets, *onboardings}
    }


def _split(rows: Iterable[F], group_of: dict[str, str]) -> dict[str, list[F]]:
    found: dict[str, list[F]] = {}
    for row in rows:
        name = group_of.get(row.account)
        if name is not None:
            found.setdefault(name, []).append(row)
    return found
