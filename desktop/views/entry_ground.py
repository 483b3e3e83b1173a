"""The ground of an entry that is painted by hand in a list to choose from: chosen, hovered, focused."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractButton

from desktop.views.theme import Theme

RADIUS = 4
RING = 2


def paint_ground(painter: QPainter, entry: QAbstractButton, theme: Theme) -> None:
    """Fill the entry where it is chosen or under the mouse, and draw the ring of what has the keyboard around it."""
    box = QRectF(entry.rect())
    if entry.isChecked() or entry.underMouse():
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("selected" if entry.isChecked() else "hover"))
        painter.drawRoundedRect(box, RADIUS, RADIUS)
    if entry.hasFocus():
        inset = RING / 2
        painter.setPen(QPen(theme.colour("accent"), RING))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), RADIUS, RADIUS)
