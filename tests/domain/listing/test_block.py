"""Blocks of cells as spreadsheets copy them."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.listing.block import read_block


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", []),
        ("a", [["a"]]),
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ("a\n\nb", [["a"], [""], ["b"]]),
        ('"one\ntwo"\tb\n', [["one\ntwo", "b"]]),
        ('"say ""hi"""\tb', [['say "hi"', "b"]]),
        ('5" pipe\tb', [['5" pipe', "b"]]),
        ('"never closed\tb\nc', [['"never closed', "b"], ["c"]]),
        ('"a"b\tc', [['"a"b', "c"]]),
        ("a\t\n", [["a", ""]]),
    ],
)
def test_what_a_copied_block_holds(text: str, rows: list[list[str]]) -> None:
    assert read_block(text) == rows


cells = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=8)


@settings(deadline=None, max_examples=100)
@given(st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(cells, min_size=n, max_size=n), min_size=1, max_size=4)))
def test_that_what_a_spreadsheet_writes_is_read_back(rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, dialect="excel-tab", quoting=csv.QUOTE_ALL).writerows(rows)
    assert read_block(text.getvalue()) == rows
