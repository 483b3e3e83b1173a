"""The table of reviews: what its cells say, are sorted by and drawn like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPen

from desktop.charts.tokens import Tokens
from desktop.domain.qbrs.readiness import POINTS
from desktop.domain.qbrs.schedule import OPEN, Reviews
from desktop.views import format
from desktop.views.qbrs import words
from desktop.views.table.delegate import CellDelegate, colour_of
from desktop.views.table.rows import Column, FloatArray, TableRows, searchable, text_ranks
from desktop.views.table.shapes import paint_shape

MARK, STEP = 8, 14
"""A mark of readiness, and from one to the next, in pixels."""
SHAPE_ROOM = 18
COLUMNS = (
    Column(key="name", title="Account", says="Account", width=162, stretches=True, roomy=190, names=True),
    Column(key="state", title="State", says="State", width=76, most=110),
    Column(key="arr", title="ARR", says="ARR", width=60, most=90, is_right=True, falls=True, yields=2),
    Column(key="held", title="Last held", says="Last QBR held", width=84, most=110, yields=1),
    Column(key="due", title="Due by cadence", says="Due by cadence", width=138, most=190),
    Column(key="planned", title="Planned", says="Day planned", width=94, most=170, is_editable=True),
    Column(key="ready", title="Readiness", says="Readiness, of 5 points", width=120, falls=True),
)


class ReviewTable(TableRows):
    """The reviews of a day, due and unplanned first."""

    def __init__(self, view: Reviews) -> None:
        self.view, self.rows = view, view.rows
        self._texts: dict[tuple[int, str], str] = {}
        self._searched = [searchable((each.account.name, each.account.csm, each.account.segment)) for each in self.rows]

    def __len__(self) -> int:
        return len(self.rows)

    def id(self, row: int) -> str:
        return self.rows[row].account.id

    def text(self, row: int, column: str) -> str:
        place = row, column
        if place not in self._texts:
            self._texts[place] = self._said(row, column)
        return self._texts[place]

    def _said(self, row: int, column: str) -> str:
        each, day = self.rows[row], self.view.day
        match column:
            case "name":
                return each.account.name
            case "state":
                return words.STATES[each.standing.state]
            case "arr":
                return format.money(each.account.arr_cents)
            case "held":
                return words.held(each.standing, day)
            case "due":
                return " · ".join(text for text in words.due(each, day) if text)
            case "planned":
                return words.planned(each.standing, day)
            case _:
                return f"{each.readiness.reached} of 5"

    def longest(self, column: str) -> Sequence[str]:
        return sorted({self.text(row, column) for row in range(min(len(self), 400))}, key=len)[-10:]

    def edited(self, row: int, column: str) -> str:
        del column  # only the day can be edited
        planned = self.rows[row].standing.planned
        return "" if planned is None else format.day_to_type(planned.planned_on)

    def copied(self, row: int, column: str) -> str:
        each = self.rows[row]
        days = {
            "held": None if each.standing.held is None else each.standing.held.held_on,
            "due": each.standing.due_on,
            "planned": None if each.standing.planned is None else each.standing.planned.planned_on,
        }
        if column in days:
            on = days[column]
            return "" if on is None else on.isoformat()
        return str(each.account.arr_cents / 100) if column == "arr" else self.text(row, column)

    def tip(self, row: int, column: str) -> str | None:
        if column != "ready":
            return None
        missing = self.rows[row].readiness.missing
        return "Missing: " + ", ".join(POINTS[each.key] for each in missing) if missing else "Ready"

    def spoken(self, row: int, column: str) -> str:
        tip = self.tip(row, column)
        if column == "name":
            # Who hears a row should not have to walk along it.
            said = (self.text(row, each) for each in ("name", "state", "due"))
            return ", ".join(filter(None, (*said, f"{self.text(row, 'ready')} points ready")))
        return f"{self.text(row, column)}. {tip}" if tip else self.text(row, column)

    def key(self, column: str) -> FloatArray:
        match column:
            case "state":
                # The order of the page.
                return np.arange(len(self), dtype=np.float64)
            case "arr":
                return np.array([each.account.arr_cents for each in self.rows], np.float64)
            case "ready":
                return np.array([each.readiness.reached for each in self.rows], np.float64)
            case "name":
                return text_ranks([each.account.name for each in self.rows])
            case _:
                days = [self.copied(row, column) for row in range(len(self))]
                return text_ranks([each or None for each in days])

    def searched(self) -> Sequence[str]:
        return self._searched


class ReviewDelegate(CellDelegate):
    """Cells of a ReviewTable: what is late and unplanned in bold, readiness as five marks."""

    is_guarded = False

    def paint_cell(self, painter: QPainter, rect: QRect, row: int, column: int, tokens: Tokens) -> None:
        rows = cast(ReviewTable, self._model.rows)
        each, key = rows.rows[row], self._model.columns[column].key
        is_open = each.standing.state in OPEN
        match key:
            case "name":
                if not self.is_guarded:
                    paint_shape(painter, QPointF(rect.left() + 5, rect.center().y() + 0.5), each.account.band, tokens)
                    rect = rect.adjusted(SHAPE_ROOM, 0, 0, 0)
                self.write(painter, rect, each.account.name, self.plain, tokens.ink)
            case "state":
                self.write(painter, rect, rows.text(row, key), self.plain, tokens.ink if is_open else tokens.ink_2)
            case "due":
                on, far = words.due(each, rows.view.day)
                is_late = is_open and (each.days is None or each.days < 0)
                face = self.strong if is_late else self.plain
                self.write(painter, rect, on, face, tokens.ink)
                used = face.width(on) + 8
                self.write(painter, rect.adjusted(used, 0, 0, 0), far, self.small, tokens.ink_3)
            case "planned" | "held":
                text = rows.text(row, key)
                is_grey = text in (words.NOT_PLANNED, words.NEVER)
                self.write(painter, rect, text, self.plain, tokens.ink_3 if is_grey else tokens.ink)
            case "ready":
                self._marks(painter, rect, [point.is_ready for point in each.readiness.points], tokens)
                left = rect.adjusted(5 * STEP + 4, 0, 0, 0)
                self.write(painter, left, rows.text(row, key), self.small_figures, tokens.ink_3)
            case _:
                super().paint_cell(painter, rect, row, column, tokens)

    def _marks(self, painter: QPainter, rect: QRect, ready: Sequence[bool], tokens: Tokens) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at, is_ready in enumerate(ready):
            paint_mark(painter, QPointF(rect.left() + MARK / 2 + at * STEP, rect.center().y() + 0.5), is_ready, tokens)
        painter.restore()


def paint_mark(painter: QPainter, centre: QPointF, is_ready: bool, tokens: Tokens) -> None:
    """A point of readiness: a disc, or a ring while it is missing."""
    painter.setPen(QPen(colour_of(tokens.ink_2 if is_ready else tokens.control_edge), 1.2))
    painter.setBrush(colour_of(tokens.ink_2) if is_ready else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(centre, MARK / 2, MARK / 2)
