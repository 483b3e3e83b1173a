"""The field a cell is edited in: it says beneath itself why something was refused, and keeps what was typed."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect
from PySide6.QtGui import QHideEvent, QMoveEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from desktop.views.pieces import plain_label

MARGIN = 4


class CellEditor(QLineEdit):
    """A line of text over the cell at `place`."""

    def __init__(self, place: QModelIndex | QPersistentModelIndex, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = parent
        self.place = QPersistentModelIndex(place)
        self.was_saved = False
        self.setAccessibleName(name)
        self._why = plain_label("refusal", wraps=True)
        self._card = QFrame(parent)
        self._card.setProperty("look", "card")
        inside = QVBoxLayout(self._card)
        inside.setContentsMargins(8, 4, 8, 4)
        inside.addWidget(self._why)
        self._card.hide()
        self.textEdited.connect(self._forget)
        self.destroyed.connect(self._card.deleteLater)

    @property
    def refusal(self) -> str:
        """Why the text was not saved; empty = nothing was refused."""
        return "" if self._card.isHidden() else self._why.text()

    def refuse(self, why: str) -> None:
        """Say why what is typed was not saved."""
        self._why.setText(why)
        self.setAccessibleDescription(why)
        self._place()
        self._card.show()
        self._card.raise_()
        self.setFocus()

    def _forget(self) -> None:
        self._card.hide()
        self.setAccessibleDescription("")

    def _place(self) -> None:
        room = self._room.rect()
        width = min(340, room.width() - 2 * MARGIN)
        height = self._card.heightForWidth(width)
        below = self.geometry().bottom() + MARGIN
        top = below if below + height <= room.bottom() else self.geometry().top() - MARGIN - height
        left = max(MARGIN, min(self.geometry().left(), room.right() - width - MARGIN))
        self._card.setGeometry(QRect(left, top, width, height))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._card.hide()

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()
