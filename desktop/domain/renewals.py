"""What comes up for renewal and when it has to be decided, and how much of what was due was renewed.

The opt-out date (end of the term minus the notice days) governs, because after it there is nothing left to decide.
This module must not know of forecasts, calls or screens.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Literal, NamedTuple

import numpy as np

from desktop.domain.calendar import Period
from desktop.domain.contracts import (
    NEVER,
    KnownLines,
    KnownTerms,
    known_lines,
    known_terms,
    next_term_ends,
    opt_out_on,
    term_ends,
)
from desktop.domain.facts import ContractLine
from desktop.domain.line_columns import DAY_BITS, Ints, LineColumns, Mask, of_those
from desktop.domain.money import share_out
from desktop.domain.rates import Rate

Bucket = Literal["passed", "0-30", "31-60", "61-90", "91-180", "later"]

_UPPER_DAYS: tuple[tuple[int, Bucket], ...] = (
    (-1, "passed"),
    (30, "0-30"),
    (60, "31-60"),
    (90, "61-90"),
    (180, "91-180"),
)

BUCKETS: tuple[Bucket, ...] = (*(bucket for _, bucket in _UPPER_DAYS), "later")
"""In order of time."""


class RenewalRow(NamedTuple):
    """The next governing date of a contract line.

    arr_cents: of the line; the last one where it is overdue.
    renews_on: the end of the current term; of the last one where it is overdue.
    opts_out_on: None = the notice period is unknown; then `notice_known` is False and `renews_on` governs.
    days: from the day asked to `governs_on`; negative = passed.
    outcome: renewed or ended where that is known already; nothing is left to decide then.
    later: how many further governing dates the account has (only in `next_by_account`).
    """

    account: str
    line_id: str
    product: str | None
    plan: str | None
    arr_cents: int
    renews_on: date
    opts_out_on: date | None
    governs_on: date
    days: int
    bucket: Bucket
    notice_known: bool
    auto_renew: bool | None
    overdue: bool
    notice_given_on: date | None
    likelihood: float | None
    next_step: str | None
    outcome: str | None
    later: int = 0


class EndedTerm(NamedTuple):
    """A term of a line that ended: what was available to renew, and what of it was renewed (0..arr_cents)."""

    account: str
    line_id: str
    ends_on: date
    arr_cents: int
    renewed_cents: int


def bucket_of(days: int) -> Bucket:
    """The bucket of a governing date that is `days` away; negative = passed."""
    for upper, bucket in _UPPER_DAYS:
        if days <= upper:
            return bucket
    return "later"


def renewal_rows(
    lines: Iterable[ContractLine] | KnownLines, *, as_of: date, within_days: int | None = None
) -> list[RenewalRow]:
    """The next governing date of every line that counts on `as_of` or is overdue then; trials have none.

    A line shows its current term until that ends, also when its opt-out date has passed.

    Args:
        within_days: only dates at most so many days ahead; passed ones are always included.
    Returns:
        By governing date, then account and line id.
    """
    known = known_lines(lines, as_of=as_of)
    shown, renews_on, overdue = _term_in_hand(known)
    rows = [
        _row(known.lines[int(i)], date.fromordinal(int(day)), bool(late), as_of)
        for i, day, late in zip(shown, renews_on, overdue, strict=True)
    ]
    if within_days is not None:
        rows = [row for row in rows if row.days <= within_days]
    by_day: defaultdict[date, list[RenewalRow]] = defaultdict(list)
    for row in rows:
        by_day[row.governs_on].append(row)
    return [row for day in sorted(by_day) for row in sorted(by_day[day], key=lambda row: (row.account, row.line_id))]


def next_by_account(rows: Sequence[RenewalRow]) -> dict[str, RenewalRow]:
    """The first governing date of each account that is to be decided, with the number of its further ones as `later`.

    Where everything is decided, the first of the terms that are.

    Args:
        rows: in order of governing date, as from `renewal_rows`.
    """
    first: dict[str, RenewalRow] = {}
    count: dict[str, int] = {}
    for row in sorted(rows, key=lambda row: row.outcome is not None):
        first.setdefault(row.account, row)
        count[row.account] = count.get(row.account, -1) + 1
    return {account: row._replace(later=count[account]) for account, row in first.items()}


def agreed_lines(lines: Iterable[ContractLine], *, as_of: date) -> list[ContractLine]:
    """Lines that begin after the day, on the day on which a line ends of which the outcome is known on the day.

    They were agreed: any other line that begins later is as if not there.
    """
    lines = list(lines)
    decided = {
        (line.account, line.end_on) for line in known_lines(lines, as_of=as_of).lines if line.outcome is not None
    }
    return [line for line in lines if line.start_on > as_of and (line.account, line.start_on) in decided]


def governing(lines: Iterable[ContractLine], *, as_of: date) -> dict[str, RenewalRow]:
    """What governs each account next: see `next_by_account`.

    Where all of its terms are decided and it was agreed what follows, what will govern when that begins.
    """
    lines = list(lines)
    found = next_by_account(renewal_rows(lines, as_of=as_of))
    of: defaultdict[str, list[ContractLine]] = defaultdict(list)
    for line in lines:
        if line.account in found and found[line.account].outcome is not None:
            of[line.account].append(line)
    for account, own in of.items():
        begins = min((line.start_on for line in agreed_lines(own, as_of=as_of)), default=None)
        row = None if begins is None else governing(own, as_of=begins).get(account)
        if row is not None:
            days = (row.governs_on - as_of).days
            found[account] = row._replace(days=days, bucket=bucket_of(days))
    return found


class NextDates(NamedTuple):
    """The next governing date of each account as columns, one element an account.

    renews_on: ordinals; NEVER = it has none. opts_out_on: NEVER = the notice period is unknown; `renews_on` governs.
    """

    renews_on: Ints
    opts_out_on: Ints
    is_overdue: Mask


def next_dates(lines: LineColumns, known: KnownTerms, n: int) -> NextDates:
    """What `governing` says of n accounts on the day of `known`.

    Args:
        lines: with their order.
    """
    rows, renews_on, overdue = _term_in_hand(known)
    is_decided = known.has_outcome[rows]
    rows = known.rows[rows]
    notice_days = lines.notice_days[rows]
    left_by = np.maximum(renews_on - np.nan_to_num(notice_days).astype(np.int64), 1)
    opts_out_on = np.where(np.isnan(notice_days), NEVER, left_by)
    governs_on = np.where(np.isnan(notice_days), renews_on, left_by)
    order = np.lexsort((lines.order[rows], governs_on, is_decided, lines.account[rows]))
    accounts, first = np.unique(lines.account[rows][order], return_index=True)
    made = NextDates(np.full(n, NEVER, np.int64), np.full(n, NEVER, np.int64), np.zeros(n, np.bool_))
    for column, values in zip(made, (renews_on, opts_out_on, overdue), strict=True):
        column[accounts] = values[order][first]
    for day, of in _agreed_days(lines, known, accounts[is_decided[order][first]]).items():
        own = of_those(lines, of)
        later = next_dates(own, known_terms(own, date.fromordinal(day)), n)
        has_date = np.array([each for each in of if later.renews_on[each] != NEVER], np.int64)
        for column, values in zip(made, later, strict=True):
            column[has_date] = values[has_date]
    return made


def _agreed_days(lines: LineColumns, known: KnownTerms, accounts: Ints) -> dict[int, list[int]]:
    """Day -> of some accounts those for which it was agreed that something begins then, and nothing earlier."""
    if not accounts.size:
        return {}
    decided = known.rows[known.has_outcome]
    ends = lines.account[decided] << DAY_BITS | lines.contract_end[decided]
    later = np.flatnonzero((lines.start > known.as_of.toordinal()) & np.isin(lines.account, accounts))
    agreed = later[np.isin(lines.account[later] << DAY_BITS | lines.start[later], ends)]
    begins: dict[int, int] = {}
    for account, day in zip(lines.account[agreed].tolist(), lines.start[agreed].tolist(), strict=True):
        begins[account] = min(day, begins.get(account, day))
    days: defaultdict[int, list[int]] = defaultdict(list)
    for account, day in begins.items():
        days[day].append(account)
    return days


def _term_in_hand(known: KnownTerms) -> tuple[Ints, Ints, Mask]:
    """The lines that have something to decide: which, the end of the current term or the last, and if it is overdue."""
    overdue = known.overdue()
    shown = np.flatnonzero((overdue | known.counts_on(known.as_of)) & ~known.trial)
    coming = next_term_ends(known, shown, np.full(shown.shape, known.as_of.toordinal(), np.int64))
    renews_on = np.where(overdue[shown], known.end[shown], coming)
    ends = renews_on != NEVER
    return shown[ends], renews_on[ends], overdue[shown][ends]


def ended_terms(lines: Iterable[ContractLine] | KnownLines, period: Period) -> list[EndedTerm]:
    """Every term that ended within the period, as known at its end; trials and lines without ARR have none to renew.

    Renewed is, at most the line's ARR: all of it where the line goes on (rolls on, or the term ends within a multi-year
    line); nothing where its outcome is "ended"; else what the lines of the same account and product that started later,
    by the end of the term, bring on that day; all of it where the outcome is "renewed" and there is no such line.
    A successor's ARR is used once for the terms that end together, the latest line first, in proportion among equals.

    Returns:
        By account, line id and day.
    """
    known = known_lines(lines, as_of=period.end)
    rows, days = term_ends(known, after=period.start, until=period.end)
    paid = known.arr[rows] > 0
    rows, days = rows[paid], days[paid]
    renewed = np.where(days < known.end[rows], known.arr[rows], 0)
    stops = days == known.end[rows]
    renewed[stops] = _renewed_at_end(known, rows, days, stops)
    terms: list[EndedTerm] = []
    for i, day, cents in zip(rows.tolist(), days.tolist(), renewed.tolist(), strict=True):
        line = known.lines[int(i)]
        terms.append(EndedTerm(line.account, line.id, date.fromordinal(day), line.arr_cents, cents))
    return sorted(terms)


def renewal_rate(lines: Iterable[ContractLine], period: Period, include: Callable[[str], bool] | None = None) -> Rate:
    """Renewed ARR over the ARR that was available to renew (ATR) in the period, in cents; n = ended terms.

    Args:
        include: whether an account counts, by its id; None = all.
    Returns:
        A share of 0-1; see `ended_terms` for what counts as renewed.
    """
    return rate_of_terms(ended_terms(lines, period), include)


def rate_of_terms(terms: Iterable[EndedTerm], include: Callable[[str], bool] | None = None) -> Rate:
    """The renewal rate of terms already listed, so that a list serves every group; groups add up to the whole."""
    counted = [term for term in terms if include is None or include(term.account)]
    return Rate(sum(term.renewed_cents for term in counted), sum(term.arr_cents for term in counted), len(counted))


def _row(line: ContractLine, renews_on: date, overdue: bool, as_of: date) -> RenewalRow:
    opts_out_on = opt_out_on(renews_on, line.notice_days)
    governs_on = renews_on if opts_out_on is None else opts_out_on
    days = (governs_on - as_of).days
    return RenewalRow(
        account=line.account,
        line_id=line.id,
        product=line.product,
        plan=line.plan,
        arr_cents=line.arr_cents,
        renews_on=renews_on,
        opts_out_on=opts_out_on,
        governs_on=governs_on,
        days=days,
        bucket="passed" if overdue else bucket_of(days),
        notice_known=opts_out_on is not None,
        auto_renew=line.auto_renew,
        overdue=overdue,
        notice_given_on=line.notice_given_on,
        likelihood=line.likelihood,
        next_step=line.next_step,
        outcome=line.outcome,
    )


def _renewed_at_end(known: KnownLines, rows: Ints, days: Ints, stops: Mask) -> list[int]:
    """What the lines that stop with a term bring into the next one, aligned to the True entries of `stops`.

    Args:
        rows, days: every term that ended, by line and day; those of lines that go on are needed because such a line
            counts for itself and so is no successor of another line on that day.
    """
    going_on = set(zip(rows[~stops].tolist(), days[~stops].tolist(), strict=True))
    ending: dict[tuple[int, int], list[int]] = {}
    for i, day in zip(rows[stops].tolist(), days[stops].tolist(), strict=True):
        ending.setdefault((int(known.product[i]), day), []).append(i)
    of_product: dict[int, list[int]] = {product: [] for product, _ in ending}
    for i in np.flatnonzero(np.isin(known.product, list(of_product)) & (known.arr > 0)).tolist():
        of_product[int(known.product[i])].append(i)
    start, end = known.start.tolist(), known.end.tolist()
    renewed: dict[int, int] = {}
    for (product, day), stopped in ending.items():
        successors = [i for i in of_product[product] if start[i] <= day < end[i] and (i, day) not in going_on]
        renewed.update(_share_successors(known, stopped, successors))
    return [renewed[i] for i in rows[stops].tolist()]


def _share_successors(known: KnownLines, stopped: Sequence[int], successors: Sequence[int]) -> dict[int, int]:
    """The renewed cents of lines of one product that stop on one day; each successor's ARR is used once."""
    renewed = dict.fromkeys(stopped, 0)
    open_ = [i for i in stopped if known.lines[i].outcome != "ended"]
    taken = 0
    for start in sorted({int(known.start[i]) for i in open_}, reverse=True):
        alike = sorted((i for i in open_ if known.start[i] == start), key=lambda i: known.lines[i].id)
        arr = known.arr[alike].tolist()
        later = [int(known.arr[i]) for i in successors if known.start[i] > start]
        if later:
            shared = min(sum(arr), sum(later) - taken)
            taken += shared
            renewed.update(zip(alike, share_out(shared, arr), strict=True))
        else:
            renewed.update(
                (i, cents) for i, cents in zip(alike, arr, strict=True) if known.lines[i].outcome == "renewed"
            )
    return renewed
