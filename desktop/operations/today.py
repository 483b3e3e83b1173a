"""Today: reading all the queue and the lists beside it need, computing it, and what of it an edit changed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from desktop.domain.book import accounts_on
from desktop.domain.calendar import days_after
from desktop.domain.today import book as rules
from desktop.domain.today.book import Today, TodayFacts
from desktop.domain.today.lists import MEETING_DAYS
from desktop.domain.today.patching import patched, peers_with, stirred
from desktop.store.changes import Changes
from desktop.store.collector import collector_paused
from desktop.store.connection import Connection
from desktop.store.queries.book import book as read_book
from desktop.store.queries.book import book_of
from desktop.store.queries.cadences import cadences
from desktop.store.queries.facts import has_ticket_by
from desktop.store.queries.opportunities import opportunities
from desktop.store.queries.snoozes import snoozes
from desktop.store.queries.tasks import tasks
from desktop.store.queries.today import meetings, slips
from desktop.store.queries.usage import FEW, windows_of

UNREAD = frozenset(
    {
        "saved_view", "import_mapping", "usage_aside", "own_field", "own_value", "onboarding_template",
        "template_milestone", "reason", "benchmark", "closed_quarter", "closed_figure", "keyword", "review_note",
        "erasure", "qbr_item", "playbook", "playbook_task",
    }
)  # fmt: skip
"""Tables that change nothing here."""
OF_ACCOUNTS = frozenset(
    {
        "account", "ownership", "contact", "contract_line", "renewal_call", "onboarding", "milestone", "touchpoint",
        "survey_response", "ticket", "qbr", "objective", "playbook_run", "task", "risk", "opportunity", "churn",
        "pulse", "override", "snooze", "usage_batch",
    }
)  # fmt: skip
"""Tables whose rows are each about the account they name."""


def read_today(conn: Connection, day: date, since: date | None = None) -> TodayFacts:
    """What `today_of` computes from: read, let the file go, then compute.

    Args:
        since: the day changes are counted from; None, or a day that is not past, = the last working day.
    """
    return _facts(conn, day, _since(since, day), None)


def _since(since: date | None, day: date) -> date:
    return rules.last_working_day(day) if since is None or since >= day else since


def _facts(conn: Connection, day: date, since: date, only: tuple[str, ...] | None) -> TodayFacts:
    """
    Args:
        only: ids of the only accounts to read, each once; None = all.
    """
    asked = (None,) if only is None else only
    with collector_paused():
        book = read_book(conn) if only is None else book_of(conn, only)
        ids = tuple(account.id for account in accounts_on(book, day))
        windows = windows_of(conn, ids, (since, day))
        return TodayFacts(
            book=book,
            day=day,
            since=since,
            windows=windows[day],
            windows_since=windows[since],
            opportunities=[each for one in asked for each in opportunities(conn, one)],
            cadences=cadences(conn, "contact"),
            tasks=[each for one in asked for each in tasks(conn, one)],
            meetings=meetings(conn, day, days_after(day, MEETING_DAYS - 1), only),
            slips=slips(conn, since, day, only),
            snoozes=[each for one in asked for each in snoozes(conn, one)],
            tickets_from=next((each for each in (since, day) if has_ticket_by(conn, each)), None),
        )


def today_of(facts: TodayFacts) -> Today:
    """The day of the whole book; `Today.of` is one CSM's part."""
    with collector_paused():
        return rules.today_of(facts)


def changes_today(changes: Changes) -> bool:
    """Whether a change may show in Today."""
    return bool(changes.tables - UNREAD)


def is_about_few(changes: Changes) -> bool:
    """Whether a change is about so few accounts, and nothing else, that `today_after` may know the day after it."""
    return 0 < len(changes.accounts) <= FEW and changes.tables <= OF_ACCOUNTS | UNREAD


def today_after(conn: Connection, today: Today, accounts: Collection[str]) -> Today | None:
    """`today` with some accounts (by id) as they are now, from their own rows: those of the others are not read.

    Args:
        today: of every CSM.
        accounts: more than FEW are read more quickly with all the others.
    Returns:
        None = the change says something of every account: all has to be read.
    """
    only = tuple(sorted(accounts))
    facts = _facts(conn, today.day, today.since, only)
    peers = peers_with(today, facts, only)
    if peers is None:
        return None
    more = stirred(today, peers) - {*only}
    if len(more) > FEW:
        return None
    if more:
        only = tuple(sorted({*only, *more}))
        facts = _facts(conn, today.day, today.since, only)
    with collector_paused():
        return patched(today, facts, only, peers)
