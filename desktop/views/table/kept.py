"""What is chosen in a table, where one is and how far one has scrolled, found again when its rows are put anew."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QItemSelection, QItemSelectionModel
from PySide6.QtWidgets import QTableView

from desktop.views.table.model import ColumnarModel


class Kept:
    """The place in one table: rows are known by their ids, wherever they stand."""

    def __init__(self, view: QTableView, model: ColumnarModel) -> None:
        self._view, self._model = view, model
        self._chosen: set[str] = set()
        self._current: str | None = None
        self._column = self._scrolled = 0

    def keep(self) -> None:
        """Note the place, before the rows change."""
        rows, index = self._model.rows, self._view.currentIndex()
        self._current = self._model.known_by(self._model.number(index)) if index.isValid() else None
        self._chosen = {rows.id(row) for row in chosen_rows(self._view, self._model)}
        self._column = max(index.column(), 0)
        self._scrolled = self._view.verticalScrollBar().value()

    def restore(self) -> None:
        """Go back there, as far as it is still shown."""
        if self._chosen or self._current is not None:
            ids = self._places()
            places = np.sort(np.array([ids[each] for each in self._chosen if each in ids], np.int64))
            selections = self._view.selectionModel()
            if self._current in ids:
                index = self._model.index(ids[self._current], self._column)
                selections.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            selection = QItemSelection()
            last = self._model.columnCount() - 1
            for run in np.split(places, np.flatnonzero(np.diff(places) > 1) + 1):
                if run.size:
                    selection.select(self._model.index(int(run[0]), 0), self._model.index(int(run[-1]), last))
            selections.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._view.verticalScrollBar().setValue(self._scrolled)

    def _places(self) -> dict[str, int]:
        """Where the rows one wants to find stand now, as far as they are shown."""
        wanted = self._chosen if self._current is None else {*self._chosen, self._current}
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
