"""The drawer at the right: a page shows something beside itself there, and Esc closes it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.views.pieces import take_out

WIDTH = 384


class Drawer(QFrame):
    """Holds one widget, or is closed."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("drawer")
        self.setProperty("look", "card")
        self.setFixedWidth(WIDTH)
        self._content: QWidget | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self.hide()

    @property
    def content(self) -> QWidget | None:
        return self._content

    def show_widget(self, widget: QWidget | None) -> None:
        """Show a widget in place of what is there; None closes the drawer. The drawer owns what it shows."""
        if widget is self._content:
            return
        if self._content is not None:
            # Whoever showed it is told by this that it is gone.
            take_out(self._layout, self._content)
        self._content = widget
        if widget is not None:
            self._layout.addWidget(widget)
        self.setVisible(widget is not None)
        if widget is None:
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.show_widget(None)
            return
        super().keyPressEvent(event)
