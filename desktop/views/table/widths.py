"""Which columns a table shows, in which order and how wide: as they were left, else as rows need and the window allows.

Where there is too little room, columns that can be spared are left out; where there is plenty, all get more. Columns
somebody has chosen are all shown, and scrolled to where there is no room.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHeaderView, QTableView

from desktop.charts.tokens import BODY
from desktop.settings import Settings
from desktop.views.table.delegate import GAP, PAD
from desktop.views.table.model import ColumnarModel
from desktop.views.table.rows import Column
from desktop.views.theme import font

MORE = 48
"""Pixels a column is widened by at most where there is room."""


class Widths:
    """The widths of one table's columns.

    Args:
        name: what settings remember the header under.
        hidden: keys of the columns that are not to be seen.
    """

    def __init__(self, view: QTableView, model: ColumnarModel, settings: Settings, name: str) -> None:
        self._view, self._model = view, model
        self._settings, self._name = settings, name
        self.hidden: frozenset[str] = frozenset()
        self.chosen: frozenset[str] | None = None
        """Keys of the columns somebody has chosen; None = those that `usual` names, as far as there is room."""
        self.usual: frozenset[str] | None = None
        """None = all."""
        self._kept: dict[str, int] = {}
        """By key, the widths that were left, of columns that may not be there yet too."""
        self._is_fitting = False
        self._fitting = [column.width for column in model.columns]
        self._widths = list(self._fitting)
        for at, column in enumerate(model.columns):
            view.setColumnWidth(at, column.width)
        self._set_modes()

    def recall(self) -> bool:
        """Take up widths, places and sorting as they were left; False where there are none."""
        header = self._view.horizontalHeader()
        state = self._settings.header(self._name)
        try:
            found = json.loads(bytes(state.data())) if state is not None else {}
            sort, descending = found["sort"]
            self._kept = {str(key): int(width) for key, width in found["widths"].items() if int(width) > 0}
            order = [str(key) for key in found["order"]]
        except (ValueError, KeyError, TypeError, AttributeError):
            # Nothing was left, or by a program that kept it otherwise.
            return False
        self.put_in_order(order)
        self._take_widths()
        place = next((at for at, column in enumerate(self._model.columns) if column.key == sort), None)
        if place is None:
            return False
        header.setSortIndicator(place, Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder)
        return True

    def renew(self) -> None:
        """Take up the columns the model has now."""
        more = self._model.columns[len(self._fitting) :]
        self._fitting = [*self._fitting[: len(self._model.columns)], *(column.width for column in more)]
        self._widths = [*self._widths[: len(self._model.columns)], *(column.width for column in more)]
        self._set_modes()
        self._take_widths()

    def _take_widths(self) -> None:
        self._is_fitting = True
        for at, column in enumerate(self._model.columns):
            if column.key in self._kept and not column.stretches:
                self._widths[at] = self._kept[column.key]
                self._view.setColumnWidth(at, self._widths[at])
        self._is_fitting = False

    def put_in_order(self, keys: Sequence[str]) -> None:
        """Have these columns stand first, in this order."""
        header = self._view.horizontalHeader()
        at = {column.key: place for place, column in enumerate(self._model.columns)}
        for place, key in enumerate(key for key in keys if key in at):
            header.moveSection(header.visualIndex(at[key]), place)

    @property
    def order(self) -> list[str]:
        """The keys of all columns, from the left."""
        header = self._view.horizontalHeader()
        return [self._model.columns[header.logicalIndex(place)].key for place in range(len(self._model.columns))]

    @property
    def shown(self) -> list[str]:
        """The keys of the columns that are to be seen, room or not, from the left."""
        return [key for key in self.order if self._is_wanted(key)]

    def width(self, key: str) -> int:
        return next(self._widths[at] for at, column in enumerate(self._model.columns) if column.key == key)

    def set_widths(self, widths: Mapping[str, int]) -> None:
        """Make columns as wide as somebody has kept them."""
        self._kept |= widths
        self._take_widths()

    def _is_wanted(self, key: str) -> bool:
        wanted = self.usual if self.chosen is None else self.chosen
        return key not in self.hidden and (wanted is None or key in wanted)

    def choose(self, keys: Collection[str] | None) -> None:
        """Show these columns, whether there is room or not; None = the usual ones."""
        self.chosen = None if keys is None else frozenset(keys)
        if len(self._model.rows):
            self.fit()
        else:
            self.adapt()

    @property
    def _is_dragged(self) -> bool:
        return self._settings.header(f"{self._name} dragged") is not None

    def remember_from_now_on(self) -> None:
        header = self._view.horizontalHeader()
        header.sectionResized.connect(self._resized)
        header.sectionMoved.connect(self._remember)
        header.sortIndicatorChanged.connect(self._remember)

    def _set_modes(self) -> None:
        header = self._view.horizontalHeader()
        for at, column in enumerate(self._model.columns):
            mode = QHeaderView.ResizeMode.Stretch if column.stretches else QHeaderView.ResizeMode.Interactive
            header.setSectionResizeMode(at, mode)

    def fit(self) -> None:
        """Measure what the rows say: columns are as wide as that needs and the window allows, until one is dragged."""
        plain, figures = QFontMetrics(font(BODY)), QFontMetrics(font(BODY, figures=True))
        for at, column in enumerate(self._model.columns):
            # One that is not to be seen is measured when it is: all rows of a large book would be written for it.
            if column.most is not None and self._is_wanted(column.key):
                metrics = figures if column.is_right else plain
                longest = self._model.rows.longest(column.key)
                widest = max((metrics.horizontalAdvance(text) for text in longest), default=0)
                gap = GAP if column.is_right else 0
                self._fitting[at] = max(column.width, min(column.most, widest + 2 * PAD + gap + 1))
        self.adapt()

    def hide(self, keys: Collection[str]) -> None:
        """Hide these columns, and show the others."""
        before, self.hidden = self.hidden, frozenset(keys)
        if before - self.hidden and len(self._model.rows):
            self.fit()
        else:
            self.adapt()

    def adapt(self) -> None:
        """Share the room out among the columns, and leave out those that can be spared where it is not enough."""
        columns = [(at, column) for at, column in enumerate(self._model.columns) if self._is_wanted(column.key)]
        self._is_fitting = True
        is_dragged = self._is_dragged
        needed = {at: self._widths[at] if is_dragged else self._least(at) for at, _ in columns}
        needed |= {at: column.width for at, column in columns if column.stretches}
        spared: set[int] = set()
        for at, column in sorted(columns, key=lambda each: -each[1].yields):
            if column.yields and self.chosen is None and sum(needed.values()) > self._view.viewport().width():
                spared.add(at)
                del needed[at]
        if not is_dragged:
            self._share_out([(at, column) for at, column in columns if at not in spared])
        for at, column in enumerate(self._model.columns):
            self._view.setColumnHidden(at, at in spared or not self._is_wanted(column.key))
        self._stretch([(at, column) for at, column in columns if at not in spared])
        self._is_fitting = False

    def _stretch(self, columns: list[tuple[int, Column]]) -> None:
        """Have columns that stretch take what room is left, but never less than they need: then one scrolls."""
        header = self._view.horizontalHeader()
        left = self._view.viewport().width() - sum(self._widths[at] for at, column in columns if not column.stretches)
        stretching = [(at, column) for at, column in columns if column.stretches]
        fits = left >= sum(column.width for _, column in stretching)
        for at, column in stretching:
            header.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch if fits else QHeaderView.ResizeMode.Fixed)
            if not fits:
                self._view.setColumnWidth(at, column.width)

    def _least(self, at: int) -> int:
        """What a column can do with."""
        least = self._model.columns[at].least
        return self._fitting[at] if least is None else least

    def _share_out(self, columns: list[tuple[int, Column]]) -> None:
        """Make columns as wide as they need, narrower where others lack room, wider where there is plenty."""
        room = self._view.viewport().width()
        needed = {at: column.roomy if column.stretches else self._fitting[at] for at, column in columns}
        for at, column in columns:
            if column.least is not None:
                lacking = max(0, sum(needed.values()) - room)
                needed[at] = max(column.least, needed[at] - lacking)
        more = max(0, min(MORE, (room - sum(needed.values())) // max(1, len(needed))))
        for at, column in columns:
            if not column.stretches:
                self._widths[at] = needed[at] + more
                self._view.setColumnWidth(at, self._widths[at])

    def _resized(self, column: int, before: int, now: int) -> None:
        # Not those that only follow the window, nor one that is hidden or shown again.
        if before and now and not self._is_fitting and not self._model.columns[column].stretches:
            self._widths[column] = now
            # Widths somebody has set are kept as they are; that columns were sorted sets none.
            self._settings.remember_header(f"{self._name} dragged", QByteArray(b"1"))
            self._remember()

    def _remember(self) -> None:
        self._kept |= {column.key: self._widths[at] for at, column in enumerate(self._model.columns)}
        header = self._view.horizontalHeader()
        by, order = header.sortIndicatorSection(), header.sortIndicatorOrder()
        if not 0 <= by < len(self._model.columns):
            return
        sort = [self._model.columns[by].key, order == Qt.SortOrder.DescendingOrder]
        state = {"order": self.order, "widths": self._kept, "sort": sort}
        self._settings.remember_header(self._name, QByteArray(json.dumps(state).encode()))
