"""The floor of a chart: the same chart in the axes of a bare canvas, where any program puts what it draws."""

from __future__ import annotations

import sys
from typing import Any
from unittest.mock import patch

from matplotlib.artist import Artist
from matplotlib.figure import Figure

from desktop.charts.sheet import Sheet
from desktop.charts.tokens import Tokens
from desktop.charts.words import ENGLISH, Language
from desktop.views.charts.host import DrawFunction


class InAxes(Sheet):
    """A sheet over axes that fill the figure."""

    def __init__(self, figure: Figure, tokens: Tokens, words: Language = ENGLISH) -> None:
        super().__init__(figure, tokens, words)
        self._axes: Any = figure.add_axes((0.0, 0.0, 1.0, 1.0))  # pyright: ignore[reportUnknownMemberType]
        self._axes.set_axis_off()
        self._axes.set_xlim(0, self.width)
        self._axes.set_ylim(self.height, 0)

    def _add(self, made: Artist, above: float) -> None:
        made.set_zorder(above)
        self._axes.add_artist(made)


def draw(chart: DrawFunction, figure: Figure, data: object, tokens: Tokens) -> None:
    """Draw a chart as it is, but for where its marks are put."""
    with patch.object(sys.modules[chart.__module__], "Sheet", InAxes):
        chart(figure, data, tokens)
