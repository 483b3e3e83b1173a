"""The floor of a chart: its lines, texts and shapes in the axes of a bare canvas, as any program puts them there."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.text import Text

from desktop.charts.fonts import DPI


def marks_of(figure: Figure) -> list[Artist]:
    """What was drawn into a figure, apart from its ground."""
    return [each for each in figure.get_children() if isinstance(each, Line2D | Text | PathPatch)]


def draw(figure: Figure, marks: Sequence[Artist]) -> None:
    """Draw the marks anew, none of which has to be thought out any more.

    Args:
        marks: in pixels from the top left corner of the figure.
    """
    figure.clear()
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))  # pyright: ignore[reportUnknownMemberType]
    axes.set_axis_off()
    width, height = figure.get_size_inches() * DPI
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    for mark in marks:
        made = _again(mark)
        made.set_transform(axes.transData)
        axes.add_artist(made)


def _again(mark: Artist) -> Artist:
    if isinstance(mark, Line2D):
        made: Artist = Line2D(*mark.get_data())
    elif isinstance(mark, Text):
        made = Text(*mark.get_position(), mark.get_text(), parse_math=False)
        if hasattr(made, "set_fontfeatures"):  # matplotlib 3.11 and later
            made.set_fontfeatures(mark.get_fontfeatures())
    else:
        assert isinstance(mark, PathPatch)
        made = PathPatch(mark.get_path())
    made.update_from(mark)
    made.set_zorder(mark.get_zorder())
    return made
