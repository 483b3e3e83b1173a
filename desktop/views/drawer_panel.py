"""What the drawer shows of one thing: a line that says what it is, with buttons; it is copied as text, and closed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QGuiApplication, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.views.pieces import plain_label
from desktop.views.theme import Theme


class DrawerPanel(QWidget):
    """Ctrl+C copies `text`, the whole of it; Esc closes it, and Space where that is nothing else's key."""

    SPACE_CLOSES = False
    spoken_as = QAccessible.Role.Pane
    closed = Signal()
    """Asks to be closed."""
    hidden = Signal()
    """Was closed, by whoever."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def top_line(self, theme: Theme, says: str, *more: QPushButton, closes: str) -> QHBoxLayout:
        """What the panel is, and its buttons: `more`, and those that copy and close it.

        Args:
            closes: what it closes, said to those who cannot see the cross: "the brief".
        """
        copy, close = QPushButton("Copy"), QPushButton()
        copy.setIcon(theme.icon("copy"))
        copy.setToolTip("Copy as text (Ctrl+C)")
        copy.clicked.connect(self.copy)
        close.setIcon(theme.icon("x"))
        close.setAccessibleName(f"Close {closes}")
        close.setToolTip(f"Close ({'Space or ' if self.SPACE_CLOSES else ''}Esc)")
        close.clicked.connect(self.closed)
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(plain_label("small", says))
        line.addStretch(1)
        for button in (*more, copy, close):
            button.setProperty("look", "quiet")
            line.addWidget(button)
        return line

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.hidden.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape or (self.SPACE_CLOSES and event.key() == Qt.Key.Key_Space):
            self.closed.emit()
        elif event.key() == Qt.Key.Key_C and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.copy()
        else:
            super().keyPressEvent(event)
