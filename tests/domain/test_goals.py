"""How far a goal is, and what nobody said about it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.goals import Goal, has_reached, missing, number_of, progress


@pytest.mark.parametrize(
    ("baseline", "current", "target", "share"),
    [
        ("40", "31", "25", 0.6),
        ("48", "64", "80", 0.5),
        ("40", "45", "25", 0.0),
        ("40", "20", "25", 1.0),
        ("3,4 d", "2.4 d", "1.4", 0.5),
        ("\N{MINUS SIGN}10", "0", "10", 0.5),
        ("25", "25", "25", 1.0),
        ("25", "24", "25", 0.0),
        (None, "31", "25", None),
        ("40", None, "25", None),
        ("40", "31", "weekly", None),
    ],
)
def test_that_progress_is_the_share_of_the_way_from_baseline_to_target(
    baseline: str | None, current: str | None, target: str | None, share: float | None
) -> None:
    found = progress(Goal("g", "a", "G", baseline, current, target))
    assert found == (None if share is None else pytest.approx(share))


def test_that_what_was_not_said_is_named_in_order() -> None:
    assert missing(Goal("g", "a", "G")) == ("baseline", "target", "due date", "agreed with")
    assert missing(Goal("g", "a", "G", "1", None, "2", None, date(2026, 1, 1), None, None, "Jana")) == ()


def test_that_a_goal_without_a_way_is_not_reached_by_standing_still() -> None:
    assert not has_reached(Goal("g", "a", "G", "25", "25", "25"))
    assert has_reached(Goal("g", "a", "G", "40", "25", "25"))


@pytest.mark.parametrize(("text", "number"), [("80 %", 80.0), ("+3", 3.0), ("", None), (None, None), ("x 3", None)])
def test_that_a_value_begins_with_its_number(text: str | None, number: float | None) -> None:
    assert number_of(text) == number


@settings(max_examples=100, deadline=None)
@given(st.integers(-1000, 1000), st.integers(-1000, 1000), st.integers(-1000, 1000))
def test_that_progress_stays_between_0_and_1_and_is_the_same_turned_round(start: int, now: int, end: int) -> None:
    share = progress(Goal("g", "a", "G", str(start), str(now), str(end)))
    assert share is not None
    assert 0 <= share <= 1
    turned = progress(Goal("g", "a", "G", str(-start), str(-now), str(-end)))
    assert share == pytest.approx(turned)
