"""When contract lines count: what was known on a day, ends and rolling on, terms, opt-out dates; set-wise.

A line counts over [start_on, end). Its end is `end_on` or, where it rolls on, the day it stops doing so. Lines of one
account and product (None is one nameless product) succeed one another: a line's successor is the next that starts
later. Two lines that meet and are alike (ARR, plan, trial) are one line cut in two: the second goes on as if it had
started with the first, and is no other line's successor. Lines that end on or before their start never ran and are
left out. This module must not know of ARR over time, nor of what a renewal brings.

Columns of days hold ordinals (`date.toordinal`); NEVER stands for no such day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from desktop.domain.facts import ContractLine

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

DAY_BITS = 22
"""Ordinals need fewer bits, so that (number, day) fits one sortable integer."""
NEVER = (1 << DAY_BITS) - 1
"""After every day there is; also the mask that takes the day out of (number, day)."""

_EPOCH = date(1970, 1, 1).toordinal()
_LAST = date.max.toordinal()
_LAST_MONTH = 12 * 10_000


@dataclass(frozen=True, slots=True, eq=False)
class KnownLines:
    """Contract lines as known at the end of a day, one entry a line in every column.

    Args:
        lines: without outcomes and notices dated after `as_of`.
        products: the pairs of account and product that `product` numbers.
        start, contract_end: start_on and end_on; NEVER = open.
        end: the first day the line no longer counts; NEVER = open, or rolls on with no end in sight.
        since: start of the unbroken run of like lines it continues; its own start where it continues none.
        successor: the day its successor starts; its own end_on where a like line continues it; NEVER = none.
        term: months after which it can be left within [start, end_on); 0 = unknown.
        months: months it rolls on by: its term, else the whole months it lasts; 0 = it has no term.
        arr: cents it adds to ARR while it counts; zero for a trial.
    """

    as_of: date
    lines: tuple[ContractLine, ...]
    products: tuple[tuple[str, str | None], ...]
    product: Ints
    start: Ints
    contract_end: Ints
    end: Ints
    since: Ints
    successor: Ints
    term: Ints
    months: Ints
    arr: Ints

    def counts_on(self, day: date) -> Mask:
        """Which lines run at the end of `day` (a trial runs too, with zero ARR)."""
        return (self.start <= day.toordinal()) & (day.toordinal() < self.end)

    def overdue(self) -> Mask:
        """Which lines are past their end on `as_of` while nobody said what became of them; they count as ARR no more.

        That is: it does not roll on (any more), has no outcome and no successor, is no trial, and had ARR.
        """
        silent = np.fromiter((line.outcome is None for line in self.lines), np.bool_, len(self.lines))
        return silent & (self.end <= self.as_of.toordinal()) & (self.successor == NEVER) & (self.arr > 0)


def known_lines(lines: Iterable[ContractLine], *, as_of: date) -> KnownLines:
    """The lines that had started by the end of `as_of`, with their ends as known then.

    Lines that start, outcomes and notices that are dated later are as if not there; an outcome without a day counts
    from the line's end. An `end_on` after `as_of` is a term of the contract and counts.

    A line rolls on only if it renews automatically, has no outcome, and a term is known. Its successor ends it at its
    end if it starts by then, else on the day it starts; a notice ends it at the first end whose opt-out date it met.
    """
    known = tuple(
        line if line.outcome is None and line.notice_given_on is None else _without_later_facts(line, as_of)
        for line in lines
        if line.start_on <= as_of and (line.end_on is None or line.start_on < line.end_on)
    )
    numbers: dict[tuple[str, str | None], int] = {}
    product = _ints([numbers.setdefault((line.account, line.product), len(numbers)) for line in known])
    start = _ints([line.start_on.toordinal() for line in known])
    contract_end = _ints([NEVER if line.end_on is None else line.end_on.toordinal() for line in known])
    since, continued = _runs(known, product, start, contract_end)

    # The successor is the next later start among the runs of the same product.
    runs = np.unique(product << DAY_BITS | since)
    following = np.searchsorted(runs, product << DAY_BITS | since, side="right")
    runs = np.append(runs, -1)
    successor = np.where(runs[following] >> DAY_BITS == product, runs[following] & NEVER, NEVER)
    successor = np.where(continued, contract_end, successor)

    given = _ints([-1 if line.term_months is None else max(line.term_months, 0) for line in known])
    renews = np.array([bool(line.auto_renew) and line.outcome is None for line in known], np.bool_)
    months = np.where(contract_end == NEVER, 0, given)
    lasts = np.flatnonzero(months < 0)
    months[lasts] = _whole_months(start[lasts], contract_end[lasts])
    lasts = lasts[months[lasts] == 0]
    months[lasts] = _whole_months(since[lasts], contract_end[lasts])

    rolls = renews & (months > 0) & (successor > contract_end)
    end = np.where(rolls, successor, contract_end)
    left = _ints([i for i in np.flatnonzero(rolls).tolist() if known[i].notice_given_on is not None])
    noticed = _ints([_notice_met_by(known[int(i)]) for i in left])
    end[left] = np.minimum(end[left], _rolled_from(since[left], contract_end[left], months[left], noticed))
    return KnownLines(
        as_of=as_of,
        lines=known,
        products=tuple(numbers),
        product=product,
        start=start,
        contract_end=contract_end,
        end=end,
        since=since,
        successor=successor,
        term=np.maximum(given, 0),
        months=months,
        arr=_ints([0 if line.trial else line.arr_cents for line in known]),
    )


def opt_out_on(term_end: date, notice_days: int | None) -> date | None:
    """The last day to give notice for a term: its end minus the notice days; None where these are unknown."""
    if notice_days is None:
        return None
    return date.fromordinal(max(term_end.toordinal() - notice_days, 1))


def next_term_ends(known: KnownLines, rows: Ints, after: Ints) -> Ints:
    """For each of some lines the first day after another on which a term of it ends; NEVER where there is none.

    Terms end at start + k terms up to `end_on` (a multi-year line with annual opt-out; a line without an end for ever),
    at `end_on`, and at each end it rolls on to. A rolling line that is replaced within a term has no term end there.

    Args:
        rows: indices into the columns of `known`.
        after: days, aligned to `rows`.
    """
    start, contract_end, term = known.start[rows], known.contract_end[rows], known.term[rows]
    day = np.maximum(after, start) + 1
    within = np.where(term > 0, _first_from(start, term, term, day), NEVER)
    rolled = _rolled_from(known.since[rows], contract_end, known.months[rows], day)
    rolled = np.where((contract_end < known.end[rows]) & (rolled <= known.end[rows]), rolled, NEVER)
    return np.where(day <= contract_end, np.minimum(within, contract_end), rolled)


def term_ends(known: KnownLines, *, after: date, until: date) -> tuple[Ints, Ints]:
    """Every term end in (after, until]: the lines' indices, and the days, aligned (see `next_term_ends`)."""
    rows = np.arange(len(known.lines), dtype=np.int64)
    days = np.full(rows.shape, after.toordinal(), np.int64)
    found: list[tuple[Ints, Ints]] = []
    while rows.size:
        days = next_term_ends(known, rows, days)
        inside = days <= until.toordinal()
        rows, days = rows[inside], days[inside]
        found.append((rows, days))
    none = _ints([])
    return np.concatenate([none, *(each for each, _ in found)]), np.concatenate([none, *(each for _, each in found)])


def _without_later_facts(line: ContractLine, as_of: date) -> ContractLine:
    if line.notice_given_on is not None and line.notice_given_on > as_of:
        line = line._replace(notice_given_on=None)
    if line.outcome is not None:
        known_on = line.outcome_on or line.end_on
        if known_on is not None and known_on > as_of:
            line = line._replace(outcome=None, outcome_on=None, reason=None)
    return line


def _notice_met_by(line: ContractLine) -> int:
    """The first day on which a term may end for the notice to have met its opt-out date; unknown days are none."""
    assert line.notice_given_on is not None
    return min(line.notice_given_on.toordinal() + (line.notice_days or 0), NEVER)


def _runs(known: tuple[ContractLine, ...], product: Ints, start: Ints, contract_end: Ints) -> tuple[Ints, Mask]:
    """When the unbroken run of like lines began that each line continues, and whether a like line continues it."""
    since, continued = start.copy(), np.zeros(start.shape, np.bool_)
    begins, ends = product << DAY_BITS | start, product << DAY_BITS | contract_end
    # Few lines meet another of their product; only these have to be walked, in order of start.
    meets = np.flatnonzero(np.isin(begins, ends) | np.isin(ends, begins))
    meets = meets[np.argsort(start[meets], kind="stable")]
    like: dict[int, tuple[int, int, str | None, bool]] = {}
    for i in map(int, meets):
        line = known[i]
        like[i] = (int(product[i]), line.arr_cents, line.plan, bool(line.trial))
    run_to: dict[tuple[object, int], int] = {}
    for i, kind in like.items():
        since[i] = run_to.get((kind, int(start[i])), int(start[i]))
        to = (kind, int(contract_end[i]))
        run_to[to] = max(int(since[i]), run_to.get(to, 0))
    starts = {(kind, int(start[i])) for i, kind in like.items()}
    continued[meets] = [(kind, int(contract_end[i])) in starts for i, kind in like.items()]
    return since, continued


def _rolled_from(since: Ints, contract_end: Ints, months: Ints, day: Ints) -> Ints:
    """The first of end_on and the ends a line rolls on to that falls on or after a day; for lines with an end.

    The ends count from the start where end_on is whole months after it, else from end_on.
    """
    done = _month(contract_end) - _month(since)
    whole = _months_later(since, done) == contract_end
    rolled = _first_from(np.where(whole, since, contract_end), np.where(whole, done, 0), months, day)
    return np.where(contract_end >= day, contract_end, rolled)


def _first_from(anchor: Ints, done: Ints, months: Ints, day: Ints) -> Ints:
    """The first of anchor + `done` months, and then every `months` more, on or after a day."""
    months = np.maximum(months, 1)
    steps = np.maximum((_month(day) - _month(anchor) - done) // months, 0)
    end = _months_later(anchor, done + steps * months)
    return np.where(end >= day, end, _months_later(anchor, done + (steps + 1) * months))


def _whole_months(start: Ints, end: Ints) -> Ints:
    months = _month(end) - _month(start)
    return np.where(_months_later(start, months) > end, months - 1, months)


def _month(days: Ints) -> Ints:
    """The number of the month a day is in."""
    return _days64(days).astype("datetime64[M]").astype(np.int64)


def _months_later(days: Ints, months: Ints) -> Ints:
    """As `calendar.add_months`, for columns; NEVER where that is past the calendar."""
    month = _month(days)
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


def _ints(values: list[int]) -> Ints:
    return np.array(values, np.int64)
