"""What the shown accounts come to, by band: shape, number and ARR."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from desktop.charts.tokens import BODY, SMALL
from desktop.domain.account_rows import BandTotal, Totals
from desktop.views import format
from desktop.views.explained.label import ASK, HINT
from desktop.views.table.shapes import paint_shape
from desktop.views.theme import Theme, font

HEIGHT = 32
GAP, LEAST_GAP = 24, 12
SHAPE = 18


class Footer(QWidget):
    """One line under the table, drawn; a click on a figure, or ? on the one that Left and Right go to, asks why."""

    asked = Signal(str)
    """The key of a figure (domain.explain.KEYS)."""
    spoken_as = QAccessible.Role.Button

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._figures: list[tuple[str, QRect]] = []
        """Where each figure stands, from the left, as it was drawn last."""
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setToolTip(HINT)
        self._totals: Totals | None = None
        self._tells_bands = True
        self._plain, self._small = font(BODY), font(SMALL)
        self._strong = font(BODY, QFont.Weight.DemiBold)
        self.setFixedHeight(HEIGHT)
        self.setProperty("sunken", HEIGHT)
        theme.changed.connect(self.update)

    def show_totals(self, totals: Totals, *, tells_bands: bool) -> None:
        """Tell totals.

        Args:
            tells_bands: False while a customer looks on.
        """
        self._totals, self._tells_bands = totals, tells_bands
        self.setAccessibleName(f"Shown: {self.text}")
        self.update()

    @property
    def text(self) -> str:
        """All that is told, in words."""
        if self._totals is None:
            return ""
        bands = [
            f"{format.number(each.n)} {each.band} {format.money(each.arr_cents)}"
            for each in (self._totals.bands if self._tells_bands else ())
        ]
        if self._tells_bands and self._totals.without_arr:
            bands.append(self._without_arr(self._totals))
        return ", ".join([*bands, f"{format.plural(self._totals.n, 'account')} {format.money(self._totals.arr_cents)}"])

    def sizeHint(self) -> QSize:
        return QSize(640, HEIGHT)

    @property
    def figures(self) -> list[tuple[str, QRect]]:
        """The keys of the figures and where they stand, from the left."""
        return list(self._figures)

    @property
    def can_ask(self) -> bool:
        """Whether there is something to explain."""
        return bool(self._figures)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        is_on = any(place.contains(event.position().toPoint()) for _, place in self._figures)
        self.setCursor(Qt.CursorShape.PointingHandCursor if is_on else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        for at, (key, place) in enumerate(self._figures):
            if event.button() == Qt.MouseButton.LeftButton and place.contains(event.position().toPoint()):
                self._at = at
                self.asked.emit(key)
                return

    def press(self) -> None:
        """Ask how the figure came about that Left and Right went to."""
        if self._figures:
            self.asked.emit(self._figures[min(self._at, len(self._figures) - 1)][0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = 1 if event.key() == Qt.Key.Key_Right else -1
            self._at = max(0, min(self._at + step, len(self._figures) - 1))
            self.update()
        elif event.key() in ASK:
            self.press()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self._totals is None:
            return
        figures: list[tuple[str, QRect]] = []
        tokens = self._theme.tokens
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens.sunken))
        painter.fillRect(0, 0, self.width(), 1, QColor(tokens.border))
        count = format.plural(self._totals.n, "account")
        arr = format.money(self._totals.arr_cents)
        wide = QFontMetrics(self._strong).horizontalAdvance(arr)
        right = self.width() - 12 - wide
        self._write(painter, right, arr, self._strong, tokens.ink)
        right -= 8 + QFontMetrics(self._plain).horizontalAdvance(count)
        bands = self._totals.bands if self._tells_bands else ()
        gap = max(LEAST_GAP, min(GAP, (right - 8 - self._width(bands)) // max(1, len(bands))))
        left = 8
        figures += [("arr_cents", QRect(self.width() - 12 - wide - 4, 3, wide + 8, self.height() - 6))]
        for each in bands:
            begins = left
            paint_shape(painter, QPointF(left + 5, self.height() / 2), each.band, tokens)
            left += SHAPE
            left += self._write(painter, left, format.number(each.n), self._strong, tokens.ink) + 4
            left += self._write(painter, left, each.band, self._small, tokens.ink_2) + 8
            left += self._write(painter, left, format.money(each.arr_cents), self._plain, tokens.ink)
            figures.insert(-1, (f"health.{each.band}", QRect(begins - 4, 3, left - begins + 8, self.height() - 6)))
            left += gap
        if left <= right:
            idle = self._without_arr(self._totals) if self._tells_bands and self._totals.without_arr else ""
            if left + QFontMetrics(self._small).horizontalAdvance(idle) + gap <= right:
                self._write(painter, left, idle, self._small, tokens.ink_3)
            # The number stands in the sentence above, too.
            wide = self._write(painter, right, count, self._plain, tokens.ink_2)
            figures.insert(-1, ("accounts.total", QRect(right - 4, 3, wide + 8, self.height() - 6)))
        self._figures = figures
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens.accent), 1))
            painter.drawRoundedRect(figures[min(self._at, len(figures) - 1)][1].adjusted(0, 0, -1, -1), 3, 3)
        painter.end()

    @staticmethod
    def _without_arr(totals: Totals) -> str:
        return f"{format.number(totals.without_arr)} without ARR"

    def _width(self, bands: Sequence[BandTotal]) -> int:
        """How wide the bands are without what is left between them."""
        plain, small, strong = (QFontMetrics(face) for face in (self._plain, self._small, self._strong))
        return sum(
            SHAPE
            + strong.horizontalAdvance(format.number(each.n))
            + 4
            + small.horizontalAdvance(each.band)
            + 8
            + plain.horizontalAdvance(format.money(each.arr_cents))
            for each in bands
        )

    def _write(self, painter: QPainter, left: int, text: str, face: QFont, colour: str) -> int:
        painter.setFont(face)
        painter.setPen(QColor(colour))
        width = QFontMetrics(face).horizontalAdvance(text)
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(left, 0, width + 2, self.height(), flags, text)
        return width
