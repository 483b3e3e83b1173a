"""What the text of a cell means: what is taken, and what is refused with which words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.exchange import cells
from desktop.exchange.cells import Parser, Value

SIDES = cells.one_of("ours", "theirs")
TOPICS = cells.one_of("check-in", "most likely", "false_alarm")


@pytest.mark.parametrize(
    ("parser", "text", "value"),
    [
        (cells.day, "2026-12-31", "2026-12-31"),
        (cells.day, "2028-02-29", "2028-02-29"),
        (cells.moment, "2026-12-31", "2026-12-31"),
        (cells.moment, "2026-12-31 14:05", "2026-12-31 14:05"),
        (cells.moment, "2026-12-31T14:05:59", "2026-12-31 14:05"),
        (cells.moment, "2026-12-31T14:05:59.123", "2026-12-31 14:05"),
        (cells.number, "-7.25", -7.25),
        (cells.number, "1e3", 1000.0),
        (cells.count, "12", 12),
        (cells.count, "12.0", 12),
        (cells.count, "0", 0),
        (cells.positive, "1", 1),
        (cells.share, "0", 0.0),
        (cells.share, "0.8", 0.8),
        (cells.share, "1", 1.0),
        (cells.money, "1234.56", 123456),
        (cells.money, "0.1", 10),
        (cells.money, "12.500", 1250),
        (cells.money, "0", 0),
        (cells.flag, "true", 1),
        (cells.flag, "FALSE", 0),
        (cells.flag, "Yes", 1),
        (cells.flag, "0", 0),
        (SIDES, "Ours", "ours"),
        (TOPICS, "Check In", "check-in"),
        (TOPICS, "MOST_LIKELY", "most likely"),
        (TOPICS, "falsealarm", "false_alarm"),
        (cells.between(1, 5), "4.5", 4.5),
        (cells.whole_between(1, 5), "5", 5),
        (cells.text_of, "=cmd", "=cmd"),
    ],
)
def test_that_a_cell_is_read(parser: Parser, text: str, value: Value) -> None:
    assert parser(text) == value
    assert type(parser(text)) is type(value)


@pytest.mark.parametrize(
    ("parser", "text", "reason"),
    [
        (cells.day, "03/04/2026", "is not a date like 2026-12-31"),
        (cells.day, "31.12.2026", "is not a date like 2026-12-31"),
        (cells.day, "2026-1-2", "is not a date like 2026-12-31"),
        (cells.day, "20260102", "is not a date like 2026-12-31"),
        (cells.day, "2026-01-02 10:00", "is not a date like 2026-12-31"),
        (cells.day, "\u0662\u0660\u0662\u0666-01-02", "is not a date like 2026-12-31"),
        (cells.day, "2027-02-29", "is a date that does not exist"),
        (cells.day, "2026-13-01", "is a date that does not exist"),
        (cells.day, "0000-01-01", "is a date that does not exist"),
        (cells.day, "0026-01-01", "is before 1900"),
        (cells.moment, "2026-12-31 24:00", "is a time that does not exist"),
        (cells.moment, "2026-12-31 23:60", "is a time that does not exist"),
        (cells.moment, "2026-12-31 23:59:60", "is a time that does not exist"),
        (cells.moment, "2027-02-29 10:00", "is a date that does not exist"),
        (cells.moment, "soon", "is not a date like 2026-12-31"),
        (cells.number, "\u0663", "is not a number"),
        *((cells.number, text, "is not a number") for text in ("NaN", "inf", "-Infinity", "1e999", "1_0", "1,5", "x")),
        (cells.count, "-1", "is below zero"),
        (cells.count, "1.5", "is not a whole number"),
        (cells.positive, "0", "has to be at least 1"),
        (cells.share, "1.5", "is not between 0 and 1"),
        (cells.share, "-0.1", "is not between 0 and 1"),
        (cells.share, "nan", "is not a number"),
        (cells.money, "1,234", "has a comma: write 1234.56"),
        (cells.money, "1234,56", "has a comma: write 1234.56"),
        (cells.money, "1234.567", "has a fraction of a cent"),
        (cells.money, "-5", "is below zero"),
        (cells.money, "-0.01", "is below zero"),
        (cells.money, "$5", "is not an amount like 1234.56"),
        (cells.money, "1_000", "is not an amount like 1234.56"),
        (cells.money, "NaN", "is not an amount this program can hold"),
        (cells.money, "1e999", "is not an amount this program can hold"),
        (cells.money, "1e999999999", "is not an amount this program can hold"),
        (cells.flag, "maybe", "is neither true nor false"),
        (SIDES, "both", "is none of ours, theirs"),
        (cells.between(1, 5), "5.1", "is outside 1 to 5"),
        (cells.between(1, 5), "NaN", "is not a number"),
        (cells.whole_between(1, 5), "0", "is outside 1 to 5"),
        (cells.whole_between(1, 5), "6", "is outside 1 to 5"),
        (cells.whole_between(1, 5), "4.5", "is not a whole number"),
    ],
)  # fmt: skip
def test_that_a_cell_is_refused_with_the_reason(parser: Parser, text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parser(text)


def test_that_a_column_is_read_whole_with_the_reason_per_bad_row() -> None:
    values, bad = cells.convert(["1", "", "x", "1", "-1", "x"], cells.count)
    assert values == [1, None, None, 1, None, None]
    assert bad == {2: "is not a number", 4: "is below zero", 5: "is not a number"}


def test_that_an_empty_cell_says_nothing_whatever_the_column_holds() -> None:
    for parser in (cells.day, cells.number, cells.money, cells.flag, cells.text_of, SIDES):
        assert cells.convert(["", ""], parser) == ([None, None], {})


PARSERS = [
    cells.day,
    cells.moment,
    cells.number,
    cells.count,
    cells.positive,
    cells.share,
    cells.money,
    cells.flag,
    SIDES,
]


@given(text=st.text(st.sampled_from("0123456789-+.,:eET _/infaNx\u0663"), min_size=1), parser=st.sampled_from(PARSERS))
def test_that_any_text_is_read_or_refused_and_nothing_else(text: str, parser: Parser) -> None:
    try:
        value = parser(text)
    except ValueError:
        return
    assert value is not None
    assert value == value, "NaN would be in the file for good"


@given(st.dates(date(1900, 1, 1), date(9999, 12, 31)))
def test_that_every_day_is_read_as_it_was_written(day: date) -> None:
    assert cells.day(day.isoformat()) == day.isoformat()


@given(st.integers(0, 10**13))
def test_that_money_is_exact_to_the_cent(cents: int) -> None:
    assert cells.money(f"{cents // 100}.{cents % 100:02d}") == cents
