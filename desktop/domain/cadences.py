"""How often a segment's accounts are to be talked with, and reviewed: set by the portfolio, else the shipped default.

A cadence is decided, not measured: what is measured follows how things are, neglect included, and moves with every
holiday. The measured one (`signals.cadence.measured`) stands beside it, to help deciding.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from desktop.domain.errors import Rejected

Kind = Literal["contact", "qbr"]

PREFIX: Mapping[Kind, str] = MappingProxyType({"contact": "cadence:", "qbr": "qbr_cadence:"})
"""Key of the setting; the segment follows it, nothing = the accounts of no segment, or of one without its own."""

DEFAULT_DAYS: Mapping[Kind, int] = MappingProxyType({"contact": 30, "qbr": 90})
"""Shipped: a month between two conversations, a quarter between two reviews. Ours; no source gives a figure."""

LEAST_DAYS, MOST_DAYS = 1, 365


class Cadence(NamedTuple):
    """Days from one to the next.

    Args:
        segment: whose cadence it is; None = it was set for every segment without its own, or it is the default.
        is_set: False = the shipped default.
    """

    days: int
    segment: str | None = None
    is_set: bool = False


class Cadences:
    """The cadences of one kind, as they were set."""

    __slots__ = ("_by_segment", "_default", "_others")

    def __init__(self, kind: Kind, stored: Mapping[str, int] | None = None) -> None:
        """Of settings by segment; "" = every segment without its own. Segments are compared in any case."""
        self._default = Cadence(DEFAULT_DAYS[kind])
        self._by_segment = {
            folded(segment): Cadence(days, segment, is_set=True) for segment, days in (stored or {}).items() if segment
        }
        others = (stored or {}).get("")
        self._others = None if others is None else Cadence(others, None, is_set=True)

    def of(self, segment: str | None) -> Cadence:
        """The cadence of a segment; None = the accounts of none."""
        return self._by_segment.get(folded(segment)) or self._others or self._default

    @property
    def segments(self) -> list[str]:
        """The segments with a cadence of their own."""
        return sorted(each.segment for each in self._by_segment.values() if each.segment is not None)


def folded(segment: str | None) -> str:
    return " ".join((segment or "").split()).casefold()


def check_days(days: int) -> None:
    """Refuses a cadence out of bounds.

    Raises:
        Rejected: with `field` days.
    """
    if not LEAST_DAYS <= days <= MOST_DAYS:
        raise Rejected(f"A cadence has {LEAST_DAYS} to {MOST_DAYS} days; {days} was not saved.", field="days")


def stored_days(text: str | None) -> int | None:
    """The days of a setting; None where it cannot be read, which then counts as not set."""
    if text is None or re.fullmatch(r"[0-9]{1,3}", text) is None:
        return None
    days = int(text)
    return days if LEAST_DAYS <= days <= MOST_DAYS else None
