"""Small pieces the QBRs page is made of."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.qbrs.readiness import Point
from desktop.views.pieces import plain_label
from desktop.views.qbrs import words
from desktop.views.qbrs.rows import MARK, paint_mark
from desktop.views.theme import Theme


def button(text: str, look: str = "") -> QPushButton:
    made = QPushButton(text)
    if look:
        made.setProperty("look", look)
    return made


class Mark(QWidget):
    """A point of readiness, had or missing."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self.is_ready = theme, False
        self.setFixedSize(MARK + 4, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_mark(painter, QPointF(MARK / 2 + 1, self.height() / 2), self.is_ready, self._theme.tokens)
        painter.end()


class PointRow(QWidget):
    """One point of readiness: its mark, its name, and what shows it or is missing."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._mark, self._name, self._why = Mark(theme), plain_label("strong"), plain_label("small", wraps=True)
        self._why.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._name)
        right.addWidget(self._why)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(right, 1)

    def show_point(self, point: Point) -> None:
        self._mark.is_ready = point.is_ready
        self._mark.update()
        self._name.setText(words.name_of(point))
        self._why.setText(words.point(point))
        self.setAccessibleName(f"{words.name_of(point)}: {'ready' if point.is_ready else 'missing'}")
        self.setAccessibleDescription(words.point(point))
