"""What holds for merging whatever anybody did: everybody ends with the same book, in any order, any number of times."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from desktop.store import checks
from desktop.store.portfolio import Portfolio
from tests.store.books import SOAK, make_something
from tests.store.merge.people import Person

HISTORIES = 2000 if SOAK else 12


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_that_copies_edited_apart_become_equal_in_any_order(seed: int, tmp_path: Path) -> None:
    choose = random.Random(seed)
    people = make_people(tmp_path, choose)
    for _ in range(choose.randint(1, 3)):
        for person in choose.sample(people, choose.randint(1, len(people))):
            person.works(choose.randint(1, 6))
        if choose.random() < 0.6:
            mine, theirs = choose.sample(people, 2)
            mine.merges([theirs])
    again = [person.copied(tmp_path / f"again{n}.perennial") for n, person in enumerate(people)]

    sync(people, choose, together=choose.random() < 0.5)
    sync(again, choose, together=choose.random() < 0.5)

    seen = [person.sees() for person in [*people, *again]]
    assert all(each == seen[0] for each in seen)
    assert people[0].merges(people[1:]).is_nothing
    for person in (people[0], again[-1]):
        with person.opened() as book:
            assert book.read(checks.problems) == []


def make_people(folder: Path, choose: random.Random) -> list[Person]:
    first = Person(folder / "0.perennial", choose)
    with Portfolio.create(first.path, clock_=first.clock) as book:
        if choose.random() < 0.2:
            make_something(book, seed=choose.randint(0, 99))
    first.works(choose.randint(0, 5))
    others = [first.copied(folder / f"{n}.perennial") for n in range(1, choose.randint(2, 5))]
    for other in others:
        other.clock.at = Person(other.path, choose).clock.at
    return [first, *others]


def sync(people: Sequence[Person], choose: random.Random, *, together: bool) -> None:
    """Everybody takes in what everybody did: one collects from all, at once or in turns, and all collect from them."""
    collector, *rest = choose.sample(list(people), len(people))
    if together:
        collector.merges(rest)
    else:
        for person in rest:
            collector.merges([person])
    for person in choose.sample(rest, len(rest)):
        person.merges([collector])
