"""What a merge brings, grouped by account and filtered by what is typed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.charts.tokens import BODY, SMALL
from desktop.domain.letters import plain
from desktop.views import format
from desktop.views.merging.paint import write
from desktop.views.merging.words import Line
from desktop.views.theme import Theme

Index = QModelIndex | QPersistentModelIndex
ROW_HEIGHT = 28
MARGIN, SIGN_AT, TEXT_AT = 12, 14, 32
SIGNS = {"+": "+", "-": "\N{MINUS SIGN}", "": "·"}
BY_WIDTH = 200


BETWEEN = "\0"


def all_plain(texts: Sequence[str]) -> Sequence[str]:
    """Texts to be searched in, at once: one by one, those of a large merge would take half a second."""
    return plain(BETWEEN.join(each.replace(BETWEEN, " ") for each in texts)).split(BETWEEN)


class Group(NamedTuple):
    """The heading above the lines of an account."""

    account: str
    n: int

    @property
    def spoken(self) -> str:
        return f"{self.account}: {format.plural(self.n, 'change')}"


class _Lines(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[Line | Group] = ()

    def replace(self, rows: Sequence[Line | Group]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self.rows[index.row()].spoken
        return None


class ArrivingList(QListView):
    """The lines under the names of their accounts."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._all: Sequence[Line] = ()
        self._searched: Sequence[str] | None = None
        self._items = _Lines()
        self.setModel(self._items)
        self.setItemDelegate(_Delegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setUniformItemSizes(True)
        self.setAccessibleName("What comes")
        theme.changed.connect(self.viewport().update)

    @property
    def rows(self) -> Sequence[Line | Group]:
        """What is shown now."""
        return self._items.rows

    def show_lines(self, lines: Sequence[Line]) -> None:
        self._all, self._searched = lines, None
        self.filter("")

    def filter(self, typed: str) -> None:
        """Show the lines that hold every typed word."""
        wanted = plain(typed).split()
        kept = self._all
        if wanted:
            if self._searched is None:
                self._searched = all_plain([line.spoken for line in self._all])
            found = zip(self._all, self._searched, strict=True)
            kept = [line for line, searched in found if all(word in searched for word in wanted)]
        rows: list[Line | Group] = []
        for account, of_account in groupby(kept, key=lambda line: line.account):
            group = list(of_account)
            rows += [Group(account, len(group)), *group]
        self._items.replace(rows)


class _Delegate(QStyledItemDelegate):
    def __init__(self, parent: ArrivingList) -> None:
        super().__init__(parent)
        self._list = parent

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(400, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item = self._list.rows[index.row()]
        row: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        colour = self._list.theme.colour
        painter.save()
        if isinstance(item, Group):
            painter.fillRect(row, colour("sunken"))
        elif state & QStyle.StateFlag.State_Selected:
            painter.fillRect(row, colour("selected" if self._list.hasFocus() else "hover"))
        painter.fillRect(row.left(), row.bottom(), row.width(), 1, colour("border"))
        right = row.right() - MARGIN
        if isinstance(item, Group):
            box = QRect(row.left() + MARGIN, row.top(), row.width() - 2 * MARGIN, row.height())
            used = write(painter, box, item.account, colour("ink"), BODY, QFont.Weight.DemiBold)
            write(painter, box.adjusted(used + 8, 0, 0, 0), format.plural(item.n, "change"), colour("ink_3"), SMALL)
        else:
            write(painter, QRect(row.left() + SIGN_AT, row.top(), 12, row.height()), SIGNS[item.sign], colour("ink_2"))
            text = QRect(row.left() + TEXT_AT, row.top(), right - BY_WIDTH - 8 - row.left() - TEXT_AT, row.height())
            write(painter, text, " ".join(item.text.split()), colour("ink"))
            write(painter, QRect(right - BY_WIDTH, row.top(), BY_WIDTH, row.height()), item.by, colour("ink_3"), SMALL)
        painter.restore()
