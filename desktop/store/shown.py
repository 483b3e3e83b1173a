"""Keeping what was shown of health: outside the journal, once for each day and replica, and only where it moved."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date

from desktop.domain.shown import ShownScore


def keep(conn: sqlite3.Connection, replica: str, day: date, scores: Sequence[ShownScore]) -> None:
    """Keep the scores a replica showed on a day, of those accounts of which it last showed another one.

    What the day began with stays: a second call for it changes nothing. Belongs into a transaction.
    """
    last = {
        account: (score, band)
        for account, score, band, _ in conn.execute(
            "SELECT account, score, band, max(on_day) FROM shown_score WHERE replica = ? GROUP BY account", (replica,)
        )
    }
    conn.executemany(
        "INSERT OR IGNORE INTO shown_score(account, on_day, replica, score, coverage, band) VALUES(?, ?, ?, ?, ?, ?)",
        [
            (each.account, day.isoformat(), replica, each.score, each.coverage, each.band)
            for each in scores
            if last.get(each.account) != (each.score, each.band)
        ],
    )


def has_changed(conn: sqlite3.Connection, txn: int) -> bool:
    """Whether a change set holds a change."""
    return conn.execute("SELECT 1 FROM change WHERE txn = ? LIMIT 1", (txn,)).fetchone() is not None
