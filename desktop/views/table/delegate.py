"""How cells look and how they are edited. What they say is the rows'; how a column of its own kind looks, the page's.

While a cell is edited: Enter and Down save and go down, Up saves and goes up, Tab saves and goes to the next cell that
can be edited, Esc restores. Leaving the field saves. What is refused stays typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.charts.tokens import BODY, SMALL, Tokens
from desktop.views.table.editor import CellEditor
from desktop.views.table.face import Face
from desktop.views.table.model import ColumnarModel
from desktop.views.theme import Theme, font, paint_icon

PAD = 5
GAP = 8
"""What figures at the right of a column keep from the text at the left of the next one, beside the pads."""
HEAD_ICON, HEAD_NAME = 12, 160
FIELD = 112
"""The narrowest field to type into."""
Index = QModelIndex | QPersistentModelIndex
_STEPS = {Qt.Key.Key_Return: 1, Qt.Key.Key_Enter: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class Place(NamedTuple):
    """Where a column is drawn."""

    column: int
    left: int
    width: int


@cache
def colour_of(token: str) -> QColor:
    """The colour of a token; made once."""
    return QColor(token)


class CellDelegate(QStyledItemDelegate):
    """Plain cells: text at the left, figures at the right. Pages override `paint_cell`."""

    moved = Signal(object, int, int)
    """(index, rows, columns): what was edited there is saved; go on by so many cells."""

    def __init__(self, theme: Theme, model: ColumnarModel, parent: QObject) -> None:
        super().__init__(parent)
        self.theme = theme
        self._model = model
        self.plain, self.small = Face(font(BODY)), Face(font(SMALL))
        self.strong = Face(font(BODY, QFont.Weight.DemiBold))
        self.figures = Face(font(BODY, figures=True))
        self.small_figures = Face(font(SMALL, figures=True))
        self.strong_figures = Face(font(BODY, QFont.Weight.DemiBold, figures=True))
        self._height = self.plain.cap_height

    # -- how cells look

    def paint_row(
        self, painter: QPainter, row: int, top: int, columns: Sequence[Place], *, is_chosen: bool, is_hovered: bool
    ) -> None:
        """Draw the row shown at a place, counted from the top.

        The whole row at once: asked for cell by cell, Qt spends several times as long on asking.
        """
        tokens, height = self.theme.tokens, self.theme.row
        left, right = columns[0].left, columns[-1].left + columns[-1].width
        if is_chosen or is_hovered:
            ground = colour_of(tokens.selected if is_chosen else tokens.hover)
            painter.fillRect(left, top, right - left, height, ground)
        if is_chosen:
            painter.fillRect(0, top, 2, height, colour_of(tokens.accent))
        painter.fillRect(left, top + height - 1, right - left, 1, colour_of(tokens.border))
        number = int(self._model.order[row])
        if number < 0:
            self.paint_head(painter, number, top, right, tokens)
            return
        for at, start, width in columns:
            room = width - 2 * PAD - (GAP if self._model.columns[at].is_right else 0)
            cell = QRect(start + PAD, top, room, height - 1)
            if self._model.refused and self._paint_refused(painter, cell, number, at, tokens):
                continue
            self.paint_cell(painter, cell, number, at, tokens)

    def _paint_refused(self, painter: QPainter, cell: QRect, number: int, column: int, tokens: Tokens) -> bool:
        """Draw what was typed and not saved, marked; False where nothing was."""
        place = self._model.rows.id(number), self._model.columns[column].key
        if place not in self._model.refused or not self._model.is_writable:
            return False
        painter.setPen(QPen(colour_of(tokens.negative), 1, Qt.PenStyle.DashLine))
        painter.drawRect(cell.adjusted(-PAD + 1, 2, PAD - 2, -4))
        self.write(painter, cell, self._model.refused[place][0], self.plain, tokens.negative)
        return True

    def paint_head(self, painter: QPainter, number: int, top: int, right: int, tokens: Tokens) -> None:
        """Draw the head of a group: whether it is open, its name, and what its rows come to."""
        head, height = self._model.groups[-number - 1], self.theme.row
        painter.fillRect(0, top, right, height - 1, colour_of(tokens.sunken))
        icon = "caret-right" if head.name in self._model.closed else "caret-down"
        paint_icon(painter, QRectF(PAD + 1, top + (height - HEAD_ICON) / 2, HEAD_ICON, HEAD_ICON), icon, tokens.ink_2)
        left = PAD + HEAD_ICON + PAD + 2
        wide = min(self.strong.width(head.name), max(HEAD_NAME, right // 4))
        self.write(painter, QRect(left, top, wide + 1, height - 1), head.name, self.strong, tokens.ink)
        left += wide + 3 * PAD
        room = QRect(left, top, max(0, right - left - PAD), height - 1)
        self.write(painter, room, head.says, self.figures, tokens.ink_2)

    def paint_ring(self, painter: QPainter, cell: QRect) -> None:
        """Draw the ring around the cell one is in."""
        ring = colour_of(self.theme.tokens.accent)
        painter.fillRect(cell.left(), cell.top(), cell.width(), 2, ring)
        painter.fillRect(cell.left(), cell.bottom() - 1, cell.width(), 2, ring)
        painter.fillRect(cell.left(), cell.top(), 2, cell.height(), ring)
        painter.fillRect(cell.right() - 1, cell.top(), 2, cell.height(), ring)

    def paint_cell(self, painter: QPainter, rect: QRect, row: int, column: int, tokens: Tokens) -> None:
        """Draw what the row (by number) says in the column into the room inside the cell's margins."""
        made = self._model.columns[column]
        text = self._model.rows.text(row, made.key)
        face = self.figures if made.is_right else self.plain
        self.write(painter, rect, text, face, tokens.ink, is_right=made.is_right)

    def write(
        self, painter: QPainter, rect: QRect, text: str, face: Face, colour: str, *, is_right: bool = False
    ) -> None:
        """Write a text, shortened to the room there is."""
        painter.setPen(colour_of(colour))
        baseline = rect.top() + (rect.height() + self._height) // 2
        face.write(painter, rect.left(), baseline, rect.width(), text, is_right=is_right)

    # -- how they are edited

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> CellEditor:
        del option
        column = self._model.column(index)
        whose = self._model.rows.text(self._model.number(index), self._model.columns[self._named()].key)
        return CellEditor(index, f"{column.says} of {whose}", parent)

    def _named(self) -> int:
        return next((at for at, column in enumerate(self._model.columns) if column.names), 0)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        # While somebody types, what comes from elsewhere does not overwrite it.
        if isinstance(editor, CellEditor) and not editor.isModified():
            editor.setText(str(self._model.data(index, Qt.ItemDataRole.EditRole.value)))

    def setModelData(self, editor: QWidget, model: QObject, index: Index) -> None:
        """Nothing: saving may be refused, so it is done before the editor closes."""

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        del index
        room: QRect = option.rect
        around = editor.parentWidget()
        if room.width() < FIELD and around is not None:
            # A day is longer in full than in its column.
            right = min(room.left() + FIELD, around.width())
            room = QRect(right - FIELD, room.top(), FIELD, room.height())
        editor.setGeometry(room)
        editor.setMaximumHeight(self.theme.row)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if not isinstance(editor, CellEditor):
            return super().eventFilter(editor, event)
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._pressed(editor, event)
        if event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            staying = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
            if event.reason() not in staying and not editor.was_saved and self._save(editor):
                self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
            return False
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            # Function keys are the window's: hiding what a customer is not to see cannot wait for a field.
            if Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35:
                return False
            event.accept()
            return True
        return False

    def finish(self, editor: CellEditor) -> bool:
        """Save what was typed and close the field; False where it was refused and stays open."""
        is_saved = editor.was_saved or self._save(editor)
        if is_saved:
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
        return is_saved

    def _pressed(self, editor: CellEditor, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            editor.was_saved = True
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.RevertModelCache)
            return True
        if key in _STEPS or key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            columns = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}.get(key, 0)
            place = editor.place
            if self._save(editor):
                self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
                self.moved.emit(place, _STEPS.get(key, 0), columns)
            return True
        return False

    def _save(self, editor: CellEditor) -> bool:
        """Save what was typed; True if the editor may close."""
        if not editor.isModified() or not editor.place.isValid():
            editor.was_saved = True
            return True
        # Saving moves the focus about: it is not to be saved twice.
        editor.was_saved = True
        why = self._model.save(editor.place, editor.text())
        editor.was_saved = why is None
        if why is not None:
            editor.refuse(why)
        return why is None
