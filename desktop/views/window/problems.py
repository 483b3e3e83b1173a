"""Problems told plainly, each with a way on; nothing that was typed is lost by reading one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.domain.errors import Cause

TITLES: dict[Cause, str] = {
    "locked": "Somebody else has the file open",
    "read-only": "The file can only be read",
    "newer": "The file is from a newer Perennial",
    "missing": "The file is not there",
    "gone": "The file is gone",
    "changed": "The file was changed from outside",
    "damaged": "The file is damaged",
    "full": "The disk is full",
    "sealed": "The file is sealed",
    "other": "That did not work",
}

Way = tuple[str, Callable[[], None]]
"""What a button says, and what it does."""


def show_folder(folder: Path) -> None:
    """Show a folder as the system does."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


class ProblemDialog(QDialog):
    """A title, what happened, and buttons for the ways on; the last one only closes it.

    Args:
        is_done: nothing is left to be decided: closing stands out, and is what Enter does.
    """

    def __init__(
        self,
        title: str,
        text: str,
        ways: list[Way],
        *,
        close: str = "Close",
        is_done: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("problem")
        self.setWindowTitle(title)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        heading, body = QLabel(title), QLabel(text)
        for label, look in ((heading, "title"), (body, "")):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("look", look)
        body.setWordWrap(True)
        body.setMinimumWidth(420)
        body.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text = text
        self.ways = [QPushButton(label) for label, _ in ways]
        for button, (_, run) in zip(self.ways, ways, strict=True):
            button.clicked.connect(partial(self._take, run))
        closing = QPushButton(close)
        closing.clicked.connect(self.reject)
        first = self.ways[0] if ways and not is_done else closing
        first.setProperty("look", "primary")
        first.setDefault(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        # The way most will take is at the right end, where the eye leaves the text.
        for button in (*self.ways, closing) if is_done else (closing, *reversed(self.ways)):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(heading)
        layout.addWidget(body)
        layout.addSpacing(4)
        layout.addLayout(buttons)
        # Once it lies in the dialog: Qt keeps no focus for a widget that lies nowhere.
        first.setFocus()

    def _take(self, run: Callable[[], None], _checked: bool = False) -> None:
        self.accept()
        run()
