"""How figures and days are written in charts. The pages' own formats need Qt, which charts do not know."""

from __future__ import annotations

from datetime import date

MINUS = "\N{MINUS SIGN}"
SPACE = "\N{NO-BREAK SPACE}"
UNKNOWN = "unknown"

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""Not from strftime, whose language is that of the process and not of the program."""


def day(value: date, *, beside: date | None = None) -> str:
    """9 Jan 2027; without the year if it is that of `beside`."""
    text = f"{value.day} {MONTHS[value.month - 1]}"
    return text if beside is not None and beside.year == value.year else f"{text} {value.year}"


def month(value: date, *, with_year: bool = False) -> str:
    """Nov, or Nov 25."""
    name = MONTHS[value.month - 1]
    return f"{name} {value.year % 100:02d}" if with_year else name


def money(cents: int) -> str:
    """An amount in short: 950, 38 k, 2.27 M."""
    whole = abs(cents) / 100
    sign = MINUS if cents < 0 else ""
    if whole >= 999_500:
        return f"{sign}{whole / 1_000_000:.2f}{SPACE}M"
    if whole >= 1_000:
        return f"{sign}{whole / 1_000:.{1 if whole < 9_950 and whole % 1000 >= 50 else 0}f}{SPACE}k"
    return f"{sign}{whole:.0f}"


def percent(share: float) -> str:
    """A share of 0-1: 62 %."""
    return f"{100 * share:.0f}{SPACE}%"


def count(number: int, one: str, many: str | None = None) -> str:
    """1 plan, 27 plans."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
