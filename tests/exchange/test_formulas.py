"""Text that a spreadsheet would run is guarded on the way out, and comes back as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.exchange.formulas import guarded, restored


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd|x", "-2+3", "@SUM(A1)", "\tx", "\r=x", "'=x", "''=x", "+1 555 123", "--5"]
)
def test_that_what_a_spreadsheet_runs_is_guarded_and_restored(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert restored(guarded(text)) == text


@pytest.mark.parametrize(
    "text", ["", "-5", "+5", "-1234.56", "-.5", "-1e-3", "Acme", "'tis", "O'Neil", "a=b", "2026-01-01"]
)
def test_that_numbers_and_plain_text_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text
    assert restored(text) == text


@given(st.text(st.sampled_from("'=+-@\t\r5a. e")))
def test_that_any_text_survives_the_round_trip(text: str) -> None:
    assert restored(guarded(text)) == text
