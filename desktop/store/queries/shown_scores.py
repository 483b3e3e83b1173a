"""What was shown of an account's health."""

from __future__ import annotations

import sqlite3
from datetime import date

from desktop.domain.shown import ShownDay


def shown_days(conn: sqlite3.Connection, account: str, *, after: date, until: date, most: int) -> list[ShownDay]:
    """The days on which another score than before was shown, by whoever, the newest first."""
    rows = conn.execute(
        "SELECT DISTINCT on_day, score FROM shown_score WHERE account = ? AND on_day > ? AND on_day <= ? "
        "ORDER BY on_day DESC, score LIMIT ?",
        (account, after.isoformat(), until.isoformat(), most),
    )
    return [ShownDay(date.fromisoformat(day), None if score is None else round(score)) for day, score in rows]
