"""Who changed what of the account and when, old value to new, newest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.operations.restoring_fields import why_not
from desktop.store.queries.history import CellChange, ChangeSet
from desktop.views import format as fmt
from desktop.views.account import parts
from desktop.views.account.parts import Mode
from desktop.views.change_words import LINK, Value, field_name, row_called, value_of
from desktop.views.filter_field import TARGET, FilterField
from desktop.views.history_words import UNSAID, fitting, said
from desktop.views.theme import Theme

FIRST, MORE, LINES, MOST_WAYS, LONGEST_TITLE = 20, 50, 8, 4, 24
IS_GONE = "What it belongs to was taken back: bring that back first."
HOLDS_IT = "It holds that value already."


class HistorySection(QWidget):
    """The change sets of the account, narrowed down as one types; `grown` after others are shown."""

    grown = Signal()
    put_back = Signal(str, str, str, str)
    """What a field held before a change is wanted again: the change set's key, table, row and field."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._sets: Sequence[ChangeSet] = ()
        self._lines: dict[str, list[str]] = {}
        """What is said of a change set, by its key."""
        self._now: dict[tuple[str, str, str], Value] = {}
        """What each field that was changed holds now, by table, row and field."""
        self._shown = FIRST
        self._account: str | None = None
        self._reviewed_on: date | None = None
        self._can_write = False
        self.field = FilterField(theme, "Filter the history", "Filter: who, field, words …")
        self.since_review = QPushButton()
        self.since_review.setCheckable(True)
        self.since_review.setProperty("look", "chip")
        self.since_review.setStyleSheet(TARGET)
        self.filters = QWidget()
        line = QHBoxLayout(self.filters)
        line.setContentsMargins(0, 0, 0, 12)
        line.setSpacing(8)
        line.addWidget(self.field, 1)
        line.addWidget(self.since_review)
        line.addStretch(1)
        self.list = parts.Column()
        rows = QVBoxLayout(self)
        parts.no_margins(rows)
        rows.addWidget(self.filters)
        rows.addWidget(self.list, 1)
        self.filters.hide()
        self.field.textChanged.connect(self._filter)
        self.field.left.connect(self.focusNextChild)
        self.since_review.toggled.connect(self._filter)

    def wait(self, mode: Mode) -> None:
        """Say that it is being read, or why it is not shown."""
        self.filters.hide()
        self.list.clear()
        self.list.heading("History")
        self.list.say(
            "Hidden while the screen is shared: press F8 to see who changed what."
            if mode.is_guarded
            else "Reading who changed what…"
        )
        self.list.rows.addStretch()

    def show_sets(
        self, account: str, sets: Sequence[ChangeSet], *, reviewed_on: date | None = None, can_write: bool = False
    ) -> None:
        """Show change sets, the newest first; where one can write, old values can be put back.

        Args:
            reviewed_on: the day of the last QBR that was held.
        """
        self._can_write, self._sets, self._reviewed_on = can_write, sets, reviewed_on
        self._lines.clear()
        self._now = {}
        for cell in (cell for each in sets for cell in each.changes):
            self._now.setdefault((cell.table, cell.row, cell.field), cell.new)
        if account != self._account:
            self._account = account
            for each in (self.field, self.since_review):
                each.blockSignals(True)
            self.field.clear()
            self.since_review.setChecked(False)
            for each in (self.field, self.since_review):
                each.blockSignals(False)
            self._shown = FIRST
        self.since_review.setVisible(reviewed_on is not None)
        if reviewed_on is not None:
            self.since_review.setText(f"Since the last QBR ({fmt.day(reviewed_on)})")
        self.filters.setVisible(len(sets) > 1)
        self._fill()

    def _filter(self) -> None:
        self._shown = FIRST
        self._fill()
        self.grown.emit()

    def _fitting(self) -> list[tuple[ChangeSet, list[str]]]:
        since = self._reviewed_on if self.since_review.isChecked() else None
        found: list[tuple[ChangeSet, list[str]]] = []
        for each in self._sets:
            if since is not None and datetime.fromisoformat(each.at).astimezone().date() < since:
                continue
            if each.key not in self._lines:
                self._lines[each.key] = said(each.changes)
            lines = fitting(each, self.field.text(), self._lines[each.key])
            if lines is not None:
                found.append((each, lines))
        return found

    def _fill(self) -> None:
        self.list.clear()
        found, of = self._fitting(), len(self._sets)
        if not of:
            self.list.heading("No change yet")
            self.list.say("Everything typed or imported is listed here with who did it, and can be undone.")
        elif len(found) == of:
            self.list.heading(fmt.plural(of, "change"), "newest first, old value → new value")
        else:
            self.list.heading(
                f"{fmt.number(len(found))} of {fmt.plural(of, 'change')}", "newest first, old value → new value"
            )
            if not found:
                self.list.say("No change fits the filter.")
        for each, lines in found[: self._shown]:
            self._set(each, lines)
        older = len(found) - self._shown
        if older > 0:
            more = QPushButton(f"{fmt.number(older)} older")
            more.setProperty("look", "link")
            more.clicked.connect(self._show_more)
            self.list.rows.addLayout(parts.line_of(more))
        self.list.rows.addStretch()

    def _set(self, each: ChangeSet, lines: Sequence[str]) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(0, 8, 0, 2)
        line.setSpacing(12)
        label = parts.Elided(fmt.with_days(each.label) or "Change")
        label.setFont(parts.font(parts.BODY, parts.QFont.Weight.Medium))
        line.addWidget(label)
        if not (each.label or "").endswith(each.by):
            line.addWidget(parts.text(each.by, "second"))
        line.addStretch()
        line.addWidget(parts.text(fmt.moment(datetime.fromisoformat(each.at)), "small"))
        self.list.rows.addLayout(line)
        for text in lines[:LINES]:
            self.list.say(text)
        if len(lines) > LINES:
            self.list.say(f"and {len(lines) - LINES} more", "small")
        if self._can_write:
            self._ways_back(each)
        self.list.rows.addSpacing(8)
        self.list.rule()

    def _ways_back(self, each: ChangeSet) -> None:
        """A button for each field that was changed; where its old value can't be put back, why stands beside."""
        ways: dict[str | None, list[CellChange]] = {}
        for cell in each.changes:
            if not cell.is_birth and cell.field not in UNSAID:
                ways.setdefault(self._why_not(cell), []).append(cell)
        for why, cells in sorted(ways.items(), key=lambda way: way[0] is not None):
            buttons = [self._way(each, cell, why, name) for cell, name in _told_apart(cells, why)[:MOST_WAYS]]
            line = parts.line_of(*buttons)
            if why is not None:
                line.insertWidget(len(buttons), parts.Elided(why, "small"), 1)
            self.list.rows.addLayout(line)

    def _way(self, each: ChangeSet, cell: CellChange, why: str | None, name: str) -> QPushButton:
        """
        Args:
            why: it can't be put back; None = it can.
            name: what the button calls the field.
        """
        is_link = LINK.fullmatch(str(cell.old)) is not None
        old = "what it was" if is_link else value_of(cell.field, cell.old) or "unknown"
        button = QPushButton(f"Put back: {name}".replace("&", "&&"))
        button.setProperty("look", "link")
        button.setToolTip(parts.plain(why or f"To {old}"))
        button.setAccessibleName(f"Put {name} back to {old}")
        button.setAccessibleDescription(why or "")
        button.setEnabled(why is None)
        button.clicked.connect(partial(self.put_back.emit, each.key, cell.table, cell.row, cell.field))
        return button

    def _why_not(self, cell: CellChange) -> str | None:
        """Why what the field held before can't be put back; None = it can."""
        why = why_not(cell.table, cell.field)
        if why is None and self._now.get((cell.table, cell.row, "deleted_at")) is not None:
            return IS_GONE
        if why is None and self._now.get((cell.table, cell.row, cell.field)) == cell.old:
            return HOLDS_IT
        return why

    def _show_more(self) -> None:
        self._shown += MORE
        self._fill()
        self.grown.emit()


def _told_apart(cells: Sequence[CellChange], why: str | None) -> list[tuple[CellChange, str]]:
    """Fields with what their buttons call them; what can't be put back is said once, of however many rows it is."""
    names = Counter(field_name(cell.field) for cell in cells)
    if why is None:
        return [(cell, _named(cell) if names[field_name(cell.field)] > 1 else field_name(cell.field)) for cell in cells]
    first = {field_name(cell.field): cell for cell in reversed(cells)}
    return [(first[name], name) for name in names]


def _named(cell: CellChange) -> str:
    """A field with the row it is of, where several rows have one of that name."""
    title = cell.title or ""
    short = title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"
    return f"{field_name(cell.field)} of {row_called(cell.table, short)}" if short else field_name(cell.field)
