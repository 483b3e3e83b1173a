"""The field one types into to narrow down what a page lists."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent

from desktop.views.text_line import TextLine
from desktop.views.theme import Theme, paint_icon

FIELD_WIDTH, LEAST_WIDTH = 264, 120
TARGET = "QPushButton { min-height: 20px; }"
"""Of a chip beside it: with its edges 24 pixels, large enough to hit."""


class FilterField(TextLine):
    """Filters as one types; Esc clears, and again leaves, as Down does.

    Args:
        name: what one hears it called.
        hint: what stands in it while it is empty.
    """

    left = Signal()
    entered = Signal()

    def __init__(self, theme: Theme, name: str, hint: str) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setMinimumWidth(LEAST_WIDTH)
        self.setMaximumWidth(FIELD_WIDTH)
        self.setClearButtonEnabled(False)
        self.setTextMargins(18, 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        room = QRectF(8, (self.height() - 16) / 2, 16, 16)
        paint_icon(painter, room, "magnifying-glass", self._theme.tokens.ink_3)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif key in (Qt.Key.Key_Escape, Qt.Key.Key_Down):
            self.left.emit()
        else:
            super().keyPressEvent(event)
