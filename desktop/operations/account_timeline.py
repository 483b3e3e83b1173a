"""What happened with one account and whom somebody talked with, as known on a day, and what that did to the score."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from desktop.domain.book import Book
from desktop.domain.book_health import book_health
from desktop.domain.health import HealthScores, shown_score
from desktop.store.connection import Connection
from desktop.store.queries import facts
from desktop.store.queries.account_view import Event, Person
from desktop.store.queries.usage import usage_windows

QUIET_DAYS = 30
"""A contact nobody has talked with for longer is called quiet."""
SHIFT_DAYS = 10
"""So many of the newest days are scored, to say what they did to the health."""
SHIFT_POINTS = 3
"""A smaller move is no news."""

TALKS = ("call", "email", "meeting", "note")
_MOVES = ("nps", "left", "notice", "csat", "ces", "ticket", "qbr", "ticket closed", "milestone", "goal", *TALKS)
"""Kinds of events that can move the score, the likelier cause of a day's move first."""


class Contact(NamedTuple):
    """A person and when somebody last talked with them; days None = never."""

    person: Person
    last_on: date | None
    days: int | None
    is_quiet: bool
    has_left: bool


class Shift(NamedTuple):
    """The score as it is shown, at the end of the day before and of the day."""

    before: int
    after: int


class TimelineRow(NamedTuple):
    event: Event
    shift: Shift | None


class Scoring:
    """The account's score on any day, from facts that were read once.

    Args:
        book: the account's own facts.
    """

    def __init__(self, conn: Connection, book: Book, account: str) -> None:
        self._conn, self._book, self._account = conn, book, account
        self._known: dict[date, HealthScores] = {}

    def on(self, day: date) -> HealthScores:
        if day not in self._known:
            ids = (self._account,)
            counts_tickets = facts.has_ticket_by(self._conn, day)
            windows = usage_windows(self._conn, ids, day)
            self._known[day] = book_health(self._book, ids, windows, day, counts_tickets=counts_tickets)
        return self._known[day]

    def shown(self, day: date) -> int | None:
        """The score in whole points; None = none, or too little is known to judge."""
        scores = self.on(day)
        return None if scores.band[0] == "unscored" else shown_score(scores, 0)

    def change(self, start: date, end: date) -> float | None:
        """Points from one day to another; None where either is not known."""
        before, after = self.on(start), self.on(end)
        if "unscored" in (before.band[0], after.band[0]):
            return None
        return float(after.score[0] - before.score[0])


def known_events(events: Sequence[Event], day: date) -> list[Event]:
    """What had happened by the day, newest first, after what was planned from then on; plans that passed are left out.

    What an event says of a later day is not known yet.
    """
    known: list[Event] = []
    for event in events:
        if event.on_day < day if event.is_planned else event.on_day > day:
            continue
        is_later = event.other_on is not None and event.other_on > day and event.kind in ("ticket", "risk")
        known.append(event._replace(other_on=None) if is_later else event)
    return sorted(known, key=lambda event: (event.is_planned, event.on_day, event.kind, event.row), reverse=True)


def timeline(events: Sequence[Event], scoring: Scoring) -> tuple[TimelineRow, ...]:
    """The events with what the newest days did to the score, said once a day, at the likeliest cause."""
    causes: dict[date, Event] = {}
    for event in events:
        if not event.is_planned and event.kind in _MOVES:
            known = causes.get(event.on_day)
            if known is None or _MOVES.index(event.kind) < _MOVES.index(known.kind):
                causes[event.on_day] = event
    newest = sorted(causes, reverse=True)[:SHIFT_DAYS]
    shifts = {(causes[on_day].kind, causes[on_day].row): _shift(scoring, on_day) for on_day in newest}
    return tuple(TimelineRow(event, shifts.get((event.kind, event.row))) for event in events)


def contacts(
    people: Sequence[Person], events: Sequence[Event], talked_on: Sequence[tuple[str, date]], day: date
) -> tuple[Contact, ...]:
    """The people of an account, those who left last.

    Args:
        talked_on: contact id and day of held two-way touchpoints.
    """
    made: list[Contact] = []
    for person in people:
        days = [on_day for who, on_day in talked_on if who == person.id and on_day <= day]
        days += [
            event.on_day
            for event in events
            if event.kind == "qbr" and not event.is_planned and person.name in attendees(event.who)
        ]
        last = max(days, default=None)
        silent = None if last is None else (day - last).days
        has_left = person.left_on is not None and person.left_on <= day
        made.append(Contact(person, last, silent, silent is None or silent > QUIET_DAYS, has_left))
    return tuple(sorted(made, key=lambda each: each.has_left))


def attendees(text: str | None) -> list[str]:
    """The names in a list as people type it."""
    return [name.strip() for name in (text or "").replace(";", ",").split(",")]


def _shift(scoring: Scoring, on_day: date) -> Shift | None:
    before, after = scoring.shown(on_day - timedelta(days=1)), scoring.shown(on_day)
    if before is None or after is None or abs(after - before) < SHIFT_POINTS:
        return None
    return Shift(before, after)
