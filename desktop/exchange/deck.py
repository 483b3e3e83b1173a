"""The page of a review as a presentation: five slides after the first, plain text and charts one can edit.

Writes what a Deck holds and nothing else; the file says neither who made it nor with what.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.charts.tokens import FONT, LIGHT
from desktop.charts.words import Language
from desktop.domain.qbrs.page import NOTHING, Deck, Part, Series
from desktop.exchange.whole_file import write_whole

if TYPE_CHECKING:
    from pptx.presentation import Presentation

_ENGLISH = Language()
WIDTH, HEIGHT = 13.333, 7.5
"""Inches: sixteen to nine."""
LEFT, TOP = 0.9, 0.8
CHARTS = 2
"""Side by side beside the lines; more would be too small to read."""


def deck_bytes(deck: Deck) -> bytes:
    """The deck as a .pptx file."""
    import pptx
    from pptx.util import Inches

    made = pptx.Presentation()
    made.slide_width, made.slide_height = Inches(WIDTH), Inches(HEIGHT)
    _properties(made, deck)
    _first(made, deck)
    for part in deck.parts:
        _slide(made, deck, part, [series for number, series in deck.series if number == part.number])
    kept = BytesIO()
    made.save(kept)
    return kept.getvalue()


def heading(deck: Deck) -> str:
    """What the deck is called."""
    return f"{deck.account}: business review"


def when(deck: Deck, language: Language = _ENGLISH) -> str:
    """Its period and day, as far as they are known."""
    return " · ".join(text for text in (deck.period, None if deck.on is None else language.day(deck.on)) if text)


def _properties(made: Presentation, deck: Deck) -> None:
    told = made.core_properties
    told.title = heading(deck)
    # What the library's own template says of its author is not ours to pass on; ours is nobody's business.
    told.author = told.last_modified_by = told.comments = told.keywords = told.category = told.subject = ""
    told.revision = 1
    on = deck.on or date(2000, 1, 1)
    told.created = told.modified = told.last_printed = datetime(on.year, on.month, on.day)


def _first(made: Presentation, deck: Deck) -> None:
    slide = made.slides.add_slide(made.slide_layouts[5])
    _title(slide, deck.account, top=2.6, size=44)
    _text(slide, ["Business review", when(deck)], top=3.9, size=22, colour=LIGHT.ink_2)


def _slide(made: Presentation, deck: Deck, part: Part, series: Sequence[Series]) -> None:
    slide = made.slides.add_slide(made.slide_layouts[5])
    _title(slide, f"{part.number}  {part.title}", top=TOP - 0.2, size=32)
    charts = series[:CHARTS]
    width = WIDTH - 2 * LEFT if not charts else 5.9
    lines = [each.text for each in part.items] or [NOTHING]
    _text(slide, lines, top=TOP + 1.1, size=20 if len(lines) <= 6 else 16, colour=LIGHT.ink, width=width)
    height = 4.9 / max(len(charts), 1)
    for at, each in enumerate(charts):
        _chart(slide, each, top=TOP + 1.0 + at * height, height=height - 0.15)
    _text(slide, [f"{deck.account} · {part.number} of {len(deck.parts)}"], top=6.85, size=11, colour=LIGHT.ink_3)


def _title(slide: Any, text: str, *, top: float, size: int) -> None:
    from pptx.util import Inches

    box = slide.shapes.title
    box.left, box.top, box.width, box.height = Inches(LEFT), Inches(top), Inches(WIDTH - 2 * LEFT), Inches(1)
    box.text_frame.word_wrap = True
    _write(box.text_frame.paragraphs[0], text, size=size, colour=LIGHT.ink, is_strong=True)


def _text(
    slide: Any, lines: Sequence[str], *, top: float, size: int, colour: str, width: float = WIDTH - 2 * LEFT
) -> None:
    from pptx.util import Inches, Pt

    box = slide.shapes.add_textbox(Inches(LEFT), Inches(top), Inches(width), Inches(0.5))
    frame = box.text_frame
    frame.word_wrap = True
    for number, line in enumerate(line for line in lines if line):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(size * 0.6)
        _write(paragraph, line, size=size, colour=colour)


def _write(paragraph: Any, text: str, *, size: int, colour: str, is_strong: bool = False) -> None:
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Pt

    paragraph.alignment = PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = "".join(letter for letter in text if letter.isprintable())
    run.font.name, run.font.size, run.font.bold = FONT, Pt(size), is_strong
    run.font.color.rgb = _rgb(colour)


def _rgb(colour: str) -> Any:
    """A token's colour."""
    from pptx.dml.color import RGBColor

    return RGBColor(*bytes.fromhex(colour.lstrip("#")))


def _chart(slide: Any, series: Series, *, top: float, height: float) -> None:
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Inches, Pt

    data: Any = CategoryChartData(number_format="0 %" if series.is_share else "General")
    data.categories = [_ENGLISH.day(each) if isinstance(each, date) else each for each in series.labels]
    for name, values in zip(series.names, series.values, strict=True):
        data.add_series(name, values)
    kind = XL_CHART_TYPE.LINE if series.kind == "line" else XL_CHART_TYPE.BAR_CLUSTERED
    place = (Inches(7.1), Inches(top), Inches(WIDTH - 7.1 - LEFT), Inches(height))
    chart = slide.shapes.add_chart(kind, *place, data).chart
    chart.has_legend = False
    chart.has_title = True
    _write(chart.chart_title.text_frame.paragraphs[0], series.title, size=14, colour=LIGHT.ink_2, is_strong=True)
    chart.font.name, chart.font.size = FONT, Pt(12)
    chart.font.color.rgb = _rgb(LIGHT.ink_2)
    chart.value_axis.minimum_scale = 0
    chart.value_axis.has_major_gridlines = False
    plot = chart.plots[0]
    colour = _rgb(LIGHT.positive)
    for each in plot.series:
        if series.kind == "line":
            each.smooth = False
            each.format.line.color.rgb, each.format.line.width = colour, Pt(2.5)
        else:
            each.format.fill.solid()
            each.format.fill.fore_color.rgb = colour
    if series.kind == "bars":
        # The first at the top, as it is read.
        chart.category_axis.reverse_order = True
        chart.value_axis.visible = False
        plot.gap_width = 60
        plot.has_data_labels = True
        plot.data_labels.number_format = "0 %" if series.is_share else "General"
        plot.data_labels.number_format_is_linked = False


def write_deck(path: Path, deck: Deck) -> None:
    """Write the deck to a file, in place of what is there.

    Raises:
        FileProblem: it cannot be written; what was there stays.
    """
    write_whole(path, deck_bytes(deck))
