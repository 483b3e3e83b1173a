"""How a table is painted: row by row, by its delegate, with the row under the mouse marked. Knows no key."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from desktop.charts.tokens import ROW_COMPACT
from desktop.views.table.delegate import CellDelegate, Place
from desktop.views.table.model import ColumnarModel
from desktop.views.theme import Theme


class PaintedTable(QTableView):
    """Rows of one height over a ColumnarModel."""

    def __init__(self, theme: Theme, model: ColumnarModel) -> None:
        super().__init__()
        self.theme = theme
        self._model = self.columnar = model
        self._hovered = -1
        self.empty_text = ""
        """What is said where no row is shown."""
        self._look()
        self.use(CellDelegate(theme, model, self))
        theme.changed.connect(self.viewport().update)
        theme.resized.connect(self._size_rows)

    def use(self, delegate: CellDelegate) -> None:
        """Have cells drawn by this delegate."""
        self._delegate = delegate
        self.setItemDelegate(delegate)

    def _look(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.AnyKeyPressed)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(ROW_COMPACT)
        rows.setDefaultSectionSize(self.theme.row)

    def _size_rows(self) -> None:
        """Have rows of the height of now; the row one is at stays on the screen."""
        self.verticalHeader().setDefaultSectionSize(self.theme.row)
        self.executeDelayedItemsLayout()
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())
        self.viewport().update()

    def hover(self, row: int) -> None:
        """Mark the row shown at a place; -1 = none."""
        if row != self._hovered:
            before, self._hovered = self._hovered, row
            for each in (before, row):
                if each >= 0:
                    top = self.rowViewportPosition(each)
                    self.viewport().update(0, top, self.viewport().width(), self.theme.row)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hover(self.rowAt(int(event.position().y())))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.hover(-1)
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        if self._model.rowCount():
            self._paint_rows(painter, event.rect())
        elif self.empty_text:
            painter.setPen(QColor(self.theme.tokens.ink_2))
            painter.setFont(self.font())
            room = self.viewport().rect().adjusted(16, 24, -16, 0)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop), self.empty_text)
        painter.end()

    def _paint_rows(self, painter: QPainter, dirty: QRect) -> None:
        columns = [
            Place(at, self.columnViewportPosition(at), self.columnWidth(at))
            for at in range(self._model.columnCount())
            if not self.isColumnHidden(at)
        ]
        columns.sort(key=lambda place: place.left)
        first, last = self.rowAt(dirty.top()), self.rowAt(dirty.bottom())
        if first < 0 or not columns:
            return
        rows = range(first, (self._model.rowCount() - 1 if last < 0 else last) + 1)
        selection = self.selectionModel().selection()
        chosen: set[int] = set()
        for number in range(selection.count()):
            each = selection.at(number)
            chosen.update(range(max(each.top(), rows.start), min(each.bottom() + 1, rows.stop)))
        height = self.theme.row
        top, bottom, topmost = self.rowViewportPosition(first), self.viewport().height(), self.rowAt(0)
        # A row cut through cannot be read; that there are more is the scroll bar's to say.
        whole = max((bottom - top) // height, 1 if first == topmost else 0)
        self.paint_rows(painter, rows[:whole], top, columns, chosen)
        if top + height * len(rows[:whole]) >= bottom:
            # The edge of the card is the last rule.
            painter.fillRect(0, bottom - 1, self.viewport().width(), 1, QColor(self.theme.tokens.surface))
        current = self.currentIndex()
        if self.hasFocus() and current.isValid() and not self.isColumnHidden(current.column()):
            cell = self.visualRect(current)
            if self._model.number(current) < 0:
                # The head of a group is one cell.
                cell.setLeft(0)
                cell.setRight(columns[-1].left + columns[-1].width - 1)
                self._delegate.paint_ring(painter, cell)
            else:
                self.paint_ring(painter, cell, current.column())

    def paint_rows(self, painter: QPainter, rows: range, top: int, columns: list[Place], chosen: set[int]) -> None:
        """Draw the rows shown at some places, the first of them at `top`."""
        for row in rows:
            self._delegate.paint_row(
                painter, row, top, columns, is_chosen=row in chosen, is_hovered=row == self._hovered
            )
            top += self.theme.row

    def paint_ring(self, painter: QPainter, cell: QRect, column: int) -> None:
        """Draw the ring around the cell one is in."""
        del column
        self._delegate.paint_ring(painter, cell)
