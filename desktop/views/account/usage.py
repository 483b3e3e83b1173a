"""How the customer uses what they bought: seats, the trend and features, each figure with its date."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.charts.tokens import SMALL
from desktop.operations.account_usage import Usage
from desktop.operations.account_view import AccountView
from desktop.store.queries.account_view import UsagePoint
from desktop.views import format as fmt
from desktop.views.account import parts
from desktop.views.account.parts import Mode
from desktop.views.theme import Theme, font

METRICS = {"active_users": "active users", "logins": "logins", "events": "events"}


class UsageSection(parts.Column):
    """Seats, trend, the year as a line, and features."""

    def show_view(self, view: AccountView, mode: Mode) -> None:
        self.clear()
        found = view.usage
        if not (found.points or found.features or found.active_users is not None):
            self.heading("No usage yet")
            seats = "" if found.seats is None else f" {fmt.number(found.seats)} seats are bought."
            self.say(f"Import a usage file: account, day, metric (active_users, logins, events), value.{seats}")
            self.rows.addStretch()
            return
        figures = QWidget()
        line = QHBoxLayout(figures)
        parts.no_margins(line, 48)
        seats, trend = _seats(found, view), _trend(found)
        line.addWidget(parts.figure(mode, _figure("Seats used", *seats), "usage.seats", "Seats used", seats[0]))
        line.addWidget(parts.figure(mode, _figure("Trend", *trend), "usage.trend", "Usage trend", trend[0]))
        line.addStretch()
        self.rows.addWidget(figures)
        if len(found.points) > 1:
            self.heading(f"{METRICS[found.metric or 'events'].capitalize()}, 12 months", _range(found), above=24)
            self.rows.addWidget(
                UsageLine(found.points, found.seats if found.metric == "active_users" else None, mode.theme)
            )
        self._features(found, view, mode)
        self.rows.addStretch()

    def _features(self, found: Usage, view: AccountView, mode: Mode) -> None:
        self.heading("Features", "users of those who could, latest within 90 days" if found.features else "", above=24)
        if not found.features:
            self.say("No feature usage is known. It comes with a usage file: feature_users and eligible_users.")
            return
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(0)
        for at, feature in enumerate(found.features):
            share = feature.share
            of = fmt.UNKNOWN if feature.eligible is None else fmt.number(feature.eligible)
            users = fmt.UNKNOWN if feature.users is None else fmt.number(feature.users)
            cells = (
                parts.medium(feature.name),
                parts.figure(
                    mode,
                    parts.text(fmt.percent(share)),
                    "usage.features",
                    f"Adoption of {feature.name}",
                    fmt.percent(share),
                ),
                ShareBar(share, mode.theme),
                parts.text(f"{users} of {of}", "second"),
                parts.text(fmt.day(feature.on_day, beside=view.day), "small"),
            )
            for column, cell in enumerate(cells):
                cell.setContentsMargins(0, 6, 0, 6)
                grid.addWidget(cell, 2 * at, column)
            grid.addWidget(parts.Rule(), 2 * at + 1, 0, 1, 5)
        grid.setColumnStretch(4, 1)
        self.rows.addWidget(table)


class ShareBar(QWidget):
    """A share of 0-1 as a bar."""

    def __init__(self, share: float | None, theme: Theme) -> None:
        super().__init__()
        self._share, self._theme = share, theme
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(fmt.percent(share))

    def sizeHint(self) -> QSize:
        return QSize(160, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        whole = QRectF(0, (self.height() - 8) / 2, self.width(), 8)
        painter.fillRect(whole, self._theme.colour("sunken"))
        painter.fillRect(
            QRectF(0, whole.top(), whole.width() * min(self._share or 0.0, 1.0), 8), self._theme.colour("neutral")
        )


class UsageLine(QWidget):
    """Readings over a year as a line from 0, with the seats bought as a rule."""

    LEFT, BELOW, ABOVE = 40, 20, 8

    def __init__(self, points: Sequence[UsagePoint], seats: int | None, theme: Theme) -> None:
        super().__init__()
        self._points, self._seats, self._theme = points, seats, theme
        self.setMinimumHeight(160)
        self.setMaximumHeight(200)
        first, last = points[0], points[-1]
        self.setAccessibleName(
            f"From {fmt.number(first.value)} on {fmt.day(first.on_day)} to {fmt.number(last.value)} on "
            f"{fmt.day(last.on_day)}"
        )

    def sizeHint(self) -> QSize:
        return QSize(600, 180)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(SMALL))
        area = QRectF(self.LEFT, self.ABOVE, self.width() - self.LEFT - 8, self.height() - self.ABOVE - self.BELOW)
        first, last = self._points[0].on_day.toordinal(), self._points[-1].on_day.toordinal()
        top = max([point.value for point in self._points] + [self._seats or 0]) * 1.05 or 1
        self._axis(painter, area, top)
        line = QPolygonF(
            [
                QPointF(
                    area.left() + area.width() * (point.on_day.toordinal() - first) / max(last - first, 1),
                    area.bottom() - area.height() * point.value / top,
                )
                for point in self._points
            ]
        )
        painter.setPen(QPen(self._theme.colour("ink_2"), 1.5))
        painter.drawPolyline(line)
        painter.setBrush(self._theme.colour("ink"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(line.last(), 3, 3)

    def _axis(self, painter: QPainter, area: QRectF, top: float) -> None:
        # Without seats to measure by, the highest reading says how high the line is.
        rules = [0.0, float(self._seats or max(point.value for point in self._points))]
        for value in dict.fromkeys(rules):
            y = area.bottom() - area.height() * value / top
            painter.setPen(QPen(self._theme.colour("border"), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(self._theme.colour("ink_3"))
            where = QRectF(0, y - 9, self.LEFT - 8, 18)
            painter.drawText(where, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, fmt.number(value))
        if self._seats:
            y = area.bottom() - area.height() * self._seats / top
            painter.drawText(QRectF(area.left() + 4, y + 1, 120, 16), Qt.AlignmentFlag.AlignLeft, "seats bought")
        below = QRectF(area.left(), area.bottom() + 2, area.width(), self.BELOW - 2)
        first, last = self._points[0].on_day, self._points[-1].on_day
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, fmt.month(first))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, fmt.month(last))


def _figure(name: str, value: str, second: str) -> QWidget:
    made = QWidget()
    rows = QVBoxLayout(made)
    parts.no_margins(rows, 2)
    rows.addWidget(parts.text(name, "small"))
    label = parts.text(value)
    label.setFont(font(20, QFont.Weight.DemiBold))
    rows.addWidget(label)
    rows.addWidget(parts.text(second, "small"))
    return made


def _seats(found: Usage, view: AccountView) -> tuple[str, str]:
    on_day = "" if found.active_on is None else f", {fmt.day(found.active_on, beside=view.day)}"
    if found.active_users is None:
        bought = fmt.UNKNOWN if found.seats is None else fmt.number(found.seats)
        return fmt.UNKNOWN, f"{bought} bought, no active users within 35 days"
    used = fmt.number(found.active_users)
    if found.seats is None:
        return used, f"active users{on_day}; seats bought unknown"
    return f"{used} of {fmt.number(found.seats)}", f"{fmt.percent(found.share)} of seats{on_day}"


def _trend(found: Usage) -> tuple[str, str]:
    if found.change is None:
        return fmt.UNKNOWN, "no usage in the 28 days before the last 28"
    value = f"{fmt.signed(100 * found.change)}{fmt.THIN}%"
    sums = f"{fmt.number(found.recent or 0)} over 28 days, {fmt.number(found.earlier or 0)} over the 28 before"
    return value, f"{METRICS[found.metric or 'events']} added up: {sums}"


def _range(found: Usage) -> str:
    first, last = found.points[0], found.points[-1]
    return (
        f"{fmt.number(first.value)} on {fmt.day(first.on_day)}, {fmt.number(last.value)} on {fmt.day(last.on_day)}, "
        f"n{fmt.THIN}={fmt.THIN}{fmt.number(len(found.points))}"
    )
