"""Days and times of day as they are typed, and days spelled out. The shape is read first and given its day later.

A weekday, or a day and month without a year, means a different day for what has happened than for what is to come;
`Sense` says which. Nothing here depends on the system's language.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import NamedTuple

from desktop.domain.calendar import add_months
from desktop.domain.grammar.tokens import Token, tokenise

DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FIRST_YEAR, LAST_YEAR = 1900, 2199

DUE_LEADS = frozenset({"on", "by", "due", "until", "till", "before", "for"})
"""Words before the day of a promise that belong to the day: "pricing by fri"."""

DAY_LEADS = frozenset({"on"})

_LONG_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAYS = {name[:length]: day for day, name in enumerate(_LONG_DAYS) for length in (3, len(name))} | {
    "tues": 1,
    "weds": 2,
    "thur": 3,
    "thurs": 3,
}
_LONG_MONTHS = tuple(
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)
_MONTHS = {name[:length]: month for month, name in enumerate(_LONG_MONTHS, 1) for length in (3, len(name))} | {
    "sept": 9
}
_NAMED_DAYS = {"today": 0, "yesterday": -1, "yest": -1, "tomorrow": 1, "tom": 1}

_DAY = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?")
_DAY_MONTH = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?([a-z]+)")
_YEAR = re.compile(r"(?:19|20|21)[0-9]{2}")
_ISO = re.compile(r"([0-9]{4})([-/])([0-9]{1,2})\2([0-9]{1,2})")
_OFFSET = re.compile(r"([+-][0-9]{1,4})([dwmy])")
_NUMERIC = re.compile(r"([0-9]{1,2})/([0-9]{1,2})(?:/([0-9]{4}|[0-9]{2}))?|([0-9]{1,2})[.-]([0-9]{1,2})[.-]([0-9]{4})")
_CLOCK = re.compile(r"([0-9]{1,2})(?::([0-9]{2}))?(am|pm)?")


class Sense(NamedTuple):
    """How a day that is not fully typed is meant.

    Args:
        looks_ahead: a weekday is the next one after as_of; otherwise the latest one on or before it.
        reach_months: a day and month is the next one on or after as_of if no further ahead than this; otherwise the
            latest one before it.
    """

    looks_ahead: bool
    reach_months: int


PAST = Sense(looks_ahead=False, reach_months=0)
AHEAD = Sense(looks_ahead=True, reach_months=12)
REVIEW = Sense(looks_ahead=True, reach_months=9)
AGREED = Sense(looks_ahead=False, reach_months=9)
"""Notices and renewals: agreed by now, though their day may be ahead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayWords:
    """A day as typed: a distance from as_of, a weekday, or a day and month with or without a year."""

    distance: tuple[int, str] | None = None
    weekday: int | None = None
    which: str | None = None
    day: int = 0
    month: int = 0
    year: int | None = None
    numeric: tuple[str, int, int, str | None] | None = None


def spelled(day: date) -> str:
    """A day in words, the same in every language of the system: "Fri 3 Apr 2026"."""
    return f"{DAY_NAMES[day.weekday()]} {day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def read_day(tokens: Sequence[Token], at: int, leads: frozenset[str] = DAY_LEADS) -> tuple[DayWords, int] | None:
    """The day typed from tokens[at] on and the number of tokens it takes, or None."""
    words = [token.value if token.kind == "word" else "" for token in tokens[at : at + 5]]
    if words and words[0] in leads:
        found = _day_of(words[1:])
        return (found[0], found[1] + 1) if found else None
    return _day_of(words)


def read_last_day(tokens: Sequence[Token], leads: frozenset[str]) -> tuple[DayWords, int] | None:
    """The day that ends a list of tokens and the index it begins at, or None."""
    for at in range(max(0, len(tokens) - 5), len(tokens)):
        found = read_day(tokens, at, leads)
        if found and at + found[1] == len(tokens):
            return found[0], at
    return None


def resolve(typed: DayWords, *, as_of: date, sense: Sense) -> date:
    """The day that is meant.

    Raises:
        ValueError: there is no such day, or it can be read two ways; the text is a sentence for the reader.
    """
    if typed.numeric:
        raise ValueError(_numeric_hint(*typed.numeric))
    try:
        if typed.distance:
            day = _moved(as_of, *typed.distance)
        elif typed.month:
            day = _dated(typed, as_of, sense)
        else:
            day = _next_weekday(typed, as_of, sense)
    except OverflowError:
        raise ValueError(_too_far()) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(_too_far())
    return day


def read_whole_day(text: str, *, as_of: date, sense: Sense, like: str) -> date:
    """The day that is all of what is typed, also as days are shown: 30 sep, 2026-09-30, -3m, Sep 30, 2026.

    Args:
        like: days as one may type them, told to whoever typed none.
    Raises:
        ValueError: it is no day, or can be read two ways; the text is a sentence for the reader.
    """
    tokens = tokenise(text.replace(",", " "))
    found = read_day(tokens, 0)
    if found is None or found[1] != len(tokens):
        said = text.strip()
        problem = f'"{said}" is no day' if said else "No day is typed"
        raise ValueError(f"{problem}: type one like {like}.")
    return resolve(found[0], as_of=as_of, sense=sense)


def read_past_day(text: str, *, today: date) -> date:
    """The day up to today that is all of what is typed.

    Raises:
        ValueError: it is no day, or still to come; the text is a sentence for the reader.
    """
    day = read_whole_day(text, as_of=today, sense=PAST, like="30 sep, 2026-09-30, mon or -3m")
    if day > today:
        raise ValueError(f"{spelled(day)} is still to come: type today or a day before.")
    return day


def read_time(tokens: Sequence[Token], at: int) -> tuple[time | None, int] | None:
    """The time of day from tokens[at] on (14:00, 2pm, 2:30 pm, at 9:00) and the number of tokens it takes, or None.

    Returns:
        None for the time where the words have the shape of one and no clock shows it (25:00).
    """
    words = [token.value if token.kind == "word" else "" for token in tokens[at : at + 3]]
    lead = 1 if words[:1] == ["at"] else 0
    words = words[lead:]
    halves = words[1] if len(words) > 1 and words[1] in ("am", "pm") else ""
    clock = _CLOCK.fullmatch(words[0]) if words else None
    if clock is None:
        return None
    hour, minute, half = int(clock[1]), clock[2], clock[3]
    taken = lead + 1
    if half is None and halves:
        half, taken = halves, taken + 1
    if minute is None and half is None:
        return None
    if half is not None:
        hour = hour % 12 + (12 if half == "pm" else 0) if 1 <= hour <= 12 else 99
    if hour > 23 or int(minute or 0) > 59:
        return None, taken
    return time(hour, int(minute or 0)), taken


def _day_of(words: Sequence[str]) -> tuple[DayWords, int] | None:
    if not words:
        return None
    first, second = words[0], words[1] if len(words) > 1 else ""
    if first in _NAMED_DAYS:
        return DayWords(distance=(_NAMED_DAYS[first], "d")), 1
    if offset := _OFFSET.fullmatch(first):
        return DayWords(distance=(int(offset[1]), offset[2])), 1
    if first in ("next", "last") and second in _WEEKDAYS:
        return DayWords(weekday=_WEEKDAYS[second], which=first), 2
    if first in _WEEKDAYS:
        # A spelled-out day is read back as it was shown: "Fri 3 Apr 2026".
        if dated := _calendar_day(words[1:]):
            typed, taken = dated
            return DayWords(day=typed.day, month=typed.month, year=typed.year, weekday=_WEEKDAYS[first]), taken + 1
        return DayWords(weekday=_WEEKDAYS[first]), 1
    return _calendar_day(words) or _numeric_day(first)


def _calendar_day(words: Sequence[str]) -> tuple[DayWords, int] | None:
    """3 dec, dec 3, 3dec, 3rd dec, each with or without a year; 2026-12-03."""
    if not words:
        return None
    first, second = words[0], words[1] if len(words) > 1 else ""
    if iso := _ISO.fullmatch(first):
        return DayWords(year=int(iso[1]), month=int(iso[3]) or 99, day=int(iso[4])), 1
    if (day := _DAY.fullmatch(first)) and second in _MONTHS:
        found, taken = (int(day[1]), _MONTHS[second]), 2
    elif first in _MONTHS and (day := _DAY.fullmatch(second)):
        found, taken = (int(day[1]), _MONTHS[first]), 2
    elif (glued := _DAY_MONTH.fullmatch(first)) and glued[2] in _MONTHS:
        found, taken = (int(glued[1]), _MONTHS[glued[2]]), 1
    else:
        return None
    year = words[taken] if len(words) > taken else ""
    if _YEAR.fullmatch(year):
        return DayWords(day=found[0], month=found[1], year=int(year)), taken + 1
    return DayWords(day=found[0], month=found[1]), taken


def _numeric_day(word: str) -> tuple[DayWords, int] | None:
    """3/12 and the like, in order to be refused; 24/7 and 99/100 are no days."""
    if word == "24/7" or not (parts := _NUMERIC.fullmatch(word)):
        return None
    first, second, year = (parts[1], parts[2], parts[3]) if parts[1] else (parts[4], parts[5], parts[6])
    if not _orders(int(first), int(second)):
        return None
    return DayWords(numeric=(word, int(first), int(second), year)), 1


def _orders(first: int, second: int) -> list[tuple[int, int]]:
    """The (day, month) two numbers can stand for."""
    both = ((first, second), (second, first))
    return list(dict.fromkeys((day, month) for day, month in both if 1 <= day <= 31 and 1 <= month <= 12))


def _numeric_hint(word: str, first: int, second: int, year: str | None) -> str:
    after = "" if year is None else f" {year if len(year) == 4 else '20' + year}"
    ways = [f"{day} {MONTH_NAMES[month - 1].lower()}{after}" for day, month in _orders(first, second)]
    if len(ways) == 2:
        return f'"{word}" can be read two ways: type {ways[0]} or {ways[1]}.'
    return f'"{word}" is not read as a day, because day and month change places between countries: type {ways[0]}.'


def _moved(as_of: date, count: int, unit: str) -> date:
    if unit in "dw":
        return as_of + timedelta(days=count * (7 if unit == "w" else 1))
    months = count * (12 if unit == "y" else 1)
    if not FIRST_YEAR <= (as_of.year * 12 + as_of.month - 1 + months) // 12 <= LAST_YEAR:
        raise ValueError(_too_far())
    return add_months(as_of, months)


def _next_weekday(typed: DayWords, as_of: date, sense: Sense) -> date:
    weekday = typed.weekday or 0
    if typed.which == "next" or (typed.which is None and sense.looks_ahead):
        return as_of + timedelta(days=(weekday - as_of.weekday() - 1) % 7 + 1)
    latest = as_of - timedelta(days=1) if typed.which == "last" else as_of
    return latest - timedelta(days=(latest.weekday() - weekday) % 7)


def _dated(typed: DayWords, as_of: date, sense: Sense) -> date:
    if not 1 <= typed.month <= 12:
        raise ValueError("A year has months 1 to 12: type a day like 2026-12-03.")
    year = typed.year
    if year is None:
        year = _meant_year(typed.day, typed.month, as_of, sense.reach_months)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(_too_far())
    days = calendar.monthrange(year, typed.month)[1]
    month = MONTH_NAMES[typed.month - 1]
    if not 1 <= typed.day <= days:
        raise ValueError(f"{typed.day} {month} {year} does not exist: type a day from 1 to {days}.")
    day = date(year, typed.month, typed.day)
    if typed.weekday is not None and day.weekday() != typed.weekday:
        raise ValueError(f"{typed.day} {month} {year} is a {_LONG_DAYS[day.weekday()].title()}: change one of the two.")
    return day


def _meant_year(day: int, month: int, as_of: date, reach_months: int) -> int:
    # Tuples, not dates: the day may not exist, which is said only once its year is known.
    year = as_of.year + ((month, day) < (as_of.month, as_of.day))
    furthest = (as_of.year * 12 + as_of.month - 1 + reach_months, as_of.day)
    return year if (year * 12 + month - 1, day) <= furthest else year - 1


def _too_far() -> str:
    return f"That day is out of range: type one between {FIRST_YEAR} and {LAST_YEAR}."
