"""Which accounts are lent: by CSM, looked for by name, ticked by Space or a click."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.letters import plain
from desktop.domain.name_order import by_name
from desktop.views import format
from desktop.views.check_box import CheckDelegate
from desktop.views.pieces import card

Index = QModelIndex | QPersistentModelIndex
ROW_HEIGHT, FEWEST_ROWS, ROWS = 24, 4, 7
CSMS_IN_A_ROW, MOST_CSMS = 3, 9
"""Of more CSMs, those with the most accounts have a button; the others are looked for by their name."""


class _Accounts(QAbstractListModel):
    """The accounts that are shown, and whether each is lent."""

    ticked = Signal()

    def __init__(self, accounts: Sequence[tuple[str, str]], owners: Mapping[str, str]) -> None:
        super().__init__()
        self.accounts = accounts
        self.lent: set[str] = set()
        self.shown: Sequence[int] = range(len(accounts))
        self._searched = [plain(f"{name} {owners.get(key, '')}") for key, name in accounts]

    def narrow(self, typed: str) -> None:
        wanted = plain(typed).split()
        self.beginResetModel()
        self.shown = [at for at, each in enumerate(self._searched) if all(word in each for word in wanted)]
        self.endResetModel()

    def lend(self, accounts: Collection[str], *, is_lent: bool) -> None:
        self.lent = self.lent | set(accounts) if is_lent else self.lent - set(accounts)
        self.dataChanged.emit(self.index(0, 0), self.index(len(self.shown) - 1, 0))
        self.ticked.emit()

    def key(self, row: int) -> str:
        return self.accounts[self.shown[row]][0]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.shown)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.accounts[self.shown[index.row()]][1]
            case Qt.ItemDataRole.CheckStateRole:
                is_lent = self.key(index.row()) in self.lent
                return Qt.CheckState.Checked if is_lent else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.SizeHintRole:
                return QSize(0, ROW_HEIGHT)
            case _:
                return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        self.lend((self.key(index.row()),), is_lent=Qt.CheckState(value) == Qt.CheckState.Checked)
        return True


class _Ticked(CheckDelegate):
    """A row is ticked by a click anywhere on it, which its list hears of: by the box alone it would be ticked twice."""

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        return isinstance(event, QKeyEvent) and super().editorEvent(event, model, option, index)


class _List(QListView):
    def __init__(self, accounts: _Accounts) -> None:
        super().__init__()
        self.setModel(accounts)
        self.setItemDelegate(_Ticked(self))
        self.setUniformItemSizes(True)
        self.setAccessibleName("Accounts to lend: Space chooses")
        self.setMinimumHeight(FEWEST_ROWS * ROW_HEIGHT)

    def sizeHint(self) -> QSize:
        return QSize(400, ROWS * ROW_HEIGHT)


class _Sought(QLineEdit):
    """Enter ticks what is found first, and the next name can be typed."""

    entered, left = Signal(), Signal()

    def keyPressEvent(self, arg__1: QKeyEvent) -> None:
        if arg__1.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.text():
            self.entered.emit()
            self.selectAll()
        elif arg__1.key() == Qt.Key.Key_Down:
            self.left.emit()
        else:
            super().keyPressEvent(arg__1)


class Lending(QWidget):
    """The accounts to choose from.

    Args:
        accounts: id and name, in the order they are listed in.
        owners: account id -> the CSM who owns it.
    """

    changed = Signal()

    def __init__(self, accounts: Sequence[tuple[str, str]], owners: Mapping[str, str]) -> None:
        super().__init__()
        self._accounts = _Accounts(accounts, owners)
        self.list = _List(self._accounts)
        self.sought, self.all_shown = _Sought(), QPushButton()
        self.sought.setPlaceholderText("Find an account or a CSM: Enter takes it")
        self.sought.setAccessibleName("Find an account or a CSM: Enter takes it; those that are hidden stay chosen")
        self.sought.setClearButtonEnabled(True)
        self.all_shown.setProperty("look", "chip")
        self.all_shown.setAutoDefault(False)
        of_csm: dict[str, set[str]] = {}
        for account, csm in owners.items():
            of_csm.setdefault(csm, set()).add(account)
        largest = sorted(by_name(of_csm), key=lambda csm: -len(of_csm[csm]))[:MOST_CSMS]
        self.csms = {csm: self._button(csm, of_csm[csm]) for csm in by_name(largest)}
        grid = QGridLayout()
        grid.setSpacing(8)
        for at, button in enumerate(self.csms.values()):
            grid.addWidget(button, at // CSMS_IN_A_ROW, at % CSMS_IN_A_ROW)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.sought, 1)
        line.addWidget(self.all_shown)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(grid)
        layout.addLayout(line)
        layout.addWidget(card(self.list), 1)
        self._tell_all()
        self.sought.textChanged.connect(self._narrow)
        self.sought.entered.connect(self._take_first)
        self.sought.left.connect(self._go_to_list)
        self.all_shown.clicked.connect(self._take_all)
        self._accounts.ticked.connect(self._ticked)
        self.list.clicked.connect(self._clicked)

    def _button(self, csm: str, accounts: Collection[str]) -> QPushButton:
        button = QPushButton(f"{csm} · {format.number(len(accounts))}".replace("&", "&&"))
        button.setProperty("look", "chip")
        button.setCheckable(True)
        button.setAutoDefault(False)
        button.setAccessibleName(f"All {format.plural(len(accounts), 'account')} of {csm}")
        button.toggled.connect(partial(self._lend, accounts))
        return button

    @property
    def chosen(self) -> tuple[str, ...]:
        """Ids of the accounts that are lent, in the order of the list."""
        return tuple(key for key, _ in self._accounts.accounts if key in self._accounts.lent)

    @property
    def shown(self) -> list[str]:
        """Names of the accounts that are shown."""
        return [self._accounts.accounts[at][1] for at in self._accounts.shown]

    def tick(self, row: int) -> None:
        """Lend a row that is shown, or no more."""
        key = self._accounts.key(row)
        self._accounts.lend((key,), is_lent=key not in self._accounts.lent)

    def _lend(self, accounts: Collection[str], is_lent: bool) -> None:
        self._accounts.lend(accounts, is_lent=is_lent)

    def _narrow(self, typed: str) -> None:
        self._accounts.narrow(typed)
        self._tell_all()

    def _tell_all(self) -> None:
        n = len(self._accounts.shown)
        self.all_shown.setText(f"All {format.number(n)} shown")
        self.all_shown.setVisible(bool(self.sought.text()) and n > 1)

    def _take_first(self) -> None:
        if self._accounts.shown:
            self._accounts.lend((self._accounts.key(0),), is_lent=True)

    def _take_all(self) -> None:
        self._accounts.lend([self._accounts.key(row) for row in range(len(self._accounts.shown))], is_lent=True)

    def _go_to_list(self) -> None:
        self.list.setFocus()
        if not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self._accounts.index(0, 0))

    def _ticked(self) -> None:
        self.changed.emit()

    def _clicked(self, index: QModelIndex) -> None:
        self.tick(index.row())
