"""The popup that chooses columns: a check each, their order, and the portfolio's own fields.

Space checks, Alt+Up and Alt+Down move, F2 renames an own field, Delete retires it, Esc closes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.listing.fields import OWN
from desktop.domain.listing.views import PINNED
from desktop.views.check_box import CheckDelegate
from desktop.views.pieces import plain_label
from desktop.views.table.rows import Column

HINT = "Space shows or hides, Alt+Up and Alt+Down move"
OWN_HINT = "F2 renames an own field, Delete retires it"
_KEY = Qt.ItemDataRole.UserRole


class ColumnList(QListWidget):
    """The columns; own fields can be renamed in place."""

    moved = Signal()
    retired = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(CheckDelegate(self))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = self.currentRow()
        key = str(self.item(at).data(_KEY)) if at >= 0 else ""
        is_own = key.startswith(OWN)
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.modifiers() == Qt.KeyboardModifier.AltModifier and event.key() in steps:
            self._move(steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_F2 and is_own:
            self.editItem(self.item(at))
        elif event.key() == Qt.Key.Key_Delete and is_own:
            self.retired.emit(key)
        else:
            super().keyPressEvent(event)

    def _move(self, step: int) -> None:
        row, to = self.currentRow(), self.currentRow() + step
        first = sum(str(self.item(at).data(_KEY)) in PINNED for at in range(self.count()))
        if row >= first and first <= to < self.count():
            self.blockSignals(True)
            item = self.takeItem(row)
            self.insertItem(to, item)
            self.setCurrentRow(to)
            self.blockSignals(False)
            self.moved.emit()


class ColumnChooser(QFrame):
    """What can be a column.

    Args:
        add, rename, retire: change own fields; what they return was refused, and why.
    """

    chosen = Signal(object)
    """The keys of the columns that are checked, in order."""
    reset = Signal()

    def __init__(
        self,
        parent: QWidget,
        add: Callable[[str], str | None],
        rename: Callable[[str, str], str | None],
        retire: Callable[[str], str | None],
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._add, self._rename, self._retire = add, rename, retire
        self._named: dict[str, str] = {}
        """What the columns are called, by key: what is typed over that of an own field is a new name."""
        self.setProperty("look", "card")
        self.setAccessibleName("Columns")
        self.list = ColumnList()
        self.list.setAccessibleName("Columns")
        self.list.setMinimumSize(264, 320)
        self.name = QLineEdit()
        self.name.setAccessibleName("Name of a new own field")
        self.name.setPlaceholderText("New own field")
        self.button = QPushButton("Add field")
        self.button.setProperty("look", "quiet")
        self.usual = QPushButton("Usual columns")
        self.usual.setProperty("look", "link")
        self.refusal = plain_label("refusal", wraps=True)
        self.refusal.hide()
        self._own_hint = plain_label("small", OWN_HINT, wraps=True)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.name, 1)
        line.addWidget(self.button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addWidget(plain_label("small", HINT, wraps=True))
        layout.addWidget(self.list, 1)
        layout.addWidget(self._own_hint)
        layout.addLayout(line)
        layout.addWidget(self.refusal)
        layout.addWidget(self.usual, 0, Qt.AlignmentFlag.AlignLeft)
        self.list.itemChanged.connect(self._changed)
        self.list.moved.connect(self._tell)
        self.list.retired.connect(self._retired)
        self.name.returnPressed.connect(self._added)
        self.name.textEdited.connect(self.refusal.hide)
        self.button.clicked.connect(self._added)
        self.usual.clicked.connect(self.reset)

    def offer(self, columns: Sequence[Column], shown: Sequence[str], *, is_writable: bool) -> None:
        """Offer these columns, those shown checked."""
        row = self.list.currentRow()
        at = str(self.list.item(row).data(_KEY)) if row >= 0 else ""
        self._named = {column.key: column.says for column in columns}
        self.list.blockSignals(True)
        self.list.clear()
        for column in columns:
            item = QListWidgetItem(column.says)
            item.setData(_KEY, column.key)
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            if column.key not in PINNED:
                flags |= Qt.ItemFlag.ItemIsUserCheckable
            if column.key.startswith(OWN) and is_writable:
                flags |= Qt.ItemFlag.ItemIsEditable
            item.setFlags(flags)
            item.setCheckState(Qt.CheckState.Checked if column.key in shown else Qt.CheckState.Unchecked)
            if column.key in PINNED:
                item.setToolTip("Always shown, at the left")
            self.list.addItem(item)
            if column.key == at:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        for part in (self.name, self.button, self._own_hint):
            part.setVisible(is_writable)
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(min(len(PINNED), self.list.count() - 1))

    @property
    def checked(self) -> list[str]:
        """The keys of the columns that are to be shown, in order."""
        items = [self.list.item(at) for at in range(self.list.count())]
        return [str(each.data(_KEY)) for each in items if each.checkState() == Qt.CheckState.Checked]

    def _changed(self, item: QListWidgetItem) -> None:
        key = str(item.data(_KEY))
        if item.text() == self._named[key]:
            self._tell()
        else:
            self._refuse(self._rename(key, item.text()))

    def _tell(self) -> None:
        self.chosen.emit(self.checked)

    def _added(self) -> None:
        why = self._add(self.name.text())
        self._refuse(why)
        if why is None:
            self.name.clear()

    def _retired(self, key: str) -> None:
        self._refuse(self._retire(key))

    def _refuse(self, why: str | None) -> None:
        self.refusal.setText(why or "")
        self.refusal.setVisible(why is not None)
