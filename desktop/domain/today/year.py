"""The ARR of a book by health, at ends of months and on the day: what it came to, and which account moved it most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from desktop.domain.account_rows import BANDS
from desktop.domain.health_history import HealthHistory
from desktop.domain.name_order import order_key
from desktop.domain.today.by_band import ByBand


class Step(NamedTuple):
    """How the ARR of one account, in cents, differs from a month end to the next."""

    account: str
    name: str
    before: int
    after: int

    @property
    def cents(self) -> int:
        return self.after - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthEnd(ByBand):
    """The accounts with ARR at the end of a day.

    Args:
        largest: the account whose ARR changed most since the month end before; None = none did, or there is none.
    """

    on: date
    largest: Step | None


@dataclass(frozen=True, slots=True)
class BookYear:
    """Month ends from the first with ARR on, oldest first, and the day itself last; empty where there never was any."""

    ends: tuple[MonthEnd, ...]


class AccountThen(NamedTuple):
    """An account on one of the days.

    Args:
        shown: its score in whole points; None = unscored.
        cents, before: its ARR then and at the month end before; `before` None = there is none.
    """

    account: str
    name: str
    band: str
    shown: int | None
    cents: int
    before: int | None


def book_year(history: HealthHistory, names: Mapping[str, str]) -> BookYear:
    """What the accounts came to on each day of a history.

    Args:
        names: of the accounts that count, by id.
    """
    rows = [row for row, account in enumerate(history.accounts) if account in names]
    arr, bands = history.arr_cents[rows], history.band[rows]
    is_paying = arr > 0
    paid = np.flatnonzero(is_paying.sum(axis=0))
    if not paid.size:
        return BookYear(())
    begun = int(paid[0])
    of_band = [is_paying & (bands == band) for band in BANDS]
    cents = np.array([np.where(is_in, arr, 0).sum(axis=0) for is_in in of_band])
    accounts = np.array([is_in.sum(axis=0) for is_in in of_band])
    most: list[int] = np.abs(np.diff(arr, axis=1)).argmax(axis=0).tolist()
    ends: list[MonthEnd] = []
    for at in range(begun, len(history.days)):
        largest = None
        if at:
            row = most[at - 1]
            account, before, after = history.accounts[rows[row]], int(arr[row, at - 1]), int(arr[row, at])
            largest = Step(account, names[account], before, after) if before != after else None
        ends.append(
            MonthEnd(
                on=history.days[at],
                cents=tuple(cents[:, at].tolist()),
                accounts=tuple(accounts[:, at].tolist()),
                largest=largest,
            )
        )
    return BookYear(tuple(ends))


def accounts_then(history: HealthHistory, names: Mapping[str, str], on: date) -> list[AccountThen]:
    """The accounts with ARR on one of the days, or at the month end before it, the largest first.

    Args:
        names: of the accounts that count, by id.
    """
    at = history.days.index(on)
    columns = zip(
        history.accounts,
        history.band[:, at].tolist(),
        history.shown[:, at].tolist(),
        history.arr_cents[:, at].tolist(),
        history.arr_cents[:, at - 1].tolist() if at else [None] * len(history.accounts),
        strict=True,
    )
    found = [
        AccountThen(account, names[account], band, None if shown != shown else int(shown), cents, before)
        for account, band, shown, cents, before in columns
        if account in names and (cents or before)
    ]
    return sorted(found, key=lambda each: (-each.cents, -(each.before or 0), order_key(each.name), each.account))
