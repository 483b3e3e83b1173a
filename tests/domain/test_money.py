"""The rules of money: exact cents in, exact cents out, and parts that add up."""

from __future__ import annotations

from decimal import Context, Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.money import MAX_CENTS, format_units, in_short, parse_cents, share_out

laws = settings(deadline=None, max_examples=100)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1234.56", 123456),
        ("-3", -300),
        ("0", 0),
        ("-0.00", 0),
        ("+7.5", 750),
        ("0.01", 1),
        ("-0.05", -5),
        ("12.3400", 1234),
        (".5", 50),
        ("0.1", 10),
        ("1.005e3", 100500),
        ("12.3", 1230),
        ("0012.05", 1205),
        ("5.", 500),
        ("9999999999999.99", MAX_CENTS - 1),
        ("10000000000000", MAX_CENTS),
        ("-10000000000000.00", -MAX_CENTS),
        ("0e999999", 0),
    ],
)
def test_that_an_amount_is_read_to_the_cent(text: str, cents: int) -> None:
    assert parse_cents(text) == cents


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is not an amount"),
        ("twelve", "is not an amount"),
        ("1,234.56", "is not an amount"),
        ("1.2.3", "is not an amount"),
        ("12 EUR", "is not an amount"),
        ("nan", "is not an amount"),
        ("sNaN", "is not an amount"),
        ("inf", "is not an amount"),
        ("-Infinity", "is not an amount"),
        ("10000000000000.01", "can hold"),
        ("-10000000000000.01", "can hold"),
        ("1e999999", "can hold"),
        ("-9e999999", "can hold"),
        ("1.005", "fraction of a cent"),
        ("-0.001", "fraction of a cent"),
        ("1e-999999", "fraction of a cent"),
        ("1.00000000000000000000000000000000001", "fraction of a cent"),
        ("9999999999999.99000000000000000000001", "fraction of a cent"),
    ],
)
def test_that_what_is_no_exact_amount_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_cents(text)


@pytest.mark.parametrize(
    ("cents", "text"),
    [(123456, "1234.56"), (-5, "-0.05"), (123400, "1234"), (0, "0"), (-300, "-3"), (10, "0.10"), (-123450, "-1234.50")],
)
def test_that_cents_are_written_as_units(cents: int, text: str) -> None:
    assert format_units(cents) == text


@laws
@given(st.integers(-MAX_CENTS, MAX_CENTS))
def test_that_what_is_written_is_read_back_as_the_same_cents(cents: int) -> None:
    assert parse_cents(format_units(cents)) == cents


@laws
@given(st.decimals(allow_nan=False, allow_infinity=False, places=5, min_value=-(10**12), max_value=10**12))
def test_that_reading_is_exact_or_refused(amount: Decimal) -> None:
    with localcontext(Context(prec=60)):
        exact = Fraction(amount) * 100
    if exact.denominator == 1:
        assert parse_cents(str(amount)) == exact
    else:
        with pytest.raises(ValueError, match="fraction of a cent"):
            parse_cents(str(amount))


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (101, [1, 1, 1], [34, 34, 33]),
        (100, [1, 2, 3], [17, 33, 50]),
        (1, [1, 1], [1, 0]),
        (1, [1, 2], [0, 1]),
        (0, [3, 4], [0, 0]),
        (7, [0, 5], [0, 7]),
        (10, [5], [10]),
    ],
)
def test_that_cents_are_shared_out_by_largest_remainder(total: int, weights: list[int], parts: list[int]) -> None:
    assert share_out(total, weights) == parts


weight_lists = st.lists(st.integers(0, 10**9), min_size=1, max_size=12).filter(lambda weights: sum(weights) > 0)


@laws
@given(st.integers(0, MAX_CENTS), weight_lists)
def test_that_the_parts_add_up_and_none_is_a_cent_or_more_from_its_due(total: int, weights: list[int]) -> None:
    parts = share_out(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(total * weight, sum(weights))) < 1


@laws
@given(st.integers(0, 10**6), weight_lists)
def test_that_a_heavier_weight_never_gets_less(total: int, weights: list[int]) -> None:
    rows = sorted(zip(weights, share_out(total, weights), strict=True))
    for (lighter, less), (heavier, more) in pairwise(rows):
        assert lighter == heavier or less <= more


@laws
@given(cents=st.integers(-(10**13), 10**13))
def test_that_an_amount_in_short_is_never_a_thousand_of_its_unit(cents: int) -> None:
    short = in_short(cents)
    shown = round(abs(short.amount), short.digits)
    assert shown < 1000 or short.unit == "bn"
    assert shown >= 1 or short.unit == ""
    scale = {"": 1, "k": 10**3, "M": 10**6, "bn": 10**9}[short.unit]
    assert short.amount * scale == pytest.approx(cents / 100)
