"""A bar above the page that says what is to be known of the file, with buttons for what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from desktop.views.pieces import plain_label
from desktop.views.theme import Theme


class NoteBar(QFrame):
    """Hidden while there is nothing to say."""

    released = Signal()
    """It was hidden with the focus on one of its buttons."""

    def __init__(self, theme: Theme, *buttons: QPushButton) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedHeight(36)
        self.says = plain_label("")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24, 0, 24, 0)
        layout.setSpacing(8)
        layout.addWidget(self.says, 1)
        for button in buttons:
            button.setProperty("look", "chip")
            layout.addWidget(button)
        theme.changed.connect(self.update)
        self.hide()

    def say(self, text: str | None) -> None:
        """None hides the bar."""
        if text is not None and self.says.text() != text:
            self.says.setText(text)
            self.setAccessibleName(text)
        had_focus = not self.isHidden() and self.isAncestorOf(self.window().focusWidget())
        self.setVisible(text is not None)
        if text is None and had_focus:
            self.released.emit()

    def paintEvent(self, arg__1: QPaintEvent) -> None:
        del arg__1
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("selected"))
        painter.end()
