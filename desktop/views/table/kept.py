"""What is chosen in a table, where one is and how far one has scrolled, found again when its rows are put anew."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QItemSelection, QItemSelectionModel
from PySide6.QtWidgets import QTableView

from desktop.views.table.model import ColumnarModel
from desktop.views.table.rows import Positions


class Kept:
    """The place in one table: rows that were read again are known by their ids, wherever they stand."""

    def __init__(self, view: QTableView, model: ColumnarModel) -> None:
        self._view, self._model = view, model
        self._rows = model.rows
        self._chosen: Positions = np.empty(0, np.int32)
        self._current: int | None = None
        self._head = ""
        """What the head of a group is known by, where one is at one."""
        self._column = self._scrolled = 0

    def keep(self) -> None:
        """Note the place, before the rows change."""
        model, index = self._model, self._view.currentIndex()
        self._rows, self._chosen = model.rows, np.array(chosen_rows(self._view, model), np.int32)
        self._current = model.number(index) if index.isValid() else None
        self._head = "" if self._current is None or self._current >= 0 else model.known_by(self._current)
        self._column = max(index.column(), 0)
        self._scrolled = self._view.verticalScrollBar().value()

    def restore(self) -> None:
        """Go back there, as far as it is still shown."""
        if self._chosen.size or self._current is not None:
            current, places = self._places()
            selections = self._view.selectionModel()
            if current is not None:
                index = self._model.index(current, self._column)
                selections.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            selection = QItemSelection()
            last = self._model.columnCount() - 1
            for run in np.split(places, np.flatnonzero(np.diff(places) > 1) + 1):
                if run.size:
                    selection.select(self._model.index(int(run[0]), 0), self._model.index(int(run[-1]), last))
            selections.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._view.verticalScrollBar().setValue(self._scrolled)

    def _places(self) -> tuple[int | None, Positions]:
        """Where one is now, and where the chosen rows are, from the top down; as far as they are shown."""
        model = self._model
        if model.rows is self._rows and not self._head:
            # Rows that were sorted or filtered keep their numbers: nothing has to be compared.
            places = model.places()
            chosen = np.sort(places[self._chosen])
            current = -1 if self._current is None else int(places[self._current])
            return current if current >= 0 else None, chosen[chosen >= 0]
        ids = {self._rows.id(row) for row in self._chosen.tolist()}
        at = self._head or (None if self._current is None else self._rows.id(self._current))
        found = self._found(ids if at is None else {*ids, at})
        return found.get(at or ""), np.array(sorted(found[each] for each in ids if each in found), np.int32)

    def _found(self, wanted: set[str]) -> dict[str, int]:
        """Where the rows and heads stand that are known by these."""
        found: dict[str, int] = {}
        for at, row in enumerate(self._model.order.tolist()):
            known_by = self._model.known_by(row)
            if known_by in wanted:
                found[known_by] = at
                if len(found) == len(wanted):
                    break
        return found


def chosen_rows(view: QTableView, model: ColumnarModel) -> list[int]:
    """The chosen rows by number, in the order they are shown."""
    selection = view.selectionModel().selection()
    ranges = [selection.at(number) for number in range(selection.count())]
    places = {place for each in ranges for place in range(each.top(), each.bottom() + 1)}
    return [row for place in sorted(places) if (row := int(model.order[place])) >= 0]
