"""Which backups are kept, and when the next one is due."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from datetime import date, datetime, timedelta
from typing import NamedTuple

EVERY = timedelta(minutes=30)
RECENT, DAYS, WEEKS, MONTHS = 12, 7, 4, 12


class Backup(NamedTuple):
    """One backup, as thinning sees it; a damaged one stands for no day, week or month."""

    name: str
    at: datetime
    is_damaged: bool = False
    number: int = 0
    """Counts up with each backup made: says which is newer where the clock was wrong. 0 = unknown, the day says it."""


def kept(backups: Collection[Backup]) -> frozenset[str]:
    """The names of those to keep: the 12 newest, and the newest of each of 7 days, 4 weeks and 12 months.

    Days, weeks and months without a backup are not counted. A damaged one is kept, for what can still be read in it,
    until 12 sound ones are newer.
    """
    newest_first = sorted(backups, key=lambda each: (each.number, each.at, each.name), reverse=True)
    sound = [each for each in newest_first if not each.is_damaged]
    found = {each.name for each in sound[:RECENT]}
    for number, span in ((DAYS, _day), (WEEKS, _week), (MONTHS, _month)):
        found |= _newest_of_each(sound, span, number)
    end = newest_first.index(sound[RECENT - 1]) if len(sound) >= RECENT else len(newest_first)
    return frozenset(found | {each.name for each in newest_first[:end] if each.is_damaged})


def is_due(newest: datetime | None, at: datetime) -> bool:
    """Whether an edit at this moment is to be followed by a backup: half an hour after the newest one, or without one.

    Also where the newest one is from the future: the clock was set back, and nobody knows how long ago it was.
    """
    return newest is None or not timedelta(0) <= at - newest < EVERY


def _newest_of_each(newest_first: list[Backup], span: Callable[[date], Hashable], number: int) -> set[str]:
    names: dict[Hashable, str] = {}
    for each in newest_first:
        names.setdefault(span(each.at.date()), each.name)
    return set(list(names.values())[:number])


def _day(day: date) -> Hashable:
    return day


def _week(day: date) -> Hashable:
    return day.isocalendar()[:2]


def _month(day: date) -> Hashable:
    return day.year, day.month
