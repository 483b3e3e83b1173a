"""The opt-outs of the next 180 days: where on the line of time, how high the ARR, in the shape of its health.

Heights go by the square root, and say so: by the ARR itself one large account would press all others to the ground.
Of more than can be told apart there is one bar a week instead.

Left and Right walk along them, Enter or a click opens the account, or what the week is made of; the mouse over one
tells it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.charts.tokens import SMALL
from desktop.domain.calendar import add_months
from desktop.domain.today.lists import OPT_OUT_DAYS, OptOut
from desktop.domain.today.weeks import WEEK, OptOutWeek, opt_out_weeks
from desktop.views import format
from desktop.views.table.shapes import paint_shape
from desktop.views.theme import Theme, font
from desktop.views.today import strip_weeks
from desktop.views.today.tips import tip

FOOT, HEAD, SIDE = 24, 22, 8
NEAR = 12.0
"""Pixels within which the mouse means a mark."""
LABELS, WIDE_LABELS, WIDE = 3, 8, 600
SCALE = "height: \N{SQUARE ROOT}ARR"
MOST, ROOM = 80, 6
"""More than so many, or with fewer pixels for each, are drawn by weeks."""


class OptOutStrip(QWidget):
    """A small chart, drawn by hand."""

    opened = Signal(str)
    """The account's id."""
    week_asked = Signal(object)
    """An OptOutWeek, and how it came about."""
    spoken_as = QAccessible.Role.Chart

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: Sequence[OptOut] = ()
        self._weeks: tuple[OptOutWeek, ...] = ()
        self._day = date.min
        self._at: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Opt-outs, next 180 days")
        theme.changed.connect(self.update)

    def show_rows(self, rows: Sequence[OptOut], day: date) -> None:
        """Show these opt-outs, which are in order of their days."""
        before = self.chosen
        self._rows, self._day = rows, day
        self._weeks = opt_out_weeks(rows, day)
        if not self.is_by_week:
            self._at = next((at for at, each in enumerate(rows) if before and each.account == before.account), None)
        self._describe()
        self.update()

    @property
    def is_by_week(self) -> bool:
        """Whether there are too many to be told apart."""
        return len(self._rows) > min(MOST, self.width() // ROOM)

    @property
    def chosen(self) -> OptOut | None:
        """The one the mouse is at, or that was walked to; None while there are only weeks."""
        is_one = self._at is not None and self._at < len(self._rows) and not self.is_by_week
        return self._rows[self._at] if is_one and self._at is not None else None

    @property
    def week(self) -> OptOutWeek | None:
        """The week the mouse is at, or that was walked to."""
        is_one = self._at is not None and self._at < len(self._weeks) and self.is_by_week
        return self._weeks[self._at] if is_one and self._at is not None else None

    def box(self, at: int) -> QRectF:
        """Where the bar of a week may be, by its number."""
        left, right = self._x(WEEK * at), self._x(min(WEEK * (at + 1), OPT_OUT_DAYS + 1))
        return QRectF(left, HEAD, right - left, self.height() - FOOT - HEAD)

    def _describe(self) -> None:
        if self.is_by_week:
            words = [strip_weeks.says(each) for each in self._weeks if each.n]
        else:
            words = [says(each, self._day) for each in self._rows[:20]]
        self.setAccessibleDescription("; ".join(words))

    def spot(self, row: OptOut) -> QPointF:
        """Where the mark of an opt-out is."""
        return QPointF(self._x(row.days), self._y(row.arr_cents))

    def sizeHint(self) -> QSize:
        return QSize(300, 168)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 96)

    # -- drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self._theme.colour
        ground = self.height() - FOOT
        painter.setFont(font(SMALL))
        painter.setPen(QPen(colour("control_edge"), 1))
        painter.drawLine(QPointF(0, ground + 0.5), QPointF(self.width(), ground + 0.5))
        self._months(painter, ground)
        if self.is_by_week:
            self._paint_weeks(painter)
        else:
            self._paint_marks(painter, ground)
        painter.end()

    def _paint_weeks(self, painter: QPainter) -> None:
        boxes = [self.box(at) for at in range(len(self._weeks))]
        strip_weeks.paint_weeks(painter, self._weeks, boxes, self._theme)
        strip_weeks.paint_scale(painter, self._weeks, self.width(), self._theme)
        if self.week is not None and self._at is not None and self.hasFocus():
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(boxes[self._at])

    def _paint_marks(self, painter: QPainter, ground: int) -> None:
        colour, tokens = self._theme.colour, self._theme.tokens
        largest = sorted(range(len(self._rows)), key=lambda at: -self._rows[at].arr_cents)
        painter.setPen(QPen(colour("neutral"), 1))
        for row in self._rows:
            painter.drawLine(QPointF(self._x(row.days), ground), QPointF(self._x(row.days), self._y(row.arr_cents)))
        for at in reversed(largest):
            row = self._rows[at]
            paint_shape(painter, self.spot(row), row.standing.band, tokens, 9)
        self._labels(painter, largest)
        chosen = self.chosen
        if chosen is not None and self.hasFocus():
            painter.setPen(QPen(colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(self.spot(chosen), 8, 8)

    def _months(self, painter: QPainter, ground: int) -> None:
        metrics = QFontMetricsF(painter.font())
        first = add_months(self._day.replace(day=1), 1) if self._day > date.min else self._day
        for month in range(6):
            on = add_months(first, month)
            x = self._x((on - self._day).days)
            if x > self.width() - 16:
                break
            painter.setPen(QPen(self._theme.colour("control_edge"), 1))
            painter.drawLine(QPointF(x, ground), QPointF(x, ground + 4))
            text = format.month(on).split()[0][:3]
            painter.setPen(self._theme.colour("ink_3"))
            painter.drawText(QPointF(x - metrics.horizontalAdvance(text) / 2, ground + 18), text)

    def _labels(self, painter: QPainter, largest: Sequence[int]) -> None:
        """Names beside the largest marks, where they do not run over each other."""
        metrics = QFontMetricsF(painter.font())
        taken = [QRectF(self.spot(self._rows[at]).x() - 6, self.spot(self._rows[at]).y() - 6, 12, 12)
                 for at in largest]  # fmt: skip
        said = QRectF(0, 2, metrics.horizontalAdvance(SCALE), 14)
        if self._rows and not any(said.intersects(each) for each in taken):
            painter.setPen(self._theme.colour("ink_3"))
            painter.drawText(said, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), SCALE)
            taken.append(said)
        painter.setPen(self._theme.colour("ink"))
        told = 0
        for at in largest:
            if told >= (WIDE_LABELS if self.width() >= WIDE else LABELS):
                break
            row, spot = self._rows[at], self.spot(self._rows[at])
            text = f"{row.name.split()[0]} {format.money(row.arr_cents)}"
            if told == 0:
                text += f" · {format.day(row.on, beside=row.on)}"
            wide = metrics.horizontalAdvance(text)
            # Above the mark, else left or right of it.
            tries = (
                QRectF(min(max(spot.x() - wide / 2, 0), self.width() - wide), spot.y() - 22, wide, 14),
                QRectF(spot.x() - wide - 10, spot.y() - 7, wide, 14),
                QRectF(spot.x() + 10, spot.y() - 7, wide, 14),
            )
            for place in tries:
                is_inside = place.left() >= 0 and place.right() <= self.width() and place.top() >= 0
                if is_inside and not any(place.intersects(each) for each in taken):
                    painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)
                    taken.append(place)
                    told += 1
                    break

    def _x(self, days: int) -> float:
        return SIDE + (self.width() - 2 * SIDE) * min(max(days, 0), OPT_OUT_DAYS) / OPT_OUT_DAYS

    def _y(self, cents: int) -> float:
        top = max((row.arr_cents for row in self._rows), default=0) or 1
        ground = self.height() - FOOT
        return ground - max((ground - HEAD) * math.sqrt(max(cents, 0) / top), 4)

    # -- Qt's own

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self._near(QPointF(event.pos()))
            if found is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), tip(self._says(found)), self, QRect())
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._near(event.position())
        if at is not None:
            self._at = at
        self.setCursor(Qt.CursorShape.ArrowCursor if at is None else Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = self._near(event.position())
        if at is not None and event.button() == Qt.MouseButton.LeftButton:
            self._choose(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None and self._rows and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            last = len(self._weeks if self.is_by_week else self._rows) - 1
            self._at = 0 if self._at is None else min(max(self._at + step, 0), last)
            self.update()
            spot = self.box(self._at).center() if self.is_by_week else self.spot(self._rows[self._at])
            QToolTip.showText(self.mapToGlobal(spot.toPoint()), tip(self._says(self._at)), self)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (self.chosen or self.week):
            self._choose(self._at or 0)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._at = None
        self._describe()

    def _says(self, at: int) -> str:
        return strip_weeks.says(self._weeks[at]) if self.is_by_week else says(self._rows[at], self._day)

    def _choose(self, at: int) -> None:
        if not self.is_by_week:
            self.opened.emit(self._rows[at].account)
        elif self._weeks[at].n:
            self.week_asked.emit(self._weeks[at])

    def _near(self, where: QPointF) -> int | None:
        """The mark nearest to a point, if it is near; or the week it is in."""
        if self.is_by_week:
            boxes = (self.box(at) for at in range(len(self._weeks)))
            return next((at for at, box in enumerate(boxes) if box.left() <= where.x() < box.right()), None)
        best, found = NEAR, None
        for at, row in enumerate(self._rows):
            spot = self.spot(row)
            is_on_stem = abs(where.x() - spot.x()) < 4 and spot.y() <= where.y() <= self.height() - FOOT
            distance = 3.0 if is_on_stem else (where - spot).manhattanLength()
            if distance < best:
                best, found = distance, at
        return found


def says(row: OptOut, day: date) -> str:
    """An opt-out in words."""
    score = "not enough to judge" if row.standing.score is None else f"{row.standing.band} {row.standing.score}"
    on = format.day(row.on, beside=day)
    what = f"opts out by {on}" if row.notice_known else f"term ends {on}, notice period unknown"
    return f"{row.name}, {format.money(row.arr_cents)}, {score}: {what}, {format.days(row.days)}"
