"""Who is left at a customer: by tables of who was there, and when they left."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import pytest

from desktop.domain.facts import Contact
from desktop.domain.people import active, champion_gap, only_contact, whom_to_call

DAY = date(2026, 11, 23)
SOON, PAST = DAY + timedelta(days=1), DAY - timedelta(days=18)


def person(name: str, left_on: date | None = None, role: str | None = None) -> Contact:
    return Contact(name, "a", name, role=role, left_on=left_on)


@pytest.mark.parametrize(
    ("people", "only"),
    [
        ([], None),
        ([person("Jana")], None),
        ([person("Jana"), person("Piet")], None),
        ([person("Jana"), person("Piet", PAST)], "Jana"),
        ([person("Jana"), person("Piet", DAY)], "Jana"),
        ([person("Jana"), person("Piet", SOON)], None),
        ([person("Jana", PAST), person("Piet", PAST)], None),
        ([person("Jana"), person("Piet"), person("Luc", PAST)], None),
    ],
)
def test_that_the_only_contact_is_the_one_left_of_several(people: list[Contact], only: str | None) -> None:
    found = only_contact(people, DAY)
    assert (found.name if found else None) == only
    assert len(active(people, DAY)) == sum(each.left_on in (None, SOON) for each in people)


@pytest.mark.parametrize(
    ("people", "gap"),
    [
        ([person("Piet")], None),
        ([person("Jana", role="champion")], None),
        ([person("Jana", SOON, "champion")], None),
        ([person("Jana", PAST, "Champion ")], ("Jana", 18)),
        ([person("Jana", PAST, "champion"), person("Piet", role="buyer")], ("Jana", 18)),
        ([person("Jana", PAST, "champion"), person("Piet", role="champion")], None),
        ([person("Jana", PAST, "champion"), person("Luc", DAY, "champion")], ("Luc", 0)),
    ],
)
def test_that_the_champion_is_missed_until_another_is_there(people: list[Contact], gap: tuple[str, int] | None) -> None:
    found = champion_gap(people, DAY)
    assert (None if found is None else (found.name, found.days)) == gap


class Reached(NamedTuple):
    """Somebody who may be called."""

    name: str
    role: str | None = None
    influence: str | None = None
    email: str | None = None
    phone: str | None = None
    left_on: date | None = None


BUYER, CHAMPION = Reached("Petr Novak", "buyer"), Reached("Dana Vesela", "champion", "sways")
USER = Reached("Marek Kolar", "user", "uses", email="marek@ostrava.example")


@pytest.mark.parametrize(
    ("people", "named", "whom"),
    [
        ([], (), None),
        ([USER, CHAMPION, BUYER], (), "Petr Novak"),
        ([USER, CHAMPION], (), "Dana Vesela"),
        ([USER, Reached("Ana Silva", "user", "sways")], (), "Ana Silva"),
        ([Reached("Ana Silva", "user"), USER], (), "Marek Kolar"),
        ([Reached("User 10"), Reached("User 9")], (), "User 9"),
        ([BUYER, CHAMPION, USER], ("Marek Kolar",), "Marek Kolar"),
        ([BUYER, CHAMPION, USER], ("Send the draft to Dana",), "Dana Vesela"),
        ([BUYER, Reached("Dana Black", "buyer"), CHAMPION], ("dana vesela",), "Dana Vesela"),
        ([BUYER, CHAMPION, USER], ("Demark the site", "tickets"), "Petr Novak"),
        ([BUYER._replace(left_on=PAST), CHAMPION], ("Petr Novak",), "Dana Vesela"),
        ([BUYER._replace(left_on=SOON), CHAMPION], (), "Petr Novak"),
        ([BUYER._replace(left_on=DAY)], (), None),
    ],
)
def test_that_whom_the_reason_names_is_called_and_else_who_can_say_yes(
    people: list[Reached], named: tuple[str, ...], whom: str | None
) -> None:
    for read in (people, people[::-1]):
        found = whom_to_call(read, named, DAY)
        assert (None if found is None else found.name) == whom
