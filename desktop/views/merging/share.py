"""The question what kind of copy somebody else gets: what is in it, what can come back, whether it is sealed."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.store.sharing.exporting import Copy, Kind
from desktop.store.sharing.leaving_out import GROUPS, Group
from desktop.views import format
from desktop.views.check_box import CheckBox
from desktop.views.history_words import export_words
from desktop.views.merging.lending import Lending
from desktop.views.pieces import plain_label
from desktop.views.placing import Within
from desktop.views.radio_button import RadioButton

if TYPE_CHECKING:
    from desktop.store.sharing.made import Export

KINDS: dict[Kind, tuple[str, str]] = {
    "full": ("Everything", "All accounts with their history. It comes back with Merge a copy."),
    "loan": ("Some accounts, on loan", "With their history: what is done in them comes back with Merge a copy."),
    "snapshot": ("A snapshot", "All accounts as they are today, without history. It can't be merged."),
    "redacted": ("A redacted copy", "All accounts, without history and what you leave out. It can't be merged."),
}
LEFT_OUT: dict[Group, str] = {"notes": "Internal notes", "contacts": "Contacts", "comments": "Customers' comments"}
SHORTEST_PASSWORD = 8
WIDTH, MARGIN = 640, 24
LATEST, ROOM_FOR_COPY = 3, 448


class ShareDialog(QDialog):
    """Asks for the kind of copy; where it goes is asked next.

    Args:
        accounts: id and name of those that can be lent, in the order of their names.
        choose: is given the copy that is wanted, and asks where it goes; the question stays there until that is said.
        owners: account id -> the CSM who owns it.
        made: the copies made on this computer so far, the newest first.
        since: is given one of them, to show what changed since.
    """

    def __init__(
        self,
        accounts: Sequence[tuple[str, str]],
        choose: Callable[[Copy], None],
        parent: QWidget,
        owners: Mapping[str, str] = MappingProxyType({}),
        *,
        made: Sequence[Export] = (),
        since: Callable[[Export], None] | None = None,
    ) -> None:
        super().__init__(parent)
        self._choose, self._made, self._since = choose, made, since
        self._within = Within(self, parent)
        self._made_part = QWidget()
        self.ways: list[QPushButton] = []
        """What leads to the changes since each of the latest copies."""
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
        self.kinds: dict[Kind, RadioButton] = {}
        for kind, (name, about) in KINDS.items():
            button = self.kinds[kind] = RadioButton(name)
            button.setAccessibleDescription(about)
            button.toggled.connect(self._show_kind)
            self._group.addButton(button)
        self.lending = Lending(accounts, owners)
        self.lending.changed.connect(self._tell_kind)
        self.left_out: dict[Group, QCheckBox] = {
            group: CheckBox(f"Without {text[:1].lower()}{text[1:]}") for group, text in LEFT_OUT.items()
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
        layout.setContentsMargins(MARGIN, 20, MARGIN, 16)
        layout.setSpacing(8)
        layout.addWidget(title)
        for button in self.kinds.values():
            layout.addWidget(button)
        layout.addWidget(self.says)
        layout.addWidget(self.lending, 1)
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
        self._lay_out_made(layout)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(leave)
        buttons.addWidget(self.go)
        layout.addLayout(buttons)
        self.setMinimumWidth(WIDTH)
        self.resize(WIDTH, 0)

    def _lay_out_made(self, layout: QVBoxLayout) -> None:
        """The latest copies, and what leads to the changes since each."""
        shown = self._made[:LATEST]
        part = QVBoxLayout(self._made_part)
        part.setContentsMargins(0, 4, 0, 8)
        part.setSpacing(8)
        layout.addWidget(self._made_part)
        heading = QLabel("Made on this computer so far")
        if len(self._made) > len(shown):
            heading.setText(f"The latest {len(shown)} of {format.number(len(self._made))} made on this computer")
        heading.setProperty("look", "small")
        part.addWidget(heading)
        for each in shown:
            words = export_words(each)
            name = plain_label("second")
            # The style sheet sets its font.
            name.ensurePolished()
            name.setText(name.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, ROOM_FOR_COPY))
            name.setAccessibleName(words)
            name.setToolTip(f"<qt>{html.escape(each.path)}<br>SHA-256 {each.sha256}</qt>")
            way = QPushButton("What changed since")
            way.setProperty("look", "link")
            way.setAutoDefault(False)
            way.setAccessibleName(f"What changed since {words}")
            way.clicked.connect(partial(self._show_since, each))
            self.ways.append(way)
            line = QHBoxLayout()
            line.setSpacing(8)
            line.addWidget(name, 1)
            line.addWidget(way)
            part.addLayout(line)

    def _show_since(self, export: Export, _checked: bool = False) -> None:
        self.reject()
        if self._since is not None:
            self._since(export)

    @property
    def kind(self) -> Kind:
        for kind, button in self.kinds.items():
            if button.isChecked():
                return kind
        return "full"

    def _show_kind(self) -> None:
        kind = self.kind
        self.lending.setVisible(kind == "loan")
        # Beside a list of accounts there is no room for them on a laptop.
        self._made_part.setVisible(kind != "loan" and bool(self._made))
        for box in self.left_out.values():
            box.setVisible(kind == "redacted")
        self._tell_kind()

    def _tell_kind(self) -> None:
        kind = self.kind
        lent = f" {format.plural(len(self.lending.chosen), 'account')} chosen." if kind == "loan" else ""
        self.says.setText(f"{KINDS[kind][1]}{lent}")
        self.refusal.hide()
        # A dialog does not grow by itself for a label that takes a second line.
        self.says.setFixedHeight(self.says.heightForWidth(WIDTH - 2 * MARGIN))
        self._within.fit()

    def _take(self) -> None:
        kind, password = self.kind, self.password.text()
        left_out: tuple[Group, ...] = tuple(group for group in GROUPS if self.left_out[group].isChecked())
        if kind == "loan" and not self.lending.chosen:
            self._refuse("A loan copy holds some accounts: choose them.", self.lending.sought)
        elif kind == "redacted" and not left_out:
            self._refuse("Nothing is left out of it: take a snapshot, or leave something out.", self.left_out["notes"])
        elif password != self.again.text():
            self._refuse("The two passwords differ: type them again.", self.again)
        elif password and len(password) < SHORTEST_PASSWORD:
            self._refuse(f"The password is too short: take at least {SHORTEST_PASSWORD} characters.", self.password)
        else:
            accounts = self.lending.chosen if kind == "loan" else None
            self._choose(Copy(kind, accounts, left_out if kind == "redacted" else (), password or None))

    def _refuse(self, why: str, at: QWidget) -> None:
        self.refusal.setText(why)
        self.refusal.setAccessibleName(why)
        self.refusal.show()
        self._within.fit()
        at.setFocus()
