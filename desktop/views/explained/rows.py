"""The rows of an explanation: account, its part and what else is known of it, in one or two lines."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.charts.tokens import BODY, ROW, SMALL
from desktop.views.explained.words import Line, Table
from desktop.views.theme import Theme, font

Index = QModelIndex | QPersistentModelIndex

TALL = 44
MARGIN, GAP, SCROLL = 16, 12, 14
_EMPTY = Table((), (), ())


class RowList(QListView):
    """Rows that open their account with Enter or a click."""

    chosen = Signal(str)
    """The account's id."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.lines = _Lines(self)
        self.widths: tuple[int, ...] = ()
        self.setModel(self.lines)
        self.setItemDelegate(_LineDelegate(theme, self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._choose)
        theme.changed.connect(self.viewport().update)
        theme.resized.connect(self.scheduleDelayedItemsLayout)

    def show_table(self, table: Table) -> None:
        """Show these rows, from the first."""
        self.widths = widths_of(table)
        self.lines.replace(table.lines)
        self.setAccessibleName(f"Rows: {', '.join(table.titles)}")
        self._show_whole_rows()
        if table.lines:
            self.setCurrentIndex(self.lines.index(0, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_whole_rows()

    def _show_whole_rows(self) -> None:
        """Half a row over the sum reads as a mistake."""
        rest = self.height() % self.row_height if self.height() < self.needed_height else 0
        self.setViewportMargins(0, 0, 0, rest)

    @property
    def needed_height(self) -> int:
        """What it takes to show every row."""
        return len(self.lines.rows) * self.row_height

    @property
    def row_height(self) -> int:
        return TALL if self.lines.is_tall else self._theme.row

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.currentIndex())
            return
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            # Ctrl+C copies the whole explanation, not one row: that is for the panel.
            event.ignore()
            return
        super().keyPressEvent(event)

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self.lines.rows[index.row()].account)


class TableEdge(QWidget):
    """The titles over the rows, or their totals beneath.

    Args:
        is_total: bold, under a line.
    """

    def __init__(self, theme: Theme, *, is_total: bool) -> None:
        super().__init__()
        self._theme, self._is_total = theme, is_total
        self._name, self._texts = "", ()
        self._widths: tuple[int, ...] = ()
        self.setFixedHeight(ROW)
        theme.changed.connect(self.update)

    def show_texts(self, name: str, texts: Sequence[str], widths: tuple[int, ...]) -> None:
        self._name, self._texts, self._widths = name, tuple(texts), widths
        self.setAccessibleName(", ".join(text for text in (name, *texts) if text))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        box = QRectF(self.rect())
        painter.fillRect(box, self._theme.colour("sunken"))
        painter.setPen(self._theme.colour("ink" if self._is_total else "ink_2"))
        face = font(BODY, QFont.Weight.DemiBold, figures=True) if self._is_total else font(SMALL, QFont.Weight.Medium)
        painter.setFont(face)
        _paint_line(painter, box, self._name, self._texts, self._widths)


def widths_of(table: Table) -> tuple[int, ...]:
    """How wide each column of numbers is: its widest text."""
    small, plain = QFontMetrics(font(SMALL, QFont.Weight.Medium)), QFontMetrics(font(BODY, figures=True))
    strong = QFontMetrics(font(BODY, QFont.Weight.DemiBold, figures=True))
    widths: list[int] = []
    for at, title in enumerate(table.titles):
        # The widest text is among the longest: measuring all of 10,000 would take too long.
        longest = max((line.numbers[at] for line in table.lines), key=len, default="")
        of_total = strong.horizontalAdvance(table.totals[at])
        widths.append(max(small.horizontalAdvance(title), plain.horizontalAdvance(longest) + 2, of_total))
    return tuple(widths)


class _Lines(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: Sequence[Line] = ()

    def replace(self, rows: Sequence[Line]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join(text for text in (line.name, *line.numbers, line.second) if text)
        return None

    @property
    def is_tall(self) -> bool:
        return any(line.second for line in self.rows)


class _LineDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: RowList) -> None:
        super().__init__(parent)
        self._theme, self._list = theme, parent

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(320, self._list.row_height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = self._list.lines.rows[index.row()]
        box = QRectF(option.rect)  # pyright: ignore[reportAttributeAccessIssue]
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        painter.save()
        if state & QStyle.StateFlag.State_Selected and self._list.hasFocus():
            painter.fillRect(box, self._theme.colour("selected"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, self._theme.colour("hover"))
        painter.setPen(QPen(self._theme.colour("border"), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        upper = QRectF(box.left(), box.top() + 3, box.width(), 20) if line.second else box
        # The scroll bar takes room at the right of the rows, not of the titles.
        upper.setRight(float(self._list.width()))
        painter.setFont(font(figures=True))
        painter.setPen(self._theme.colour("ink"))
        _paint_line(painter, upper, line.name, line.numbers, self._list.widths)
        if line.second:
            painter.setFont(font(SMALL))
            painter.setPen(self._theme.colour("ink_2"))
            lower = QRectF(box.left() + MARGIN, box.top() + 22, box.width() - 2 * MARGIN, 18)
            _paint_text(painter, lower, line.second, Qt.AlignmentFlag.AlignLeft)
        painter.restore()


def _paint_line(painter: QPainter, box: QRectF, name: str, texts: Sequence[str], widths: Sequence[int]) -> None:
    """The name at the left, the texts right-aligned in columns of these widths."""
    right = box.right() - SCROLL - 2
    for text, width in zip(reversed(texts), reversed(widths), strict=True):
        _paint_text(painter, QRectF(right - width, box.top(), width, box.height()), text, Qt.AlignmentFlag.AlignRight)
        right -= width + GAP
    place = QRectF(box.left() + MARGIN, box.top(), right - box.left() - MARGIN, box.height())
    painter.setFont(_proportional(painter.font()))
    _paint_text(painter, place, name, Qt.AlignmentFlag.AlignLeft)


def _proportional(face: QFont) -> QFont:
    """Names have no columns of figures."""
    return font(face.pixelSize(), face.weight())


def _paint_text(painter: QPainter, place: QRectF, text: str, side: Qt.AlignmentFlag) -> None:
    fitted = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(place.width()) + 1)
    painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | side), fitted)
