"""Showing the page to the customer: the five parts large, one at a time, and nothing else in the window.

Right, Space and Page Down go on, Left and Page Up back, 1 to 5 to a part, Home and End to the first and last; Esc ends.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.domain.qbrs.page import NOTHING, Deck
from desktop.printing.parts import PartPainter
from desktop.views import format
from desktop.views.full_window import FullWindow
from desktop.views.theme import Theme

ON = (Qt.Key.Key_Right, Qt.Key.Key_Space, Qt.Key.Key_PageDown, Qt.Key.Key_Down, Qt.Key.Key_Return)
BACK = (Qt.Key.Key_Left, Qt.Key.Key_PageUp, Qt.Key.Key_Up, Qt.Key.Key_Backspace)


class Show(FullWindow):
    """The page of one review, part by part."""

    def __init__(self, theme: Theme, deck: Deck, over: QWidget) -> None:
        super().__init__(over)
        self._theme, self._deck = theme, deck
        self.number = 1
        """The part that is shown."""
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.go(1)
        self.begin_over()

    def go(self, number: int) -> None:
        """Show a part, 1-5."""
        self.number = min(max(number, 1), len(self._deck.parts))
        part = self._deck.parts[self.number - 1]
        self.setAccessibleName(f"{part.number} {part.title}")
        self.setAccessibleDescription("\n".join(item.text for item in part.items) or NOTHING)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Escape, Qt.Key.Key_F5):
            self.end()
        elif key in ON:
            self.go(self.number + 1)
        elif key in BACK:
            self.go(self.number - 1)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go(1 if key == Qt.Key.Key_Home else len(self._deck.parts))
        elif event.text() in "12345" and event.text():
            self.go(int(event.text()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.go(self.number + (-1 if event.position().x() < self.width() / 4 else 1))

    def focusNextPrevChild(self, next: bool) -> bool:
        """Nothing: the focus does not go behind what is shown."""
        del next
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        PartPainter(painter, self._theme.tokens, format.for_charts()).part(QRectF(self.rect()), self._deck, self.number)
        painter.end()
