"""What can be opted out of, week by week: where single accounts are too many to be told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from desktop.domain.account_rows import BANDS
from desktop.domain.today.by_band import ByBand
from desktop.domain.today.lists import OPT_OUT_DAYS, OptOut

WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOutWeek(ByBand):
    """The accounts that can opt out in seven days, the last week of the days looked ahead perhaps in fewer.

    Args:
        first, last: days, both within.
        largest: the one with most ARR; None = nobody can opt out in that week.
    """

    first: date
    last: date
    largest: OptOut | None

    def holds(self, each: OptOut) -> bool:
        return self.first <= each.on <= self.last


def opt_out_weeks(rows: Sequence[OptOut], day: date) -> tuple[OptOutWeek, ...]:
    """The weeks from `day` on, as many as are looked ahead; an opt-out before `day` counts in the first.

    Args:
        rows: from `lists.opt_outs` of that day.
    """
    weeks: list[list[OptOut]] = [[] for _ in range(OPT_OUT_DAYS // WEEK + 1)]
    for each in rows:
        weeks[min(max(each.days, 0), OPT_OUT_DAYS) // WEEK].append(each)
    made: list[OptOutWeek] = []
    for number, found in enumerate(weeks):
        of_band = [[each for each in found if each.standing.band == band] for band in BANDS]
        made.append(
            OptOutWeek(
                first=day + timedelta(days=WEEK * number),
                last=day + timedelta(days=min(WEEK * number + WEEK - 1, OPT_OUT_DAYS)),
                cents=tuple(sum(max(each.arr_cents, 0) for each in among) for among in of_band),
                accounts=tuple(len(among) for among in of_band),
                largest=max(found, key=lambda each: each.arr_cents, default=None),
            )
        )
    return tuple(made)
