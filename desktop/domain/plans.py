"""How each onboarding stands on a day: how far it is, whose turn it is, and where it ends if nothing changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

from desktop.domain.facts import Milestone, Onboarding
from desktop.domain.onboarding import TimeToValue, time_to_value, waits
from desktop.domain.slippage import NO_PAST, Past, Slippage, blocked_days, counts, is_blocked, is_done, slippage
from desktop.domain.team.tasks import Side, side_of

State = Literal["running", "lost", "live"]
ORDER: tuple[State, ...] = ("running", "lost", "live")


class PlanStatus(NamedTuple):
    """One onboarding on a day.

    Args:
        state: lost = the account fell to no ARR before the plan was through; live = it went live, or all is done.
        day_of: days since it began; of one that is over, the days it took.
        target_days: days it was planned for; None = unknown.
        next_milestone, turn, due_on: the open milestone that is due first and whose it is; None = none is open.
        blocked_days: of that milestone; None = it is not blocked, or nobody knows since when.
        forecast_on: where the last milestone ends if the rest is as late as the plan is now; None = nothing is open,
            or an open milestone has no day.
    """

    onboarding: str
    account: str
    name: str | None
    state: State
    started_on: date
    target_on: date | None
    day_of: int
    target_days: int | None
    done: int
    milestones: int
    next_milestone: str | None
    turn: Side | None
    due_on: date | None
    is_blocked: bool
    blocked_days: int | None
    forecast_on: date | None

    @property
    def days_over(self) -> int:
        """Days past the target; 0 = in time, or no target."""
        return 0 if self.target_days is None else max(self.day_of - self.target_days, 0)


class LostPlan(NamedTuple):
    """An onboarding whose account left before it reached value; days: how long it had waited."""

    onboarding: str
    account: str
    days: int
    on: date


@dataclass(frozen=True, slots=True)
class OnboardingFigures:
    """What is true of the onboardings begun by a day.

    Args:
        lost: those counted as lost in the curve, by name; the last ones first.
        turns: running plans by whose turn it is; plans with nothing open are in none.
        past_target: running plans.
        slippage: of all milestones; by_name: the longest delay first.
    """

    day: date
    ttv: TimeToValue
    lost: tuple[LostPlan, ...]
    plans: tuple[PlanStatus, ...]
    turns: Mapping[Side, int]
    past_target: int
    slippage: Slippage
    by_name: tuple[Slippage, ...]


def onboarding_figures(
    onboardings: Sequence[Onboarding],
    milestones: Sequence[Milestone],
    past: Mapping[str, Past],
    churned_on: Mapping[str, Sequence[date]],
    left: frozenset[str],
    day: date,
) -> OnboardingFigures:
    """Compute everything.

    Args:
        churned_on: account -> days by `day` on which its ARR fell to 0.
        left: accounts that have no ARR on `day`, and had some.
    """
    known = {each.id: each for each in onboardings}
    begun = [each for each in milestones if each.onboarding is None or _has_begun(known.get(each.onboarding), day)]
    lost = [
        LostPlan(wait.onboarding, plan.account, wait.days, plan.started_on + timedelta(days=wait.days))
        for wait in waits(onboardings, milestones, churned_on, to=day)
        if wait.lost and (plan := known[wait.onboarding])
    ]
    plans = plan_statuses(onboardings, milestones, past, churned_on, day)
    running = [each for each in plans if each.state == "running"]
    whole, by_name = slippage(begun, past, day, left=left)
    sides: tuple[Side, ...] = ("ours", "theirs", "unsaid")
    return OnboardingFigures(
        day=day,
        ttv=time_to_value(onboardings, milestones, churned_on, to=day),
        lost=tuple(sorted(lost, key=lambda each: (-each.on.toordinal(), each.account, each.onboarding))),
        plans=tuple(plans),
        turns={side: sum(each.turn == side for each in running) for side in sides},
        past_target=sum(each.days_over > 0 for each in running),
        slippage=whole,
        by_name=by_name,
    )


def plan_statuses(
    onboardings: Iterable[Onboarding],
    milestones: Iterable[Milestone],
    past: Mapping[str, Past],
    churned_on: Mapping[str, Sequence[date]],
    day: date,
) -> list[PlanStatus]:
    """Every onboarding begun by `day`: running ones, the furthest past target first, then lost, then live ones."""
    begun = [each for each in onboardings if each.started_on <= day]
    steps = _by_plan(begun, milestones)
    found = [_status(each, steps.get(each.id, []), past, churned_on.get(each.account, ()), day) for each in begun]
    return sorted(
        found,
        key=lambda plan: (ORDER.index(plan.state), -plan.days_over, plan.started_on, plan.account, plan.onboarding),
    )


def _has_begun(plan: Onboarding | None, day: date) -> bool:
    return plan is not None and plan.started_on <= day


def _by_plan(begun: Sequence[Onboarding], milestones: Iterable[Milestone]) -> dict[str, list[Milestone]]:
    """A milestone that names no plan belongs to the account's only one, and to none where there are several."""
    of_account: defaultdict[str, list[str]] = defaultdict(list)
    for plan in begun:
        of_account[plan.account].append(plan.id)
    found: defaultdict[str, list[Milestone]] = defaultdict(list)
    for each in milestones:
        plans = of_account.get(each.account, [])
        plan = each.onboarding if each.onboarding is not None else plans[0] if len(plans) == 1 else None
        if plan is not None:
            found[plan].append(each)
    return dict(found)


def _status(
    plan: Onboarding, milestones: Sequence[Milestone], past: Mapping[str, Past], churns: Sequence[date], day: date
) -> PlanStatus:
    live = [each for each in milestones if counts(each, day, ())]
    done = [each for each in live if is_done(each, day)]
    open_ = [each for each in live if not is_done(each, day)]
    open_.sort(key=lambda each: (each.due_on or date.max, each.name, each.id))
    left_on = min((each for each in churns if plan.started_on < each <= day), default=None)
    through = _through_on(plan, done, open_, day)
    state: State = "running"
    if through is not None and (left_on is None or through <= left_on):
        state = "live"
    elif left_on is not None:
        state = "lost"
    until = {"running": day, "lost": left_on, "live": through}[state] or day
    first = open_[0] if open_ and state == "running" else None
    blocked = first is not None and is_blocked(first, day)
    return PlanStatus(
        onboarding=plan.id,
        account=plan.account,
        name=plan.name,
        state=state,
        started_on=plan.started_on,
        target_on=plan.target_on,
        day_of=max((until - plan.started_on).days, 0),
        target_days=None if plan.target_on is None else (plan.target_on - plan.started_on).days,
        done=len(done),
        milestones=len(live),
        next_milestone=first.name if first else None,
        turn=side_of(first.side) if first else None,
        due_on=first.due_on if first else None,
        is_blocked=blocked,
        blocked_days=blocked_days(first, past.get(first.id, NO_PAST), day) if first and blocked else None,
        forecast_on=_forecast(done, open_, day) if state == "running" else None,
    )


def _through_on(plan: Onboarding, done: Sequence[Milestone], open_: Sequence[Milestone], day: date) -> date | None:
    """The day the plan was through: it went live, or its last milestone was done."""
    if plan.live_on is not None and plan.live_on <= day:
        return plan.live_on
    last = max((each.done_on for each in done if each.done_on), default=None)
    return last if not open_ else None


def _forecast(done: Sequence[Milestone], open_: Sequence[Milestone], day: date) -> date | None:
    """The last planned day, later by what the plan is late now: its worst overdue milestone, else its last one done."""
    days = [each.due_on for each in open_ if each.due_on is not None]
    if not days or len(days) < len(open_):
        return None
    late = max((day - min(days)).days, 0)
    finished = [(each.done_on, each.due_on) for each in done if each.done_on and each.due_on]
    if not late and finished:
        last_done, last_due = max(finished)
        late = max((last_done - last_due).days, 0)
    return date.fromordinal(min(max(days).toordinal() + late, date.max.toordinal()))
