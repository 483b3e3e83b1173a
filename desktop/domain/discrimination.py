"""How well a score tells apart those who were lost from those who stayed, and how sure that is.

Works on columns, one element an observation; knows nothing of health, accounts or days.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from desktop.domain.health_facts import BoolArray
from desktop.domain.usage import FloatArray, IntArray

RESAMPLES = 1_000
SEED = 19820101
"""Any fixed number: the same observations give the same interval."""
_TAILS = (0.025, 0.975)

Statistic = Callable[[FloatArray], FloatArray]
"""[m] figures from the weight of each observation; NaN = no data, infinity = something over nothing."""


class Estimate(NamedTuple):
    """A figure and its 95 % interval; value None = no data; low or high None = that end is open, or not known."""

    value: float | None
    low: float | None
    high: float | None


NO_DATA = Estimate(None, None, None)


def auc(score: FloatArray, lost: BoolArray) -> float | None:
    """The chance that of one who was lost and one who stayed, the lost one had the lower score; ties count half.

    Args:
        score: [k] no NaN; low is meant to be bad.
        lost: [k]
    Returns:
        0-1: 1 = every lost one had less than every other, 0.5 = a coin, below 0.5 = the wrong way round; None where
        nobody was lost, or everybody.
    Source: the area under the ROC curve as the Mann-Whitney statistic: Hanley & McNeil, Radiology 143 (1982) 29-36.
    """
    value = weighted_auc(ranks(score), lost, np.ones(len(score)))
    return None if math.isnan(value) else value


def ranks(score: FloatArray) -> IntArray:
    """[k] the place of each score among the different ones, from 0; equal scores share a place."""
    return np.unique(score, return_inverse=True)[1].astype(np.int64)


def weighted_auc(rank: IntArray, lost: BoolArray, weight: FloatArray) -> float:
    """As `auc`, every observation counting `weight` times; NaN where there is no pair.

    Args:
        rank: as `ranks` gives them, once for many weights.
    """
    fell = np.bincount(rank, weight * lost)
    stayed = np.bincount(rank, weight * ~lost)
    pairs = float(fell.sum() * stayed.sum())
    above = stayed.sum() - np.cumsum(stayed)
    return float((fell * (above + stayed / 2)).sum()) / pairs if pairs else math.nan


def estimates(statistic: Statistic, cluster: IntArray) -> list[Estimate]:
    """Each figure of the observations with its interval, by a bootstrap that draws whole clusters.

    Observations of one account at several month-ends are alike, and their outcomes overlap: drawn one by one they would
    pass for more knowledge than they are. So accounts are drawn, with replacement, each with all its observations, and
    the interval is the middle 95 % of 1,000 such draws; with fewer than two clusters, or with no figure in more than
    half of the draws, there is none. The seed is fixed, and clusters are drawn by their number.

    Args:
        cluster: [k] the number of each observation's cluster.
    Source: Efron & Tibshirani, An Introduction to the Bootstrap (1993), ch. 13 (percentiles); Davison & Hinkley,
        Bootstrap Methods and their Application (1997), section 3.8, and for the AUC Pang et al., Frontiers in
        Veterinary Science 10 (2023) 1274786 (whole clusters).
    """
    values = statistic(np.ones(len(cluster)))
    clusters, number = np.unique(cluster, return_inverse=True)
    n = len(clusters)
    if n < 2:
        return [_estimate(value, np.empty(0)) for value in values.tolist()]
    generator = np.random.default_rng(SEED)
    drawn = np.empty((RESAMPLES, len(values)))
    for at in range(RESAMPLES):
        times = np.bincount(generator.integers(0, n, n), minlength=n)
        drawn[at] = statistic(times[number].astype(np.float64))
    return [_estimate(value, drawn[:, column]) for column, value in enumerate(values.tolist())]


def _estimate(value: float, drawn: FloatArray) -> Estimate:
    known = drawn[~np.isnan(drawn)]
    if not math.isfinite(value):
        return NO_DATA
    if 2 * len(known) <= len(drawn):
        return Estimate(value, None, None)
    # Not interpolated: between a number and infinity there is nothing.
    low, high = np.quantile(known, _TAILS, method="inverted_cdf").tolist()
    return Estimate(value, min(low, value), max(high, value) if math.isfinite(high) else None)
