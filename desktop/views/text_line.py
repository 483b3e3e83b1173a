"""A line of text in a page: undo is the window's as soon as nothing typed here could be taken back."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit


class TextLine(QLineEdit):
    """Leaves Undo and Redo to the window where Qt's own line would take the keys and do nothing."""

    def event(self, arg__1: QEvent) -> bool:
        if arg__1.type() == QEvent.Type.ShortcutOverride and isinstance(arg__1, QKeyEvent):
            is_spent = (arg__1.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable()) or (
                arg__1.matches(QKeySequence.StandardKey.Redo) and not self.isRedoAvailable()
            )
            if is_spent:
                return False
        return super().event(arg__1)
