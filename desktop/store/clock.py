"""Hybrid logical clock: wall time where it moves forward, a counter where it does not.

A stamp is milliseconds << 16 | counter; each new stamp exceeds every stamp in the file, whatever the wall clock says.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

COUNTER_BITS = 16
LAST = 1 << 62
"""Beyond every stamp a file can hold."""


def stamp(at: datetime, *, after: int) -> int:
    """The stamp of `at` (timezone-aware), or the one following `after` where that is later."""
    return max(int(at.timestamp() * 1000) << COUNTER_BITS, after + 1)


def wall(at: datetime) -> str:
    """`at` as UTC text for display, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def end_of_day(day: date) -> int:
    """The first stamp after the end of `day` in this computer's time zone; LAST for days beyond what stamps can say."""
    if day == date.max:
        return LAST
    midnight = datetime.combine(day + timedelta(days=1), time()).astimezone()
    return min(max(int(midnight.timestamp() * 1000), 0) << COUNTER_BITS, LAST)


def day_of(stamp: int) -> date:
    """The day, in this computer's time zone, on which a change set with this stamp was made."""
    try:
        return datetime.fromtimestamp((stamp >> COUNTER_BITS) / 1000).date()
    except (ValueError, OverflowError, OSError):
        # A file from a computer whose clock was centuries ahead.
        return date.max
