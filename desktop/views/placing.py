"""Where a dialog that grows lies: all of it over the window it was asked in."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QDialog, QWidget

ROOM = 24
"""Of the window's height, so much is left for what the system draws around a dialog."""


class Within(QObject):
    """Keeps a dialog within a window, however it grows; lives as long as the dialog."""

    def __init__(self, dialog: QDialog, over: QWidget) -> None:
        super().__init__(dialog)
        self._dialog, self._over = dialog, over.window()
        dialog.installEventFilter(self)

    def fit(self) -> None:
        """Make it as high as its layout needs at its width: Qt counts one line for a label that takes two."""
        layout = self._dialog.layout()
        assert layout is not None
        layout.activate()
        need = max(layout.totalHeightForWidth(self._dialog.width()), layout.totalMinimumSize().height())
        self._dialog.resize(self._dialog.width(), min(need, self._over.frameGeometry().height() - ROOM))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._dialog and event.type() == QEvent.Type.Resize and self._dialog.isVisible():
            window, frame = self._over.frameGeometry(), self._dialog.frameGeometry()
            lowest = window.bottom() + 1 - frame.height()
            self._dialog.move(frame.left(), max(window.top(), min(frame.top(), lowest)))
        return super().eventFilter(watched, event)
