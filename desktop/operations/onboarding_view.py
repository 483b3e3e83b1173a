"""What the Onboarding page shows: the plans still on their way as strips, how long value takes, and what slips."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from desktop.charts.value_curve import ValueCurve
from desktop.domain.contracts import known_lines
from desktop.domain.facts import Milestone, Onboarding
from desktop.domain.name_order import order_key
from desktop.domain.slippage import (
    NO_PAST,
    Past,
    Slip,
    Slippage,
    is_blocked,
    is_done,
    slippage,
    slips,
    slips_by_name,
)
from desktop.operations.charts import OnboardingFacts, read_onboardings, value_curve
from desktop.store.connection import Connection
from desktop.store.queries.milestones import milestone_pasts

MarkKind = Literal["done", "late", "overdue", "open"]
LONGEST_SPAN = 180
"""Days a strip shows at most; what lies beyond stands at its end."""


class Mark(NamedTuple):
    """A milestone on its plan's strip.

    Args:
        day: days after the start on which it was done, or for an open one is due.
        late: days done after its day, or overdue by; 0 = in time.
    """

    kind: MarkKind
    day: int
    name: str
    on: date
    late: int = 0


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One onboarding on its way.

    Args:
        day_of, target: days since it began, and days it was planned for; target None = unknown.
        next_milestone, turn, due_on: the open milestone that is due first; None = there is none, or it is not said.
        blocked: whether that one is blocked. blocked_from: day after the start since when; None = nobody knows.
        marks: its milestones by day; those waived or without a day are not among them.
    """

    account: str
    account_name: str
    day_of: int
    target: int | None
    done: int
    milestones: int
    next_milestone: str | None
    turn: str | None
    due_on: date | None
    blocked: bool
    blocked_from: int | None = None
    marks: tuple[Mark, ...] = ()

    @property
    def days_over(self) -> int:
        """Days past the target; 0 = in time, or no target."""
        return 0 if self.target is None else max(self.day_of - self.target, 0)


@dataclass(frozen=True, slots=True)
class OnboardingView:
    """The curve, and the plans on their way, the latest past its target first.

    Args:
        span: days that every strip shows, 60 to 180.
        slips: milestones of which some are done or overdue, the longest median slip first and few ones last.
        slipped: each milestone that counts there, by the name they are told by.
        names: of the accounts, by id.
    """

    curve: ValueCurve
    plans: tuple[PlanRow, ...]
    span: int = 60
    slips: tuple[Slippage, ...] = ()
    slipped: Mapping[str, tuple[Slip, ...]] = field(default_factory=dict[str, tuple[Slip, ...]])
    names: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def past_target(self) -> int:
        return sum(plan.days_over > 0 for plan in self.plans)


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the page is computed from."""

    facts: OnboardingFacts
    pasts: Mapping[str, Past]


def read_page(conn: Connection, day: date) -> PageFacts:
    """What the page of a day is computed from."""
    return PageFacts(read_onboardings(conn), milestone_pasts(conn, day))


def page_view(read: PageFacts, day: date) -> OnboardingView:
    """`onboarding_view` of what was read."""
    return onboarding_view(read.facts, day, read.pasts)


def onboarding_view(read: OnboardingFacts, day: date, pasts: Mapping[str, Past] | None = None) -> OnboardingView:
    """The page on a day.

    Args:
        pasts: what the journal says of milestones, by id; None = nothing.
    """
    names = {account.id: account.name for account in read.accounts}
    known = known_lines(read.lines, as_of=day)
    active = {line.account for line, counts in zip(known.lines, known.counts_on(day), strict=True) if counts}
    of_plan: defaultdict[str | None, list[Milestone]] = defaultdict(list)
    for each in read.milestones:
        of_plan[each.onboarding].append(each)
    begun = {each.id for each in read.onboardings if each.started_on <= day}
    plans = [
        _plan(each, names[each.account], of_plan[each.id], day, pasts or {})
        # Plans alike in all they are sorted by stay in one order, wherever their rows lie.
        for each in sorted(read.onboardings, key=lambda each: each.id)
        if each.started_on <= day
        and (each.live_on is None or each.live_on > day)
        and each.account in names
        and each.account in active
    ]
    plans.sort(key=lambda plan: (-plan.days_over, -plan.day_of, order_key(plan.account_name)))
    left = {each.account for each in read.milestones} - active
    counted = [each for each in read.milestones if each.onboarding is None or each.onboarding in begun]
    _, by_name = slippage(counted, pasts or {}, day, left=left)
    told = sorted((each for each in by_name if each.n or each.overdue), key=_median_first)
    slipped = slips_by_name(slips(counted, pasts or {}, day, left=left), [each.name for each in told])
    return OnboardingView(value_curve(read, day), tuple(plans), _span(plans), tuple(told), slipped, names)


def _median_first(row: Slippage) -> tuple[bool, float, str]:
    """The longest median first; those with fewer than two, and those of which none is done, last."""
    few = row.n < 2
    return few, -row.median_days if row.median_days is not None else float("inf"), row.name


def _span(plans: Sequence[PlanRow]) -> int:
    needed = [max(plan.day_of, plan.target or 0, *(mark.day for mark in plan.marks), 0) for plan in plans]
    # A little room after the last mark, and no strip so long that all others are dots.
    longest = max(needed, default=0) + 3
    return min(max(-(-longest // 15) * 15, 60), LONGEST_SPAN)


def _plan(
    onboarding: Onboarding, name: str, milestones: list[Milestone], day: date, pasts: Mapping[str, Past]
) -> PlanRow:
    live = [each for each in milestones if each.state != "waived"]
    done = [each for each in live if each.done_on is not None and each.done_on <= day]
    open_ = [each for each in live if each not in done]
    open_.sort(key=lambda each: (each.due_on or date.max, each.name, each.id))
    first = open_[0] if open_ else None
    target = None if onboarding.target_on is None else (onboarding.target_on - onboarding.started_on).days
    marks = [mark for each in live if (mark := _mark(each, onboarding, day)) is not None]
    blocked = first is not None and is_blocked(first, day)
    return PlanRow(
        account=onboarding.account,
        account_name=name,
        day_of=(day - onboarding.started_on).days,
        target=target,
        done=len(done),
        milestones=len(live),
        next_milestone=first.name if first else None,
        turn=first.side if first else None,
        due_on=first.due_on if first else None,
        blocked=blocked,
        blocked_from=_blocked_from(first, onboarding, pasts) if first is not None and blocked else None,
        marks=tuple(sorted(marks, key=lambda mark: (mark.day, mark.name))),
    )


def _mark(each: Milestone, onboarding: Onboarding, day: date) -> Mark | None:
    start = onboarding.started_on
    if is_done(each, day) and each.done_on is not None:
        late = 0 if each.due_on is None else max((each.done_on - each.due_on).days, 0)
        return Mark("late" if late else "done", max((each.done_on - start).days, 0), each.name, each.done_on, late)
    if each.due_on is None:
        return None
    late = max((day - each.due_on).days, 0)
    return Mark("overdue" if late else "open", max((each.due_on - start).days, 0), each.name, each.due_on, late)


def _blocked_from(each: Milestone, onboarding: Onboarding, pasts: Mapping[str, Past]) -> int | None:
    """The day after the start since when it stands blocked, by the journal."""
    since = [start for start, until in pasts.get(each.id, NO_PAST).blocked if until is None]
    return max((since[-1] - onboarding.started_on).days, 0) if since else None
