"""How a figure stands beside what was closed of a quarter: the closed value, what it was restated by and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from desktop.domain.calendar import Period
from desktop.domain.explain.phrases import Phrase, Quantity, Unit, Value, count, day, of_unit, plural
from desktop.domain.explain.rounding import DECIMALS, PERCENT, settled

MOST_PARTS = 5
"""Accounts that are named; the others stand together."""


class Entered(NamedTuple):
    """When something was entered, and by whom."""

    on: date
    by: str


class ClosingPart(NamedTuple):
    """An account's part in what a closed figure was restated by, and when that was entered."""

    account: str
    name: str
    difference: float
    entered: tuple[Entered, ...]


@dataclass(frozen=True, slots=True)
class Closing:
    """A closed figure beside what its days come to now.

    Args:
        key: as it was closed: "12m." before it where it is of the twelve months to the quarter's end.
        days: that it is of.
        value: as it was closed. current: what the same days come to.
        parts: of the difference, the largest first; empty where nothing changed, or the figure is no sum over accounts.
        entered: where it is no sum over accounts: when something was entered that it is made of.
    """

    quarter: str
    key: str
    days: Period
    closed_on: date
    unit: Unit
    value: Value
    current: Value
    parts: tuple[ClosingPart, ...]
    entered: tuple[Entered, ...]

    @property
    def difference(self) -> float | None:
        """What it was restated by; None where one of the two has no data."""
        if isinstance(self.value, int | float) and isinstance(self.current, int | float):
            return self.current - self.value
        return None


def closing_lines(closing: Closing, value: Value, period: Period) -> list[Phrase]:
    """The closing in sentences, beside the value of a period; what is told adds up as it is told.

    Args:
        value: of the figure that is explained, over `period`.
    """
    unit, restated = closing.unit, _told_difference(closing)
    end = closing.days.end
    days = f"{closing.quarter}, " if closing.key.startswith("12m.") else f"{closing.quarter} "
    over: Phrase = (
        (days, "the 12 months to ", day(end), ", was closed on ")
        if closing.key.startswith("12m.")
        else (f"{days}was closed on ",)
    )
    head: Phrase = (*over, day(closing.closed_on), " with ", of_unit(closing.value, unit))
    if closing.value == closing.current or restated == 0:
        lines: list[Phrase] = [(*head, " and has not been restated.")]
    elif restated is None:
        other: Phrase = ("; the same days come to ", of_unit(closing.current, unit), " now.")
        lines = [(*head, *other, *_entered(closing.entered))]
    else:
        now: Phrase = ("; the same days come to ", of_unit(closing.current, unit), " now: restated ")
        lines = [(*head, *now, *_signed(restated, unit), ".", *_entered(closing.entered))]
        lines += _part_lines(closing, restated)
    return [*lines, *_since(closing, value, period, restated)]


def _told_difference(closing: Closing) -> float | None:
    """The difference of the two values as they are told, in the unit they are told in."""
    first, last = _told(closing.value, closing.unit), _told(closing.current, closing.unit)
    return None if first is None or last is None else round(last - first, 6)


def _told(value: Value, unit: Unit) -> float | None:
    if not isinstance(value, int | float):
        return None
    return round((100 if unit in PERCENT else 1) * value, DECIMALS.get(unit, 0))


def _signed(amount: float, unit: Unit) -> Phrase:
    """An amount as it is told, with its sign; of a share in points."""
    sign = "-" if amount < 0 else "+"
    if unit in PERCENT:
        return (sign, Quantity(abs(amount) / 100, "share points"), " points")
    if unit == "net":
        # It would be told with a sign of its own.
        return (sign, Quantity(abs(amount), "health"))
    return (sign, Quantity(abs(amount if unit in DECIMALS else round(amount)), unit))


def _entered(entered: tuple[Entered, ...]) -> Phrase:
    """When, and by whom; nothing where no entry is known."""
    if not entered:
        return ()
    first = entered[0]
    said: Phrase = (" Entered ", day(first.on), f" by {first.by}")
    more = len(entered) - 1
    return (*said, f", and {more} more {plural(more, 'time')}." if more else ".")


def _part_lines(closing: Closing, restated: float) -> list[Phrase]:
    """A line an account; together they are the difference as it is told."""
    if not closing.parts:
        return []
    unit = closing.unit
    scale, digits = (100 if unit in PERCENT else 1), DECIMALS.get(unit, 0)
    told = settled([scale * part.difference for part in closing.parts], digits)
    # What rounding has left over goes to the largest part.
    told[0] = round(told[0] + restated - sum(told), digits)
    named = [(part, amount) for part, amount in zip(closing.parts, told, strict=True) if amount][:MOST_PARTS]
    lines: list[Phrase] = []
    for part, amount in named:
        why = _entered(part.entered) or (" No entry explains it.",)
        lines.append((f"{part.name} ", *_signed(amount, unit), ".", *why))
    rest = round(restated - sum(amount for _, amount in named), digits)
    others = len(closing.parts) - len(named)
    if others and rest:
        lines.append((count(others), f" more {plural(others, 'account')} ", *_signed(rest, unit), "."))
    return lines


def _since(closing: Closing, value: Value, period: Period, restated: float | None) -> list[Phrase]:
    """What lies between the closed figure and this one, where this one is of other days."""
    mine, closed = _told(value, closing.unit), _told(closing.value, closing.unit)
    if period == closing.days or mine is None or closed is None or restated is None:
        return []
    whole = round(mine - closed, 6)
    later = round(whole - restated, 6)
    between: Phrase = ("From there to the ", of_unit(value, closing.unit), " here ", *_signed(whole, closing.unit))
    if not restated:
        return [(*between, ", for other days.")]
    made_of: Phrase = (*_signed(restated, closing.unit), " restated and ", *_signed(later, closing.unit))
    return [(*between, ": ", *made_of, " for other days.")]
