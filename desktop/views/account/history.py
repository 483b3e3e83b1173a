"""Who changed what of the account and when, old value to new, newest first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from desktop.store.queries.history import CellChange, ChangeSet
from desktop.views import format as fmt
from desktop.views.account import parts
from desktop.views.account.parts import Mode

FIRST, MORE, LINES = 20, 50, 8
LINK = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""The id of another row: of no use to a reader."""
UNSAID = ("external_id", "account", "deleted_at", "position", "cause_table", "cause_row", "wave")
FLAGS = ("auto_renew", "trial", "escalated", "two_way", "first_value", "customer_visible")


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
        line.addWidget(parts.medium(each.label or "Change"))
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


def said(changes: Sequence[CellChange]) -> list[str]:
    """One line for a row that was born, one for each field that changed."""
    lines: list[str] = []
    for (table, _), cells in groupby(changes, key=lambda cell: (cell.table, cell.row)):
        row = list(cells)
        title = next((cell.title for cell in row if cell.title), None)
        kind = "Account" if table == "account" else table.replace("_", " ").capitalize()
        what = f"{kind} {title}" if title else kind
        if row[0].is_birth:
            told = [f"{_name(cell)} {_value(cell, cell.new)}" for cell in row if _is_telling(cell, title)]
            lines.append(f"{what} added" + (f": {', '.join(told)}" if told else ""))
            continue
        if any(cell.field == "deleted_at" for cell in row):
            gone = next(cell for cell in row if cell.field == "deleted_at").new is not None
            lines.append(f"{what} {'taken back' if gone else 'brought back'}")
        prefix = "" if table == "account" else f"{what}: "
        for cell in row:
            if cell.field not in UNSAID:
                name = _name(cell) if prefix else _name(cell).capitalize()
                lines.append(f"{prefix}{name} {_value(cell, cell.old)} → {_value(cell, cell.new)}")
    return lines


def _is_telling(cell: CellChange, title: str | None) -> bool:
    is_link = isinstance(cell.new, str) and LINK.fullmatch(cell.new) is not None
    return cell.field not in (*UNSAID, "scale_min", "scale_max") and not is_link and cell.new != title


def _name(cell: CellChange) -> str:
    name = cell.field.removesuffix("_cents").replace("_", " ")
    return "ARR" if name == "arr" else name


def _value(cell: CellChange, value: object) -> str:
    if value is None or value == "":
        return "nothing"
    if cell.field in FLAGS:
        return "yes" if value else "no"
    if cell.field.endswith("_cents") and isinstance(value, int):
        return fmt.money(value)
    if isinstance(value, float):
        return f"{value:g}"
    text = str(value)
    if LINK.fullmatch(text):
        return "another"
    if (cell.field.endswith("_on") or cell.field == "on_day") and re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return fmt.day(date.fromisoformat(text))
    return text
