"""What can be opted out of, week by week: where single accounts are too many to be told apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from desktop.domain.account_rows import BANDS
from desktop.domain.today.lists import OPT_OUT_DAYS, OptOut

WEEK = 7


class OptOutWeek(NamedTuple):
    """Seven days, the last week of the days looked ahead perhaps fewer.

    Args:
        first, last: days, both within.
        cents, accounts: ARR and number of the accounts that can opt out then, by band; aligned to BANDS.
        largest: the one with most ARR; None = nobody can opt out in that week.
    """

    first: date
    last: date
    cents: tuple[int, ...]
    accounts: tuple[int, ...]
    largest: OptOut | None

    @property
    def arr_cents(self) -> int:
        return sum(self.cents)

    @property
    def n(self) -> int:
        return sum(self.accounts)

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
