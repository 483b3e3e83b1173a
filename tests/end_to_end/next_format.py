"""The file format after today's, as a release of tomorrow might have it: a table, a field that is filled, an index."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from sqlite_utils import Database

from desktop.store import opening, schema, triggers

VERSION = schema.VERSION + 1


def step(db: Database) -> None:
    """What tomorrow's migration does; the new field's trigger is made after it, so that nothing is journalled."""
    for statement in (
        "CREATE TABLE plan(id TEXT PRIMARY KEY, deleted_at TEXT, account TEXT REFERENCES account(id))",
        "ALTER TABLE account ADD COLUMN tier TEXT",
        "UPDATE account SET tier = coalesce(segment, 'none')",
        "CREATE INDEX plan_account ON plan(account)",
    ):
        db.conn.execute(statement)


def install(patch: pytest.MonkeyPatch) -> None:
    """Let the program be the release that knows this format."""
    today = schema.steps()
    patch.setattr(schema, "steps", lambda: (*today, step))
    patch.setattr(schema, "VERSION", VERSION)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as conn:
        schema.migrate(Database(conn, execute_plugins=False), from_version=0, to_version=VERSION)
        triggers.create_all(conn)
        patch.setitem(schema.FINGERPRINTS, VERSION, opening.fingerprint(conn))
