"""Who changed what of the account and when, old value to new, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from desktop.operations.restoring_fields import can_restore
from desktop.store.queries.history import ChangeSet
from desktop.views import format as fmt
from desktop.views.account import parts
from desktop.views.account.history_words import said
from desktop.views.account.parts import Mode
from desktop.views.change_words import field_name, value_of

FIRST, MORE, LINES, MOST_WAYS = 20, 50, 8, 4


class HistorySection(parts.Column):
    """The change sets of the account; `grown` after more are shown."""

    grown = Signal()
    put_back = Signal(str, str, str, str)
    """What a field held before a change is wanted again: the change set's key, table, row and field."""

    def __init__(self) -> None:
        super().__init__()
        self._sets: Sequence[ChangeSet] = ()
        self._shown = FIRST
        self._account: str | None = None
        self._can_write = False

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

    def show_sets(self, account: str, sets: Sequence[ChangeSet], *, can_write: bool = False) -> None:
        """Show change sets, the newest first; where one can write, old values can be put back."""
        self._can_write = can_write
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
        if self._can_write:
            self._ways_back(each)
        self.rows.addSpacing(8)
        self.rule()

    def _ways_back(self, each: ChangeSet) -> None:
        """A button for each field whose old value can be put back by itself."""
        cells = [cell for cell in each.changes if not cell.is_birth and can_restore(cell.table, cell.field)]
        buttons: list[QPushButton] = []
        for cell in cells[:MOST_WAYS]:
            old = value_of(cell.field, cell.old)
            button = QPushButton(f"Put {field_name(cell.field)} back")
            button.setProperty("look", "link")
            button.setToolTip(parts.plain(f"To {old}" if old is not None else "To unknown"))
            button.setAccessibleName(f"Put {field_name(cell.field)} back to {old or 'unknown'}")
            button.clicked.connect(partial(self.put_back.emit, each.key, cell.table, cell.row, cell.field))
            buttons.append(button)
        if buttons:
            self.rows.addLayout(parts.line_of(*buttons))

    def _show_more(self) -> None:
        self._shown += MORE
        self._fill()
        self.grown.emit()
