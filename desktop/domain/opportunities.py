"""The chances to sell more: which stand open on a day, and what they would bring."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from desktop.domain.contracts import known_lines
from desktop.domain.facts import ContractLine

KINDS = ("upsell", "cross_sell", "feature_upgrade")
OPEN, WON, LOST = "open", "won", "lost"
SIGNED_BEFORE_DAYS = 45
"""A contract may have risen so many days before somebody said that the opportunity was won."""
REMEMBERED_DAYS = 365
"""Of what was won longer ago nobody is reminded."""


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


def unbooked(chances: Iterable[Chance], lines: Sequence[ContractLine], day: date) -> frozenset[str]:
    """Those won (by id) that one account's contract shows nothing of: what it costs has not risen since, nor will.

    Args:
        lines: the account's, those to come too. What one that was won earlier brought is not counted again.
    """
    won = sorted(
        (each.close_on, each.id, each.arr_cents or 0)
        for each in chances
        if (each.state or "").strip().casefold() == WON
        and each.close_on is not None
        and day - timedelta(days=REMEMBERED_DAYS) < each.close_on <= day
    )
    missing: set[str] = set()
    for at, (closed_on, chance, _) in enumerate(won):
        before = closed_on - timedelta(days=SIGNED_BEFORE_DAYS)
        base = _arr(lines, before)
        starts = {each.start_on for each in lines if each.start_on > before}
        risen = max((_arr(lines, start) - base for start in starts), default=0)
        taken = sum(arr for on, of, arr in won[:at] if on > before and of not in missing)
        if risen <= taken:
            missing.add(chance)
    return frozenset(missing)


def _arr(lines: Sequence[ContractLine], day: date) -> int:
    known = known_lines(lines, as_of=day)
    return int(known.arr[known.counts_on(day)].sum())
