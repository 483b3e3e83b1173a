"""Where one is in a table, and what is chosen there, through sorting, filtering, grouping and reading again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from desktop.views.table.grouping import Grouped, GroupRow
from desktop.views.table.kept import Kept, chosen_rows
from desktop.views.table.model import ColumnarModel
from desktop.views.table.rows import Column, FloatArray, Positions, TableRows

COLUMNS = (Column(key="a", title="A", says="A", width=50), Column(key="b", title="B", says="B", width=50))


class Letters(TableRows):
    """Rows that are letters; their ids are counted when asked for."""

    def __init__(self, letters: str) -> None:
        self.letters, self.asked = letters, 0

    def __len__(self) -> int:
        return len(self.letters)

    def id(self, row: int) -> str:
        self.asked += 1
        return self.letters[row]

    def text(self, row: int, column: str) -> str:
        del column
        return self.letters[row]

    def key(self, column: str) -> FloatArray:
        del column
        return np.array([ord(letter) for letter in self.letters], np.float64)

    def searched(self) -> Sequence[str]:
        return list(self.letters)


class Table:
    def __init__(self, qtbot: QtBot, letters: str) -> None:
        self.rows = Letters(letters)
        self.model = ColumnarModel(COLUMNS)
        self.model.show(self.rows)
        self.view = QTableView()
        qtbot.addWidget(self.view)
        self.view.setModel(self.model)
        self.view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.kept = Kept(self.view, self.model)
        self.model.modelAboutToBeReset.connect(self.kept.keep)
        self.model.modelReset.connect(self.kept.restore)

    def choose(self, letters: str) -> None:
        """Be at the last of them, with all of them chosen."""
        select = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for letter in letters:
            place = int(self.model.places()[self.rows.letters.index(letter)])
            self.view.selectionModel().setCurrentIndex(self.model.index(place, 1), select)

    @property
    def at(self) -> str | None:
        index = self.view.currentIndex()
        return self.model.known_by(self.model.number(index)) if index.isValid() else None

    @property
    def chosen(self) -> str:
        rows = self.model.rows
        return "".join(rows.id(row) for row in chosen_rows(self.view, self.model))


@pytest.fixture
def table(qtbot: QtBot) -> Table:
    return Table(qtbot, "dbeac")


def test_that_chosen_rows_and_the_place_go_along_when_rows_are_sorted(table: Table) -> None:
    table.choose("bea")
    table.model.sort(0, Qt.SortOrder.DescendingOrder)
    assert (table.at, table.chosen) == ("a", "eba")
    assert table.view.currentIndex().column() == 1


def test_that_of_chosen_rows_a_filter_leaves_those_it_shows(table: Table) -> None:
    table.choose("bea")
    table.model.filter("e")
    assert (table.at, table.chosen) == (None, "e")


def test_that_rows_read_again_are_known_by_their_ids(table: Table) -> None:
    table.choose("bea")
    table.model.show(Letters("xaeyb"))
    assert (table.at, table.chosen) == ("a", "abe")
    table.model.show(Letters("xbc"))
    assert (table.at, table.chosen) == (None, "b")


def test_that_nothing_is_chosen_where_nothing_was(table: Table) -> None:
    table.model.sort(0, Qt.SortOrder.DescendingOrder)
    table.model.show(Letters("ab"))
    assert (table.at, table.chosen) == (None, "")


def test_that_the_head_of_a_group_is_found_by_its_name(table: Table) -> None:
    def grouped(rows: TableRows, listed: Positions) -> Grouped:
        early = [row for row in listed.tolist() if rows.text(row, "a") < "c"]
        late = [row for row in listed.tolist() if row not in early]
        heads = [(name, part) for name, part in (("early", early), ("late", late)) if part]
        starts = np.cumsum([0, *(len(part) for _, part in heads)]).tolist()[:-1]
        order = np.array([row for _, part in heads for row in part], np.int32)
        return Grouped(tuple(GroupRow(name, "") for name, _ in heads), order, tuple(starts))

    table.model.group = grouped
    table.model.regroup()
    table.choose("d")
    late = table.model.order.tolist().index(-2)
    table.view.selectionModel().setCurrentIndex(table.model.index(late, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
    table.model.filter("d")
    assert (table.at, table.chosen) == ("group late", "d"), "it is the first head now"
    table.model.show(Letters("ad"))
    assert (table.at, table.chosen) == ("group late", "d")


def test_that_no_row_is_asked_for_its_id_when_rows_are_only_sorted_or_filtered(table: Table) -> None:
    table.choose("bea")
    table.rows.asked = 0
    table.model.sort(0, Qt.SortOrder.DescendingOrder)
    table.model.filter("b")
    table.model.filter("")
    assert table.rows.asked == 0, "asking all of 100,000 took four times as long as sorting them"
