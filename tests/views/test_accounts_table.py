"""Order and search of a columnar table, whatever its rows are about."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import cycle

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.domain.name_order import order_key
from desktop.views.table.model import ColumnarModel
from desktop.views.table.rows import (
    BoolArray,
    Column,
    FloatArray,
    TableRows,
    in_order,
    matching,
    searchable,
    text_ranks,
)

numbers = st.integers(-5, 5) | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.sampled_from((0.0, -0.0))
keys = st.lists(st.none() | numbers, max_size=40) | st.lists(st.none() | st.integers(-5, 5), max_size=40)


def key_of(values: Sequence[float | None]) -> FloatArray:
    # Either NaN, as arithmetic leaves either.
    unknown = cycle((math.nan, -math.nan))
    return np.array([next(unknown) if value is None else value for value in values], np.float64)


@settings(deadline=None, max_examples=400)
@given(values=keys, descending=st.booleans())
def test_that_rows_stand_in_order_with_the_unknown_last_and_equals_as_they_came(
    values: list[float | None], descending: bool
) -> None:
    key = key_of(values)
    before = key.tobytes()
    order = in_order(key, descending=descending).tolist()
    assert key.tobytes() == before, "the keys stay as they are"
    known = [at for at, value in enumerate(values) if value is not None]
    sign = -1 if descending else 1
    expected = sorted(known, key=lambda at: sign * (values[at] or 0))
    assert order == expected + [at for at, value in enumerate(values) if value is None]


@settings(deadline=None, max_examples=100)
@given(texts=st.lists(st.one_of(st.none(), st.text("abAB é", max_size=4)), max_size=30))
def test_that_ranks_order_texts_as_names_are_read(texts: list[str | None]) -> None:
    order = in_order(text_ranks(texts), descending=False).tolist()
    said = [order_key(text) for at in order if (text := texts[at]) is not None]
    assert said == sorted(said)
    assert all(texts[at] is None for at in order[len(said) :])


def test_that_a_row_is_found_by_every_word_typed_in_any_field_case_and_keyboard() -> None:
    texts = [searchable(["Østrava Freight", None, "Mara"]), searchable(["Marathon", "Ines"])]
    assert matching(texts, "MARA", {}).tolist() == [True, True]
    assert matching(texts, " mara  ost ", {}).tolist() == [True, False]
    assert matching(texts, "freightmara", {}).tolist() == [False, False]
    assert matching(texts, "", {}).tolist() == [True, True]


class Numbers(TableRows):
    """Rows that are numbers."""

    def __init__(self, values: Sequence[int | None]) -> None:
        self.values = values

    def __len__(self) -> int:
        return len(self.values)

    def id(self, row: int) -> str:
        return str(row)

    def text(self, row: int, column: str) -> str:
        return f"{column} {self.values[row]}"

    def key(self, column: str) -> FloatArray:
        del column
        return key_of(self.values)

    def searched(self) -> Sequence[str]:
        return [str(value) for value in self.values]


COLUMNS = (Column(key="a", title="A", says="The first", width=50), Column(key="b", title="B", says="B", width=50))


def model_of(*values: int | None) -> ColumnarModel:
    model = ColumnarModel(COLUMNS)
    model.show(Numbers(values))
    return model


def test_that_the_model_is_one_in_qt_s_eyes(qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    del qtbot
    model = model_of(3, None, 1)
    qtmodeltester.check(model)
    model.sort(1, Qt.SortOrder.DescendingOrder)
    model.filter("1")
    qtmodeltester.check(model)


def test_that_a_patch_leaves_rows_where_they_stand_until_somebody_sorts(qtbot: QtBot) -> None:
    model = model_of(3, None, 1)
    assert model.order.tolist() == [2, 0, 1]
    with qtbot.waitSignal(model.dataChanged, check_params_cb=lambda top, bottom, _: top.row() == bottom.row() == 1):
        model.patch(Numbers((0, None, 1)), [0])
    assert model.order.tolist() == [2, 0, 1]
    model.sort(0)
    assert model.order.tolist() == [0, 2, 1]


def test_that_places_say_where_each_row_is_shown() -> None:
    model = model_of(3, None, 11)
    model.filter("1")
    assert model.order.tolist() == [2]
    assert model.places().tolist() == [-1, -1, 0]
    assert model.is_filtered


def test_that_roles_nobody_draws_by_are_answered_with_nothing() -> None:
    model = model_of(3)
    index = model.index(0, 0)
    assert model.data(index, Qt.ItemDataRole.DecorationRole.value) is None
    assert model.data(index, Qt.ItemDataRole.DisplayRole.value) == "a 3"
    assert model.save(index, "4") == "This can only be read."


@settings(deadline=None, max_examples=100)
@given(
    texts=st.lists(st.text("ab c", max_size=6), max_size=20),
    typed=st.lists(st.text("ab c", max_size=4), max_size=6),
)
def test_that_what_is_known_of_a_word_changes_nothing_that_is_found(texts: list[str], typed: list[str]) -> None:
    known: dict[str, BoolArray] = {}
    for words in typed:
        expected = [all(word in text for word in words.split()) for text in texts]
        assert matching(texts, words, known).tolist() == expected
