"""The cadences that were set, by segment."""

from __future__ import annotations

import sqlite3

from desktop.domain.cadences import PREFIX, Cadences, Kind, stored_days


def cadences(conn: sqlite3.Connection, kind: Kind) -> Cadences:
    """Those of one kind; a setting that cannot be read counts as not set."""
    prefix = PREFIX[kind]
    rows = conn.execute(
        "SELECT key, value FROM setting WHERE deleted_at IS NULL AND substr(key, 1, ?) = ? ORDER BY key, id",
        (len(prefix), prefix),
    )
    known = {key[len(prefix) :]: stored_days(value) for key, value in rows}
    return Cadences(kind, {segment: days for segment, days in known.items() if days is not None})
