"""The health score: what the inputs of a day come to under a scorecard, and why.

Works on whole columns; knows the inputs by name only, not the facts behind them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from desktop.domain.errors import Rejected
from desktop.domain.health_inputs import MISSING, HealthInputs
from desktop.domain.scorecards import CAPS, INPUTS, Scorecard
from desktop.domain.usage import FloatArray, IntArray

BANDS = ("green", "amber", "red", "unscored")

_DECIMALS = 9
"""Comparisons with edges are made on this many decimals, so that 75 that came out as 74.99999999999999 is 75."""


@dataclass(frozen=True, slots=True, eq=False)
class HealthScores:
    """Scores of n accounts, and what they are made of.

    Args:
        scorecards, scorecard_of: the scorecard of each account is scorecards[scorecard_of].
        score: [n] 0-100; NaN where the account is not active or no input is present.
        mean: [n] the score before the cap.
        coverage: [n] 0-1, weight present / all weight; for inactive accounts too.
        band: [n] one of BANDS; unscored without a score, or with less coverage than the scorecard asks for.
        values: [n, 8] inputs after their curves, 0-100; NaN = missing or not in the scorecard.
        weights: [n, 8] normalised over what is present; all 0 without a score.
        points: [n, 8] weight x value; they and cap_points add up to the score within 1e-9.
        cap_points: [n, 3] <= 0.
    """

    inputs: HealthInputs
    scorecards: tuple[Scorecard, ...]
    scorecard_of: IntArray
    score: FloatArray
    mean: FloatArray
    coverage: FloatArray
    band: npt.NDArray[np.str_]
    values: FloatArray
    weights: FloatArray
    points: FloatArray
    cap_points: FloatArray


class InputRow(NamedTuple):
    """One input of an explanation: raw in the input's unit, value 0-100, weight 0-1; `missing` says why, if it is."""

    name: str
    raw: float | None
    value: float | None
    weight: float
    points: float
    missing: str | None


class CapRow(NamedTuple):
    """A cap that lowers the score, by its (negative) points."""

    name: str
    points: float


class HealthExplanation(NamedTuple):
    """Why an account has its score: the points of the rows add up to it. score, shown and mean None = no score."""

    score: float | None
    shown: int | None
    mean: float | None
    coverage: float
    band: str
    is_active: bool
    inputs: tuple[InputRow, ...]
    caps: tuple[CapRow, ...]


class RoundedPoints(NamedTuple):
    """Whole points as they are shown, aligned with the rows of the explanation; they add up to `score`."""

    score: int | None
    inputs: tuple[int, ...]
    caps: tuple[int, ...]


def score(inputs: HealthInputs, scorecard: Scorecard) -> HealthScores:
    """The health score of every account under one scorecard: weighted mean of the inputs present, then the caps.

    Every input goes through its curve (linear between the points, flat outside). Weights are normalised over what is
    present. Of the caps that hold, the lowest is applied first, which leaves nothing to take for the others.
    """
    return _score(inputs, (scorecard,), np.zeros(len(inputs.accounts), dtype=np.int64))


def score_book(inputs: HealthInputs, segments: Sequence[str | None], scorecards: Sequence[Scorecard]) -> HealthScores:
    """The health score of every account under the scorecard of its segment, else under the one without a segment.

    Args:
        segments: aligned with inputs.accounts.
        scorecards: of two for one segment, the one with the first key counts.

    Raises:
        Rejected: an account's segment has no scorecard, and there is none without a segment.
    """
    cards = tuple(sorted(scorecards, key=lambda card: card.key))
    card_of: dict[str | None, int] = {}
    for index, card in enumerate(cards):
        card_of.setdefault(card.segment, index)
    general = card_of.get(None)
    chosen = [card_of.get(segment, general) for segment in segments]
    if None in chosen:
        raise Rejected(
            f"No scorecard is for the segment {segments[chosen.index(None)]!r}, and none without a segment: add one.",
            field="segment",
        )
    return _score(inputs, cards, np.array(chosen, dtype=np.int64))


def explain(scores: HealthScores, account: str) -> HealthExplanation:
    """The rows a score is made of, for one account: the inputs of its scorecard in order, then the cap that binds.

    Raises:
        Rejected: the account is not among the scored ones.
    """
    if account not in scores.inputs.accounts:
        raise Rejected(f"There is no account {account!r} among those scored: check the name.", field="account")
    at = scores.inputs.accounts.index(account)
    scorecard = scores.scorecards[int(scores.scorecard_of[at])]
    rows: list[InputRow] = []
    for entry in scorecard.inputs:
        column = INPUTS.index(entry.name)
        value = _known(scores.values[at, column])
        rows.append(
            InputRow(
                name=entry.name,
                raw=_known(scores.inputs.raw[at, column]),
                value=value,
                weight=float(scores.weights[at, column]),
                points=float(scores.points[at, column]),
                missing=MISSING[entry.name] if value is None else None,
            )
        )
    cap_points = zip(CAPS, scores.cap_points[at], strict=True)
    return HealthExplanation(
        score=_known(scores.score[at]),
        shown=shown_score(scores, at),
        mean=_known(scores.mean[at]),
        coverage=float(scores.coverage[at]),
        band=str(scores.band[at]),
        is_active=bool(scores.inputs.active[at]),
        inputs=tuple(rows),
        caps=tuple(CapRow(name, float(points)) for name, points in cap_points if points < 0),
    )


def shown_score(scores: HealthScores, at: int) -> int | None:
    """`shown_scores` of the account at a position; None without a score."""
    shown = shown_scores(scores, slice(at, at + 1) if at >= 0 else slice(at, None))[0]
    return None if math.isnan(shown) else int(shown)


def shown_scores(scores: HealthScores, rows: slice = slice(None)) -> FloatArray:
    """The scores in whole points, halves up; NaN without one.

    Rounded down where rounding up would reach the next band: an amber 74.6 is not shown as the 75 where green begins.

    Args:
        rows: positions of the accounts that are asked for.
    """
    settled = np.round(scores.score[rows], _DECIMALS)
    nearest = np.floor(settled + 0.5)
    edges = np.array([(card.amber_from, card.green_from) for card in scores.scorecards]).reshape(-1, 2)
    own = edges[scores.scorecard_of[rows]]
    crosses = ((settled[:, None] < own) & (own <= nearest[:, None])).any(axis=1)
    return np.where(crosses, np.floor(settled), nearest)


def largest_losses(scores: HealthScores) -> list[tuple[str, float] | None]:
    """What takes most from each score: an input or the cap that binds, and its points > 0; None = nothing does.

    What an input loses is what its weight could have earned; one that is missing loses nothing. Of equal losses the
    earlier one in INPUTS, caps after them.
    """
    names = (*INPUTS, *CAPS)
    lost = np.round(np.hstack((100 * scores.weights - scores.points, -scores.cap_points)), _DECIMALS)
    lost[np.isnan(scores.score)] = 0.0
    most = lost.argmax(axis=1).tolist()
    points = lost.max(axis=1, initial=0.0).tolist()
    return [(names[at], taken) if taken > 0 else None for at, taken in zip(most, points, strict=True)]


def rounded_points(explanation: HealthExplanation) -> RoundedPoints:
    """The points of the rows in whole numbers, by largest remainder, so that they add up to the score as it is shown.

    Equal remainders go to the earlier row. Without a score all points are 0.
    """
    parts = [round(row.points, _DECIMALS) for row in (*explanation.inputs, *explanation.caps)]
    shown = [math.floor(part) for part in parts]
    score = explanation.shown
    by_remainder = sorted(range(len(parts)), key=lambda i: (shown[i] - parts[i], i))
    for i in by_remainder[: (score or 0) - sum(shown)]:
        shown[i] += 1
    n = len(explanation.inputs)
    return RoundedPoints(score, tuple(shown[:n]), tuple(shown[n:]))


def _score(inputs: HealthInputs, cards: tuple[Scorecard, ...], card_of: IntArray) -> HealthScores:
    values, all_weights, cap_values = _under_scorecards(inputs, cards, card_of)
    is_missing = np.isnan(values)
    present = np.where(is_missing, 0.0, all_weights)
    held = _across(present)
    coverage = held / _across(all_weights)
    is_scored = inputs.active & (held > 0)
    weights = np.divide(present, held[:, None], out=np.zeros_like(present), where=is_scored[:, None])
    points = weights * np.where(is_missing, 0.0, values)
    mean = np.where(is_scored, np.clip(_across(points), 0, 100), np.nan)

    rows = np.arange(len(mean))
    lowest = cap_values.argmin(axis=1)
    cap = cap_values[rows, lowest]
    binds = np.round(mean - cap, _DECIMALS) > 0
    cap_points = np.zeros_like(cap_values)
    cap_points[rows[binds], lowest[binds]] = (cap - mean)[binds]
    capped = np.where(binds, cap, mean)

    settled = np.round(capped, _DECIMALS)
    edges = np.array([(card.green_from, card.amber_from, card.min_coverage) for card in cards]).reshape(-1, 3)[card_of]
    band = np.full(len(mean), "red", dtype="<U8")
    band[settled >= edges[:, 1]] = "amber"
    band[settled >= edges[:, 0]] = "green"
    band[~is_scored | (np.round(coverage, _DECIMALS) < edges[:, 2])] = "unscored"
    return HealthScores(inputs, cards, card_of, capped, mean, coverage, band, values, weights, points, cap_points)


def _under_scorecards(
    inputs: HealthInputs, cards: tuple[Scorecard, ...], card_of: IntArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Values [n, 8], weights [n, 8] and the caps that hold [n, 3] (infinity where none), each by its own scorecard."""
    n = len(inputs.accounts)
    values = np.full((n, len(INPUTS)), np.nan, order="F")
    weights = np.zeros((n, len(INPUTS)), order="F")
    caps = np.full((n, len(CAPS)), np.inf, order="F")
    for index, card in enumerate(cards):
        rows = np.flatnonzero(card_of == index)
        for entry in card.inputs:
            column = INPUTS.index(entry.name)
            x, y = zip(*entry.points, strict=True)
            values[rows, column] = np.interp(inputs.raw[rows, column], x, y)
            weights[rows, column] = entry.weight
        for cap in card.caps:
            column = CAPS.index(cap.name)
            caps[rows[inputs.caps[rows, column]], column] = cap.value
    return values, weights, caps


def _across(columns: FloatArray) -> FloatArray:
    """The sum of each row, column after column: numpy's own adds up one row in another order than many."""
    return reduce(np.add, columns.T)


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
