"""A plan as a strip over its days: what is done, late, open and blocked, with the target and today."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QPolygonF

from desktop.charts.tokens import SMALL
from desktop.operations.onboarding_view import Mark, MarkKind, PlanRow
from desktop.views import format
from desktop.views.theme import Theme, font

RADIUS = 4.5
STEPS = (15, 30, 60)
"""Days from one label of the axis to the next; the first that leaves room."""
LEAST_ROOM = 44
MARGIN = 40
"""Left free beside the strip, in pixels."""
LEGEND: tuple[tuple[MarkKind | str, str], ...] = (
    ("done", "done"),
    ("late", "done late"),
    ("overdue", "overdue"),
    ("open", "open"),
    ("target", "target"),
    ("today", "today"),
)


class Axis(NamedTuple):
    """Days 0 to span over the width of a strip."""

    span: int

    def x(self, day: float, place: QRectF) -> float:
        """Where a day is; what lies beyond the end stands at it."""
        room = place.width() - MARGIN
        return place.left() + 6 + room * min(max(day, 0), self.span) / self.span


def paint_strip(painter: QPainter, place: QRectF, plan: PlanRow, axis: Axis, theme: Theme) -> None:
    """One plan: track, days gone by, blocked bar, milestones, target and today."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle = place.center().y()
    start, end, today = axis.x(0, place), axis.x(axis.span, place), axis.x(plan.day_of, place)
    painter.setPen(QPen(theme.colour("border"), 2))
    painter.drawLine(QPointF(start, middle), QPointF(end, middle))
    painter.fillRect(QRectF(start, middle - 2, today - start, 4), theme.colour("unscored"))
    if plan.blocked:
        _blocked(painter, QRectF(place), plan, axis, theme)
    if plan.target is not None:
        _line(painter, axis.x(plan.target, place), middle, theme.colour("ink_2"))
    _line(painter, today, middle, theme.colour("accent"))
    for mark in plan.marks:
        paint_mark(painter, QPointF(axis.x(mark.day, place), middle), mark.kind, theme)
    painter.restore()


def paint_mark(painter: QPainter, at: QPointF, kind: MarkKind, theme: Theme) -> None:
    """A milestone: filled = done, a diamond = late."""
    ink = theme.colour("ink_2")
    is_done, is_late = kind in ("done", "late"), kind in ("late", "overdue")
    painter.setPen(QPen(ink, 1.5))
    painter.setBrush(QBrush(ink if is_done else theme.colour("surface")))
    if is_late:
        radius = RADIUS + 2
        corners = [QPointF(0, -radius), QPointF(radius, 0), QPointF(0, radius), QPointF(-radius, 0)]
        painter.drawPolygon(QPolygonF([at + corner for corner in corners]))
    else:
        painter.drawEllipse(at, RADIUS, RADIUS)


def paint_ticks(painter: QPainter, place: QRectF, axis: Axis) -> None:
    """The days of the axis, in the pen and font that are set."""
    for day in ticks(axis, place.width()):
        says = f"day {day}" if day == 0 else format.number(day)
        width = painter.fontMetrics().horizontalAdvance(says)
        x = axis.x(day, place) - (6 if day == 0 else width / 2)
        painter.drawText(QRectF(x, place.top(), width + 2, place.height()), Qt.AlignmentFlag.AlignVCenter, says)


def ticks(axis: Axis, width: float) -> list[int]:
    """The days that are labelled on a strip of that width."""
    room = max(width - MARGIN, 1)
    step = next((step for step in STEPS if room * step / axis.span >= LEAST_ROOM), axis.span)
    return list(range(0, axis.span + 1, step))


def mark_at(plan: PlanRow, place: QRectF, axis: Axis, x: float) -> Mark | None:
    """The milestone under a point of the strip, the nearest of several."""
    near = [(abs(axis.x(mark.day, place) - x), mark) for mark in plan.marks]
    close = [found for found in near if found[0] <= RADIUS + 4]
    return min(close, key=lambda found: found[0])[1] if close else None


def _blocked(painter: QPainter, place: QRectF, plan: PlanRow, axis: Axis, theme: Theme) -> None:
    """A hatched bar from the day it was blocked to today; where nobody knows since when, only its end."""
    today = axis.x(plan.day_of, place)
    begun = plan.blocked_from
    left = max(today - 14, axis.x(0, place)) if begun is None else min(axis.x(begun, place), today - 6)
    box = QRectF(left, place.center().y() - 8, today - left, 16)
    painter.setPen(QPen(theme.colour("ink_2"), 1))
    painter.setBrush(theme.colour("surface"))
    painter.drawRect(box)
    painter.setBrush(QBrush(theme.colour("unscored"), Qt.BrushStyle.BDiagPattern))
    painter.drawRect(box)
    since = "" if begun is None else f" {format.days(plan.day_of - begun)}"
    painter.setFont(font(SMALL, figures=True))
    # What does not fit as a whole is said shorter.
    for says in (f"blocked{since}: {plan.next_milestone}", f"blocked{since}", ""):
        width = painter.fontMetrics().horizontalAdvance(says)
        if width + 12 <= box.width():
            break
    if says:
        text = QRectF(box.center().x() - width / 2 - 4, box.top() + 1.5, width + 8, 13)
        painter.fillRect(text, theme.colour("surface"))
        painter.setPen(theme.colour("ink"))
        painter.drawText(text, Qt.AlignmentFlag.AlignCenter, says)


def _line(painter: QPainter, x: float, middle: float, colour: object) -> None:
    painter.setPen(QPen(colour, 1.5))  # pyright: ignore[reportArgumentType, reportCallIssue]
    painter.drawLine(QPointF(x, middle - 11), QPointF(x, middle + 11))
