"""The two tables: the files, and the accounts in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

import numpy as np
from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QPainter

from desktop.charts.tokens import Tokens
from desktop.domain.review_notes import ReviewNote
from desktop.domain.team.others import TeamAccount
from desktop.domain.team.since import Since
from desktop.operations.others_books import Reading
from desktop.views import format
from desktop.views.others import words
from desktop.views.table.delegate import CellDelegate
from desktop.views.table.rows import Column, FloatArray, TableRows, searchable, text_ranks
from desktop.views.table.shapes import paint_shape

UNSCORED = "unscored"
"""Behind the name of an account of which too little is known for a score."""
SHAPE_ROOM, SCORE_ROOM = 18, 28
FILES = (
    Column(key="file", title="File", says="File", width=180, stretches=True, roomy=240, names=True),
    Column(key="arr", title="ARR", says="ARR of the file", width=72, most=96, is_right=True, falls=True),
    Column(key="risk", title="At risk", says="ARR at risk", width=72, most=96, is_right=True, falls=True),
    Column(key="n", title="n", says="Accounts at risk", width=40, is_right=True, falls=True),
    Column(key="scored", title="Scored", says="Accounts with a score, of all", width=84, most=96),
    Column(key="changed", title="Last change", says="When something was entered last", width=132, most=170),
    Column(key="by", title="By", says="Who entered it", width=96, most=140, yields=1),
    Column(key="notes", title="Your notes", says="What you noted about it", width=120, most=150),
)
ACCOUNTS = (
    Column(key="name", title="Account", says="Account", width=184, stretches=True, roomy=220, names=True),
    Column(key="arr", title="ARR", says="ARR", width=60, most=90, is_right=True, falls=True),
    Column(key="why", title="At risk because", says="Why it is at risk", width=150, most=210),
    Column(key="optout", title="Opts out", says="Last day to opt out", width=86, most=110),
    Column(key="last", title="Last contact", says="Last two-way contact", width=92, most=110),
    Column(key="since", title="Since your note", says="Changes since your last note", width=140, most=190, falls=True),
    Column(key="csm", title="CSM", says="CSM", width=90, most=130, yields=1),
    Column(key="file", title="File", says="File it is read from", width=140, most=220),
)


class FileTable(TableRows):
    """One row a file that could be read."""

    def __init__(self, found: Reading, notes: Sequence[ReviewNote]) -> None:
        self.found, self._notes = found, notes

    def __len__(self) -> int:
        return len(self.found.view.books)

    def id(self, row: int) -> str:
        return self.found.view.books[row].name

    def text(self, row: int, column: str) -> str:
        view = self.found.view
        book, whole = view.books[row], view.sums[row]
        match column:
            case "file":
                return words.named((book.name,))
            case "arr":
                return format.money(whole.arr_cents)
            case "risk":
                return format.money(whole.at_risk_cents)
            case "n":
                return format.number(whole.at_risk)
            case "scored":
                return words.total(view, row)
            case "changed":
                return words.changed(book, self.found.day)
            case "by":
                return book.changed_by or format.UNKNOWN
            case _:
                return words.waiting(self._notes, book.document)

    def key(self, column: str) -> FloatArray:
        view = self.found.view
        match column:
            case "arr":
                return np.array([each.arr_cents for each in view.sums], np.float64)
            case "risk":
                return np.array([each.at_risk_cents for each in view.sums], np.float64)
            case "n":
                return np.array([each.at_risk for each in view.sums], np.float64)
            case "scored":
                return np.array([each.scored for each in view.sums], np.float64)
            case "changed":
                days = [None if each.changed_at is None else each.changed_at.timestamp() for each in view.books]
                return np.array([np.nan if each is None else each for each in days], np.float64)
            case _:
                return text_ranks([self.text(row, column) for row in range(len(self))])

    def searched(self) -> Sequence[str]:
        return [searchable((book.name,)) for book in self.found.view.books]


class TeamTable(TableRows):
    """One row an account, or one for each way it is told; the riskiest first."""

    def __init__(self, found: Reading, since: Mapping[tuple[int, str], Since], *, only_changed: bool = False) -> None:
        self.day, self._since, self._books = found.day, since, found.view.books
        self.rows = found.view.accounts
        if only_changed:
            self.rows = tuple(each for each in self.rows if (said := self.since(each)) is not None and said.changes)
        self._searched = [searchable((each.row.name, each.row.csm, *each.files)) for each in self.rows]

    def __len__(self) -> int:
        return len(self.rows)

    def since(self, each: TeamAccount) -> Since | None:
        """What changed of an account since one's own last note about it."""
        return self._since.get((each.book, each.row.id))

    def id(self, row: int) -> str:
        return f"{self.rows[row].row.id} {self.rows[row].files[0]}"

    def text(self, row: int, column: str) -> str:
        each = self.rows[row]
        match column:
            case "name":
                return each.row.name
            case "arr":
                return format.money(each.row.arr_cents)
            case "why":
                return words.why(each)
            case "optout":
                return self._day(each.row.opts_out_on)
            case "last":
                return self._day(each.row.last_two_way_on)
            case "since":
                has_history = self._books[each.book].takes_replies
                return words.since(self.since(each), self.day, has_history=has_history)
            case "csm":
                return each.row.csm or format.UNKNOWN
            case _:
                return words.files(each)

    def longest(self, column: str) -> Sequence[str]:
        return sorted({self.text(row, column) for row in range(min(len(self), 400))}, key=len)[-10:]

    def spoken(self, row: int, column: str) -> str:
        said, band = self.text(row, column), self.rows[row].row.band
        return f"{said}, {band} {self._score(row)}" if column == "name" else said

    def tip(self, row: int, column: str) -> str | None:
        since = self.since(self.rows[row])
        if column == "since" and since is not None:
            return words.since_in_full(since, self.day)
        return words.files(self.rows[row]) if column == "file" else None

    def key(self, column: str) -> FloatArray:
        match column:
            case "name":
                return text_ranks([each.row.name for each in self.rows])
            case "arr":
                return np.array([each.row.arr_cents for each in self.rows], np.float64)
            case "why":
                # The order of the page: by risk.
                return np.arange(len(self), dtype=np.float64)
            case "optout":
                return _ordinals([each.row.opts_out_on for each in self.rows])
            case "last":
                return _ordinals([each.row.last_two_way_on for each in self.rows])
            case "since":
                found = [self.since(each) for each in self.rows]
                return np.array([np.nan if each is None else each.changes for each in found], np.float64)
            case _:
                return text_ranks([self.text(row, column) for row in range(len(self))])

    def searched(self) -> Sequence[str]:
        return self._searched

    def _score(self, row: int) -> str:
        shown = self.rows[row].row.shown
        return "" if shown is None else str(shown)

    def _day(self, value: date | None) -> str:
        return format.day(value, beside=self.day)


class TeamDelegate(CellDelegate):
    """Cells of a TeamTable: shape and score before the name, what is told differently in bold."""

    def paint_cell(self, painter: QPainter, rect: QRect, row: int, column: int, tokens: Tokens) -> None:
        rows = cast(TeamTable, self._model.rows)
        each, key = rows.rows[row], self._model.columns[column].key
        text = rows.text(row, key)
        match key:
            case "name":
                paint_shape(painter, QPointF(rect.left() + 5, rect.center().y() + 0.5), each.row.band, tokens)
                score = "" if each.row.shown is None else str(each.row.shown)
                at = rect.adjusted(SHAPE_ROOM, 0, 0, 0)
                self.write(painter, QRect(at.left(), at.top(), SCORE_ROOM - 8, at.height()), score, self.figures,
                           tokens.ink_2, is_right=True)  # fmt: skip
                name = at.adjusted(SCORE_ROOM if score else 0, 0, 0, 0)
                self.write(painter, name, text, self.plain, tokens.ink)
                used = self.plain.width(text) + 8
                if not score and name.width() - used >= self.small.width(UNSCORED):
                    self.write(painter, name.adjusted(used, 0, 0, 0), UNSCORED, self.small, tokens.ink_3)
            case "since" if (since := rows.since(each)) is None or not since.changes:
                self.write(painter, rect, text, self.plain, tokens.ink_3)
            case "why" if not each.causes:
                self.write(painter, rect, text, self.plain, tokens.ink_3)
            case "file" if each.differs_from:
                named = words.named(each.files)
                self.write(painter, rect, named, self.strong, tokens.ink)
                used = self.strong.width(named)
                self.write(painter, rect.adjusted(used, 0, 0, 0), text[len(named) :], self.small, tokens.ink_2)
            case _:
                super().paint_cell(painter, rect, row, column, tokens)


def _ordinals(days: Sequence[date | None]) -> FloatArray:
    return np.array([np.nan if each is None else each.toordinal() for each in days], np.float64)
