"""Esc in a field that is open in a page: it leaves the field, and nothing else that Esc may leave."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent


def escape(event: QEvent) -> Literal["claimed", "pressed"] | None:
    """What an event of a field means for Esc; ask it in the field's event filter.

    Returns:
        claimed: Qt asked whether a shortcut may have Esc, and was told no, so that it does not also leave the past
            or the page. pressed: leave the field. Both end the event. None: it is not about Esc.
    """
    if not isinstance(event, QKeyEvent) or event.key() != Qt.Key.Key_Escape:
        return None
    if event.type() == QEvent.Type.ShortcutOverride:
        event.accept()
        return "claimed"
    return "pressed" if event.type() == QEvent.Type.KeyPress else None
