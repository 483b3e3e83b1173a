"""Which milestones slip, by name: the median delay of those done as a bar, how many were late, of how many."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.charts.tokens import SMALL
from desktop.domain.slippage import Slippage
from desktop.views import format
from desktop.views.explained.label import ASK, HINT
from desktop.views.theme import Theme, font

HEADERS = ("Milestone", "Median slip", "late", "of n")
SHARES, NARROW_SHARES = (0.42, 0.34, 0.1, 0.14), (0.5, 0.28, 0.11, 0.11)
SMALL_N = "small n"
NARROW_BELOW = 340
"""Of the width, by column; and where there is less of it, as beside the drawer."""


class Slips(QWidget):
    """As many rows as fit, the longest delay first; the rest is counted.

    Up and Down walk along them; ? or a click asks how a row came about.
    """

    asked = Signal(object)
    """The Slippage."""
    spoken_as = QAccessible.Role.Button

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows: Sequence[Slippage] = ()
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setToolTip(HINT)
        self.setAccessibleDescription(HINT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumWidth(280)
        theme.changed.connect(self.update)
        theme.resized.connect(self.updateGeometry)
        theme.resized.connect(self.update)

    def show_slips(self, rows: Sequence[Slippage]) -> None:
        """Show these milestones."""
        self._rows = rows
        self._at = min(self._at, max(len(rows) - 1, 0))
        self.setAccessibleName("; ".join(("Milestones that slip", *(spoken(row) for row in rows[:12]))))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, self._theme.row * (min(len(self._rows), 6) + 1))

    @property
    def can_ask(self) -> bool:
        """Whether there is something to explain."""
        return bool(self._rows)

    @property
    def shown(self) -> Sequence[Slippage]:
        """The rows there is room for."""
        most = max(self.height() // self._theme.row - 1, 1)
        return self._rows if len(self._rows) <= most else self._rows[: most - 1]

    def press(self) -> None:
        """Ask how the row came about that Up and Down went to."""
        if self._rows:
            self.asked.emit(self._rows[self._at])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        is_on = self._row_at(event.position().y()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if is_on else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = self._row_at(event.position().y())
        if at is not None and event.button() == Qt.MouseButton.LeftButton:
            self._at = at
            self.press()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self._at = min(max(self._at + step, 0), max(len(self.shown) - 1, 0))
            self.update()
        elif event.key() in ASK:
            self.press()
        else:
            super().keyPressEvent(event)

    def _row_at(self, y: float) -> int | None:
        at = int(y // self._theme.row) - 1
        return at if 0 <= at < len(self.shown) else None

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        shown = self.shown
        painter.setFont(font(SMALL))
        painter.setPen(self._theme.colour("ink_2"))
        for text, place in zip(HEADERS, self._places(0), strict=True):
            painter.drawText(place, _side(text), text)
        longest = max((abs(_delay(row) or 0) for row in shown), default=0) or 1
        for at, row in enumerate(shown, start=1):
            self._row(painter, row, at, longest)
        if len(shown) < len(self._rows):
            painter.setFont(font(SMALL))
            painter.setPen(self._theme.colour("ink_3"))
            rest = QRectF(0, self._theme.row * (len(shown) + 1), self.width(), self._theme.row)
            painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, f"and {len(self._rows) - len(shown)} more")
        if self.hasFocus() and shown:
            row = self._theme.row
            painter.setPen(QPen(self._theme.colour("accent"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(0, row * (min(self._at, len(shown) - 1) + 1), self.width() - 1, row - 1, 3, 3)

    def _row(self, painter: QPainter, row: Slippage, at: int, longest: float) -> None:
        painter.setPen(QPen(self._theme.colour("border"), 1))
        painter.drawLine(0, self._theme.row * at, self.width(), self._theme.row * at)
        name, bar, late, count = self._places(at)
        # Names are words: figures of one width would set their hyphens apart.
        painter.setFont(font(weight=QFont.Weight.Normal))
        painter.setPen(self._theme.colour("ink"))
        shown = painter.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideRight, int(name.width()) - 8)
        painter.drawText(name, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.setFont(font(weight=QFont.Weight.Normal, figures=True))
        delay = _delay(row)
        says = "none done" if delay is None else _days(delay)
        room = bar.width() - 64
        width = 0.0 if delay is None or delay <= 0 else max(room * delay / longest, 2)
        painter.fillRect(QRectF(bar.left(), bar.center().y() - 5, width, 10), self._theme.colour("neutral"))
        text = bar.adjusted(width + (6 if width else 0), 0, 0, 0)
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, says)
        used = painter.fontMetrics().horizontalAdvance(says) + 8
        of = row.on_time.n
        painter.drawText(late, _side("late"), format.number(of - int(row.on_time.numerator)))
        painter.setPen(self._theme.colour("ink_2" if row.on_time.is_small else "ink"))
        painter.drawText(count, _side("of n"), format.number(of))
        if not row.on_time.is_small:
            return
        # Beside the figure it is about, so that the numbers stay under one another. Beside the drawer there is no
        # room for the words; the ink says it, and what one hears.
        painter.setFont(font(SMALL))
        if painter.fontMetrics().horizontalAdvance(SMALL_N) <= text.width() - used:
            painter.setPen(self._theme.colour("ink_3"))
            painter.drawText(text.adjusted(used, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, SMALL_N)

    def _places(self, at: int) -> list[QRectF]:
        places: list[QRectF] = []
        left = 0.0
        for share in SHARES if self.width() >= NARROW_BELOW else NARROW_SHARES:
            places.append(QRectF(left, self._theme.row * at, self.width() * share, self._theme.row))
            left += self.width() * share
        return places


def spoken(row: Slippage) -> str:
    """A row as words."""
    delay = _delay(row)
    said = "none done" if delay is None else f"median {_days(delay)}"
    small = ", small" if row.on_time.is_small else ""
    return f"{row.name}: {said}, {row.on_time.n - int(row.on_time.numerator)} late of {row.on_time.n}{small}"


def _delay(row: Slippage) -> float | None:
    return row.median_days


def _days(days: float) -> str:
    if days < 0:
        return f"{format.number(-days, 0 if days == round(days) else 1)}{format.THIN}d early"
    return f"{format.number(days, 0 if days == round(days) else 1)}{format.THIN}d"


def _side(name: str) -> Qt.AlignmentFlag:
    right = name in ("late", "of n")
    return Qt.AlignmentFlag.AlignVCenter | (Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft)
