"""What a customer wants to reach: how far it is on its way, and what is not said about it yet.

Baseline, current and target are kept as they were typed, so that "3.4 d" and "weekly" both have a place; a share is
known only where all three are numbers.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

OPEN, MET, DROPPED = "open", "met", "dropped"
STATUSES = (OPEN, MET, DROPPED)
_NUMBER = re.compile(r"[-+]?[0-9]+(?:[.,][0-9]+)?")


class Measured(NamedTuple):
    """A value that was current on a day; on None = it was written down before anybody measured again."""

    value: str
    on: date | None


class Goal(NamedTuple):
    """An objective; agreed_with: the contact's name; past: earlier current values, the oldest first, if asked for."""

    id: str
    account: str
    goal: str
    baseline: str | None = None
    current: str | None = None
    target: str | None = None
    unit: str | None = None
    due_on: date | None = None
    done_on: date | None = None
    status: str | None = None
    agreed_with: str | None = None
    past: tuple[Measured, ...] = ()


def number_of(text: str | None) -> float | None:
    """The number a value begins with ("40", "3,4 d", "80 %"); None = it is missing or begins with none."""
    found = _NUMBER.match((text or "").strip().replace("\N{MINUS SIGN}", "-"))
    return None if found is None else float(found[0].replace(",", "."))


def progress(goal: Goal) -> float | None:
    """The share of the way from baseline to target that is covered, 0-1; None = one of the three is no number.

    Going the wrong way is 0 and beyond the target 1; where baseline and target are equal it is 1 at the target.
    """
    start, now, end = number_of(goal.baseline), number_of(goal.current), number_of(goal.target)
    if start is None or now is None or end is None:
        return None
    if start == end:
        return 1.0 if now == end else 0.0
    return min(max((now - start) / (end - start), 0.0), 1.0)


def missing(goal: Goal) -> tuple[str, ...]:
    """What nobody said yet, in the order it is asked for."""
    parts = {
        "baseline": goal.baseline,
        "target": goal.target,
        "due date": goal.due_on,
        "agreed with": goal.agreed_with,
    }
    return tuple(name for name, value in parts.items() if value is None)


def is_met(goal: Goal, day: date) -> bool:
    return goal.done_on is not None and goal.done_on <= day


def is_dropped(goal: Goal) -> bool:
    return (goal.status or "").strip().casefold() == DROPPED


def has_reached(goal: Goal) -> bool:
    """Whether the current value is the target or beyond it; false where that is not known."""
    return progress(goal) == 1.0 and number_of(goal.baseline) != number_of(goal.target)
