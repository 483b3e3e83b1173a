"""The usage readings that figures look at, as columns: one row of numbers a reading, and what its series is."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

import numpy as np

from desktop.domain.columns import Floats, Ints, Words, column
from desktop.domain.usage import FEATURE_METRICS, TREND_METRICS

EPOCH = 719_163
"""The ordinal of 1970-01-01, from which the file counts days."""
_PART = 100_000
"""Readings that are rows in memory before they are columns."""


class UsageColumns(NamedTuple):
    """Readings by metric, account and feature, then day.

    Args:
        account, metric, feature: per series; "" = no feature.
        series, day, value: per reading: the place of its series, and an ordinal.
    """

    account: Words
    metric: Words
    feature: Words
    series: Ints
    day: Ints
    value: Floats


def usage_columns(conn: sqlite3.Connection, first: int, last: int, only: str | None = None) -> UsageColumns:
    """The readings of the days from `first` to `last`, ordinals, of the metrics that figures are made of.

    Args:
        only: account ids as a list in JSON; None = all.
    """
    of = "" if only is None else "AND s.account IN (SELECT value FROM json_each(:only))"
    chosen = f"s.metric IN ({', '.join(map(repr, (*TREND_METRICS, *FEATURE_METRICS)))}) {of}"
    order = "s.metric, s.account, s.feature"
    values = {"only": only, "first": first - EPOCH, "last": last - EPOCH}
    found = conn.execute(
        f"SELECT s.no, s.account, s.metric, s.feature FROM usage_series s WHERE {chosen} ORDER BY {order}", values
    ).fetchall()
    number, account, metric, feature = zip(*found, strict=True) if found else ((), (), (), ())
    readings = conn.execute(
        "SELECT u.series, u.day, u.value FROM usage_series s CROSS JOIN usage u ON u.series = s.no "
        f"AND u.day BETWEEN :first AND :last WHERE {chosen} ORDER BY {order}, u.day, u.position",
        values,
    )
    parts = [(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))]
    while rows := readings.fetchmany(_PART):
        of_rows, days, read = zip(*rows, strict=True)
        parts.append((np.array(of_rows, np.int64), np.array(days, np.int64) + EPOCH, np.array(read, np.float64)))
    series, day, value = (np.concatenate(each) for each in zip(*parts, strict=True))
    numbers = np.array(number, np.int64)
    by_number = np.argsort(numbers)
    return UsageColumns(
        column("account", account),  # type: ignore[arg-type]
        column("metric", metric),  # type: ignore[arg-type]
        column("feature", feature),  # type: ignore[arg-type]
        by_number[np.searchsorted(numbers, series, sorter=by_number)] if len(numbers) else series,
        day,
        value,
    )
