"""What happened with one account and whom somebody talked with, as known on a day, and what that did to the score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from desktop.domain.book import Book
from desktop.domain.book_health import health_book, scores_on
from desktop.domain.facts import SurveyAnswer
from desktop.domain.health import HealthScores, shown_score
from desktop.store.connection import Connection
from desktop.store.queries import facts
from desktop.store.queries.account_view import Event, Person
from desktop.store.queries.usage import windows_of

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
    """The account's score on some days, from what was read and put into columns once for all of them.

    Args:
        book: the account's own facts.
        days: at least one.
    """

    def __init__(self, conn: Connection, book: Book, account: str, days: Iterable[date]) -> None:
        ids, ordered = (account,), sorted(set(days))
        first_ticket_on = next((day for day in ordered if facts.has_ticket_by(conn, day)), None)
        self._health = health_book(book, ids, first_ticket_on=first_ticket_on)
        self.windows = windows_of(conn, ids, ordered)
        """The account's usage on each of the days."""
        self._known: dict[date, HealthScores] = {}

    def on(self, day: date) -> HealthScores:
        """The score on one of the days."""
        if day not in self._known:
            self._known[day] = scores_on(self._health, self.windows[day], day)
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


def is_two_way(event: Event) -> bool:
    """Whether it is a talk that was held and in which somebody answered; of which nobody said so is none."""
    return not event.is_planned and (event.kind == "qbr" or (event.kind in TALKS and bool(event.value)))


def known_events(events: Sequence[Event], day: date, answers: Iterable[SurveyAnswer]) -> list[Event]:
    """What had happened by the day, newest first, after what was planned from then on; plans that passed are left out.

    What an event says of a later day is not known yet.

    Args:
        answers: in the order they were written: of one day the later stands first, as it is the one that counts.
    """
    place = {answer.id: number for number, answer in enumerate(answers)}
    known: list[Event] = []
    for event in events:
        if event.on_day < day if event.is_planned else event.on_day > day:
            continue
        is_later = event.other_on is not None and event.other_on > day and event.kind in ("ticket", "risk")
        known.append(event._replace(other_on=None) if is_later else event)

    def order(event: Event) -> tuple[bool, date, str, int, str]:
        return event.is_planned, event.on_day, event.kind, place.get(event.row, 0), event.row

    return sorted(known, key=order, reverse=True)


def causes(events: Sequence[Event]) -> dict[date, Event]:
    """Of the newest days on which something moved the score or might have: the likeliest cause of each."""
    found: dict[date, Event] = {}
    for event in events:
        if not event.is_planned and event.kind in _MOVES:
            known = found.get(event.on_day)
            if known is None or _MOVES.index(event.kind) < _MOVES.index(known.kind):
                found[event.on_day] = event
    return {day: found[day] for day in sorted(found, reverse=True)[:SHIFT_DAYS]}


def shift_days(causes: Iterable[date]) -> set[date]:
    """The days whose scores tell what happened on some days."""
    return {day - timedelta(days=back) for day in causes for back in (0, 1)}


def timeline(events: Sequence[Event], causes: Mapping[date, Event], scoring: Scoring) -> tuple[TimelineRow, ...]:
    """The events with what some days did to the score, said once a day, at its likeliest cause.

    Args:
        scoring: of the shift_days of the causes, too.
    """
    shifts = {(cause.kind, cause.row): _shift(scoring, on_day) for on_day, cause in causes.items()}
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
