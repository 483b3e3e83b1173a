"""What shows a figure and opens its explanation: by a click, or by Enter, Space or ? with the focus on it.

Whatever can be asked has the signal `asked` and says by `can_ask` whether there is something to explain: by that a test
finds on every page the figures that cannot be asked.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QAccessible, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.views.theme import Theme

HINT = "How it came about (click, or ?)"
ASK = (Qt.Key.Key_Question, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
"""What asks, with the focus on a figure."""
BY_KEY = "How it came about (?)"


class Figure(QWidget):
    """Any widget that shows a figure, and can be asked how it came about as a FigureLabel is.

    Args:
        content: what shows it; None = a subclass paints it.
        name: accessible name; it stays while the figure changes.
        told: the figure in words.
    """

    asked = Signal()
    spoken_as = QAccessible.Role.Button

    def __init__(self, theme: Theme, content: QWidget | None, name: str, told: str = "") -> None:
        super().__init__()
        self._theme = theme
        # Qt paints it anew when the mouse comes and goes.
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        if content is not None:
            rows = QVBoxLayout(self)
            rows.setContentsMargins(0, 0, 0, 0)
            rows.setSpacing(0)
            rows.addWidget(content)
            self.setSizePolicy(content.sizePolicy())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(name)
        self.setAccessibleDescription(". ".join(filter(None, (told, HINT))))
        if content is None or not content.toolTip():
            self.setToolTip(HINT)

    @property
    def can_ask(self) -> bool:
        """Whether there is something to explain."""
        return self.isEnabled()

    def press(self) -> None:
        """Ask how the figure came about."""
        self.asked.emit()

    def framed(self) -> QRect:
        """Where the figure is: what shows that it has the focus, or is pointed at, lies around it."""
        return self.rect()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.asked.emit()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ASK:
            self.asked.emit()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        framed = self.framed()
        if self.hasFocus():
            painter.setPen(QPen(self._theme.colour("accent"), 1))
            painter.drawRoundedRect(framed.adjusted(0, 0, -1, -1), 3, 3)
        elif self.underMouse():
            painter.setPen(QPen(self._theme.colour("ink_3"), 1, Qt.PenStyle.DotLine))
            painter.drawLine(framed.left(), framed.bottom(), framed.right() + 1, framed.bottom())


class FigureLabel(QLabel):
    """Plain text that can be asked how it came about; while there is nothing to ask it is a label like any other."""

    asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._can_ask = False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def set_can_ask(self, can_ask: bool) -> None:
        """Whether there is something to explain."""
        self._can_ask = can_ask
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if can_ask else Qt.FocusPolicy.NoFocus)
        if can_ask:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.unsetCursor()
        self.setToolTip(HINT if can_ask else "")
        self.setAccessibleDescription(HINT if can_ask else "")
        self.update()

    @property
    def can_ask(self) -> bool:
        """Whether there is something to explain."""
        return self._can_ask

    @property
    def spoken_as(self) -> QAccessible.Role:
        return QAccessible.Role.Button if self._can_ask else QAccessible.Role.StaticText

    def press(self) -> None:
        """Ask how the figure came about, where there is something to ask."""
        if self._can_ask:
            self.asked.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        is_here = event.button() == Qt.MouseButton.LeftButton and self._words().contains(event.position().toPoint())
        if self._can_ask and is_here:
            self.asked.emit()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._can_ask and event.key() in ASK:
            self.asked.emit()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._can_ask:
            return
        painter = QPainter(self)
        words = self._words()
        if self.hasFocus():
            painter.setPen(QPen(self._theme.colour("accent"), 1))
            painter.drawRoundedRect(words.adjusted(0, 0, -1, -1), 3, 3)
        elif self.underMouse():
            painter.setPen(QPen(self._theme.colour("ink_3"), 1, Qt.PenStyle.DotLine))
            painter.drawLine(words.left(), words.bottom() - 1, words.right(), words.bottom() - 1)

    def _words(self) -> QRect:
        """Where the text is: the label may be wider."""
        if not self.wordWrap():
            width = self.fontMetrics().horizontalAdvance(self.text())
            return QRect(0, 0, min(width + 2, self.width()), self.height())
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)
        return self.fontMetrics().boundingRect(self.rect(), flags, self.text()).adjusted(0, 0, 2, 0)


class FigureButton(QPushButton):
    """A button that says a figure: a click does what the button is for, `?` asks how the figure came about."""

    asked = Signal()

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setToolTip(BY_KEY)
        self.setAccessibleDescription(BY_KEY)

    @property
    def can_ask(self) -> bool:
        """Whether there is something to explain."""
        return self.isEnabled()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        if event.key() == Qt.Key.Key_Question:
            self.asked.emit()
        else:
            super().keyPressEvent(event)
