"""Small books to try Today on; every day is given as days before or after the day looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from desktop.domain.book import Book, accounts_on
from desktop.domain.signals.signal import Evidence, Signal
from desktop.domain.signals.situation import Opportunity
from desktop.domain.team.tasks import Task
from desktop.domain.today.book import Today, TodayFacts, last_working_day, today_of
from desktop.domain.today.queue import QueueRow, Snooze, Standing, queue_row
from desktop.domain.today.reasons import Deadline, Reason
from desktop.domain.usage import UsageReading, aggregate
from tests.domain.signals.situations import DAY, DEFAULT

GREEN = Standing(80, "green", 0.9)


def ahead(days: int) -> date:
    return DAY + timedelta(days=days)


def due(kind: Any, days: int) -> Deadline:
    return Deadline(kind, ahead(days), days)


def reason(key: str = "opt_out_near", weight: float = 2.0, deadline: Deadline | None = None, **said: Any) -> Reason:
    return Reason(key, weight, (), deadline, said.pop("is_loss", weight >= 1), **said)


def row(*reasons: Reason, name: str = "Acme", arr: int = 100_000) -> QueueRow:
    return queue_row(name, name, arr, GREEN, reasons or (reason(),))


def signal(key: str, severity: int = 2, *evidence: Evidence, family: Any = "churn") -> Signal:
    return Signal(key, family, "A", severity, None, evidence)


def task(days: int | None, **said: Any) -> Task:
    """An open promise of ours, due so many days ahead."""
    name = said.pop("id", f"T {days}")
    known: dict[str, Any] = {"account": "A", "title": "Send it", "side": "ours", "is_promise": True}
    return Task(name, due_on=None if days is None else ahead(days), **{**known, **said})


def snooze(days: int, weight: float = 2.0, *, set_back: int = 0, account: str = "Acme") -> Snooze:
    """A snooze that ends so many days ahead."""
    return Snooze(account, "opt_out_near", weight, ahead(-set_back), ahead(days))


def today(
    book: Book,
    day: date = DAY,
    *,
    since: date | None = None,
    readings: Iterable[UsageReading] = (),
    opportunities: Sequence[Opportunity] = (),
    **said: Any,
) -> Today:
    """The day of a book under the shipped scorecard."""
    book = replace(book, scorecards=(DEFAULT,))
    ids = [account.id for account in accounts_on(book, day)]
    known = list(readings)
    since = since or last_working_day(day)
    facts = TodayFacts(
        book, day, since, aggregate(ids, known, day), aggregate(ids, known, since), opportunities, **said
    )
    return today_of(facts)
