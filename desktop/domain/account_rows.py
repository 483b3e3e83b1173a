"""One row an account: what a list of the book shows of it on a day, and what the rows come to. Knows no list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from desktop.domain.book_health import HealthBook, contracts_on, scores_on
from desktop.domain.calendar import days_before
from desktop.domain.contracts import NEVER, known_terms
from desktop.domain.facts import Account
from desktop.domain.health import shown_scores
from desktop.domain.health_facts import BoolArray
from desktop.domain.health_inputs import last_two_way
from desktop.domain.renewals import next_dates
from desktop.domain.usage import FloatArray, IntArray, UsageWindows

CHANGE_DAYS = 30
SOON_DAYS = 90
BANDS = ("green", "amber", "red", "unscored")
"""In the order in which totals are told."""


class AccountRow(NamedTuple):
    """An account on a day; score, shown (in whole points) and change_30d None = none, or too little is known.

    is_ended: the term that `renews_on` ends is over, and nobody has said what became of it.
    """

    id: str
    name: str
    external_id: str | None
    csm: str | None
    segment: str | None
    industry: str | None
    region: str | None
    stage: str | None
    arr_cents: int
    score: float | None
    shown: int | None
    band: str
    coverage: float
    change_30d: float | None
    renews_on: date | None
    opts_out_on: date | None
    last_two_way_on: date | None
    next_step: str | None
    next_step_on: date | None
    is_ended: bool


class BandTotal(NamedTuple):
    """The accounts of one band."""

    band: str
    n: int
    arr_cents: int


class Totals(NamedTuple):
    """What some accounts come to.

    due_soon: how many are red or amber and can opt out within 90 days, the day itself included.
    without_arr: how many are in no band, because there is nothing they could leave; the bands hold the others.
    """

    n: int
    arr_cents: int
    due_soon: int
    bands: tuple[BandTotal, ...]
    without_arr: int


@dataclass(frozen=True, slots=True, eq=False)
class TotalColumns:
    """The columns totals are made of, so that those of any part of 100,000 rows cost next to nothing.

    Args:
        band: positions in BANDS.
    """

    arr_cents: npt.NDArray[np.int64]
    band: npt.NDArray[np.int8]
    is_due_soon: npt.NDArray[np.bool_]

    def totals(self, at: npt.NDArray[np.intp | np.int32] | None = None) -> Totals:
        """What the rows at these positions come to; None = all."""
        arr, band, soon = self.arr_cents, self.band, self.is_due_soon
        if at is not None:
            arr, band, soon = arr[at], band[at], soon[at]
        is_idle = (band == BANDS.index("unscored")) & (arr == 0)
        within = ((name, (band == code) & ~is_idle) for code, name in enumerate(BANDS))
        bands = tuple(BandTotal(name, int(those.sum()), int(arr[those].sum())) for name, those in within)
        return Totals(int(arr.size), int(arr.sum()), int(soon.sum()), bands, int(is_idle.sum()))


def total_columns(rows: Sequence[AccountRow], day: date) -> TotalColumns:
    """The columns of rows computed for `day`."""
    return TotalColumns(
        arr_cents=np.array([row.arr_cents for row in rows], np.int64),
        band=np.array([BANDS.index(row.band) for row in rows], np.int8),
        is_due_soon=np.array([is_due_soon(row, day) for row in rows], np.bool_),
    )


def is_due_soon(row: AccountRow, day: date) -> bool:
    """Whether an account is red or amber and can opt out from `day` on within SOON_DAYS."""
    if row.band not in ("red", "amber") or row.opts_out_on is None or row.is_ended:
        return False
    return 0 <= (row.opts_out_on - day).days <= SOON_DAYS


def account_rows(
    accounts: Sequence[Account],
    health: HealthBook,
    owners: Mapping[str, str],
    windows: UsageWindows,
    windows_before: UsageWindows,
    day: date,
) -> list[AccountRow]:
    """The rows of accounts on `day`, in their order.

    Args:
        health: of the same accounts, for `day` and 30 days earlier; the contract lines with their ids.
        owners: who owns them on `day`, by account id.
        windows, windows_before: usage of those two days, both aligned with the accounts.
    """
    known = known_terms(health.lines, day)
    now, before = scores_on(health, windows, day), scores_on(health, windows_before, days_before(day, CHANGE_DAYS))
    is_banded, was_banded = now.band != "unscored", before.band != "unscored"
    upcoming = next_dates(health.lines, known, len(accounts))
    columns = (
        contracts_on(health.lines, known, len(accounts))[1].tolist(),
        _some(now.score, is_banded),
        [None if shown is None else int(shown) for shown in _some(shown_scores(now), is_banded)],
        now.band.tolist(),
        now.coverage.tolist(),
        _some(now.score - before.score, is_banded & was_banded),
        _days(upcoming.renews_on, upcoming.renews_on != NEVER),
        _days(upcoming.opts_out_on, upcoming.opts_out_on != NEVER),
        _days(contacted := last_two_way(health.facts, day), contacted > 0),
        upcoming.is_overdue.tolist(),
    )
    return [
        AccountRow(
            id=account.id,
            name=account.name,
            external_id=account.external_id,
            csm=owners.get(account.id),
            segment=account.segment,
            industry=account.industry,
            region=account.region,
            stage=account.stage,
            arr_cents=arr,
            score=score,
            shown=whole,
            band=band,
            coverage=coverage,
            change_30d=change,
            renews_on=renews_on,
            opts_out_on=opts_out_on,
            last_two_way_on=last,
            next_step=account.next_step,
            next_step_on=account.next_step_on,
            is_ended=is_ended,
        )
        for account, arr, score, whole, band, coverage, change, renews_on, opts_out_on, last, is_ended in zip(
            accounts, *columns, strict=True
        )
    ]


def _some(values: FloatArray, where: BoolArray) -> list[float | None]:
    return [value if known else None for value, known in zip(values.tolist(), where.tolist(), strict=True)]


def _days(ordinals: IntArray, where: BoolArray) -> list[date | None]:
    return [
        date.fromordinal(day) if known else None for day, known in zip(ordinals.tolist(), where.tolist(), strict=True)
    ]
