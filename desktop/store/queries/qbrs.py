"""Reviews as they are looked up when one is logged."""

from __future__ import annotations

import sqlite3
from datetime import date


def planned_qbr(conn: sqlite3.Connection, account: str, day: date) -> str | None:
    """The id of the account's review that was planned for `day` and not held yet; None = there is none."""
    row = conn.execute(
        "SELECT id FROM qbr WHERE account = ? AND planned_on = ? AND held_on IS NULL AND deleted_at IS NULL",
        (account, day.isoformat()),
    ).fetchone()
    return None if row is None else row[0]
