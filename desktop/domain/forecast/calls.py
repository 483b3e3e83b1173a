"""What somebody, or the rule, calls of a renewal: categories, kinds of call, and which call stands for a term."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

import numpy as np

from desktop.domain.contracts import KnownLines
from desktop.domain.facts import RenewalCall
from desktop.domain.forecast.terms import Term
from desktop.domain.money import share_out

Category = Literal["closed", "commit", "most likely", "best case", "at risk", "omitted"]
CATEGORIES: tuple[Category, ...] = ("closed", "commit", "most likely", "best case", "at risk", "omitted")

Kind = Literal["automatic", "csm", "final"]
KINDS: tuple[Kind, ...] = ("automatic", "csm", "final")
"""In rising rank: of several kinds of call that stand for a term, the last one counts."""

COUNTED_ON: tuple[Category, ...] = ("closed", "commit", "most likely")
"""The categories that are expected to renew; best case is hoped for, at risk and omitted are not counted on."""


class Standing(NamedTuple):
    """What is called of one term.

    Args:
        called_cents: ARR of the term expected to renew, 0..its ARR.
        on_day: the day it was said; None = it follows from the facts of the day that is looked at.
        reason: why the rule says so; None = a person said it, or nothing.
    """

    category: Category
    called_cents: int
    on_day: date | None = None
    author: str | None = None
    reason: str | None = None


class RunningLine(NamedTuple):
    """A line with ARR and the days over which it runs, [start, end); an overdue one waits on after its end."""

    line_id: str
    arr_cents: int
    start: int
    end: int
    is_overdue: bool


def running_lines(known: KnownLines) -> dict[str, list[RunningLine]]:
    """Account -> its lines with ARR, by id: what an account's call is shared over."""
    found: dict[str, list[RunningLine]] = {}
    overdue = known.overdue()
    for i in np.flatnonzero(known.arr > 0).tolist():
        line = known.lines[i]
        entry = RunningLine(line.id, line.arr_cents, int(known.start[i]), int(known.end[i]), bool(overdue[i]))
        found.setdefault(line.account, []).append(entry)
    return {account: sorted(lines) for account, lines in found.items()}


def by_account(calls: Iterable[RenewalCall]) -> dict[str, list[RenewalCall]]:
    """Account -> its calls that name a category, by day; of one day, in the order given."""
    found: dict[str, list[RenewalCall]] = {}
    for call in sorted(calls, key=lambda each: each.on_day):
        if call.category in CATEGORIES and call.kind in KINDS:
            found.setdefault(call.account, []).append(call)
    return found


def latest_call(calls: Sequence[RenewalCall], term: Term, kind: Kind, *, day: date) -> RenewalCall | None:
    """The latest call of a kind that is about a term, by the end of `day`.

    A call is about the term that runs when it is made: what was said in an earlier term was about that one's end.

    Args:
        calls: of the term's account, by day.
    """
    for call in reversed(calls):
        is_about = call.contract_line in (None, term.line_id)
        if call.kind == kind and is_about and term.starts_on <= call.on_day <= day:
            return call
    return None


def standing(call: RenewalCall, term: Term, lines: Mapping[str, Sequence[RunningLine]]) -> Standing:
    """What a call says of a term: its category, and its amount, or the term's share of it.

    A call of the whole account is shared over the lines that ran on its day in proportion to their ARR. More than the
    ARR of the term is expansion and not counted as renewal. Without an amount the category says it: all of the ARR
    where that is counted on, else nothing.
    """
    category = _category(call)
    if call.amount_cents is None:
        cents = term.arr_cents if category in COUNTED_ON else 0
    elif call.contract_line is not None:
        cents = min(max(call.amount_cents, 0), term.arr_cents)
    else:
        cents = _share(call, term, lines.get(term.account, ()))
    return Standing(category, cents, call.on_day, call.author)


def _category(call: RenewalCall) -> Category:
    return CATEGORIES[CATEGORIES.index(call.category)]  # type: ignore[arg-type]


def _share(call: RenewalCall, term: Term, lines: Sequence[RunningLine]) -> int:
    day = call.on_day.toordinal()
    about = [
        line
        for line in lines
        if line.line_id == term.line_id or (line.start <= day and (day < line.end or line.is_overdue))
    ]
    weights = [line.arr_cents for line in about]
    shares = share_out(min(max(call.amount_cents or 0, 0), sum(weights)), weights)
    return next(cents for line, cents in zip(about, shares, strict=True) if line.line_id == term.line_id)
