"""How often the accounts of a segment are in fact talked with, measured: what helps to decide on a cadence.

No rule reads it: a cadence that is measured calls neglect usual. What silence is compared with is in `cadences`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from statistics import median
from typing import NamedTuple

CADENCE_WITHIN_DAYS = 365
LEAST_CONTACTS = 3
"""Days of contact an account needs for a rhythm: two gaps, so that one long holiday is not taken for one."""
LEAST_ACCOUNTS = 5
"""A segment with fewer accounts of a rhythm is not measured."""


class Measured(NamedTuple):
    """Days between two contacts, as usual for a segment, and the accounts it was measured on."""

    days: float
    n: int


def measured(contact_days: Iterable[tuple[str | None, Sequence[date]]], day: date) -> Mapping[str | None, Measured]:
    """The rhythm of each segment: the median of its accounts' median gaps between contacts over (day-365, day].

    Args:
        contact_days: (segment, days of two-way contact, sorted, each once) of each account that counts.
    Returns:
        By segment, of those with enough accounts; None = accounts of no segment.
    """
    last = day.toordinal()
    rhythms: defaultdict[str | None, list[float]] = defaultdict(list)
    for segment, days in contact_days:
        inside = [each.toordinal() for each in days if last - CADENCE_WITHIN_DAYS < each.toordinal() <= last]
        if len(inside) >= LEAST_CONTACTS:
            rhythms[segment].append(median(later - earlier for earlier, later in pairwise(inside)))
    return {
        segment: Measured(float(median(gaps)), len(gaps))
        for segment, gaps in rhythms.items()
        if len(gaps) >= LEAST_ACCOUNTS
    }
