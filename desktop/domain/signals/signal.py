"""What a rule says of an account: a signal with its evidence, or what it would have to know to judge.

Values, dates and counts only: the words for people are made where they are shown.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

Family = Literal["churn", "expansion", "quiet", "effort"]
Unit = Literal["share", "days", "points", "score", "effort", "cents", "count"]

WATCH, SERIOUS, URGENT = 1, 2, 3
"""Severities. For expansion they say how strong the case is."""


class Evidence(NamedTuple):
    """One thing a signal stands on.

    Args:
        value: in `unit`; None = that it happened is all there is to say.
        on: the day it is of, or happens on.
        n: how many observations, people or things `value` stands on.
        about: the person, the segment or the kind of thing it is about.
    """

    name: str
    value: float | None = None
    unit: Unit | None = None
    on: date | None = None
    n: int | None = None
    about: str | None = None


class Signal(NamedTuple):
    """A rule that holds for an account.

    Args:
        account: id.
        severity: WATCH, SERIOUS or URGENT.
        since: the first day it held; None = not known.
    """

    key: str
    family: Family
    account: str
    severity: int
    since: date | None
    evidence: tuple[Evidence, ...]


class Unjudged(NamedTuple):
    """A rule that could not say anything of an account, and what is missing."""

    key: str
    account: str
    missing: tuple[str, ...]


Judgement = Signal | Unjudged | None
"""None = judged, and there is nothing."""
