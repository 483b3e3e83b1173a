"""Enter presses the button one is at, as Space does: outside dialogs, Qt leaves that to Space alone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QPushButton

_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


def press_by_enter(event: QKeyEvent) -> bool:
    """Press the button that has the keys, for an Enter that nobody wanted; False where it is something else."""
    at = QApplication.focusWidget()
    is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() in _PLAIN
    if not is_enter or event.isAutoRepeat() or not isinstance(at, QPushButton):
        return False
    at.click()
    return True


class PopupFrame(QFrame):
    """A popup of fields and buttons."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_by_enter(event):
            super().keyPressEvent(event)
