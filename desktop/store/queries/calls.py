"""What has been called of renewals, and how the likelihood of contract lines was judged over time."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime

from desktop.store.clock import COUNTER_BITS


def call_of_day(conn: sqlite3.Connection, account: str, day: date, kind: str, contract_line: str | None) -> str | None:
    """The id of the call of a kind that was made of an account (or one line of it) on that day already."""
    row = conn.execute(
        "SELECT id FROM renewal_call WHERE account = ? AND on_day = ? AND kind = ? AND contract_line IS ? "
        "AND deleted_at IS NULL ORDER BY rowid DESC",
        (account, day.isoformat(), kind, contract_line),
    ).fetchone()
    return None if row is None else row[0]


def likelihood_changes(conn: sqlite3.Connection) -> dict[str, list[tuple[date, float | None]]]:
    """Contract line (id) -> (day of a change, the likelihood until then), in order, for lines that changed theirs.

    What was set in the change set of the line's birth is left out: it was never seen without it.
    """
    found: dict[str, list[tuple[date, float | None]]] = {}
    rows = conn.execute(
        "SELECT c.row, t.hlc, c.old FROM txn t JOIN change c ON c.txn = t.id "
        "WHERE c.tbl = 'contract_line' AND c.col = 'likelihood' AND NOT EXISTS (SELECT 1 FROM change b "
        "WHERE b.txn = c.txn AND b.tbl = c.tbl AND b.row = c.row AND b.col = '') ORDER BY t.hlc, t.replica"
    )
    for line, hlc, old in rows:
        # In this computer's time zone, as everywhere that a day ends.
        day = datetime.fromtimestamp((hlc >> COUNTER_BITS) / 1000).astimezone().date()
        found.setdefault(line, []).append((day, old))
    return found
