"""How far the run of a playbook is that a task belongs to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from desktop.domain.team.tasks import Task


class Progress(NamedTuple):
    """A run of a playbook.

    Args:
        playbook: its name.
        tasks: those that were not dropped.
    """

    playbook: str
    done: int
    tasks: int


def progress(tasks: Iterable[Task], day: date) -> Mapping[str, Progress]:
    """How far each run (by id) is at the end of `day`."""
    names: dict[str, str] = {}
    done: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    for task in tasks:
        if task.run is None or (task.begun_on is not None and task.begun_on > day):
            continue
        is_done = task.done_on is not None and task.done_on <= day
        if is_done or task.dropped_on is None or task.dropped_on > day:
            names[task.run] = task.playbook or ""
            counted[task.run] += 1
            done[task.run] += is_done
    return {run: Progress(name, done[run], counted[run]) for run, name in names.items()}


def in_words(found: Progress) -> str:
    """Detractor follow-up, 1 of 3 done."""
    return f"{found.playbook}, {found.done} of {found.tasks} done"
