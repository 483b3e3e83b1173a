"""What an explanation is told in: text that holds its numbers as quantities with a unit.

So whoever shows it writes them in the reader's format.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Literal, NamedTuple

Unit = Literal[
    "cents",
    "share",
    "share points",
    "percent",
    "points",
    "net",
    "health",
    "ease",
    "times",
    "answer",
    "count",
    "days",
    "years",
    "date",
    "text",
]
"""share: 0-1, shown as percent. share points: a difference of shares, shown as percentage points. percent: 0-100.
points: of a survey index or a health score. net: -100..100, with its sign. health: 0-100. ease: 1-7. times: a ratio.
answer: on the scale of its survey."""

Value = int | float | str | date | None


class Quantity(NamedTuple):
    """A value with its unit; None = no data or unknown."""

    value: Value
    unit: Unit


Phrase = tuple[str | Quantity, ...]
"""Text with quantities in it."""


def in_words(phrase: Phrase, write: Callable[[Quantity], str]) -> str:
    """The text of a phrase, its quantities written by `write`."""
    return "".join(part if isinstance(part, str) else write(part) for part in phrase)


def cents(value: int | None) -> Quantity:
    return Quantity(value, "cents")


def count(value: int) -> Quantity:
    return Quantity(value, "count")


def share(value: float | None) -> Quantity:
    return Quantity(value, "share")


def day(value: date) -> Quantity:
    return Quantity(value, "date")


def of_unit(value: Value, unit: Unit) -> Quantity:
    return Quantity(value, unit)


def plural(n: int, one: str, many: str | None = None) -> str:
    """The word for so many: account, accounts."""
    return one if n == 1 else many or f"{one}s"
