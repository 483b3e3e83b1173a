"""The order of names, as somebody reads them."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.name_order import by_name, in_name_order, order_key, order_keys

NAMES = st.lists(st.text(alphabet="abAB019 _-éÉßøŁ\0", max_size=12), max_size=20)


@pytest.mark.parametrize(
    "ordered",
    [
        ["Company_1", "Company_2", "Company_10", "Company_100"],
        ["acme", "Bolt", "cobalt"],
        ["Ecole", "École B", "ecole C"],
        ["Lodz A", "Łódź B", "lodz C"],
        ["Strasse 9", "Straße 10"],
        ["7-Eleven", "24/7 Media", "Acme"],
        ["Unit 9 B 2", "Unit 9 B 10", "Unit 10 A"],
        ["Part 007", "Part 8", "Part 0009"],
        ["x99999999", "x999999999", "x1000000000", "x99999999999"],
    ],
)
def test_that_names_stand_as_somebody_reads_them(ordered: list[str]) -> None:
    mixed = random.Random(7).sample(ordered, len(ordered))
    assert by_name(mixed) == ordered


def test_that_accents_are_the_same_however_they_are_encoded() -> None:
    assert order_key("É") == order_key(unicodedata.normalize("NFD", "É")) == order_key("e")


@given(names=NAMES)
def test_that_many_names_get_the_keys_each_would_get(names: list[str]) -> None:
    assert order_keys(names) == [order_key(name) for name in names]


@given(numbers=st.lists(st.integers(0, 10**14)))
def test_that_numbers_within_names_stand_by_value(numbers: list[int]) -> None:
    assert by_name(f"n{each}" for each in numbers) == [f"n{each}" for each in sorted(numbers)]


@given(names=NAMES)
def test_that_rows_of_the_same_key_stay_as_they_were_read(names: list[str]) -> None:
    ordered = in_name_order(list(enumerate(names)), names)
    keys = [(order_key(name), at) for at, name in ordered]
    assert keys == sorted(keys)
    assert len(keys) == len(names)
