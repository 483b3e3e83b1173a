"""Figures and days are written as the pages write them."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.charts import words

THIN = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("cents", "expected"),
    [(0, "0"), (95_000, "950"), (3_800_000, f"38{THIN}k"), (225_000, f"2.2{THIN}k"), (227_000_000, f"2.27{THIN}M"),
     (-640_000_00, f"{words.MINUS}640{THIN}k")],
)  # fmt: skip
def test_that_money_is_written_in_short(cents: int, expected: str) -> None:
    assert words.money(cents) == expected


def test_that_a_day_leaves_out_the_year_it_shares() -> None:
    day = date(2027, 1, 9)
    assert words.day(day) == "9 Jan 2027"
    assert words.day(day, beside=date(2027, 5, 1)) == "9 Jan"
    assert words.day(day, beside=date(2026, 5, 1)) == "9 Jan 2027"
    assert (words.month(day), words.month(day, with_year=True)) == ("Jan", "Jan 27")


def test_that_shares_and_counts_are_written_with_their_unit() -> None:
    assert words.percent(0.624) == f"62{THIN}%"
    assert (words.count(1, "plan"), words.count(1_200, "plan")) == ("1 plan", "1,200 plans")
