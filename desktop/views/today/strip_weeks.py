"""The opt-outs of a large book, drawn as one bar a week: its ARR by health, green at the bottom."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from desktop.domain.account_rows import BANDS
from desktop.domain.today.weeks import OptOutWeek
from desktop.views import format
from desktop.views.table.shapes import paint_shape
from desktop.views.theme import Theme

GAP, SPARE = 2.0, 0.14
"""Between two bars: pixels at least, and a share of their width."""
SHAPE, BETWEEN = 9, 12.0


def paint_weeks(painter: QPainter, weeks: Sequence[OptOutWeek], boxes: Sequence[QRectF], theme: Theme) -> None:
    """Draw the bars, each into its box; the highest fills it.

    Args:
        boxes: aligned with the weeks, all of one height.
    """
    most = max((week.arr_cents for week in weeks), default=0)
    if not most:
        return
    painter.setPen(Qt.PenStyle.NoPen)
    for week, box in zip(weeks, boxes, strict=True):
        below, gap = 0, max(GAP, SPARE * box.width())
        for band, cents in zip(BANDS, week.cents, strict=True):
            if cents:
                lower = box.bottom() - box.height() * below / most
                below += cents
                upper = box.bottom() - box.height() * below / most
                # A line of the ground's colour keeps neighbours apart that some people see alike.
                seam = 1.0 if lower < box.bottom() and lower - upper > 2 else 0.0
                bar = QRectF(box.left() + gap / 2, upper, box.width() - gap, max(lower - seam - upper, 0.5))
                painter.fillRect(bar, QColor(theme.tokens.fill_of(band)))


def paint_scale(painter: QPainter, weeks: Sequence[OptOutWeek], width: float, theme: Theme) -> None:
    """Say what the heights are, and which shape and colour stand for what, in the line above the bars."""
    metrics = QFontMetricsF(painter.font())
    most = max((week.arr_cents for week in weeks), default=0)
    said = f"ARR a week, up to {format.money(most)}"
    painter.setPen(theme.colour("ink_3"))
    painter.drawText(QRectF(0, 2, width, 14), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), said)
    room = width - metrics.horizontalAdvance(said) - 2 * BETWEEN
    there = [band for at, band in enumerate(BANDS) if any(week.accounts[at] for week in weeks)]
    wide = sum(SHAPE + 4 + metrics.horizontalAdvance(band) + BETWEEN for band in there)
    has_words = wide <= room
    x = width - (wide - BETWEEN if has_words else len(there) * (SHAPE + 6) - 6)
    for band in there:
        paint_shape(painter, QPointF(x + SHAPE / 2, 9), band, theme.tokens, SHAPE)
        x += SHAPE + (4 if has_words else 6)
        if has_words:
            painter.setPen(QPen(theme.colour("ink_3")))
            painter.drawText(QPointF(x, 13), band)
            x += metrics.horizontalAdvance(band) + BETWEEN


def says(week: OptOutWeek) -> str:
    """A week in words."""
    days = f"{format.day(week.first, beside=week.last)} to {format.day(week.last)}"
    if not week.n:
        return f"{days}: nobody can opt out"
    parts = [
        f"{band} {format.money(cents)} ({format.number(n)})"
        for band, cents, n in zip(BANDS, week.cents, week.accounts, strict=True)
        if n
    ]
    text = f"{days}: {format.plural(week.n, 'account')}, {format.money(week.arr_cents)}\n{', '.join(parts)}"
    largest = week.largest
    return text if largest is None else f"{text}\nLargest: {largest.name}, {format.money(largest.arr_cents)}"
