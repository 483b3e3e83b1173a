"""What a health score is made of: inputs with weights and curves, caps, and where the bands begin.

A scorecard is data: it is parsed, changed field by field, copied for a segment and compared with another. Knows no
account and no fact; a scorecard file has been parsed from toml (or JSON) by somebody else.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, NamedTuple, cast

from desktop.domain.counting import counted
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

NO_CAP = 100.0
"""A cap that takes nothing: what is kept where a cap was switched off, so that the past still has it."""

SETTINGS = ("name", "green_from", "amber_from", "min_coverage")
"""What of a scorecard can be changed besides its inputs and caps."""

LONGEST_NAME = 200
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


class Difference(NamedTuple):
    """A field in which two scorecards differ; None = the input or cap is not in that one.

    Args:
        field: as in Rejected: green_from, inputs.feedback.weight, inputs.feedback.points, caps.notice_given.
    """

    field: str
    old: object
    new: object


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
            f"Amber begins at {amber_from:g}, above green at {green_from:g}: lower amber, or raise green.",
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


def as_data(card: Scorecard) -> dict[str, Any]:
    """What parse_scorecard makes the same scorecard of."""
    return {
        "key": card.key,
        "name": card.name,
        "segment": card.segment,
        "green_from": card.green_from,
        "amber_from": card.amber_from,
        "min_coverage": card.min_coverage,
        "inputs": {entry.name: {"weight": entry.weight, "points": entry.points} for entry in card.inputs},
        "caps": {cap.name: cap.value for cap in card.caps},
    }


def with_changes(card: Scorecard, changes: Mapping[str, object]) -> Scorecard:
    """The scorecard with some of its fields changed, checked as a whole.

    Args:
        changes: field, as in Difference -> new value; None for a cap takes it away.

    Raises:
        Rejected: a field is not known, or the scorecard makes no sense with it; `field` names the place.
    """
    data = as_data(card)
    for field, value in changes.items():
        group, _, name = field.partition(".")
        name, _, part = name.partition(".")
        if group == "inputs" and name in INPUTS and part in ("weight", "points"):
            data["inputs"].setdefault(name, {})[part] = value
        elif group == "caps" and name in CAPS and not part:
            data["caps"].pop(name, None)
            if value is not None:
                data["caps"][name] = value
        elif field in SETTINGS:
            data[field] = value
        else:
            raise Rejected(f"{field!r} is nothing a scorecard has: nothing was changed.", field=field)
    return parse_scorecard(data)


def copied_for(card: Scorecard, segment: str) -> Scorecard:
    """The same scorecard for the accounts of one segment; its key is the same whoever makes it.

    Raises:
        Rejected: the segment has no name, or a very long one.
    """
    said = segment.strip()
    if not said:
        raise Rejected("A scorecard of its own needs a segment: name it.", field="segment")
    if len(said) > LONGEST_NAME:
        raise Rejected(f"A segment has at most {LONGEST_NAME} characters; this one has {len(said)}.", field="segment")
    return replace(card, key=f"segment:{said}", name=said, segment=said)


def with_values_of(card: Scorecard, other: Scorecard) -> Scorecard:
    """All that `other` scores by, under the key, name and segment of `card`."""
    return replace(other, key=card.key, name=card.name, segment=card.segment)


def differences(before: Scorecard, after: Scorecard) -> tuple[Difference, ...]:
    """The fields in which two scorecards differ, inputs first, then caps, then the rest; keys and segments aside."""
    old, new = _fields(before), _fields(after)
    names = [
        *(f"inputs.{name}.{part}" for name in INPUTS for part in ("weight", "points")),
        *(f"caps.{name}" for name in CAPS),
        *SETTINGS,
    ]
    return tuple(Difference(name, old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name))


def weight_shares(card: Scorecard) -> dict[str, float]:
    """Input -> its share (0-1) of all weight, as it counts where everything is known."""
    total = sum(entry.weight for entry in card.inputs)
    return {entry.name: entry.weight / total for entry in card.inputs}


def _fields(card: Scorecard) -> dict[str, object]:
    found: dict[str, object] = {name: getattr(card, name) for name in SETTINGS}
    for entry in card.inputs:
        found |= {f"inputs.{entry.name}.weight": entry.weight, f"inputs.{entry.name}.points": entry.points}
    return found | {f"caps.{cap.name}": cap.value for cap in card.caps if cap.value < NO_CAP}


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
            raise Rejected(f"The {_called(where)} holds {pair!r}: write each point as [measured, score].", field=where)
        points.append((_number(xy[0], where, -_MOST_X, _MOST_X), _number(xy[1], where, 0, 100)))
    if len(points) < 2:
        raise Rejected(f"The {_called(where)} has {counted(len(points), 'point')}: it needs at least two.", field=where)
    for (x, _), (following, _) in pairwise(points):
        if following <= x:
            raise Rejected(
                f"The {_called(where)} does not rise: each point has to measure more than the one before it.",
                field=where,
            )
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
        raise Rejected(f"The {_called(where)} has to be a list of [measured, score] pairs.", field=where)
    return cast("Sequence[object]", value)


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Rejected(f"The scorecard's {where} is missing or not a text: name it.", field=where)
    return value.strip()


def _number(value: object, where: str, low: float, high: float) -> float:
    """NaN fails both comparisons, so it is refused too."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        said = "missing" if value is None else f"{value:g}" if isinstance(value, float) else repr(value)
        raise Rejected(f"The {_called(where)} is {said}: give a number from {low:,.10g} to {high:,.10g}.", field=where)
    return float(value)


def _called(where: str) -> str:
    """A field in words: weight of feedback, curve of support, cap of champion left, lower edge of green."""
    group, _, name = where.partition(".")
    name, _, part = name.partition(".")
    words = {
        "green_from": "lower edge of green",
        "amber_from": "lower edge of amber",
        "min_coverage": "least coverage (1 is 100 %)",
        "weight": f"weight of {name}",
        "points": f"curve of {name}",
        "caps": f"cap of {name}",
    }
    return words.get(part or group, where).replace("_", " ")
