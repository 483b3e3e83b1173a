"""Beside the list: how ready one is for the review of the account one is at, and the ways on."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from desktop.domain.qbrs.page import TITLES
from desktop.domain.qbrs.readiness import POINTS
from desktop.domain.qbrs.schedule import ReviewRow
from desktop.views import format
from desktop.views.pieces import plain_label
from desktop.views.qbrs import words
from desktop.views.qbrs.parts import Mark, PointRow, button
from desktop.views.theme import Theme

WIDTH, MARGIN = 312, 16


class ReadinessPanel(QFrame):
    """The five points and the five parts of one review."""

    prepare_asked = Signal()
    record_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self.setFixedWidth(WIDTH)
        self.name, self.when, self.about = (
            plain_label("heading"),
            plain_label("second"),
            plain_label("small", wraps=True),
        )
        self.points = [PointRow(theme) for _ in POINTS]
        self.prepare, self.record = button("Prepare", "primary"), button("Record…")
        self.prepare.setToolTip("Prepare the page (Enter)")
        self.prepare.clicked.connect(self.prepare_asked)
        self.record.clicked.connect(self.record_asked)
        self._marks = [Mark(theme) for _ in TITLES]
        self._counts = [plain_label("small") for _ in TITLES]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, 12, MARGIN, 16)
        layout.setSpacing(8)
        for each in (self.name, self.when, self.about):
            layout.addWidget(each)
        layout.addSpacing(4)
        self.ready = plain_label("heading")
        layout.addWidget(self.ready)
        for row in self.points:
            layout.addWidget(row)
        layout.addSpacing(4)
        layout.addWidget(plain_label("heading", "The page"))
        for number, (title, mark, count) in enumerate(zip(TITLES, self._marks, self._counts, strict=True), start=1):
            line = QHBoxLayout()
            line.setSpacing(8)
            line.addWidget(mark)
            line.addWidget(plain_label("", f"{number} {title}"), 1)
            line.addWidget(count, 0, Qt.AlignmentFlag.AlignRight)
            layout.addLayout(line)
        layout.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.prepare)
        buttons.addWidget(self.record)
        buttons.addStretch(1)
        layout.addLayout(buttons)

    def show_row(self, row: ReviewRow, day: date, *, can_write: bool) -> None:
        """Show how the account of a row stands."""
        account = row.account
        shown = self.name.fontMetrics().elidedText(account.name, Qt.TextElideMode.ElideRight, WIDTH - 2 * MARGIN - 2)
        self.name.setText(shown)
        self.name.setAccessibleName(account.name)
        self.name.setToolTip("" if shown == account.name else account.name)
        self.when.setText(words.when(row.standing, day))
        score = "not enough to judge" if account.shown is None else f"Health {format.number(account.shown)}"
        arr = f"{format.money(account.arr_cents)} ARR"
        self.about.setText(f"{score}, coverage {format.percent(account.coverage)} · {arr}")
        self.ready.setText(f"Ready in {row.readiness.reached} of {len(POINTS)}")
        for shown, point in zip(self.points, row.readiness.points, strict=True):
            shown.show_point(point)
        for number, (mark, count) in enumerate(zip(self._marks, self._counts, strict=True), start=1):
            mark.is_ready = number in row.written
            mark.update()
            count.setText("written" if mark.is_ready else "open")
        self.prepare.setText("Prepare" if can_write else "Look at it")
        self.record.setVisible(can_write)
