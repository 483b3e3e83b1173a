"""NPS, CSAT and CES by month and quarter."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.calendar import Period
from desktop.domain.facts import Ticket
from desktop.domain.surveys import csat, nps
from desktop.domain.voice.trend import Every, trend
from tests.domain.voice.answers import YEAR, answer

laws = settings(deadline=None, max_examples=100)


def test_that_quarters_without_answers_stand_between_those_with_some() -> None:
    rows = [answer("a", 10, on=date(2025, 2, 3)), answer("b", 2, on=date(2025, 12, 31))]
    found = trend(rows, (), YEAR)
    assert [each.label for each in found] == ["2025 Q1", "2025 Q2", "2025 Q3", "2025 Q4"]
    assert [each.nps.value for each in found] == [100, None, None, -100]
    assert [each.nps.n for each in found] == [1, 0, 0, 1]
    assert [(each.period.start, each.period.end) for each in found[:2]] == [
        (date(2024, 12, 31), date(2025, 3, 31)),
        (date(2025, 3, 31), date(2025, 6, 30)),
    ]
    assert not any(each.partial for each in found)


def test_that_a_month_cut_by_the_period_says_so() -> None:
    period = Period(date(2025, 1, 10), date(2025, 3, 31))
    rows = [answer("a", 10, on=date(2025, 1, 11)), answer("b", 9, on=date(2025, 3, 31))]
    found = trend(rows, (), period, "month")
    assert [(each.label, each.partial) for each in found] == [("2025-01", True), ("2025-02", False), ("2025-03", False)]
    assert found[0].period == Period(date(2025, 1, 10), date(2025, 1, 31))


def test_that_a_person_counts_once_in_each_month_with_the_last_answer_of_it() -> None:
    rows = [
        answer("a", 2, on=date(2025, 4, 1), contact="jana"),
        answer("b", 10, on=date(2025, 4, 30), contact="jana"),
        answer("c", 0, on=date(2025, 5, 1), contact="jana"),
    ]
    assert [(each.nps.value, each.nps.n) for each in trend(rows, (), YEAR, "month")] == [(100, 1), (-100, 1)]


def test_that_tickets_count_as_csat_on_their_closing_day() -> None:
    tickets = [Ticket("t", "acme", date(2025, 1, 5), date(2025, 4, 2), csat=5)]
    (found,) = trend((), tickets, YEAR)
    assert (found.label, found.csat.value, found.csat.n) == ("2025 Q2", 100, 1)


def test_that_nothing_answered_has_no_trend() -> None:
    assert trend([answer("a", None)], (), YEAR) == ()


@pytest.mark.parametrize("every", ["month", "quarter"])
@pytest.mark.parametrize("day", [date(1, 1, 2), date(1, 12, 31), date(9999, 12, 31)])
def test_that_the_ends_of_the_calendar_are_no_trouble(every: Every, day: date) -> None:
    (found,) = trend([answer("a", 9, on=day)], (), Period(date.min, date.max), every)
    assert found.nps.n == 1


@laws
@given(
    st.lists(st.tuples(st.integers(0, 10), st.integers(-5, 400)), max_size=30),
    st.integers(1, 400),
    st.sampled_from(["month", "quarter"]),
)
def test_that_the_steps_meet_and_hold_every_answer_once(
    drawn: list[tuple[int, int]], length: int, every: Every
) -> None:
    period = Period(date(2025, 1, 20), date(2025, 1, 20) + timedelta(days=length))
    rows = [answer(str(at), score, on=date(2025, 1, 20) + timedelta(days=on)) for at, (score, on) in enumerate(drawn)]
    found = trend(rows, (), period, every)
    assert sum(each.nps.n for each in found) == nps(rows, period).n
    assert sum(each.csat.n for each in found) == csat(rows, (), period).n
    for each, following in pairwise(found):
        assert each.period.end == following.period.start
    for each in found:
        assert period.start <= each.period.start < each.period.end <= period.end
        assert each.nps == nps(rows, each.period)
        if not each.partial:
            assert each.period.end.day >= 28
