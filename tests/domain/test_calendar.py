"""The rules of months and periods."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from desktop.domain.calendar import Period, add_months, days_before, period_of, whole_months_between
from desktop.domain.errors import Rejected

laws = settings(deadline=None, max_examples=100)
days = st.dates(date(1950, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 1, 31), 2, date(2025, 3, 31)),
        (date(2025, 1, 31), 3, date(2025, 4, 30)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2025, 3, 31), -1, date(2025, 2, 28)),
        (date(2025, 1, 15), -1, date(2024, 12, 15)),
        (date(2025, 6, 15), 0, date(2025, 6, 15)),
    ],
)
def test_that_months_are_anchored_to_the_first_day(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    ("day", "earlier", "expected"),
    [
        (date(2028, 2, 29), 0, date(2028, 2, 29)),
        (date(2028, 3, 1), 30, date(2028, 1, 31)),
        (date(1, 1, 31), 30, date(1, 1, 1)),
        (date(1, 1, 30), 30, date(1, 1, 1)),
        (date(1, 1, 1), 30, date(1, 1, 1)),
    ],
)
def test_that_counting_back_ends_at_the_first_day_there_is(day: date, earlier: int, expected: date) -> None:
    assert days_before(day, earlier) == expected


@laws
@given(days, st.integers(-600, 600))
def test_that_adding_months_moves_the_month_and_keeps_the_day_where_it_exists(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert moved.year * 12 + moved.month == day.year * 12 + day.month + months
    assert moved.day == day.day or (
        moved.day < day.day and moved.day == calendar.monthrange(moved.year, moved.month)[1]
    )


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2025, 1, 31), date(2025, 2, 27), 0),
        (date(2025, 1, 31), date(2025, 2, 28), 1),
        (date(2025, 1, 31), date(2025, 3, 30), 1),
        (date(2025, 1, 31), date(2025, 3, 31), 2),
        (date(2024, 2, 29), date(2025, 2, 28), 12),
        (date(2025, 5, 5), date(2025, 5, 5), 0),
        (date(2025, 5, 5), date(2024, 1, 1), 0),
    ],
)
def test_that_whole_months_are_the_most_that_fit(start: date, end: date, months: int) -> None:
    assert whole_months_between(start, end) == months


@laws
@given(days, days)
def test_that_one_more_whole_month_would_not_fit(start: date, end: date) -> None:
    assume(start <= end)
    months = whole_months_between(start, end)
    assert months >= 0
    assert add_months(start, months) <= end < add_months(start, months + 1)


def test_that_a_period_excludes_its_first_day_and_includes_its_last() -> None:
    period = Period(date(2025, 1, 1), date(2025, 1, 3))
    inside = [day for day in range(1, 6) if date(2025, 1, day) in period]
    assert inside == [2, 3]


@laws
@given(days, days, days, days)
def test_that_a_day_is_in_exactly_one_of_two_periods_that_meet(
    first: date, second: date, third: date, day: date
) -> None:
    start, middle, end = sorted((first, second, third))
    assume(start < middle < end)
    parts = (day in Period(start, middle)) + (day in Period(middle, end))
    assert parts == (day in Period(start, end))


@pytest.mark.parametrize("end", [date(2025, 1, 1), date(2024, 12, 31)])
def test_that_an_empty_period_is_rejected(end: date) -> None:
    with pytest.raises(Rejected, match="2025-01-01") as refusal:
        Period(date(2025, 1, 1), end)
    assert refusal.value.field == "from"


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        (date(2024, 12, 31), date(2025, 12, 31), 1),
        (date(2025, 1, 31), date(2025, 2, 28), 1 / 12),
        (date(2025, 6, 30), date(2025, 7, 31), 1 / 12),
        (date(2023, 2, 28), date(2024, 2, 29), 1),
        (date(2024, 2, 29), date(2025, 2, 28), 1),
        (date(2025, 1, 1), date(2025, 1, 11), 10 / 365.25),
        (date(2020, 3, 1), date(2025, 3, 1), 5),
    ],
)
def test_that_the_length_of_a_period_is_in_years(start: date, end: date, years: float) -> None:
    assert Period(start, end).years == pytest.approx(years, abs=1e-12)


@laws
@given(days)
def test_that_the_default_period_is_the_twelve_months_up_to_the_day(as_of: date) -> None:
    period = period_of(as_of=as_of)
    assert (period.start, period.end) == (add_months(as_of, -12), as_of)
    assert period.years == 1


@laws
@given(days, st.integers(1, 3000))
def test_that_the_length_in_years_is_close_to_the_days(start: date, length: int) -> None:
    assert Period(start, start + timedelta(days=length)).years == pytest.approx(length / 365.25, abs=3 / 365.25)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (None, None, Period(date(2024, 6, 30), date(2025, 6, 30))),
        (None, date(2025, 3, 31), Period(date(2024, 3, 31), date(2025, 3, 31))),
        (date(2025, 1, 1), None, Period(date(2025, 1, 1), date(2025, 6, 30))),
        (date(2025, 1, 1), date(2025, 2, 1), Period(date(2025, 1, 1), date(2025, 2, 1))),
        (None, date(2025, 6, 30), Period(date(2024, 6, 30), date(2025, 6, 30))),
    ],
)
def test_that_a_period_ends_as_of_today_and_starts_a_year_before_unless_said(
    start: date | None, end: date | None, expected: Period
) -> None:
    assert period_of(as_of=date(2025, 6, 30), start=start, end=end) == expected


def test_that_a_period_after_the_day_the_book_is_looked_at_is_rejected() -> None:
    with pytest.raises(Rejected, match="2025-07-01") as refusal:
        period_of(as_of=date(2025, 6, 30), end=date(2025, 7, 1))
    assert refusal.value.field == "to"


@pytest.mark.parametrize("as_of", [date(1, 1, 1), date(1, 12, 31)])
def test_that_a_period_that_would_begin_before_the_calendar_is_rejected(as_of: date) -> None:
    with pytest.raises(Rejected, match="begin") as refusal:
        period_of(as_of=as_of)
    assert refusal.value.field == "from"


def test_that_an_asked_for_period_that_is_empty_is_rejected() -> None:
    with pytest.raises(Rejected) as refusal:
        period_of(as_of=date(2025, 6, 30), start=date(2025, 6, 30))
    assert refusal.value.field == "from"
