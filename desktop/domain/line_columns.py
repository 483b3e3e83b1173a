"""Contract lines as columns, once for all days: what they say, what they continue, and the months they roll on by.

Two lines of one account and product that meet and are alike (ARR, plan, trial) are one line cut in two. Days are
ordinals; NEVER stands for no such day. This module must not know what is known on a day, nor when a line counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from desktop.domain.columns import NEVER, Positions, Table, Words, are_among, flags, of_accounts
from desktop.domain.columns import Floats as Floats
from desktop.domain.columns import Ints as Ints
from desktop.domain.columns import Mask as Mask

DAY_BITS = 22
"""Ordinals need fewer bits, so that (number, day) fits one sortable integer; NEVER takes the day out of it."""

LINE_FIELDS = (
    *("account", "product", "plan", "seats", "arr_cents", "start_on", "end_on", "term_months", "auto_renew"),
    *("notice_days", "notice_given_on", "trial", "outcome", "outcome_on", "likelihood"),
)
"""What is read of a contract line to know when it counts, and what it says of its account."""

_EPOCH = date(1970, 1, 1).toordinal()
_LAST = date.max.toordinal()
_LAST_MONTH = 12 * 10_000


@dataclass(frozen=True, slots=True, eq=False)
class LineColumns:
    """Contract lines as columns, one entry a line; what is here depends on no day.

    Args:
        account: numbers of accounts, as the caller counts them.
        product: a number for each pair of account and product.
        start, contract_end: start_on and end_on; NEVER = open.
        since: start of the unbroken run of like lines it continues; its own start where it continues none.
        is_continued: whether a like line starts when it ends.
        arr: cents it adds to ARR while it counts; zero for a trial.
        term: months after which it can be left within [start, end_on); 0 = unknown.
        months: months it rolls on by: its term, else the whole months it lasts; 0 = it has no term.
        auto_renews: whether it was said to; unknown = no.
        noticed_on: the day notice was given; NEVER = none.
        outcome_on: the day from which its outcome is known; NEVER = it has none.
        notice_days, seats, likelihood: NaN = unknown.
        order: the order of their ids within each account, only where a list of lines is made of them; else empty.
    """

    account: Ints
    product: Ints
    start: Ints
    contract_end: Ints
    since: Ints
    is_continued: Mask
    arr: Ints
    term: Ints
    months: Ints
    auto_renews: Mask
    trial: Mask
    notice_days: Floats
    noticed_on: Ints
    outcome_on: Ints
    seats: Floats
    likelihood: Floats
    order: Ints


def line_columns(table: Table, positions: Positions) -> LineColumns:
    """The columns of lines, once for all days.

    Args:
        table: LINE_FIELDS, and `id` if that is wanted.
        positions: lines of other accounts are left out.
    """
    table = of_accounts(table, positions)
    account: Ints = table["account"]
    start: Ints = table["start_on"]
    contract_end: Ints = table["end_on"]
    arr: Ints = table["arr_cents"]
    trial = flags(table["trial"])
    named = _numbered(table["product"])
    product = np.unique(account * (int(named.max(initial=0)) + 1) + named, return_inverse=True)[1].reshape(-1)
    since, is_continued = _runs(product, start, contract_end, arr, _numbered(table["plan"]), trial)

    given = _whole(table["term_months"])
    months = np.where(contract_end == NEVER, 0, given)
    lasts = np.flatnonzero(months < 0)
    if lasts.size:
        months[lasts] = _whole_months(start[lasts], contract_end[lasts])
        lasts = lasts[months[lasts] == 0]
        months[lasts] = _whole_months(since[lasts], contract_end[lasts])
    outcome_on: Ints = table["outcome_on"]
    said_on = np.where(outcome_on != NEVER, outcome_on, contract_end)
    has_outcome = table["outcome"].are_known()
    return LineColumns(
        account=account,
        product=product,
        start=start,
        contract_end=contract_end,
        since=since,
        is_continued=is_continued,
        arr=np.where(trial, 0, arr),
        term=np.maximum(given, 0),
        months=months,
        auto_renews=flags(table["auto_renew"]),
        trial=trial,
        notice_days=table["notice_days"],
        noticed_on=table["notice_given_on"],
        # Without any day it was always known.
        outcome_on=np.where(has_outcome, np.where(said_on == NEVER, 0, said_on), NEVER),
        seats=table["seats"],
        likelihood=table["likelihood"],
        order=table["id"].codes if "id" in table else ints([]),
    )


def of_those(lines: LineColumns, accounts: Sequence[int]) -> LineColumns:
    """The lines of some accounts, by number; what they continue is as it was."""
    kept = np.isin(lines.account, accounts)
    return LineColumns(*(values[kept] if values.size else values for values in _columns(lines)))


def _columns(lines: LineColumns) -> list[Any]:
    return [getattr(lines, field.name) for field in fields(lines)]


def _runs(product: Ints, start: Ints, contract_end: Ints, arr: Ints, plan: Ints, trial: Mask) -> tuple[Ints, Mask]:
    """When the unbroken run of like lines began that each line continues, and whether a like line continues it."""
    since, continued = start.copy(), np.zeros(start.shape, np.bool_)
    begins, ends = product << DAY_BITS | start, product << DAY_BITS | contract_end
    # Few lines meet another of their product.
    ran = start < contract_end
    meets = np.flatnonzero((are_among(begins, ends[ran]) | are_among(ends, begins[ran])) & ran)
    if not meets.size:
        return since, continued
    kind = np.zeros(meets.shape, np.int64)
    for column in (product[meets], arr[meets], plan[meets], trial[meets]):
        values, at = np.unique(column, return_inverse=True)
        kind = np.unique(kind * len(values) + at, return_inverse=True)[1]
    begins, ends = kind << DAY_BITS | start[meets], kind << DAY_BITS | contract_end[meets]
    continued[meets] = are_among(ends, begins)
    continues = np.flatnonzero(are_among(begins, ends))
    if not continues.size:
        return since, continued
    ends, before = np.unique(ends, return_inverse=True)
    before, place = before.reshape(-1), np.searchsorted(ends, begins[continues])
    began = start[meets]
    while True:
        # Each round knows one line more of every run; of those that end together the one that began last counts.
        run_to = np.zeros(ends.shape, np.int64)
        np.maximum.at(run_to, before, began)
        if np.array_equal(began[continues], run_to[place]):
            break
        began[continues] = run_to[place]
    since[meets] = began
    return since, continued


def _numbered(column: Words) -> Ints:
    """A number for each different word, unknown being one of them."""
    numbers: dict[str | None, int] = {}
    return ints([numbers.setdefault(word, len(numbers)) for word in column.words])[column.codes]


def _whole(values: Floats) -> Ints:
    """Numbers of days or months, -1 = unknown; less than none is none."""
    return np.where(np.isnan(values), -1, np.maximum(values, 0)).astype(np.int64)


def _whole_months(start: Ints, end: Ints) -> Ints:
    months = month_of(end) - month_of(start)
    return np.where(months_later(start, months) > end, months - 1, months)


def month_of(days: Ints) -> Ints:
    """The number of the month a day is in."""
    return _days64(days).astype("datetime64[M]").astype(np.int64)


def months_later(days: Ints, months: Ints) -> Ints:
    """As `calendar.add_months`, for columns; NEVER where that is past the calendar."""
    month = month_of(days)
    of_month = _days64(days) - _days64_of_month(month)
    target = np.minimum(month + months, _LAST_MONTH)
    first = _days64_of_month(target)
    length = _days64_of_month(target + 1) - first
    later = (first + np.minimum(of_month, length - np.timedelta64(1, "D"))).astype(np.int64) + _EPOCH
    return np.where(later > _LAST, NEVER, later)


def _days64(days: Ints) -> NDArray[np.datetime64]:
    return (days - _EPOCH).astype("datetime64[D]")


def _days64_of_month(month: Ints) -> NDArray[np.datetime64]:
    return month.astype("datetime64[M]").astype("datetime64[D]")


def ints(values: list[int]) -> Ints:
    return np.array(values, np.int64)
