"""The portfolio's own fields, which an import of accounts adds to."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple


class OwnField(NamedTuple):
    """One of the portfolio's own fields, as far as an import asks."""

    is_deleted: bool


def own_field(conn: sqlite3.Connection, field: str) -> OwnField | None:
    """The field with this id, taken back or not; None = there never was one."""
    row = conn.execute("SELECT deleted_at IS NOT NULL FROM own_field WHERE id = ?", (field,)).fetchone()
    return None if row is None else OwnField(bool(row[0]))


def next_position(conn: sqlite3.Connection) -> int:
    """Where a new field comes: after all others."""
    return conn.execute("SELECT coalesce(max(position), -1) + 1 FROM own_field").fetchone()[0]


def values_of(conn: sqlite3.Connection, field: str) -> dict[str, tuple[str | None, str | None]]:
    """Row id -> (value, deleted_at) of every value of the field with this id."""
    rows = conn.execute("SELECT id, value, deleted_at FROM own_value WHERE own_field = ?", (field,))
    return {row: (value, deleted_at) for row, value, deleted_at in rows}
