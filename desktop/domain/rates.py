"""A rate never travels without its numerator, denominator and n; nothing to divide by means no data, not zero."""

from __future__ import annotations

import math
from dataclasses import dataclass

Z_95 = 1.959964
"""Two-sided 95 % quantile of the normal distribution."""

SMALL_N = 20
"""Below this many observations a figure is marked as small."""


@dataclass(frozen=True, slots=True)
class Rate:
    """numerator / denominator, with the number of observations it stands on.

    Args:
        numerator, denominator: in the same unit (cents or counts).
        n: observations: accounts of a cohort, lines, answers.
    """

    numerator: int
    denominator: int
    n: int

    @property
    def value(self) -> float | None:
        """The share, or None (no data) where the denominator is zero."""
        return self.numerator / self.denominator if self.denominator else None

    @property
    def is_small(self) -> bool:
        return self.n < SMALL_N


def interval_told(value: float | None, low: float | None, high: float | None) -> tuple[float, float] | None:
    """The ends of an interval where it may be told beside its figure: the adjusted one of a single answer may miss it.

    Args:
        value, low, high: in the same unit; None where unknown.
    """
    if value is None or low is None or high is None or not low <= value <= high:
        return None
    return low, high


def wilson_interval(successes: int, n: int) -> tuple[float, float]:
    """95 % Wilson score interval of a share, both ends within 0-1.

    Args:
        successes: 0..n.
        n: > 0.
    Source: E. B. Wilson, JASA 22 (1927) 209-212.
    """
    share, z2 = successes / n, Z_95 * Z_95
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_95 / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return max(0.0, min(centre - half, share)), min(1.0, max(centre + half, share))


def annualised(monthly_loss: float) -> float:
    """The loss over a year that a monthly loss (0-1) compounds to: 1 - (1 - r)^12."""
    return 1 - (1 - monthly_loss) ** 12
