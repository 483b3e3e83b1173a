"""A box to tick whose edge is seen on every ground: the style's own is all but black, also on a dark one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QCheckBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionButton,
    QStyleOptionViewItem,
    QStylePainter,
    QWidget,
)

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
        is_met = self.hasFocus() or (self.underMouse() and self.isEnabled())
        paint_box(
            painter, box, self.palette(), is_checked=self.isChecked(), is_met=is_met,
            is_focused=self.hasFocus(), is_enabled=self.isEnabled(),
        )  # fmt: skip


class CheckDelegate(QStyledItemDelegate):
    """Rows of a list that are ticked, with the same box."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        shown = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        features: QStyleOptionViewItem.ViewItemFeature = shown.features  # pyright: ignore[reportAttributeAccessIssue]
        if not features & QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator:
            return
        widget: QWidget = shown.widget  # pyright: ignore[reportAttributeAccessIssue]
        state: Qt.CheckState = shown.checkState  # pyright: ignore[reportAttributeAccessIssue]
        room = widget.style().subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, shown, widget)
        painter.save()
        # The style's own box is under it.
        painter.fillRect(room, widget.palette().color(QPalette.ColorRole.Base))
        is_enabled, is_checked = bool(index.flags() & Qt.ItemFlag.ItemIsUserCheckable), state == Qt.CheckState.Checked
        paint_box(painter, QRectF(room), widget.palette(), is_checked=is_checked, is_enabled=is_enabled)
        painter.restore()


def paint_box(
    painter: QPainter,
    box: QRectF,
    colours: QPalette,
    *,
    is_checked: bool,
    is_met: bool = False,
    is_focused: bool = False,
    is_enabled: bool = True,
) -> None:
    """The box alone; is_met: by the keys or the mouse."""
    accent = colours.color(QPalette.ColorRole.Accent)
    edge = accent if is_met else colours.color(QPalette.ColorRole.Dark)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(edge, 2 if is_focused else 1))
    painter.setBrush(colours.color(QPalette.ColorRole.Base))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    if is_checked:
        ink = accent if is_enabled else colours.color(QPalette.ColorRole.WindowText)
        paint_icon(painter, box.adjusted(2, 2, -2, -2), "check", ink.name())
