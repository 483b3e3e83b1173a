"""Rows and columns as Qt asks for them: an order over arrays. Knows neither what the rows are about nor how they look.

There is no proxy: sorting and filtering make a new array of positions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop.views.table.grouping import Grouped, GroupRow, arranged
from desktop.views.table.rows import BoolArray, Column, NoRows, Positions, TableRows, in_order, matching

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()

_CELL = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_HEAD = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
_FIELD = _CELL | Qt.ItemFlag.ItemIsEditable
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
# Plain numbers: making an enum of each role asked for would cost more than the answer.
_DISPLAY = Qt.ItemDataRole.DisplayRole.value
_EDIT = Qt.ItemDataRole.EditRole.value
_TIP = Qt.ItemDataRole.ToolTipRole.value
_ALIGNMENT = Qt.ItemDataRole.TextAlignmentRole.value
_SPOKEN = Qt.ItemDataRole.AccessibleTextRole.value
_FIRST_ORDER = Qt.ItemDataRole.InitialSortOrderRole.value
_USED = frozenset({_DISPLAY, _EDIT, _TIP, _ALIGNMENT, _SPOKEN})


class ColumnarModel(QAbstractTableModel):
    """Rows of a table, sorted and filtered.

    `order` holds the numbers of the rows that are shown, as they are shown. What is written by hand leaves rows where
    they stand until somebody sorts: nothing jumps away from under the hand.

    Rows may be grouped: then `order` also holds the head of each group, as a negative number (-1 is the first of
    `groups`), and `members` all rows that are listed, those of closed groups too.
    """

    kept = Signal()
    """A cell that had been refused was saved."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: TableRows = NoRows()
        self.order: Positions = np.empty(0, np.int32)
        self.members: Positions = self.order
        self.groups: tuple[GroupRow, ...] = ()
        self.group: Callable[[TableRows, Positions], Grouped] | None = None
        """Puts the listed rows into groups; None = they stand in one."""
        self.closed: set[str] = set()
        """The groups, by name, whose rows are not shown."""
        self.is_writable = False
        self.write: Callable[[int, str, str], str | None] | None = None
        """Saves the text typed into (row number, column key); what it returns was refused, and why."""
        self.refused: dict[tuple[str, str], tuple[str, str]] = {}
        """(id of a row, key of a column) -> what was typed there and not saved, and why."""
        self._sorted: Positions = self.order
        self._sort = (0, False)
        self._typed = ""
        self._only: BoolArray | None = None
        self._known: dict[str, BoolArray] = {}
        """By word that was typed: the rows that hold it."""

    # -- what is shown

    def show(self, rows: TableRows, *, only: BoolArray | None = None) -> None:
        """Show other rows, under the same sorting and filter.

        Args:
            only: which rows may be shown at all; None = every one.
        """
        self.beginResetModel()
        self.rows, self._only = rows, only
        self._known.clear()
        self._put_in_order()
        self._leave_out()
        self.endResetModel()

    def patch(self, rows: TableRows, changed: Iterable[int]) -> None:
        """Show the same rows with other values in some of them; they stay where they stand."""
        self.rows = rows
        self._known.clear()
        if self.group is not None:
            # The heads tell what their rows come to now; no row leaves its place.
            now = {head.name: head for head in self.group(rows, self.members).groups}
            self.groups = tuple(now.get(head.name, head) for head in self.groups)
        places = self.places()
        last = len(self.columns) - 1
        for row in changed:
            at = int(places[row])
            if at >= 0:
                self.dataChanged.emit(self.index(at, 0), self.index(at, last))

    def filter(self, typed: str, only: BoolArray | None = None) -> None:
        """Show the rows that hold every word typed, and that `only` lets pass."""
        self.beginResetModel()
        self._typed, self._only = typed, only
        self._leave_out()
        self.endResetModel()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Have other columns after the first ones, which stay; the sorting stays where its column does."""
        by = self.sorted_by.key
        self.beginResetModel()
        self.columns = tuple(columns)
        place = next((at for at, column in enumerate(self.columns) if column.key == by), 0)
        self._sort = (place, self._sort[1])
        if len(self.rows):
            self._put_in_order()
            self._leave_out()
        self.endResetModel()

    def regroup(self) -> None:
        """Put the rows together anew, after `group` or `closed` is another."""
        self.beginResetModel()
        self._leave_out()
        self.endResetModel()

    def toggle(self, head: int) -> None:
        """Close the group with this (negative) number, or open it again."""
        self.closed ^= {self.groups[-head - 1].name}
        self.regroup()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.beginResetModel()
        self._sort = (column, order == Qt.SortOrder.DescendingOrder)
        self._put_in_order()
        self._leave_out()
        self.endResetModel()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    @property
    def sorted_by(self) -> Column:
        return self.columns[self._sort[0]]

    def _put_in_order(self) -> None:
        column, descending = self._sort
        self._sorted = in_order(self.rows.key(self.columns[column].key), descending=descending)

    def _leave_out(self) -> None:
        if not self._typed.strip() and self._only is None:
            self._arrange(self._sorted)
            return
        shown = matching(self.rows.searched(), self._typed, self._known)
        if self._only is not None:
            shown &= self._only
        self._arrange(self._sorted[shown[self._sorted]])

    def _arrange(self, listed: Positions) -> None:
        if self.group is None:
            self.order, self.members, self.groups = listed, listed, ()
            return
        found = self.group(self.rows, listed)
        self.members, self.groups = found.order, found.groups
        self.order = arranged(found, self.closed)

    @property
    def is_filtered(self) -> bool:
        return bool(self._typed.strip()) or self._only is not None

    # -- places

    def number(self, index: Index) -> int:
        """The number of the row that is shown at an index; negative = the head of a group."""
        return int(self.order[index.row()])

    def places(self) -> Positions:
        """Where each row is shown; -1 = it is not."""
        places = np.full(len(self.rows), -1, np.int32)
        at = np.flatnonzero(self.order >= 0)
        places[self.order[at]] = at
        return places

    def known_by(self, number: int) -> str:
        """What a row, or the head of a group, is found again by."""
        return self.rows.id(number) if number >= 0 else f"group {self.groups[-number - 1].name}"

    def column(self, index: Index) -> Column:
        return self.columns[index.column()]

    def at(self, key: str) -> int:
        """The position of a column by its key."""
        return next(at for at, column in enumerate(self.columns) if column.key == key)

    # -- Qt's own

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.order)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if role not in _USED:
            return None
        row, column = index.row(), index.column()
        if not 0 <= row < len(self.order):
            return None
        if role == _ALIGNMENT:
            return _RIGHT if self.columns[column].is_right else _LEFT
        number, key = int(self.order[row]), self.columns[column].key
        if number < 0:
            head = self.groups[-number - 1]
            said = f"{head.name}, {'closed' if head.name in self.closed else 'open'}: {head.says}"
            return said if role in (_SPOKEN, _TIP) else head.name if self.columns[column].names else ""
        refused = self.refused.get((self.rows.id(number), key)) if self.refused else None
        if refused is not None:
            return refused[0] if role in (_DISPLAY, _EDIT) else f"{refused[0]}: not saved. {refused[1]}"
        if role == _DISPLAY:
            return self.rows.text(number, key)
        if role == _EDIT:
            return self.rows.edited(number, key)
        return self.rows.tip(number, key) if role == _TIP else self.rows.spoken(number, key)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == _FIRST_ORDER:
            return int(self.columns[section].falls)
        if role not in _USED:
            return None
        column = self.columns[section]
        by, descending = self._sort
        if role == _DISPLAY:
            # In the text: a style's own arrow points the other way in some, and needs room of its own.
            return column.title if section != by else f"{column.title} {'↓' if descending else '↑'}"
        if role == _TIP:
            return column.says
        if role == _SPOKEN:
            return column.says if section != by else f"{column.says}, sorted {'down' if descending else 'up'}"
        return _RIGHT if role == _ALIGNMENT and column.is_right else _LEFT if role == _ALIGNMENT else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self.number(index) < 0:
            return _HEAD
        if self.is_writable and self.columns[index.column()].is_editable:
            return _FIELD
        return _CELL

    def refuse(self, refused: Mapping[tuple[str, str], tuple[str, str]]) -> None:
        """Keep what was not saved at its place, in place of what was kept before."""
        self.refused = dict(refused)

    def refusal(self, index: Index) -> str:
        """Why what was typed into a cell was not saved; "" = nothing was refused there."""
        if not index.isValid() or self.number(index) < 0:
            return ""
        return self.refused.get((self.rows.id(self.number(index)), self.column(index).key), ("", ""))[1]

    def setData(self, index: Index, value: Any, role: int = _EDIT) -> bool:
        return role == _EDIT and self.save(index, str(value)) is None

    def save(self, index: Index, text: str) -> str | None:
        """Save what was typed into a cell; returns why not, if it was refused."""
        if self.write is None or not self.is_writable:
            return "This can only be read."
        number, key = self.number(index), self.column(index).key
        why = self.write(number, key, text)
        if why is None and self.refused.pop((self.rows.id(number), key), None) is not None:
            self.kept.emit()
        return why
