"""The table of two days: what its cells say, are sorted by and drawn like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QPainter

from desktop.charts.tokens import Tokens
from desktop.domain.account_rows import AccountRow
from desktop.domain.comparing import Compared, Comparison
from desktop.views import format
from desktop.views.compare import words
from desktop.views.table.delegate import CellDelegate
from desktop.views.table.rows import Column, FloatArray, TableRows, searchable, text_ranks
from desktop.views.table.shapes import paint_shape

SHAPE_ROOM = 18
COLUMNS = (
    Column(key="name", title="Account", says="Account", width=140, stretches=True, roomy=200, names=True),
    Column(key="then", title="Health then", says="Health on the earlier day", width=92, falls=True),
    Column(key="now", title="now", says="Health today", width=84, falls=True),
    Column(
        key="change",
        title="Change",
        says="Change of the score, and whether the band fell or rose",
        width=80,
        is_right=True,
    ),
    Column(key="arr_then", title="ARR then", says="ARR on the earlier day", width=76, is_right=True, falls=True),
    Column(key="arr_now", title="now", says="ARR today", width=64, is_right=True, falls=True),
    Column(key="arr_change", title="Change", says="Change of ARR", width=72, is_right=True, falls=True),
    Column(key="opt_out", title="Opt-out", says="Opt-out, then and today", width=104, most=210, yields=2),
    Column(key="stage", title="Stage", says="Stage, then and today", width=90, most=190, yields=3),
    Column(key="csm", title="CSM", says="CSM, then and today", width=90, most=200, yields=4),
    Column(
        key="moved",
        title="Moved",
        says="What moved, in ARR: its change, or ARR times the points of health moved / 100, whichever is more",
        width=72,
        is_right=True,
        falls=True,
        yields=1,
    ),
)
GUARDED = ("then", "now", "change", "moved")
"""Columns that a customer who looks on is not to see."""
WITHHELD = (words.NOT_THERE, words.NO_ARR, words.NO_SCORE, format.UNKNOWN)


class ComparedTable(TableRows):
    """The accounts of a comparison."""

    def __init__(self, found: Comparison) -> None:
        self.found, self.pairs = found, found.accounts
        self._texts: dict[tuple[int, str], str] = {}
        self._searched = [searchable((each.row.name, each.row.csm, each.row.segment)) for each in self.pairs]

    def __len__(self) -> int:
        return len(self.pairs)

    def id(self, row: int) -> str:
        return self.pairs[row].row.id

    def text(self, row: int, column: str) -> str:
        place = row, column
        if place not in self._texts:
            self._texts[place] = self._said(self.pairs[row], column)
        return self._texts[place]

    def _said(self, pair: Compared, column: str) -> str:
        then, now = pair
        match column:
            case "name":
                return pair.row.name
            case "then" | "now":
                return words.score(then if column == "then" else now)
            case "change":
                return words.change(pair)
            case "arr_then" | "arr_now":
                return words.arr(then if column == "arr_then" else now)
            case "arr_change":
                return words.signed_money(pair.arr_change_cents)
            case "opt_out":
                return words.both(*(None if row is None else words.opt_out(row, self.found.after) for row in pair))
            case "moved":
                return format.money(pair.moved_cents)
            case _:
                return words.both(*(_field(row, column) for row in pair))

    def copied(self, row: int, column: str) -> str:
        pair = self.pairs[row]
        money = {
            "arr_then": None if pair.before is None else pair.before.arr_cents,
            "arr_now": None if pair.after is None else pair.after.arr_cents,
            "arr_change": pair.arr_change_cents,
            "moved": pair.moved_cents,
        }
        if column in money:
            cents = money[column]
            return words.NOT_THERE if cents is None else format.money_in_full(cents)
        return self.text(row, column)

    def tip(self, row: int, column: str) -> str | None:
        pair = self.pairs[row]
        if column in ("then", "now"):
            side = pair.before if column == "then" else pair.after
            return None if side is None else f"{side.band}, {format.percent(side.coverage)} known"
        return self.text(row, column)

    def spoken(self, row: int, column: str) -> str:
        if column != "name":
            return self.text(row, column)
        # Who hears a row should not have to walk along it.
        scores = f"health {self.text(row, 'then')}, now {self.text(row, 'now')}"
        return f"{self.text(row, 'name')}: {scores}; ARR {self.text(row, 'arr_then')}, now {self.text(row, 'arr_now')}"

    def key(self, column: str) -> FloatArray:
        if column in ("name", "opt_out", "stage", "csm"):
            return text_ranks([self._ranked(each, column) for each in self.pairs])
        return np.array([_number(each, column) for each in self.pairs], np.float64)

    def _ranked(self, pair: Compared, column: str) -> str | None:
        if column == "name":
            return pair.row.name
        if column == "opt_out":
            return None if pair.row.opts_out_on is None else pair.row.opts_out_on.isoformat()
        return _field(pair.row, column)

    def searched(self) -> Sequence[str]:
        return self._searched


def _field(row: AccountRow | None, column: str) -> str | None:
    return None if row is None else getattr(row, column) or format.UNKNOWN


def _number(pair: Compared, column: str) -> float | int | None:
    then, now = pair
    match column:
        case "then" | "arr_then":
            return None if then is None else then.score if column == "then" else then.arr_cents
        case "now" | "arr_now":
            return None if now is None else now.score if column == "now" else now.arr_cents
        case "change":
            return pair.score_change
        case "arr_change":
            return pair.arr_change_cents
        case _:
            return pair.moved_cents


class ComparedDelegate(CellDelegate):
    """Cells of a ComparedTable: shape before colour, money gained and lost in its own colours, the unknown in grey."""

    def paint_cell(self, painter: QPainter, rect: QRect, row: int, column: int, tokens: Tokens) -> None:
        rows = cast(ComparedTable, self._model.rows)
        pair, key = rows.pairs[row], self._model.columns[column].key
        text = rows.text(row, key)
        match key:
            case "then" | "now":
                side = pair.before if key == "then" else pair.after
                if side is not None:
                    paint_shape(painter, QPointF(rect.left() + 5, rect.center().y() + 0.5), side.band, tokens)
                    rect = rect.adjusted(SHAPE_ROOM, 0, 0, 0)
                self.write(painter, rect, text, self.figures, _ink(text, tokens))
            case "change":
                face = self.strong_figures if pair.band_move else self.figures
                colour = tokens.ink_3 if not pair.score_change else tokens.ink
                self.write(painter, rect, text, face, colour, is_right=True)
            case "arr_change":
                cents = pair.arr_change_cents
                colour = tokens.positive if cents > 0 else tokens.negative if cents < 0 else tokens.ink_3
                self.write(painter, rect, text, self.figures, colour, is_right=True)
            case "arr_then" | "arr_now" | "moved":
                self.write(painter, rect, text, self.figures, _ink(text, tokens), is_right=True)
            case "opt_out" | "stage" | "csm":
                is_other = words.ARROW in text
                colour = _ink(text, tokens) if is_other else tokens.ink_3 if text in WITHHELD else tokens.ink_2
                self.write(painter, rect, text, self.plain, colour)
            case _:
                super().paint_cell(painter, rect, row, column, tokens)


def _ink(text: str, tokens: Tokens) -> str:
    return tokens.ink_3 if text in WITHHELD else tokens.ink
