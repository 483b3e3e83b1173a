"""Every figure of a book over a period, for the whole and for groups; each by its own module's definition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from desktop.domain import onboarding, renewals, retention, revenue, surveys
from desktop.domain.book import Book
from desktop.domain.calendar import Period
from desktop.domain.frame import Frame, Selection, at_risk, by_group, frame_of, whole
from desktop.domain.health import HealthScores
from desktop.domain.health_facts import BoolArray
from desktop.domain.onboarding import TimeToValue
from desktop.domain.rates import Rate
from desktop.domain.retention import Clv
from desktop.domain.revenue import Bridge, ExpansionByKind
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


def book_figures(
    book: Book, windows: UsageWindows, period: Period, *, by: str | None = None, health: HealthScores | None = None
) -> BookFigures:
    """Compute everything.

    Args:
        windows: usage of the period's end, aligned with accounts_on(book, period.end).
        by: one of groups.DIMENSIONS.
        health: the scores of these accounts on that day, where they are known already.
    Raises:
        Rejected: there is no such dimension.
    """
    frame = frame_of(book, windows, period, health)
    parts = {} if by is None else {name: figures_of(frame, chosen) for name, chosen in by_group(frame, by).items()}
    return BookFigures(period, figures_of(frame, whole(frame)), parts)


def figures_of(frame: Frame, chosen: Selection) -> Figures:
    """The figures of a selection of accounts."""
    period, members, retained, facts = frame.period, chosen.members, chosen.retained, chosen.facts
    bridge = frame.revenue.bridge(members)
    active = frame.health.inputs.active & members
    retained_ids = {account for account, chosen in zip(frame.ids, retained.tolist(), strict=True) if chosen}
    names = {account.id: account.name for account in frame.accounts}
    return Figures(
        active=int(active.sum()),
        total=int(members.sum()),
        arr_cents=bridge.end,
        at_risk_arr_cents=int(frame.revenue.arr_to[members & at_risk(frame)].sum()),
        nrr=retention.nrr(frame.revenue, retained),
        grr=retention.grr(frame.revenue, retained),
        logo_churn=retention.logo_churn(frame.revenue, retained),
        renewal_rate=renewals.rate_of_terms(frame.terms, retained_ids.__contains__),
        contributions=tuple(
            NamedContribution(names[each.account], each.points, each.kind, frame.reasons.of(each), each.on)
            for each in retention.contributions(frame.revenue, retained)
        ),
        bridge=bridge,
        expansion_by_kind=frame.revenue.expansion_by_kind(members),
        quick_ratio=revenue.quick_ratio(bridge),
        clv=retention.clv(
            frame.revenue, members, acquisition_costs=[account.acquisition_cost_cents for account in frame.accounts]
        ),
        nps=surveys.nps(facts.answers, period),
        csat=surveys.csat(facts.answers, facts.tickets, period),
        ces=surveys.ces(facts.answers, period),
        ttv=onboarding.time_to_value(facts.onboardings, frame.book.milestones, frame.churned_on, to=period.end),
        health=_health_counts(frame, active),
    )


def _health_counts(frame: Frame, active: BoolArray) -> HealthCounts:
    band = frame.health.band
    counts = {name: int((active & (band == name)).sum()) for name in ("green", "amber", "red", "unscored")}
    banded = active & (band != "unscored")
    scores, arr = frame.health.score[banded], frame.revenue.arr_to[banded]
    return HealthCounts(
        **counts,
        mean=float(scores.mean()) if scores.size else None,
        arr_weighted_mean=float((scores * arr).sum() / arr.sum()) if scores.size else None,
    )
