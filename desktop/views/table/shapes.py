"""The shapes of the health bands, which are told apart before their colours are."""

from __future__ import annotations

import math
from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from desktop.charts.tokens import Tokens


def paint_shape(painter: QPainter, centre: QPointF, band: str, tokens: Tokens, size: float = 10) -> None:
    """Draw a disc, triangle or diamond in the band's colour, or a ring for unscored, `size` pixels wide."""
    made = _shape(band, tokens.fill_of(band), size, round(painter.deviceTransform().m11(), 3))
    half = made.width() / made.devicePixelRatio() / 2
    painter.drawPixmap(QPointF(centre.x() - half, centre.y() - half), made)


@cache
def _shape(band: str, fill: str, size: float, scale: float) -> QPixmap:
    """The shape with a pixel around it; drawn once for every size, colour and scale there is."""
    side = math.ceil(size) + 2
    made = QPixmap(math.ceil(side * scale), math.ceil(side * scale))
    made.setDevicePixelRatio(scale)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(fill))
    x = y = side / 2
    half = size / 2
    if band == "green":
        painter.drawEllipse(QPointF(x, y), half, half)
    elif band == "amber":
        foot = y + half * 0.8
        painter.drawPolygon(QPolygonF([QPointF(x, y - half), QPointF(x + half, foot), QPointF(x - half, foot)]))
    elif band == "red":
        reach = half * 1.1
        corners = (QPointF(x, y - reach), QPointF(x + reach, y), QPointF(x, y + reach), QPointF(x - reach, y))
        painter.drawPolygon(QPolygonF(corners))
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(fill), 1.5))
        painter.drawEllipse(QRectF(x - half + 0.75, y - half + 0.75, size - 1.5, size - 1.5))
    painter.end()
    return made
