"""How far the run of a playbook is: what was dropped does not count, what is done later is not done yet."""

from __future__ import annotations

from datetime import date, timedelta

from desktop.domain.playbooks.progress import Progress, in_words, progress
from desktop.domain.team.tasks import Task

DAY = date(2026, 11, 23)
FIRST = Task("t1", "a", "Call", begun_on=DAY, run="r", playbook="Detractor follow-up")


def test_that_done_and_all_tasks_of_each_run_are_counted() -> None:
    tasks = [
        FIRST._replace(done_on=DAY),
        FIRST._replace(id="t2"),
        FIRST._replace(id="t3"),
        FIRST._replace(id="t4", run="other", playbook="Silence"),
        Task("t5", "a", "Nobody's playbook"),
    ]
    assert progress(tasks, DAY) == {"r": Progress("Detractor follow-up", 1, 3), "other": Progress("Silence", 0, 1)}


def test_that_a_dropped_task_is_none_of_them_from_its_day_on() -> None:
    tasks = [FIRST, FIRST._replace(id="t2", dropped_on=DAY)]
    assert progress(tasks, DAY)["r"] == Progress("Detractor follow-up", 0, 1)
    assert progress([each._replace(begun_on=None) for each in tasks], DAY - timedelta(days=1))["r"].tasks == 2


def test_that_what_happens_later_is_not_known_yet() -> None:
    assert progress([FIRST._replace(done_on=DAY + timedelta(days=1))], DAY)["r"].done == 0
    assert progress([FIRST], DAY - timedelta(days=1)) == {}


def test_that_it_is_said_with_name_done_and_all() -> None:
    assert in_words(Progress("Detractor follow-up", 1, 3)) == "Detractor follow-up, 1 of 3 done"
