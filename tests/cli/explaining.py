"""What holds of every explanation, whatever the book."""

from __future__ import annotations

import math
from typing import Any, cast

import pytest

from desktop.domain.explain import Explanation
from desktop.domain.explain.shown_columns import shown

Json = dict[str, Any]


def in_metrics(figures: Json, key: str) -> Any:
    """What the JSON of `metrics` says under a key."""
    if key == "contributions":
        rate = figures["nrr"]["value"]
        return None if rate is None else math.fsum(each["points"] for each in figures["contributions"])
    if key == "bridge":
        return figures["bridge"]["end"] - figures["bridge"]["start"]
    if key == "expansion_by_kind":
        return sum(figures["expansion_by_kind"].values())
    if key == "ttv.curve":
        curve, n = figures["ttv"]["curve"], figures["ttv"]["reached"] + figures["ttv"]["censored"]
        return None if not n else 1 - curve[-1][1] if curve else 0.0
    held: Any = figures
    for name in key.split("."):
        held = held[name]
    if isinstance(held, dict):
        rate = cast("Json", held)
        return rate["value"] if "value" in rate else rate["value_cents"]
    return held


N_OF = {
    **{
        f"{key}{part}": key for key in ("nrr", "grr", "logo_churn", "renewal_rate") for part in ("", ".numerator", ".n")
    },
    **{f"nps{part}": "nps" for part in ("", ".promoters", ".low")},
    **dict.fromkeys(("csat", "csat.band"), "csat"),
    **dict.fromkeys(("ces.mean_ease", "ces.index", "ces.percent_easy"), "ces"),
    "clv": "clv",
    "contributions": "nrr",
}
"""The keys whose n stands in the JSON of `metrics`, and where."""


def check(found: Explanation, figures: Json) -> None:
    """What holds of every explanation."""
    assert found.value == in_metrics(figures, found.key), found.key
    if found.key in N_OF:
        assert found.n == figures[N_OF[found.key]]["n"], found.key
    if found.value is not None and found.part is not None:
        total = math.fsum(found.parts())
        exact = found.unit in ("cents", "count")
        assert total == found.value if exact else total == pytest.approx(found.value, abs=1e-9), found.key
    assert found.part is None or found.part in [column.key for column in found.columns]
    assert found.part is not None or found.no_sum or found.value is None
    for at, column in enumerate(found.columns):
        if column.total is not None:
            cells = [cell for row in found.rows if isinstance(cell := row.cells[at], int | float)]
            assert math.fsum(cells) == pytest.approx(column.total, abs=1e-9), (found.key, column.key)
        told = shown(found, at)
        if told is not None and told.total is not None:
            summed = math.fsum(cell or 0 for cell in told.cells)
            assert summed == pytest.approx(told.total, abs=10**-told.digits / 2), (found.key, column.key)
    assert all(len(row.cells) == len(found.columns) for row in found.rows)
    assert all(each.n > 0 for each in found.exclusions)
    assert found.sentence
    assert found.definition
