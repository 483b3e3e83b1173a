"""What is pointed at is found without matplotlib."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.charts.drawing import REACH, Drawing, marks, nothing

pixels = st.floats(0, 500)


def at(*places: tuple[float, float]) -> Drawing:
    x, y = np.array(places, np.float64).reshape(-1, 2).T
    names = [f"mark {i}" for i in range(len(places))]
    return marks(x, y, names, names, "Marks.")


def test_that_nothing_can_be_pointed_at_where_there_are_no_marks() -> None:
    assert nothing("None.").nearest(3, 4) is None
    assert len(at()) == 0


@given(st.lists(st.tuples(pixels, pixels), min_size=1, max_size=20), st.integers(0, 19))
def test_that_a_mark_is_found_at_its_own_place(places: list[tuple[float, float]], which: int) -> None:
    x, y = places[which % len(places)]
    found = at(*places).nearest(x, y)
    assert found is not None
    assert places[found] == (x, y)


@pytest.mark.parametrize(("x", "expected"), [(10.0, 0), (10 + 8 + REACH, 0), (10 + 8.5 + REACH, None)])
def test_that_a_mark_is_out_of_reach_further_away(x: float, expected: int | None) -> None:
    assert at((10, 10)).nearest(x, 10) == expected


def test_that_of_two_areas_that_overlap_the_nearer_mark_is_meant() -> None:
    wide = Drawing(np.array([50.0, 52.0]), np.array([90.0, 20.0]), np.array([[0, 0, 100, 100], [45, 13, 59, 27.0]]),
                   ["day", "event"].__getitem__, (None, None), "")  # fmt: skip
    assert wide.nearest(53, 22) == 1
    assert wide.nearest(50, 80) == 0


areas = st.tuples(st.integers(0, 100), st.integers(0, 100), st.integers(1, 30), st.integers(1, 30))


@given(st.lists(areas, min_size=1, max_size=30), st.integers(-20, 150), st.integers(-20, 150))
def test_that_whatever_the_order_of_marks_the_area_pointed_at_is_the_nearest_of_all(
    given_areas: list[tuple[int, int, int, int]], x: int, y: int
) -> None:
    boxes = np.array([[left, top, left + wide, top + high] for left, top, wide, high in given_areas], np.float64)
    drawing = Drawing(boxes[:, 0], boxes[:, 1], boxes, str, (None,) * len(boxes), "")
    outside = [
        np.hypot(max(left - x, x - right, 0), max(top - y, y - bottom, 0))
        for left, top, right, bottom in boxes.tolist()
    ]
    found = drawing.nearest(x, y)
    if min(outside) > REACH:
        assert found is None
    else:
        assert found is not None
        assert outside[found] == min(outside)
