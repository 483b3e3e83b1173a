"""The health of an account over the past months: a line, the edges of the bands, and what happened beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from desktop.charts.drawing import Drawing, FloatArray, nothing
from desktop.charts.fonts import MEDIUM, SEMIBOLD, width_of
from desktop.charts.sheet import Sheet
from desktop.charts.tokens import SHAPES, Tokens
from desktop.charts.words import ENGLISH, Language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NOTHING = "No score in these months."
SURE_FROM = 0.6
"""Below this coverage the line is dashed."""
EDGES = (50, 75)
DASHES = (3.0, 3.0)

_LEFT, _TOP, _AXIS = 26.0, 10.0, 22.0
_ROW = 16.0
_COLUMN_GAP = 20.0
_NUMBER = 14.0
"""Across the circle around the number of an event."""


class HealthPoint(NamedTuple):
    """Health on a day; score and shown None = unscored. Score 0-100, shown as it is written, coverage 0-1."""

    on: date
    score: float | None
    shown: int | None
    coverage: float
    band: str


class ChartEvent(NamedTuple):
    """Something that happened, in a word or two; detail: what is said besides where it is pointed at."""

    on: date
    label: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class HealthLine:
    """Args: points and events: each in order of their days."""

    points: tuple[HealthPoint, ...]
    events: tuple[ChartEvent, ...] = ()


def draw(figure: Figure, data: HealthLine, tokens: Tokens, *, language: Language = ENGLISH) -> Drawing:
    """Draw the line into the whole figure; the marks are the days, then the events."""
    sheet = Sheet(figure, tokens, language)
    if len(data.points) < 1:
        sheet.say(NOTHING)
        return nothing(NOTHING)
    legend = _Legend(sheet, data)
    plot = _Plot(sheet, data, bottom=sheet.height - legend.height - _AXIS)
    plot.rules()
    plot.months()
    plot.line()
    numbers = plot.numbers()
    legend.draw()
    return _drawing(data, plot, numbers)


class _Plot:
    """The part above the axis, and where days and scores are in it."""

    def __init__(self, sheet: Sheet, data: HealthLine, *, bottom: float) -> None:
        self.sheet, self.points, self.events = sheet, data.points, data.events
        last = data.points[-1]
        label = "" if last.shown is None else str(last.shown)
        self.left, self.top = _LEFT, _TOP
        self.right = sheet.width - max(14.0, 12.0 + width_of(label, size=13, weight=SEMIBOLD))
        self.bottom = max(bottom, self.top + 20)
        scores = [point.score for point in data.points if point.score is not None]
        self.low = max(0.0, 5 * math.floor((min([*scores, 47.0]) - 3) / 5))
        self.high = min(100.0, 5 * math.ceil((max([*scores, 80.0]) + 3) / 5))
        self.first = data.points[0].on.toordinal()
        self.days = max(last.on.toordinal() - self.first, 1)
        self.x = np.array([self.at(point.on) for point in data.points])
        self.y = np.array([math.nan if each.score is None else self.height_of(each.score) for each in data.points])

    def at(self, day: date) -> float:
        if len(self.points) == 1:
            return (self.left + self.right) / 2
        since = min(max(day.toordinal() - self.first, 0), self.days)
        return self.left + 4 + (self.right - self.left - 4) * since / self.days

    def height_of(self, score: float) -> float:
        return self.bottom - (self.bottom - self.top) * (score - self.low) / (self.high - self.low)

    def rules(self) -> None:
        tokens = self.sheet.tokens
        for edge in EDGES:
            y = self.height_of(edge)
            self.sheet.line([self.left, self.right], [y, y], tokens.border, above=1)
            self.sheet.text(self.left - 6, y, str(edge), align="right")
        self.sheet.line([self.left, self.right], [self.bottom, self.bottom], tokens.border, above=1)

    def months(self) -> None:
        """As many months as fit, counted back from the last day, which always has one."""
        y = self.bottom + 11
        for step in range(1, len(self.points) + 1):
            labels = self._months_by(step)
            if all(after[0] - after[1] >= before[0] + before[1] + 8 for before, after in pairwise(labels)):
                for x, _, text in labels:
                    self.sheet.text(x, y, text, align="center")
                return

    def _months_by(self, step: int) -> list[tuple[float, float, str]]:
        """Middle, half width and text of every label where each `step`th day has one."""
        labels: list[tuple[float, float, str]] = []
        year: int | None = None
        for at in range((len(self.points) - 1) % step, len(self.points), step):
            day = self.points[at].on
            text = self.sheet.words.month(day, with_year=day.year != year)
            half, year = width_of(text) / 2, day.year
            labels.append((min(max(float(self.x[at]), half), self.sheet.width - half), half, text))
        return labels

    def line(self) -> None:
        tokens, x, y = self.sheet.tokens, self.x, self.y
        known = ~np.isnan(y)
        unsure = np.array([point.coverage < SURE_FROM for point in self.points])
        # A stretch between two days is as sure as the less sure of them.
        for dashed in (False, True):
            for begin, end in _runs(known[:-1] & known[1:] & ((unsure[:-1] | unsure[1:]) == dashed)):
                part = slice(begin, end + 1)
                self.sheet.line(x[part], y[part], tokens.ink_2, 1.5, dashes=DASHES if dashed else None)
        beside = np.zeros(len(x), dtype=np.bool_)
        beside[1:] |= known[:-1]
        beside[:-1] |= known[1:]
        alone = known & ~beside
        alone[-1] = False
        if alone.any():
            self.sheet.dots(x[alone], y[alone], tokens.ink_2, 4, width=0)
        self._last()

    def _last(self) -> None:
        last = self.points[-1]
        x = float(self.x[-1])
        if last.score is None:
            self.sheet.band("unscored", x, self.bottom, 8)
            return
        y = float(self.y[-1])
        self.sheet.band(last.band, x, y, 10)
        text, colour = str(last.shown), self.sheet.tokens.text_of(last.band)
        self.sheet.text(x + 9, y, text, colour, size=13, weight=SEMIBOLD)

    def numbers(self) -> FloatArray:
        """Draw the numbers of the events where nothing else is; their middles [events, 2]."""
        tokens = self.sheet.tokens
        taken = [(float(self.x[-1]), float(np.nan_to_num(self.y[-1], nan=self.bottom)), 14.0)]
        places: list[tuple[float, float]] = []
        for number, event in enumerate(self.events, start=1):
            x = self.at(event.on)
            y = self._line_at(x)
            at = self._free_place(x, y, taken)
            taken.append((*at, _NUMBER / 2))
            places.append(at)
            self.sheet.line([x, at[0]], [y, at[1]], tokens.control_edge, above=2.5)
            self.sheet.dots([at[0]], [at[1]], tokens.control_edge, _NUMBER, fill=tokens.window, width=1, above=6)
            self.sheet.text(*at, str(number), tokens.ink, align="center", size=10, weight=MEDIUM, above=7)
        return np.array(places).reshape(-1, 2)

    def _line_at(self, x: float) -> float:
        """How high the line is at x; at the bottom where there is none."""
        after = int(np.searchsorted(self.x, x))
        around = self.y[max(after - 1, 0) : after + 1]
        if not len(around) or np.isnan(around).any():
            return self.bottom
        return float(np.interp(x, self.x[max(after - 1, 0) : after + 1], around))

    def _free_place(self, x: float, y: float, taken: list[tuple[float, float, float]]) -> tuple[float, float]:
        """The nearest place above or beneath where the circle covers neither line, edge nor another mark."""
        half = _NUMBER / 2
        best, least = (x, y), math.inf
        for down in (-20.0, 20.0, -28.0, 28.0, -36.0, 36.0):
            for aside in (0.0, -14.0, 14.0, -26.0, 26.0):
                at_x = min(max(x + aside, self.left + half), self.right - half)
                at_y = max(y + down, half + 1)
                outside = max(at_y - (self.bottom - half - 2), 0)
                line = max((half + 4 - abs(self._line_at(at_x + dx) - at_y) for dx in (-half, 0, half)), default=0)
                others = max(half + 2 + r - math.hypot(at_x - ox, at_y - oy) for ox, oy, r in taken)
                edges = sum(abs(self.height_of(edge) - at_y) < half for edge in EDGES)
                cost = 40 * outside + 20 * max(line, 0) + 40 * max(others, 0) + 4 * edges
                cost += abs(down) / 4 + abs(at_x - x) / 2
                if cost < least:
                    best, least = (at_x, at_y), cost
        return best


class _Legend:
    """The events by their numbers beneath the axis, in as many columns as fit."""

    def __init__(self, sheet: Sheet, data: HealthLine) -> None:
        self.sheet, self.events = sheet, data.events
        beside, words = data.points[-1].on, sheet.words
        self.days = [
            words.day(event.on) if event.on.year != beside.year else words.day(event.on, beside=beside)
            for event in data.events
        ]
        self.widths = [
            14 + width_of(event.label) + 6 + width_of(day) for event, day in zip(data.events, self.days, strict=True)
        ]
        rows = range(1, len(data.events) + 1)
        self.rows = next((each for each in rows if sum(self._columns(each)) - _COLUMN_GAP <= sheet.width), len(rows))
        if sheet.height < 40 + _AXIS + _ROW * self.rows:
            # The line matters more; the numbers still say it when they are pointed at.
            self.rows = 0
        self.height = _ROW * self.rows + (6 if self.rows else 0)

    def _columns(self, rows: int) -> list[float]:
        """How wide each column is where there are so many rows."""
        return [max(self.widths[at : at + rows]) + _COLUMN_GAP for at in range(0, len(self.widths), rows)]

    def draw(self) -> None:
        tokens = self.sheet.tokens
        if not self.rows:
            return
        top = self.sheet.height - _ROW * self.rows + _ROW / 2 - 2
        left = np.cumsum([0.0, *self._columns(self.rows)]).tolist()
        for at, (event, day) in enumerate(zip(self.events, self.days, strict=True)):
            x = left[at // self.rows] + 1
            y = top + _ROW * (at % self.rows)
            self.sheet.text(x, y, str(at + 1), tokens.ink, weight=MEDIUM)
            self.sheet.text(x + 14, y, event.label, tokens.ink_2)
            self.sheet.text(x + 14 + width_of(event.label) + 6, y, day)


def _drawing(data: HealthLine, plot: _Plot, numbers: FloatArray) -> Drawing:
    x, y = plot.x, np.where(np.isnan(plot.y), plot.bottom, plot.y)
    middles = (x[1:] + x[:-1]) / 2
    left, right = np.append(plot.left, middles), np.append(middles, plot.sheet.width)
    # A day is pointed at anywhere above or beneath it, an event at its number.
    boxes = np.stack([left, np.full(len(x), plot.top), right, np.full(len(x), plot.bottom + _AXIS)], axis=1)
    half = _NUMBER / 2
    words = plot.sheet.words
    says = [_says(point, words) for point in data.points]
    says += [
        f"{number} {e.label}, {words.day(e.on)}{f': {e.detail}' if e.detail else ''}"
        for number, e in enumerate(data.events, start=1)
    ]
    return Drawing(
        x=np.append(x, numbers[:, 0]),
        y=np.append(y, numbers[:, 1]),
        boxes=np.concatenate([boxes, np.concatenate([numbers - half, numbers + half], axis=1)]),
        says=says.__getitem__,
        keys=(None,) * len(says),
        summary=summary(data, words),
    )


def _says(point: HealthPoint, words: Language) -> str:
    coverage = f"coverage {words.percent(point.coverage)}"
    if point.shown is None:
        return f"{SHAPES['unscored']} unscored on {words.day(point.on)}, {coverage}"
    return f"{SHAPES.get(point.band, '')} {point.shown} on {words.day(point.on)}, {coverage}"


def summary(data: HealthLine, words: Language = ENGLISH) -> str:
    """What the line shows, in a sentence."""
    known = [point for point in data.points if point.shown is not None]
    if not known:
        return NOTHING
    first, last = known[0], known[-1]
    lowest, highest = (pick(known, key=lambda each: each.score or 0) for pick in (min, max))
    now = f"Health {last.shown}, {last.band}, on {words.day(last.on)}"
    if first is last:
        return f"{now}."
    return (
        f"{now}; {first.shown} on {words.day(first.on)}. "
        f"Lowest {lowest.shown} on {words.day(lowest.on)}, highest {highest.shown} on {words.day(highest.on)}."
    )


def _runs(mask: np.ndarray) -> list[tuple[int, int]]:
    """Where runs of True begin, and the index after their end."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(begin), int(end)) for begin, end in zip(edges[::2], edges[1::2], strict=True)]
