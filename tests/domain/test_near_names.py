"""What is typed with a mistake still finds the name; what is another word does not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.near_names import mistakes, nearest

NAMES = [(name, name) for name in ("ostrava freight", "halcyon labs", "kestrel grid", "verity insurance", "bolt")]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ostrva", ["ostrava freight"]),
        ("ostarva", ["ostrava freight"]),
        ("halcion", ["halcyon labs"]),
        ("ostrava frieght", ["ostrava freight"]),
        ("insurence", ["verity insurance"]),
        ("bol", []),
        ("bilt", ["bolt"]),
        ("jostrava", []),
        ("kostxyel", []),
        ("", []),
    ],
)
def test_that_a_typing_error_finds_the_name_and_another_word_does_not(typed: str, found: list[str]) -> None:
    assert nearest(typed, NAMES) == found


def test_that_the_nearest_come_first() -> None:
    names = [("a", "harbourpost"), ("b", "harbourpool timber")]
    assert nearest("harbourpol", names) == ["b", "a"]


@settings(deadline=None)
@given(st.text("abcd", min_size=1, max_size=8), st.text("abcd", max_size=8))
def test_that_a_beginning_has_no_mistake_and_one_letter_more_is_at_most_one(typed: str, rest: str) -> None:
    assert mistakes(typed, typed + rest, 2) == 0
    assert mistakes(typed + "x", typed + rest, 2) <= 1
