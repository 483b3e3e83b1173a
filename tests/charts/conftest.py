"""Figures to draw on, and what of a drawing can be asked without looking at it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from desktop.charts.drawing import Drawing
from desktop.charts.tokens import LIGHT, Tokens

T = TypeVar("T")
Draw = Callable[[Figure, Any, Tokens], Drawing]


def _all(figure: Figure, kind: type[T]) -> list[T]:
    return [each for each in cast("list[object]", figure.findobj()) if isinstance(each, kind)]


class Page:
    """A drawn chart."""

    def __init__(self, draw: Draw, data: Any, size: tuple[int, int], scale: float, tokens: Tokens) -> None:
        self.size = size
        self.figure = Figure(figsize=(size[0] / 72, size[1] / 72), dpi=72 * scale)
        self.canvas = FigureCanvasAgg(self.figure)
        self.drawing = draw(self.figure, data, tokens)
        self.canvas.draw()

    def all(self, kind: type[T]) -> list[T]:
        """Everything of a kind that was drawn."""
        return _all(self.figure, kind)

    @property
    def _texts(self) -> list[Text]:
        return [each for each in _all(self.figure, Text) if each.get_text()]

    @property
    def texts(self) -> list[str]:
        return [each.get_text() for each in self._texts]

    def cut_off(self) -> list[str]:
        """The texts that do not lie within the figure, by a pixel."""
        wide, high = self.figure.bbox.width, self.figure.bbox.height
        boxes = [(each.get_text(), each.get_window_extent()) for each in self._texts]
        return [t for t, b in boxes if b.x0 < -1 or b.y0 < -1 or b.x1 > wide + 1 or b.y1 > high + 1]

    def clashes(self, of: Callable[[str], bool] = bool) -> list[tuple[str, str]]:
        """The pairs of chosen texts that lie upon each other."""
        boxes = [(each.get_text(), each.get_window_extent()) for each in self._texts if of(each.get_text())]
        return [
            (a, b)
            for i, (a, one) in enumerate(boxes)
            for b, other in boxes[i + 1 :]
            if min(one.x1, other.x1) - max(one.x0, other.x0) > 1 and min(one.y1, other.y1) - max(one.y0, other.y0) > 3
        ]

    def colour_at(self, x: int, y: int) -> str:
        red, green, blue = np.asarray(self.canvas.buffer_rgba())[y, x][:3]
        return f"#{red:02X}{green:02X}{blue:02X}"


@pytest.fixture
def page() -> Callable[..., Page]:
    def make(
        draw: Draw, data: Any, *, size: tuple[int, int] = (620, 220), scale: float = 1, tokens: Tokens = LIGHT
    ) -> Page:
        return Page(draw, data, size, scale, tokens)

    return make
