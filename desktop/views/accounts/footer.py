"""What the shown accounts come to, by band: shape, number and ARR."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.charts.tokens import BODY, SMALL
from desktop.domain.account_rows import BandTotal, Totals
from desktop.views import format
from desktop.views.table.shapes import paint_shape
from desktop.views.theme import Theme, font

HEIGHT = 32
GAP, LEAST_GAP = 24, 12
SHAPE = 18


class Footer(QWidget):
    """One line under the table, drawn."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._totals: Totals | None = None
        self._tells_bands = True
        self._plain, self._small = font(BODY), font(SMALL)
        self._strong = font(BODY, QFont.Weight.DemiBold)
        self.setFixedHeight(HEIGHT)
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
        return ", ".join([*bands, f"{format.plural(self._totals.n, 'account')} {format.money(self._totals.arr_cents)}"])

    def sizeHint(self) -> QSize:
        return QSize(640, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self._totals is None:
            return
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
        for each in bands:
            paint_shape(painter, QPointF(left + 5, self.height() / 2), each.band, tokens)
            left += SHAPE
            left += self._write(painter, left, format.number(each.n), self._strong, tokens.ink) + 4
            left += self._write(painter, left, each.band, self._small, tokens.ink_2) + 8
            left += self._write(painter, left, format.money(each.arr_cents), self._plain, tokens.ink) + gap
        if left <= right:
            # The number stands in the sentence above, too.
            self._write(painter, right, count, self._plain, tokens.ink_2)
        painter.end()

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
