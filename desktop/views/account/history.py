"""Who changed what of the account and when, old value to new, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from desktop.store.queries.history import ChangeSet
from desktop.views import format as fmt
from desktop.views.account import parts
from desktop.views.account.history_words import said
from desktop.views.account.parts import Mode

FIRST, MORE, LINES = 20, 50, 8


class HistorySection(parts.Column):
    """The change sets of the account; `grown` after more are shown."""

    grown = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._sets: Sequence[ChangeSet] = ()
        self._shown = FIRST
        self._account: str | None = None

    def wait(self, mode: Mode) -> None:
        """Say that it is being read, or why it is not shown."""
        self.clear()
        self.heading("History")
        self.say(
            "Hidden while the screen is shared: press F8 to see who changed what."
            if mode.is_guarded
            else "Reading who changed what…"
        )
        self.rows.addStretch()

    def show_sets(self, account: str, sets: Sequence[ChangeSet]) -> None:
        """Show change sets, the newest first."""
        if account != self._account:
            self._account, self._shown = account, FIRST
        self._sets = sets
        self._fill()

    def _fill(self) -> None:
        self.clear()
        sets = self._sets
        if not sets:
            self.heading("No change yet")
            self.say("Everything typed or imported is listed here with who did it, and can be undone.")
        else:
            self.heading(fmt.plural(len(sets), "change"), "newest first, old value → new value")
        for each in sets[: self._shown]:
            self._set(each)
        older = len(sets) - self._shown
        if older > 0:
            more = QPushButton(f"{fmt.number(older)} older")
            more.setProperty("look", "link")
            more.clicked.connect(self._show_more)
            self.rows.addLayout(parts.line_of(more))
        self.rows.addStretch()

    def _set(self, each: ChangeSet) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(0, 8, 0, 2)
        line.setSpacing(12)
        label = parts.Elided(each.label or "Change")
        label.setFont(parts.font(parts.BODY, parts.QFont.Weight.Medium))
        line.addWidget(label)
        line.addWidget(parts.text(each.by, "second"))
        line.addStretch()
        line.addWidget(parts.text(fmt.moment(datetime.fromisoformat(each.at)), "small"))
        self.rows.addLayout(line)
        lines = said(each.changes)
        for text in lines[:LINES]:
            self.say(text)
        if len(lines) > LINES:
            self.say(f"and {len(lines) - LINES} more", "small")
        self.rows.addSpacing(8)
        self.rule()

    def _show_more(self) -> None:
        self._shown += MORE
        self._fill()
        self.grown.emit()
