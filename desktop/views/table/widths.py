"""How wide the columns of a table are: as they were left, else as their rows need and the window allows.

Where there is too little room, columns that can be spared are left out; where there is plenty, all get more.
"""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QByteArray
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
        found = state is not None and header.restoreState(state) and header.count() == len(self._model.columns)
        self._set_modes()
        for at in range(len(self._model.columns)):
            header.setSectionHidden(at, False)
            self._widths[at] = self._view.columnWidth(at)
        return found

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
            if column.most is not None:
                metrics = figures if column.is_right else plain
                longest = self._model.rows.longest(column.key)
                widest = max((metrics.horizontalAdvance(text) for text in longest), default=0)
                gap = GAP if column.is_right else 0
                self._fitting[at] = max(column.width, min(column.most, widest + 2 * PAD + gap + 1))
        self.adapt()

    def hide(self, keys: Collection[str]) -> None:
        """Hide these columns, and show the others."""
        self.hidden = frozenset(keys)
        self.adapt()

    def adapt(self) -> None:
        """Share the room out among the columns, and leave out those that can be spared where it is not enough."""
        columns = [(at, column) for at, column in enumerate(self._model.columns) if column.key not in self.hidden]
        self._is_fitting = True
        is_dragged = self._is_dragged
        needed = {at: self._widths[at] if is_dragged else self._least(at) for at, _ in columns}
        needed |= {at: column.width for at, column in columns if column.stretches}
        spared: set[int] = set()
        for at, column in sorted(columns, key=lambda each: -each[1].yields):
            if column.yields and sum(needed.values()) > self._view.viewport().width():
                spared.add(at)
                del needed[at]
        if not is_dragged:
            self._share_out([(at, column) for at, column in columns if at not in spared])
        for at, column in enumerate(self._model.columns):
            self._view.setColumnHidden(at, at in spared or column.key in self.hidden)
        self._is_fitting = False

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
        self._settings.remember_header(self._name, self._view.horizontalHeader().saveState())
