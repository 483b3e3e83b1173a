"""What the library paints itself: shares, curves, and words among which the bands have their shapes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.charts.tokens import BODY, SHAPES, SMALL
from desktop.views import format as fmt
from desktop.views.library.words import Run, spoken
from desktop.views.theme import Theme, font

BAR, PICTURE = 52, 76


class ShareBar(QWidget):
    """A share of all weight, as a quiet bar and in figures."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme, self._name = theme, name
        self._share: float | None = None
        self._largest = 1.0
        self.setFixedSize(BAR + 44, 24)
        theme.changed.connect(self.update)

    def show_share(self, share: float | None, largest: float) -> None:
        """Args:
        share, largest: 0-1; the bar is as long as there is room for the largest. None = unknown.
        """
        self._share, self._largest = share, max(largest, 1e-9)
        self.setAccessibleName(f"{self._name}: {fmt.percent(share)} of all weight")
        self.update()

    @property
    def says(self) -> str:
        return fmt.percent(self._share)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        middle = self.height() / 2
        painter.fillRect(QRectF(0, middle - 3, BAR, 6), self._theme.colour("sunken"))
        width = BAR * (self._share or 0.0) / self._largest
        painter.fillRect(QRectF(0, middle - 3, width, 6), self._theme.colour("neutral"))
        painter.setFont(font(figures=True))
        painter.setPen(self._theme.colour("ink_2"))
        place = QRectF(BAR, 0, self.width() - BAR, self.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.says)


class CurvePicture(QWidget):
    """The score over what is measured: straight between the points, flat outside them."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._points: Sequence[tuple[float, float]] = ()
        self.setFixedSize(PICTURE, 44)
        theme.changed.connect(self.update)

    def show_points(self, points: Sequence[tuple[float, float]], name: str) -> None:
        self._points = points
        self.setAccessibleName(name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 5, -1, -5)
        painter.setPen(QPen(self._theme.colour("border"), 1))
        for y in (box.top(), box.bottom()):
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        if len(self._points) < 2:
            return
        first, last = self._points[0][0], self._points[-1][0]
        scale = box.width() * 0.76 / max(last - first, 1e-12)

        def at(x: float, y: float) -> QPointF:
            return QPointF(box.left() + box.width() * 0.12 + (x - first) * scale, box.bottom() - box.height() * y / 100)

        turns = [at(x, y) for x, y in self._points]
        line = [QPointF(box.left(), turns[0].y()), *turns, QPointF(box.right(), turns[-1].y())]
        painter.setPen(QPen(self._theme.colour("ink_2"), 1.5))
        for before, after in pairwise(line):
            painter.drawLine(before, after)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("ink_2"))
        for turn in turns:
            painter.drawEllipse(turn, 2.25, 2.25)


class Runs(QWidget):
    """One line of words; the shapes of the bands in their colours. It ends where the room ends."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._runs: Sequence[Run] = ()
        self.setFixedHeight(20)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def say(self, runs: Sequence[Run]) -> None:
        self._runs = runs
        self.setAccessibleName(spoken(runs))
        self.update()

    @property
    def runs(self) -> Sequence[Run]:
        """What is said."""
        return self._runs

    @property
    def says(self) -> str:
        return "".join(each.text for each in self._runs)

    def width_of(self, runs: Sequence[Run]) -> float:
        """The pixels that these words take."""
        return sum(QFontMetricsF(_font_of(run)).horizontalAdvance(run.text) for run in runs)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        left, middle = 0.0, self.height() / 2
        for at, run in enumerate(self._runs):
            is_shape = run.tone in SHAPES
            painter.setFont(_font_of(run))
            metrics = painter.fontMetrics()
            width, room = metrics.horizontalAdvance(run.text), self.width() - left
            tokens = self._theme.tokens
            tones = {"small": tokens.ink_3, "refusal": tokens.negative}
            painter.setPen(QColor(tokens.fill_of(run.tone) if is_shape else tones.get(run.tone, tokens.ink)))
            is_last = at == len(self._runs) - 1
            reserve = 0 if is_last else metrics.horizontalAdvance("…")
            fits = width + reserve <= room
            text = run.text if fits else metrics.elidedText(run.text + " …", Qt.TextElideMode.ElideRight, int(room))
            baseline = middle + (metrics.ascent() - metrics.descent()) / 2
            painter.drawText(QPointF(left, baseline), text)
            if not fits:
                break
            left += width


def _font_of(run: Run) -> QFont:
    return font(SMALL if run.tone == "small" else BODY)
