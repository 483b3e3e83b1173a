"""Today: reading all that the queue and the lists beside it need, once, and computing them."""

from __future__ import annotations

from datetime import date

from desktop.domain.book import accounts_on
from desktop.domain.calendar import days_after
from desktop.domain.today import book as rules
from desktop.domain.today.book import Today, TodayFacts
from desktop.domain.today.lists import MEETING_DAYS
from desktop.store.collector import collector_paused
from desktop.store.connection import Connection
from desktop.store.queries.book import book as read_book
from desktop.store.queries.cadences import cadences
from desktop.store.queries.opportunities import opportunities
from desktop.store.queries.snoozes import snoozes
from desktop.store.queries.tasks import tasks
from desktop.store.queries.today import meetings, slips
from desktop.store.queries.usage import usage_windows


def read_today(conn: Connection, day: date, since: date | None = None) -> TodayFacts:
    """What `today_of` computes from: read, let the file go, then compute.

    Args:
        since: the day changes are counted from; None, or a day that is not past, = the last working day.
    """
    if since is None or since >= day:
        since = rules.last_working_day(day)
    with collector_paused():
        book = read_book(conn)
        ids = tuple(account.id for account in accounts_on(book, day))
        return TodayFacts(
            book=book,
            day=day,
            since=since,
            windows=usage_windows(conn, ids, day),
            windows_since=usage_windows(conn, ids, since),
            opportunities=opportunities(conn),
            cadences=cadences(conn, "contact"),
            tasks=tasks(conn),
            meetings=meetings(conn, day, days_after(day, MEETING_DAYS - 1)),
            slips=slips(conn, since, day),
            snoozes=snoozes(conn),
        )


def today_of(facts: TodayFacts) -> Today:
    """The day of the whole book; `Today.of` is one CSM's part."""
    with collector_paused():
        return rules.today_of(facts)
