"""What lies above a chart while somebody points at it: the mark's outline and what it says. No matplotlib."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QWidget

from desktop.charts.tokens import GRID, RADIUS, SMALL
from desktop.views.theme import Theme, font

_PAD_X, _PAD_Y = 2 * GRID, GRID
_AWAY = 3 * GRID
_RING = 6.0


class Overlay(QWidget):
    """Paints over its parent; the mouse goes through it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = ""
        self._outline: QRectF | None = None
        self._is_round = True
        self._tip = QRect()
        self._is_focused = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @property
    def text(self) -> str:
        """What is being said; "" = nothing."""
        return self._text

    def point_at(self, text: str, at: QPointF, outline: QRectF | None, *, is_round: bool = True) -> None:
        """Say a text near a place.

        Args:
            outline: what is framed; None = nothing.
        """
        before = self._dirty()
        self._text, self._outline, self._is_round = text, outline, is_round
        self._tip = self._place(at)
        # Not what lies between the two: all of the chart would be painted for two marks far apart.
        self.update(QRegion(before).united(self._dirty()))

    def ring(self, at: QPointF) -> QRectF:
        return QRectF(at.x() - _RING, at.y() - _RING, 2 * _RING, 2 * _RING)

    def say_nothing(self) -> None:
        before = self._dirty()
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
            painter.setPen(QPen(QColor(tokens.control_edge), 1))
            painter.setBrush(QColor(tokens.surface))
            painter.drawRoundedRect(QRectF(self._tip).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
            painter.setPen(QColor(tokens.ink))
            painter.setFont(font(SMALL))
            painter.drawText(
                self._tip.adjusted(_PAD_X, _PAD_Y, -_PAD_X, -_PAD_Y),
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap,
                self._text,
            )
        painter.end()

    def _dirty(self) -> QRect:
        outline = QRect() if self._outline is None else self._outline.toAlignedRect().adjusted(-3, -3, 3, 3)
        return outline.united(self._tip.adjusted(-1, -1, 1, 1)) if self._text else outline

    def _place(self, at: QPointF) -> QRect:
        """Above and to the right of the place, or wherever there is room."""
        if not self._text:
            return QRect()
        room = max(self.width() - 2 * _PAD_X - 2, 40)
        text = QFontMetrics(font(SMALL)).boundingRect(QRect(0, 0, room, 1000), Qt.TextFlag.TextWordWrap, self._text)
        width, height = text.width() + 2 * _PAD_X + 1, text.height() + 2 * _PAD_Y
        left = at.x() + _AWAY if at.x() + _AWAY + width <= self.width() else at.x() - _AWAY - width
        top = at.y() - _AWAY - height if at.y() - _AWAY - height >= 0 else at.y() + _AWAY
        left = min(max(left, 0), max(self.width() - width, 0))
        top = min(max(top, 0), max(self.height() - height, 0))
        return QRect(round(left), round(top), width, height)
