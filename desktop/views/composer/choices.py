"""A short list under the caret to choose from; the caret stays in the line, and the keys come from there."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.charts.tokens import BODY, ROW, SMALL
from desktop.views.composer.completion import Choice, Offer
from desktop.views.theme import Theme, font

_MOST_ROWS = 7
_SIDE = 12
_LABEL = Qt.ItemDataRole.DisplayRole
_DETAIL = Qt.ItemDataRole.UserRole
_LEAST, _MOST = 200, 440


class Choices(QFrame):
    """The list. It never takes the focus: what is chosen is told by `taken`."""

    taken = Signal(int)
    """The row that was clicked."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        self.offer: Offer | None = None
        self.setProperty("look", "card")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._model = QStandardItemModel(self)
        self._view = QListView(self)
        self._view.setModel(self._model)
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setItemDelegate(_Row(theme, self._view))
        self._view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._view.setUniformItemSizes(True)
        self._view.setMouseTracking(True)
        self._view.setAccessibleName("What can be chosen")
        self._view.clicked.connect(self._clicked)
        self.hide()

    @property
    def row(self) -> int | None:
        """The row that is chosen so far, if one is."""
        index = self._view.currentIndex()
        return index.row() if index.isValid() else None

    @property
    def choice(self) -> Choice | None:
        return None if self.offer is None or self.row is None else self.offer.choices[self.row]

    def show_offer(self, offer: Offer, below: QPoint) -> None:
        """Show choices.

        Args:
            below: the point they hang from, in the window's coordinates.
        """
        if offer.choices != (self.offer.choices if self.offer else None):
            self._model.clear()
            for choice in offer.choices:
                item = QStandardItem(choice.label)
                item.setData(choice.detail, _DETAIL)
                item.setData(f"{choice.label}, {choice.detail}", Qt.ItemDataRole.AccessibleTextRole)
                self._model.appendRow(item)
        self.offer = offer
        self._place(below)
        self.show()
        self.raise_()

    def close_offer(self) -> None:
        self.offer = None
        self.hide()
        self._model.clear()

    def step(self, by: int) -> None:
        """Go down or up, round the ends."""
        count = self._model.rowCount()
        row = (0 if by > 0 else count - 1) if self.row is None else (self.row + by) % count
        self._view.setCurrentIndex(self._model.index(row, 0))

    def _place(self, below: QPoint) -> None:
        metrics, small = QFontMetrics(font(BODY)), QFontMetrics(font(SMALL))
        choices = self.offer.choices if self.offer else ()
        wide = max((metrics.horizontalAdvance(e.label) + small.horizontalAdvance(e.detail) for e in choices), default=0)
        rows = min(_MOST_ROWS, len(choices))
        bar = 12 if len(choices) > rows else 0
        width = min(max(_LEAST, wide + 2 * _SIDE + 24 + bar), _MOST)
        height = rows * ROW + 10
        x = max(4, min(below.x() - _SIDE, self._window.width() - width - 4))
        self.setGeometry(x, below.y(), width, height)
        self._view.setGeometry(1, 5, width - 2, height - 10)

    def _clicked(self, index: QModelIndex) -> None:
        self.taken.emit(index.row())


class _Row(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        del option, index
        return QSize(_LEAST, ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        tokens = self._theme.tokens
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(tokens.selected))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(tokens.hover))
        room = rect.adjusted(_SIDE, 0, -_SIDE, 0)
        label, detail = str(index.data(_LABEL)), str(index.data(_DETAIL) or "")
        painter.setFont(font(SMALL))
        painter.setPen(QColor(tokens.ink_3))
        taken = painter.fontMetrics().horizontalAdvance(detail)
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, detail)
        painter.setFont(font(BODY))
        painter.setPen(QColor(tokens.ink))
        left = room.adjusted(0, 0, -(taken + 16) if taken else 0, 0)
        shown = painter.fontMetrics().elidedText(label, Qt.TextElideMode.ElideRight, left.width())
        painter.drawText(left, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
