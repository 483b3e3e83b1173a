"""The rising share of onboardings that reached value, those still waiting counted too; of few, the days themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from desktop.charts.drawing import Drawing, FloatArray, marks, nothing
from desktop.charts.fonts import MEDIUM, elided, width_of
from desktop.charts.sheet import Sheet
from desktop.charts.tokens import Tokens
from desktop.charts.words import ENGLISH, Language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ENOUGH = 8
"""Of fewer onboardings no curve is drawn: each step would be more than a tenth of them."""
NOTHING = "No onboarding has begun."
WAITING = "still waiting"
SHARES = (0.0, 0.5, 0.9)
STEPS = (1, 5, 10, 15, 30, 60, 90, 180, 365, 730)
"""Days from one label to the next."""

_LEFT, _TOP, _BOTTOM = 46.0, 22.0, 44.0
_TICK = 4.0


class ValueWait(NamedTuple):
    """One onboarding: the days it took to value, or those it has been waiting (lost = it churned then).

    Args:
        key: id of its account.
    """

    name: str
    key: str | None
    days: int
    reached: bool
    lost: bool = False


@dataclass(frozen=True, slots=True)
class ValueCurve:
    """Waits for value and what they come to.

    Args:
        curve: (day, share 0-1 that has not reached value after it), at the days some did.
        median_day: None = half have not reached value.
        target_day: the day by which value is planned; None = unknown.
        is_one_target: every onboarding with a target has this one; else it is the middle of theirs.
    """

    waits: tuple[ValueWait, ...]
    curve: tuple[tuple[int, float], ...]
    median_day: int | None
    target_day: int | None = None
    is_one_target: bool = True


def draw(figure: Figure, data: ValueCurve, tokens: Tokens, *, language: Language = ENGLISH) -> Drawing:
    """Draw the curve, or the days one by one, into the whole figure; the marks are the onboardings by their days."""
    sheet = Sheet(figure, tokens, language)
    if not data.waits:
        sheet.say(NOTHING)
        return nothing(NOTHING)
    ordered = sorted(data.waits, key=lambda wait: (wait.days, not wait.reached, wait.name))
    if len(ordered) < ENOUGH:
        return _strip(sheet, data, ordered)
    return _curve(sheet, data, ordered)


def summary(data: ValueCurve, words: Language = ENGLISH) -> str:
    """What the chart shows, in a sentence."""
    n, reached = len(data.waits), sum(wait.reached for wait in data.waits)
    if not n:
        return NOTHING
    half = "half have not" if data.median_day is None else f"half by day {data.median_day}"
    target = "" if data.target_day is None else f" {_target(data).capitalize()}."
    left = f"{n - reached} {'has' if n - reached == 1 else 'have'}"
    return f"{reached} of {words.count(n, 'onboarding')} reached value, {half}; {left} not yet.{target}"


class _Days:
    """Days across: where they are, with their labels beneath."""

    def __init__(self, sheet: Sheet, data: ValueCurve, *, left: float, right: float, bottom: float) -> None:
        self.sheet, self.left, self.right, self.bottom = sheet, left, right, bottom
        longest = _longest(data)
        most = max((right - left) / 56, 2)
        self.step = next((step for step in STEPS if longest / step <= most), STEPS[-1])
        self.last = longest * 1.04

    def at(self, day: float) -> float:
        return self.left + (self.right - self.left) * day / self.last

    def labels(self) -> list[int]:
        days = list(range(0, int(self.last) + 1, self.step))
        for day in days:
            self.sheet.text(self.at(day), self.bottom + 12, str(day), align="center")
        return days

    def name_rows(self, last: int, names: tuple[str, ...]) -> None:
        """What the rows of figures beneath the axis are, after the last of them."""
        x = self.at(last) + width_of(str(last)) / 2 + 10
        for at, name in enumerate(names):
            self.sheet.text(x, self.bottom + 12 + 18 * at, name)

    def target(self, data: ValueCurve, top: float) -> None:
        if data.target_day is None:
            return
        x, tokens, text = self.at(data.target_day), self.sheet.tokens, _target(data)
        self.sheet.line([x, x], [top - 4, self.bottom], tokens.ink_2, dashes=(3, 3), above=1.5)
        fits_before = x - 6 - width_of(text) >= self.left
        self.sheet.text(x - 6 if fits_before else x + 6, top - 10, text, align="right" if fits_before else "left")


def _curve(sheet: Sheet, data: ValueCurve, waits: list[ValueWait]) -> Drawing:
    tokens = sheet.tokens
    steps = data.curve
    end, beyond = _end_words(data, waits, sheet.words)
    room = max(width_of(end + beyond, weight=MEDIUM) + 16, width_of(WAITING) + 28)
    if room > sheet.width * 0.35:
        room = width_of(WAITING) + 28
    days = _Days(sheet, data, left=_LEFT, right=sheet.width - room, bottom=sheet.height - _BOTTOM)
    top, bottom = _TOP, days.bottom

    def height_of(part: float) -> float:
        return bottom - (bottom - top) * part

    for part in SHARES:
        y = height_of(part)
        sheet.line([days.left, days.right], [y, y], tokens.border, above=1)
        sheet.text(days.left - 6, y, sheet.words.percent(part), align="right")
    shown = days.labels()
    days.name_rows(shown[-1], ("day", WAITING))
    for day in shown:
        waiting = sum(wait.days >= day for wait in waits)
        sheet.text(days.at(day), bottom + 30, sheet.words.number(waiting), tokens.ink, align="center")
    days.target(data, top)

    corners_x, corners_y = [days.at(0)], [height_of(0)]
    for day, left_over in steps:
        corners_x += [days.at(day), days.at(day)]
        corners_y += [corners_y[-1], height_of(1 - left_over)]
    seen = min(days.at(waits[-1].days), days.right)
    sheet.line([*corners_x, seen], [*corners_y, corners_y[-1]], tokens.ink, 1.75)
    if waits[-1].days > days.last:
        sheet.dots([seen], [corners_y[-1]], tokens.ink, 7, marker=">", width=0)

    x = np.minimum(np.array([days.at(wait.days) for wait in waits]), days.right)
    y = np.array([height_of(1 - _waiting_after(steps, wait.days)) for wait in waits])
    for wait, at_x, at_y in zip(waits, x.tolist(), y.tolist(), strict=True):
        if not wait.reached and wait.days <= days.last:
            sheet.line([at_x, at_x], [at_y - _TICK, at_y + _TICK], tokens.ink, 1.25, above=3)
    if data.median_day is not None:
        _median(sheet, days, data.median_day, height_of(0.5))
    _end_label(sheet, days, seen, corners_y[-1], end, beyond)
    return marks(
        x, y, [_says(wait) for wait in waits], [wait.key for wait in waits], summary(data, sheet.words), size=6
    )


def _median(sheet: Sheet, days: _Days, day: int, y: float) -> None:
    x, text = days.at(day), f"median day {day}"
    sheet.dots([x], [y], sheet.tokens.accent, 8, width=0, above=5)
    # A rising curve leaves the upper left free, and the lower right.
    if x - 8 - width_of(text, weight=MEDIUM) >= days.left:
        sheet.text(x - 8, y - 12, text, sheet.tokens.ink, align="right", weight=MEDIUM, is_clear=True)
    else:
        sheet.text(x + 8, y + 12, text, sheet.tokens.ink, weight=MEDIUM, is_clear=True)


def _end_words(data: ValueCurve, waits: list[ValueWait], words: Language) -> tuple[str, str]:
    """How far the curve gets, and how many are left then."""
    if not data.curve:
        return "nobody has reached value", ""
    day, left_over = data.curve[-1]
    after = sum(wait.days > day or (wait.days == day and not wait.reached) for wait in waits)
    return f"{words.percent(1 - left_over)} by day {day}", f", {after} waiting then" if after else ""


def _end_label(sheet: Sheet, days: _Days, x: float, y: float, text: str, beyond: str) -> None:
    ink = sheet.tokens.ink
    if x + 8 + width_of(text + beyond, weight=MEDIUM) <= sheet.width and y < days.bottom - 10:
        sheet.text(x + 8, y, text + beyond, ink, weight=MEDIUM)
        return
    if y >= days.bottom - 10:
        sheet.text(days.left + 2, y - 14, text, ink, weight=MEDIUM, is_clear=True)
        return
    # Beneath a rising curve there is room at the right.
    sheet.text(days.right, days.bottom - 14, text, ink, align="right", weight=MEDIUM, is_clear=True)


def _strip(sheet: Sheet, data: ValueCurve, waits: list[ValueWait]) -> Drawing:
    """Each onboarding in a row of its own, by the days it took."""
    tokens = sheet.tokens
    names = [elided(wait.name, sheet.width * 0.4) for wait in waits]
    left = max(map(width_of, names)) + 16
    notes = [f"day {w.days}" + ("" if w.reached else ", lost" if w.lost else ", waiting") for w in waits]
    right = sheet.width - max(map(width_of, notes)) - 14
    row = min((sheet.height - _TOP - 24) / len(waits), 28.0)
    days = _Days(sheet, data, left=left, right=max(right, left + 40), bottom=_TOP + row * len(waits))
    shown = days.labels()
    days.name_rows(shown[-1], ("day",))
    sheet.line([left, days.right], [days.bottom, days.bottom], tokens.border, above=1)
    days.target(data, _TOP)
    x = np.array([days.at(wait.days) for wait in waits])
    y = np.array([_TOP + row * (at + 0.5) for at in range(len(waits))])
    for wait, name, note, at_x, at_y in zip(waits, names, notes, x.tolist(), y.tolist(), strict=True):
        sheet.text(left - 12, at_y, name, tokens.ink_2, align="right")
        sheet.line([days.at(0), at_x], [at_y, at_y], tokens.control_edge, 1.5, dashes=None if wait.reached else (3, 3))
        marker, fill = ("x", None) if wait.lost else ("o", None if wait.reached else tokens.window)
        sheet.dots([at_x], [at_y], tokens.ink_2, 8, marker=marker, fill=fill)
        sheet.text(at_x + 10, at_y, note, tokens.ink, is_clear=True)
    return _rows(sheet, x, y, row, data, waits)


def _rows(sheet: Sheet, x: FloatArray, y: FloatArray, row: float, data: ValueCurve, waits: list[ValueWait]) -> Drawing:
    none, all_ = np.zeros(len(x)), np.full(len(x), sheet.width)
    boxes = np.stack([none, y - row / 2, all_, y + row / 2], axis=1)
    says = [_says(wait) for wait in waits]
    return Drawing(x, y, boxes, says.__getitem__, tuple(wait.key for wait in waits), summary(data, sheet.words))


def _longest(data: ValueCurve) -> float:
    """The last day that is shown: somebody who waits for years must not squeeze everybody else to the left."""
    longest = max([1, data.target_day or 0, *(wait.days for wait in data.waits)])
    if len(data.waits) < ENOUGH or not data.curve:
        return longest
    return min(longest, max(1.5 * data.curve[-1][0], 1.5 * (data.target_day or 0), 10))


def _waiting_after(steps: tuple[tuple[int, float], ...], day: int) -> float:
    return next((share for at, share in reversed(steps) if at <= day), 1.0)


def _target(data: ValueCurve) -> str:
    return f"target day {data.target_day}" if data.is_one_target else f"median target day {data.target_day}"


def _says(wait: ValueWait) -> str:
    if wait.reached:
        return f"{wait.name}: value on day {wait.days}"
    return (
        f"{wait.name}: lost on day {wait.days}, before value" if wait.lost else f"{wait.name}: waiting, day {wait.days}"
    )
