"""A field on the page for one missing or changed thing: Enter saves, Esc restores, a refusal stands below it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.views.account import parts
from desktop.views.escape import escape
from desktop.views.theme import font

VALUE = 16
"""Size of a fact, in pixels."""

Save = Callable[[str], str | None]
"""Takes what was typed; returns why it was refused, or None once it is saved."""


class Inline(QWidget):
    """One line to type; `left` after Esc."""

    left = Signal()

    def __init__(self, name: str, wants: str, save: Save, text: str = "") -> None:
        super().__init__()
        self._save, self._was = save, text
        self.line = _Line(self)
        self.line.setAccessibleName(name)
        self.line.setPlaceholderText(wants)
        self.line.setText(text)
        self.line.setToolTip("Enter saves, Esc restores")
        self.line.returnPressed.connect(self._enter)
        self.line.textEdited.connect(self._forgive)
        self.line.installEventFilter(self)
        self.refusal: QLabel = parts.text("", "refusal", wrap=True)
        self.refusal.hide()
        rows = QVBoxLayout(self)
        parts.no_margins(rows, 4)
        rows.addWidget(self.line)
        rows.addWidget(self.refusal)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    @property
    def text(self) -> str:
        return self.line.text()

    @property
    def is_touched(self) -> bool:
        """Whether something is typed that is not saved yet."""
        return self.line.text() != self._was

    def take_over(self, typed: str) -> None:
        """Go on with what was being typed in the like of this field."""
        self.line.setText(typed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        esc = escape(event)
        if esc == "pressed":
            self.line.setText(self._was)
            self._forgive()
            self.left.emit()
        return True if esc else super().eventFilter(watched, event)

    def _enter(self) -> None:
        why = self._save(self.line.text())
        # Saving may have made this field anew, and thrown this one away.
        if why is not None:
            self.refusal.setText(why)
            self.refusal.show()

    def _forgive(self) -> None:
        self.refusal.hide()


class _Line(QLineEdit):
    def minimumSizeHint(self) -> QSize:
        return QSize(40, super().minimumSizeHint().height())


class Editable(QPushButton):
    """Words that can be clicked, or reached by Tab and pressed, to be typed anew; they end where the room ends.

    Args:
        is_value: in ink and the size of a fact; else a small link.
    """

    opened = Signal()

    def __init__(self, name: str, says: str, *, is_value: bool = False) -> None:
        super().__init__()
        self._says, self._is_value = " ".join(says.split()), is_value
        self.setProperty("look", "value" if is_value else "way")
        self.setAccessibleName(name)
        self.setAccessibleDescription(self._says)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(_literal(self._says))
        self.clicked.connect(self.opened)

    @property
    def says(self) -> str:
        return self._says

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        return QSize(self.fontMetrics().horizontalAdvance(self._says) + 12, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._is_value:
            # What does not fit in the size of a fact often does in that of a sentence.
            room = QFontMetrics(font(VALUE, QFont.Weight.DemiBold)).horizontalAdvance(self._says) + 8
            parts.set_look(self, "value" if room <= self.width() else "long value")
        shown = self.fontMetrics().elidedText(self._says, Qt.TextElideMode.ElideRight, self.width() - 8)
        self.setText(_literal(shown))
        if shown != self._says:
            self.setToolTip(parts.plain(self._says))


def _literal(words: str) -> str:
    # An ampersand would mark the next letter as a shortcut.
    return words.replace("&", "&&")
