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
        _paint_arrow(self, self._theme)


def _paint_arrow(widget: QWidget, theme: Theme) -> None:
    painter = QPainter(widget)
    where = QRectF(widget.width() - (ARROW_ROOM + ARROW) / 2 - 4, (widget.height() - ARROW) / 2, ARROW, ARROW)
    paint_icon(painter, where, "caret-down", theme.tokens.ink_2 if widget.isEnabled() else theme.tokens.ink_3)
    painter.end()
