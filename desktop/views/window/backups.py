"""The backups of the open book: when each was made and why, one made now, and one put back in the book's place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.charts.tokens import BODY
from desktop.domain.errors import PortfolioError
from desktop.session import Session
from desktop.views import format
from desktop.views.merging.paint import write
from desktop.views.pieces import card, plain_label
from desktop.views.placing import Within
from desktop.views.theme import Theme

if TYPE_CHECKING:
    from desktop.store.backup import Found

Index = QModelIndex | QPersistentModelIndex
WIDTH, ROW_HEIGHT, ROWS, MARGIN = 560, 32, 8, 12
DAY_WIDTH, SIZE_WIDTH = 160, 72
REASONS = {
    "by-hand": "made by hand",
    "while-editing": "made while you worked",
    "before-import": "before an import",
    "before-merge": "before a merge",
    "before-restore": "before a backup was put back",
    "before-update": "before an update of the file",
    "after-erasing": "after somebody was erased",
}
ABOUT = (
    "Put one back, and the book is as it was then; what is in it now is kept as a backup, here. Of older ones the 12 "
    "newest stay, and one for each of 7 days, 4 weeks and 12 months."
)
NONE_YET = "There is none yet. One is made before each import and merge, and after half an hour of work."
DAMAGED = "damaged"


def reason_of(found: Found) -> str:
    """Why a backup was made, in words."""
    why = REASONS.get(found.reason, found.reason.replace("-", " "))
    return f"{why}, {DAMAGED}" if found.is_marked else why


class BackupsDialog(QDialog):
    """Lists the backups of the open book.

    Args:
        put_back: is given the book's file and the name of the backup that shall take its place.
    """

    def __init__(self, session: Session, theme: Theme, put_back: Callable[[Path, str], None], parent: QWidget) -> None:
        super().__init__(parent)
        assert session.path is not None
        self._session, self._path, self._put_back = session, session.path, put_back
        self._is_left = False
        self._within = Within(self, parent)
        self.setWindowTitle("Backups")
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.heading, self.about = plain_label("title", wraps=True), plain_label("second", wraps=True)
        self.refusal = plain_label("refusal", wraps=True)
        self.refusal.hide()
        self.list = QListWidget()
        self.list.setAccessibleName("Backups, the newest first")
        self.list.setItemDelegate(_Delegate(theme, self.list))
        self.list.setUniformItemSizes(True)
        self.list.currentItemChanged.connect(self._show_chosen)
        self.list.itemActivated.connect(self._take)
        self._card = card(self.list)
        self.make, self.leave, self.take = QPushButton("Back up now"), QPushButton("Close"), QPushButton("Put it back")
        self.make.clicked.connect(self._make)
        self.leave.clicked.connect(self.reject)
        self.take.clicked.connect(self._take)
        self.take.setProperty("look", "primary")
        self._lay_out()
        self._show()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.make)
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        buttons.addWidget(self.take)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(self.heading)
        layout.addWidget(self.about)
        layout.addWidget(self._card, 1)
        layout.addWidget(self.refusal)
        layout.addLayout(buttons)
        self.resize(WIDTH, 0)

    @property
    def chosen(self) -> Found | None:
        """The backup one is at."""
        item = self.list.currentItem()
        # None where nothing is chosen, which Qt's annotations leave out.
        return item.data(Qt.ItemDataRole.UserRole) if item is not None else None  # pyright: ignore[reportUnnecessaryComparison]

    def _show(self) -> None:
        found = self._session.backups(self._path)
        self._fill(found)
        self.heading.setText(f"Backups of {self._path.name}: {format.number(len(found))}" if found else "Backups")
        self.about.setText(ABOUT if found else NONE_YET)
        self._card.setVisible(bool(found))
        self.take.setVisible(bool(found))
        (self.list if found else self.make).setFocus()
        self._within.fit()

    def _fill(self, found: Sequence[Found]) -> None:
        self.list.clear()
        for each in found:
            item = QListWidgetItem(f"{format.moment(each.at)}, {reason_of(each)}, {format.megabytes(each.bytes)}")
            item.setData(Qt.ItemDataRole.UserRole, each)
            self.list.addItem(item)
        self.list.setFixedHeight(ROW_HEIGHT * max(1, min(len(found), ROWS)))
        self.list.setCurrentRow(0)

    def _show_chosen(self) -> None:
        chosen = self.chosen
        self.take.setEnabled(chosen is not None and not chosen.is_marked)
        if chosen is not None:
            self.take.setAccessibleName(f"Put back the backup of {format.moment(chosen.at)}")

    def _take(self) -> None:
        chosen = self.chosen
        if chosen is not None and not chosen.is_marked:
            self.accept()
            self._put_back(self._path, chosen.name)

    def _make(self) -> None:
        self.make.setEnabled(False)
        self.refusal.hide()
        self._session.back_up_later(done=self._made, failed=self._refuse)

    def _made(self, _made: Path) -> None:
        if not self._is_left:
            self.make.setEnabled(True)
            self._show()

    def _refuse(self, problem: Exception) -> None:
        if not isinstance(problem, PortfolioError):
            raise problem
        if not self._is_left:
            self.make.setEnabled(True)
            self.refusal.setText(str(problem))
            self.refusal.show()
            self._within.fit()

    def done(self, arg__1: int) -> None:
        self._is_left = True
        super().done(arg__1)


class _Delegate(QStyledItemDelegate):
    """When, why and how large, one below the other."""

    def __init__(self, theme: Theme, parent: QListWidget) -> None:
        super().__init__(parent)
        self._theme, self._list = theme, parent

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(400, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        found: Found = index.data(Qt.ItemDataRole.UserRole)
        row: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        colour = self._theme.colour
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(row, colour("selected" if self._list.hasFocus() else "hover"))
        painter.fillRect(row.left(), row.bottom(), row.width(), 1, colour("border"))
        box = row.adjusted(MARGIN, 0, -MARGIN, 0)
        ink = colour("ink_3" if found.is_marked else "ink")
        write(painter, QRect(box.left(), box.top(), DAY_WIDTH, box.height()), format.moment(found.at), ink, BODY)
        why = box.adjusted(DAY_WIDTH + 8, 0, -SIZE_WIDTH - 8, 0)
        write(painter, why, reason_of(found), colour("negative" if found.is_marked else "ink_2"), BODY)
        size = QRect(box.right() - SIZE_WIDTH + 1, box.top(), SIZE_WIDTH, box.height())
        said = format.megabytes(found.bytes)
        painter.setPen(colour("ink_3"))
        painter.drawText(size, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, said)
        painter.restore()
