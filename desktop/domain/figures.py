"""Every figure of a book over a period, for the whole and for groups; each by its own module's definition."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol, TypeVar

import numpy as np

from desktop.domain import onboarding, renewals, retention, revenue, surveys
from desktop.domain.book import Book, accounts_on
from desktop.domain.book_health import book_health
from desktop.domain.calendar import Period
from desktop.domain.groups import groups
from desktop.domain.health import HealthScores
from desktop.domain.health_facts import BoolArray
from desktop.domain.onboarding import TimeToValue
from desktop.domain.rates import Rate
from desktop.domain.reasons import Reasons, reasons
from desktop.domain.retention import Clv
from desktop.domain.revenue import AccountRevenue, Bridge, ExpansionByKind
from desktop.domain.risks import called_at_risk, with_open_risk
from desktop.domain.surveys import Ces, Csat, Nps
from desktop.domain.usage import UsageWindows


class NamedContribution(NamedTuple):
    """One account's part in NRR, named and explained; points are a share (-0.02 = two percentage points)."""

    account: str
    points: float
    kind: str
    reason: str | None
    on: date


class HealthCounts(NamedTuple):
    """Active accounts by band; the means are over those with a band, None where there are none."""

    green: int
    amber: int
    red: int
    unscored: int
    mean: float | None
    arr_weighted_mean: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What `metrics` says of a set of accounts; states at the period's end, rates over the period."""

    active: int
    total: int
    arr_cents: int
    at_risk_arr_cents: int
    nrr: Rate
    grr: Rate
    logo_churn: Rate
    renewal_rate: Rate
    contributions: tuple[NamedContribution, ...]
    bridge: Bridge
    expansion_by_kind: ExpansionByKind
    quick_ratio: float | None
    clv: Clv
    nps: Nps
    csat: Csat
    ces: Ces
    ttv: TimeToValue
    health: HealthCounts


@dataclass(frozen=True, slots=True)
class BookFigures:
    """The figures of the whole book, and of its groups by name."""

    period: Period
    whole: Figures
    groups: dict[str, Figures]


def book_figures(book: Book, windows: UsageWindows, period: Period, *, by: str | None = None) -> BookFigures:
    """Compute everything.

    Args:
        windows: usage of the period's end, aligned with accounts_on(book, period.end).
        by: one of groups.DIMENSIONS.
    Raises:
        Rejected: there is no such dimension.
    """
    accounts = accounts_on(book, period.end)
    ids = tuple(account.id for account in accounts)
    frame = _Frame(
        book=book,
        period=period,
        ids=ids,
        revenue=revenue.account_revenue(book.lines, ids, period),
        health=book_health(book, ids, windows, period.end),
        terms=tuple(renewals.ended_terms(book.lines, period)),
        churned_on=revenue.churn_days(revenue.arr_history(book.lines, as_of=period.end), period.end),
        names={account.id: account.name for account in accounts},
        costs=tuple(account.acquisition_cost_cents for account in accounts),
        reasons=reasons(book, period),
    )
    everyone = np.ones(len(ids), np.bool_)
    whole = _figures(frame, everyone, everyone, _Facts.of(book))
    if by is None:
        return BookFigures(period, whole, {})
    at_end, for_retention = groups(book, accounts, by, period)
    # Facts may be older than the day an account says it started: they are grouped all the same, so that they add up.
    everywhere, _ = groups(book, book.accounts, by, period)
    group_of = {account.id: name for account, name in zip(book.accounts, everywhere, strict=True)}
    facts = _by_group(book, group_of, period.end)
    names = sorted({*at_end, *for_retention, *facts})
    parts = {
        name: _figures(
            frame,
            np.array([group == name for group in at_end], np.bool_),
            np.array([group == name for group in for_retention], np.bool_),
            facts.get(name, _Facts()),
        )
        for name in names
    }
    return BookFigures(period, whole, parts)


@dataclass(frozen=True, slots=True)
class _Frame:
    """What is computed once for all groups; columns are aligned with `ids`."""

    book: Book
    period: Period
    ids: tuple[str, ...]
    revenue: AccountRevenue
    health: HealthScores
    terms: tuple[renewals.EndedTerm, ...]
    churned_on: dict[str, tuple[date, ...]]
    names: dict[str, str]
    costs: tuple[int | None, ...]
    reasons: Reasons


@dataclass(frozen=True, slots=True)
class _Facts:
    """The facts that are counted row by row, of one group."""

    answers: Sequence[surveys.SurveyAnswer] = ()
    tickets: Sequence[surveys.Ticket] = ()
    onboardings: Sequence[onboarding.Onboarding] = ()

    @classmethod
    def of(cls, book: Book) -> _Facts:
        return cls(book.answers, book.tickets, book.onboardings)


class _OfAccount(Protocol):
    @property
    def account(self) -> str: ...


F = TypeVar("F", bound=_OfAccount)


def _by_group(book: Book, group_of: dict[str, str], day: date) -> dict[str, _Facts]:
    # A fact that is dated later changes no figure, and so makes no group either.
    answers = _split((each for each in book.answers if each.responded_on <= day), group_of)
    tickets = _split((each for each in book.tickets if each.opened_on <= day), group_of)
    onboardings = _split((each for each in book.onboardings if each.started_on <= day), group_of)
    return {
        name: _Facts(answers.get(name, ()), tickets.get(name, ()), onboardings.get(name, ()))
        for name in {*answers, *tickets, *onboardings}
    }


def _split(rows: Iterable[F], group_of: dict[str, str]) -> dict[str, list[F]]:
    found: dict[str, list[F]] = {}
    for row in rows:
        name = group_of.get(row.account)
        if name is not None:
            found.setdefault(name, []).append(row)
    return found


def _figures(frame: _Frame, members: BoolArray, retained: BoolArray, facts: _Facts) -> Figures:
    """The figures of the accounts in `members`; retention is that of the accounts in `retained`."""
    period, book = frame.period, frame.book
    bridge = frame.revenue.bridge(members)
    active = frame.health.inputs.active & members
    retained_ids = {account for account, chosen in zip(frame.ids, retained.tolist(), strict=True) if chosen}
    return Figures(
        active=int(active.sum()),
        total=int(members.sum()),
        arr_cents=bridge.end,
        at_risk_arr_cents=int(frame.revenue.arr_to[members & _at_risk(frame)].sum()),
        nrr=retention.nrr(frame.revenue, retained),
        grr=retention.grr(frame.revenue, retained),
        logo_churn=retention.logo_churn(frame.revenue, retained),
        renewal_rate=renewals.rate_of_terms(frame.terms, retained_ids.__contains__),
        contributions=tuple(
            NamedContribution(frame.names[each.account], each.points, each.kind, frame.reasons.of(each), each.on)
            for each in retention.contributions(frame.revenue, retained)
        ),
        bridge=bridge,
        expansion_by_kind=frame.revenue.expansion_by_kind(members),
        quick_ratio=revenue.quick_ratio(bridge),
        clv=retention.clv(frame.revenue, members, acquisition_costs=frame.costs),
        nps=surveys.nps(facts.answers, period),
        csat=surveys.csat(facts.answers, facts.tickets, period),
        ces=surveys.ces(facts.answers, period),
        ttv=onboarding.time_to_value(facts.onboardings, book.milestones, frame.churned_on, to=period.end),
        health=_health_counts(frame, active),
    )


def _at_risk(frame: _Frame) -> BoolArray:
    """Red, with an open risk, with notice given, or called at risk; each account once."""
    named = with_open_risk(frame.book.risks, frame.period.end) | called_at_risk(frame.book.calls, frame.period.end)
    notice_given = frame.health.inputs.caps[:, 0]
    return (frame.health.band == "red") | notice_given | np.array([account in named for account in frame.ids], np.bool_)


def _health_counts(frame: _Frame, active: BoolArray) -> HealthCounts:
    band = frame.health.band
    counts = {name: int((active & (band == name)).sum()) for name in ("green", "amber", "red", "unscored")}
    banded = active & (band != "unscored")
    scores, arr = frame.health.score[banded], frame.revenue.arr_to[banded]
    return HealthCounts(
        **counts,
        mean=float(scores.mean()) if scores.size else None,
        arr_weighted_mean=float((scores * arr).sum() / arr.sum()) if scores.size else None,
    )
