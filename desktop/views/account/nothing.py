"""What stands in the place of an account that is not there."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.views.account import parts


class Nothing(QWidget):
    """Why there is no account to show, and the way to the list of those there are."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._words = parts.text("", "second", wrap=True)
        self.button = QPushButton("Show the accounts")
        self.button.clicked.connect(self.left)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(parts.MARGIN, parts.MARGIN, parts.MARGIN, 0)
        rows.setSpacing(12)
        rows.addWidget(self._words)
        rows.addLayout(parts.line_of(self.button))
        rows.addStretch()

    def say(self, words: str, *, can_leave: bool) -> None:
        self._words.setText(words)
        self.button.setVisible(can_leave)
