"""What the marks of the strips mean."""

from __future__ import annotations

from datetime import date
from typing import cast

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.charts.tokens import SMALL
from desktop.operations.onboarding_view import MarkKind
from desktop.views import format
from desktop.views.onboarding.strip import LEGEND, paint_mark
from desktop.views.theme import Theme, font

GAP, SIGN, HALF = 16, 16, 6
"""Pixels between two, those a sign takes, and those of it left of its middle."""


class Legend(QWidget):
    """Signs and their names in a line."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.names: dict[str, str] = {}
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        self.call_the_day(None)

    def call_the_day(self, day: date | None) -> None:
        """Say which day the line stands for; None = today."""
        self.names = {**dict(LEGEND), **({} if day is None else {"today": format.day(day)})}
        self.setAccessibleName("Marks: " + ", ".join(self.names.values()))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(font(SMALL))
        return QSize(sum(metrics.horizontalAdvance(name) + SIGN + GAP for name in self.names.values()) - GAP, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(SMALL))
        x = float(HALF)
        for kind, name in self.names.items():
            if kind in ("target", "today"):
                painter.setPen(QPen(self._theme.colour("accent" if kind == "today" else "ink_2"), 1.5))
                painter.drawLine(QPointF(x, 4), QPointF(x, 16))
            else:
                paint_mark(painter, QPointF(x, 10), cast("MarkKind", kind), self._theme)
            painter.setPen(self._theme.colour("ink_2"))
            painter.drawText(QPointF(x - HALF + SIGN, 14), name)
            x += painter.fontMetrics().horizontalAdvance(name) + SIGN + GAP
