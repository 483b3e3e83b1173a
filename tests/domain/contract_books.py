"""Messy books of contract lines for property tests, and when a line runs, found slowly, one day after the other."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import product
from typing import Any

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from desktop.domain.calendar import Period, add_months, whole_months_between
from desktop.domain.facts import ContractLine
from desktop.domain.health_inputs import ContractColumns

FIRST, LAST = date(2023, 12, 1), date(2024, 12, 31)
ACCOUNTS = ("A", "B", "C")
Says = dict[str, Any]
"""Some of what a line says, to be given to `line`."""
DAYS = tuple(FIRST + timedelta(i) for i in range((LAST - FIRST).days + 1))
MEETING_DAYS = tuple(
    date.fromisoformat(day)
    for day in ("2023-12-31", "2024-01-31", "2024-02-29", "2024-03-31", "2024-06-01", "2024-07-01", "2024-10-01")
)
"""Drawn often, so that lines meet, overlap and end together."""


def line(account: str = "A", arr: int = 100, start: str = "2024-01-01", end: str = "", **more: Any) -> ContractLine:
    """A line with days as ISO text; an empty end is open. Its id is made of what it says, unless given."""
    said = Says(id=f"{account} {arr} {start} {end} {more.get('product')}")
    said |= {key: date.fromisoformat(value) if key.endswith("_on") else value for key, value in more.items()}
    return ContractLine(
        account=account,
        arr_cents=arr,
        start_on=date.fromisoformat(start),
        end_on=date.fromisoformat(end) if end else None,
        **said,
    )


# Few draws a line, because the draws are what the property tests spend their time on.
_DAYS = st.sampled_from(MEETING_DAYS * (len(DAYS) // len(MEETING_DAYS)) + DAYS)
_DAYS_OR_NONE = st.sampled_from((None,) * (2 * len(DAYS)) + MEETING_DAYS * 20 + DAYS)
_ARR = st.sampled_from((0, 1, 100, 100, 250, 333, 1000))
_PRODUCTS = st.sampled_from(tuple(product(ACCOUNTS, (None, None, "core", "plus"))))
_PLANS = st.sampled_from(tuple(product((None, "small", "large"), (None, 1, 2, 3))))
_MONTHS = st.sampled_from((None, 1, 2, 3, 6, 12, 0, 0))
"""From start to end: open, so many months, or (0) any day."""
_TERMS = st.sampled_from(tuple(product((None, None, 0, 1, 3, 12), (True, True, False, None), (None, 0, 14, 30))))
_FATES = st.sampled_from(tuple(product((None, None, False, True), (None, None, None, "renewed", "ended"))))


def days() -> st.SearchStrategy[date]:
    return _DAYS


@st.composite
def contract_lines(draw: st.DrawFn) -> ContractLine:
    account, of_product = draw(_PRODUCTS)
    plan, rank = draw(_PLANS)
    term_months, auto_renew, notice_days = draw(_TERMS)
    trial, outcome = draw(_FATES)
    start, months = draw(_DAYS), draw(_MONTHS)
    return ContractLine(
        id="",
        account=account,
        arr_cents=draw(_ARR),
        start_on=start,
        end_on=None if months is None else add_months(start, months) if months else draw(_DAYS),
        product=of_product,
        plan=plan,
        plan_rank=rank,
        term_months=term_months,
        auto_renew=auto_renew,
        notice_days=notice_days,
        notice_given_on=draw(_DAYS_OR_NONE),
        trial=trial,
        outcome=outcome,
        outcome_on=draw(_DAYS_OR_NONE) if outcome else None,
    )


def books() -> st.SearchStrategy[list[ContractLine]]:
    """Up to nine lines of three accounts: overlapping, meeting, rolling, noticed, trials, with and without products."""
    return st.lists(contract_lines(), max_size=9).map(
        lambda lines: [each._replace(id=f"line {i}") for i, each in enumerate(lines)]
    )


@st.composite
def books_decided_ahead(draw: st.DrawFn) -> list[ContractLine]:
    """A random book with terms that follow one another, each with an outcome that is known long before it ends."""
    chains: list[ContractLine] = []
    for account in draw(st.lists(st.sampled_from(ACCOUNTS), min_size=1, max_size=4)):
        start = draw(days())
        for months in draw(st.lists(st.sampled_from((1, 3, 12)), min_size=2, max_size=4)):
            each = draw(contract_lines())._replace(account=account, start_on=start, end_on=add_months(start, months))
            outcome = draw(st.sampled_from(("renewed", "renewed", "ended", None)))
            chains.append(each._replace(outcome=outcome, outcome_on=FIRST if outcome else None))
            start = add_months(start, months)
    book = [*(draw(books()) if draw(st.booleans()) else []), *chains]
    return [each._replace(id=f"line {i}") for i, each in enumerate(book)]


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start, end = sorted((draw(days()), draw(days())))
    assume(start < end)
    return Period(start, end)


@st.composite
def with_later_facts(draw: st.DrawFn, book: Sequence[ContractLine], to: date) -> list[ContractLine]:
    """The book with lines that start, outcomes and notices that are dated after `to`."""
    later = st.integers(1, 200).map(lambda n: to + timedelta(n))
    changed: list[ContractLine] = []
    for each in book:
        new = each
        if each.outcome is None and draw(st.booleans()):
            new = new._replace(outcome="ended", outcome_on=draw(later), reason="price")
        if each.notice_given_on is None and draw(st.booleans()):
            new = new._replace(notice_given_on=draw(later))
        changed.append(new)
    added = draw(st.lists(contract_lines(), max_size=3))
    return changed + [each._replace(id=f"later {i}", start_on=draw(later)) for i, each in enumerate(added)]


@st.composite
def with_a_line_split(draw: st.DrawFn, book: Sequence[ContractLine]) -> list[ContractLine]:
    """The book with one line cut in two that meet; the first part may carry what the whole said of its end, or not."""
    assume(book)
    i = draw(st.integers(0, len(book) - 1))
    whole = book[i]
    before = (whole.end_on or LAST) - timedelta(1)
    assume(whole.start_on < before)
    cut = draw(st.dates(whole.start_on + timedelta(1), before))
    # Which of two equal lines a third continues cannot be told, so no equal line may end or start on the cut.
    assume(not any(alike(whole, other) and cut in (other.start_on, other.end_on) for other in book))
    first = whole._replace(id="first part", end_on=cut)
    bare = {"auto_renew": None, "term_months": None, "notice_given_on": None, "outcome": None, "outcome_on": None}
    first = draw(st.sampled_from((first, first._replace(**bare), first._replace(outcome="renewed"))))
    second = whole._replace(id="second part", start_on=cut)
    if whole.term_months is None and whole.end_on is not None:
        second = second._replace(term_months=whole_months_between(whole.start_on, whole.end_on) or None)
    return [*book[:i], first, second, *book[i + 1 :]]


def alike(one: ContractLine, other: ContractLine) -> bool:
    """Whether they would be one line, cut in two, if they met."""
    return (one.account, one.product, one.arr_cents, one.plan, bool(one.trial)) == (
        other.account,
        other.product,
        other.arr_cents,
        other.plan,
        bool(other.trial),
    )


def slow_known(book: Sequence[ContractLine], as_of: date) -> list[ContractLine]:
    known: list[ContractLine] = []
    for each in book:
        if each.start_on > as_of or (each.end_on is not None and each.end_on <= each.start_on):
            continue
        said_on = each.outcome_on or each.end_on
        if each.outcome is not None and said_on is not None and said_on > as_of:
            each = each._replace(outcome=None, outcome_on=None)
        if each.notice_given_on is not None and each.notice_given_on > as_of:
            each = each._replace(notice_given_on=None)
        known.append(each)
    return known


def slow_since(each: ContractLine, known: Sequence[ContractLine]) -> date:
    """The start of the run of like lines that meet, the latest where there are several."""
    met = [other for other in known if alike(each, other) and other.end_on == each.start_on]
    return max((slow_since(other, known) for other in met), default=each.start_on)


def slow_succeeds(other: ContractLine, each: ContractLine, known: Sequence[ContractLine]) -> bool:
    """Whether one known line is a successor of another."""
    if (other.account, other.product) != (each.account, each.product):
        return False
    if alike(each, other) and other.start_on == each.end_on:
        return True
    return slow_since(other, known) > slow_since(each, known)


def slow_months(each: ContractLine, since: date) -> int:
    assert each.end_on is not None
    if each.term_months is not None:
        return each.term_months
    return whole_months_between(each.start_on, each.end_on) or whole_months_between(since, each.end_on)


def slow_ends(each: ContractLine, since: date) -> Iterator[date]:
    """end_on and every end a line that has a term would roll on to."""
    assert each.end_on is not None
    anchor, done = each.end_on, 0
    for months in range(200):
        if add_months(since, months) == each.end_on:
            anchor, done = since, months
    while True:
        yield add_months(anchor, done)
        done += slow_months(each, since)


def slow_runs_on(each: ContractLine, known: Sequence[ContractLine], since: dict[str, date], day: date) -> bool:
    """Whether a line runs on a day, by the definition; `since` is slow_since by line id."""
    if day < each.start_on:
        return False
    if each.end_on is None or day < each.end_on:
        return True
    began = since[each.id]
    if not each.auto_renew or each.outcome is not None or not slow_months(each, began):
        return False
    for other in known:
        if (other.account, other.product) != (each.account, each.product):
            continue
        if alike(each, other) and other.start_on == each.end_on:
            return False
        if began < since[other.id] <= day:
            return False
    if each.notice_given_on is not None:
        for end in slow_ends(each, began):
            if end - timedelta(each.notice_days or 0) >= each.notice_given_on:
                return day < end
    return True


def slow_running_days(book: Sequence[ContractLine], as_of: date) -> dict[str, set[date]]:
    """The days up to `as_of` on which each known line runs, by line id."""
    known = slow_known(book, as_of)
    since = {each.id: slow_since(each, known) for each in known}
    return {each.id: {day for day in DAYS if day <= as_of and slow_runs_on(each, known, since, day)} for each in known}


def seats_and_commercial(
    accounts: Sequence[str],
    *,
    seats: Mapping[str, int | None],
    lowest_likelihood: Mapping[str, float | None],
    overdue: Collection[str],
    notice_given: Collection[str],
) -> ContractColumns:
    """The contract columns from figures per account; commercial is the lowest likelihood (0-1), 0 where overdue.

    Args:
        seats, lowest_likelihood: of the open lines of the day; None or absent = unknown.
        overdue, notice_given: ids of the accounts it is true of on the day; a set.
    """
    likely = [0.0 if account in overdue else lowest_likelihood.get(account) for account in accounts]
    return ContractColumns(
        np.array([seats.get(account) for account in accounts], dtype=np.float64),
        np.array(likely, dtype=np.float64),
        np.array([account in notice_given for account in accounts], dtype=np.bool_),
    )
