"""Showing the page to the customer: the five parts large, one at a time, and nothing else in the window.

Right, Space and Page Down go on, Left and Page Up back, 1 to 5 to a part, Home and End to the first and last; Esc ends.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from desktop.charts.tokens import SMALL
from desktop.domain.qbrs.page import Deck, Series
from desktop.views import format
from desktop.views.theme import Theme, font

ON = (Qt.Key.Key_Right, Qt.Key.Key_Space, Qt.Key.Key_PageDown, Qt.Key.Key_Down, Qt.Key.Key_Return)
BACK = (Qt.Key.Key_Left, Qt.Key.Key_PageUp, Qt.Key.Key_Up, Qt.Key.Key_Backspace)
WORDS = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignTop)
NOTHING = "To be agreed in the meeting."


class Show(QWidget):
    """Covers the window until it is ended."""

    ended = Signal()

    def __init__(self, theme: Theme, deck: Deck, over: QWidget) -> None:
        super().__init__(over)
        self._theme, self._deck, self._over = theme, deck, over
        self.number = 1
        """The part that is shown."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        over.installEventFilter(self)
        self.setGeometry(over.rect())
        self.go(1)
        self.show()
        self.raise_()
        self.setFocus()

    def go(self, number: int) -> None:
        """Show a part, 1-5."""
        self.number = min(max(number, 1), len(self._deck.parts))
        part = self._deck.parts[self.number - 1]
        self.setAccessibleName(f"{part.number} {part.title}")
        self.setAccessibleDescription("\n".join(item.text for item in part.items) or NOTHING)
        self.update()

    def end(self) -> None:
        self._over.removeEventFilter(self)
        self.hide()
        self.deleteLater()
        self.ended.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._over.rect())
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        # Letters and function keys are the window's shortcuts: none of them may act unseen behind what is shown.
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Escape, Qt.Key.Key_F5):
            self.end()
        elif key in ON:
            self.go(self.number + 1)
        elif key in BACK:
            self.go(self.number - 1)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go(1 if key == Qt.Key.Key_Home else len(self._deck.parts))
        elif event.text() in "12345" and event.text():
            self.go(int(event.text()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.go(self.number + (-1 if event.position().x() < self.width() / 4 else 1))

    def focusNextPrevChild(self, next: bool) -> bool:
        """Nothing: the focus does not go behind what is shown."""
        del next
        return True

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._theme.colour("surface"))
        part, scale = self._deck.parts[self.number - 1], self.height() / 720
        margin = 88 * scale
        charts = [series for number, series in self._deck.series if number == self.number][:2]
        self._write(painter, QRectF(margin, 56 * scale, self.width() - 2 * margin, 60 * scale),
                    f"{part.number}  {part.title}", 38 * scale, "ink", QFont.Weight.DemiBold)  # fmt: skip
        painter.fillRect(QRectF(margin, 124 * scale, 56 * scale, 4 * scale), self._theme.colour("accent"))
        width = self.width() - 2 * margin if not charts else self.width() * 0.48 - margin
        size, top = (24 if len(part.items) <= 6 else 19) * scale, 164 * scale
        for text in [item.text for item in part.items] or [NOTHING]:
            place = QRectF(margin, top, width, self.height() - top - 70 * scale)
            colour = "ink" if part.items else "ink_3"
            top += self._write(painter, place, text, size, colour) + size * 0.75
        for at, series in enumerate(charts):
            height = (self.height() - 264 * scale) / len(charts)
            place = QRectF(self.width() * 0.54, 164 * scale + at * height, self.width() * 0.46 - margin,
                           height - 32 * scale)  # fmt: skip
            self._chart(painter, place, series, scale)
        foot = QRectF(margin, self.height() - 52 * scale, self.width() - 2 * margin, 28 * scale)
        day = "" if self._deck.on is None else f" · {format.day(self._deck.on)}"
        self._write(painter, foot, f"{self._deck.account}{day} · {part.number} of {len(self._deck.parts)}",
                    max(13 * scale, SMALL), "ink_3")  # fmt: skip
        painter.end()

    def _write(
        self, painter: QPainter, place: QRectF, text: str, pixels: float, colour: str,
        weight: QFont.Weight = QFont.Weight.Normal,
    ) -> float:  # fmt: skip
        """Write a text within a place; returns how high it is."""
        painter.setFont(font(round(pixels), weight))
        painter.setPen(self._theme.colour(colour))
        painter.drawText(place, WORDS, text)
        return painter.boundingRect(place, WORDS, text).height()

    def _chart(self, painter: QPainter, place: QRectF, series: Series, scale: float) -> None:
        self._write(painter, place, series.title, 16 * scale, "ink_2", QFont.Weight.DemiBold)
        room = place.adjusted(0, 40 * scale, 0, -28 * scale)
        values = series.values[0]
        top = max(values, default=0) or 1
        if series.kind == "line":
            self._line(painter, room, series, top, scale)
            return
        step = min(room.height() / len(values), 52 * scale)
        for at, (name, value) in enumerate(zip(series.labels, values, strict=True)):
            y = room.top() + at * step
            self._write(painter, QRectF(room.left(), y + 4 * scale, 130 * scale, step), str(name), 15 * scale, "ink_2")
            left, wide = room.left() + 140 * scale, room.width() - 220 * scale
            bar = QRectF(left, y + 4 * scale, max(wide * value / top, 2), step * 0.56)
            painter.fillRect(bar, self._theme.colour("positive"))
            said = format.percent(value) if series.is_share else format.number(value, 0 if value == round(value) else 1)
            self._write(painter, QRectF(bar.right() + 8, y + 4 * scale, 90 * scale, step), said, 15 * scale, "ink")

    def _line(self, painter: QPainter, room: QRectF, series: Series, top: float, scale: float) -> None:
        values = series.values[0]
        step = room.width() / max(len(values) - 1, 1)
        points = [
            QPointF(room.left() + at * step, room.bottom() - room.height() * value / top * 0.92)
            for at, value in enumerate(values)
        ]
        painter.setPen(QPen(self._theme.colour("border"), 1))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        painter.setPen(QPen(self._theme.colour("positive"), 3 * scale))
        painter.drawPolyline(QPolygonF(points))
        painter.setBrush(self._theme.colour("positive"))
        painter.drawEllipse(points[-1], 4 * scale, 4 * scale)
        ends = (series.labels[0], series.labels[-1])
        for at, end in enumerate(ends):
            said = format.day(end) if not isinstance(end, str) else end
            side = Qt.AlignmentFlag.AlignRight if at else Qt.AlignmentFlag.AlignLeft
            painter.setFont(font(round(14 * scale)))
            painter.setPen(self._theme.colour("ink_3"))
            below = QRectF(room.left(), room.bottom() + 6 * scale, room.width(), 22 * scale)
            painter.drawText(below, int(side) | int(Qt.AlignmentFlag.AlignTop), said)
        painter.setPen(self._theme.colour("ink"))
        painter.setFont(font(round(16 * scale), QFont.Weight.DemiBold))
        above = QRectF(points[-1].x() - 120 * scale, points[-1].y() - 32 * scale, 120 * scale, 24 * scale)
        painter.drawText(above, int(Qt.AlignmentFlag.AlignRight), format.number(values[-1]))
