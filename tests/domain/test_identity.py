"""Ids derived from what a row is: written into files, so they must never come out otherwise."""

from __future__ import annotations

from itertools import repeat

import pytest

from desktop.domain.identity import derived_id, derived_ids


@pytest.mark.parametrize(
    ("kind", "parts", "expected"),
    [
        ("survey_response", ["acme", None, "nps", 9.0, 0], "2a055f0b-8868-863f-ba4b-bf1848786c7a"),
        ("survey_response", ["acme", "", "nps", 9.0, 0], "2a055f0b-8868-863f-ba4b-bf1848786c7a"),
        ("account", ["Žlutý kůň"], "42f014c9-9c72-82bf-bece-0fee70a3bd52"),
        ("usage", [], "0a4e4c29-432e-8b01-b95f-87d87ffaff9c"),
    ],
)
def test_that_an_id_is_the_same_as_in_the_first_file_that_was_written(
    kind: str, parts: list[object], expected: str
) -> None:
    assert derived_id(kind, parts) == expected
    assert derived_id(kind, iter(parts)) == expected


@pytest.mark.parametrize("times", [1, 1_000])
def test_that_many_ids_at_once_are_those_of_one_at_a_time(times: int) -> None:
    parts = [("acme", None, 9.0), ("acme", "", 9.5), ("Žlutý kůň", "\udc80", 3)]
    rows = [(f"{account} {n}", *rest, 0) for n in range(times) for account, *rest in parts]
    found = derived_ids("survey_response", [*list(zip(*rows, strict=True))[:3], repeat("0")])
    assert found == [derived_id("survey_response", row) for row in rows]
    assert derived_ids("survey_response", [[], repeat("0")]) == []
