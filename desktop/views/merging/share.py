"""The question what kind of copy somebody else gets: what is in it, what can come back, whether it is sealed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop.store.sharing.exporting import Copy, Kind
from desktop.store.sharing.leaving_out import GROUPS, Group
from desktop.views import format

KINDS: dict[Kind, tuple[str, str]] = {
    "full": ("Everything", "All accounts with their history. It comes back with Merge a copy."),
    "loan": ("Some accounts, on loan", "With their history: what is done in them comes back with Merge a copy."),
    "snapshot": ("A snapshot", "All accounts as they are today, without history. It can't be merged."),
    "redacted": ("A redacted copy", "All accounts, without history and what you leave out. It can't be merged."),
}
LEFT_OUT: dict[Group, str] = {"notes": "Internal notes", "contacts": "Contacts", "comments": "Customers' comments"}
SHORTEST_PASSWORD = 8


class ShareDialog(QDialog):
    """Asks for the kind of copy; where it goes is asked next.

    Args:
        accounts: id and name of those that can be lent, in the order of their names.
        choose: is given the copy that is wanted.
    """

    def __init__(self, accounts: Sequence[tuple[str, str]], choose: Callable[[Copy], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._accounts, self._choose = accounts, choose
        self.setWindowTitle("Share a copy")
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.says, self.refusal = QLabel(), QLabel()
        self.says.setProperty("look", "second")
        self.refusal.setProperty("look", "refusal")
        for label in (self.says, self.refusal):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.refusal.hide()
        self._group = QButtonGroup(self)
        self.kinds: dict[Kind, QRadioButton] = {}
        for kind, (name, about) in KINDS.items():
            button = self.kinds[kind] = QRadioButton(name)
            button.setAccessibleDescription(about)
            button.toggled.connect(self._show_kind)
            self._group.addButton(button)
        self.lent = QListView()
        self.lent.setModel(QStringListModel([name for _, name in accounts], self))
        self.lent.setSelectionMode(QListView.SelectionMode.MultiSelection)
        self.lent.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.lent.setAccessibleName("Accounts to lend: Space chooses")
        self.lent.setMinimumHeight(168)
        self.lent.selectionModel().selectionChanged.connect(self._show_kind)
        self.left_out: dict[Group, QCheckBox] = {
            group: QCheckBox(f"Without {text[:1].lower()}{text[1:]}") for group, text in LEFT_OUT.items()
        }
        for box in self.left_out.values():
            box.setChecked(True)
        self.password, self.again = QLineEdit(), QLineEdit()
        for field, hint in ((self.password, "Password, to seal it"), (self.again, "The same once more")):
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.setPlaceholderText(hint)
            field.setAccessibleName(hint)
        self.go, leave = QPushButton("Choose where…"), QPushButton("Cancel")
        self.go.setProperty("look", "primary")
        self.go.setDefault(True)
        self.go.clicked.connect(self._take)
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        self._lay_out(leave)
        self.kinds["full"].setChecked(True)

    def _lay_out(self, leave: QPushButton) -> None:
        title = QLabel("What shall be in the copy?")
        title.setProperty("look", "title")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(8)
        layout.addWidget(title)
        for button in self.kinds.values():
            layout.addWidget(button)
        layout.addWidget(self.says)
        layout.addWidget(self.lent)
        for box in self.left_out.values():
            layout.addWidget(box)
        heading = QLabel("Sealed with a password (leave it empty for a copy anybody can open)")
        heading.setProperty("look", "small")
        layout.addWidget(heading)
        passwords = QHBoxLayout()
        passwords.setSpacing(8)
        passwords.addWidget(self.password)
        passwords.addWidget(self.again)
        layout.addLayout(passwords)
        layout.addWidget(self.refusal)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(leave)
        buttons.addWidget(self.go)
        layout.addLayout(buttons)
        self.setMinimumWidth(520)

    @property
    def kind(self) -> Kind:
        for kind, button in self.kinds.items():
            if button.isChecked():
                return kind
        return "full"

    @property
    def chosen(self) -> tuple[str, ...]:
        """Ids of the accounts that are lent."""
        return tuple(self._accounts[index.row()][0] for index in self.lent.selectionModel().selectedIndexes())

    def _show_kind(self) -> None:
        kind = self.kind
        lent = f" {format.plural(len(self.chosen), 'account')} chosen." if kind == "loan" else ""
        self.says.setText(f"{KINDS[kind][1]}{lent}")
        self.lent.setVisible(kind == "loan")
        for box in self.left_out.values():
            box.setVisible(kind == "redacted")
        self.refusal.hide()
        self.adjustSize()

    def _take(self) -> None:
        kind, password = self.kind, self.password.text()
        left_out: tuple[Group, ...] = tuple(group for group in GROUPS if self.left_out[group].isChecked())
        if kind == "loan" and not self.chosen:
            self._refuse("A loan copy holds some accounts: choose them.", self.lent)
        elif kind == "redacted" and not left_out:
            self._refuse("Nothing is left out of it: take a snapshot, or leave something out.", self.left_out["notes"])
        elif password != self.again.text():
            self._refuse("The two passwords differ: type them again.", self.again)
        elif password and len(password) < SHORTEST_PASSWORD:
            self._refuse(f"The password is too short: take at least {SHORTEST_PASSWORD} characters.", self.password)
        else:
            self.accept()
            accounts = self.chosen if kind == "loan" else None
            self._choose(Copy(kind, accounts, left_out if kind == "redacted" else (), password or None))

    def _refuse(self, why: str, at: QWidget) -> None:
        self.refusal.setText(why)
        self.refusal.setAccessibleName(why)
        self.refusal.show()
        at.setFocus()
