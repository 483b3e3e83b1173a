"""A short list of one-line rows that lead to accounts: changes, the quiet, meetings, promises. Knows no row's meaning.

Up and Down move, Enter or a click opens, Space does what the list is for (ticks a promise off), else opens the brief.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtCore import Signal as QtSignal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.charts.tokens import BODY, SMALL
from desktop.views.explained.label import ASK
from desktop.views.table.shapes import paint_shape
from desktop.views.theme import Theme, font
from desktop.views.today.line import Column, Key, Line, Lines
from desktop.views.today.tips import tip

Index = QModelIndex | QPersistentModelIndex
LINE = 24
GAP = 6
TICK = 14
LEAST_BAR = 32
"""Pixels."""
MEASURED = 60
"""Rows whose texts are measured: hardly anybody scrolls through more of them."""


class LineList(QListView):
    """Rows of one height."""

    opened = QtSignal(str)
    """The account's id."""
    ticked = QtSignal(str)
    """The task's id."""
    asked = QtSignal(int)
    """A row that stands for a figure, and for no account, is to be explained."""
    briefed = QtSignal()
    left = QtSignal()

    def __init__(self, theme: Theme, columns: Sequence[Column], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme, self.columns = theme, columns
        self.rows = _Rows(self)
        self._needed: dict[int, int] = {}
        self.can_write = True
        self.setModel(self.rows)
        self.setItemDelegate(_LineDelegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet("QListView { background: transparent; }")
        self.setAccessibleName(name)
        self.clicked.connect(self._clicked)
        theme.changed.connect(self.viewport().update)

    def go_to(self, task: str) -> bool:
        """Choose the row of a task; False where there is none."""
        at = next((at for at, (_, each) in enumerate(self.rows.keys()) if each == task), None)
        if at is not None:
            self.setCurrentIndex(self.rows.index(at, 0))
            self.scrollTo(self.currentIndex(), QListView.ScrollHint.PositionAtCenter)
        return at is not None

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these rows; one stays at the same account and task, and the list where it was scrolled to."""
        before, place = self.line, self.currentIndex().row()
        scroll = self.verticalScrollBar().value()
        self.rows.replace(lines)
        self._needed = self._needs()
        self.updateGeometry()
        if before is not None and lines:
            key = before.account, before.task
            at = next((at for at, each in enumerate(self.rows.keys()) if each == key), None)
            self.setCurrentIndex(self.rows.index(min(place, len(lines) - 1) if at is None else at, 0))
        self.verticalScrollBar().setValue(scroll)

    @property
    def line(self) -> Line | None:
        """The row one is at."""
        at = self.currentIndex()
        return self.rows.lines[at.row()] if at.isValid() and at.row() < len(self.rows.lines) else None

    def sizeHint(self) -> QSize:
        return QSize(200, LINE * len(self.rows.lines))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, LINE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Whole rows only: half a name at the foot reads as a mistake.
        rest = self.height() % LINE if self.height() < LINE * len(self.rows.lines) else 0
        self.setViewportMargins(0, 0, 0, rest)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        line, key = self.line, event.key()
        if line is not None and not line.account and key in ASK:
            self.asked.emit(self.currentIndex().row())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and line is not None:
            if line.task is not None and self.can_write:
                self.ticked.emit(line.task)
            elif key == Qt.Key.Key_Space:
                self.briefed.emit()
            else:
                self.opened.emit(line.account)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Nothing: letters are shortcuts here."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.rows.lines:
            self.setCurrentIndex(self.rows.index(0, 0))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        is_row = self.indexAt(event.position().toPoint()).isValid()
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if is_row else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._spot = event.position().toPoint()
        super().mousePressEvent(event)

    def _clicked(self, at: QModelIndex) -> None:
        line = self.rows.lines[at.row()]
        box = self.visualRect(at)
        ticks = [place for column, place in zip(self.columns, self.places(box), strict=True) if column.kind == "tick"]
        if line.task is not None and self.can_write and any(each.contains(self._spot) for each in ticks):
            self.ticked.emit(line.task)
        elif not line.account:
            self.asked.emit(at.row())
        else:
            self.opened.emit(line.account)

    def places(self, box: QRect) -> list[QRect]:
        """Where the cells of a row are."""
        fixed = sum(column.width for column in self.columns) + GAP * (len(self.columns) - 1)
        rest = max(box.width() - fixed, 0)
        sharing = [column for column in self.columns if not column.width]
        shares = sum(column.share for column in sharing)
        # A bar too short to compare with another gives its room to the words.
        if len(sharing) > 1 and any(each.kind == "bar" and rest * each.share / shares < LEAST_BAR for each in sharing):
            shares = sum(column.share for column in sharing if column.kind != "bar")
            without_bars = True
        else:
            without_bars = False
        widths = [
            0.0 if without_bars and column.kind == "bar" else column.width or rest * column.share / shares
            for column in self.columns
        ]
        found: list[QRect] = []
        left = float(box.left())
        for width in self._evened(widths):
            found.append(QRect(round(left), box.top(), round(width), box.height()))
            left += width + GAP
        return found

    def _evened(self, widths: Sequence[float]) -> list[float]:
        """What one text column does not need goes to those that would be cut."""
        spare = {at: widths[at] - need for at, need in self._needed.items() if widths[at] > need}
        lacking = {at: need - widths[at] for at, need in self._needed.items() if widths[at] < need}
        moved = min(sum(spare.values()), sum(lacking.values()))
        found = list(widths)
        if moved > 0:
            for at, much in spare.items():
                found[at] -= moved * much / sum(spare.values())
            for at, much in lacking.items():
                found[at] += moved * much / sum(lacking.values())
        return found

    def _needs(self) -> dict[int, int]:
        """How wide the texts of the columns are that share the room, in pixels, by column."""
        found: dict[int, int] = {}
        for at, column in enumerate(self.columns):
            if column.width or column.kind != "text":
                continue
            weight = QFont.Weight.Medium if column.is_strong else QFont.Weight.Normal
            wide = QFontMetrics(font(SMALL if column.is_small else BODY, weight)).horizontalAdvance
            texts = (each.cells[at] for each in self.rows.lines[:MEASURED])
            found[at] = max((wide(_first(text)) + 1 for text in texts), default=0)
        return found


def _first(cell: str | float | tuple[str, ...]) -> str:
    return cell[0] if isinstance(cell, tuple) else str(cell)


class _Rows(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.lines: Sequence[Line] = ()

    def replace(self, lines: Sequence[Line]) -> None:
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def keys(self) -> Iterator[Key]:
        lines = self.lines
        return lines.keys() if isinstance(lines, Lines) else ((each.account, each.task) for each in lines)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return line.says
        return tip(line.says) if role == Qt.ItemDataRole.ToolTipRole else None


class _LineDelegate(QStyledItemDelegate):
    def __init__(self, parent: LineList) -> None:
        super().__init__(parent)
        self._list = parent

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(200, LINE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = self._list.rows.lines[index.row()]
        box: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        theme = self._list.theme
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected and self._list.hasFocus():
            painter.fillRect(box, theme.colour("selected"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.colour("hover"))
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, theme.colour("border"))
        bands = dict(line.bands)
        columns, places = self._list.columns, self._list.places(box)
        for number, (column, place) in enumerate(zip(columns, places, strict=True)):
            cell = line.cells[number]
            if column.kind == "text" and not column.is_right:
                # What is left empty beside a text is its room.
                for after, beside in zip(line.cells[number + 1 :], places[number + 1 :], strict=True):
                    if after != "":
                        break
                    place.setRight(beside.right())
            if column.kind == "shape":
                if cell:
                    paint_shape(painter, QPointF(place.left() + 6, place.center().y() + 0.5), str(cell), theme.tokens)
            elif column.kind == "bar":
                painter.setPen(Qt.PenStyle.NoPen)
                share = cell if isinstance(cell, float | int) else 0.0
                bar = QRect(place.left(), place.center().y() - 2, round(place.width() * share), 6)
                band = bands.get(number)
                painter.fillRect(bar, QColor(theme.tokens.fill_of(band) if band else theme.tokens.neutral))
            elif column.kind == "tick":
                if self._list.can_write:
                    painter.setPen(QPen(theme.colour("control_edge"), 1))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    box_ = QRectF(place.left() + 0.5, place.center().y() - 5.5, TICK - 2, TICK - 2)
                    painter.drawRoundedRect(box_, 2, 2)
            else:
                texts = cell if isinstance(cell, tuple) else (str(cell),)
                self._text(painter, place, column, texts, number in line.strong, bands.get(number))
        painter.restore()

    def _text(
        self, painter: QPainter, place: QRect, column: Column, texts: tuple[str, ...], is_strong: bool, band: str | None
    ) -> None:
        strong = column.is_strong or is_strong or band is not None
        weight = QFont.Weight.DemiBold if is_strong or band else QFont.Weight.Medium if strong else QFont.Weight.Normal
        painter.setFont(font(SMALL if column.is_small else BODY, weight, figures=column.is_right))
        theme = self._list.theme
        painter.setPen(theme.colour("ink" if is_strong else column.look))
        if band is not None:
            painter.setPen(theme.tokens.text_of(band))
        metrics = painter.fontMetrics()
        text = next((each for each in texts if metrics.horizontalAdvance(each) <= place.width()), texts[-1])
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        side = Qt.AlignmentFlag.AlignRight if column.is_right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | side), shown)
