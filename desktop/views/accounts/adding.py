"""A field that adds an account by its name, and what an empty book says."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.views.pieces import plain_label

EMPTY = "No accounts yet. Import a spreadsheet saved as CSV, or type one."
EMPTY_TO_READ = "No accounts on this day."


class NameField(QLineEdit):
    """Esc gives up."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
        else:
            super().keyPressEvent(event)


class AddAccount(QWidget):
    """A name and a button.

    Args:
        add: adds the account; what it returns was refused, and why.
    """

    left = Signal()

    def __init__(self, add: Callable[[str], str | None]) -> None:
        super().__init__()
        self._add = add
        self.name = NameField()
        self.name.setAccessibleName("Name of the new account")
        self.name.setPlaceholderText("Name of the account")
        self.name.setMinimumWidth(220)
        self.button = QPushButton("Add account")
        self.button.setProperty("look", "primary")
        self.refusal = plain_label("refusal")
        self.refusal.hide()
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.name, 1)
        line.addWidget(self.button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(line)
        layout.addWidget(self.refusal)
        self.setFocusProxy(self.name)
        self.name.returnPressed.connect(self._submit)
        self.name.textEdited.connect(self._forget)
        self.name.left.connect(self.left)
        self.button.clicked.connect(self._submit)

    def _submit(self) -> None:
        why = self._add(self.name.text())
        self.refusal.setText(why or "")
        self.refusal.setVisible(why is not None)
        self.name.setAccessibleDescription(why or "")
        if why is None:
            self.name.clear()
        else:
            self.name.setFocus()

    def _forget(self) -> None:
        self.refusal.hide()


class EmptyBook(QWidget):
    """What belongs here, and the ways to begin.

    Args:
        bring_in: asks for the spreadsheet to import.
    """

    def __init__(self, add: Callable[[str], str | None], bring_in: Callable[[], None]) -> None:
        super().__init__()
        self.says = plain_label("title", EMPTY)
        self.says.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.importing = QPushButton("Import CSV files…")
        self.importing.setProperty("look", "primary")
        self.importing.clicked.connect(bring_in)
        self.adding = AddAccount(add)
        self.adding.button.setProperty("look", "")
        self.adding.setFixedWidth(400)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addWidget(self.says)
        layout.addSpacing(16)
        layout.addWidget(self.importing, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(16)
        layout.addWidget(self.adding, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)

    def let(self, *, is_writable: bool) -> None:
        """Offer to add, or only say that there is nothing."""
        self.says.setText(EMPTY if is_writable else EMPTY_TO_READ)
        self.importing.setVisible(is_writable)
        self.adding.setVisible(is_writable)
