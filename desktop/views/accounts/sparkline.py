"""The scores of an account's last months as a small line, which is drawn once and then kept as a picture."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap, QPolygonF

from desktop.charts.tokens import Tokens
from desktop.views.table.delegate import colour_of
from desktop.views.table.rows import FloatArray
from desktop.views.table.shapes import paint_shape

LOWEST = 20
"""The lowest fifth of the scale is hardly ever used."""
REMEMBERED = 500
"""Pictures that are kept."""
_MIDDLE = 50


class Sparklines:
    """Paints the lines of one column."""

    def __init__(self) -> None:
        self._kept: dict[tuple[bytes, str, int, int, float], QPixmap | None] = {}
        self._tokens: Tokens | None = None

    def paint(self, painter: QPainter, rect: QRect, scores: FloatArray, band: str, tokens: Tokens) -> None:
        """Draw a line.

        Args:
            scores: of which at least one is known; NaN = unscored.
            band: what the last of them is in.
        """
        scale = painter.deviceTransform().m11()
        called = (scores.tobytes(), band, rect.width(), rect.height(), scale)
        if tokens is not self._tokens or len(self._kept) > REMEMBERED:
            self._kept.clear()
            self._tokens = tokens
        if called not in self._kept:
            # What only scrolls past is worth no picture.
            self._kept[called] = None
            painter.save()
            _draw(painter, QRectF(rect), scores, band, tokens)
            painter.restore()
            return
        found = self._kept[called]
        if found is None:
            found = self._kept[called] = _picture(rect.width(), rect.height(), scale, scores, band, tokens)
        painter.drawPixmap(rect.left(), rect.top(), found)


def _picture(width: int, height: int, scale: float, scores: FloatArray, band: str, tokens: Tokens) -> QPixmap:
    made = QPixmap(math.ceil(width * scale), math.ceil(height * scale))
    made.setDevicePixelRatio(scale)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    _draw(painter, QRectF(0, 0, width, height), scores, band, tokens)
    painter.end()
    return made


def _draw(painter: QPainter, rect: QRectF, scores: FloatArray, band: str, tokens: Tokens) -> None:
    room = rect.adjusted(1, 4, -5, -4)
    known = np.flatnonzero(~np.isnan(scores))
    across = room.width() / max(1, len(scores) - 1)
    heights = room.bottom() - room.height() * np.maximum(0.0, (scores[known] - LOWEST) / (100 - LOWEST))
    points = list(map(QPointF, (room.left() + across * known).tolist(), heights.tolist()))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour_of(tokens.border), 1))
    middle = room.bottom() - room.height() * (_MIDDLE - LOWEST) / (100 - LOWEST)
    painter.drawLine(QPointF(room.left(), middle), QPointF(room.right(), middle))
    painter.setPen(QPen(colour_of(tokens.ink_2), 1.4))
    # A month without a score is a gap in the line.
    start = 0
    for at in range(1, len(points) + 1):
        if at == len(points) or known[at] != known[at - 1] + 1:
            if at - start == 1:
                painter.drawPoint(points[start])
            painter.drawPolyline(QPolygonF(points[start:at]))
            start = at
    if known[-1] == len(scores) - 1:
        paint_shape(painter, points[-1], band, tokens, 7)
