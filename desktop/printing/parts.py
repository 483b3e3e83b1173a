"""A part of the page of a review, painted: onto the screen while it is shown to the customer, and onto paper."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygonF

from desktop.charts.tokens import SMALL, Tokens
from desktop.charts.words import Language
from desktop.domain.qbrs.page import NOTHING, Deck, Part, Series
from desktop.exchange.deck import CHARTS, when
from desktop.printing.face import font

HEIGHT = 720
"""All lengths are of a page so high, and grow with it."""
MARGIN, TOP, FOOT = 88, 164, 80
SIZES = (24, 22, 19, 17, 15, 13, 11)
"""Of the lines of a part: the largest at which all of them have room."""
WORDS = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignTop)


class PartPainter:
    """Paints pages of a deck with the colours of a theme, in a language."""

    def __init__(self, painter: QPainter, tokens: Tokens, language: Language) -> None:
        self._painter, self._tokens, self._language = painter, tokens, language
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def first(self, area: QRectF, deck: Deck) -> None:
        """Paint the page before the parts: whose review it is, and of when."""
        scale = self._begin(area)
        wide = area.adjusted(MARGIN * scale, 250 * scale, -MARGIN * scale, 0)
        used = self._write(wide, deck.account, 48 * scale, self._tokens.ink, QFont.Weight.DemiBold)
        for text in ("Business review", when(deck, self._language)):
            wide = wide.adjusted(0, used + 16 * scale, 0, 0)
            used = self._write(wide, text, 24 * scale, self._tokens.ink_2) if text else 0

    def part(self, area: QRectF, deck: Deck, number: int) -> None:
        """Paint a part, 1-5, over an area."""
        scale, tokens = self._begin(area), self._tokens
        part, margin, language = deck.parts[number - 1], MARGIN * scale, self._language
        charts = [series for of, series in deck.series if of == number][:CHARTS]
        wide = area.adjusted(margin, 0, -margin, 0)
        heading = QRectF(wide.left(), area.top() + 56 * scale, wide.width(), 60 * scale)
        self._write(heading, f"{part.number}  {part.title}", 38 * scale, tokens.ink, QFont.Weight.DemiBold)
        self._fill(QRectF(wide.left(), area.top() + 124 * scale, 56 * scale, 4 * scale), tokens.accent)
        column = wide.width() if not charts else area.width() * 0.48 - margin
        lines = QRectF(wide.left(), area.top() + TOP * scale, column, (HEIGHT - TOP - FOOT) * scale)
        self._lines(lines, part, scale)
        for at, series in enumerate(charts):
            height = (area.height() - 264 * scale) / len(charts)
            place = QRectF(area.left() + area.width() * 0.54, area.top() + TOP * scale + at * height,
                           area.width() * 0.46 - margin, height - 32 * scale)  # fmt: skip
            self._chart(place, series, scale)
        foot = QRectF(wide.left(), area.bottom() - 52 * scale, wide.width(), 28 * scale)
        day = "" if deck.on is None else f" · {language.day(deck.on)}"
        said = f"{deck.account}{day} · {part.number} of {len(deck.parts)}"
        self._write(foot, said, max(13 * scale, SMALL), tokens.ink_3)

    def _begin(self, area: QRectF) -> float:
        self._fill(area, self._tokens.surface)
        return area.height() / HEIGHT

    def _lines(self, place: QRectF, part: Part, scale: float) -> None:
        texts = [item.text for item in part.items] or [NOTHING]
        colour = self._tokens.ink if part.items else self._tokens.ink_3
        sizes = [size * scale for size in SIZES]
        size = next((each for each in sizes if self._room(place, texts, each) <= place.height()), sizes[-1])
        top = place.top()
        for text in texts:
            left = QRectF(place.left(), top, place.width(), place.bottom() - top)
            top += self._write(left, text, size, colour) + size * 0.75

    def _room(self, place: QRectF, texts: list[str], size: float) -> float:
        """How high the texts would be below each other."""
        self._painter.setFont(_face(size))
        endless = QRectF(place.left(), place.top(), place.width(), 1e6)
        heights = [self._painter.boundingRect(endless, WORDS, text).height() for text in texts]
        return sum(heights) + size * 0.75 * (len(texts) - 1)

    def _write(
        self, place: QRectF, text: str, pixels: float, colour: str, weight: QFont.Weight = QFont.Weight.Normal,
        flags: int = WORDS,
    ) -> float:  # fmt: skip
        """Write a text within a place; returns how high it is."""
        painter = self._painter
        painter.setFont(_face(pixels, weight))
        painter.setPen(QColor(colour))
        painter.drawText(place, flags, text)
        return painter.boundingRect(place, flags, text).height()

    def _fill(self, place: QRectF, colour: str) -> None:
        self._painter.fillRect(place, QColor(colour))

    def _chart(self, place: QRectF, series: Series, scale: float) -> None:
        above = self._write(place, series.title, 16 * scale, self._tokens.ink_2, QFont.Weight.DemiBold)
        room = place.adjusted(0, max(above + 16 * scale, 40 * scale), 0, -28 * scale)
        top = max(series.values[0], default=0) or 1
        if series.kind == "line":
            self._line(room, series, top, scale)
        else:
            self._bars(room, series, top, scale)

    def _bars(self, room: QRectF, series: Series, top: float, scale: float) -> None:
        values, tokens, language = series.values[0], self._tokens, self._language
        step = min(room.height() / len(values), 52 * scale)
        for at, (name, value) in enumerate(zip(series.labels, values, strict=True)):
            y = room.top() + at * step
            self._write(QRectF(room.left(), y + 4 * scale, 130 * scale, step), str(name), 15 * scale, tokens.ink_2)
            left, wide = room.left() + 140 * scale, room.width() - 220 * scale
            bar = QRectF(left, y + 4 * scale, max(wide * value / top, 2), step * 0.56)
            self._fill(bar, tokens.positive)
            digits = 0 if value == round(value) else 1
            said = language.percent(value) if series.is_share else language.number(value, digits)
            beside = QRectF(bar.right() + 8 * scale, y + 4 * scale, 90 * scale, step)
            self._write(beside, said, 15 * scale, tokens.ink)

    def _line(self, room: QRectF, series: Series, top: float, scale: float) -> None:
        painter, tokens, values = self._painter, self._tokens, series.values[0]
        step = room.width() / max(len(values) - 1, 1)
        points = [
            QPointF(room.left() + at * step, room.bottom() - room.height() * value / top * 0.92)
            for at, value in enumerate(values)
        ]
        painter.setPen(QPen(QColor(tokens.border), scale))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        painter.setPen(QPen(QColor(tokens.positive), 3 * scale))
        painter.drawPolyline(QPolygonF(points))
        painter.setBrush(QColor(tokens.positive))
        painter.drawEllipse(points[-1], 4 * scale, 4 * scale)
        below = QRectF(room.left(), room.bottom() + 6 * scale, room.width(), 22 * scale)
        upright = int(Qt.AlignmentFlag.AlignTop)
        for end, side in (
            (series.labels[0], Qt.AlignmentFlag.AlignLeft),
            (series.labels[-1], Qt.AlignmentFlag.AlignRight),
        ):
            said = end if isinstance(end, str) else self._language.day(end)
            self._write(below, said, 14 * scale, tokens.ink_3, flags=upright | int(side))
        above = QRectF(points[-1].x() - 120 * scale, points[-1].y() - 32 * scale, 120 * scale, 24 * scale)
        right = upright | int(Qt.AlignmentFlag.AlignRight)
        said = self._language.number(values[-1])
        self._write(above, said, 16 * scale, tokens.ink, QFont.Weight.DemiBold, right)


def _face(pixels: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    made = font(round(pixels), weight)
    # Signs that change beside others are no letters any more to who searches a PDF, or copies out of it.
    made.setFeature(QFont.Tag.fromString("calt"), 0)
    return made
