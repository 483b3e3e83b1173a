"""The line of an account's health: what it marks, says and never hides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matplotlib.lines import Line2D

from desktop.charts.health_line import ChartEvent, HealthLine, HealthPoint, draw, summary
from desktop.charts.tokens import DARK, LIGHT, Tokens
from tests.charts.conftest import Page

DAY = date(2026, 11, 23)
Pages = Callable[..., Page]


def line(scores: list[float | None], coverage: list[float] | None = None, events: int = 0) -> HealthLine:
    days = [DAY - timedelta(30 * back) for back in range(len(scores) - 1, -1, -1)]
    cover = coverage or [0.9] * len(scores)
    return HealthLine(
        tuple(
            HealthPoint(day, score, None if score is None else int(score), share, band(score))
            for day, score, share in zip(days, scores, cover, strict=True)
        ),
        tuple(ChartEvent(DAY - timedelta(60 * (events - i)), f"NPS {i}") for i in range(events)),
    )


def band(score: float | None) -> str:
    return "unscored" if score is None else "green" if score >= 75 else "amber" if score >= 50 else "red"


def strokes(page: Page, *, dashed: bool) -> list[Line2D]:
    lines = [each for each in page.all(Line2D) if each.get_linewidth() == 1.5]
    return [each for each in lines if each.get_linestyle() == ("--" if dashed else "-") and len(each.get_xdata()) > 1]  # pyright: ignore[reportArgumentType]


def test_that_every_day_and_every_event_can_be_pointed_at(page: Pages) -> None:
    drawing = page(draw, line([60, 62, 80], events=2)).drawing
    assert [drawing.says(at) for at in range(len(drawing))] == [
        "▲ 60 on 24 Sep 2026, coverage 90\N{NO-BREAK SPACE}%",
        "▲ 62 on 24 Oct 2026, coverage 90\N{NO-BREAK SPACE}%",
        "● 80 on 23 Nov 2026, coverage 90\N{NO-BREAK SPACE}%",
        "1 NPS 0, 26 Jul 2026",
        "2 NPS 1, 24 Sep 2026",
    ]
    assert (np.diff(drawing.x[:3]) > 0).all()
    assert drawing.y[2] < drawing.y[1] < drawing.y[0], "a higher score stands higher"


@given(
    scores=st.lists(st.none() | st.floats(0, 100), min_size=1, max_size=13),
    events=st.integers(0, 5),
    size=st.sampled_from([(272, 150), (160, 80), (900, 300)]),
)
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_that_whatever_the_scores_nothing_is_cut_off_and_all_marks_lie_inside(
    page: Pages, scores: list[float | None], events: int, size: tuple[int, int]
) -> None:
    drawn = page(draw, line(scores, events=min(events, len(scores) // 2)), size=size)
    assert drawn.cut_off() == []
    for values, most in ((drawn.drawing.x, size[0]), (drawn.drawing.y, size[1])):
        assert np.isfinite(values).all()
        assert ((values >= 0) & (values <= most)).all()


@pytest.mark.parametrize("size", [(272, 150), (700, 260)])
def test_that_the_names_of_the_months_and_events_have_room(page: Pages, size: tuple[int, int]) -> None:
    drawn = page(draw, line([70.0] * 13, events=5), size=size)
    assert drawn.clashes(lambda text: len(text) > 2) == []
    assert {"Nov", "NPS 4"} <= set(drawn.texts)


def test_that_the_line_is_dashed_where_little_is_known(page: Pages) -> None:
    drawn = page(draw, line([70.0] * 6, [0.59, 0.59, 0.6, 0.9, 0.5, 0.9]))
    assert [len(each.get_xdata()) for each in strokes(drawn, dashed=False)] == [2]  # pyright: ignore[reportArgumentType]
    assert [len(each.get_xdata()) for each in strokes(drawn, dashed=True)] == [3, 3]  # pyright: ignore[reportArgumentType]


def test_that_the_line_has_a_gap_where_there_is_no_score(page: Pages) -> None:
    drawn = page(draw, line([70, 70, None, 70, None, 70, 70]))
    assert [len(each.get_xdata()) for each in strokes(drawn, dashed=False)] == [2, 2]  # pyright: ignore[reportArgumentType]
    assert drawn.drawing.says(2).startswith("○ unscored on ")


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda tokens: tokens.name)
@pytest.mark.parametrize(("score", "marker"), [(80.0, "o"), (60.0, "^"), (20.0, "D")])
def test_that_the_last_day_has_its_bands_shape_and_colour_and_the_number(
    page: Pages, score: float, marker: str, tokens: Tokens
) -> None:
    drawn = page(draw, line([70, score]), tokens=tokens)
    assert str(int(score)) in drawn.texts
    shapes = [each for each in drawn.all(Line2D) if each.get_marker() == marker]
    assert [each.get_markerfacecolor() for each in shapes] == [tokens.fill_of(band(score))]
    assert drawn.colour_at(2, 2) == tokens.window


def test_that_the_same_places_are_marked_at_twice_the_scale(page: Pages) -> None:
    data = line([60, 62, 80], events=2)
    one, two = page(draw, data).drawing, page(draw, data, scale=2).drawing
    np.testing.assert_allclose(one.x, two.x)
    np.testing.assert_allclose(one.boxes, two.boxes)


def test_that_a_sentence_tells_what_the_line_shows(page: Pages) -> None:
    assert summary(line([60, 82, None, 70])) == (
        "Health 70, amber, on 23 Nov 2026; 60 on 25 Aug 2026. Lowest 60 on 25 Aug 2026, highest 82 on 24 Sep 2026."
    )
    assert summary(line([70])) == "Health 70, amber, on 23 Nov 2026."
    assert summary(line([None])) == summary(HealthLine(())) == page(draw, HealthLine(())).texts[0]
