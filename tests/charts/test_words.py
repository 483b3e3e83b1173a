"""Figures and days are written as the pages write them."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.charts.words import ENGLISH, MINUS, Language

THIN = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("cents", "expected"),
    [(0, "0"), (95_000, "950"), (3_800_000, f"38{THIN}k"), (225_000, f"2.2{THIN}k"), (227_000_000, f"2.27{THIN}M"),
     (-640_000_00, f"{MINUS}640{THIN}k")],
)  # fmt: skip
def test_that_money_is_written_in_short(cents: int, expected: str) -> None:
    assert ENGLISH.money(cents) == expected


def test_that_a_day_leaves_out_the_year_it_shares() -> None:
    day = date(2027, 1, 9)
    assert ENGLISH.day(day) == "9 Jan 2027"
    assert ENGLISH.day(day, beside=date(2027, 5, 1)) == "9 Jan"
    assert ENGLISH.day(day, beside=date(2026, 5, 1)) == "9 Jan 2027"
    assert (ENGLISH.month(day), ENGLISH.month(day, with_year=True)) == ("Jan", "Jan 27")


def test_that_shares_and_counts_are_written_with_their_unit() -> None:
    assert ENGLISH.percent(0.624) == f"62{THIN}%"
    assert (ENGLISH.count(1, "plan"), ENGLISH.count(1_200, "plan")) == ("1 plan", "1,200 plans")


def test_that_a_language_has_its_own_months_order_and_point() -> None:
    months = ("Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez.")
    german = Language(months, "{day}. {month} {year}", "{day}. {month}", point=",", group=".")
    assert german.day(date(2027, 3, 9)) == "9. März 2027"
    assert german.day(date(2027, 3, 9), beside=date(2027, 1, 1)) == "9. März"
    assert german.month(date(2027, 5, 1), with_year=True) == "Mai 27"
    assert german.money(227_000_000) == f"2,27{THIN}M"
    assert german.number(-12_345) == f"{MINUS}12.345"
