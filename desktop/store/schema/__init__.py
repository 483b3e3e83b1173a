"""Numbered migrations. They never import living code: what a release wrote must be read the same way for ever."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlite_utils import Database

APPLICATION_ID = 0x5065726E
"""The bytes "Pern" at offset 68 of the file."""

VERSION = 1
"""user_version of a file this release writes; migration n takes a file from n - 1 to n."""


FINGERPRINTS = {1: "d64926b742f64e23414e9b88308fe35f3a03f03198126c27c8b0e4711f8828c3"}
"""Version -> digest of its whole schema, so that a sound file opens without building the schema to compare with."""


def steps() -> tuple[Callable[[Database], None], ...]:
    """The migrations, the first one first; read only where a file is made or brought up to date."""
    from desktop.store.schema import v1

    return (v1.migrate,)


def migrate(db: Database, *, from_version: int, to_version: int | None = None) -> None:
    """Bring the tables from `from_version` (0 = empty file) to `to_version`, inside the caller's transaction.

    The journal's triggers are not the migrations' concern: the caller makes them anew afterwards.

    Args:
        to_version: None = today's.
    """
    last = VERSION if to_version is None else to_version
    for number, step in enumerate(steps(), start=1):
        if from_version < number <= last:
            step(db)
            db.conn.execute(f"PRAGMA user_version = {number}")


def links(conn: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """(table, column, table whose rows it names), of every link between journalled rows."""
    return conn.execute(
        'SELECT m.name, f."from", f."table" FROM main.sqlite_master m JOIN pragma_foreign_key_list(m.name) f '
        "WHERE m.type = 'table' AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) WHERE name = 'deleted_at') "
        "ORDER BY 1, 2"
    ).fetchall()
