"""One contact's own fields, and the rows that name it."""

from __future__ import annotations

import sqlite3

FIELDS = ("name", "email", "title", "phone", "role", "influence", "stance", "left_on", "notes")
NAMED_BY = ("survey_response", "touchpoint")


def contact_fields(conn: sqlite3.Connection, contact: str) -> dict[str, str | None]:
    """Field -> value of the contact with this id, which is there."""
    row = conn.execute(f"SELECT {', '.join(FIELDS)} FROM contact WHERE id = ?", (contact,)).fetchone()
    return dict(zip(FIELDS, row, strict=True))


def has_left_on(conn: sqlite3.Connection, contact: str) -> bool:
    """Whether a day is known on which the contact left."""
    return contact_fields(conn, contact)["left_on"] is not None


def rows_of_contact(conn: sqlite3.Connection, contact: str) -> list[tuple[str, str]]:
    """(table, row) of the answers and talks that name the contact, those that were taken back, too."""
    return [
        (table, row)
        for table in NAMED_BY
        for (row,) in conn.execute(f"SELECT id FROM {table} WHERE contact = ? ORDER BY id", (contact,))
    ]
