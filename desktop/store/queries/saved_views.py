"""The ways to look at a list that were kept under a name."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple


class SavedView(NamedTuple):
    """A view as it is kept; the definition is the domain's to read."""

    id: str
    name: str
    definition: str | None


def saved_views(conn: sqlite3.Connection, page: str) -> list[SavedView]:
    """The views of a page, in their order."""
    rows = conn.execute(
        "SELECT id, coalesce(name, ''), definition FROM saved_view "
        "WHERE page = ? AND deleted_at IS NULL ORDER BY position, name, id",
        (page,),
    )
    return [SavedView(*row) for row in rows.fetchall()]


def next_position(conn: sqlite3.Connection, page: str) -> int:
    """Where a new view comes: after all others."""
    return conn.execute("SELECT coalesce(max(position), -1) + 1 FROM saved_view WHERE page = ?", (page,)).fetchone()[0]
