"""Curves of use: what weekly readings of an account look like, newest first."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from itertools import pairwise

WEEKS = 60
"""Weekly readings go back about fourteen months."""

SETTLED_WEEKS = 12
"""The newest readings follow the trend exactly; older ones wander between it and where the account once was."""


def curve(now: float, trend: float, then: float, rng: random.Random, *, wobble: float = 0.03) -> list[float]:
    """Shares of seats used, week by week, index 0 the newest.

    Args:
        now: newest share, 0-1 and above.
        trend: change of the last 28 days against the 28 before, a share (-0.1 = down 10 %), kept for SETTLED_WEEKS.
        then: share WEEKS ago.
        wobble: noise of the older weeks, as a share of the value.
    """
    growth = (1 + trend) ** 0.25
    newest = [now * growth**-week for week in range(SETTLED_WEEKS)]
    turn, span = newest[-1], WEEKS - SETTLED_WEEKS
    older: list[float] = []
    for week in range(span):
        level = turn + (then - turn) * (week + 1) / span
        season = 1 + 0.02 * math.sin(week / 4.2)
        older.append(max(0.0, level * season * (1 + rng.uniform(-wobble, wobble))))
    return newest + older


def through(points: Sequence[tuple[int, float]]) -> list[float]:
    """Shares through (week, share) points, weeks ascending from 0; in proportion between them, flat after the last."""
    values: list[float] = []
    for (week, share), (next_week, next_share) in pairwise(points):
        span = next_week - week
        values += [share * (next_share / share) ** (step / span) for step in range(span)]
    values += [points[-1][1]] * (WEEKS - len(values))
    return values[:WEEKS]
