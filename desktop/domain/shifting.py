"""Moving the dates of a plan that is under way: which milestones go along, and by how much.

What is done keeps its day: it is what happened. What is waived keeps its day too, nobody waits for it; should it be
reopened, its day is typed then. What is blocked is still to come and moves. What has no day gets none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from desktop.domain.errors import Rejected

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
"""As far as a day can be typed."""


class Dated(NamedTuple):
    """A milestone as far as moving it is concerned."""

    id: str
    name: str
    due_on: date | None
    done_on: date | None
    state: str | None

    @property
    def moves(self) -> bool:
        """Whether it has a day that is still to come about."""
        return self.due_on is not None and self.done_on is None and self.state not in ("done", "waived")


class Move(NamedTuple):
    """A milestone (by id) that gets another day; was None = it had none."""

    milestone: str
    name: str
    was: date | None
    to: date


class PlanMove(NamedTuple):
    """What moving a kickoff does.

    Args:
        started_on: the plan's new start; None = it stays, because something of the plan is done already.
        target_on: its new target; None = it stays or there is none.
        stays: milestones that keep their day, because they are done or waived.
    """

    days: int
    moves: tuple[Move, ...]
    started_on: date | None
    target_on: date | None
    stays: int


def shifted(steps: Iterable[Dated], days: int, *, since: date | None = None) -> tuple[Move, ...]:
    """The open milestones and their days moved by calendar days; by 0 nothing moves.

    Args:
        days: negative = earlier.
        since: only those due on or after this day.

    Raises:
        Rejected: a day would fall outside the calendar.
    """
    if not days:
        return ()
    return tuple(
        Move(each.id, each.name, each.due_on, moved(each.due_on, days))
        for each in steps
        if each.moves and each.due_on is not None and (since is None or each.due_on >= since)
    )


def with_those_after(steps: Sequence[Dated], milestone: str, due_on: date, *, those_after: bool) -> tuple[Move, ...]:
    """One milestone to a day, and by as much all open ones that are due on the same day or after it, if asked.

    A milestone without a day gets one and takes nobody along.

    Raises:
        Rejected: it is done or waived, or a day would fall outside the calendar.
    """
    found = next(each for each in steps if each.id == milestone)
    if found.done_on is not None or found.state in ("done", "waived"):
        state = "waived" if found.state == "waived" else "done"
        raise Rejected(f"{found.name} is {state}: reopen it to give it another day.", field="due_on")
    if found.due_on is None or found.due_on == due_on:
        return () if found.due_on == due_on else (Move(found.id, found.name, None, due_on),)
    days = (due_on - found.due_on).days
    own = Move(found.id, found.name, found.due_on, due_on)
    if not those_after:
        return (own,)
    return tuple(own if move.milestone == milestone else move for move in shifted(steps, days, since=found.due_on))


def kickoff_moved(
    steps: Sequence[Dated], days: int, started_on: date, target_on: date | None, *, with_target: bool = True
) -> PlanMove:
    """All open milestones by `days`; the start too while nothing is done, and the target if asked.

    Once something is done the plan has begun, and time to value goes on counting from the start it had.
    """
    moves = shifted(steps, days)
    has_begun = any(each.done_on is not None or each.state == "done" for each in steps)
    return PlanMove(
        days=days,
        moves=moves,
        started_on=moved(started_on, days) if days and not has_begun else None,
        target_on=moved(target_on, days) if days and with_target and target_on is not None else None,
        stays=sum(not each.moves for each in steps),
    )


def moved(day: date, days: int) -> date:
    """A day moved by calendar days.

    Raises:
        Rejected: it would fall outside the calendar.
    """
    to = day.toordinal() + days
    if not FIRST_DAY.toordinal() <= to <= LAST_DAY.toordinal():
        raise Rejected(f"Moved by {days} days a date would fall outside {FIRST_DAY.year} to {LAST_DAY.year}.")
    return day + timedelta(days=days)
