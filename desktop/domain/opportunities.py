"""The chances to sell more: which stand open on a day, and what they would bring."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

KINDS = ("upsell", "cross_sell", "feature_upgrade")
OPEN, WON, LOST = "open", "won", "lost"


class Chance(NamedTuple):
    """An opportunity; likelihood 0-1, None = not said; arr_cents None = unknown."""

    id: str
    kind: str
    product: str | None = None
    arr_cents: int | None = None
    close_on: date | None = None
    likelihood: float | None = None
    state: str | None = None
    reason: str | None = None


class Pipeline(NamedTuple):
    """Open opportunities added up.

    Args:
        n: how many; unvalued: those without an amount, which add nothing.
        arr_cents: what they would bring; weighted_cents: times their likelihood, of the `rated` that have one.
    """

    n: int
    arr_cents: int
    unvalued: int
    weighted_cents: int
    rated: int


def is_open(chance: Chance) -> bool:
    """Open until it is said to be won or lost."""
    return (chance.state or OPEN).strip().casefold() not in (WON, LOST)


def pipeline(chances: Iterable[Chance]) -> Pipeline:
    """What the open ones would bring."""
    standing = [each for each in chances if is_open(each)]
    valued = [each for each in standing if each.arr_cents is not None]
    rated = [each for each in valued if each.likelihood is not None]
    return Pipeline(
        n=len(standing),
        arr_cents=sum(each.arr_cents or 0 for each in valued),
        unvalued=len(standing) - len(valued),
        weighted_cents=round(sum((each.arr_cents or 0) * (each.likelihood or 0.0) for each in rated)),
        rated=len(rated),
    )
