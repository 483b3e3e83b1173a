"""Called scores and pulses in a real file: one change set each, and never a part of the score."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop.domain.errors import Rejected
from desktop.domain.facts import Override, Pulse
from desktop.operations import look
from desktop.operations.overrides import LONGEST_REASON, call_score, end_override, typed_score
from desktop.operations.pulses import record_pulse, typed_pulse
from desktop.store.queries import facts
from tests.operations.imports.import_books import TODAY, Book, new_book

LATER = TODAY + timedelta(14)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with new_book(tmp_path) as made:
        made.accounts("Acme", "Bolt")
        made.import_(
            "subscriptions",
            {"account": "Acme", "external_id": "L", "arr": 10, "start_on": "2025-01-01", "likelihood": 0.9},
        )
        yield made
        assert made.problems() == []


def call(
    book: Book,
    value: float = 80,
    *,
    reason: str = "new sponsor",
    until: date | None = LATER,
    on: date = TODAY,
    author: str | None = None,
) -> str:
    performed = book.portfolio.perform(
        call_score, book.ids()["Acme"], value, reason=reason, expires_on=until, as_of=on, author=author
    )
    return performed.result


def stands(book: Book, day: date = TODAY, name: str = "Acme") -> Override | None:
    return book.portfolio.read(look.health, name, day).override


def test_that_a_called_score_stands_with_its_reason_author_and_last_day(book: Book) -> None:
    before, sets = book.contents(), book.change_sets()
    row = call(book, reason="  new \n sponsor ", author=" Jana ")

    found = stands(book)
    assert found == Override(row, book.ids()["Acme"], 80.0, TODAY, LATER, "new sponsor", "Jana")
    assert (stands(book, name="Bolt"), book.change_sets()) == (None, sets + 1)
    book.portfolio.undo()
    assert book.contents() == before


def test_that_it_stands_from_its_day_until_before_the_day_it_ends(book: Book) -> None:
    call(book)
    days = [TODAY - timedelta(1), TODAY, LATER - timedelta(1), LATER]
    assert [stands(book, day) is not None for day in days] == [False, True, True, False]


def test_that_who_saves_it_is_its_author_unless_another_is_named(book: Book) -> None:
    call(book)
    found = stands(book)
    assert found is not None
    assert found.author == book.portfolio.hand().author


def test_that_it_never_counts_in_the_score(book: Book) -> None:
    before = book.portfolio.read(look.health, "Acme", TODAY).explanation
    call(book, 3)
    book.portfolio.perform(record_pulse, book.ids()["Acme"], 1, "", as_of=TODAY)
    after = book.portfolio.read(look.health, "Acme", TODAY)
    assert after.explanation == before
    assert after.override is not None
    assert after.pulse is not None
    row = next(each for each in book.portfolio.read(look.accounts, TODAY) if each.name == "Acme")
    assert row.band == before.band


@pytest.mark.parametrize(
    ("value", "reason", "until", "field"),
    [
        (-1, "why", LATER, "value"),
        (101, "why", LATER, "value"),
        (79.5, "why", LATER, "value"),
        (80, "", LATER, "reason"),
        (80, " \n ", LATER, "reason"),
        (80, "x" * (LONGEST_REASON + 1), LATER, "reason"),
        (80, "why", None, "expires_on"),
        (80, "why", TODAY, "expires_on"),
        (80, "why", TODAY - timedelta(1), "expires_on"),
    ],
)
def test_that_a_call_out_of_bounds_is_refused_at_its_field_and_nothing_is_saved(
    book: Book, value: float, reason: str, until: date | None, field: str
) -> None:
    before = book.contents()
    with pytest.raises(Rejected) as refused:
        call(book, value, reason=reason, until=until)
    assert refused.value.field == field
    assert book.contents() == before


@pytest.mark.parametrize("value", [0, 100])
def test_that_the_ends_of_the_scale_can_be_called(book: Book, value: float) -> None:
    call(book, value)
    found = stands(book)
    assert found is not None
    assert found.value == value


def test_that_a_new_call_ends_the_old_one_and_the_old_does_not_come_back(book: Book) -> None:
    call(book, 80, until=TODAY + timedelta(60), on=TODAY - timedelta(3))
    call(book, 40, until=TODAY + timedelta(7))
    values = [(found and found.value) for found in (stands(book, TODAY + timedelta(after)) for after in (-1, 0, 6, 7))]
    assert values == [80, 40, 40, None]


def test_that_ending_a_call_leaves_the_days_it_stood(book: Book) -> None:
    call(book, on=TODAY - timedelta(3))
    performed = book.portfolio.perform(end_override, book.ids()["Acme"], as_of=TODAY)

    assert (performed.result, performed.changes.label) == (80, "Call of 80 ended: Acme")
    assert (stands(book), stands(book, TODAY - timedelta(1)) is not None) == (None, True)
    book.portfolio.undo()
    assert stands(book) is not None


def test_that_nothing_ends_where_nothing_stands(book: Book) -> None:
    with pytest.raises(Rejected, match="nothing to end"):
        book.portfolio.perform(end_override, book.ids()["Acme"], as_of=TODAY)


def test_that_an_account_that_is_gone_gets_no_call_and_no_pulse(book: Book) -> None:
    acme = book.ids()["Acme"]
    book.portfolio.perform(lambda tx: tx.delete("account", acme))
    with pytest.raises(Rejected, match="no such account any more"):
        book.portfolio.perform(call_score, acme, 80, reason="why", expires_on=LATER, as_of=TODAY)
    with pytest.raises(Rejected, match="no such account any more"):
        book.portfolio.perform(end_override, acme, as_of=TODAY)
    with pytest.raises(Rejected, match="no such account any more"):
        book.portfolio.perform(record_pulse, acme, 3, "", as_of=TODAY)


@pytest.mark.parametrize(("reason", "kept"), [("  new  CFO ", "new CFO"), (" ", None)])
def test_that_a_pulse_is_kept_with_its_reason_and_author(book: Book, reason: str, kept: str | None) -> None:
    acme = book.ids()["Acme"]
    performed = book.portfolio.perform(record_pulse, acme, 2, reason, as_of=TODAY)
    (felt,) = book.portfolio.read(facts.pulses, acme)
    assert felt == Pulse(performed.result, acme, TODAY, 2, kept, book.portfolio.hand().author)
    assert performed.changes.label == "Pulse 2 logged: Acme"
    book.portfolio.undo()
    assert book.portfolio.read(facts.pulses, acme) == []


@pytest.mark.parametrize("value", [0, 6])
def test_that_a_pulse_runs_from_one_to_five(book: Book, value: int) -> None:
    with pytest.raises(Rejected) as refused:
        book.portfolio.perform(record_pulse, book.ids()["Acme"], value, "", as_of=TODAY)
    assert refused.value.field == "value"


@pytest.mark.parametrize("text", ["", "0", "6", "2.5", "two", "٣", "-1", "1 2"])
def test_that_what_is_no_pulse_is_refused(text: str) -> None:
    with pytest.raises(Rejected):
        typed_pulse(text)


@pytest.mark.parametrize("text", ["", "8o", "-1", "79.5", "٣", "1e2", "9" * 30])
def test_that_what_is_no_score_is_refused(text: str) -> None:
    with pytest.raises(Rejected):
        typed_score(text)


def test_that_a_score_and_a_pulse_are_read_as_typed() -> None:
    assert (typed_score(" 80 "), typed_score("0"), typed_pulse(" 4 ")) == (80, 0, 4)
