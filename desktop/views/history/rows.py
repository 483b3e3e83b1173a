"""The table of the book's history: one row a change set, what was changed from old value to new one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from desktop.store.queries.book_history import Told
from desktop.views import format as fmt
from desktop.views.history_words import fitting, said
from desktop.views.table.rows import Column, FloatArray, TableRows, text_ranks

COLUMNS = (
    Column(key="at", title="When", says="When it was done", width=132, most=170, falls=True),
    Column(key="by", title="Who", says="Who did it", width=96, most=150),
    Column(key="label", title="What", says="What was done", width=180, most=280, names=True),
    Column(key="account", title="Account", says="Account it was done to", width=130, most=190),
    Column(key="changes", title="Old value → new value", says="What changed", width=240, stretches=True, roomy=360),
)
LINES = 3
"""Of a change set, so many lines are told in its cell; hovering tells more."""
TIP_LINES = 16


class HistoryTable(TableRows):
    """Change sets, the newest first.

    Args:
        words: what the lines are narrowed down to, where they hold it.
    """

    def __init__(self, sets: Sequence[Told], words: str) -> None:
        self.sets = sets
        self._words = words
        self._lines: dict[int, list[str]] = {}

    def __len__(self) -> int:
        return len(self.sets)

    def id(self, row: int) -> str:
        return self.sets[row].changes.key

    def lines(self, row: int) -> list[str]:
        """What changed, as sentences."""
        if row not in self._lines:
            changes = self.sets[row].changes
            every = said(changes.changes)
            self._lines[row] = fitting(changes, self._words, every) or every
        return self._lines[row]

    def text(self, row: int, column: str) -> str:
        told = self.sets[row]
        match column:
            case "at":
                return fmt.moment(datetime.fromisoformat(told.changes.at))
            case "by":
                return told.changes.by
            case "label":
                return fmt.with_days(told.changes.label) or "Change"
            case "account":
                return _accounts(told)
            case _:
                return self._told(row, LINES, " · ")

    def tip(self, row: int, column: str) -> str | None:
        return self._told(row, TIP_LINES, "\n") if column == "changes" else self.text(row, column)

    def copied(self, row: int, column: str) -> str:
        return "\n".join(self.lines(row)) if column == "changes" else self.text(row, column)

    def spoken(self, row: int, column: str) -> str:
        if column != "label":
            return self.text(row, column)
        # Who hears a row should not have to walk along it.
        return ", ".join(self.text(row, each) for each in ("label", "by", "at", "account"))

    def key(self, column: str) -> FloatArray:
        if column == "at":
            return np.arange(len(self), 0, -1, dtype=np.float64)
        return text_ranks([self.text(row, column) for row in range(len(self))])

    def searched(self) -> Sequence[str]:
        return [""] * len(self)

    def _told(self, row: int, most: int, between: str) -> str:
        lines, more = self.lines(row), self.sets[row].more
        left = len(lines) - most
        parts = [" ".join(line.split()) for line in lines[:most]]
        if left > 0:
            parts.append(f"and {fmt.number(left)} more")
        if more > 0:
            parts.append(f"in {fmt.plural(more, 'further row')}")
        return between.join(parts)


def _accounts(told: Told) -> str:
    names = [name for _, name in told.accounts]
    if not names:
        return "the book"
    return fmt.plural(told.touched, "account") if told.touched > 1 else names[0]
