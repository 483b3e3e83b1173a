"""The cells of a scorecard: one value each, as in a spreadsheet. Enter goes down, Esc restores. Knows no scorecard."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.views.text_line import TextLine
from desktop.views.theme import font

WIDTH = 58
LONGEST = 20


class Cell(TextLine):
    """A value that can be typed; one that differs from what is saved stands on another ground.

    Args:
        name: accessible name.
    """

    stepped = Signal(int)
    """Asks for the cell so many rows below (or, below 0, above)."""

    def __init__(self, name: str, parent: QWidget | None = None, *, width: int = WIDTH) -> None:
        super().__init__(parent)
        self._stored, self._is_refused = "", False
        self.setProperty("look", "cell")
        self.setFont(font(figures=True))
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setMaxLength(LONGEST)
        self.setFixedSize(width, 24)
        self.textChanged.connect(self._tell)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, 24)

    @property
    def stored(self) -> str:
        """What is saved."""
        return self._stored

    @property
    def is_changed(self) -> bool:
        return self.text().strip() != self._stored

    def store(self, text: str, *, keep_typed: bool) -> None:
        """Another value is saved now.

        Args:
            keep_typed: leave what is being typed.
        """
        keeps = keep_typed and self.is_changed
        self._stored = text
        if not keeps and (self.text() != text or self.isUndoAvailable()):
            # Even to the same text: what led to it is no longer what undo takes back.
            self.setText(text)
        self._tell()

    def restore(self) -> None:
        self.setText(self._stored)

    def refuse(self, refused: bool) -> None:
        """Show, or not any more, that what is typed cannot be saved."""
        if refused != self._is_refused:
            self._is_refused = refused
            self._tell()

    def take(self) -> None:
        """Begin to type here, over what there is."""
        self.setFocus(Qt.FocusReason.TabFocusReason)
        self.selectAll()

    def keyPressEvent(self, arg__1: QKeyEvent) -> None:
        key = arg__1.key()
        if arg__1.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(arg__1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.stepped.emit(-1 if arg__1.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(-1 if key == Qt.Key.Key_Up else 1)
        elif key == Qt.Key.Key_Escape and self.is_changed and not self.isReadOnly():
            self.restore()
            self.selectAll()
        else:
            super().keyPressEvent(arg__1)

    def _tell(self) -> None:
        told = "refused" if self._is_refused else "changed" if self.is_changed else ""
        if self.property("told") != told:
            self.setProperty("told", told)
            self.style().unpolish(self)
            self.style().polish(self)
