"""Rank correlation of two columns, with n and an interval. Knows no customers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from desktop.domain.rates import Z_95
from desktop.domain.usage import FloatArray

LEAST_N = 10
"""Below this many pairs nothing is said: the variance the interval uses is tested from n = 10 on."""


class RankCorrelation(NamedTuple):
    """Spearman's rank correlation, -1..1, with a 95 % interval that contains it.

    Args:
        value, low, high: None = fewer than LEAST_N pairs, or one of the columns is all alike.
        n: pairs.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int


def rank_correlation(x: Sequence[float], y: Sequence[float]) -> RankCorrelation:
    """Spearman's rho: Pearson's correlation of the ranks, ties sharing their mean rank.

    A perfect order has an infinite Fisher z; its interval is taken from the largest value below it that n pairs
    without ties can have, so that it is not given out as certain.

    Args:
        x, y: finite, as long as each other.
    Source: interval: Fisher's z with the variance (1 + r^2 / 2) / (n - 3) of D. G. Bonett and T. A. Wright, Sample
        size requirements for estimating Pearson, Kendall and Spearman correlations, Psychometrika 65 (2000) 23-28.
    """
    n = len(x)
    of_x, of_y = ranks(x), ranks(y)
    if n < LEAST_N:
        return RankCorrelation(None, None, None, n)
    dx, dy = of_x - of_x.mean(), of_y - of_y.mean()
    scale = math.sqrt(float(dx @ dx) * float(dy @ dy))
    if not scale:
        return RankCorrelation(None, None, None, n)
    value = min(1.0, max(-1.0, float(dx @ dy) / scale))
    most = 1 - 12 / (n**3 - n)
    r = min(most, max(-most, value))
    half = Z_95 * math.sqrt((1 + r * r / 2) / (n - 3))
    low, high = math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half)
    at_edge = abs(value) > most
    return RankCorrelation(
        value=value,
        low=-1.0 if at_edge and value < 0 else min(low, value),
        high=1.0 if at_edge and value > 0 else max(high, value),
        n=n,
    )


def ranks(values: Sequence[float]) -> FloatArray:
    """[n] ranks from 1 on; equal values share the mean of theirs."""
    _, inverse, counts = np.unique(np.array(values, np.float64), return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2)[inverse]
