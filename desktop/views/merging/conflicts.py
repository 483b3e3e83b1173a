"""The fields that two people set apart, mine beside theirs: Left and Right choose, a click does, too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.charts.tokens import BODY, RADIUS, SMALL
from desktop.domain.letters import plain
from desktop.domain.merge import Cell, Conflict, Side
from desktop.views.merging import words
from desktop.views.merging.arriving import all_plain
from desktop.views.merging.paint import write
from desktop.views.theme import Theme, font, paint_icon

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
        self.shown: Sequence[int] = ()
        """The places of those that are shown, among all."""

    def replace(self, conflicts: Sequence[Conflict]) -> None:
        self.beginResetModel()
        self.conflicts, self.shown = conflicts, range(len(conflicts))
        self.chosen = [each.later for each in conflicts]
        self.endResetModel()

    def show(self, places: Sequence[int]) -> None:
        self.beginResetModel()
        self.shown = places
        self.endResetModel()

    def choose(self, rows: Iterable[int], side: Side | None) -> None:
        """None = the later one."""
        for row in rows:
            self.chosen[self.shown[row]] = side or self.conflicts[self.shown[row]].later
        self.dataChanged.emit(self.index(0, 0), self.index(len(self.shown) - 1, 0))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            at = self.shown[index.row()]
            return words.spoken(self.conflicts[at], self.chosen[at])
        return None


class ConflictList(QListView):
    """One block a conflict; the later side is chosen until somebody chooses."""

    chosen = Signal()
    """A side was chosen."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._items = _Conflicts()
        self._searched: Sequence[str] | None = None
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
        self._searched = None
        self._begin()

    def filter(self, typed: str) -> None:
        """Show those that hold every typed word; what is chosen for the others stays."""
        items, wanted = self._items, plain(typed).split()
        if self._searched is None:
            self._searched = all_plain([words.told(each) for each in items.conflicts])
        found = (at for at, each in enumerate(self._searched[: len(items.conflicts)]) if all(w in each for w in wanted))
        items.show(tuple(found))
        self._begin()

    def _begin(self) -> None:
        if self._items.rowCount():
            self.setCurrentIndex(self._items.index(0, 0))

    def conflict(self, row: int) -> tuple[Conflict, Side]:
        """A conflict that is shown, and the side chosen for it."""
        at = self._items.shown[row]
        return self._items.conflicts[at], self._items.chosen[at]

    @property
    def shown(self) -> int:
        """How many are shown."""
        return len(self._items.shown)

    def number(self, side: Side) -> int:
        """For how many of all a side is chosen."""
        return self._items.chosen.count(side)

    @property
    def choices(self) -> Mapping[Cell, Side]:
        """The side chosen for each conflict, shown or not."""
        return {each.cell: side for each, side in zip(self._items.conflicts, self._items.chosen, strict=True)}

    def choose_all(self, side: Side | None) -> None:
        """Take one side for all that are shown; None = the later one."""
        self._items.choose(range(self.shown), side)
        self.chosen.emit()

    def choose(self, row: int, side: Side) -> None:
        self._items.choose((row,), side)
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


def _value(conflict: Conflict, side: Side, face: QFont, width: int) -> str:
    """What a side says; where that has no room, from shortly before the first letter the two differ in."""
    mine, theirs = (" ".join(words.side_value(conflict, each).split()) for each in SIDES)
    value, other = (mine, theirs) if side == "mine" else (theirs, mine)
    has_room = max(QFontMetrics(face).horizontalAdvance(each) for each in (mine, theirs)) <= width
    return value if has_room else words.from_parting(value, other)


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
        rest = top.adjusted(used + 6, 0, 0, 0)
        write(painter, rest, _value(conflict, side, font(BODY, weight), rest.width()), colour(ink), BODY, weight)
        write(painter, below, words.side_by(conflict, side), colour("ink_2" if is_chosen else "ink_3"), SMALL)
