"""A choice among several whose edge is seen on every ground: the style's own is all but black, also on a dark one."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QRadioButton, QStyle, QStyleOptionButton, QStylePainter

SIDE, DOT = 16, 8


class RadioButton(QRadioButton):
    """A ring with its words, in the colours of the palette; filled where it is chosen."""

    def paintEvent(self, arg__1: QPaintEvent) -> None:
        del arg__1
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.rect = self.style().subElementRect(QStyle.SubElement.SE_RadioButtonContents, option, self)  # pyright: ignore[reportAttributeAccessIssue]
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_RadioButtonLabel, option)
        self.initStyleOption(option)
        room = QRectF(self.style().subElementRect(QStyle.SubElement.SE_RadioButtonIndicator, option, self))
        ring = QRectF(0, 0, min(SIDE, room.width()), min(SIDE, room.height()))
        ring.moveCenter(room.center())
        colours, accent = self.palette(), self.palette().color(QPalette.ColorRole.Accent)
        is_met = self.hasFocus() or (self.underMouse() and self.isEnabled())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = accent if is_met else colours.color(QPalette.ColorRole.Dark)
        painter.setPen(QPen(edge, 2 if self.hasFocus() else 1))
        painter.setBrush(colours.color(QPalette.ColorRole.Base))
        painter.drawEllipse(ring.adjusted(0.5, 0.5, -0.5, -0.5))
        if self.isChecked():
            dot = QRectF(0, 0, ring.width() * DOT / SIDE, ring.height() * DOT / SIDE)
            dot.moveCenter(ring.center())
            painter.setPen(QPen(accent, 0))
            painter.setBrush(accent if self.isEnabled() else colours.color(QPalette.ColorRole.WindowText))
            painter.drawEllipse(dot)
