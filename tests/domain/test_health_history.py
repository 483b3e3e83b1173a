"""The scores of the past are those that every day by itself has."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.book import Book
from desktop.domain.book_health import book_health
from desktop.domain.facts import Account, ContractLine, Qbr, SurveyAnswer, Ticket, Touchpoint
from desktop.domain.health import shown_score
from desktop.domain.health_history import HealthHistory, health_history, history_days
from desktop.domain.scorecards import parse_scorecard
from desktop.domain.usage import UsageReading, UsageWindows, aggregate

DAY = date(2026, 11, 22)
IDS = ("a", "b")
CARD = Path(__file__).resolve().parents[2] / "resources" / "scorecards" / "default.toml"
DEFAULT = parse_scorecard(tomllib.loads(CARD.read_text(encoding="utf-8")))

dates = st.integers(0, 500).map(lambda back: DAY - timedelta(back))


@st.composite
def books(draw: st.DrawFn) -> Book:
    def many(days: int = 4) -> list[date]:
        return draw(st.lists(dates, max_size=days))

    def whose() -> str:
        return draw(st.sampled_from((*IDS, "stranger")))

    return Book(
        accounts=[Account(each, each.upper()) for each in (*IDS, "stranger")],
        lines=[ContractLine(f"l{i}", whose(), 100, day, likelihood=0.8) for i, day in enumerate(many())],
        answers=[
            SurveyAnswer(f"s{i}", whose(), "nps", day, float(draw(st.integers(0, 10))), 0, 10)
            for i, day in enumerate(many())
        ],
        tickets=[Ticket(f"t{i}", whose(), day, escalated=True) for i, day in enumerate(many())],
        touchpoints=[Touchpoint(f"p{i}", whose(), day, "call", "held", True) for i, day in enumerate(many())],
        qbrs=[Qbr(f"q{i}", whose(), held_on=day) for i, day in enumerate(many(2))],
        scorecards=[DEFAULT],
    )


def usage(readings: list[UsageReading], days: tuple[date, ...]) -> dict[date, UsageWindows]:
    return {day: aggregate(IDS, readings, day) for day in days}


def history(book: Book, days: tuple[date, ...], first_ticket_on: date | None = None) -> HealthHistory:
    return health_history(book, IDS, usage([], days), days, first_ticket_on=first_ticket_on)


@given(books(), st.lists(st.tuples(st.sampled_from(IDS), dates, st.integers(0, 90)), max_size=6))
@settings(deadline=None, max_examples=100)
def test_that_every_day_has_the_score_it_has_by_itself(book: Book, used: list[tuple[str, date, int]]) -> None:
    days = history_days(DAY, 12)
    windows = usage([UsageReading(who, "active_users", on, count) for who, on, count in used], days)
    made = health_history(book, IDS, windows, days)

    for column, day in enumerate(days):
        alone = book_health(book, IDS, windows[day], day)
        assert made.band[:, column].tolist() == alone.band.tolist()
        np.testing.assert_array_equal(made.coverage[:, column], alone.coverage)
        for row in range(len(IDS)):
            is_unscored = alone.band[row] == "unscored"
            shown = None if is_unscored else shown_score(alone, row)
            np.testing.assert_equal(made.score[row, column], np.nan if is_unscored else alone.score[row])
            np.testing.assert_equal(made.shown[row, column], np.nan if shown is None else shown)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 22), 2, (date(2026, 9, 30), date(2026, 10, 31), date(2026, 11, 22))),
        (date(2026, 10, 31), 1, (date(2026, 9, 30), date(2026, 10, 31))),
        (date(2024, 3, 1), 2, (date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 1))),
        (date(2026, 1, 1), 1, (date(2025, 12, 31), date(2026, 1, 1))),
        (date(2026, 1, 1), 0, (date(2026, 1, 1),)),
    ],
)
def test_that_the_days_are_ends_of_months_and_then_the_day(day: date, months: int, expected: tuple[date, ...]) -> None:
    assert history_days(day, months) == expected


def test_that_an_account_has_no_score_before_its_contract() -> None:
    days = history_days(DAY, 12)
    begun = days[6]
    book = Book(
        accounts=[Account("a", "A"), Account("b", "B")],
        lines=[ContractLine("l", "a", 100, begun, likelihood=0.9, seats=10)],
        answers=[SurveyAnswer("s", "a", "nps", DAY - timedelta(300), 9, 0, 10)],
        touchpoints=[Touchpoint("p", "a", DAY - timedelta(360), "call", "held", True)],
        qbrs=[Qbr("q", "a", held_on=DAY - timedelta(350))],
        tickets=[Ticket("t", "a", DAY - timedelta(390))],
        scorecards=[DEFAULT],
    )
    made = history(book, days)
    row = made.row("a")
    assert row == 0
    assert np.isnan(made.score[row]).tolist() == [day < begun for day in days]
    assert np.isnan(made.score[1]).all()
    assert made.row("nobody") is None


def test_that_tickets_in_the_rest_of_the_book_count_from_their_day_on() -> None:
    days = history_days(DAY, 3)
    book = Book(accounts=[Account("a", "A")], lines=[ContractLine("l", "a", 100, days[0])], scorecards=[DEFAULT])
    without, with_tickets = history(book, days), history(book, days, first_ticket_on=days[2])
    more = with_tickets.coverage[0] > without.coverage[0]
    assert more.tolist() == [False, False, True, True]
