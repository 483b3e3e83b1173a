"""The lists beside the queue: which meetings, promises and tasks of a day they hold, and in which order."""

from __future__ import annotations

import pytest

from desktop.domain.today import lists
from desktop.domain.today.lists import Meeting
from tests.domain.signals.situations import DAY
from tests.domain.today.days import ahead, task

NAMES = {"A": "Acme"}


@pytest.mark.parametrize(("days", "is_told"), [(-1, False), (0, True), (6, True), (7, False)])
def test_that_meetings_are_those_of_seven_days_from_today(days: int, is_told: bool) -> None:
    meeting = Meeting("A", "Acme", ahead(days), "10:00", "call", None, None, None)
    assert lists.meetings([meeting], DAY) == ([meeting] if is_told else [])


def test_that_meetings_of_a_day_are_in_order_of_their_time() -> None:
    late, early, whole = (Meeting("A", "Acme", DAY, at, "call", None, None, None) for at in ("14:00", "09:00", None))
    assert lists.meetings([late, early, whole], DAY) == [whole, early, late]


@pytest.mark.parametrize(
    ("said", "is_told"),
    [
        ({"days": -400}, True),
        ({"days": 8}, True),
        ({"days": 9}, False),
        ({"days": None}, False),
        ({"days": 1, "done_on": DAY}, False),
        ({"days": 1, "dropped_on": DAY}, False),
        ({"days": 1, "begun_on": ahead(1)}, False),
        ({"days": 1, "is_promise": False}, False),
        ({"days": 1, "is_promise": False, "side": "theirs"}, True),
        ({"days": 1, "account": "B"}, False),
    ],
)
def test_that_promises_are_the_open_ones_late_or_due_within_eight_days(said: dict[str, object], is_told: bool) -> None:
    days = said.pop("days")
    assert days is None or isinstance(days, int)
    found = lists.promises([task(days, **said)], NAMES, DAY)
    assert [each.days for each in found] == ([days] if is_told else [])


def test_that_tasks_are_by_day_ours_before_theirs_and_those_without_a_day_last() -> None:
    rows = [task(None, id="5"), task(3, id="4"), task(1, id="3", side="theirs"), task(1, id="2"), task(-9, id="1")]
    found = lists.open_tasks([*rows, task(1, id="6", done_on=DAY)], NAMES, DAY)
    assert [each.task for each in found] == ["1", "2", "3", "4", "5"]
    assert [each.days for each in found] == [-9, 1, 1, 3, None]
