"""Tasks as facts, and which of them are late on a day.

Must not know how a task comes about: whether it is a promise and from when on it is there is handed over.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple

Side = Literal["ours", "theirs", "unsaid"]


class Task(NamedTuple):
    """Something to do for an account.

    Args:
        begun_on: the day of what led to it, a talk or a playbook's start; before that it is not there. None = unknown.
        side: who has to do it, ours or theirs; None = not said.
        is_promise: it was agreed in a conversation, or the customer sees it; other tasks are our own business.
        run, playbook: the run of a playbook that made it, by id, and what the playbook is called; None = none did.
    """

    id: str
    account: str
    title: str
    due_on: date | None = None
    done_on: date | None = None
    dropped_on: date | None = None
    begun_on: date | None = None
    side: str | None = None
    is_promise: bool = False
    run: str | None = None
    playbook: str | None = None


class BySide(NamedTuple):
    """A count by whose turn it is; unsaid = nobody said."""

    ours: int = 0
    theirs: int = 0
    unsaid: int = 0

    def plus(self, other: BySide) -> BySide:
        return BySide(self.ours + other.ours, self.theirs + other.theirs, self.unsaid + other.unsaid)

    @property
    def total(self) -> int:
        return self.ours + self.theirs + self.unsaid


def is_open(task: Task, day: date) -> bool:
    """Whether it is there on `day`, and neither done nor dropped by then."""
    return (
        (task.begun_on is None or task.begun_on <= day)
        and (task.done_on is None or task.done_on > day)
        and (task.dropped_on is None or task.dropped_on > day)
    )


def overdue(tasks: Iterable[Task], day: date) -> list[Task]:
    """Tasks open at the end of `day` that were due before it; what is due on the day itself is not late yet."""
    return [task for task in tasks if task.due_on is not None and task.due_on < day and is_open(task, day)]


def side_of(said: str | None) -> Side:
    word = (said or "").strip().casefold()
    return "ours" if word == "ours" else "theirs" if word == "theirs" else "unsaid"


def by_side(tasks: Iterable[Task]) -> BySide:
    sides = [side_of(task.side) for task in tasks]
    return BySide(sides.count("ours"), sides.count("theirs"), sides.count("unsaid"))
