"""What a health score is made of: inputs with weights and curves, caps, and where the bands begin.

Knows no account and no fact; a scorecard file has been parsed from toml (or JSON) by somebody else.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

from desktop.domain.errors import Rejected

INPUTS = (
    "usage_trend",
    "seat_utilisation",
    "feature_adoption",
    "feedback",
    "support",
    "engagement",
    "outcomes",
    "commercial",
)
"""The inputs a score can have, in the order of every column and every list."""

CAPS = ("notice_given", "unanswered_detractor", "champion_left")
"""The causes that can cap a score, in the order of every column and every list."""

_MOST_WEIGHT, _MOST_X = 1e6, 1e9


@dataclass(frozen=True, slots=True)
class ScorecardInput:
    """An input's weight and curve.

    Args:
        name: one of INPUTS; the unit of x is the unit of its raw column (see health_inputs).
        weight: >= 0, in any unit: weights are normalised.
        points: (x, score 0-100), x increasing; straight between the points, flat outside.
    """

    name: str
    weight: float
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class ScorecardCap:
    """The score (0-100) that is not exceeded while the cause `name` (one of CAPS) holds."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Scorecard:
    """How accounts of one segment are scored; segment None = those without a scorecard of their own.

    Args:
        inputs, caps: in the order of INPUTS and CAPS; what is not named does not count.
        green_from, amber_from: 0-100, lower edges of the bands, inclusive.
        min_coverage: share (0-1) of the weight that must be known for a band, inclusive.
    """

    key: str
    name: str
    segment: str | None
    inputs: tuple[ScorecardInput, ...]
    caps: tuple[ScorecardCap, ...]
    green_from: float = 75.0
    amber_from: float = 50.0
    min_coverage: float = 0.4


def parse_scorecard(data: Mapping[str, object]) -> Scorecard:
    """The scorecard a parsed file describes; resources/scorecards/default.toml shows the form.

    Raises:
        Rejected: something is missing, unknown or out of its bounds; the message and `field` name the place.
    """
    allowed = ("key", "name", "segment", "inputs", "caps", "green_from", "amber_from", "min_coverage")
    _refuse_unknown(data, allowed, "the scorecard")
    green_from = _number(data.get("green_from", 75), "green_from", 0, 100)
    amber_from = _number(data.get("amber_from", 50), "amber_from", 0, 100)
    if amber_from > green_from:
        raise Rejected(
            f"The scorecard's amber_from {amber_from:g} lies above its green_from {green_from:g}: lower it.",
            field="amber_from",
        )
    return Scorecard(
        key=_text(data.get("key"), "key"),
        name=_text(data.get("name"), "name"),
        segment=None if data.get("segment") is None else _text(data["segment"], "segment"),
        inputs=_inputs(data.get("inputs")),
        caps=_caps(data.get("caps", {})),
        green_from=green_from,
        amber_from=amber_from,
        min_coverage=_number(data.get("min_coverage", 0.4), "min_coverage", 0, 1),
    )


def _inputs(value: object) -> tuple[ScorecardInput, ...]:
    named = _table(value, "inputs")
    _refuse_unknown(named, INPUTS, "inputs")
    inputs: list[ScorecardInput] = []
    for name in INPUTS:
        if name in named:
            where = f"inputs.{name}"
            entry = _table(named[name], where)
            _refuse_unknown(entry, ("weight", "points"), where)
            weight = _number(entry.get("weight"), f"{where}.weight", 0, _MOST_WEIGHT)
            inputs.append(ScorecardInput(name, weight, _points(entry.get("points"), f"{where}.points")))
    if not any(entry.weight > 0 for entry in inputs):
        raise Rejected("The scorecard gives no input a weight above 0: weigh at least one.", field="inputs")
    return tuple(inputs)


def _points(value: object, where: str) -> tuple[tuple[float, float], ...]:
    points: list[tuple[float, float]] = []
    for pair in _row(value, where):
        xy = _row(pair, where)
        if len(xy) != 2:
            raise Rejected(f"{where} holds {pair!r}: write each point as [measured, score].", field=where)
        points.append((_number(xy[0], where, -_MOST_X, _MOST_X), _number(xy[1], where, 0, 100)))
    if len(points) < 2:
        raise Rejected(f"{where} holds {len(points)} points: a curve needs at least two.", field=where)
    for (x, _), (following, _) in pairwise(points):
        if following <= x:
            raise Rejected(f"{where} goes from {x:g} to {following:g}: the first numbers have to rise.", field=where)
    return tuple(points)


def _caps(value: object) -> tuple[ScorecardCap, ...]:
    named = _table(value, "caps")
    _refuse_unknown(named, CAPS, "caps")
    return tuple(ScorecardCap(name, _number(named[name], f"caps.{name}", 0, 100)) for name in CAPS if name in named)


def _refuse_unknown(table: Mapping[str, object], allowed: Collection[str], where: str) -> None:
    unknown = [name for name in table if name not in allowed]
    if unknown:
        raise Rejected(f"{unknown[0]!r} is not known in {where}: use {', '.join(allowed)}.", field=unknown[0])


def _table(value: object, where: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise Rejected(f"The scorecard's {where} is missing or not a table: name its entries.", field=where)
    return cast("Mapping[str, object]", value)


def _row(value: object, where: str) -> Sequence[object]:
    if not isinstance(value, list | tuple):
        raise Rejected(f"The scorecard's {where} has to be a list of [measured, score] pairs.", field=where)
    return cast("Sequence[object]", value)


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Rejected(f"The scorecard's {where} is missing or not a text: name it.", field=where)
    return value.strip()


def _number(value: object, where: str, low: float, high: float) -> float:
    """NaN fails both comparisons, so it is refused too."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise Rejected(f"The scorecard's {where} is {value!r}: give a number from {low:g} to {high:g}.", field=where)
    return float(value)
