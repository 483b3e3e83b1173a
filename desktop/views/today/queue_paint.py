"""How the rows of the queue are drawn. What they say is words'; what they do, the list's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.charts.tokens import BODY, RADIUS, SMALL
from desktop.domain.today.queue import QueueRow
from desktop.views import format
from desktop.views.table.shapes import paint_shape
from desktop.views.theme import font
from desktop.views.today import reason_words, words
from desktop.views.today.items import Asleep, Heading, Item, More

if TYPE_CHECKING:
    from desktop.views.today.queue_list import QueueList

Index = QModelIndex | QPersistentModelIndex
ROW_HEIGHT, HEADING_HEIGHT, MORE_HEIGHT = 44, 24, 28
COMPACT_HEIGHT, COMPACT_MORE = 40, 24
MARGIN = 12
SHAPE_AT, SCORE_AT, NAME_AT = 17, 30, 72
ARR_END, CHIP_AT = 288, 312
BUTTON = 132
LINE = 20
"""From the first line of a row to the second."""
TEXT = 18
"""Height of a line."""
NO_SCORE = "no score"


def button_place(row: QRect) -> QRect:
    """Where the button of a row is."""
    return QRect(row.right() - MARGIN - BUTTON + 1, row.top() + (row.height() - 28) // 2, BUTTON, 28)


def height_of(item: Item, *, is_compact: bool) -> int:
    if isinstance(item, Heading):
        return HEADING_HEIGHT
    if isinstance(item, More):
        return COMPACT_MORE if is_compact else MORE_HEIGHT
    return COMPACT_HEIGHT if is_compact else ROW_HEIGHT


def lines_of(row: QRect) -> tuple[int, int]:
    """Where the two lines of a row begin."""
    apart = LINE if row.height() >= ROW_HEIGHT else LINE - 2
    return row.top() + (row.height() - apart - TEXT) // 2, row.top() + (row.height() + apart - TEXT) // 2


class QueueDelegate(QStyledItemDelegate):
    def __init__(self, parent: QueueList) -> None:
        super().__init__(parent)
        self._list = parent

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option
        return QSize(400, height_of(self._list.items.items[index.row()], is_compact=self._list.theme.is_compact))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item = self._list.items.items[index.row()]
        box: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_current = bool(state & QStyle.StateFlag.State_Selected)
        if isinstance(item, Heading):
            self._heading(painter, box, item)
        else:
            self._ground(painter, box, state)
        if isinstance(item, More):
            self._more(painter, box, item)
        elif isinstance(item, Asleep):
            self._asleep(painter, box, item, index.row())
        elif isinstance(item, QueueRow):
            self._row(painter, box, item, index.row())
        if is_current and self._list.hasFocus() and not isinstance(item, Heading):
            painter.fillRect(box.left(), box.top(), 2, box.height() - 1, self._colour("accent"))
        painter.restore()

    def _ground(self, painter: QPainter, box: QRect, state: QStyle.StateFlag) -> None:
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, self._colour("selected" if self._list.hasFocus() else "hover"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, self._colour("hover"))
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, self._colour("border"))

    def _heading(self, painter: QPainter, box: QRect, item: Heading) -> None:
        painter.fillRect(box, self._colour("sunken"))
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, self._colour("border"))
        place = box.adjusted(MARGIN, 0, -MARGIN, 0)
        used = self._write(painter, place, item.text, "ink", SMALL, QFont.Weight.DemiBold)
        self._write(painter, place.adjusted(used + 8, 0, 0, 0), item.beside, "ink_3", SMALL)

    def _more(self, painter: QPainter, box: QRect, item: More) -> None:
        place = box.adjusted(NAME_AT, 0, -MARGIN, 0)
        used = self._write(painter, place, item.text, "accent", BODY)
        self._write(painter, place.adjusted(used + 10, 0, 0, 0), item.beside, "ink_3", SMALL)

    def _row(self, painter: QPainter, box: QRect, row: QueueRow, number: int) -> None:
        self._standing(painter, box, row)
        first, second = lines_of(box)
        top = QRect(box.left(), first, box.width(), TEXT)
        button = button_place(box)
        limit = button.left() - MARGIN if self._list.can_write else box.right() - MARGIN
        arr = format.money(row.arr_cents)
        painter.setFont(font(BODY, figures=True))
        wide = painter.fontMetrics().horizontalAdvance(arr)
        name = QRect(box.left() + NAME_AT, top.top(), ARR_END - NAME_AT - wide - 8, top.height())
        self._write(painter, name, row.name, "ink", BODY, QFont.Weight.DemiBold)
        place = QRect(box.left() + ARR_END - wide, top.top(), wide + 2, top.height())
        self._write(painter, place, arr, "ink", BODY, figures=True)
        self._chip(painter, QRect(box.left() + CHIP_AT, top.top(), limit - box.left() - CHIP_AT, top.height()), row)
        below = QRect(box.left() + NAME_AT, second, limit - box.left() - NAME_AT, TEXT)
        painter.setFont(font(SMALL))
        metrics = painter.fontMetrics()
        why = reason_words.fitted(row, self._list.day, lambda text: metrics.horizontalAdvance(text) <= below.width())
        self._write(painter, below, why, "ink_2", SMALL)
        if self._list.can_write:
            self._button(painter, button, words.button(row.action), is_hovered=self._list.hovered == number)

    def _asleep(self, painter: QPainter, box: QRect, item: Asleep, number: int) -> None:
        self._standing(painter, box, item.row)
        first, second = lines_of(box)
        top = QRect(box.left() + NAME_AT, first, ARR_END - NAME_AT, TEXT)
        self._write(painter, top, item.row.name, "ink_2", BODY)
        until = f"until {format.day(item.until, beside=self._list.day)}, or until something worse holds"
        below = QRect(top.left(), second, box.width() - NAME_AT - BUTTON - 24, TEXT)
        self._write(painter, below, until, "ink_3", SMALL)
        if self._list.can_write:
            self._button(painter, button_place(box), "Bring back", is_hovered=self._list.hovered == number)

    def _standing(self, painter: QPainter, box: QRect, row: QueueRow) -> None:
        tokens, standing = self._list.theme.tokens, row.standing
        paint_shape(painter, QPointF(box.left() + SHAPE_AT, box.top() + box.height() / 2), standing.band, tokens)
        place = QRect(box.left() + SCORE_AT, box.top(), NAME_AT - SCORE_AT - 4, box.height())
        if standing.score is None:
            # Its coverage alone, "70 %", would be read as a score.
            for line, word in zip(lines_of(box), NO_SCORE.split(), strict=True):
                self._write(painter, QRect(place.left(), line, place.width(), TEXT), word, "ink_3", SMALL)
        else:
            painter.setPen(QColor(tokens.text_of(standing.band)))
            painter.setFont(font(BODY, QFont.Weight.DemiBold, figures=True))
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), format.number(standing.score))

    def _chip(self, painter: QPainter, room: QRect, row: QueueRow) -> None:
        texts = words.chips(row.deadline, self._list.day)
        if not texts:
            self._write(painter, room, words.NO_DEADLINE, "ink_3", SMALL)
            return
        is_passed = row.deadline is not None and row.deadline.days < 0
        painter.setFont(font(SMALL, QFont.Weight.Medium if is_passed else QFont.Weight.Normal))
        wide = painter.fontMetrics().horizontalAdvance
        text = next((each for each in texts if wide(each) <= room.width() - 16), texts[-1])
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width() - 16)
        place = QRectF(room.left() + 0.5, room.top() - 0.5, painter.fontMetrics().horizontalAdvance(shown) + 16, 19)
        painter.setBrush(self._colour("surface" if is_passed else "sunken"))
        painter.setPen(QPen(self._colour("ink"), 1) if is_passed else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(place, RADIUS, RADIUS)
        painter.setPen(self._colour("ink"))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), shown)

    def _button(self, painter: QPainter, place: QRect, text: str, *, is_hovered: bool) -> None:
        painter.setBrush(self._colour("hover" if is_hovered else "surface"))
        painter.setPen(QPen(self._colour("control_edge"), 1))
        painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        painter.setFont(font(BODY, QFont.Weight.Medium))
        painter.setPen(self._colour("ink"))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width() - 8)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), shown)

    def _write(
        self,
        painter: QPainter,
        place: QRect,
        text: str,
        colour: str,
        pixels: int,
        weight: QFont.Weight = QFont.Weight.Normal,
        *,
        figures: bool = False,
    ) -> int:
        """Write a line, shortened to its room; returns how wide it is."""
        painter.setFont(font(pixels, weight, figures=figures))
        painter.setPen(self._colour(colour))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(place.width(), 0))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
        return painter.fontMetrics().horizontalAdvance(shown)

    def _colour(self, token: str) -> QColor:
        return self._list.theme.colour(token)
