"""Where a dialog that grew lies: all of it over the window it was asked in."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

ROOM = 24
"""Of the window's height, so much is left for what the system draws around a dialog."""


def fit(dialog: QDialog, over: QWidget) -> None:
    """As high as its layout needs at its width, at most as the window; if it is seen already, all of it within.

    Qt counts one line for a label that takes two, and leaves a dialog where it was when it grows.
    """
    window, frame, layout = over.window().frameGeometry(), dialog.frameGeometry(), dialog.layout()
    assert layout is not None
    layout.activate()
    need = max(layout.totalHeightForWidth(dialog.width()), layout.totalMinimumSize().height())
    dialog.resize(dialog.width(), min(need, window.height() - ROOM))
    if dialog.isVisible():
        lowest = window.bottom() - (frame.height() - dialog.geometry().height()) - dialog.height()
        dialog.move(frame.left(), max(window.top(), min(frame.top(), lowest)))
