"""How values are written for people, in the system's language and format. Unknown is a word, never a dash or 0.

The system's language and format are asked for once: tables write thousands of values.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QDateTime, QLocale, QTime

from desktop.domain.money import in_short

if TYPE_CHECKING:
    from desktop.charts.words import Language

UNKNOWN = "unknown"
NEVER = "never"
"""Of the last talk: nothing two-way was logged."""
MINUS = "\N{MINUS SIGN}"
THIN = "\N{NO-BREAK SPACE}"
_ISO_DAY = re.compile(r"(?<![\w-])\d{4}-\d\d-\d\d(?![\w-])")
DAY_FIRST = ("{day} {month} {year}", "{day} {month}")


def money(cents: int | None) -> str:
    """An amount in short: 950, 38 k, 2.27 M, 1.20 bn."""
    if cents is None:
        return UNKNOWN
    short = in_short(cents)
    text = number(short.amount, short.digits)
    return f"{text}{THIN}{short.unit}" if short.unit else text


def money_in_full(cents: int | None) -> str:
    """An amount with all its digits; cents only where there are some."""
    return UNKNOWN if cents is None else number(cents / 100, 0 if cents % 100 == 0 else 2)


def number(value: float, digits: int = 0) -> str:
    return _locale().toString(float(value), "f", digits).replace("-", MINUS)


def signed(value: float, digits: int = 0) -> str:
    """A change: +6, \N{MINUS SIGN}19, 0."""
    text = number(value, digits)
    rounded = round(value, digits)
    return number(0, digits) if rounded == 0 else f"+{text}" if value > 0 else text


def megabytes(size: int) -> str:
    """How large a file is: 2.1 MB."""
    return f"{number(size / 1e6, 1)}{THIN}MB"


def percent(share: float | None, digits: int = 0) -> str:
    """A share of 0-1: 72 %."""
    return UNKNOWN if share is None else f"{number(100 * share, digits)}{THIN}%"


def day(value: date | None, *, beside: date | None = None) -> str:
    """A date as 9 Jan 2027, without the year if it is that of `beside`; the order is the language's."""
    if value is None:
        return UNKNOWN
    return _calendar().toString(QDate(value.year, value.month, value.day), _pattern(value, beside))


def day_to_type(value: date | None) -> str:
    """What stands in a field for a day before it is typed: as `day` writes it where that can be read back.

    What is typed is read in English, whatever the system's language is.
    """
    if value is None:
        return ""
    english = QLocale(QLocale.Language.English, _calendar().territory())
    return english.toString(QDate(value.year, value.month, value.day), day_pattern())


def long_day(value: date) -> str:
    """A date with its weekday: Mon 23 Nov 2026."""
    return _calendar().toString(QDate(value.year, value.month, value.day), "ddd " + _pattern(value, None))


def with_days(text: str) -> str:
    """A text in which ISO days stand, as the names of changes do, with these written as `day` does."""
    return _ISO_DAY.sub(_said_day, text)


def _said_day(found: re.Match[str]) -> str:
    try:
        return day(date.fromisoformat(found[0]))
    except ValueError:
        return found[0]


def moment(value: datetime) -> str:
    """A moment in local time: 22 Nov 2026, 18:40."""
    local = value.astimezone()
    return f"{day(local.date())}, {_clock(QTime(local.hour, local.minute))}"


def time_now() -> str:
    """The time on the wall: 08:58."""
    return _clock(QDateTime.currentDateTime().time())


def days(count: int | None) -> str:
    return UNKNOWN if count is None else f"{number(count)}{THIN}d"


def month(value: date) -> str:
    return _calendar().toString(QDate(value.year, value.month, value.day), "MMM yyyy")


def month_name(number: int) -> str:
    """A month of the year (1-12) in full: April."""
    return _calendar().standaloneMonthName(number)


def plural(count: int, one: str, many: str | None = None) -> str:
    """1 account, 60 accounts."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def for_charts() -> Language:
    """The same language for charts, which do not know Qt."""
    from desktop.charts.words import Language

    calendar = _calendar()
    months = tuple(calendar.toString(QDate(2000, number, 1), "MMM") for number in range(1, 13))
    full_day, day_and_month = ("{month} {day}, {year}", "{month} {day}") if _is_month_first() else DAY_FIRST
    return Language(months, full_day, day_and_month, _locale().decimalPoint(), _locale().groupSeparator())


def day_pattern() -> str:
    """How Qt's own fields are to write a day, in its patterns: as `day` does."""
    return "MMM d, yyyy" if _is_month_first() else "d MMM yyyy"


def _clock(value: QTime) -> str:
    return _locale().toString(value, QLocale.FormatType.ShortFormat)


def _pattern(value: date, beside: date | None) -> str:
    with_year = beside is None or value.year != beside.year
    if with_year:
        return day_pattern()
    return "MMM d" if _is_month_first() else "d MMM"


def forget_locale() -> None:
    """Ask for the system's language anew."""
    _locale.cache_clear()
    _calendar.cache_clear()
    _is_month_first.cache_clear()


@cache
def _locale() -> QLocale:
    found = QLocale()
    if found.language() == QLocale.Language.C:
        # A system without a language writes for programs: no groups of thousands.
        return QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
    return found


@cache
def _calendar() -> QLocale:
    return QLocale()


@cache
def _is_month_first() -> bool:
    """English of the United States puts the month first; elsewhere the day comes first or a pattern of its own."""
    return _calendar().territory() == QLocale.Country.UnitedStates
