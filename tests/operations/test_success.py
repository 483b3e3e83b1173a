"""Goals, risks and opportunities: what is stored, what is refused, and what the journal remembers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from desktop.domain.errors import Rejected
from desktop.domain.goals import Goal, Measured
from desktop.domain.opportunities import Chance
from desktop.operations import goals, opportunities, risks
from desktop.store.queries import success
from desktop.store.queries.success import RiskRow
from tests.operations.imports.import_books import TODAY, Book, new_book


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with new_book(tmp_path) as made:
        made.accounts("Acme", "Bolt")
        made.import_("risks", {"account": "Acme", "reason": "price", "opened_on": "2026-05-01", "plan": "call them"})
        made.import_("opportunities", {"account": "Acme", "kind": "upsell", "arr": 100, "close_on": "2026-06-01"})
        yield made
        assert made.problems() == []


def acme(book: Book) -> str:
    return book.ids()["Acme"]


def the_goal(book: Book) -> Goal:
    (found,) = book.portfolio.read(success.objectives, acme(book), TODAY)
    return found


def the_risk(book: Book) -> RiskRow:
    (found,) = book.portfolio.read(success.risks, acme(book))
    return found


def the_chance(book: Book) -> Chance:
    (found,) = book.portfolio.read(success.chances, acme(book))
    return found


def add(book: Book) -> str:
    return book.portfolio.perform(goals.add_goal, acme(book), "Cut handling time", baseline="40", target="25").result


def test_that_earlier_current_values_come_from_the_journal_oldest_first(book: Book) -> None:
    goal = add(book)
    for value in ("38", "34", "31"):
        book.portfolio.perform(goals.measure_goal, goal, value, account=acme(book))

    found = the_goal(book)
    assert found.current == "31"
    assert [each.value for each in found.past] == ["38", "34", "31"]
    assert all(each.on == TODAY for each in found.past)


def test_that_the_value_it_was_written_down_with_has_no_day(book: Book) -> None:
    goal = book.portfolio.perform(goals.add_goal, acme(book), "Cut", current="40").result
    book.portfolio.perform(goals.measure_goal, goal, "35", account=acme(book))
    assert the_goal(book).past == (Measured("40", None), Measured("35", TODAY))


def test_that_a_goal_is_met_dropped_and_open_again(book: Book) -> None:
    goal = add(book)
    book.portfolio.perform(goals.close_goal, goal, "met", TODAY, account=acme(book))
    assert (the_goal(book).status, the_goal(book).done_on) == ("met", TODAY)
    with pytest.raises(Rejected, match="met already"):
        book.portfolio.perform(goals.close_goal, goal, "met", TODAY, account=acme(book))
    book.portfolio.perform(goals.close_goal, goal, "open", TODAY, account=acme(book))
    assert (the_goal(book).status, the_goal(book).done_on) == ("open", None)


def test_that_every_part_of_a_goal_is_edited_and_blank_takes_it_away(book: Book) -> None:
    goal = add(book)
    for part, typed in (("unit", "min"), ("due_on", "31 mar"), ("agreed_with", "Jana"), ("baseline", "")):
        book.portfolio.perform(goals.edit_goal, goal, part, typed, account=acme(book), as_of=TODAY)
    found = the_goal(book)
    assert (found.unit, found.due_on, found.agreed_with, found.baseline) == ("min", date(2027, 3, 31), "Jana", None)
    with pytest.raises(Rejected):
        book.portfolio.perform(goals.edit_goal, goal, "goal", " ", account=acme(book), as_of=TODAY)


def test_that_the_same_goal_is_not_written_down_twice(book: Book) -> None:
    add(book)
    with pytest.raises(Rejected, match="goal here already"):
        book.portfolio.perform(goals.add_goal, acme(book), "cut HANDLING time")


def test_that_a_risk_ends_once_and_keeps_what_was_noted(book: Book) -> None:
    risk = the_risk(book).id
    book.portfolio.perform(risks.close_risk, risk, "saved", TODAY, account=acme(book), note="new offer")
    found = the_risk(book)
    assert (found.outcome, found.closed_on, found.notes) == ("saved", TODAY, "new offer")
    with pytest.raises(Rejected, match="closed already"):
        book.portfolio.perform(risks.close_risk, risk, "lost", TODAY, account=acme(book))


def test_that_a_risk_does_not_end_before_it_was_seen(book: Book) -> None:
    with pytest.raises(Rejected, match="cannot end before"):
        book.portfolio.perform(risks.close_risk, the_risk(book).id, "lost", date(2026, 4, 1), account=acme(book))


@pytest.mark.parametrize(
    ("part", "typed", "stored"),
    [
        ("severity", "HI", "high"),
        ("arr_cents", "31k", 3_100_000),
        ("arr_cents", "", None),
        ("plan", "  weekly   call ", "weekly call"),
        ("owner", "Mara", "Mara"),
        ("due_on", "1 jun", date(2026, 6, 1)),
    ],
)
def test_that_a_part_of_a_risk_is_edited(book: Book, part: str, typed: str, stored: object) -> None:
    book.portfolio.perform(risks.edit_risk, the_risk(book).id, part, typed, account=acme(book), as_of=TODAY)
    assert getattr(the_risk(book), part) == stored


@pytest.mark.parametrize(("part", "typed"), [("severity", "awful"), ("arr_cents", "lots"), ("reason", " ")])
def test_that_what_does_not_fit_a_risk_is_refused_at_its_place(book: Book, part: str, typed: str) -> None:
    with pytest.raises(Rejected) as refused:
        book.portfolio.perform(risks.edit_risk, the_risk(book).id, part, typed, account=acme(book), as_of=TODAY)
    assert refused.value.field == part


@pytest.mark.parametrize(
    ("part", "typed", "stored"),
    [
        ("kind", "cross-sell", "cross_sell"),
        ("arr_cents", "18k", 1_800_000),
        ("likelihood", "60 %", 0.6),
        ("likelihood", "0.6", 0.6),
        ("product", "Seats", "Seats"),
        ("close_on", "", None),
    ],
)
def test_that_a_part_of_an_opportunity_is_edited(book: Book, part: str, typed: str, stored: object) -> None:
    chance = the_chance(book).id
    book.portfolio.perform(opportunities.edit_opportunity, chance, part, typed, account=acme(book), as_of=TODAY)
    assert getattr(the_chance(book), part) == stored


def test_that_an_opportunity_is_won_on_a_day_and_opens_again(book: Book) -> None:
    chance = the_chance(book).id
    book.portfolio.perform(opportunities.close_opportunity, chance, "lost", TODAY, account=acme(book), reason="price")
    found = the_chance(book)
    assert (found.state, found.close_on, found.reason) == ("lost", TODAY, "price")
    book.portfolio.perform(opportunities.reopen_opportunity, chance, account=acme(book))
    assert the_chance(book).state == "open"


def test_that_nothing_of_another_account_is_touched(book: Book) -> None:
    bolt = book.ids()["Bolt"]
    with pytest.raises(Rejected):
        book.portfolio.perform(risks.close_risk, the_risk(book).id, "saved", TODAY, account=bolt)
    with pytest.raises(Rejected):
        book.portfolio.perform(opportunities.close_opportunity, the_chance(book).id, "won", TODAY, account=bolt)
