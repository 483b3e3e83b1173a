"""What Today shows beyond the facts the figures need: meetings ahead, and milestones that were moved."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from datetime import date

from desktop.domain.today.changed import Slip
from desktop.domain.today.lists import Meeting
from desktop.store.queries.facts import days_of

_LIVING = "a.deleted_at IS NULL AND (:only IS NULL OR a.id IN (SELECT value FROM json_each(:only)))"


def meetings(
    conn: sqlite3.Connection, first: date, last: date, accounts: Collection[str] | None = None
) -> list[Meeting]:
    """Touchpoints and QBRs planned for the days from `first` to `last`, both included; in no order.

    Args:
        accounts: ids of the only ones to read; None = all.
    """
    rows = conn.execute(
        f"""
        SELECT t.account, a.name, t.on_day, t.starts_at, t.kind, c.name, c.role, coalesce(t.subject, t.topic), t.id
          FROM touchpoint t JOIN account a ON a.id = t.account LEFT JOIN contact c ON c.id = t.contact
          WHERE t.deleted_at IS NULL AND {_LIVING} AND t.state = 'planned' AND t.on_day BETWEEN :first AND :last
        UNION ALL SELECT q.account, a.name, q.planned_on, q.starts_at, 'qbr', q.attendees, NULL, NULL, q.id
          FROM qbr q JOIN account a ON a.id = q.account
          WHERE q.deleted_at IS NULL AND {_LIVING} AND (q.held_on IS NULL OR q.held_on > :last)
          AND q.planned_on BETWEEN :first AND :last
        """,
        {"first": first.isoformat(), "last": last.isoformat(), "only": _only(accounts)},
    ).fetchall()
    with days_of("meeting", "day"):
        return [
            Meeting(account, name, date.fromisoformat(on), _clock(starts_at), kind, who, role, about, row)
            for account, name, on, starts_at, kind, who, role, about, row in rows
        ]


def slips(conn: sqlite3.Connection, since: date, day: date, accounts: Collection[str] | None = None) -> list[Slip]:
    """Open milestones that were moved to a later day after `since` and by `day`, by the journal's days.

    A milestone that was moved several times slipped once, from the first day to the last.

    Args:
        accounts: ids of the only ones to read; None = all.
    """
    rows = conn.execute(
        "SELECT m.id, m.account, m.name, c.old, c.new FROM txn t CROSS JOIN change c "
        "ON c.txn = t.id AND c.tbl = 'milestone' AND c.col = 'due_on' JOIN milestone m ON m.id = c.row "
        "WHERE substr(t.wall, 1, 10) > :since AND substr(t.wall, 1, 10) <= :day AND m.deleted_at IS NULL "
        "AND (:only IS NULL OR m.account IN (SELECT value FROM json_each(:only))) "
        "AND c.old IS NOT NULL AND c.new IS NOT NULL AND (m.done_on IS NULL OR m.done_on > :day) "
        "AND NOT EXISTS (SELECT 1 FROM change b WHERE b.txn = c.txn AND b.tbl = 'milestone' AND b.row = c.row "
        "AND b.col = '') ORDER BY t.hlc, t.replica",
        {"since": since.isoformat(), "day": day.isoformat(), "only": _only(accounts)},
    ).fetchall()
    first: dict[str, str] = {}
    last: dict[str, tuple[str, str, str]] = {}
    for row, account, name, old, new in rows:
        first.setdefault(row, old)
        last[row] = account, name, new
    with days_of("milestone", "due_on"):
        found = [
            Slip(account, name, date.fromisoformat(first[row]), date.fromisoformat(to))
            for row, (account, name, to) in last.items()
        ]
    return sorted((each for each in found if each.to_on > each.from_on), key=lambda each: (each.to_on, each.name))


def _only(accounts: Collection[str] | None) -> str | None:
    return None if accounts is None else json.dumps(sorted(accounts))


def _clock(starts_at: str | None) -> str | None:
    """HH:MM of a moment noted as a day and a time."""
    if starts_at is None or len(starts_at) < 16 or starts_at[13] != ":":
        return None
    return starts_at[11:16]
