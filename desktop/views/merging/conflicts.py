"""The fields that two people set apart, mine beside theirs: Left and Right choose, a click does, too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.charts.tokens import BODY, RADIUS, SMALL
from desktop.domain.merge import Cell, Conflict, Side
from desktop.views.merging import words
from desktop.views.merging.paint import write
from desktop.views.theme import Theme, paint_icon

Index = QModelIndex | QPersistentModelIndex
ROW_HEIGHT = 84
MARGIN, GAP = 12, 8
SIDES: tuple[Side, Side] = ("mine", "theirs")
NAMES: dict[Side, str] = {"mine": "Mine", "theirs": "Theirs"}


class _Conflicts(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.conflicts: Sequence[Conflict] = ()
        self.chosen: list[Side] = []

    def replace(self, conflicts: Sequence[Conflict]) -> None:
        self.beginResetModel()
        self.conflicts = conflicts
        self.chosen = [each.later for each in conflicts]
        self.endResetModel()

    def choose(self, row: int, side: Side) -> None:
        self.chosen[row] = side
        self.dataChanged.emit(self.index(row, 0), self.index(row, 0))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.conflicts)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return words.spoken(self.conflicts[index.row()], self.chosen[index.row()])
        return None


class ConflictList(QListView):
    """One block a conflict; the later side is chosen until somebody chooses."""

    chosen = Signal()
    """A side was chosen."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._items = _Conflicts()
        self.setModel(self._items)
        self.setItemDelegate(_Delegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setUniformItemSizes(True)
        self.setAccessibleName("Changed by both: Left takes mine, Right theirs")
        theme.changed.connect(self.viewport().update)

    def show_conflicts(self, conflicts: Sequence[Conflict]) -> None:
        self._items.replace(conflicts)
        if conflicts:
            self.setCurrentIndex(self._items.index(0, 0))

    def conflict(self, row: int) -> tuple[Conflict, Side]:
        """A conflict and the side chosen for it."""
        return self._items.conflicts[row], self._items.chosen[row]

    @property
    def choices(self) -> Mapping[Cell, Side]:
        """The side chosen for each conflict."""
        return {each.cell: side for each, side in zip(self._items.conflicts, self._items.chosen, strict=True)}

    def choose_all(self, side: Side | None) -> None:
        """Take one side everywhere; None = the later one."""
        for row, conflict in enumerate(self._items.conflicts):
            self._items.choose(row, side or conflict.later)
        self.chosen.emit()

    def choose(self, row: int, side: Side) -> None:
        self._items.choose(row, side)
        self.chosen.emit()

    def place_of(self, row: int, side: Side) -> QRect:
        """Where one side of a conflict is, in the viewport."""
        return side_place(self.visualRect(self._items.index(row, 0)), side)

    # -- Qt's own

    def keyPressEvent(self, event: QKeyEvent) -> None:
        sides = {Qt.Key.Key_Left: "mine", Qt.Key.Key_Right: "theirs"}
        side = sides.get(Qt.Key(event.key()))
        current = self.currentIndex()
        if side is not None and current.isValid():
            self.choose(current.row(), "mine" if side == "mine" else "theirs")
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        for side in SIDES:
            if index.isValid() and side_place(self.visualRect(index), side).contains(event.position().toPoint()):
                self.choose(index.row(), side)


def side_place(row: QRect, side: Side) -> QRect:
    """Where a side is within its row."""
    half = (row.width() - 2 * MARGIN - GAP) // 2
    left = row.left() + MARGIN + (0 if side == "mine" else half + GAP)
    return QRect(left, row.top() + 28, half, 48)


class _Delegate(QStyledItemDelegate):
    def __init__(self, parent: ConflictList) -> None:
        super().__init__(parent)
        self._list = parent

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(400, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        conflict, chosen = self._list.conflict(index.row())
        row: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        colour = self._list.theme.colour
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.row() + 1 < index.model().rowCount():
            # Below the last one is the frame's own line.
            painter.fillRect(row.left(), row.bottom(), row.width(), 1, colour("border"))
        if state & QStyle.StateFlag.State_Selected and self._list.hasFocus():
            painter.fillRect(row.adjusted(0, 0, 0, -1), colour("hover"))
            painter.fillRect(row.left(), row.top(), 2, row.height() - 1, colour("accent"))
        title = QRect(row.left() + MARGIN, row.top() + 4, row.width() - 2 * MARGIN, 20)
        write(painter, title, words.subject(conflict), colour("ink"), BODY, QFont.Weight.DemiBold)
        for side in SIDES:
            self._side(painter, side_place(row, side), conflict, side, is_chosen=side == chosen)
        painter.restore()

    def _side(self, painter: QPainter, box: QRect, conflict: Conflict, side: Side, *, is_chosen: bool) -> None:
        colour = self._list.theme.colour
        painter.setPen(QPen(colour("accent" if is_chosen else "border"), 2 if is_chosen else 1))
        painter.setBrush(colour("selected" if is_chosen else "surface"))
        painter.drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        if is_chosen:
            # Not by colour alone.
            paint_icon(painter, QRectF(box.left() + 10, box.top() + 7, 14, 14), "check", self._list.theme.tokens.accent)
        inner = box.adjusted(30, 4, -MARGIN, -4)
        top, below = QRect(inner).adjusted(0, 0, 0, -20), QRect(inner).adjusted(0, 20, 0, 0)
        weight = QFont.Weight.DemiBold if is_chosen else QFont.Weight.Normal
        ink = "ink" if is_chosen else "ink_2"
        used = write(painter, top, f"{NAMES[side]}:", colour(ink), BODY, weight)
        value = " ".join(words.side_value(conflict, side).split())
        write(painter, top.adjusted(used + 6, 0, 0, 0), value, colour(ink), BODY, weight)
        write(painter, below, words.side_by(conflict, side), colour("ink_2" if is_chosen else "ink_3"), SMALL)
