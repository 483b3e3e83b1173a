"""The brief in the drawer: Ctrl+C copies it as text, Space or Esc closes it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QGuiApplication, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.operations.brief import Brief
from desktop.views.brief import words
from desktop.views.pieces import empty, plain_label
from desktop.views.theme import Theme


class BriefPanel(QWidget):
    """What to know of one account before a call.

    Args:
        opens: goes to the account that is shown.
    """

    spoken_as = QAccessible.Role.Pane
    closed = Signal()
    """Asks to be closed."""
    hidden = Signal()
    """Was closed, by whoever."""

    def __init__(self, theme: Theme, opens: Callable[[], None]) -> None:
        super().__init__()
        self.text = ""
        """The whole of it, as it is copied."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.name = plain_label("title")
        self.head = plain_label("second")
        more = QPushButton("Open account")
        more.setProperty("look", "quiet")
        more.clicked.connect(opens)
        copy = QPushButton("Copy")
        copy.setProperty("look", "quiet")
        copy.setIcon(theme.icon("copy"))
        copy.setToolTip("Copy as text (Ctrl+C)")
        copy.clicked.connect(self.copy)
        close = QPushButton()
        close.setProperty("look", "quiet")
        close.setIcon(theme.icon("x"))
        close.setAccessibleName("Close the brief")
        close.setToolTip("Close (Space or Esc)")
        close.clicked.connect(self.closed)
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        buttons.addWidget(plain_label("small", "Brief", wraps=False))
        buttons.addStretch(1)
        for button in (more, copy, close):
            buttons.addWidget(button)
        self._body = QVBoxLayout()
        self._body.setSpacing(2)
        inner = QWidget()
        inner.setLayout(self._body)
        self._body.setContentsMargins(0, 0, 8, 0)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 12)
        layout.setSpacing(4)
        layout.addLayout(buttons)
        layout.addWidget(self.name)
        layout.addWidget(self.head)
        layout.addSpacing(4)
        layout.addWidget(area, 1)

    def show_brief(self, brief: Brief, *, is_guarded: bool) -> None:
        """Show the brief of an account in place of the one before."""
        self.text = words.as_text(brief, is_guarded=is_guarded)
        self.name.setText(brief.row.name)
        self.head.setText(words.headline(brief, is_guarded=is_guarded))
        self.setAccessibleName(f"Brief of {brief.row.name}")
        self.setAccessibleDescription(self.text)
        empty(self._body)
        for section in words.sections(brief, is_guarded=is_guarded):
            heading = plain_label("heading", section.heading)
            heading.setContentsMargins(0, 10, 0, 0)
            self._body.addWidget(heading)
            for line in section.lines:
                self._body.addWidget(plain_label("", line))
        self._body.addStretch(1)

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.hidden.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Escape):
            self.closed.emit()
        elif event.key() == Qt.Key.Key_C and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.copy()
        else:
            super().keyPressEvent(event)
