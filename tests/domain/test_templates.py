"""Onboarding templates: what a plan gets from one, and what a template may not be."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.errors import Rejected
from desktop.domain.templates import (
    Template,
    TemplateMilestone,
    checked,
    from_plan,
    parse_template,
    planned,
    target_of,
    with_first_value,
    with_moved,
)

KICKOFF = TemplateMilestone("kickoff", "Kickoff", 0, "Start", "ours")
VALUE = TemplateMilestone("value", "First value", 30, "Adoption", "theirs", first_value=True)
LIVE = TemplateMilestone("live", "Go-live", 45, "Live", "ours")
STANDARD = Template("standard", "Standard", 45, (KICKOFF, VALUE, LIVE))
MONDAY = date(2026, 11, 30)


def test_that_a_plan_counts_calendar_days_from_its_start() -> None:
    assert [(each.name, each.due_on) for each in planned(STANDARD, MONDAY)] == [
        ("Kickoff", MONDAY),
        ("First value", date(2026, 12, 30)),
        ("Go-live", date(2027, 1, 14)),
    ]
    assert target_of(STANDARD, MONDAY) == date(2027, 1, 14)


def test_that_only_one_milestone_is_first_value_and_choosing_it_again_leaves_none() -> None:
    chosen = with_first_value(STANDARD, 2)
    assert [each.first_value for each in chosen.milestones] == [False, False, True]
    assert with_first_value(chosen, 2).value is None


def test_that_a_milestone_moves_up_and_down_and_stays_at_the_ends() -> None:
    assert [each.key for each in with_moved(STANDARD, 0, 1).milestones] == ["value", "kickoff", "live"]
    assert with_moved(STANDARD, 0, -1) == STANDARD == with_moved(STANDARD, 2, 1)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (STANDARD._replace(name="  "), "name"),
        (STANDARD._replace(target_days=0), "target_days"),
        (STANDARD._replace(milestones=()), "milestones"),
        (STANDARD._replace(milestones=(KICKOFF._replace(due_days=1001),)), "milestones[0].due_days"),
        (STANDARD._replace(milestones=(KICKOFF._replace(name=""),)), "milestones[0].name"),
        (STANDARD._replace(milestones=(KICKOFF._replace(side="nobody"),)), "milestones[0].side"),
        (STANDARD._replace(milestones=(VALUE, LIVE._replace(first_value=True))), "first_value"),
    ],
)
def test_that_a_template_that_makes_no_sense_is_refused_at_its_place(wrong: Template, field: str) -> None:
    with pytest.raises(Rejected) as refused:
        checked(wrong)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"key": "a", "name": "A", "target_days": 1, "milestones": [], "color": 1}, "color"),
        ({"key": "a", "name": "A", "target_days": "1", "milestones": []}, "target_days"),
        ({"key": "a", "name": "A", "target_days": 1}, "milestones"),
        (
            {"key": "a", "name": "A", "target_days": 1, "milestones": [{"key": "k", "name": "K"}]},
            "milestones[0].due_days",
        ),
        (
            {"key": "a", "name": "A", "target_days": 1, "milestones": [{"key": "k", "name": "K", "due_days": 0}] * 2},
            "milestones",
        ),
    ],
)
def test_that_a_file_that_is_no_template_is_refused_at_its_place(data: dict[str, object], field: str) -> None:
    with pytest.raises(Rejected) as refused:
        parse_template(data)
    assert refused.value.field == field


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.integers(0, 1000), min_size=1, max_size=12),
    st.integers(1, 1000),
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
)
def test_that_a_template_from_a_plan_gives_the_same_plan_again(days: list[int], target: int, start: date) -> None:
    template = Template("", "T", target, tuple(TemplateMilestone("", f"M{at}", day) for at, day in enumerate(days)))

    again = from_plan("T", start, start + timedelta(days=target), planned(template, start))

    assert again == template
