"""Rows of one day of which the later written counts stand in one order in every copy, whatever is done to them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop.store import checks
from desktop.store.portfolio import Portfolio
from desktop.store.queries.brief import last_talks
from desktop.store.queries.search import find
from tests.store.books import Clock, add, new_account, rows, set_field
from tests.store.merge.rules import Births, Readings, faults, told

FIRST, SECOND = "2026-03-01", "2026-03-02"


class Three:
    """Three copies of a book with one account."""

    def __init__(self, path: Path) -> None:
        self.clock = Clock()
        with Portfolio.open(path, clock_=self.clock) as book:
            self.account = new_account(book, "Acme")
        paths = [path, *(Path(shutil.copyfile(path, path.with_name(f"{n}.perennial"))) for n in (1, 2))]
        self.books = [Portfolio.open(each, clock_=self.clock) for each in paths]

    def says(self, who: int, table: str, row: str, **values: Any) -> None:
        self.books[who].perform(add, table, {"account": self.account, **values}, row)

    def feels(self, who: int, row: str, day: str) -> None:
        self.says(who, "pulse", row, on_day=day, value=3)

    def takes(self, who: int, other: int) -> None:
        self.books[who].merge([self.books[other].path])

    def order(self, who: int, table: str = "pulse") -> list[str]:
        found = rows(self.books[who], f"SELECT id FROM {table} WHERE deleted_at IS NULL ORDER BY rowid")
        return [row for (row,) in found]

    def of_day(self, who: int, day: str) -> list[str]:
        found = rows(self.books[who], "SELECT id FROM pulse WHERE on_day = ? ORDER BY rowid", day)
        return [row for (row,) in found]

    def assert_sound(self, *who: int) -> None:
        states = [self.books[each].read(told) for each in who]
        assert all(state == states[0] for state in states)
        for each in who:
            assert self.books[each].read(faults, Births(), Readings()) == []
            assert self.books[each].read(checks.problems) == []


@pytest.fixture
def three(path: Path) -> Iterator[Three]:
    made = Three(path)
    yield made
    for book in made.books:
        book.close()


def test_that_an_owner_two_name_counts_from_the_first_of_them_on_in_every_copy(three: Three) -> None:
    ada = {"csm": "Ada", "from_on": FIRST, "kind": "owner"}
    three.says(1, "ownership", "derived", **ada)
    three.says(0, "ownership", "own", csm="Zoe", from_on=FIRST, kind="owner")
    three.says(2, "ownership", "derived", **ada)
    three.takes(0, 2)
    assert three.order(0, "ownership") == ["own", "derived"]

    three.takes(0, 1)
    three.takes(1, 0)

    assert three.order(0, "ownership") == three.order(1, "ownership") == ["derived", "own"]
    three.assert_sound(0, 1)
    three.books[0].undo()
    assert three.order(0, "ownership") == ["own", "derived"], "the first of them is not here any more"
    three.assert_sound(0)


def test_that_what_is_said_to_be_of_another_day_stands_where_it_stands_in_every_copy(three: Three) -> None:
    three.feels(1, "early", FIRST)
    three.feels(0, "late", SECOND)
    three.takes(0, 1)
    three.takes(1, 0)

    set_field(three.books[0], "early", "pulse", on_day=SECOND)
    assert three.of_day(0, SECOND) == ["early", "late"], "here, too, without waiting for a merge"
    three.takes(1, 0)

    assert three.of_day(1, SECOND) == ["early", "late"]
    three.assert_sound(0, 1)


def test_that_another_day_that_comes_with_a_merge_puts_nothing_out_of_order(three: Three) -> None:
    three.feels(1, "early", FIRST)
    three.feels(0, "late", SECOND)
    three.takes(0, 1)
    set_field(three.books[1], "early", "pulse", on_day=SECOND)

    three.takes(0, 1)

    assert three.of_day(0, SECOND) == ["early", "late"]
    three.takes(1, 0)
    three.assert_sound(0, 1)


def test_that_a_merge_taken_back_leaves_every_day_in_its_order(three: Three) -> None:
    three.feels(1, "zero", SECOND)
    three.feels(0, "one", FIRST)
    three.feels(0, "two", FIRST)
    three.takes(0, 1)
    three.takes(1, 0)
    set_field(three.books[1], "one", "pulse", on_day=SECOND)
    three.takes(0, 1)
    assert three.of_day(0, SECOND) == ["zero", "one"]

    three.books[0].undo()

    assert three.of_day(0, FIRST) == ["one", "two"]
    three.assert_sound(0)


def test_that_answers_of_one_day_stand_in_one_order_whoever_gave_them(three: Three) -> None:
    """Of each person the later counts, which needs no order among people; but a page lists them all."""
    answer = {"kind": "nps", "responded_on": FIRST, "scale_min": 0.0, "scale_max": 10.0}
    for who, row in ((1, "early"), (0, "late")):
        three.says(who, "contact", f"of {row}", name=row)
        three.says(who, "survey_response", row, contact=f"of {row}", score=9.0, **answer)
    three.takes(0, 1)
    three.takes(1, 0)

    assert three.order(0, "survey_response") == three.order(1, "survey_response") == ["early", "late"]
    three.assert_sound(0, 1)
    three.books[0].undo()
    three.assert_sound(0)


def test_that_the_newest_few_of_a_day_are_the_same_in_every_copy(three: Three) -> None:
    for who in (0, 1):
        for number in range(3):
            note = f"slow {who} {number}"
            three.says(who, "touchpoint", f"{who}{number}", kind="call", on_day=FIRST, notes=note, subject=note)
    three.takes(0, 1)
    three.takes(1, 0)

    found = [book.read(find, "slow", limit=3) for book in three.books[:2]]
    talks = [book.read(last_talks, three.account, date.fromisoformat(SECOND), at_most=3) for book in three.books[:2]]

    assert found[0] == found[1]
    assert talks[0] == talks[1]
    assert [each.words for each in talks[0]] == ["slow 1 2", "slow 1 1", "slow 1 0"], "the later written first"
