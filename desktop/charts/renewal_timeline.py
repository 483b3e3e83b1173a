"""The terms of contract lines over time, with the days in which it is too late to opt out, in order of opt-out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from desktop.charts.drawing import Drawing, FloatArray, nothing
from desktop.charts.fonts import MEDIUM, elided, width_of
from desktop.charts.sheet import Sheet
from desktop.charts.tokens import Tokens
from desktop.charts.words import ENGLISH, Language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

IntArray = npt.NDArray[np.int64]

NOTHING = "No contract has a term that ends."
TOO_LATE = "hatched: too late to opt out"
DAYS_BACK, DAYS_AHEAD = 90, 365
"""What is shown beside today."""

_TOP, _AXIS, _EDGE = 6.0, 24.0, 8.0
_LABELLED_ROW = 15.0
"""Rows of at least so many pixels have their names beside them."""
_FULL_ROW = 24.0
_MOST_NAME = 190.0
_HATCHED = 200
"""Of more terms the hatching would not be seen, and cost more than all the rest."""


class Term(NamedTuple):
    """The current term of a contract line, or the last one where it ended undecided.

    Args:
        key: id of the account.
        line: what the line is of: its product or plan; "" = not said.
        opts_out_on: last day to give notice; None = unknown.
        is_overdue: it ended and nobody said what became of it.
    """

    account: str
    key: str | None
    line: str
    start_on: date
    end_on: date
    opts_out_on: date | None
    arr_cents: int
    is_overdue: bool = False
    notice_given_on: date | None = None


@dataclass(frozen=True, slots=True)
class RenewalTimeline:
    """The terms as of a day.

    Args:
        terms: those of one account follow each other; accounts stand in the order they come in.
        is_today: False = the day is gone by, and is not called today.
    """

    day: date
    terms: Sequence[Term]
    is_today: bool = True


def height_for(data: RenewalTimeline, row: float = _FULL_ROW) -> int:
    """The pixels that rows of a comfortable height take."""
    return round(_TOP + _AXIS + row * max(len({term.key for term in data.terms}), 1))


def draw(figure: Figure, data: RenewalTimeline, tokens: Tokens, *, language: Language = ENGLISH) -> Drawing:
    """Draw the terms into the whole figure; the marks are the terms, in their order."""
    sheet = Sheet(figure, tokens, language)
    if not data.terms:
        sheet.say(NOTHING)
        return nothing(NOTHING)
    plot = _Plot(sheet, data)
    plot.months()
    plot.bars()
    plot.today_line()
    if plot.is_labelled:
        plot.names()
        plot.notes()
    plot.overdue()
    return plot.drawing()


def summary(data: RenewalTimeline, words: Language = ENGLISH) -> str:
    """What the timeline shows, in a sentence."""
    if not data.terms:
        return NOTHING
    accounts = len({term.key for term in data.terms})
    text = f"{words.count(len(data.terms), 'term')} of {words.count(accounts, 'account')}"
    coming = [term for term in data.terms if term.opts_out_on is not None and term.opts_out_on >= data.day]
    if coming:
        first = min(coming, key=lambda term: (term.opts_out_on or term.end_on, term.account))
        assert first.opts_out_on is not None
        text += f"; next to opt out: {first.account} by {words.day(first.opts_out_on)}"
    overdue = sum(term.is_overdue for term in data.terms)
    return text + (f"; {words.number(overdue)} ended without an outcome." if overdue else ".")


class _Plot:
    """Where days and terms are."""

    def __init__(self, sheet: Sheet, data: RenewalTimeline) -> None:
        self.sheet, self.data, terms = sheet, data, data.terms
        self.start = _days([term.start_on for term in terms])
        self.end = _days([term.end_on for term in terms])
        self.is_overdue = np.array([term.is_overdue for term in terms], np.bool_)
        # Without a notice period nothing says when it is too late: there is no such stretch.
        self.too_late = _days([term.opts_out_on or term.end_on for term in terms])
        rows: dict[str | None, int] = {}
        self.row = np.array([rows.setdefault(term.key, len(rows)) for term in terms], np.int64)
        self.name_of_row = dict(zip(self.row.tolist(), (term.account for term in terms), strict=True))
        lanes = np.bincount(self.row)
        self.lane = _lanes(self.row)

        # The months stand above: of a tall timeline that is the part one sees first.
        self.top, self.bottom = _AXIS, sheet.height - _TOP
        self.row_height = min((self.bottom - self.top) / len(rows), _FULL_ROW + 8)
        self.is_labelled = self.row_height >= _LABELLED_ROW
        longest = max(map(width_of, self.name_of_row.values())) if self.is_labelled else 0.0
        self.gutter = min(longest, _MOST_NAME, sheet.width * 0.35) + 13 if self.is_labelled else 0.0
        self.left = self.gutter + (_EDGE + 6 if self.is_overdue.any() else 0)
        self.right = sheet.width - _EDGE
        self.today_at = data.day.toordinal()
        self.first = self.today_at - DAYS_BACK
        self.note_of = _notes(self.data, sheet.words) if self.is_labelled else {}
        self.last = self._last_day()

        pad = min(3.0, 0.15 * self.row_height)
        height = (self.row_height - 2 * pad) / lanes[self.row]
        self.bar_top = self.top + self.row * self.row_height + pad + self.lane * height
        self.bar_bottom = self.bar_top + height - (1.0 if self.is_labelled else 0.0)
        self.x_start, self.x_late, self.x_end = (self.at(each) for each in (self.start, self.too_late, self.end))

    def _last_day(self) -> int:
        """The last day shown: far enough that what is written behind bars has room."""
        horizon = self.today_at + DAYS_AHEAD
        last = max(self.today_at + 30, min(horizon, int(self.end.max()) + 14))
        room = self.right - self.left
        for at, note in self.note_of.items():
            begins = self.today_at if self.is_overdue[at] else int(self.end[at])
            if begins < horizon:
                part = min((width_of(note) + 12) / room, 0.6)
                last = max(last, self.first + math.ceil((begins - self.first) / (1 - part)))
        return last

    def at(self, days: IntArray | int) -> FloatArray:
        """Pixels across of days (ordinals), held within the plot."""
        across = (np.asarray(days) - self.first) / (self.last - self.first)
        return self.left + (self.right - self.left) * np.clip(across, 0.0, 1.0)

    def months(self) -> None:
        """The beginnings of months, as many as have room, each with a fine line."""
        day = date.fromordinal(self.first)
        room = max(int((self.right - self.left) / 58), 1)
        step = next((each for each in (1, 2, 3, 6, 12) if (self.last - self.first) / 30.4 / each <= room), 12)
        today_x = float(self.at(self.today_at))
        month = date(day.year, day.month, 1)
        year: int | None = None
        while True:
            month = (month + timedelta(days=32)).replace(day=1)
            if month.toordinal() > self.last:
                return
            if (month.month - 1) % step:
                continue
            x = float(self.at(month.toordinal()))
            self.sheet.line([x, x], [self.top, self.bottom], self.sheet.tokens.border, above=0.5)
            text = self.sheet.words.month(month)
            if month.year != year:
                text = f"{text} {month.year}"
            half = width_of(text) / 2
            x = max(x, half)
            if x + half <= self.sheet.width and abs(x - today_x) >= half + 26:
                self.sheet.text(x, self.top - 13, text, align="center")
                year = month.year

    def bars(self) -> None:
        tokens = self.sheet.tokens
        shown = (self.x_end > self.left) & (self.x_start < self.right)
        early = shown & (self.x_late > self.left)
        self._bars(early, self.x_start, np.minimum(self.x_late, self.x_end), tokens.control_edge + "73")
        late = shown & (self.x_late < self.x_end)
        hatch = "/////" if len(self.data.terms) <= _HATCHED else None
        self._bars(late, np.maximum(self.x_late, self.x_start), self.x_end, tokens.ink_2, hatch=hatch)

    def _bars(
        self,
        which: npt.NDArray[np.bool_],
        left: FloatArray,
        right: FloatArray,
        colour: str,
        *,
        hatch: str | None = None,
    ) -> None:
        self.sheet.bars(
            left[which],
            self.bar_top[which],
            right[which],
            self.bar_bottom[which],
            colour,
            hatch=hatch,
            hatch_colour=self.sheet.tokens.window,
        )

    def today_line(self) -> None:
        x, accent = float(self.at(self.today_at)), self.sheet.tokens.accent
        self.sheet.line([x, x], [self.top - 4, self.bottom + 4], accent, 1.5, above=3)
        text = "Today" if self.data.is_today else self.sheet.words.day(self.data.day)
        self.sheet.text(x, self.top - 13, text, accent, align="center", weight=MEDIUM)

    def names(self) -> None:
        for row, name in self.name_of_row.items():
            y = self.top + (row + 0.5) * self.row_height
            self.sheet.text(self.gutter - 10, y, elided(name, self.gutter - 13), self.sheet.tokens.ink, align="right")

    def notes(self) -> None:
        """What a bar does not show, behind it, where there is room."""
        middle = (self.bar_top + self.bar_bottom) / 2
        for at, note in self.note_of.items():
            is_late = bool(self.is_overdue[at])
            x = 8 + float(self.at(self.today_at) if is_late else self.x_end[at])
            is_high = self.bar_bottom[at] - self.bar_top[at] >= _LABELLED_ROW / 2
            if is_high and x + width_of(note) <= self.sheet.width:
                colour = self.sheet.tokens.ink if is_late else self.sheet.tokens.ink_3
                self.sheet.text(x, float(middle[at]), note, colour, is_clear=True)

    def overdue(self) -> None:
        """Terms that ended undecided: a mark in the gutter, and how long ago it was beside today."""
        if not self.is_overdue.any():
            return
        tokens = self.sheet.tokens
        x = self.gutter + _EDGE / 2
        middle = (self.bar_top + self.bar_bottom) / 2
        late = np.flatnonzero(self.is_overdue)
        left, top, right, bottom = np.array([[self.gutter], [self.top], [self.gutter + _EDGE], [self.bottom]])
        self.sheet.bars(left, top, right, bottom, tokens.sunken, above=0.2)
        size = min(6.0, max(self.row_height - 2, 2))
        self.sheet.dots(np.full(len(late), x), middle[late], tokens.ink, size, marker="s", width=0)
        if not self.is_labelled:
            return
        today = float(self.at(self.today_at))
        for at in late.tolist():
            y = float(middle[at])
            self.sheet.line([float(self.x_end[at]), today], [y, y], tokens.ink_3, dashes=(1, 3))

    def drawing(self) -> Drawing:
        terms, day, words = self.data.terms, self.data.day, self.sheet.words
        left = np.where(self.is_overdue, self.gutter, np.minimum(self.x_start, self.x_end - 1))
        boxes = np.stack([left, self.bar_top, np.maximum(self.x_end, left + 1), self.bar_bottom], axis=1)
        return Drawing(
            x=self.x_late,
            y=(self.bar_top + self.bar_bottom) / 2,
            boxes=boxes,
            says=lambda at: _says(terms[at], day, words),
            keys=[term.key for term in terms],
            summary=summary(self.data, words),
            outline="box",
        )


def _says(term: Term, day: date, words: Language) -> str:
    what = f"{term.account}, {term.line}" if term.line else term.account
    money = words.money(term.arr_cents)
    if term.is_overdue:
        return f"{what}: {money}, {_ended(term, day, words)}"
    ends = f"ends {words.day(term.end_on)}"
    if term.notice_given_on is not None:
        return f"{what}: {money}, {ends}, notice given {words.day(term.notice_given_on)}"
    if term.opts_out_on is None:
        return f"{what}: {money}, {ends}, notice period unknown"
    left = (term.opts_out_on - day).days
    when = "today" if left == 0 else f"in {words.number(left)} d" if left > 0 else f"{words.number(-left)} d ago"
    verb = "opts out" if left >= 0 else "could opt out until"
    return f"{what}: {money}, {verb} {words.day(term.opts_out_on)} ({when}), {ends}"


def _notes(data: RenewalTimeline, words: Language) -> dict[int, str]:
    """By index: what a term's bar does not show; and once, what the hatching means."""
    notes: dict[int, str] = {}
    is_explained = False
    for at, term in enumerate(data.terms):
        if term.is_overdue:
            notes[at] = _ended(term, data.day, words)
        elif term.notice_given_on is not None:
            notes[at] = f"notice given {words.day(term.notice_given_on, beside=data.day)}"
        elif term.opts_out_on is None:
            notes[at] = "notice unknown"
        elif not is_explained and term.opts_out_on < term.end_on:
            notes[at], is_explained = TOO_LATE, True
    return notes


def _ended(term: Term, day: date, words: Language) -> str:
    return f"ended {words.number((day - term.end_on).days)} d ago, no outcome"


def _days(days: Sequence[date]) -> IntArray:
    return np.fromiter(map(date.toordinal, days), np.int64, len(days))


def _lanes(row: IntArray) -> IntArray:
    """How many terms of its row come before each."""
    order = np.argsort(row, kind="stable")
    sorted_row = row[order]
    begins = np.searchsorted(sorted_row, sorted_row)
    lanes = np.empty_like(row)
    lanes[order] = np.arange(len(row)) - begins
    return lanes
