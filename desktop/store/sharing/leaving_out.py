"""What a redacted copy leaves out, by choice: internal notes, people, what customers said in their own words."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from typing import Literal

from desktop.domain.identity import derived_id

Group = Literal["notes", "contacts", "comments"]
GROUPS: tuple[Group, ...] = ("notes", "contacts", "comments")

COLUMNS: dict[Group, dict[str, tuple[str, ...]]] = {
    "notes": {
        "account": ("notes", "next_step", "tags", "churn_reason"),
        "contact": ("notes", "stance"),
        "contract_line": ("reason", "next_step"),
        "milestone": ("reason",),
        "touchpoint": ("subject", "notes"),
        "qbr": ("wins", "risks", "decision", "notes"),
        "task": ("title", "notes", "source"),
        "risk": ("reason", "plan", "notes"),
        "opportunity": ("reason",),
        "churn": ("reason", "notes"),
        "pulse": ("reason",),
        "override": ("reason",),
        "snooze": ("reason",),
        "own_value": ("value",),
        "review_note": ("text",),
        "saved_view": ("name", "definition"),
        "closed_figure": ("detail",),
        "qbr_item": ("text", "fact"),
    },
    "contacts": {
        "contact": ("name", "email", "title", "phone", "external_id"),
        "qbr": ("attendees",),
        "objective": ("agreed_with",),
        # Titles and subjects are written about people: "Call Jana about the form".
        "task": ("title",),
        "touchpoint": ("subject",),
        "account": ("next_step",),
    },
    "comments": {"survey_response": ("comment",), "ticket": ("subject",)},
}
"""Group -> table -> the columns that go with it. A new text column has to be named here, or in the test of this."""


_KEY = "left_out"
"""Of the setting in which a redacted copy says what is missing in it."""


def note(conn: sqlite3.Connection, groups: Collection[Group]) -> tuple[Group, ...]:
    """Write into a copy what it leaves out, and what the copy it is made of did; before its rows are journalled.

    Returns:
        All that is missing in it.
    """
    before = conn.execute("SELECT value FROM setting WHERE key = ? AND deleted_at IS NULL", (_KEY,)).fetchall()
    said = {word for (value,) in before for word in str(value).split()}
    missing: tuple[Group, ...] = tuple([group for group in GROUPS if group in groups or group in said])
    conn.execute(
        "INSERT INTO setting(id, key, value) VALUES(?, ?, ?) "
        "ON CONFLICT(id) DO UPDATE SET value = excluded.value, deleted_at = NULL",
        (derived_id("setting", [_KEY]), _KEY, " ".join(missing)),
    )
    return missing


def leave_out(conn: sqlite3.Connection, groups: Collection[Group]) -> None:
    """Empty the columns of these groups; where a column has to say something, it says what kind of row it is."""
    for group in groups:
        for table, columns in COLUMNS[group].items():
            required = {name for _, name, _, not_null, *_ in conn.execute(f'PRAGMA table_info("{table}")') if not_null}
            for column in columns:
                if column in required:
                    conn.execute(f'UPDATE "{table}" SET "{column}" = \'{table.replace("_", " ")} \' || rowid')
                else:
                    conn.execute(f'UPDATE "{table}" SET "{column}" = NULL')
