"""What health is made of but usage, as columns, and only the rows that the scores of the days asked for look at."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from itertools import compress

from desktop.domain.book import accounts_there
from desktop.domain.book_health import HealthBook
from desktop.domain.columns import Table
from desktop.domain.facts import Account
from desktop.domain.health_facts import FIELDS, HealthFacts, HealthTables, facts_of_tables
from desktop.domain.health_inputs import FEEDBACK_DAYS, OUTCOME_DAYS
from desktop.domain.line_columns import LINE_FIELDS, line_columns
from desktop.store.collector import collector_paused
from desktop.store.queries import facts
from desktop.store.queries.columns import columns
from desktop.store.queries.scorecards import scorecards

TABLES = ("survey_response", "ticket", "touchpoint", "qbr", "milestone", "objective", "contact")
"""Where the parts of HealthTables are, in its order."""


def health_there(
    conn: sqlite3.Connection, days: Sequence[date], ids: Sequence[str] | None = None
) -> tuple[list[Account], HealthBook]:
    """The accounts there on the last of some days, by name, and what they are scored from on each.

    Args:
        days: in order, at least one.
        ids: of a few accounts, each once; only their own rows are read. None = all.
    """
    with collector_paused():
        found = facts.accounts(conn) if ids is None else [each for one in ids for each in facts.accounts(conn, one)]
        lines = columns(conn, "contract_line", ("id", *LINE_FIELDS), ids)
        started = lines["start_on"] <= days[-1].toordinal()
        there = accounts_there(found, set(compress(lines["account"], started.tolist())), days[-1])
        there.sort(key=lambda each: (each.name, each.id))
        return there, _book(conn, there, lines, days, ids)


def account_health(conn: sqlite3.Connection, account: str, days: Sequence[date]) -> HealthBook:
    """What one account (by id) is scored from on some days, in order; also where it is not there yet, or deleted."""
    found = facts.accounts(conn, account) or [Account(account, "")]
    return _book(conn, found, columns(conn, "contract_line", LINE_FIELDS, (account,)), days, (account,))


def _book(
    conn: sqlite3.Connection,
    accounts: Sequence[Account],
    lines: Table,
    days: Sequence[date],
    only: Sequence[str] | None,
) -> HealthBook:
    ids = tuple(account.id for account in accounts)
    return HealthBook(
        accounts=ids,
        segments=tuple(account.segment for account in accounts),
        lines=line_columns(lines, {account: at for at, account in enumerate(ids)}),
        facts=_facts(conn, ids, days, only),
        scorecards=scorecards(conn),
    )


def _facts(
    conn: sqlite3.Connection, accounts: Sequence[str], days: Sequence[date], only: Sequence[str] | None
) -> HealthFacts:
    """What is dated after the last day plays no part, nor what was over so long before the first that it fell out."""
    until = days[-1].isoformat()
    answered, due = (
        date.fromordinal(max(days[0].toordinal() - length, 1)).isoformat() for length in (FEEDBACK_DAYS, OUTCOME_DAYS)
    )
    conditions = (
        ("AND score IS NOT NULL AND responded_on BETWEEN ? AND ?", answered, until),
        ("AND (closed_on IS NULL OR closed_on >= ?)", answered),
        ("AND two_way AND on_day <= ?", until),
        ("AND held_on <= ?", until),
        ("AND due_on BETWEEN ? AND ?", due, until),
        ("AND due_on BETWEEN ? AND ?", due, until),
        ("",),
    )
    tables = (
        columns(conn, table, fields, only, where=where, values=values)
        for table, fields, (where, *values) in zip(TABLES, FIELDS, conditions, strict=True)
    )
    # The tickets read are those of some accounts, and not the oldest.
    first_ticket_on = next((day for day in days if facts.has_ticket_by(conn, day)), None)
    return facts_of_tables(accounts, HealthTables(*tables), first_ticket_on=first_ticket_on)
