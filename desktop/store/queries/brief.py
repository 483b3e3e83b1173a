"""What a few words about an account are made of, and how many accounts there are."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import NamedTuple


class Talk(NamedTuple):
    """A conversation that was held: a call, an email, a meeting or a QBR."""

    on_day: str
    kind: str
    contact: str | None
    """The name."""
    two_way: bool | None
    words: str | None


class Promise(NamedTuple):
    """An open task; side is ours or theirs."""

    title: str
    due_on: str | None
    side: str | None


def last_talks(conn: sqlite3.Connection, account: str, day: date, *, at_most: int) -> list[Talk]:
    """The newest conversations held by the day, the newest first."""
    rows = conn.execute(
        """
        SELECT * FROM (
          SELECT t.on_day AS on_day, t.kind AS kind, c.name, t.two_way, coalesce(t.subject, t.notes), t.id AS id
            FROM touchpoint t LEFT JOIN contact c ON c.id = t.contact
            WHERE t.account = :account AND t.deleted_at IS NULL AND coalesce(t.state, 'held') = 'held'
            AND t.kind <> 'note'
          UNION ALL SELECT held_on, 'QBR', NULL, 1, coalesce(wins, notes), id FROM qbr
            WHERE account = :account AND deleted_at IS NULL AND held_on IS NOT NULL
        ) WHERE on_day <= :day ORDER BY on_day DESC, kind, id DESC LIMIT :at_most
        """,
        {"account": account, "day": day.isoformat(), "at_most": at_most},
    )
    return [
        Talk(on_day, kind, contact, None if two_way is None else bool(two_way), words)
        for on_day, kind, contact, two_way, words, _ in rows
    ]


def account_count(conn: sqlite3.Connection) -> int:
    """How many accounts the file holds."""
    return conn.execute("SELECT count(*) FROM account WHERE deleted_at IS NULL").fetchone()[0]
