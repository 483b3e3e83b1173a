"""Quarters of a fiscal year: which days they are and what they are called."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from desktop.domain.calendar import Period, add_months
from desktop.domain.errors import Rejected

JANUARY = 1
"""The month a fiscal year begins with, unless it is set."""

_FIRST_YEAR, _LAST_YEAR = 1900, 9000


class Quarter(NamedTuple):
    """Three months of a fiscal year, which is named after the calendar year it ends in.

    Args:
        number: 1-4.
        first_on, last_on: its first and its last day.
    """

    year: int
    number: int
    first_on: date
    last_on: date

    @property
    def name(self) -> str:
        """As it is typed: 2026Q3."""
        return f"{self.year}Q{self.number}"

    @property
    def period(self) -> Period:
        return Period(self.first_on - timedelta(days=1), self.last_on)

    @property
    def year_to_end(self) -> Period:
        """The twelve months up to its end."""
        return Period(add_months(self.last_on, -12), self.last_on)


def quarter(year: int, number: int, *, starts_in: int = JANUARY) -> Quarter:
    """A quarter of a fiscal year.

    Args:
        starts_in: the month (1-12) the fiscal year begins with; with April, the year 2026 begins on 1 April 2025.
    Raises:
        Rejected: there is no such quarter.
    """
    check_month(starts_in)
    if not (1 <= number <= 4 and _FIRST_YEAR <= year <= _LAST_YEAR):
        raise Rejected(f"There is no quarter {year}Q{number}: type one like 2026Q3.", field="quarter")
    first = add_months(date(year if starts_in == JANUARY else year - 1, starts_in, 1), 3 * (number - 1))
    return Quarter(year, number, first, add_months(first, 3) - timedelta(days=1))


def parse_quarter(text: str, *, starts_in: int = JANUARY) -> Quarter:
    """The quarter that is typed: 2026Q3, 2026-q3 or Q3 2026.

    Raises:
        Rejected: it is no quarter.
    """
    said = text.strip().upper()
    found = re.fullmatch(r"([0-9]{4})[ -]?Q([1-4])", said) or re.fullmatch(r"Q([1-4])[ -]?([0-9]{4})", said)
    if found is None:
        raise Rejected(f"{text.strip()[:40]!r} is no quarter: type one like 2026Q3.", field="quarter")
    one, other = found.groups()
    year, number = (one, other) if len(one) == 4 else (other, one)
    return quarter(int(year), int(number), starts_in=starts_in)


def quarter_of(day: date, *, starts_in: int = JANUARY) -> Quarter:
    """The quarter a day is in.

    Raises:
        Rejected: it lies outside the years that quarters are counted for.
    """
    months = (day.month - starts_in) % 12
    year = day.year if starts_in == JANUARY or day.month < starts_in else day.year + 1
    return quarter(year, months // 3 + 1, starts_in=starts_in)


def check_month(month: int) -> None:
    """Refuse what is no month.

    Raises:
        Rejected: it is not 1-12.
    """
    if not 1 <= month <= 12:
        raise Rejected(f"A fiscal year begins in a month from 1 to 12; {month} was not saved.", field="starts_in")
