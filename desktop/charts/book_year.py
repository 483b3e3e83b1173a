"""The ARR of a book by health at ends of months: one bar each, green at the bottom, what nobody can judge on top."""

from __future__ import annotations

import math
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from desktop.charts.drawing import Drawing, FloatArray, nothing
from desktop.charts.fonts import MEDIUM, REGULAR, elided, width_of
from desktop.charts.sheet import Sheet
from desktop.charts.tokens import Tokens
from desktop.charts.words import ENGLISH, Language
from desktop.domain.account_rows import BANDS
from desktop.domain.money import in_short
from desktop.domain.today.year import BookYear, MonthEnd, Step

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NOTHING = "No account had ARR in these months."
WIDEST_BAR = 72.0
TOLD = 0.08
"""A change of one account is told where it is at least this share of the highest bar."""
MOST_TOLD = 3

_LEFT, _TOP, _BOTTOM = 46.0, 26.0, 24.0
_LINE = 16.0
"""From one name of a band to the next."""


def draw(figure: Figure, data: BookYear, tokens: Tokens, *, language: Language = ENGLISH) -> Drawing:
    """Draw the bars into the whole figure; the marks are the days, each with its day as key."""
    sheet = Sheet(figure, tokens, language)
    if not data.ends:
        sheet.say(NOTHING)
        return nothing(NOTHING)
    plot = _Plot(sheet, data)
    plot.scale()
    plot.bars()
    plot.days()
    plot.bands()
    plot.steps()
    return plot.drawing()


def summary(data: BookYear, words: Language = ENGLISH) -> str:
    """What the bars show, in a sentence."""
    if not data.ends:
        return NOTHING
    first, last = data.ends[0], data.ends[-1]
    text = f"{words.money(last.arr_cents)} ARR on {words.day(last.on)}: {_by_band(last, words)}."
    if first is not last:
        text += f" {words.money(first.arr_cents)} on {words.day(first.on)}: {_by_band(first, words)}."
    return text


class _Plot:
    """Where days and amounts are."""

    def __init__(self, sheet: Sheet, data: BookYear) -> None:
        self.sheet, self.ends = sheet, data.ends
        self.left = _LEFT
        self.right = max(sheet.width - max(map(width_of, BANDS)) - 26, _LEFT + 40)
        self.bottom = sheet.height - _BOTTOM
        self.slot = (self.right - self.left) / len(self.ends)
        self.wide = min(self.slot * 0.84, WIDEST_BAR)
        self.x: FloatArray = self.left + self.slot * np.arange(0.5, len(self.ends), 1.0, dtype=np.float64)
        self.most = max(max(end.arr_cents for end in self.ends), 1)

    def y(self, cents: float) -> float:
        return self.bottom - (self.bottom - _TOP) * cents / self.most

    def scale(self) -> None:
        """Thin lines at round amounts."""
        step = _round_step(self.most, max((self.bottom - _TOP) / 56, 1))
        for times in range(int(self.most / step) + 1):
            y = self.y(times * step)
            self.sheet.line([self.left, self.right], [y, y], self.sheet.tokens.border, above=0.5)
            self.sheet.text(self.left - 6, y, self._round(round(times * step)), align="right")

    def _round(self, cents: int) -> str:
        """A round amount without the zeros after its point."""
        short, words = in_short(cents), self.sheet.words
        digits = 0 if short.amount == round(short.amount) else 1
        return " ".join(filter(None, (words.number(short.amount, digits), short.unit)))

    def bars(self) -> None:
        below = np.zeros(len(self.ends))
        for band, name in enumerate(BANDS):
            cents = np.array([end.cents[band] for end in self.ends], float)
            is_there = cents > 0
            lower, upper = self._heights(below), self._heights(below + cents)
            # A line of the ground's colour keeps neighbours apart that some people see alike.
            gap = np.where((below > 0) & (lower - upper > 2), 1.0, 0.0)
            x = self.x[is_there]
            self.sheet.bars(
                x - self.wide / 2,
                upper[is_there],
                x + self.wide / 2,
                (lower - gap)[is_there],
                self.sheet.tokens.fill_of(name),
            )
            below += cents

    def _heights(self, cents: FloatArray) -> FloatArray:
        return self.bottom - (self.bottom - _TOP) * cents / self.most

    def days(self) -> None:
        """Months beneath, the day itself last; fewer of them where there is no room for all."""
        last = len(self.ends) - 1
        words = [self._day_word(at, end) for at, end in enumerate(self.ends)]
        every = next((n for n in range(1, last) if self._fit(words[last % n :: n], n * self.slot)), max(last, 1))
        for at in range(last % every, last + 1, every):
            ink, weight = (self.sheet.tokens.ink, MEDIUM) if at == last else (None, REGULAR)
            self.sheet.text(float(self.x[at]), self.bottom + 13, words[at], ink, align="center", weight=weight)

    @staticmethod
    def _fit(words: list[str], apart: float) -> bool:
        wide = [width_of(word, weight=MEDIUM) for word in words]
        return all((one + other) / 2 + 8 <= apart for one, other in pairwise(wide))

    def _day_word(self, at: int, end: MonthEnd) -> str:
        words = self.sheet.words
        if at == len(self.ends) - 1:
            return words.day(end.on, beside=end.on)
        month = words.month(end.on)
        return f"{month} {end.on.year}" if at == 0 or end.on.month == 1 else month

    def bands(self) -> None:
        """Shape and name of each band beside the last bar, as near to its part as they fit under one another."""
        last, below = self.ends[-1], 0.0
        places: list[tuple[str, float]] = []
        for band, cents in enumerate(last.cents):
            if any(end.cents[band] for end in self.ends):
                places.append((BANDS[band], self.y(below + cents / 2)))
            below += cents
        heights = [height for _, height in places]
        for at in range(1, len(heights)):
            heights[at] = min(heights[at], heights[at - 1] - _LINE)
        # Those pushed beyond the top go down again, and push in their turn.
        ceiling = _TOP - _LINE / 2
        for at in reversed(range(len(heights))):
            heights[at] = max(heights[at], ceiling)
            ceiling = heights[at] + _LINE
        x = float(self.x[-1]) + self.wide / 2 + 12
        for (band, _), height in zip(places, heights, strict=True):
            self.sheet.band(band, x, height)
            self.sheet.text(x + 10, height, band, self.sheet.tokens.text_of(band))

    def steps(self) -> None:
        """The largest changes, over their bars."""
        large = [at for at, end in enumerate(self.ends) if end.largest and abs(end.largest.cents) >= TOLD * self.most]
        large.sort(key=lambda at: -abs((self.ends[at].largest or _NONE).cents))
        taken: list[tuple[float, float]] = []
        for at in large:
            step = self.ends[at].largest
            if step is None or len(taken) == MOST_TOLD:
                continue
            text = _step(step, self.sheet.words, 180)
            wide = width_of(text)
            left = min(max(float(self.x[at]) - wide / 2, self.left), self.right - wide)
            right = left + wide
            under = [
                self.y(end.arr_cents)
                for x, end in zip(self.x.tolist(), self.ends, strict=True)
                if x - self.wide / 2 < right and x + self.wide / 2 > left
            ]
            top = min(under, default=self.bottom)
            # Over the bar it is about, and not so far above that it seems to float.
            is_near = self.y(self.ends[at].arr_cents) - top <= 40
            if left < self.left - 1 or not is_near or any(left < b + 12 and right > a - 12 for a, b in taken):
                continue
            self.sheet.text(left, top - 10, text, self.sheet.tokens.ink_2)
            taken.append((left, right))

    def drawing(self) -> Drawing:
        words = self.sheet.words
        tops = np.array([self.y(end.arr_cents) for end in self.ends])
        boxes = np.stack(
            [self.x - self.wide / 2, tops, self.x + self.wide / 2, np.full(len(tops), self.bottom)], axis=1
        )
        return Drawing(
            self.x,
            tops,
            boxes,
            partial(_says, self.ends, words=words),
            tuple(end.on.isoformat() for end in self.ends),
            summary(BookYear(self.ends), words),
            outline="box",
        )


_NONE = Step("", "", 0, 0)


def _says(ends: tuple[MonthEnd, ...], at: int, words: Language) -> str:
    end = ends[at]
    text = f"{words.day(end.on)}: {words.money(end.arr_cents)} ARR, {words.count(end.n, 'account')}"
    text += f"\n{_by_band(end, words)}"
    if end.largest is not None:
        text += f"\nLargest change of the month: {_step(end.largest, words)}"
    return text


def _by_band(end: MonthEnd, words: Language) -> str:
    parts = [
        f"{band} {words.money(cents)} ({words.number(n)})"
        for band, cents, n in zip(BANDS, end.cents, end.accounts, strict=True)
        if n
    ]
    return ", ".join(parts) or "no account has ARR"


def _step(step: Step, words: Language, most: float | None = None) -> str:
    sign = "+" if step.cents > 0 else ""
    name = step.name if most is None else elided(step.name, most)
    return f"{name} {sign}{words.money(step.cents)}"


def _round_step(most: float, lines: float) -> float:
    """The smallest of 1, 2, 5, 10 ... that gives no more lines than there is room for."""
    rough = most / lines
    unit = 10.0 ** math.floor(math.log10(rough))
    return next((times * unit for times in (1, 2, 5) if times * unit >= rough), 10 * unit)
