"""The share that reached value: a curve of many, the days themselves of few."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.charts.tokens import DARK
from desktop.charts.value_curve import ENOUGH, NOTHING, ValueCurve, ValueWait, draw, summary
from desktop.domain.onboarding import kaplan_meier, quantile_days
from tests.charts.conftest import Page

Pages = Callable[..., Page]


def curve(waits: list[tuple[int, bool]], target: int | None = 45) -> ValueCurve:
    steps = kaplan_meier([days for days, _ in waits], [reached for _, reached in waits])
    return ValueCurve(
        tuple(ValueWait(f"Plan {i}", f"a{i}", days, reached) for i, (days, reached) in enumerate(waits)),
        steps,
        quantile_days(steps, 0.5),
        target,
    )


MANY = curve([(10 * i, i % 3 != 0) for i in range(1, 13)])
FEW = curve([(30, True), (12, False), (50, True)])


@given(
    waits=st.lists(st.tuples(st.integers(0, 900), st.booleans()), max_size=20),
    target=st.none() | st.integers(0, 400),
    size=st.sampled_from([(300, 160), (620, 220), (1100, 400)]),
)
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_that_whatever_the_waits_nothing_is_cut_off_and_all_can_be_pointed_at(
    page: Pages, waits: list[tuple[int, bool]], target: int | None, size: tuple[int, int]
) -> None:
    drawn = page(draw, curve(waits, target), size=size)
    assert drawn.cut_off() == []
    assert len(drawn.drawing) == len(waits)
    for values, most in ((drawn.drawing.x, size[0]), (drawn.drawing.y, size[1])):
        assert ((values >= 0) & (values <= most)).all()


def test_that_the_curve_rises_with_the_days(page: Pages) -> None:
    drawing = page(draw, MANY).drawing
    assert (np.diff(drawing.x) >= 0).all()
    assert (np.diff(drawing.y) <= 0).all()
    assert drawing.keys[0] == "a0"
    assert drawing.says(1) == "Plan 1: value on day 20"
    assert drawing.says(2) == "Plan 2: waiting, day 30"


def test_that_median_target_and_those_still_waiting_stand_beside_the_curve(page: Pages) -> None:
    texts = page(draw, MANY).texts
    assert {
        "median day 80",
        "target day 45",
        "still waiting",
        "day",
        "50\N{NO-BREAK SPACE}%".replace("\N{NO-BREAK SPACE}", " "),
    } <= set(texts)
    assert texts.count("12") == 1, "all wait on day 0"


def test_that_a_median_not_reached_is_not_drawn(page: Pages) -> None:
    assert not any("median" in text for text in page(draw, curve([(5, True), *[(60, False)] * 9])).texts)


def test_that_one_who_waits_for_years_does_not_squeeze_the_others(page: Pages) -> None:
    without = page(draw, MANY).drawing
    beside = page(draw, curve([*[(w.days, w.reached) for w in MANY.waits], (3000, False)])).drawing
    assert beside.x[0] - 46 > 0.5 * (without.x[0] - 46)


@pytest.mark.parametrize(("n", "is_strip"), [(ENOUGH - 1, True), (ENOUGH, False)])
def test_that_few_onboardings_are_shown_one_by_one(page: Pages, n: int, is_strip: bool) -> None:
    texts = page(draw, curve([(10 * i, True) for i in range(1, n + 1)])).texts
    assert ("Plan 0" in texts) == is_strip
    assert ("still waiting" in texts) != is_strip


def test_that_the_days_of_few_are_written_beside_them(page: Pages) -> None:
    drawn = page(draw, FEW, tokens=DARK)
    assert {"day 12, waiting", "day 30", "day 50", "Plan 1", "target day 45"} <= set(drawn.texts)
    assert drawn.drawing.keys == ("a1", "a0", "a2")
    lost = ValueCurve((ValueWait("Wren", None, 20, False, lost=True),), (), None)
    assert page(draw, lost).drawing.says(0) == "Wren: lost on day 20, before value"


def test_that_a_sentence_tells_what_the_curve_shows(page: Pages) -> None:
    assert summary(FEW) == "2 of 3 onboardings reached value, half by day 30; 1 has not yet. Target day 45."
    assert summary(curve([], None)) == NOTHING == page(draw, curve([])).texts[0]
    several = ValueCurve(FEW.waits, FEW.curve, None, 40, is_one_target=False)
    assert summary(several).endswith("half have not; 1 has not yet. Median target day 40.")
