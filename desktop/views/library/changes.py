"""Who changed what of a scorecard, and when, the newest first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from desktop.store.queries.scorecards import ScorecardChange
from desktop.views.library import words
from desktop.views.pieces import plain_label

SHOWN = 8
PAST = (
    "A past day is scored with the values of that day, and charts of health mark where they changed. The change in 30 "
    "days compares both days with the values of the day looked at, so that what moves there is the customer."
)


class Changes(QWidget):
    """The last changes; more on asking."""

    def __init__(self) -> None:
        super().__init__()
        self._changes: Sequence[ScorecardChange] = ()
        self._shows_all = False
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 4, 0, 16)
        rows.setSpacing(4)
        rows.addWidget(plain_label("heading", "Changes"))
        self._note = plain_label("small", PAST, wraps=True)
        rows.addWidget(self._note)
        self._table = QWidget()
        self._grid = QGridLayout(self._table)
        self._grid.setContentsMargins(0, 4, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(2, 1)
        rows.addWidget(self._table)
        self.older = QPushButton()
        self.older.setProperty("look", "link")
        self.older.clicked.connect(self._show_all)
        rows.addWidget(self.older, 0, Qt.AlignmentFlag.AlignLeft)

    def show_changes(self, changes: Sequence[ScorecardChange]) -> None:
        self._changes = changes
        self._fill()

    def forget(self) -> None:
        """Another scorecard is shown."""
        self._shows_all = False

    def _show_all(self) -> None:
        self._shows_all = True
        self._fill()

    def _fill(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        shown = self._changes if self._shows_all else self._changes[:SHOWN]
        if not shown:
            self._grid.addWidget(plain_label("second", "As it came with the program."), 0, 0, 1, 3)
        for at, each in enumerate(shown):
            for column, said in enumerate((words.when(each.at), each.by, words.change(each))):
                cell = plain_label("" if column == 2 else "small", said, wraps=column == 2)
                self._grid.addWidget(cell, at, column, Qt.AlignmentFlag.AlignTop)
        more = len(self._changes) - len(shown)
        self.older.setText(f"{more} older")
        self.older.setVisible(more > 0)
