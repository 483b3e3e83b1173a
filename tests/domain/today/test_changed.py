"""What changed since: which moves are told, and what is named as the cause."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.domain.book import Book
from desktop.domain.facts import Account, Contact, ContractLine, Ticket, Touchpoint
from desktop.domain.today.changed import Cause, Moved, Slip
from tests.domain.signals.situations import DAY, answer, back, line, person
from tests.domain.today.days import ahead, today

ACME = Account("A", "Acme", next_step="Call")
SINCE = back(7)
CHAMPION = Contact("jana", "A", "Jana Rowe", role="champion", influence="decides")


def book(**said: Any) -> Book:
    """A healthy account: talked with 8 days ago, a good answer, full seats' worth of likelihood."""
    known: dict[str, Any] = {
        "accounts": [ACME],
        "lines": [line("A", ends=300, likelihood=0.9)],
        "contacts": [CHAMPION],
        "answers": [answer(60, 9)],
        "touchpoints": [Touchpoint("T", "A", back(8), "call", "held", True)],
    }
    return Book(**{**known, **said})


def moved(of: Book, **said: Any) -> list[Moved]:
    return list(today(of, since=SINCE, **said).changed)


def causes(of: Book, **said: Any) -> tuple[Cause, ...]:
    (found,) = moved(of, **said)
    return found.causes


def test_that_a_quiet_week_tells_nothing() -> None:
    assert moved(book()) == []


def test_that_a_bad_answer_is_told_once_as_cause_and_detractor() -> None:
    found = causes(book(answers=[answer(60, 9), answer(1, 2)]))
    assert found == (Cause("answer", "nps", 2, back(1), "Jana Rowe"),)


def test_that_a_champion_who_left_is_the_cause_of_the_cap() -> None:
    (found,) = moved(book(contacts=[CHAMPION._replace(left_on=back(2)), person("otto")]))
    assert found.causes[0] == Cause("champion left", "Jana Rowe", on=back(2))
    assert (found.before.band, found.after.band) == ("green", "amber")
    assert found.points is not None
    assert found.points < 0


def test_that_a_talk_after_long_silence_is_the_cause_of_a_rise() -> None:
    talks = [Touchpoint("T", "A", back(89), "call", "held", True)]
    now = Touchpoint("N", "A", back(1), "call", "held", True, contact="jana")
    (found,) = moved(book(touchpoints=[*talks, now]))
    assert found.causes == (Cause("talk", "Jana Rowe", on=back(1)),)
    assert found.points is not None
    assert found.points >= 5


def test_that_tickets_opened_are_counted() -> None:
    tickets = [
        Ticket("0", "A", back(300), back(290)),
        *(Ticket(str(no), "A", back(2), escalated=True) for no in (1, 2)),
    ]
    assert causes(book(tickets=tickets)) == (Cause("tickets opened", value=2),)


@pytest.mark.parametrize("rise", [50_000, -50_000])
def test_that_arr_that_changed_is_told_with_its_difference(rise: int) -> None:
    second = ContractLine("2", "A", 100_000 + rise, back(3))
    lines = [line("A", ends=-3, outcome="ended", outcome_on=back(3)), second]
    assert Cause("arr", value=rise) in causes(book(lines=lines))


def test_that_a_slipped_milestone_is_told_with_its_new_day() -> None:
    slip = Slip("A", "SSO live", back(3), ahead(14))
    assert causes(book(), slips=[slip]) == (Cause("slipped", "SSO live", on=ahead(14)),)


def test_that_the_period_begins_after_since() -> None:
    assert moved(book(answers=[answer(60, 9), answer(7, 2)])) == []
    assert len(moved(book(answers=[answer(60, 9), answer(6, 2)]))) == 1
    assert len(moved(book(answers=[answer(60, 9), answer(0, 2)]))) == 1
    assert moved(book(answers=[answer(60, 9), answer(-1, 2)])) == []


def test_that_falls_come_before_rises_and_both_before_what_did_not_move() -> None:
    accounts = [Account(each, each) for each in "ABC"]
    talks = [
        Touchpoint(f"{each} {days}", each, back(days), "call", "held", True)
        for each, days in (("A", 8), ("B", 89), ("B", 1), ("C", 8))
    ]
    of = Book(
        accounts=accounts,
        lines=[line(each, ends=300, likelihood=0.9) for each in "ABC"],
        contacts=[Contact(each, each, each, role="champion") for each in "ABC"],
        answers=[
            *(answer(60, 9, account=each, contact=each) for each in "ABC"),
            answer(1, 1, account="A", contact="A"),
        ],
        touchpoints=talks,
    )
    found = moved(of, slips=[Slip("C", "Go-live", DAY, ahead(9))])
    assert [each.account for each in found] == ["A", "B", "C"]
    assert [each.has_moved for each in found] == [True, True, False]
