"""The bar that says the file is open for reading only, why, and how one can go on working."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QPushButton

from desktop.session import Session
from desktop.views.theme import Theme
from desktop.views.window.files import Files
from desktop.views.window.note_bar import NoteBar

LOOK_EVERY_MS = 5000
"""Whoever has the file closes it some time; looking costs a short read of a small file."""


class ReadOnlyBar(NoteBar):
    """Says why nothing can be typed; hidden while it can."""

    def __init__(self, theme: Theme) -> None:
        self.copy, self.write = QPushButton("Work on a copy…"), QPushButton("Open it for writing")
        super().__init__(theme, self.copy, self.write)


class ReadOnly(QObject):
    """Shows the bar while a file is open for reading, and looks whether it can be written meanwhile."""

    def __init__(self, session: Session, bar: ReadOnlyBar, files: Files, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._bar = session, bar
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        session.opened.connect(self.look)
        session.closed.connect(self.look)
        bar.copy.clicked.connect(files.ask_rescue)
        bar.write.clicked.connect(partial(self._reopen, files))

    def look(self) -> None:
        """See what is open, and who has it."""
        path = self._session.path if self._session.is_read_only_file else None
        if path is None:
            self._timer.stop()
            self._bar.say(None)
            return
        self._timer.start()
        why, can_write = _why(path)
        self._bar.write.setVisible(can_write)
        self._bar.say(f"{path.name} is open for reading only: {why}")

    def _reopen(self, files: Files, _checked: bool = False) -> None:
        if self._session.path is not None:
            files.reopen(self._session.path)


def _why(path: Path) -> tuple[str, bool]:
    """Why a file is only read, and whether it could be written now."""
    from desktop.store.lock import holder_of

    holder = holder_of(path)
    if holder is not None and holder.is_alive:
        return f"{holder.user} on {holder.host} has it open for writing.", False
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        return "nobody else has it open now.", True
    return "it can't be written here.", False
