"""What the Onboarding page shows: how long value takes, and the plans that are still on their way to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.charts.value_curve import ValueCurve
from desktop.domain.contracts import known_lines
from desktop.domain.facts import Milestone, Onboarding
from desktop.operations.charts import OnboardingFacts, value_curve


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One onboarding on its way.

    Args:
        day_of, target: days since it began, and days it was planned for; target None = unknown.
        next_milestone, turn, due_on: the open milestone that is due first; None = there is none, or it is not said.
        blocked: whether that one is blocked.
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

    @property
    def days_over(self) -> int:
        """Days past the target; 0 = in time, or no target."""
        return 0 if self.target is None else max(self.day_of - self.target, 0)


@dataclass(frozen=True, slots=True)
class OnboardingView:
    """The curve, and the plans on their way, the latest past its target first."""

    curve: ValueCurve
    plans: tuple[PlanRow, ...]

    @property
    def past_target(self) -> int:
        return sum(plan.days_over > 0 for plan in self.plans)


def onboarding_view(read: OnboardingFacts, day: date) -> OnboardingView:
    names = {account.id: account.name for account in read.accounts}
    known = known_lines(read.lines, as_of=day)
    active = {line.account for line, counts in zip(known.lines, known.counts_on(day), strict=True) if counts}
    plans = [
        _plan(each, names[each.account], [one for one in read.milestones if one.onboarding == each.id], day)
        for each in read.onboardings
        if each.started_on <= day
        and (each.live_on is None or each.live_on > day)
        and each.account in names
        and each.account in active
    ]
    plans.sort(key=lambda plan: (-plan.days_over, -plan.day_of, plan.account_name))
    return OnboardingView(value_curve(read, day), tuple(plans))


def _plan(onboarding: Onboarding, name: str, milestones: list[Milestone], day: date) -> PlanRow:
    live = [each for each in milestones if each.state != "waived"]
    done = [each for each in live if each.done_on is not None and each.done_on <= day]
    open_ = sorted((each for each in live if each not in done), key=lambda each: (each.due_on or date.max, each.name))
    first = open_[0] if open_ else None
    target = None if onboarding.target_on is None else (onboarding.target_on - onboarding.started_on).days
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
        blocked=first is not None and first.state == "blocked",
    )
