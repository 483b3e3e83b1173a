"""The few things that happened to an account which a chart of its health numbers."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.book import Book
from desktop.domain.calendar import Period
from desktop.domain.facts import Contact, ContractLine, Qbr, SurveyAnswer, Ticket
from desktop.domain.health_events import BACKLOG_FROM, health_events

PERIOD = Period(date(2025, 11, 30), date(2026, 11, 23))


def day(text: str) -> date:
    return date.fromisoformat(text)


def events(book: Book, most: int = 5) -> list[tuple[str, str]]:
    return [(event.on.isoformat(), event.label) for event in health_events(book, "a", PERIOD, most=most)]


def answer(on: str, score: float | None, account: str = "a") -> SurveyAnswer:
    return SurveyAnswer(f"{on}{score}", account, "nps", day(on), score, 0, 10)


def ticket(opened: str, closed: str | None = None, account: str = "a") -> Ticket:
    return Ticket(f"{opened}{closed}", account, day(opened), None if closed is None else day(closed))


@pytest.mark.parametrize(
    ("book", "expected"),
    [
        (Book(), []),
        (Book(qbrs=[Qbr("q", "a", day("2026-03-01")), Qbr("p", "a", planned_on=day("2026-04-01"))]),
         [("2026-03-01", "QBR")]),
        (Book(answers=[answer("2026-05-01", 3), answer("2026-06-01", None), answer("2026-07-01", 9, "b")]),
         [("2026-05-01", "NPS 3")]),
        (Book(contacts=[Contact("c", "a", "Jana", "Champion", left_on=day("2026-02-01")),
                        Contact("d", "a", "Piet", "admin", left_on=day("2026-02-02"))]),
         [("2026-02-01", "champion left")]),
        (Book(lines=[ContractLine("l", "a", 100, day("2025-03-01"), day("2026-03-01"), outcome="ended",
                                  outcome_on=day("2026-03-01"), notice_given_on=day("2026-01-01"))]),
         [("2026-01-01", "notice given"), ("2026-03-01", "term ended")]),
        (Book(lines=[ContractLine("l", "a", 100, day("2025-03-01"), day("2026-03-01"), outcome="renewed"),
                     ContractLine("m", "a", 100, day("2026-03-01"), day("2027-03-01"))]),
         [("2026-03-01", "renewed")]),
        (Book(qbrs=[Qbr("q", "a", PERIOD.start), Qbr("r", "a", day("2026-11-24"))]), []),
    ],
)  # fmt: skip
def test_that_what_happened_in_the_period_is_named_with_its_day(book: Book, expected: list[tuple[str, str]]) -> None:
    assert events(book) == expected


def test_that_a_backlog_is_the_first_day_with_the_most_open_tickets() -> None:
    tickets = [ticket("2025-10-01"), ticket("2026-02-01", "2026-02-05"), ticket("2026-02-03"), ticket("2026-02-05")]
    assert events(Book(tickets=tickets)) == [("2026-02-03", "3 tickets open")]
    assert events(Book(tickets=tickets[: BACKLOG_FROM - 1])) == []
    assert events(Book(tickets=[*tickets[:2], ticket("2026-02-03", account="b")])) == []


def test_that_of_many_events_those_are_kept_that_say_most_and_no_kind_takes_all() -> None:
    book = Book(
        answers=[answer(f"2026-0{month}-10", 2) for month in range(1, 8)],
        qbrs=[Qbr(f"q{month}", "a", day(f"2026-0{month}-20")) for month in range(1, 8)],
        contacts=[Contact("c", "a", "Jana", "champion", left_on=day("2026-02-01"))],
    )
    assert events(book) == [
        ("2026-02-01", "champion left"),
        ("2026-06-10", "NPS 2"),
        ("2026-06-20", "QBR"),
        ("2026-07-10", "NPS 2"),
        ("2026-07-20", "QBR"),
    ]
    assert len(events(book, most=9)) == 9


@given(
    st.lists(st.dates(date(2025, 9, 1), date(2027, 1, 31)), max_size=12),
    st.lists(st.dates(date(2025, 9, 1), date(2027, 1, 31)), max_size=12),
    st.integers(0, 6),
)
@settings(deadline=None, max_examples=100)
def test_that_events_lie_in_the_period_in_order_and_are_not_too_many(
    held: list[date], opened: list[date], most: int
) -> None:
    book = Book(
        qbrs=[Qbr(f"q{i}", "a", on) for i, on in enumerate(held)],
        tickets=[Ticket(f"t{i}", "a", on) for i, on in enumerate(opened)],
    )
    found = health_events(book, "a", PERIOD, most=most)
    days = [event.on for event in found]
    assert len(found) <= most
    assert days == sorted(days)
    assert all(on in PERIOD for on in days)
