"""Amounts, terms, times and scores as people type them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.errors import Rejected
from desktop.domain.grammar.dates import read_time
from desktop.domain.grammar.figures import (
    checked_amount,
    checked_score,
    looks_like_amount,
    read_months,
    spelled_amount,
)
from desktop.domain.grammar.tokens import tokenise
from desktop.domain.surveys import SCALES, check_answer


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("120k", 12_000_000),
        ("1.5m", 150_000_000),
        ("1,5m", 150_000_000),
        ("1.25k", 125_000),
        ("120,000", 12_000_000),
        ("1,234,567.89", 123_456_789),
        ("1'234'567", 123_456_700),
        ("1.234.567", 123_456_700),
        ("120.000,50", 12_000_050),
        ("120000.50", 12_000_050),
        ("120,50", 12_050),
        ("1,500k", 150_000_000),
        ("$120k", 12_000_000),
        ("120k€", 12_000_000),
        ("0", 0),
        ("+5", 500),
    ],
)
def test_that_an_amount_is_read_in_units_and_kept_in_cents(typed: str, cents: int) -> None:
    (token,) = tokenise(typed)

    assert looks_like_amount(token)
    assert checked_amount(typed, months_known=True) == cents


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("120.000", "can be read two ways"),
        ("-1", "worth 0 or more"),
        ("1,2,3", "is not an amount"),
        ("12,34,567", "is not an amount"),
        ("1.2345", "has a fraction of a cent"),
        ("0.000001k", "has a fraction of a cent"),
        ("9999999999999m", "this program can hold"),
    ],
)
def test_that_an_unclear_amount_is_refused(typed: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        checked_amount(typed, months_known=True)


def test_that_12m_is_money_only_beside_a_term() -> None:
    assert checked_amount("12m", months_known=True) == 1_200_000_000
    with pytest.raises(ValueError, match="months or millions"):
        checked_amount("12m", months_known=False)


@given(st.integers(0, 10**15))
def test_that_a_spelled_amount_is_read_back_to_the_cent(cents: int) -> None:
    assert checked_amount(spelled_amount(cents), months_known=True) == cents


@given(st.text("0123456789.,'km+-$€", max_size=30))
def test_that_any_digits_are_an_amount_or_refused(typed: str) -> None:
    try:
        cents = checked_amount(typed, months_known=False)
    except ValueError as error:
        cents, said = 0, str(error)
    else:
        said = spelled_amount(cents) + "."
    assert 0 <= cents <= 10**15
    assert said.endswith(".")


@pytest.mark.parametrize(
    ("typed", "months", "words"),
    [("+12m", 12, 1), ("12mo", 12, 1), ("+1y", 12, 1), ("2y", 24, 1), ("18 months", 18, 2), ("3 years x", 36, 2)],
)
def test_that_a_term_is_read_in_months(typed: str, months: int, words: int) -> None:
    assert read_months(tokenise(typed), 0) == (months, words)


@pytest.mark.parametrize("typed", ["12m", "12", "months", "+12", "+12w", '"+12m"'])
def test_that_other_words_are_no_term(typed: str) -> None:
    assert read_months(tokenise(typed), 0) is None


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("14:00", time(14)),
        ("9:05", time(9, 5)),
        ("00:00", time(0)),
        ("2pm", time(14)),
        ("12pm", time(12)),
        ("12 am", time(0)),
        ("at 2:30 PM", time(14, 30)),
    ],
)
def test_that_a_time_of_day_is_read(typed: str, at: time) -> None:
    tokens = tokenise(typed)

    assert read_time(tokens, 0) == (at, len(tokens))


@pytest.mark.parametrize("typed", ["24:00", "9:60", "0pm", "13am", "14:00pm"])
def test_that_a_time_no_clock_shows_is_told_from_other_words(typed: str) -> None:
    assert read_time(tokenise(typed), 0) == (None, 1)


@pytest.mark.parametrize("typed", ["14", "at", "pm", "14:0", "1:2:3", '"14:00"', ""])
def test_that_other_words_are_no_time(typed: str) -> None:
    assert read_time(tokenise(typed), 0) is None


@given(st.sampled_from(["nps", "csat", "ces"]), st.decimals(-20, 20, places=1), st.integers(2, 10))
def test_that_a_score_is_taken_exactly_when_the_survey_rules_take_it(kind: str, score: Decimal, top: int) -> None:
    low, usual = SCALES[kind]
    top = int(usual) if kind == "nps" else top
    assert _refusal_of(lambda: checked_score(kind, str(score), top)) == _refusal_of(
        lambda: check_answer(kind, float(score), low, top, "ease" if kind == "ces" else None)
    )


def _refusal_of(check: Callable[[], object]) -> str | None:
    """What a check says about the rule, without the score: 7.0 and 7 are named as they were typed."""
    try:
        check()
    except (Rejected, ValueError) as error:
        return str(error).partition(";")[0]
    return None
