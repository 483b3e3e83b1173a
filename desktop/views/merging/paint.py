"""Text as the lists of a merge paint it."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from desktop.charts.tokens import BODY
from desktop.views.theme import font


def write(
    painter: QPainter,
    box: QRect,
    text: str,
    ink: QColor,
    pixels: int = BODY,
    weight: QFont.Weight = QFont.Weight.Normal,
) -> int:
    """Write one line into a box, cut off at its end.

    Returns:
        How wide it became, in pixels.
    """
    painter.setFont(font(pixels, weight))
    painter.setPen(ink)
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
    return metrics.horizontalAdvance(shown)
