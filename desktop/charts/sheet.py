"""A figure as a sheet of pixels to draw on, in the program's colours and font.

Charts place everything themselves and put it straight into the figure: axes, of which nothing would be seen, took half
of the time of a small chart to be made and emptied. matplotlib is imported when something is drawn, not before: it
takes longer than the window needs to appear.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from desktop.charts.drawing import FloatArray
from desktop.charts.fonts import DPI, FIGURES_ALIKE, REGULAR, font, is_in_font, plain, width_of
from desktop.charts.tokens import SMALL, Tokens
from desktop.charts.words import ENGLISH, Language

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure

MARKERS = {"green": "o", "amber": "^", "red": "D", "unscored": "o"}
"""tokens.SHAPES, as matplotlib calls them."""

_MARKER_SIZE = {"green": 1.0, "amber": 1.1, "red": 0.85, "unscored": 0.9}
"""So that the shapes look equally large."""

_HALF_CAPITAL = 0.36
"""From the middle of a capital letter down to its baseline, in font sizes."""

Align = Literal["left", "center", "right"]
_SHARE_BEFORE: dict[Align, float] = {"left": 0.0, "center": 0.5, "right": 1.0}
"""How much of a text stands before its place."""


class Sheet:
    """An empty figure, measured in pixels at scale 1 from its top left corner.

    Args:
        figure: emptied first; its resolution is DPI x scale.
    """

    def __init__(self, figure: Figure, tokens: Tokens, words: Language = ENGLISH) -> None:
        from matplotlib.transforms import Affine2D

        figure.clear()
        figure.set_facecolor(tokens.window)
        inches = figure.get_size_inches()
        self.width, self.height = float(inches[0]) * DPI, float(inches[1]) * DPI
        self.tokens, self.words = tokens, words
        self._figure = figure
        share = Affine2D().scale(1 / max(self.width, 1), -1 / max(self.height, 1)).translate(0, 1)
        self._place: Any = share + figure.transFigure
        """From pixels to where matplotlib draws, which counts from the bottom."""

    def line(
        self,
        x: Sequence[float] | FloatArray,
        y: Sequence[float] | FloatArray,
        colour: str,
        width: float = 1.0,
        *,
        dashes: tuple[float, float] | None = None,
        above: float = 2.0,
    ) -> None:
        """A line through points; `dashes` are lengths on and off in pixels."""
        from matplotlib.lines import Line2D

        style: Any = "-" if dashes is None else (0, (dashes[0] / width, dashes[1] / width))
        made = Line2D(
            x, y, color=colour, linewidth=width, linestyle=style, solid_capstyle="butt", solid_joinstyle="round"
        )
        self._add(made, above)

    def dots(
        self,
        x: Sequence[float] | FloatArray,
        y: Sequence[float] | FloatArray,
        colour: str,
        size: float,
        *,
        marker: str = "o",
        fill: str | None = None,
        width: float = 1.5,
        above: float = 3.0,
    ) -> None:
        """One marker at each point, `size` pixels across; `fill` None = filled with its colour."""
        from matplotlib.lines import Line2D

        made = Line2D(
            x,
            y,
            linestyle="none",
            marker=marker,
            markersize=size,
            markeredgecolor=colour,
            markerfacecolor=colour if fill is None else fill,
            markeredgewidth=width,
        )
        self._add(made, above)

    def band(self, band: str, x: float, y: float, size: float = 9.0) -> None:
        """The shape of a health band in its colour."""
        is_open = band == "unscored"
        colour = self.tokens.fill_of(band)
        fill = self.tokens.window if is_open else None
        marker, across = MARKERS.get(band, "o"), size * _MARKER_SIZE.get(band, 1.0)
        self.dots([x], [y], colour, across, marker=marker, fill=fill, width=1.5 if is_open else 0.0, above=5)

    def bars(
        self,
        left: FloatArray,
        top: FloatArray,
        right: FloatArray,
        bottom: FloatArray,
        colour: str,
        *,
        hatch: str | None = None,
        hatch_colour: str | None = None,
        above: float = 1.0,
    ) -> None:
        """Upright rectangles, however many: as one path they take a tenth of the time of a PolyCollection of them."""
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        if not len(left):
            return
        corners = np.stack([left, top, right, top, right, bottom, left, bottom], axis=1).reshape(-1, 4, 2)
        made = PathPatch(Path.make_compound_path_from_polys(corners), linewidth=0)
        made.set_facecolor(colour)
        made.set_edgecolor("none")
        if hatch is not None:
            made.set_hatch(hatch)
            made.set_hatchcolor(hatch_colour or colour)
            made.set_hatch_linewidth(1.0)
        self._add(made, above)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        colour: str | None = None,
        *,
        align: Align = "left",
        weight: int = REGULAR,
        size: float = SMALL,
        is_clear: bool = False,
        above: float = 4.0,
    ) -> None:
        """Plain text on one line: `y` is the middle of its capital letters, so that texts side by side stand level.

        Args:
            is_clear: what lies beneath is kept off the letters.
        """
        from matplotlib.text import Text

        text = plain(text)
        is_plain = is_in_font(text, weight)
        if is_plain:
            # matplotlib places texts as if figures had their own widths.
            x, align = x - _SHARE_BEFORE[align] * width_of(text, size=size, weight=weight), "left"
        made = Text(
            x,
            y + _HALF_CAPITAL * size,
            text,
            color=colour or self.tokens.ink_3,
            fontproperties=font(size, weight, is_plain=is_plain),
            horizontalalignment=align,
            verticalalignment="baseline",
            # A customer called "$x" is no formula.
            parse_math=False,
        )
        if hasattr(made, "set_fontfeatures"):  # matplotlib 3.11 and later
            made.set_fontfeatures(FIGURES_ALIKE)
        if is_clear:
            made.set_bbox({"facecolor": self.tokens.window, "edgecolor": "none", "pad": 1.0})
        self._add(made, above)

    def say(self, text: str) -> None:
        """A sentence in place of a chart."""
        self.text(self.width / 2, self.height / 2, text, self.tokens.ink_2, align="center", size=13)

    def _add(self, made: Artist, above: float) -> None:
        made.set_zorder(above)
        made.set_transform(self._place)
        self._figure.add_artist(made)
