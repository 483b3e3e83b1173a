"""One row an account: what a list of the book shows of it on a day, and what the rows come to. Knows no list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from desktop.domain.book import Book, accounts_on, owners_on
from desktop.domain.book_health import book_health
from desktop.domain.health import shown_scores
from desktop.domain.renewals import next_by_account, renewal_rows
from desktop.domain.revenue import arr_history
from desktop.domain.usage import UsageWindows

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
    """

    n: int
    arr_cents: int
    due_soon: int
    bands: tuple[BandTotal, ...]


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
        bands = tuple(
            BandTotal(name, int((band == code).sum()), int(arr[band == code].sum())) for code, name in enumerate(BANDS)
        )
        return Totals(int(arr.size), int(arr.sum()), int(soon.sum()), bands)


def total_columns(rows: Sequence[AccountRow], day: date) -> TotalColumns:
    """The columns of rows computed for `day`."""
    return TotalColumns(
        arr_cents=np.array([row.arr_cents for row in rows], np.int64),
        band=np.array([BANDS.index(row.band) for row in rows], np.int8),
        is_due_soon=np.array([_is_due_soon(row, day) for row in rows], np.bool_),
    )


def _is_due_soon(row: AccountRow, day: date) -> bool:
    if row.band not in ("red", "amber") or row.opts_out_on is None or row.is_ended:
        return False
    return 0 <= (row.opts_out_on - day).days <= SOON_DAYS


def account_rows(
    book: Book,
    windows: UsageWindows,
    windows_before: UsageWindows,
    day: date,
    *,
    counts_tickets: bool = False,
    counted_tickets: bool = False,
) -> list[AccountRow]:
    """The accounts of the book on `day`, by name.

    Args:
        windows, windows_before: usage of `day` and of 30 days earlier, both aligned with accounts_on(book, day).
        counts_tickets, counted_tickets: `book` is only a part, and in the rest of it there are tickets opened on or
            before `day`, or 30 days earlier.
    """
    accounts = accounts_on(book, day)
    ids = tuple(account.id for account in accounts)
    now = book_health(book, ids, windows, day, counts_tickets=counts_tickets)
    before = book_health(book, ids, windows_before, day - timedelta(days=CHANGE_DAYS), counts_tickets=counted_tickets)
    shown = shown_scores(now)
    change = now.score - before.score
    arr = arr_history(book.lines, as_of=day).by_account(day)
    owners = owners_on(book.ownerships, day)
    renewal = next_by_account(renewal_rows(book.lines, as_of=day))
    contacted = last_two_way(book, day)
    rows: list[AccountRow] = []
    for at, account in enumerate(accounts):
        is_banded, was_banded = now.band[at] != "unscored", before.band[at] != "unscored"
        governing = renewal.get(account.id)
        rows.append(
            AccountRow(
                id=account.id,
                name=account.name,
                external_id=account.external_id,
                csm=owners.get(account.id),
                segment=account.segment,
                industry=account.industry,
                region=account.region,
                stage=account.stage,
                arr_cents=arr.get(account.id, 0),
                score=float(now.score[at]) if is_banded else None,
                shown=int(shown[at]) if is_banded else None,
                band=str(now.band[at]),
                coverage=float(now.coverage[at]),
                change_30d=float(change[at]) if is_banded and was_banded else None,
                renews_on=governing.renews_on if governing else None,
                opts_out_on=governing.opts_out_on if governing else None,
                last_two_way_on=contacted.get(account.id),
                next_step=account.next_step,
                next_step_on=account.next_step_on,
                is_ended=governing is not None and governing.overdue,
            )
        )
    return rows


def last_two_way(book: Book, day: date) -> dict[str, date]:
    """Account id -> the day of its last held two-way touchpoint or QBR by `day`."""
    held = [
        (each.account, each.on_day)
        for each in book.touchpoints
        if each.two_way and each.state in (None, "held") and each.on_day <= day
    ]
    held += [(qbr.account, qbr.held_on) for qbr in book.qbrs if qbr.held_on is not None and qbr.held_on <= day]
    latest: dict[str, date] = {}
    for account, on_day in held:
        if account not in latest or on_day > latest[account]:
            latest[account] = on_day
    return latest
