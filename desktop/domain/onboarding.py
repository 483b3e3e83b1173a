"""How long onboardings take to reach value, those that have not got there counted too (Kaplan-Meier).

The mean of finishers is never the headline: it leaves out whoever is still waiting, and one straggler moves it. Must
not know how churn is found (it is handed the days) nor how a curve is drawn.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from desktop.domain.facts import Milestone, Onboarding


class Wait(NamedTuple):
    """One onboarding's wait for value, in days from its start; not reached = still waiting on its last known day."""

    onboarding: str
    days: int
    reached: bool
    lost: bool


@dataclass(frozen=True, slots=True)
class TimeToValue:
    """Time from the start of an onboarding to first value.

    Args:
        median_days, p90_days: day by which half, and nine in ten, have reached value; None = not reached.
        reached, censored: add up to n. `lost`, part of `censored`, churned before value.
        curve: (day, share that has not reached value after that day), at the days on which some did.
    """

    median_days: int | None
    p90_days: int | None
    reached: int
    censored: int
    lost: int
    curve: tuple[tuple[int, float], ...]
    n: int


def kaplan_meier(durations: Sequence[int], reached: Sequence[bool]) -> tuple[tuple[int, float], ...]:
    """Product-limit estimate of the share that has not reached the event, stepping at event times only.

    On a tie events come before censorings: who is censored on a day was still waiting on it.

    Args:
        durations: >= 0, one a subject: the time of its event, or until when it was seen without one.
        reached: whether the duration ended with the event; as long as `durations`.
    Returns:
        (time, share 0-1 after it), in order of time; empty where nothing was reached.
    Source: E. L. Kaplan and P. Meier, JASA 53 (1958) 457-481.
    """
    events = Counter(days for days, is_event in zip(durations, reached, strict=True) if is_event)
    leaving = Counter(durations)
    at_risk = len(durations)
    # Exact, because 1/2 and 1/10 are thresholds: as a float product the curve could miss them by a rounding error.
    survival = Fraction(1)
    steps: list[tuple[int, float]] = []
    for days in sorted(leaving):
        if events[days]:
            survival *= Fraction(at_risk - events[days], at_risk)
            steps.append((days, float(survival)))
        at_risk -= leaving[days]
    return tuple(steps)


def quantile_days(curve: Sequence[tuple[int, float]], survival: float) -> int | None:
    """The first time at which the curve is at or below `survival` (0-1); None = not reached."""
    return next((days for days, share in curve if share <= survival), None)


def waits(
    onboardings: Sequence[Onboarding],
    milestones: Sequence[Milestone],
    churned_on: Mapping[str, Sequence[date]],
    *,
    to: date,
) -> list[Wait]:
    """How long each onboarding started on or before `to` has waited for value, in the order given.

    It ends on the day its earliest first-value milestone is done (day 0 where that was before the start), else at the
    account's first churn after the start (lost), else at `to`. Value on the day of churn was reached. A waived
    milestone is not done, nor is one without a day. A milestone that names no onboarding belongs to the account's only
    one, and to none where there are several.

    Args:
        churned_on: account -> days on which its ARR fell to 0, in any order.
    """
    started = [onboarding for onboarding in onboardings if onboarding.started_on <= to]
    value_on = _first_value_days(started, milestones)
    result: list[Wait] = []
    for onboarding in started:
        start = onboarding.started_on
        churn = min((day for day in churned_on.get(onboarding.account, ()) if start < day <= to), default=None)
        last = to if churn is None else churn
        value = value_on.get(onboarding.id)
        reached = value is not None and value <= last
        days = (value - start).days if value is not None and reached else (last - start).days
        result.append(Wait(onboarding.id, max(days, 0), reached, not reached and churn is not None))
    return result


def time_to_value(
    onboardings: Sequence[Onboarding],
    milestones: Sequence[Milestone],
    churned_on: Mapping[str, Sequence[date]],
    *,
    to: date,
) -> TimeToValue:
    """Median and 90 % time to first value, in days, of every onboarding started on or before `to`.

    Kaplan-Meier over `waits`: who is not there yet counts as waiting at least as long as seen, up to churn or `to`.
    """
    spans = waits(onboardings, milestones, churned_on, to=to)
    curve = kaplan_meier([wait.days for wait in spans], [wait.reached for wait in spans])
    reached = sum(wait.reached for wait in spans)
    return TimeToValue(
        median_days=quantile_days(curve, 0.5),
        p90_days=quantile_days(curve, 0.1),
        reached=reached,
        censored=len(spans) - reached,
        lost=sum(wait.lost for wait in spans),
        curve=curve,
        n=len(spans),
    )


def _first_value_days(started: Sequence[Onboarding], milestones: Sequence[Milestone]) -> dict[str, date]:
    """The earliest day a first-value milestone of each onboarding is done on, which may lie ahead."""
    of_account: defaultdict[str, list[str]] = defaultdict(list)
    for onboarding in started:
        of_account[onboarding.account].append(onboarding.id)
    days: dict[str, date] = {}
    for milestone in milestones:
        done_on = milestone.done_on
        if not milestone.first_value or milestone.state == "waived" or done_on is None:
            continue
        onboarding_id = milestone.onboarding
        if onboarding_id is None:
            # With several plans running, guessing which one it belongs to would invent a duration.
            candidates = of_account.get(milestone.account, [])
            if len(candidates) != 1:
                continue
            onboarding_id = candidates[0]
        days[onboarding_id] = min(done_on, days.get(onboarding_id, done_on))
    return days
