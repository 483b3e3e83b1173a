"""A combo box with our own arrow: a style's arrow takes no part in the theme."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QWidget

from desktop.views.theme import Theme, paint_icon

ARROW, ARROW_ROOM = 12, 24
NO_ARROW = f"::drop-down {{ border: none; width: {ARROW_ROOM}px; }}"


class ComboBox(QComboBox):
    """Used wherever something is chosen from a list."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setStyleSheet(f"QComboBox{NO_ARROW}")

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        where = QRectF(self.width() - (ARROW_ROOM + ARROW) / 2 - 4, (self.height() - ARROW) / 2, ARROW, ARROW)
        tokens = self._theme.tokens
        paint_icon(painter, where, "caret-down", tokens.ink_2 if self.isEnabled() else tokens.ink_3)
        painter.end()
