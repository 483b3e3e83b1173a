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
from dataclasses import dataclass, fields
from datetime import date

import numpy as np

from desktop.domain.columns import NEVER as NEVER
from desktop.domain.columns import Positions, columns_of
from desktop.domain.facts import ContractLine
from desktop.domain.line_columns import (
    DAY_BITS,
    LINE_FIELDS,
    Ints,
    LineColumns,
    Mask,
    ints,
    line_columns,
    month_of,
    months_later,
)


@dataclass(frozen=True, slots=True, eq=False)
class KnownTerms:
    """When lines count, as known at the end of a day, one entry a line that had started, and did run.

    Columns are as in LineColumns.

    Args:
        rows: which of the lines it was asked of.
        end: the first day the line no longer counts; NEVER = open, or rolls on with no end in sight.
        successor: the day its successor starts; its own end_on where a like line continues it; NEVER = none.
        has_outcome, has_notice: whether that is known on the day.
    """

    as_of: date
    rows: Ints
    product: Ints
    start: Ints
    contract_end: Ints
    end: Ints
    since: Ints
    successor: Ints
    term: Ints
    months: Ints
    arr: Ints
    trial: Mask
    has_outcome: Mask
    has_notice: Mask

    def counts_on(self, day: date) -> Mask:
        """Which lines run at the end of `day` (a trial runs too, with zero ARR)."""
        return (self.start <= day.toordinal()) & (day.toordinal() < self.end)

    def overdue(self) -> Mask:
        """Which lines are past their end on `as_of` while nobody said what became of them; they count as ARR no more.

        That is: it does not roll on (any more), has no outcome and no successor, is no trial, and had ARR.
        """
        return ~self.has_outcome & (self.end <= self.as_of.toordinal()) & (self.successor == NEVER) & (self.arr > 0)


@dataclass(frozen=True, slots=True, eq=False)
class KnownLines(KnownTerms):
    """Contract lines as known at the end of a day.

    Args:
        lines: without outcomes and notices dated after `as_of`.
        products: the pairs of account and product that `product` numbers.
    """

    lines: tuple[ContractLine, ...]
    products: tuple[tuple[str, str | None], ...]


def known_lines(lines: Iterable[ContractLine] | KnownLines, *, as_of: date) -> KnownLines:
    """The lines that had started by the end of `as_of`, with their ends as known then.

    Lines that start, outcomes and notices that are dated later are as if not there; an outcome without a day counts
    from the line's end. An `end_on` after `as_of` is a term of the contract and counts.

    A line rolls on only if it renews automatically, has no outcome, and a term is known. Its successor ends it at its
    end if it starts by then, else on the day it starts; a notice ends it at the first end whose opt-out date it met.

    Args:
        lines: those known already are taken as they are, so that what several figures need is found out once.
    Raises:
        ValueError: they are known as of another day.
    """
    if isinstance(lines, KnownLines):
        if lines.as_of != as_of:
            raise ValueError(f"the lines are known as of {lines.as_of.isoformat()}, not {as_of.isoformat()}")
        return lines
    started = [
        line for line in lines if line.start_on <= as_of and (line.end_on is None or line.start_on < line.end_on)
    ]
    accounts = dict.fromkeys(line.account for line in started)
    columns = line_columns(columns_of(started, ContractLine, LINE_FIELDS), Positions(accounts))
    products: dict[int, tuple[str, str | None]] = {}
    for number, line in zip(columns.product.tolist(), started, strict=True):
        products[number] = line.account, line.product
    terms = known_terms(columns, as_of)
    return KnownLines(
        *(getattr(terms, field.name) for field in fields(terms)),
        lines=tuple(
            line if line.outcome is None and line.notice_given_on is None else _without_later_facts(line, as_of)
            for line in started
        ),
        products=tuple(products[number] for number in range(len(products))),
    )


def known_terms(lines: LineColumns, as_of: date) -> KnownTerms:
    """`known_lines` of columns."""
    today = as_of.toordinal()
    rows = np.flatnonzero((lines.start <= today) & (lines.start < lines.contract_end))
    product, since, contract_end = lines.product[rows], lines.since[rows], lines.contract_end[rows]

    # The successor is the next later start among the runs of the same product.
    runs = np.sort(product << DAY_BITS | since)
    following = np.searchsorted(runs, product << DAY_BITS | since, side="right")
    runs = np.append(runs, -1)
    successor = np.where(runs[following] >> DAY_BITS == product, runs[following] & NEVER, NEVER)
    successor = np.where(lines.is_continued[rows] & (contract_end <= today), contract_end, successor)

    has_outcome, has_notice = lines.outcome_on[rows] <= today, lines.noticed_on[rows] <= today
    months = lines.months[rows]
    rolls = lines.auto_renews[rows] & ~has_outcome & (months > 0) & (successor > contract_end)
    end = np.where(rolls, successor, contract_end)
    left = np.flatnonzero(rolls & has_notice)
    if left.size:
        # The first day on which a term may end for the notice to have met its opt-out date; unknown days are none.
        notice_days = np.nan_to_num(lines.notice_days[rows][left]).astype(np.int64)
        met_by = np.minimum(lines.noticed_on[rows][left] + notice_days, NEVER)
        end[left] = np.minimum(end[left], _rolled_from(since[left], contract_end[left], months[left], met_by))
    return KnownTerms(
        as_of=as_of,
        rows=rows,
        product=product,
        start=lines.start[rows],
        contract_end=contract_end,
        end=end,
        since=since,
        successor=successor,
        term=lines.term[rows],
        months=months,
        arr=lines.arr[rows],
        trial=lines.trial[rows],
        has_outcome=has_outcome,
        has_notice=has_notice,
    )


def opt_out_on(term_end: date, notice_days: int | None) -> date | None:
    """The last day to give notice for a term: its end minus the notice days; None where these are unknown."""
    if notice_days is None:
        return None
    return date.fromordinal(max(term_end.toordinal() - notice_days, 1))


def next_term_ends(known: KnownTerms, rows: Ints, after: Ints) -> Ints:
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


def term_ends(known: KnownTerms, *, after: date, until: date) -> tuple[Ints, Ints]:
    """Every term end in (after, until]: the lines' indices, and the days, aligned (see `next_term_ends`)."""
    rows = np.arange(len(known.start), dtype=np.int64)
    days = np.full(rows.shape, after.toordinal(), np.int64)
    found: list[tuple[Ints, Ints]] = []
    while rows.size:
        days = next_term_ends(known, rows, days)
        inside = days <= until.toordinal()
        rows, days = rows[inside], days[inside]
        found.append((rows, days))
    none = ints([])
    return np.concatenate([none, *(each for each, _ in found)]), np.concatenate([none, *(each for _, each in found)])


def _without_later_facts(line: ContractLine, as_of: date) -> ContractLine:
    if line.notice_given_on is not None and line.notice_given_on > as_of:
        line = line._replace(notice_given_on=None)
    if line.outcome is not None:
        known_on = line.outcome_on or line.end_on
        if known_on is not None and known_on > as_of:
            line = line._replace(outcome=None, outcome_on=None, reason=None)
    return line


def _rolled_from(since: Ints, contract_end: Ints, months: Ints, day: Ints) -> Ints:
    """The first of end_on and the ends a line rolls on to that falls on or after a day; for lines with an end.

    The ends count from the start where end_on is whole months after it, else from end_on.
    """
    done = month_of(contract_end) - month_of(since)
    whole = months_later(since, done) == contract_end
    rolled = _first_from(np.where(whole, since, contract_end), np.where(whole, done, 0), months, day)
    return np.where(contract_end >= day, contract_end, rolled)


def _first_from(anchor: Ints, done: Ints, months: Ints, day: Ints) -> Ints:
    """The first of anchor + `done` months, and then every `months` more, on or after a day."""
    months = np.maximum(months, 1)
    steps = np.maximum((month_of(day) - month_of(anchor) - done) // months, 0)
    end = months_later(anchor, done + steps * months)
    return np.where(end >= day, end, months_later(anchor, done + (steps + 1) * months))
