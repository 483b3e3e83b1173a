"""Usage summed for a day where it is kept: a million readings stay in the file, a few numbers an account come out."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date

import numpy as np

from desktop.domain.usage import ADOPTION_DAYS, SEAT_DAYS, TREND_DAYS, TREND_METRICS, FloatArray, UsageWindows

_EPOCH = date(1970, 1, 1).toordinal()


def usage_windows(conn: sqlite3.Connection, accounts: Sequence[str], day: date) -> UsageWindows:
    """The windows that the figures of `day` need, aligned with `accounts`; desktop.domain.usage says what they are."""
    position = {account: at for at, account in enumerate(accounts)}
    today = day.toordinal() - _EPOCH
    only = accounts[0] if len(accounts) == 1 else None
    recent = np.full((len(accounts), len(TREND_METRICS)), np.nan)
    earlier = recent.copy()
    for column, metric in enumerate(TREND_METRICS):
        rows = conn.execute(
            "SELECT s.account, sum(CASE WHEN u.day > :middle THEN u.value END), "
            "sum(CASE WHEN u.day <= :middle THEN u.value END) FROM usage_series s "
            "CROSS JOIN usage u ON u.series = s.no AND u.day > :first AND u.day <= :today "
            f"WHERE s.metric = :metric {_only(only)} GROUP BY s.account",
            {
                "metric": metric,
                "today": today,
                "middle": today - TREND_DAYS,
                "first": today - 2 * TREND_DAYS,
                "only": only,
            },
        )
        for account, last, before in rows:
            at = position.get(account)
            if at is not None:
                recent[at, column] = np.nan if last is None else last
                earlier[at, column] = np.nan if before is None else before
    active_users = np.full(len(accounts), np.nan)
    for account, _, value in _latest(conn, "active_users", today, only, SEAT_DAYS, whole=True):
        if account in position:
            active_users[position[account]] = value
    users = {(account, feature): value for account, feature, value in _latest(conn, "feature_users", today, only)}
    eligible = {(account, feature): value for account, feature, value in _latest(conn, "eligible_users", today, only)}
    keys = sorted(
        (position[account], feature, account) for account, feature in {*users, *eligible} if account in position
    )
    return UsageWindows(
        recent=recent,
        earlier=earlier,
        active_users=active_users,
        feature_account=np.array([at for at, _, _ in keys], np.int64),
        feature_users=_column([users.get((account, feature)) for _, feature, account in keys]),
        eligible_users=_column([eligible.get((account, feature)) for _, feature, account in keys]),
    )


def _latest(
    conn: sqlite3.Connection,
    metric: str,
    today: int,
    only: str | None,
    days: int = ADOPTION_DAYS,
    *,
    whole: bool = False,
) -> list[tuple[str, str, float]]:
    """(account, feature, value) of the latest reading within (today - days, today] of each series that has one."""
    which = "AND s.feature = ''" if whole else "AND s.feature <> ''"
    return conn.execute(
        "SELECT account, feature, value FROM (SELECT s.account, s.feature, (SELECT u.value FROM usage u "
        "WHERE u.series = s.no AND u.day > :first AND u.day <= :today ORDER BY u.day DESC, u.position DESC LIMIT 1) "
        f"AS value FROM usage_series s WHERE s.metric = :metric {which} {_only(only)}) "
        "WHERE value IS NOT NULL",
        {"metric": metric, "today": today, "first": today - days, "only": only},
    ).fetchall()


def _only(account: str | None) -> str:
    """Of one account, its few series are looked up instead of all being walked."""
    return "" if account is None else "AND s.account = :only"


def _column(values: list[float | None]) -> FloatArray:
    return np.array(values, np.float64)
