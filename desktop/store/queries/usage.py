"""Usage summed for a day where it is kept: a million readings stay in the file, a few numbers an account come out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from desktop.domain.columns import Positions
from desktop.domain.usage import (
    ADOPTION_DAYS,
    FEATURE_METRICS,
    SEAT_DAYS,
    TREND_DAYS,
    TREND_METRICS,
    FloatArray,
    IntArray,
    UsageReadings,
    UsageWindows,
    feature_columns,
    windows_of_days,
)
from desktop.store import derived
from desktop.store.collector import collector_paused
from desktop.store.queries.usage_columns import usage_columns

_EPOCH = date(1970, 1, 1).toordinal()
Texts = npt.NDArray[np.object_]

FEW = 50
"""Accounts whose rows are looked up one by one; more are read more quickly with all the others."""
_FEW_DAYS = 3
"""The windows of so many days are summed in the file; for more the readings are taken out once, which costs as much."""


def usage_windows(conn: sqlite3.Connection, accounts: Sequence[str], day: date) -> UsageWindows:
    """The windows that the figures of `day` need, aligned with `accounts`; desktop.domain.usage says what they are."""
    return windows_of(conn, accounts, (day,))[day]


def windows_of(conn: sqlite3.Connection, accounts: Sequence[str], days: Sequence[date]) -> dict[date, UsageWindows]:
    """`usage_windows` of each of some days."""
    if not days:
        return {}
    with collector_paused():
        read = None if len(accounts) <= FEW else derived.usage(conn, *_looked_at(days))
        if read is None and len(days) > _FEW_DAYS:
            read = usage_columns(conn, *_looked_at(days), _only(accounts))
        if read is not None:
            readings = UsageReadings(Positions(accounts).of(read.account), *read[1:])
            return windows_of_days(readings, len(accounts), days)
        return dict(zip(days, _summed(conn, accounts, days), strict=True))


def _summed(conn: sqlite3.Connection, accounts: Sequence[str], days: Sequence[date]) -> list[UsageWindows]:
    """Summed in the file, the windows of all days in one walk over the series of each metric."""
    position, only = {account: at for at, account in enumerate(accounts)}, _only(accounts)
    todays = [day.toordinal() - _EPOCH for day in days]
    shape = (len(days), 2, len(accounts), len(TREND_METRICS))
    sums = np.full(shape, np.nan)
    at, metrics, _, values = _rows(_SUMS, conn, TREND_METRICS, todays, 2 * TREND_DAYS, only, position)
    for column, metric in enumerate(TREND_METRICS):
        of = metrics == metric
        sums[:, :, at[of], column] = values[of].T.reshape(*shape[:2], -1)
    active_users = np.full((len(days), len(accounts)), np.nan)
    at, _, features, values = _rows(_LATEST, conn, ("active_users",), todays, SEAT_DAYS, only, position)
    whole = features == ""
    active_users[:, at[whole]] = values[whole].T
    at, metrics, features, values = _rows(_LATEST, conn, FEATURE_METRICS, todays, ADOPTION_DAYS, only, position)
    windows: list[UsageWindows] = []
    for i in range(len(days)):
        known = ~np.isnan(values[:, i]) & (features != "")
        named: list[str] = features[known].tolist()
        number = {name: no for no, name in enumerate(sorted(set(named)))}
        of = np.array([FEATURE_METRICS.index(metric) for metric in metrics[known]], np.int64)
        pairs = feature_columns(at[known], of, np.array([number[name] for name in named], np.int64), values[known, i])
        windows.append(UsageWindows(sums[i, 0], sums[i, 1], active_users[i], *pairs))
    return windows


class _Asked(NamedTuple):
    """What is asked of each series for each day, what it is joined with, and how its rows are put together."""

    columns: tuple[str, ...]
    joined: str = ""
    grouped: str = ""


_SUMS = _Asked(
    (
        "sum(CASE WHEN u.day > {today} - {days} / 2 AND u.day <= {today} THEN u.value END)",
        "sum(CASE WHEN u.day > {today} - {days} AND u.day <= {today} - {days} / 2 THEN u.value END)",
    ),
    "CROSS JOIN usage u ON u.series = s.no AND u.day > {first} AND u.day <= {last}",
    "GROUP BY s.metric, s.account",
)
_LATEST = _Asked(
    (
        "(SELECT u.value FROM usage u WHERE u.series = s.no AND u.day > {today} - {days} AND u.day <= {today} "
        "ORDER BY u.day DESC, u.position DESC LIMIT 1)",
    )
)


def _rows(
    asked: _Asked,
    conn: sqlite3.Connection,
    metrics: Sequence[str],
    todays: Sequence[int],
    days: int,
    only: str | None,
    position: Mapping[str, int],
) -> tuple[IntArray, Texts, Texts, FloatArray]:
    """Account, metric, feature, and for each day what was asked, NaN = nothing, of each series of some metrics."""
    columns = [column.format(today=today, days=days) for today in todays for column in asked.columns]
    joined = asked.joined.format(first=min(todays) - days, last=max(todays))
    rows = conn.execute(
        f"SELECT s.account, s.metric, s.feature, {', '.join(columns)} FROM usage_series s {joined} "
        f"WHERE {_chosen(metrics, only)} {asked.grouped}",
        {"only": only},
    ).fetchall()
    rows = [row for row in rows if row[0] in position]
    if not rows:
        none = np.array([], object)
        return np.zeros(0, np.int64), none, none, np.zeros((0, len(columns)))
    account, metric, feature, *values = zip(*rows, strict=True)
    at = _positions(account, position)
    return at, np.array(metric, object), np.array(feature, object), np.array(values, np.float64).T


def _looked_at(days: Sequence[date]) -> tuple[int, int]:
    """The first and the last ordinal of the readings that the windows of some days look at."""
    return min(days).toordinal() - ADOPTION_DAYS + 1, max(days).toordinal()


def _positions(accounts: Sequence[str | None], position: Mapping[str, int]) -> IntArray:
    """Where each account is; -1 = not among them."""
    return np.array([position.get(account or "", -1) for account in accounts], np.int64)


def _only(accounts: Sequence[str]) -> str | None:
    """The accounts as a list that SQLite reads, where they are few: then their series are looked up."""
    return json.dumps(accounts) if len(accounts) <= FEW else None


def _chosen(metrics: Sequence[str], only: str | None) -> str:
    of = "" if only is None else "AND s.account IN (SELECT value FROM json_each(:only))"
    return f"s.metric IN ({', '.join(map(repr, metrics))}) {of}"
