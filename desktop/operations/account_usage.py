"""How one account uses what it bought, on a day, each figure with its date."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import NamedTuple

from desktop.domain.book import Book
from desktop.domain.book_health import contract_columns
from desktop.domain.usage import (
    ADOPTION_DAYS,
    FEATURE_METRICS,
    SEAT_DAYS,
    TREND_DAYS,
    TREND_METRICS,
    UsageWindows,
    seat_utilisation,
    trend,
)
from desktop.store.queries.account_view import UsagePoint

YEAR_DAYS = 365


class Feature(NamedTuple):
    """The latest readings of a feature; share (0-1, or above) None = unknown."""

    name: str
    users: float | None
    eligible: float | None
    share: float | None
    on_day: date


class Usage(NamedTuple):
    """Seats and use; None = unknown.

    Args:
        share: active users of seats, 0 and up.
        recent, earlier: sums of `metric` over the last 28 days and the 28 before; change = recent / earlier - 1.
        points: `metric`, or what there is, over the last year.
    """

    active_users: float | None
    active_on: date | None
    seats: int | None
    share: float | None
    metric: str | None
    recent: float | None
    earlier: float | None
    change: float | None
    features: tuple[Feature, ...]
    points: tuple[UsagePoint, ...]


def usage(points: list[UsagePoint], windows: UsageWindows, book: Book, account: str, day: date) -> Usage:
    """The use of one account.

    Args:
        points: its readings of the year up to `day`, in order of day.
        windows: of the account alone.
    """
    bought = contract_columns(book.lines, (account,), day)[0].seats
    seats = float(bought[0])
    whole = [point for point in points if point.feature is None]
    followed = _all_features(points)
    at = _followed(followed, day)
    metric = None if at is None else TREND_METRICS[at]
    active = [p for p in whole if p.metric == "active_users" and p.on_day > day - timedelta(days=SEAT_DAYS)]
    return Usage(
        active_users=_known(windows.active_users[0]),
        active_on=active[-1].on_day if active else None,
        seats=None if math.isnan(seats) else int(seats),
        share=_known(seat_utilisation(windows, bought)[0]),
        metric=metric,
        recent=None if at is None else _known(windows.recent[0, at]),
        earlier=None if at is None else _known(windows.earlier[0, at]),
        change=_known(trend(windows)[0]),
        features=_features([point for point in points if point.feature is not None], day),
        points=tuple(point for point in followed if point.metric == metric),
    )


def _all_features(points: list[UsagePoint]) -> list[UsagePoint]:
    """Readings of TREND_METRICS by day, all features together, as the trend adds them up; in order of day."""
    together: dict[tuple[date, str], float] = {}
    for point in points:
        if point.metric in TREND_METRICS:
            key = point.on_day, point.metric
            together[key] = together.get(key, 0.0) + point.value
    return [UsagePoint(metric, None, on_day, together[on_day, metric]) for on_day, metric in sorted(together)]


def _followed(points: list[UsagePoint], day: date) -> int | None:
    """Which of TREND_METRICS the trend is of: the first with a reading in its days, else the first of the year."""
    for since in (day - timedelta(days=2 * TREND_DAYS), date.min):
        held = {point.metric for point in points if point.on_day > since}
        found = next((at for at, name in enumerate(TREND_METRICS) if name in held), None)
        if found is not None:
            return found
    return None


def _features(points: list[UsagePoint], day: date) -> tuple[Feature, ...]:
    latest: dict[tuple[str, str], UsagePoint] = {
        (point.feature, point.metric): point
        for point in points
        if point.feature is not None
        and point.metric in FEATURE_METRICS
        and point.on_day > day - timedelta(days=ADOPTION_DAYS)
    }
    made: list[Feature] = []
    for name in sorted({feature for feature, _ in latest}):
        users, eligible = (latest.get((name, metric)) for metric in FEATURE_METRICS)
        known = [each for each in (users, eligible) if each is not None]
        made.append(
            Feature(
                name=name,
                users=None if users is None else users.value,
                eligible=None if eligible is None else eligible.value,
                share=users.value / eligible.value if users and eligible and eligible.value > 0 else None,
                on_day=max(each.on_day for each in known),
            )
        )
    return tuple(made)


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
