"""Columns that stay while one scrolls sideways: drawn, clicked and walked where they stay, in the one table there is.

Not a second table laid over the first, as Qt's example has it: this one paints its rows itself, so that nothing has to
be kept in step, and a screen reader finds each cell once.
"""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView

from desktop.views.table.delegate import Place, colour_of
from desktop.views.table.model import ColumnarModel
from desktop.views.table.painted import PaintedTable
from desktop.views.theme import Theme

MOST = 0.6
"""The share of the width that may stay; where it is more, all columns scroll, or there were nothing to scroll in."""
Index = QModelIndex | QPersistentModelIndex


class PinnedTable(PaintedTable):
    """A painted table, the first columns of which can stay."""

    def __init__(self, theme: Theme, model: ColumnarModel) -> None:
        super().__init__(theme, model)
        self._pinned: frozenset[str] = frozenset()
        self._is_moving = False

    def pin(self, keys: Collection[str]) -> None:
        """Have these columns stand first and stay there."""
        self._pinned = frozenset(keys)
        header = self.horizontalHeader()
        header.sectionMoved.connect(self._keep_first)
        self._keep_first()

    def _keep_first(self) -> None:
        """What stays stands first: no other column can be dragged before it."""
        if self._is_moving:
            return
        self._is_moving = True
        header, place = self.horizontalHeader(), 0
        for column in map(header.logicalIndex, range(header.count())):
            if self._model.columns[column].key in self._pinned:
                header.moveSection(header.visualIndex(column), place)
                place += 1
        self._is_moving = False
        self.viewport().update()

    @property
    def pinned(self) -> list[Place]:
        """Where the columns that stay are drawn now, from the left; none while nothing is scrolled under them."""
        header = self.horizontalHeader()
        if not header.offset() or not self._pinned:
            return []
        found: list[Place] = []
        left = 0
        for column in map(header.logicalIndex, range(len(self._pinned))):
            if not self.isColumnHidden(column):
                found.append(Place(column, left, self.columnWidth(column)))
                left += self.columnWidth(column)
        return found if left <= MOST * self.viewport().width() else []

    @property
    def pinned_width(self) -> int:
        """Pixels that the columns that stay take from the left; 0 while nothing is scrolled under them."""
        return sum(place.width for place in self.pinned)

    # -- where things are

    def indexAt(self, pos: QPoint) -> QModelIndex:
        if pos.x() < self.pinned_width:
            return super().indexAt(QPoint(pos.x() - self.horizontalHeader().offset(), pos.y()))
        return super().indexAt(pos)

    def visualRect(self, index: Index) -> QRect:
        rect = super().visualRect(index)
        if any(place.column == index.column() for place in self.pinned):
            rect.translate(self.horizontalHeader().offset(), 0)
        return rect

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        bar = self.horizontalScrollBar()
        before = bar.value()
        stays = any(place.column == index.column() for place in self.pinned)
        super().scrollTo(index, hint)
        if stays:
            bar.setValue(before)
        elif (covered := self.pinned_width - self.visualRect(index).left()) > 0:
            bar.setValue(bar.value() - covered)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if dx and self._pinned:
            # What stays was moved with the rest.
            self.viewport().update()
            self.horizontalHeader().viewport().update()

    # -- painting

    def paint_rows(self, painter: QPainter, rows: range, top: int, columns: list[Place], chosen: set[int]) -> None:
        pinned = self.pinned
        if not pinned:
            super().paint_rows(painter, rows, top, columns, chosen)
            return
        of_pinned = {place.column for place in pinned}
        width, row_height = self.pinned_width, self.theme.row
        height = row_height * len(rows)
        others = [place for place in columns if place.column not in of_pinned and place.left + place.width > width]
        heads = [row for row in rows if self._model.order[row] < 0]
        everything = QRect(0, top, self.viewport().width(), height)
        for places, room in (
            (others, everything.adjusted(width, 0, 0, 0)),
            (pinned, QRect(0, top, width, height)),
        ):
            if places:
                painter.setClipRect(room)
                super().paint_rows(painter, rows, top, places, chosen)
        painter.setClipRect(everything)
        for row in heads:
            # The head of a group goes over the whole width.
            super().paint_rows(painter, range(row, row + 1), top + row_height * (row - rows.start), columns, chosen)
        painter.fillRect(width - 1, top, 1, height, colour_of(self.theme.tokens.control_edge))

    def paint_ring(self, painter: QPainter, cell: QRect, column: int) -> None:
        if all(place.column != column for place in self.pinned):
            cell.setLeft(max(cell.left(), self.pinned_width))
        super().paint_ring(painter, cell, column)
