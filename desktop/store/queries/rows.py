"""Rows of any table by id, taken back or not: for finding and comparing before something is written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any


def fields(conn: sqlite3.Connection, table: str, names: Iterable[str]) -> list[tuple[Any, ...]]:
    """(id, *fields) of every row of the table, those that were taken back too."""
    quoted = "".join(f', "{name}"' for name in names)
    return conn.execute(f'SELECT id{quoted} FROM "{table}"').fetchall()


def exists(conn: sqlite3.Connection, table: str, row: str) -> bool:
    """Whether there is, or was, a row with this id."""
    return conn.execute(f'SELECT 1 FROM "{table}" WHERE id = ?', (row,)).fetchone() is not None


def field_of(conn: sqlite3.Connection, table: str, row: str, field: str) -> str | int | float | None:
    """What a field of a row (by id) that is there holds now."""
    (value,) = conn.execute(f'SELECT "{field}" FROM "{table}" WHERE id = ?', (row,)).fetchone()
    return value


def is_living(conn: sqlite3.Connection, table: str, row: str, *, account: str | None = None) -> bool:
    """Whether the row is there and was not taken back.

    Args:
        account: the id of the account it has to belong to; None = any, or a table of none.
    """
    of, values = ("", (row,)) if account is None else (" AND account = ?", (row, account))
    found = conn.execute(f'SELECT 1 FROM "{table}" WHERE id = ? AND deleted_at IS NULL{of}', values)
    return found.fetchone() is not None
