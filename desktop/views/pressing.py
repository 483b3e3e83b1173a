"""Enter presses the button one is at, as Space does.

Outside dialogs, Qt leaves that to Space alone; within, the Enter of a button that is none of its defaults presses the
default one: who is at Cancel would not cancel.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class PressByEnter(QObject):
    """Watches the buttons that get the keys.

    The button itself and not its window: the Enter that a field takes, and by which it gives the keys to a button, goes
    on to the window, and would press that button, too.

    Args:
        parent: lives as long.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._watch)

    def _watch(self, _old: QWidget | None, now: QWidget | None) -> None:
        if isinstance(now, QPushButton):
            # Once more is no more: Qt keeps each filter of an object once.
            now.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() in _PLAIN
        if not is_enter or not isinstance(watched, QPushButton):
            return False
        if not event.isAutoRepeat():
            watched.click()
        return True
