"""How the accounts page draws its cells: shape before colour, what is long or late in bold, the unknown in grey."""

from __future__ import annotations

from typing import cast

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRect
from PySide6.QtGui import QPainter

from desktop.charts.tokens import Tokens
from desktop.views import format
from desktop.views.accounts.cell_words import LONG_SILENCE_DAYS, NO_SCORE, NONE
from desktop.views.accounts.rows import AccountTable
from desktop.views.accounts.sparkline import Sparklines
from desktop.views.table.delegate import CellDelegate
from desktop.views.table.model import ColumnarModel
from desktop.views.table.shapes import paint_shape
from desktop.views.theme import Theme

SHAPE_ROOM = 18
SCORE_ROOM = 23
COVERAGE_ROOM = 39
DAYS_ROOM = 46


class AccountDelegate(CellDelegate):
    """Cells of an AccountTable."""

    def __init__(self, theme: Theme, model: ColumnarModel, parent: QObject) -> None:
        super().__init__(theme, model, parent)
        self._lines = Sparklines()

    def paint_cell(self, painter: QPainter, rect: QRect, row: int, column: int, tokens: Tokens) -> None:
        rows = cast(AccountTable, self._model.rows)
        match self._model.columns[column].key:
            case "health":
                self._health(painter, rect, rows, row, tokens)
            case "change":
                self._change(painter, rect, rows, row, tokens)
            case "months":
                self._months(painter, rect, rows, row, tokens)
            case "opt_out":
                self._opt_out(painter, rect, rows, row, tokens)
            case "talked":
                days = rows.silent_days(row)
                is_long = days is not None and days > LONG_SILENCE_DAYS
                self._figure(painter, rect, rows.text(row, "talked"), tokens, is_strong=is_long)
            case "due":
                self._value(painter, rect, rows.text(row, "due"), tokens, is_strong=rows.is_due(row))
            case "arr":
                self._figure(painter, rect, rows.text(row, "arr"), tokens)
            case "name":
                self.write(painter, rect, rows.accounts[row].name, self.plain, tokens.ink)
            case "csm":
                csm = rows.accounts[row].csm or format.UNKNOWN
                # All by their first names, or none.
                has_room = self.plain.width(rows.longest_csm) <= rect.width()
                self._value(painter, rect, csm if has_room else rows.first_names.get(csm, csm), tokens)
            case key if self._model.columns[column].is_right:
                self._figure(painter, rect, rows.text(row, key), tokens)
            case key:
                self._value(painter, rect, rows.text(row, key), tokens)

    def _value(self, painter: QPainter, rect: QRect, text: str, tokens: Tokens, *, is_strong: bool = False) -> None:
        if text in (format.UNKNOWN, NONE):
            self.write(painter, rect, text, self.small, tokens.ink_3)
        else:
            self.write(painter, rect, text, self.strong if is_strong else self.plain, tokens.ink)

    def _figure(self, painter: QPainter, rect: QRect, text: str, tokens: Tokens, *, is_strong: bool = False) -> None:
        if text in (format.UNKNOWN, format.NEVER):
            self.write(painter, rect, text, self.small, tokens.ink_3, is_right=True)
        else:
            face = self.strong_figures if is_strong else self.figures
            self.write(painter, rect, text, face, tokens.ink, is_right=True)

    def _health(self, painter: QPainter, rect: QRect, rows: AccountTable, row: int, tokens: Tokens) -> None:
        account = rows.accounts[row]
        paint_shape(painter, QPointF(rect.left() + 5, rect.center().y() + 0.5), account.band, tokens)
        left = rect.adjusted(SHAPE_ROOM, 0, 0, 0)
        if account.shown is None:
            self.write(painter, left, NO_SCORE, self.small, tokens.ink_3)
            return
        score, coverage = rows.score_and_coverage(row)
        self.write(painter, left, score, self.strong_figures, tokens.text_of(account.band))
        room = left.adjusted(SCORE_ROOM, 0, 0, 0)
        room.setWidth(min(room.width(), COVERAGE_ROOM))
        self.write(painter, room, coverage, self.small_figures, tokens.ink_3, is_right=True)

    def _change(self, painter: QPainter, rect: QRect, rows: AccountTable, row: int, tokens: Tokens) -> None:
        change = rows.accounts[row].change_30d
        text = rows.text(row, "change")
        if change is None:
            self.write(painter, rect, text, self.small, tokens.ink_3, is_right=True)
            return
        rounded = round(change)
        colour = tokens.positive if rounded > 0 else tokens.negative if rounded < 0 else tokens.ink_3
        self.write(painter, rect, text, self.figures, colour, is_right=True)

    def _opt_out(self, painter: QPainter, rect: QRect, rows: AccountTable, row: int, tokens: Tokens) -> None:
        words, day = rows.opt_out(row)
        if not day:
            self.write(painter, rect, words, self.small, tokens.ink_3)
            return
        account = rows.accounts[row]
        soon = account.opts_out_on is not None and 0 <= (account.opts_out_on - rows.day).days <= LONG_SILENCE_DAYS
        # Days stand under days, and what is no number of days ends where they do.
        room = QRect(rect.left(), rect.top(), DAYS_ROOM, rect.height())
        self._figure(painter, room, words, tokens, is_strong=account.is_ended or soon)
        self.write(painter, rect.adjusted(DAYS_ROOM + 8, 0, 0, 0), day, self.small, tokens.ink_3)

    def _months(self, painter: QPainter, rect: QRect, rows: AccountTable, row: int, tokens: Tokens) -> None:
        if rows.months is None or not rows.has_months[row]:
            return
        scores = rows.months[row]
        if np.isnan(scores).all():
            self.write(painter, rect, NO_SCORE, self.small, tokens.ink_3)
        else:
            self._lines.paint(painter, rect, scores, rows.accounts[row].band, tokens)
