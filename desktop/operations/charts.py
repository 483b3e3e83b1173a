"""What the charts show, from the book: each in two parts, one that reads and one that only computes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median_low

from desktop.charts.health_line import ChartEvent, HealthLine, HealthPoint
from desktop.charts.renewal_timeline import RenewalTimeline, Term
from desktop.charts.value_curve import ValueCurve, ValueWait
from desktop.domain.calendar import Period
from desktop.domain.contracts import known_lines, term_ends
from desktop.domain.facts import Account, ContractLine, Milestone, Onboarding
from desktop.domain.health_events import SCORECARD_WEIGHT, HealthEvent, health_events
from desktop.domain.onboarding import time_to_value, waits
from desktop.domain.renewals import RenewalRow, renewal_rows
from desktop.domain.revenue import arr_history, churn_days
from desktop.domain.scorecard_versions import CardChange, SegmentVersion, changes_for
from desktop.operations.history import HistoryFacts, score_months
from desktop.operations.scorecards import in_words
from desktop.store.connection import Connection
from desktop.store.queries import facts


def health_line(read: HistoryFacts, account: str) -> HealthLine:
    """The health of one account over the days that were read, and up to five events of the time between.

    Args:
        read: from history.read_history, of this account or of all.
        account: id.
    """
    history = score_months(read)
    at = history.row(account)
    if at is None:
        return HealthLine(())
    columns = zip(
        history.days,
        history.score[at].tolist(),
        history.shown[at].tolist(),
        history.coverage[at].tolist(),
        history.band[at].tolist(),
        strict=True,
    )
    points = tuple(
        HealthPoint(day, None if score != score else score, None if shown != shown else int(shown), coverage, band)
        for day, score, shown, coverage, band in columns
    )
    begun = next((i for i, point in enumerate(points) if point.score is not None), None)
    if begun is None:
        return HealthLine(())
    # Before its first score there is nothing to see of a new account.
    points = points[begun:]
    return HealthLine(points, _events(read, account, _segments(read, at), points[0].on, points[-1].on))


def _segments(read: HistoryFacts, at: int) -> tuple[SegmentVersion, ...]:
    return read.moved.get(read.health.accounts[at]) or (SegmentVersion(date.min, read.health.segments[at]),)


def _events(
    read: HistoryFacts, account: str, segments: Sequence[SegmentVersion], first: date, last: date
) -> tuple[ChartEvent, ...]:
    if first >= last:
        return ()
    changed = [
        HealthEvent(each.on, "scorecard changed", SCORECARD_WEIGHT, _card_change(each))
        for each in changes_for(read.versions, segments)
    ]
    events = health_events(read.book, account, Period(first, last), also=changed)
    return tuple(ChartEvent(each.on, each.label, each.detail) for each in events)


def _card_change(change: CardChange) -> str:
    said = in_words(change.differences)
    if change.moved is None:
        return said
    before, after = (segment or "no segment" for segment in change.moved)
    return f"with the segment, {before} \N{RIGHTWARDS ARROW} {after}: {said}"


@dataclass(frozen=True, slots=True)
class OnboardingFacts:
    """What the time to value is computed from."""

    accounts: Sequence[Account]
    lines: Sequence[ContractLine]
    onboardings: Sequence[Onboarding]
    milestones: Sequence[Milestone]


def read_onboardings(conn: Connection) -> OnboardingFacts:
    """What the time to value of the whole book is computed from."""
    return OnboardingFacts(
        facts.accounts(conn), facts.contract_lines(conn), facts.onboardings(conn), facts.milestones(conn)
    )


def value_curve(read: OnboardingFacts, day: date) -> ValueCurve:
    """How long the onboardings begun by `day` take to reach value, with the target that is usual among them."""
    churned_on = churn_days(arr_history(read.lines, as_of=day), day)
    spans = waits(read.onboardings, read.milestones, churned_on, to=day)
    whole = time_to_value(read.onboardings, read.milestones, churned_on, to=day)
    name_of = {account.id: account.name for account in read.accounts}
    begun = {each.id: each for each in read.onboardings}
    targets = [
        (each.target_on - each.started_on).days
        for each in read.onboardings
        if each.started_on <= day and each.target_on is not None and each.target_on >= each.started_on
    ]
    return ValueCurve(
        waits=tuple(
            ValueWait(
                name=name_of.get(begun[span.onboarding].account, ""),
                key=begun[span.onboarding].account,
                days=span.days,
                reached=span.reached,
                lost=span.lost,
            )
            for span in spans
        ),
        curve=whole.curve,
        median_day=whole.median_days,
        target_day=median_low(targets) if targets else None,
        is_one_target=len(set(targets)) <= 1,
    )


@dataclass(frozen=True, slots=True)
class RenewalFacts:
    """What the terms of the book are found from."""

    accounts: Sequence[Account]
    lines: Sequence[ContractLine]


def read_renewals(conn: Connection) -> RenewalFacts:
    """What the terms of the whole book are found from."""
    return RenewalFacts(facts.accounts(conn), facts.contract_lines(conn))


def renewal_timeline(read: RenewalFacts, day: date) -> RenewalTimeline:
    """The current term of every contract line, and those that ended undecided; accounts by their next opt-out."""
    rows = renewal_rows(read.lines, as_of=day)
    name_of = {account.id: account.name for account in read.accounts}
    order: dict[str, int] = {}
    for row in rows:
        order.setdefault(row.account, len(order))
    starts = _term_starts(read.lines, day)
    terms = [_term(row, name_of[row.account], starts) for row in rows if row.outcome is None]
    terms.sort(key=lambda term: order[term.key or ""])
    return RenewalTimeline(day, terms)


def _term(row: RenewalRow, name: str, starts: dict[str, tuple[date, date | None]]) -> Term:
    start, ended = starts[row.line_id]
    return Term(
        account=name,
        key=row.account,
        line=row.product or row.plan or "",
        # A term begins where the one before it ended; an overdue line is past its last end.
        start_on=start if ended is None or row.overdue else ended,
        end_on=row.renews_on,
        opts_out_on=row.opts_out_on,
        arr_cents=row.arr_cents,
        is_overdue=row.overdue,
        notice_given_on=row.notice_given_on,
    )


def _term_starts(lines: Sequence[ContractLine], day: date) -> dict[str, tuple[date, date | None]]:
    """By line id: when the line began, and the last day by `day` on which a term of it ended."""
    known = known_lines(lines, as_of=day)
    ended: dict[int, int] = {}
    first = min((line.start_on for line in known.lines), default=day)
    at, days = term_ends(known, after=first, until=day)
    for index, ordinal in zip(at.tolist(), days.tolist(), strict=True):
        ended[index] = max(ordinal, ended.get(index, 0))
    return {
        line.id: (line.start_on, date.fromordinal(ended[i]) if i in ended else None)
        for i, line in enumerate(known.lines)
    }
