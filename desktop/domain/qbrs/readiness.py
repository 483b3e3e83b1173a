"""How ready one is for an account's next review: five points, each with what shows it and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Literal, NamedTuple

from desktop.domain.facts import Contact
from desktop.domain.goals import Goal
from desktop.domain.qbrs.records import Review, names
from desktop.domain.team.tasks import Task, overdue

Key = Literal["objective", "outcome", "buyer", "promises", "decision"]

POINTS: Mapping[Key, str] = MappingProxyType(
    {
        "objective": "objective with baseline",
        "outcome": "outcome proven",
        "buyer": "buyer attends",
        "promises": "old promises answered",
        "decision": "decision asked",
    }
)
"""What each point is called, in their order. Ours."""
DECISION_PART = 5
_DROPPED = frozenset({"dropped", "cancelled", "abandoned"})


class Point(NamedTuple):
    """One of the five.

    Args:
        shown: the names of what shows it: goals, people, lines.
        wanted: the names of what is in the way, or of whom to ask; () = nothing is known of it at all.
    """

    key: Key
    is_ready: bool
    shown: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()


class Readiness(NamedTuple):
    """The five points, in their order."""

    points: tuple[Point, ...]

    @property
    def reached(self) -> int:
        """0-5."""
        return sum(each.is_ready for each in self.points)

    @property
    def missing(self) -> tuple[Point, ...]:
        return tuple(each for each in self.points if not each.is_ready)


def readiness(
    goals: Sequence[Goal],
    contacts: Iterable[Contact],
    tasks: Iterable[Task],
    review: Review | None,
    asked: Sequence[str],
    since: date | None,
    day: date,
) -> Readiness:
    """How ready one is on `day`; everything is of one account.

    Args:
        review: the one that is prepared; None = none is.
        asked: the lines of the page's fifth part.
        since: the day of the last review; None = there was none.
    """
    alive = [each for each in goals if is_of_this_review(each, since, day)]
    measured = [each for each in alive if each.baseline]
    proven = [each for each in alive if is_proven(each, since, day)]
    deciding = [each for each in contacts if decides(each) and (each.left_on is None or each.left_on > day)]
    coming = {name.casefold() for name in names(None if review is None else review.attendees)}
    attending = [each.name for each in deciding if each.name.casefold() in coming]
    late = [each.title for each in overdue(tasks, day) if each.is_promise]
    decision = [*asked, *([review.decision] if review is not None and review.decision else [])]
    return Readiness(
        (
            Point("objective", bool(measured), _goals(measured), () if measured else _goals(alive)),
            Point("outcome", bool(proven), _goals(proven), () if proven else _goals(alive)),
            Point("buyer", bool(attending), tuple(attending), () if attending else tuple(e.name for e in deciding)),
            Point("promises", not late, (), tuple(late)),
            Point("decision", bool(decision), tuple(decision)),
        )
    )


def is_of_this_review(goal: Goal, since: date | None, day: date) -> bool:
    """Whether a goal is still aimed at, or was reached since the last review."""
    if (goal.status or "").strip().casefold() in _DROPPED:
        return False
    return goal.done_on is None or goal.done_on > day or since is None or goal.done_on > since


def is_proven(goal: Goal, since: date | None, day: date) -> bool:
    """Whether an outcome is shown: reached since the last review, or moved from a baseline that was measured."""
    if not is_of_this_review(goal, since, day):
        return False
    if goal.done_on is not None and goal.done_on <= day:
        return True
    return bool(goal.baseline and goal.current and goal.current.strip() != goal.baseline.strip())


def decides(contact: Contact) -> bool:
    """Whether somebody can say yes: the buyer, or a person who decides."""
    return "buyer" in (contact.role or "").casefold() or (contact.influence or "").casefold() == "decides"


def _goals(goals: Iterable[Goal]) -> tuple[str, ...]:
    return tuple(each.goal for each in goals)
