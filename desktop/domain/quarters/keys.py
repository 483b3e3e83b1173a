"""The figures that are kept of a quarter: their keys, units, and from which columns of the accounts they are summed.

A key that begins with "12m." is of the twelve months up to the quarter's end, every other one of the quarter itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Unit = Literal["cents", "share", "accounts", "points", "percent", "ease", "days", "score", "ratio"]
Number = float | int | None

STARTS_IN = "fiscal_year_starts_in"
"""The key of the setting: the month, 1-12."""

WINDOWS = ("", "12m.")
"""What the keys of a window begin with."""

UNITS: Mapping[str, Unit] = {
    "accounts.active": "accounts",
    "accounts.total": "accounts",
    "arr_cents": "cents",
    "at_risk_arr_cents": "cents",
    "nrr": "share",
    "grr": "share",
    "logo_churn": "share",
    "renewal_rate": "share",
    "bridge.start": "cents",
    "bridge.new": "cents",
    "bridge.reactivation": "cents",
    "bridge.expansion": "cents",
    "bridge.contraction": "cents",
    "bridge.churn": "cents",
    "bridge.end": "cents",
    "expansion_by_kind.upsell": "cents",
    "expansion_by_kind.cross_sell": "cents",
    "expansion_by_kind.feature_upgrade": "cents",
    "quick_ratio": "ratio",
    "clv": "cents",
    "nps": "points",
    "csat": "percent",
    "ces.mean_ease": "ease",
    "ces.percent_easy": "percent",
    "ces.index": "points",
    "ttv.median_days": "days",
    "ttv.p90_days": "days",
    "health.green": "accounts",
    "health.amber": "accounts",
    "health.red": "accounts",
    "health.unscored": "accounts",
    "health.mean": "score",
    "health.arr_weighted_mean": "score",
}
"""Every figure without its window, in the order they are shown."""

WHOLE: tuple[Unit, ...] = ("cents", "accounts", "days")
"""Units of whole numbers."""

_OF_STATE = ("accounts", "arr_cents", "at_risk_arr_cents", "ttv", "health")
"""The first words of figures of the last day, which are the same in both windows."""

COLUMNS: Mapping[str, str] = {
    "arr_cents": "arr",
    "at_risk_arr_cents": "at_risk",
    "bridge.start": "start",
    "bridge.new": "new",
    "bridge.reactivation": "reactivation",
    "bridge.expansion": "expansion",
    "bridge.contraction": "contraction",
    "bridge.churn": "churn",
    "bridge.end": "arr",
    "expansion_by_kind.upsell": "upsell",
    "expansion_by_kind.cross_sell": "cross_sell",
    "expansion_by_kind.feature_upgrade": "feature_upgrade",
}
"""Figures in cents that are sums over accounts -> the column of the accounts' parts."""

RATES: Mapping[str, tuple[str, str]] = {
    "nrr": ("kept", "start"),
    "grr": ("capped", "start"),
    "logo_churn": ("fell", "cohort"),
    "renewal_rate": ("renewed", "atr"),
}
"""Rates over accounts -> the columns of their numerator and denominator."""

_COLUMNS_OF_STATE = ("arr", "at_risk")


def is_of_state(name: str) -> bool:
    """Whether a figure (without its window) is of the last day, and not over the days before it."""
    return name.split(".")[0] in _OF_STATE


KEYS: tuple[str, ...] = tuple(
    f"{window}{name}" for window in WINDOWS for name in UNITS if not (window and is_of_state(name))
)
"""Every key, in the order they are shown."""


_NAMES = {
    "accounts.active": "active accounts",
    "accounts.total": "accounts",
    "arr_cents": "ARR",
    "at_risk_arr_cents": "at-risk ARR",
    "nrr": "NRR",
    "grr": "GRR",
    "clv": "CLV",
    "nps": "NPS",
    "csat": "CSAT",
    "ces.mean_ease": "CES",
    "ces.percent_easy": "CES, easy",
    "ces.index": "CES index",
    "ttv.median_days": "time to value, median",
    "ttv.p90_days": "time to value, 90 %",
    "bridge.start": "ARR at the start",
    "bridge.end": "ARR at the end",
}
"""Figures whose key is no name for people."""


def bare(key: str) -> str:
    """The key without its window."""
    return key.removeprefix(WINDOWS[1])


def window_of(key: str) -> str:
    """What the key begins with: one of WINDOWS."""
    return WINDOWS[1] if key.startswith(WINDOWS[1]) else WINDOWS[0]


def column_of(key: str, column: str) -> str:
    """The column of the key's own window."""
    return column if column in _COLUMNS_OF_STATE else f"{window_of(key)}{column}"


def called(key: str) -> str:
    """A figure as people call it."""
    name = bare(key)
    said = _NAMES.get(name) or name.removeprefix("bridge.").replace("expansion_by_kind.", "").replace("_", " ")
    return f"{said.replace('.', ', ')}, 12 months" if window_of(key) else said.replace("health.", "health, ")
