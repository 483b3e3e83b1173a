"""What was shown of health on a day, beside what that day comes to by what is known now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple


class ShownScore(NamedTuple):
    """An account's score as a list showed it.

    Args:
        score: in whole points; None = unscored, and no number was shown.
        coverage: 0-1.
    """

    account: str
    score: int | None
    coverage: float
    band: str


class ShownDay(NamedTuple):
    """What was shown of one account on a day; score as in ShownScore."""

    on_day: date
    score: int | None


class Restated(NamedTuple):
    """A day whose score is another one today than was shown then; None = unscored."""

    on_day: date
    shown: int | None
    current: int | None


def restated(days: Iterable[ShownDay], now: Mapping[date, tuple[int | None, int | None]]) -> list[Restated]:
    """The days of which something else was shown than they come to now, in the order given.

    A score is shown in the course of its day: what lies between the end of the day before and that of the day itself is
    what the day brought, and no restatement.

    Args:
        now: for each day, its score at the end of the day before and at its own end.
    """
    found: list[Restated] = []
    for each in days:
        before, after = now[each.on_day]
        known = [score for score in (before, after) if score is not None]
        is_same = each.score in (before, after) or (
            each.score is not None and len(known) > 1 and min(known) <= each.score <= max(known)
        )
        if not is_same:
            found.append(Restated(each.on_day, each.score, after))
    return found
