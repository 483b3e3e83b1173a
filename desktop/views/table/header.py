"""The head of a table: titles stand over what they name, and the head goes on over the scroll bar."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from desktop.charts.tokens import ROW
from desktop.views.table.delegate import GAP, PAD
from desktop.views.table.model import ColumnarModel
from desktop.views.theme import Theme


class Header(QHeaderView):
    """Titles, to click on and to move about.

    Args:
        settle: saves what is being typed; False where that was refused and stays: then nothing is sorted.
    """

    def __init__(self, theme: Theme, model: ColumnarModel, parent: QWidget, settle: Callable[[], bool]) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme, self._model, self._settle = theme, model, settle
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setSortIndicatorShown(False)
        self.setMinimumSectionSize(32)
        self.setStyleSheet(f"QHeaderView::section {{ padding: 0 {PAD}px; }}")
        self.setFixedHeight(ROW)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._settle():
            super().mousePressEvent(event)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        painter.save()
        paint_ground(painter, rect, self._theme)
        painter.restore()
        gap = GAP if self._model.columns[logicalIndex].is_right else 0
        super().paintSection(painter, rect.adjusted(0, 0, -gap, 0), logicalIndex)


class HeaderEnd(QWidget):
    """The head over the scroll bar."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedHeight(ROW)
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        paint_ground(painter, self.rect(), self._theme)
        painter.end()


def paint_ground(painter: QPainter, rect: QRect, theme: Theme) -> None:
    """What titles stand on."""
    painter.fillRect(rect, QColor(theme.tokens.sunken))
    painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(theme.tokens.border))
