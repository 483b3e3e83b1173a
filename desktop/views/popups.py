"""Popups of buttons: where they open, and where the keys go once one is closed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

BELOW, EDGE = 4, 8
"""Pixels between a button and its popup, and between that and the edge of the window."""


def place_below(popup: QWidget, button: QWidget) -> None:
    """Put a popup below its button, and as far to the left as the window needs: a laptop shows no more than that."""
    popup.adjustSize()
    window, at = button.window(), button.mapToGlobal(QPoint(0, button.height() + BELOW))
    left = window.mapToGlobal(QPoint(EDGE, 0)).x()
    right = window.mapToGlobal(QPoint(window.width() - EDGE, 0)).x()
    popup.move(max(left, min(at.x(), right - popup.width())), at.y())


class BackToList(QObject):
    """Gives the keys back to a list after a popup of one of its buttons.

    Who clicked a button wants the list again, and not the button; who went there by Tab goes on from it.

    Args:
        target: the list.
        buttons: those that open popups.
    """

    def __init__(self, target: QWidget, *buttons: QWidget) -> None:
        super().__init__(target)
        self._target = target
        self._clicked: QObject | None = None
        for each in buttons:
            each.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusIn:
            if event.reason() == Qt.FocusReason.MouseFocusReason:
                self._clicked = watched
            elif event.reason() == Qt.FocusReason.PopupFocusReason and self._clicked is watched:
                if self._target.isVisible():
                    self._target.setFocus(Qt.FocusReason.PopupFocusReason)
            elif event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
                self._clicked = None
        return False
