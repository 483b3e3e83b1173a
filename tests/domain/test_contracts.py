"""The rules of contract lines: what is known, when a line ends, how it rolls on, when it can be left."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.calendar import add_months
from desktop.domain.contracts import NEVER, KnownLines, known_lines, next_term_ends, opt_out_on, term_ends
from desktop.domain.facts import ContractLine
from tests.domain.contract_books import (
    DAYS,
    FIRST,
    LAST,
    Says,
    books,
    days,
    line,
    slow_ends,
    slow_known,
    slow_running_days,
    slow_since,
    with_later_facts,
)

laws = settings(deadline=None, max_examples=100)
AS_OF = date(2027, 6, 30)
YEAR: Says = {"start": "2024-01-01", "end": "2025-01-01", "auto_renew": True, "term_months": 12}


def end_of(each: ContractLine, *others: ContractLine, as_of: date = AS_OF) -> date | None:
    """When `each` ends among others; None = not in sight."""
    known = known_lines([each, *others], as_of=as_of)
    end = int(known.end[[other.id for other in known.lines].index(each.id)])
    return None if end == NEVER else date.fromordinal(end)


def ends_of(known: KnownLines, after: date, until: date) -> list[tuple[str, date]]:
    rows, found = term_ends(known, after=after, until=until)
    return sorted((known.lines[int(row)].id, date.fromordinal(day)) for row, day in zip(rows, found, strict=True))


def iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, None),
        ({"auto_renew": False}, "2025-01-01"),
        ({"auto_renew": None}, "2025-01-01"),
        ({"outcome": "renewed"}, "2025-01-01"),
        ({"outcome": "ended", "outcome_on": "2024-11-01"}, "2025-01-01"),
        ({"outcome": "ended", "outcome_on": "2027-07-01"}, None),
        ({"term_months": None}, None),
        ({"term_months": 0}, "2025-01-01"),
        ({"term_months": None, "end": "2024-01-20"}, "2024-01-20"),
        ({"term_months": 1, "end": "2024-01-20"}, None),
        ({"end": ""}, None),
    ],
)
def test_that_a_line_rolls_on_only_if_it_renews_has_no_known_outcome_and_has_a_term(
    change: Says, expected: str | None
) -> None:
    assert iso(end_of(line(**(YEAR | change)))) == expected


def test_that_an_outcome_without_a_day_is_known_from_the_end_of_the_line() -> None:
    each = line(**(YEAR | Says(outcome="ended")))
    assert known_lines([each], as_of=date(2024, 12, 31)).lines[0].outcome is None
    assert known_lines([each], as_of=date(2025, 1, 1)).lines[0].outcome == "ended"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"start": "2024-06-01"}, "2025-01-01"),
        ({"start": "2025-01-01"}, "2025-01-01"),
        ({"start": "2025-01-02"}, "2025-01-02"),
        ({"start": "2026-05-05"}, "2026-05-05"),
        ({"start": "2024-01-01"}, None),
        ({"start": "2023-06-01"}, None),
        ({"start": "2027-07-01"}, None),
        ({"start": "2026-05-05", "end": "2026-05-05"}, None),
        ({"start": "2026-05-05", "account": "B"}, None),
        ({"start": "2026-05-05", "product": "core"}, None),
    ],
)
def test_that_a_rolling_line_ends_with_the_next_later_line_of_its_account_and_product(
    change: Says, expected: str | None
) -> None:
    assert iso(end_of(line(**YEAR), line(arr=70, **change))) == expected


def test_that_the_first_of_several_successors_ends_a_rolling_line() -> None:
    assert iso(end_of(line(**YEAR), line(start="2026-09-01"), line(start="2026-03-01"))) == "2026-03-01"


@pytest.mark.parametrize(
    ("given_on", "notice_days", "expected"),
    [
        ("2024-06-01", 60, "2025-01-01"),
        ("2024-11-02", 60, "2025-01-01"),
        ("2024-11-03", 60, "2026-01-01"),
        ("2025-11-02", 60, "2026-01-01"),
        ("2025-11-03", 60, "2027-01-01"),
        ("2025-01-01", 0, "2025-01-01"),
        ("2025-01-02", None, "2026-01-01"),
        ("2023-06-01", 60, "2025-01-01"),
        ("2027-06-30", 60, "2028-01-01"),
        ("2027-07-01", 60, None),
    ],
)
def test_that_a_notice_ends_a_rolling_line_at_the_first_end_whose_opt_out_date_it_met(
    given_on: str, notice_days: int | None, expected: str | None
) -> None:
    assert iso(end_of(line(**YEAR, notice_given_on=given_on, notice_days=notice_days))) == expected


def test_that_a_successor_before_the_end_a_notice_leads_to_still_wins() -> None:
    noticed = line(**YEAR, notice_given_on="2025-11-03", notice_days=60)
    assert iso(end_of(noticed, line(start="2026-08-01"))) == "2026-08-01"
    assert iso(end_of(noticed, line(start="2027-02-01"))) == "2027-01-01"


@pytest.mark.parametrize(
    ("start", "end", "months", "expected"),
    [
        ("2024-01-31", "2024-02-29", 1, ["2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31"]),
        ("2024-01-15", "2024-02-29", 1, ["2024-02-15", "2024-02-29", "2024-03-29", "2024-04-29", "2024-05-29"]),
        ("2024-01-01", "2024-03-01", 3, ["2024-03-01", "2024-06-01"]),
    ],
)
def test_that_the_ends_a_line_rolls_on_to_are_counted_from_its_start_where_that_is_whole_months_away(
    start: str, end: str, months: int, expected: list[str]
) -> None:
    known = known_lines([line(start=start, end=end, term_months=months, auto_renew=True)], as_of=AS_OF)
    assert [iso(day) for _, day in ends_of(known, date(2024, 1, 1), date(2024, 6, 1))] == expected


def test_that_a_line_that_continues_an_equal_one_is_no_successor_of_a_line_beside_them() -> None:
    beside = line(arr=50, start="2024-06-01", end="2025-06-01", auto_renew=True)
    first = line(start="2024-01-01", end="2025-01-01")
    second = line(start="2025-01-01", end="2026-01-01", auto_renew=True)
    assert end_of(beside, first, second) is None
    assert iso(end_of(first, second, beside)) == "2025-01-01"
    assert iso(end_of(beside, first, second._replace(arr_cents=110))) == "2025-06-01"


def test_that_a_line_too_short_for_a_term_has_that_of_the_equal_line_it_continues() -> None:
    first = line(start="2024-01-01", end="2025-01-01")
    short = line(start="2025-01-01", end="2025-01-20", auto_renew=True)
    assert end_of(short, first) is None
    assert iso(end_of(short, first._replace(arr_cents=110))) == "2025-01-20"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, True),
        ({"auto_renew": True}, False),
        ({"auto_renew": True, "end": "2024-01-20"}, True),
        ({"auto_renew": True, "notice_given_on": "2024-06-01"}, True),
        ({"outcome": "ended"}, False),
        ({"outcome": "ended", "outcome_on": "2027-07-01"}, True),
        ({"trial": True}, False),
        ({"arr": 0}, False),
        ({"end": "2027-06-30"}, True),
        ({"end": "2027-07-01"}, False),
        ({"end": ""}, False),
    ],
)
def test_that_a_line_past_its_end_is_overdue_until_someone_says_what_became_of_it(change: Says, expected: bool) -> None:
    each = line(**(Says(start="2024-01-01", end="2025-01-01") | change))
    assert known_lines([each], as_of=AS_OF).overdue().tolist() == [expected]


@pytest.mark.parametrize(
    ("start", "expected"), [("2024-05-01", False), ("2026-05-01", False), ("2024-01-01", True), ("2027-07-01", True)]
)
def test_that_a_known_later_line_of_the_product_takes_a_line_out_of_the_overdue_ones(
    start: str, expected: bool
) -> None:
    lines = [line(start="2024-01-01", end="2025-01-01"), line(start=start, arr=70)]
    assert bool(known_lines(lines, as_of=AS_OF).overdue()[0]) is expected


def test_that_the_opt_out_date_is_the_end_minus_the_notice_days() -> None:
    assert opt_out_on(date(2027, 2, 1), 90) == date(2026, 11, 3)
    assert opt_out_on(date(2027, 2, 1), 0) == date(2027, 2, 1)
    assert opt_out_on(date(2027, 2, 1), None) is None


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"end": "2027-01-01", "term_months": 12}, ["2025-01-01", "2026-01-01", "2027-01-01"]),
        ({"end": "2027-01-01"}, ["2027-01-01"]),
        ({"end": "2026-07-01", "term_months": 12}, ["2025-01-01", "2026-01-01", "2026-07-01"]),
        ({"end": "2025-01-01", "term_months": 36}, ["2025-01-01"]),
        ({"end": "", "term_months": 18}, ["2025-07-01", "2027-01-01"]),
        ({"end": ""}, []),
        ({"end": "2025-01-01", "auto_renew": True}, ["2025-01-01", "2026-01-01", "2027-01-01"]),
        (
            {"end": "2025-01-01", "auto_renew": True, "notice_days": 30, "notice_given_on": "2025-06-01"},
            ["2025-01-01", "2026-01-01"],
        ),
    ],
)
def test_that_terms_end_every_term_up_to_the_end_and_at_each_end_rolled_on_to(
    change: Says, expected: list[str]
) -> None:
    known = known_lines([line(**(Says(start="2024-01-01") | change))], as_of=AS_OF)
    assert [iso(day) for _, day in ends_of(known, date(2024, 1, 1), AS_OF)] == expected


def test_that_a_line_replaced_within_a_rolled_term_has_no_term_end_there() -> None:
    lines = [line(**YEAR), line(start="2026-05-05")]
    found = ends_of(known_lines(lines, as_of=AS_OF), date(2024, 1, 1), AS_OF)
    assert [iso(day) for _, day in found] == ["2025-01-01", "2026-01-01"]


def test_that_dates_at_the_edge_of_the_calendar_break_nothing() -> None:
    forever = line(start="2024-01-01", end="9999-12-31", auto_renew=True, notice_days=30, notice_given_on="2024-05-01")
    far = line("B", start="2024-01-01", end="2025-01-01", auto_renew=True, term_months=10**6)
    known = known_lines([forever, far], as_of=AS_OF)
    rows = np.array([0, 1])
    after = np.array([AS_OF.toordinal(), AS_OF.toordinal()])
    assert next_term_ends(known, rows, after).tolist() == [date.max.toordinal(), NEVER]
    assert next_term_ends(known, rows, np.array([date.max.toordinal()] * 2)).tolist() == [NEVER, NEVER]
    assert opt_out_on(date(1, 1, 5), 90) == date.min


@laws
@given(books(), days())
def test_that_lines_run_on_the_days_that_a_walk_from_day_to_day_finds(book: list[ContractLine], as_of: date) -> None:
    expected = slow_running_days(book, as_of)
    known = known_lines(book, as_of=as_of)
    running: dict[str, set[date]] = {each.id: set() for each in known.lines}
    for day in (day for day in DAYS if day <= as_of):
        for i in np.flatnonzero(known.counts_on(day)).tolist():
            running[known.lines[i].id].add(day)
    assert running == expected


@laws
@given(books(), days())
def test_that_terms_end_on_the_days_that_counting_month_by_month_finds(book: list[ContractLine], as_of: date) -> None:
    expected: set[tuple[str, date]] = set()
    known = known_lines(book, as_of=as_of)
    slow = slow_known(book, as_of)
    for each, end in zip(known.lines, known.end.tolist(), strict=True):
        inner = [add_months(each.start_on, k * each.term_months) for k in range(1, 40)] if each.term_months else []
        found = {day for day in inner if each.end_on is None or day < each.end_on}
        if each.end_on is not None:
            found.add(each.end_on)
        if each.end_on is not None and end > each.end_on.toordinal():
            for day in slow_ends(each, slow_since(each, slow)):
                if day.toordinal() > end or day > LAST:
                    break
                found.add(day)
        expected |= {(each.id, day) for day in found if FIRST < day <= LAST}
    assert set(ends_of(known, FIRST, LAST)) == expected


@laws
@given(books(), days(), st.randoms(use_true_random=False))
def test_that_the_order_of_lines_changes_no_end(book: list[ContractLine], as_of: date, random: Random) -> None:
    def ends(lines: list[ContractLine]) -> dict[str, tuple[int, bool]]:
        known = known_lines(lines, as_of=as_of)
        columns = zip(known.lines, known.end.tolist(), known.overdue().tolist(), strict=True)
        return {each.id: (end, overdue) for each, end, overdue in columns}

    shuffled = random.sample(book, len(book))
    assert ends(shuffled) == ends(book)


@laws
@given(st.data(), books(), days())
def test_that_what_is_dated_later_is_as_if_not_there(data: st.DataObject, book: list[ContractLine], to: date) -> None:
    later = known_lines(data.draw(with_later_facts(book, to)), as_of=to)
    now = known_lines(book, as_of=to)
    assert later.lines == now.lines
    assert later.end.tolist() == now.end.tolist()
    assert later.overdue().tolist() == now.overdue().tolist()


def test_that_a_term_ending_on_the_first_day_of_a_period_is_not_in_it_and_on_the_last_day_is() -> None:
    known = known_lines([line(end="2024-07-01")], as_of=AS_OF)
    day = date(2024, 7, 1)
    assert ends_of(known, day, AS_OF) == []
    assert [found for _, found in ends_of(known, day - timedelta(1), day)] == [day]
