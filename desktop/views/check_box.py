"""A box to tick whose edge is seen on every ground: the style's own is all but black, also on a dark one."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton, QStylePainter

from desktop.views.theme import paint_icon

SIDE = 16


class CheckBox(QCheckBox):
    """A box with its words, in the colours of the palette."""

    def paintEvent(self, arg__1: QPaintEvent) -> None:
        del arg__1
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.rect = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxContents, option, self)  # pyright: ignore[reportAttributeAccessIssue]
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_CheckBoxLabel, option)
        self.initStyleOption(option)
        room = QRectF(self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self))
        box = QRectF(0, 0, min(SIDE, room.width()), min(SIDE, room.height()))
        box.moveCenter(room.center())
        colours, accent = self.palette(), self.palette().color(QPalette.ColorRole.Accent)
        is_met = self.hasFocus() or (self.underMouse() and self.isEnabled())
        edge = accent if is_met else colours.color(QPalette.ColorRole.Dark)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(edge, 2 if self.hasFocus() else 1))
        painter.setBrush(colours.color(QPalette.ColorRole.Base))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        if self.isChecked():
            ink = colours.color(QPalette.ColorRole.WindowText) if not self.isEnabled() else accent
            paint_icon(painter, box.adjusted(2, 2, -2, -2), "check", ink.name())
