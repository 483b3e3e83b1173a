"""The bar that says the file is open for reading only, why, and how one can go on working."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from desktop.session import Session
from desktop.views.pieces import plain_label
from desktop.views.theme import Theme
from desktop.views.window.files import Files

LOOK_EVERY_MS = 5000
"""Whoever has the file closes it some time; looking costs a short read of a small file."""


class ReadOnlyBar(QFrame):
    """Says why nothing can be typed; hidden while it can."""

    copy_asked = Signal()
    writing_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedHeight(36)
        self.says = plain_label("")
        self.copy, self.write = QPushButton("Work on a copy…"), QPushButton("Open it for writing")
        for button in (self.copy, self.write):
            button.setProperty("look", "chip")
        self.copy.clicked.connect(self.copy_asked)
        self.write.clicked.connect(self.writing_asked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24, 0, 24, 0)
        layout.setSpacing(8)
        layout.addWidget(self.says, 1)
        layout.addWidget(self.copy)
        layout.addWidget(self.write)
        theme.changed.connect(self.update)
        self.hide()

    def show_why(self, why: str | None, *, can_write: bool) -> None:
        """Say why; None hides the bar."""
        self.setVisible(why is not None)
        self.write.setVisible(can_write)
        if why is not None and self.says.text() != why:
            self.says.setText(why)
            self.setAccessibleName(why)

    def paintEvent(self, arg__1: QPaintEvent) -> None:
        del arg__1
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("selected"))
        painter.end()


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
        bar.copy_asked.connect(files.ask_rescue)
        bar.writing_asked.connect(partial(self._reopen, files))

    def look(self) -> None:
        """See what is open, and who has it."""
        path = self._session.path if self._session.is_read_only_file else None
        if path is None:
            self._timer.stop()
            self._bar.show_why(None, can_write=False)
            return
        self._timer.start()
        why, can_write = _why(path)
        self._bar.show_why(f"{path.name} is open for reading only: {why}", can_write=can_write)

    def _reopen(self, files: Files) -> None:
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
