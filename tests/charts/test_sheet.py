"""What every chart is drawn on."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from desktop.charts.sheet import Sheet
from desktop.charts.tokens import LIGHT


def test_that_a_place_is_the_pixel_so_far_from_the_left_and_from_the_top_at_any_scale() -> None:
    for scale in (1.0, 1.5, 2.0):
        figure = Figure(figsize=(100 / 72, 40 / 72), dpi=72 * scale)
        canvas = FigureCanvasAgg(figure)
        sheet = Sheet(figure, LIGHT)
        assert (sheet.width, sheet.height) == pytest.approx((100, 40))
        sheet.line([0, 100], [10, 10], "#FF0000", 4)
        canvas.draw()
        drawn = np.asarray(canvas.buffer_rgba())
        rows = [row for row in range(int(40 * scale)) if tuple(drawn[row, 5][:3]) == (255, 0, 0)]
        assert (rows[0], rows[-1] + 1) == (8 * scale, 12 * scale)


def test_that_nothing_is_made_that_nobody_sees() -> None:
    figure = Figure(figsize=(100 / 72, 40 / 72), dpi=72)
    sheet = Sheet(figure, LIGHT)
    sheet.line([0, 1], [0, 1], LIGHT.ink)
    assert not figure.axes, "they take longer than all the rest of a chart"
    assert len(figure.findobj(Line2D)) == 1


def test_that_what_was_drawn_before_is_gone() -> None:
    figure = Figure(figsize=(100 / 72, 40 / 72), dpi=72)
    Sheet(figure, LIGHT).line([0, 1], [0, 1], LIGHT.ink)
    Sheet(figure, LIGHT).text(0, 0, "now")
    assert not figure.findobj(Line2D)
