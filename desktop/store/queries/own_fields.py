"""The portfolio's own fields, which an import of accounts adds to."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple


class OwnField(NamedTuple):
    """One of the portfolio's own fields."""

    id: str
    name: str
    is_retired: bool


def all_fields(conn: sqlite3.Connection) -> list[OwnField]:
    """The fields in their order, the retired ones too."""
    rows = conn.execute("SELECT id, name, deleted_at IS NOT NULL FROM own_field ORDER BY position, id")
    return [OwnField(field, name, bool(is_retired)) for field, name, is_retired in rows]


def next_position(conn: sqlite3.Connection) -> int:
    """Where a new field comes: after all others."""
    return conn.execute("SELECT coalesce(max(position), -1) + 1 FROM own_field").fetchone()[0]


def values_of(conn: sqlite3.Connection, field: str) -> dict[str, tuple[str | None, str | None]]:
    """Row id -> (value, deleted_at) of every value of the field with this id."""
    rows = conn.execute("SELECT id, value, deleted_at FROM own_value WHERE own_field = ?", (field,))
    return {row: (value, deleted_at) for row, value, deleted_at in rows}


def living_fields(conn: sqlite3.Connection) -> list[tuple[str, str]]:
    """(id, name) of the fields, in their order."""
    return conn.execute(
        "SELECT id, name FROM own_field WHERE deleted_at IS NULL ORDER BY position, name, id"
    ).fetchall()


def values_by_account(conn: sqlite3.Connection, field: str, account: str | None = None) -> dict[str, str]:
    """Account id -> its value of the field with this id, where it has one.

    Args:
        account: the id of the only account to read; None = all.
    """
    only, values = ("", (field,)) if account is None else (" AND account = ?", (field, account))
    rows = conn.execute(
        "SELECT account, value FROM own_value "
        f"WHERE own_field = ? AND deleted_at IS NULL AND value IS NOT NULL AND value != ''{only} ORDER BY id",
        values,
    )
    return dict(rows.fetchall())


def value_rows(conn: sqlite3.Connection, field: str, account: str) -> list[str]:
    """The ids of the living values of the field for the account: two people may have made one each, apart."""
    rows = conn.execute(
        "SELECT id FROM own_value WHERE own_field = ? AND account = ? AND deleted_at IS NULL ORDER BY id",
        (field, account),
    )
    return [row for (row,) in rows.fetchall()]
