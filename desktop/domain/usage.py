"""What the usage readings say about each account on a day: trend, seat utilisation and feature adoption.

The figures work on aligned columns, one element an account, so that the windows may be summed where the readings are
kept; those of many days are summed here, from columns of readings. `aggregate` is the plain reference for the same
windows. Knows nothing of scores.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from desktop.domain.columns import Words

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

TREND_METRICS = ("active_users", "logins", "events")
"""The metrics a trend can be taken of, the preferred first."""

FEATURE_METRICS = ("feature_users", "eligible_users")
"""The metrics of a feature, whose share is its adoption."""

TREND_DAYS, SEAT_DAYS, ADOPTION_DAYS = 28, 35, 90

_DAY_BITS = 22
"""Ordinals need fewer bits."""


class UsageReading(NamedTuple):
    """A usage figure of an account on a day; `position` tells apart readings of one thing on one day."""

    account: str
    metric: str
    on_day: date
    value: float
    feature: str | None = None
    position: int = 0


class UsageWindows(NamedTuple):
    """What the figures of one day need, per account and per (account, feature); NaN = no reading.

    Args:
        recent: [n, 3] sums over (d-28, d], one column per TREND_METRICS, all features together.
        earlier: [n, 3] sums over (d-56, d-28].
        active_users: [n] latest reading without a feature within (d-35, d]; of one day, the highest position.
        feature_account: [k] position of the account, 0 <= position < n; rows sorted by account, then feature.
        feature_users, eligible_users: [k] each the latest within (d-90, d], likewise.
    """

    recent: FloatArray
    earlier: FloatArray
    active_users: FloatArray
    feature_account: IntArray
    feature_users: FloatArray
    eligible_users: FloatArray


class UsageReadings(NamedTuple):
    """Many readings of some accounts, for the windows of many days.

    Args:
        account, metric, feature: per series: positions of accounts (-1 = none of them), and names; "" = no feature.
            Of one account and metric the features are in their order, which is that of adding up.
        series, day, value: per reading: the place of its series, an ordinal, and what was read; by series, then day,
            then position.
    """

    account: IntArray
    metric: Words
    feature: Words
    series: IntArray
    day: IntArray
    value: FloatArray


def trend(windows: UsageWindows) -> FloatArray:
    """Usage of the last 28 days over that of the 28 days before, minus 1 (-1 and above), per account.

    Of the first of active_users, logins, events that has a reading in those 56 days. NaN where there was no usage in
    the earlier 28 days: no reading, or a sum of 0. No reading in the last 28 days is a sum of 0, a trend of -1.
    """
    accounts = np.arange(len(windows.recent))
    has_reading = ~np.isnan(windows.recent) | ~np.isnan(windows.earlier)
    metric = has_reading.argmax(axis=1)
    earlier = np.nan_to_num(windows.earlier[accounts, metric])
    recent = np.nan_to_num(windows.recent[accounts, metric])
    return np.divide(recent, earlier, out=np.full(len(accounts), np.nan), where=earlier > 0) - 1


def seat_utilisation(windows: UsageWindows, seats: FloatArray) -> FloatArray:
    """Latest active users within 35 days / seats of open lines, per account; above 1 where seats are overbooked.

    Args:
        seats: [n] aligned with the windows; NaN = unknown. NaN or 0 seats give NaN.
    """
    return np.divide(windows.active_users, seats, out=np.full(len(seats), np.nan), where=seats > 0)


def feature_adoption(windows: UsageWindows) -> FloatArray:
    """Users of a feature / those eligible for it, latest within 90 days, mean over the account's features (shares).

    A feature with only one of the two figures, or with nobody eligible, is unknown and left out of the mean.
    """
    known = (windows.eligible_users > 0) & ~np.isnan(windows.feature_users)
    share = windows.feature_users[known] / windows.eligible_users[known]
    return mean_by_account(windows.feature_account[known], share, len(windows.recent))


def mean_by_account(positions: IntArray, values: FloatArray, n: int) -> FloatArray:
    """Mean of the values of each of n accounts; NaN where it has none.

    Args:
        positions: [k] the account of each value, 0 <= position < n.
    """
    count = np.bincount(positions, minlength=n)
    total = np.bincount(positions, weights=values, minlength=n)
    return np.divide(total, count, out=np.full(n, np.nan), where=count > 0)


def windows_of_days(readings: UsageReadings, n: int, days: Iterable[date]) -> dict[date, UsageWindows]:
    """The windows of each day, of n accounts, from one reading of everything between."""
    is_ours, is_whole = readings.account >= 0, readings.feature.are(lambda feature: not feature)
    column = np.full(len(is_ours), -1, dtype=np.int64)
    for at, name in enumerate(TREND_METRICS):
        of = is_ours & _of_metric(readings, name)
        column[of] = readings.account[of] * len(TREND_METRICS) + at
    place = column[readings.series]
    key = readings.series << _DAY_BITS | readings.day
    actives = np.flatnonzero(is_ours & is_whole & _of_metric(readings, "active_users"))
    users, eligible = (_of_metric(readings, name) for name in FEATURE_METRICS)
    by_feature = np.flatnonzero(is_ours & ~is_whole & (users | eligible))
    names = sorted({feature or "" for feature in readings.feature.words})
    number = {name: at for at, name in enumerate(names)}
    named = np.array([number[feature or ""] for feature in readings.feature.words], np.int64)[readings.feature.codes]

    def sums(first: int, last: int) -> FloatArray:
        inside = np.flatnonzero((readings.day > first) & (readings.day <= last) & (place >= 0))
        count = np.bincount(place[inside], minlength=n * len(TREND_METRICS))
        total = np.bincount(place[inside], weights=readings.value[inside], minlength=len(count))
        return np.where(count > 0, total, np.nan).reshape(n, len(TREND_METRICS))

    def latest(series: IntArray, today: int, length: int) -> tuple[IntArray, FloatArray]:
        """Those of some series that have a reading within (today - length, today], and the latest of each."""
        last = np.searchsorted(key, series << _DAY_BITS | today, side="right") - 1
        known = (last >= 0) & (key[last] > (series << _DAY_BITS | max(today - length, 0))) if len(key) else last > 0
        return series[known], readings.value[last[known]]

    made: dict[date, UsageWindows] = {}
    for day in days:
        today = day.toordinal()
        active_users = np.full(n, np.nan)
        series, value = latest(actives, today, SEAT_DAYS)
        active_users[readings.account[series]] = value
        series, value = latest(by_feature, today, ADOPTION_DAYS)
        made[day] = UsageWindows(
            sums(today - TREND_DAYS, today),
            sums(today - 2 * TREND_DAYS, today - TREND_DAYS),
            active_users,
            *feature_columns(readings.account[series], eligible[series].astype(np.int64), named[series], value),
        )
    return made


def feature_columns(
    account: IntArray, metric: IntArray, feature: IntArray, value: FloatArray
) -> tuple[IntArray, FloatArray, FloatArray]:
    """The last three columns of UsageWindows from the latest readings of FEATURE_METRICS, at most one of each a pair.

    Args:
        account: [k] positions; the readings, of either metric, in any order.
        metric: [k] positions in FEATURE_METRICS.
        feature: [k] numbers in the order of the features' names.
    """
    features = int(feature.max(initial=0)) + 1
    pairs, at = np.unique(account * features + feature, return_inverse=True)
    columns = (np.full(len(pairs), np.nan), np.full(len(pairs), np.nan))
    for number, column in enumerate(columns):
        column[at.reshape(-1)[metric == number]] = value[metric == number]
    return pairs // features, *columns


def _of_metric(readings: UsageReadings, name: str) -> npt.NDArray[np.bool_]:
    """Which series are of a metric."""
    return readings.metric.are(lambda metric: metric == name)


def aggregate(accounts: Sequence[str], readings: Iterable[UsageReading], day: date) -> UsageWindows:
    """The windows of `day` from the readings themselves: for small books, and to test faster ways against.

    Args:
        accounts: ids; readings of other accounts, of other metrics and after `day` are left out.
    """
    position = {account: at for at, account in enumerate(accounts)}
    summed: dict[tuple[int, int, int], list[float]] = {}
    active: dict[int, UsageReading] = {}
    by_feature: dict[tuple[int, str], dict[str, UsageReading]] = {}
    for reading in readings:
        at, age = position.get(reading.account), (day - reading.on_day).days
        if at is None or age < 0:
            continue
        if reading.metric in TREND_METRICS and age < 2 * TREND_DAYS:
            summed.setdefault((age // TREND_DAYS, at, TREND_METRICS.index(reading.metric)), []).append(reading.value)
        if reading.metric == "active_users" and not reading.feature and age < SEAT_DAYS:
            active[at] = _later(active.get(at), reading)
        if reading.metric in FEATURE_METRICS and reading.feature and age < ADOPTION_DAYS:
            latest = by_feature.setdefault((at, reading.feature), {})
            latest[reading.metric] = _later(latest.get(reading.metric), reading)

    sums = np.full((2, len(accounts), len(TREND_METRICS)), np.nan)
    for window, values in summed.items():
        sums[window] = math.fsum(values)
    features = sorted(by_feature)
    return UsageWindows(
        recent=sums[0],
        earlier=sums[1],
        active_users=_values(active.get(at) for at in range(len(accounts))),
        feature_account=np.array([at for at, _ in features], dtype=np.int64),
        feature_users=_values(by_feature[feature].get("feature_users") for feature in features),
        eligible_users=_values(by_feature[feature].get("eligible_users") for feature in features),
    )


def _later(known: UsageReading | None, reading: UsageReading) -> UsageReading:
    """The one of the later day; of one day, the one of the higher position."""
    if known is None or (known.on_day, known.position) < (reading.on_day, reading.position):
        return reading
    return known


def _values(readings: Iterable[UsageReading | None]) -> FloatArray:
    return np.fromiter((math.nan if reading is None else reading.value for reading in readings), dtype=np.float64)
