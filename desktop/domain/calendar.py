"""Days, months and periods. A day is a `datetime.date`; a period is half-open on the left, (from, to]."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from desktop.domain.errors import Rejected


def add_months(day: date, months: int) -> date:
    """The same day of the month, `months` later (or earlier); the last day where that month is shorter.

    Anchored: count from the first day each time, never from the previous result, or 31 Jan drifts to the 28th.
    """
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month0 + 1)[1]
    return date(year, month0 + 1, min(day.day, last))


def days_before(day: date, days: int) -> date:
    """The day `days` (zero or more) earlier; the first there is where the calendar does not go back so far."""
    return max(day, date.min + timedelta(days=days)) - timedelta(days=days)


def days_after(day: date, days: int) -> date:
    """The day `days` (zero or more) later; the last there is where the calendar does not go so far."""
    return min(day, date.max - timedelta(days=days)) + timedelta(days=days)


def whole_months_between(start: date, end: date) -> int:
    """The largest n >= 0 with add_months(start, n) <= end; 0 where end is before start."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if add_months(start, months) > end:
        months -= 1
    return max(months, 0)


@dataclass(frozen=True, slots=True)
class Period:
    """The days after `start` up to and including `end`; figures of state are taken at the end of `end`."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise Rejected(
                f"The period from {self.start.isoformat()} to {self.end.isoformat()} is empty: start earlier.",
                field="from",
            )

    def __contains__(self, day: date) -> bool:
        return self.start < day <= self.end

    @property
    def years(self) -> float:
        """Length in years: whole months / 12 where the ends are whole months apart, else days / 365.25.

        Counted from either end, since `period_of` counts back from the last day: 12 months before 29 Feb is 28 Feb,
        but 12 months after 28 Feb is 28 Feb.
        """
        months = whole_months_between(self.start, self.end)
        if add_months(self.start, months) == self.end or add_months(self.end, -months) == self.start:
            return months / 12
        return (self.end - self.start).days / 365.25


def period_of(*, as_of: date, start: date | None = None, end: date | None = None) -> Period:
    """The period asked for: `end` defaults to `as_of`, `start` to the same day 12 months before `end`.

    Raises:
        Rejected: `end` lies after `as_of` (nothing is known there), the period is empty, or a year before its end there
            is no calendar.
    """
    last = as_of if end is None else end
    if last > as_of:
        raise Rejected(
            f"The period ends on {last.isoformat()}, after {as_of.isoformat()}, the day the book is looked at: "
            "choose an earlier end or a later as-of date.",
            field="to",
        )
    if start is None:
        if last.year == date.min.year:
            raise Rejected(f"12 months before {last.isoformat()} there is no day: say where to begin.", field="from")
        start = add_months(last, -12)
    return Period(start, last)
