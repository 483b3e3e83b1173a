"""The terms of contract lines that end in a window, with what is known of each on a day; not what anybody calls.

A term belongs to the window in which it ends, so that the ARR available to renew (ATR) of a quarter that is over is the
denominator of its renewal rate. Until when something can be decided is said beside it: its governing date.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import numpy as np

from desktop.domain.calendar import Period, add_months
from desktop.domain.contracts import NEVER, KnownLines, known_lines, next_term_ends, opt_out_on, term_ends
from desktop.domain.facts import ContractLine
from desktop.domain.line_columns import Ints
from desktop.domain.renewals import ended_terms


class Term(NamedTuple):
    """One term of a contract line, as known on a day.

    Args:
        arr_cents: of the line, above zero: what is available to renew.
        starts_on: the day the term began: the last one's end, or the line's start.
        opts_out_on: None = the notice period is unknown; then `ends_on` governs.
        goes_on: the line continues after the term by itself, unless somebody gives notice in time.
        notice_given_on: known by that day, in time or too late.
        is_overdue: it ended, it does not go on, and nobody said what became of it.
        likelihood: 0-1 as somebody judged it; None = unknown.
        closed_cents: what was renewed, 0..arr_cents, once that is known; None = open.
    """

    account: str
    line_id: str
    product: str | None
    arr_cents: int
    starts_on: date
    ends_on: date
    opts_out_on: date | None
    governs_on: date
    goes_on: bool
    notice_given_on: date | None
    is_overdue: bool
    likelihood: float | None
    closed_cents: int | None

    @property
    def leaves(self) -> bool:
        """Notice was given in time, and the term is not over yet."""
        return self.closed_cents is None and self.notice_given_on is not None and not self.goes_on

    def is_bound(self, day: date) -> bool:
        """It can be left no more: it goes on by itself, and its opt-out date has passed without notice."""
        return self.closed_cents is None and self.goes_on and self.opts_out_on is not None and self.opts_out_on < day


def terms_in(lines: Iterable[ContractLine], window: Period, *, as_of: date) -> list[Term]:
    """Every term that ends within the window, as known at the end of `as_of`; trials and lines without ARR have none.

    Closed is a term that is over and whose line goes on, was renewed or replaced, ended, or had notice given; and one
    that is still to end whose outcome was noted already: all of it where "renewed" (what follows starts later and is
    not known yet), nothing where "ended". A line that can be left every month has a term a month.

    Args:
        window: may lie before, around or after `as_of`.
    Returns:
        By end, account and line id.
    """
    all_lines = tuple(lines)
    known = known_lines(all_lines, as_of=as_of)
    rows, days = term_ends(known, after=window.start, until=window.end)
    renewed: dict[tuple[str, date], int] = {}
    if window.start < as_of:
        ended = ended_terms(all_lines, Period(window.start, as_of))
        renewed = {(each.line_id, each.ends_on): each.renewed_cents for each in ended}
    overdue = known.overdue()
    starts = _starts(known, rows, days)
    found = [
        _term(known, i, date.fromordinal(start), date.fromordinal(day), bool(overdue[i]), renewed)
        for i, start, day in zip(rows.tolist(), starts.tolist(), days.tolist(), strict=True)
        if known.arr[i] > 0
    ]
    return sorted(found, key=_order)


def overdue_terms(lines: Iterable[ContractLine], *, as_of: date) -> list[Term]:
    """The last terms of lines that ended by `as_of` while nobody said what became of them, as known then."""
    known = known_lines(lines, as_of=as_of)
    rows = np.flatnonzero(known.overdue())
    ends = known.end[rows]
    starts = _starts(known, rows, ends)
    found = [
        _term(known, i, date.fromordinal(start), date.fromordinal(end), True, {})
        for i, start, end in zip(rows.tolist(), starts.tolist(), ends.tolist(), strict=True)
    ]
    return sorted((term for term in found if term.is_overdue), key=_order)


def running_since(lines: Iterable[ContractLine], *, as_of: date) -> dict[str, list[tuple[str, date]]]:
    """Account -> (line id, start of its current term) of every line with ARR that runs on `as_of`, as known then."""
    known = known_lines(lines, as_of=as_of)
    rows = np.flatnonzero(known.counts_on(as_of) & (known.arr > 0))
    ends = next_term_ends(known, rows, np.full(rows.shape, as_of.toordinal(), np.int64))
    found: dict[str, list[tuple[str, date]]] = {}
    starts, ending = known.since[rows].copy(), ends != NEVER
    starts[ending] = _starts(known, rows[ending], ends[ending])
    for i, start in zip(rows.tolist(), starts.tolist(), strict=True):
        found.setdefault(known.lines[i].account, []).append((known.lines[i].id, date.fromordinal(start)))
    return found


def _order(term: Term) -> tuple[date, str, str]:
    return term.ends_on, term.account, term.line_id


def _term(
    known: KnownLines, i: int, starts_on: date, ends_on: date, is_overdue: bool, renewed: dict[tuple[str, date], int]
) -> Term:
    line, ends = known.lines[i], ends_on.toordinal()
    goes_on = ends < known.end[i]
    # Notice was given, and nothing followed: whoever gave it has left, although nobody noted the outcome.
    is_silent = is_overdue and not goes_on and line.notice_given_on is None
    closed: int | None = None
    if ends_on <= known.as_of:
        closed = None if is_silent else renewed.get((line.id, ends_on), 0)
    elif not goes_on and line.outcome is not None:
        closed = line.arr_cents if line.outcome == "renewed" else 0
    opts_out_on = opt_out_on(ends_on, line.notice_days)
    return Term(
        account=line.account,
        line_id=line.id,
        product=line.product,
        arr_cents=line.arr_cents,
        starts_on=starts_on,
        ends_on=ends_on,
        opts_out_on=opts_out_on,
        governs_on=ends_on if opts_out_on is None else opts_out_on,
        goes_on=bool(goes_on),
        notice_given_on=line.notice_given_on,
        is_overdue=is_silent,
        likelihood=line.likelihood,
        closed_cents=closed,
    )


def _starts(known: KnownLines, rows: Ints, ends: Ints) -> Ints:
    """The days on which terms began: the end of the line's term before.

    Not the term's months before its end: one month before 30 April is 30 March, and the term began on the 31st; and the
    last two months of a contract of 14 that can be left each year are a term of two. Those months say it only of a
    line's first term, which may have begun with the line it follows.

    Args:
        rows, ends: the lines' indices, and the ends of terms of theirs.
    """
    found = np.array([_first(known, i, end) for i, end in zip(rows.tolist(), ends.tolist(), strict=True)], np.int64)
    longest = np.maximum(known.term[rows], known.months[rows]) + 1
    after = np.maximum(known.start[rows], ends - 31 * longest)
    looked = np.arange(len(rows), dtype=np.int64)
    while looked.size:
        day = next_term_ends(known, rows[looked], after[looked])
        earlier = day < ends[looked]
        looked, day = looked[earlier], day[earlier]
        found[looked] = after[looked] = day
    return found


def _first(known: KnownLines, i: int, end: int) -> int:
    """A term's months before its end, but not before what the line goes on from."""
    ends_on, months = date.fromordinal(end), int(known.term[i] or known.months[i])
    months_back = ends_on.year * 12 + ends_on.month - 13
    since = int(known.since[i])
    return since if not 0 < months <= months_back else max(since, add_months(ends_on, -months).toordinal())
