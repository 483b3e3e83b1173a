"""The list of reviews, and beside it how ready one is for the one that is chosen."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.qbrs.schedule import ReviewRow, Reviews
from desktop.settings import Settings
from desktop.views.explained.label import FigureLabel
from desktop.views.pieces import card, plain_label
from desktop.views.qbrs import words
from desktop.views.qbrs.panel import ReadinessPanel
from desktop.views.qbrs.parts import button
from desktop.views.qbrs.rows import COLUMNS, ReviewDelegate, ReviewTable
from desktop.views.table.model import ColumnarModel
from desktop.views.table.view import TableView
from desktop.views.theme import Theme

PANEL_FROM = 980
"""Width of the page from which on there is room beside the table."""


class Board(QWidget):
    """Sentence, table and panel."""

    calendar_asked = Signal()

    def __init__(self, theme: Theme, settings: Settings) -> None:
        super().__init__()
        self.model = ColumnarModel(COLUMNS, self)
        self.table = TableView(theme, self.model, settings, "qbrs")
        self._delegate = ReviewDelegate(theme, self.model, self.table)
        self.table.use(self._delegate)
        self.table.setAccessibleName("Business reviews")
        self.table.recall("state")
        self.sentence, self.foot = FigureLabel(theme), plain_label("small")
        self.sentence.setProperty("look", "title")
        self.sentence.setWordWrap(True)
        self.sentence.setMinimumHeight(1)
        self.calendar = button("Calendar file…")
        self.calendar.setToolTip("Planned meetings and QBRs and the last days to opt out, for your calendar program")
        self.calendar.clicked.connect(self.calendar_asked)
        self.panel = ReadinessPanel(theme)
        self._is_guarded = False
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(card(self.table), 1)
        row.addWidget(self.panel)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 12, 24, 12)
        whole.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(self.sentence, 1)
        head.addWidget(self.calendar)
        whole.addLayout(head)
        whole.addLayout(row, 1)
        whole.addWidget(self.foot)
        self.table.selectionModel().currentRowChanged.connect(self.follow)
        self._day: date | None = None
        self._can_write = False

    @property
    def rows(self) -> ReviewTable | None:
        rows = self.model.rows
        return rows if isinstance(rows, ReviewTable) else None

    @property
    def row(self) -> ReviewRow | None:
        """The review one is at."""
        at, rows = self.table.current(), self.rows
        return None if at is None or rows is None else rows.rows[at]

    def show_reviews(self, view: Reviews, *, can_write: bool, is_guarded: bool) -> None:
        """Show the reviews of a day."""
        self._day, self._can_write, self._is_guarded = view.day, can_write, is_guarded
        self._delegate.is_guarded = is_guarded
        self.model.is_writable = can_write
        was_empty = not len(self.model.rows)
        self.model.show(ReviewTable(view))
        if was_empty:
            self.table.fit()
        self.table.hide_columns(("arr", "ready") if is_guarded else ())
        # What can be left, and when, is not for those who look on.
        self.calendar.setHidden(is_guarded)
        if not self.table.currentIndex().isValid():
            self.table.go_to(0)
        self.sentence.setText(words.sentence(view, is_guarded=is_guarded))
        self.sentence.set_can_ask(bool(view.rows))
        self.foot.setText(words.cadences(view))
        self._fit()
        self.follow()

    def go_to(self, account: str) -> None:
        """Go to the row of an account (by id), if it is there."""
        rows = self.rows
        at = None if rows is None else next((n for n, each in enumerate(rows.rows) if each.account.id == account), None)
        if at is not None:
            self.table.go_to(int(self.model.places()[at]), self.model.at("name"))

    def follow(self) -> None:
        """Have the panel show the row one is at."""
        row, day = self.row, self._day
        if row is not None and day is not None:
            self.panel.show_row(row, day, can_write=self._can_write)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.panel.setVisible(self.width() >= PANEL_FROM and not self._is_guarded)
