"""How often the accounts of a segment are talked with, measured: what silence is compared with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import NamedTuple

CADENCE_WITHIN_DAYS = 365
LEAST_CONTACTS = 3
"""Days of contact an account needs for a rhythm: two gaps, so that one long holiday is not taken for one."""
LEAST_ACCOUNTS = 5
"""A segment with fewer accounts of a rhythm takes that of the whole book."""
SHORTEST_DAYS, LONGEST_DAYS = 14, 90
"""Bounds of a measured cadence: the days up to which engagement is full, and from which it is nothing (health score).

Without them, a week of daily emails would make silence of three days.
"""
USUAL_DAYS = 30
"""Where too little is recorded to measure: a month, from which on the team page counts an account as silent."""


class Cadence(NamedTuple):
    """Days between two contacts, as usual for a segment.

    Args:
        segment: whose it is; None = the whole book's.
        n: accounts it was measured on; 0 = USUAL_DAYS, nothing measured.
    """

    days: float
    segment: str | None
    n: int


UNMEASURED = Cadence(USUAL_DAYS, None, 0)


def cadences(
    contact_days: Iterable[tuple[str | None, Sequence[date]]], segments: Iterable[str | None], day: date
) -> Mapping[str | None, Cadence]:
    """The cadence of each segment: the median of its accounts' median gaps between contacts over (day-365, day].

    Args:
        contact_days: (segment, days of two-way contact, sorted, each once) of each account that counts.
        segments: those asked for; None has the whole book's.
    """
    first = day - timedelta(days=CADENCE_WITHIN_DAYS)
    rhythms: defaultdict[str | None, list[float]] = defaultdict(list)
    every: list[float] = []
    for segment, days in contact_days:
        inside = [each.toordinal() for each in days if first < each <= day]
        if len(inside) < LEAST_CONTACTS:
            continue
        gap = median(later - earlier for earlier, later in pairwise(inside))
        rhythms[segment].append(gap)
        every.append(gap)
    whole = _cadence(None, every) if len(every) >= LEAST_ACCOUNTS else UNMEASURED
    found: dict[str | None, Cadence] = {None: whole}
    for segment in set(segments) - {None}:
        own = rhythms.get(segment, [])
        found[segment] = _cadence(segment, own) if len(own) >= LEAST_ACCOUNTS else whole
    return found


def _cadence(segment: str | None, gaps: list[float]) -> Cadence:
    return Cadence(min(max(median(gaps), SHORTEST_DAYS), LONGEST_DAYS), segment, len(gaps))
