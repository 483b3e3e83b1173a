"""What is put into a calendar: what is planned, and opt-outs that can still be used."""

from __future__ import annotations

from datetime import date, time

import pytest

from desktop.domain.diary import diary
from desktop.domain.facts import ContractLine
from desktop.domain.today.lists import Meeting

DAY = date(2026, 11, 23)
NAMES = {"A": "Acme"}
LINE = ContractLine(
    "L", "A", 100_00, date(2026, 1, 1), date(2027, 1, 1), product="Suite", term_months=12, auto_renew=True,
    notice_days=30,
)  # fmt: skip


def meeting(on: date, at: str | None = None) -> Meeting:
    return Meeting("A", "Acme", on, at, "call", "Jana", None, "pricing", f"T{on}")


def test_that_what_is_planned_and_what_can_be_left_stand_in_order_of_time() -> None:
    later = date(2026, 12, 20)
    found = diary([meeting(later), meeting(DAY, "14:00")], [LINE], NAMES, DAY)
    assert [(each.kind, each.on, each.at) for each in found] == [
        ("call", DAY, time(14)),
        ("opt_out", date(2026, 12, 2), None),
        ("call", later, None),
    ]
    assert (found[1].row, found[1].arr_cents, found[1].renews_on) == ("L", 100_00, date(2027, 1, 1))


@pytest.mark.parametrize(
    "line",
    [
        LINE._replace(notice_days=None),
        LINE._replace(notice_given_on=date(2026, 11, 1)),
        LINE._replace(outcome="renewed", outcome_on=date(2026, 11, 2)),
        LINE._replace(notice_days=60),
        LINE._replace(trial=True),
    ],
    ids=["notice unknown", "notice given", "decided", "passed", "a trial"],
)
def test_that_an_opt_out_with_nothing_to_decide_is_left_out(line: ContractLine) -> None:
    assert diary([], [LINE], NAMES, DAY)
    assert not diary([], [line], NAMES, DAY)


def test_that_a_meeting_that_is_over_is_left_out_and_an_hour_that_is_none_makes_a_whole_day() -> None:
    found = diary([meeting(date(2026, 11, 22)), meeting(DAY, "29:00")], [], NAMES, DAY)
    assert [(each.on, each.at) for each in found] == [(DAY, None)]
