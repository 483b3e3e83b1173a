"""Cadences: set for a segment, set for all others, or the shipped default."""

from __future__ import annotations

import pytest

from desktop.domain.cadences import Cadence, Cadences, check_days, stored_days
from desktop.domain.errors import Rejected


@pytest.mark.parametrize(
    ("stored", "segment", "expected"),
    [
        ({}, "Big", Cadence(30)),
        ({}, None, Cadence(30)),
        ({"Big": 14}, "Big", Cadence(14, "Big", is_set=True)),
        ({"Big": 14}, " big ", Cadence(14, "Big", is_set=True)),
        ({"Big": 14}, "Small", Cadence(30)),
        ({"Big": 14, "": 60}, "Small", Cadence(60, None, is_set=True)),
        ({"Big": 14, "": 60}, None, Cadence(60, None, is_set=True)),
        ({"Big": 14, "": 60}, "Big", Cadence(14, "Big", is_set=True)),
    ],
)
def test_that_a_segments_own_cadence_comes_before_that_of_all_others_and_the_default(
    stored: dict[str, int], segment: str | None, expected: Cadence
) -> None:
    assert Cadences("contact", stored).of(segment) == expected


def test_that_reviews_have_a_default_of_their_own() -> None:
    assert Cadences("qbr").of("Big") == Cadence(90)


@pytest.mark.parametrize("text", [None, "", "x", "0", "-3", "366", "9999", "1.5", "٣"])
def test_that_a_setting_that_cannot_be_read_is_not_set(text: str | None) -> None:
    assert stored_days(text) is None


@pytest.mark.parametrize("days", [1, 30, 365])
def test_that_days_within_the_bounds_are_kept(days: int) -> None:
    check_days(days)
    assert stored_days(str(days)) == days


@pytest.mark.parametrize("days", [0, -1, 366])
def test_that_days_out_of_bounds_are_refused(days: int) -> None:
    with pytest.raises(Rejected) as refused:
        check_days(days)
    assert refused.value.field == "days"
