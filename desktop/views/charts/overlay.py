"""What lies above a chart while somebody points at it: the mark's outline and what it says. No matplotlib."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QMargins, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPixmap, QRegion, QStaticText, QTransform
from PySide6.QtWidgets import QWidget

from desktop.charts.tokens import GRID, RADIUS, SMALL
from desktop.views.theme import Theme, font

_PAD_X, _PAD_Y = 2 * GRID, GRID
_AWAY = 3 * GRID
_RING = 6.0
LINE = "\N{LINE SEPARATOR}"
_CORNER = RADIUS + 1
"""So many pixels of a card's edge are not straight."""


class Overlay(QWidget):
    """Paints over its parent; the mouse goes through it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = ""
        self._words = QStaticText()
        """The text, laid out once: it is measured and painted with every movement of the mouse."""
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._face = font(SMALL)
        self._asked: object = None
        """What is shown: most movements stay within a mark."""
        self._card: tuple[object, QPixmap] | None = None
        """An empty card, and what it was painted for."""
        self._outline: QRectF | None = None
        self._is_round = True
        self._tip = QRect()
        self._is_focused = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @property
    def text(self) -> str:
        """What is being said; "" = nothing."""
        return self._text

    @property
    def tip(self) -> QRect:
        """Where it is being said."""
        return self._tip

    def point_at(self, text: str, at: QPointF, outline: QRectF | None, *, is_round: bool = True) -> None:
        """Say a text near a place.

        Args:
            outline: what is framed; None = nothing.
        """
        asked = (text, at, outline, is_round, self.size())
        if asked == self._asked:
            return
        before, self._asked = self._dirty(), asked
        self._text, self._outline, self._is_round = text, outline, is_round
        self._tip = self._place(at)
        # Not what lies between the two: all of the chart would be painted for two marks far apart.
        self.update(QRegion(before).united(self._dirty()))

    def ring(self, at: QPointF) -> QRectF:
        return QRectF(at.x() - _RING, at.y() - _RING, 2 * _RING, 2 * _RING)

    def say_nothing(self) -> None:
        before, self._asked = self._dirty(), None
        self._text, self._outline, self._tip = "", None, QRect()
        self.update(before)

    def show_focus(self, is_focused: bool) -> None:
        self._is_focused = is_focused
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._is_focused:
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        if self._outline is not None:
            painter.setPen(QPen(QColor(tokens.accent), 2))
            if self._is_round:
                painter.drawEllipse(self._outline)
            else:
                painter.drawRect(self._outline)
        if self._text:
            self._paint_card(painter)
            painter.setPen(QColor(tokens.ink))
            painter.setFont(self._face)
            above = (self._tip.height() - self._words.size().height()) / 2
            painter.drawStaticText(QPointF(self._tip.left() + _PAD_X, self._tip.top() + above), self._words)
        painter.end()

    def _paint_card(self, painter: QPainter) -> None:
        """A card as large as the tip: from a small one, whose corners stay as they are. Curves cost most of a tip."""
        card, tip, ratio = self._empty_card(), self._tip, self.devicePixelRatioF()
        tokens, edge = self._theme.tokens, 2 * _CORNER + 1
        inner = tip.marginsRemoved(QMargins(1, 1, 1, 1))
        painter.fillRect(tip.adjusted(_CORNER, 0, -_CORNER, 0), QColor(tokens.control_edge))
        painter.fillRect(tip.adjusted(0, _CORNER, 0, -_CORNER), QColor(tokens.control_edge))
        painter.fillRect(inner.adjusted(_CORNER - 1, 0, 1 - _CORNER, 0), QColor(tokens.surface))
        painter.fillRect(inner.adjusted(0, _CORNER - 1, 0, 1 - _CORNER), QColor(tokens.surface))
        for x, left in ((tip.left(), 0), (tip.right() + 1 - _CORNER, edge - _CORNER)):
            for y, top in ((tip.top(), 0), (tip.bottom() + 1 - _CORNER, edge - _CORNER)):
                part = QRectF(left * ratio, top * ratio, _CORNER * ratio, _CORNER * ratio)
                painter.drawPixmap(QRectF(x, y, _CORNER, _CORNER), card, part)

    def _empty_card(self) -> QPixmap:
        tokens, ratio, side = self._theme.tokens, self.devicePixelRatioF(), 2 * _CORNER + 1
        made_for = (tokens, ratio)
        if self._card is None or self._card[0] != made_for:
            card = QPixmap(round(side * ratio), round(side * ratio))
            card.setDevicePixelRatio(ratio)
            card.fill(Qt.GlobalColor.transparent)
            painter = QPainter(card)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(tokens.control_edge), 1))
            painter.setBrush(QColor(tokens.surface))
            painter.drawRoundedRect(QRectF(0.5, 0.5, side - 1, side - 1), RADIUS, RADIUS)
            painter.end()
            self._card = made_for, card
        return self._card[1]

    def _dirty(self) -> QRect:
        outline = QRect() if self._outline is None else self._outline.toAlignedRect().adjusted(-3, -3, 3, 3)
        return outline.united(self._tip.adjusted(-1, -1, 1, 1)) if self._text else outline

    def _place(self, at: QPointF) -> QRect:
        """Above and to the right of the place, or wherever there is room."""
        if not self._text:
            return QRect()
        self._words.setTextWidth(-1)
        self._words.setText(self._text.replace("\n", LINE))
        self._words.prepare(QTransform(), self._face)
        size, room = self._words.size(), max(self.width() - 2 * _PAD_X - 2, 40)
        text = QRect(0, 0, ceil(size.width()), ceil(size.height()))
        if size.width() > room:
            whole = QRect(0, 0, room, 1000)
            text = QFontMetrics(self._face).boundingRect(whole, Qt.TextFlag.TextWordWrap, self._text)
            self._words.setTextWidth(room)
        width, height = text.width() + 2 * _PAD_X + 1, text.height() + 2 * _PAD_Y
        left = at.x() + _AWAY if at.x() + _AWAY + width <= self.width() else at.x() - _AWAY - width
        top = at.y() - _AWAY - height if at.y() - _AWAY - height >= 0 else at.y() + _AWAY
        left = min(max(left, 0), max(self.width() - width, 0))
        top = min(max(top, 0), max(self.height() - height, 0))
        return QRect(round(left), round(top), width, height)
