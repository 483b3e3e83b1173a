"""The head of a table: titles stand over what they name, and the head goes on over the scroll bar."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from desktop.charts.tokens import ROW
from desktop.views.table.delegate import GAP, PAD, Place
from desktop.views.table.model import ColumnarModel
from desktop.views.theme import Theme


class Headed(Protocol):
    """A table, as its head knows it."""

    @property
    def pinned(self) -> list[Place]:
        """Where columns stay while the others are scrolled."""
        ...

    def settle(self) -> bool:
        """Save what is being typed; False where that was refused and stays: then nothing is sorted."""
        ...


class Header(QHeaderView):
    """Titles, to click on and to move about."""

    def __init__(self, theme: Theme, model: ColumnarModel, table: Headed) -> None:
        super().__init__(Qt.Orientation.Horizontal, table if isinstance(table, QWidget) else None)
        self._theme, self._model, self._table = theme, model, table
        self._is_pressed_on_pinned = False
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setSortIndicatorShown(False)
        self.setMinimumSectionSize(32)
        self.setStyleSheet(f"QHeaderView::section {{ padding: 0 {PAD}px; }}")
        self.setFixedHeight(ROW)

    # Where a title stays, the section it names is elsewhere: what is done there is done to it.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._table.settle():
            self._is_pressed_on_pinned = self._is_on_pinned(event)
            super().mousePressEvent(self._moved(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(self._moved(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(self._moved(event))
        self._is_pressed_on_pinned = False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(self._moved(event))

    def _is_on_pinned(self, event: QMouseEvent) -> bool:
        return any(place.left <= event.position().x() < place.left + place.width for place in self._table.pinned)

    def _moved(self, event: QMouseEvent) -> QMouseEvent:
        """The event where the section is that it is meant for."""
        is_dragged = event.buttons() != Qt.MouseButton.NoButton or self._is_pressed_on_pinned
        if not (self._is_pressed_on_pinned if is_dragged else self._is_on_pinned(event)):
            return event
        there = event.position() - QPointF(self.offset(), 0)
        return QMouseEvent(
            event.type(), there, event.globalPosition(), event.button(), event.buttons(), event.modifiers()
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        pinned = self._table.pinned
        if pinned:
            painter = QPainter(self.viewport())
            for column, left, width in pinned:
                self.paintSection(painter, QRect(left, 0, width, self.height()), column)
            edge = pinned[-1].left + pinned[-1].width - 1
            painter.fillRect(edge, 0, 1, self.height(), QColor(self._theme.tokens.control_edge))
            painter.end()

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
