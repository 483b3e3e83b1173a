"""How figures and days are written in charts, in a language that is handed in: only Qt knows the system's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop.domain.money import in_short

MINUS = "\N{MINUS SIGN}"
SPACE = "\N{NO-BREAK SPACE}"
UNKNOWN = "unknown"

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""Not from strftime, whose language is that of the process and not of the program."""


@dataclass(frozen=True, slots=True)
class Language:
    """How a language writes figures and days.

    Args:
        months: twelve short names.
        full_day, day_and_month: patterns with {day}, {month} and {year}.
        point: between units and decimals.
        group: between thousands.
    """

    months: tuple[str, ...] = MONTHS
    full_day: str = "{day} {month} {year}"
    day_and_month: str = "{day} {month}"
    point: str = "."
    group: str = ","

    def day(self, value: date, *, beside: date | None = None) -> str:
        """9 Jan 2027; without the year if it is that of `beside`."""
        pattern = self.day_and_month if beside is not None and beside.year == value.year else self.full_day
        return pattern.format(day=value.day, month=self.months[value.month - 1], year=value.year)

    def month(self, value: date, *, with_year: bool = False) -> str:
        """Nov, or Nov 25."""
        name = self.months[value.month - 1]
        return f"{name} {value.year % 100:02d}" if with_year else name

    def number(self, value: float, digits: int = 0) -> str:
        text = f"{abs(value):,.{digits}f}".translate({ord(","): self.group, ord("."): self.point})
        return f"{MINUS}{text}" if value < 0 else text

    def money(self, cents: int) -> str:
        """An amount in short: 950, 38 k, 2.27 M."""
        short = in_short(cents)
        text = self.number(short.amount, short.digits)
        return f"{text}{SPACE}{short.unit}" if short.unit else text

    def percent(self, share: float) -> str:
        """A share of 0-1: 62 %."""
        return f"{self.number(100 * share)}{SPACE}%"

    def count(self, number: int, one: str, many: str | None = None) -> str:
        """1 plan, 27 plans."""
        return f"{self.number(number)} {one if number == 1 else many or one + 's'}"


ENGLISH = Language()
