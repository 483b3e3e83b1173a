"""The journal's triggers, generated from the tables: every birth and every changed field becomes a row of `change`."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager

PREFIX = "journal_"


def journalled_tables(conn: sqlite3.Connection) -> list[str]:
    """Tables that carry `deleted_at`: rows in them are never removed, and each change of them is kept."""
    rows = conn.execute(
        "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c ON c.name = 'deleted_at' "
        "WHERE m.type = 'table' ORDER BY m.name"
    )
    return [name for (name,) in rows]


def columns(conn: sqlite3.Connection, table: str) -> list[str]:
    return [name for (name,) in conn.execute("SELECT name FROM pragma_table_info(?)", (table,))]


def statements(conn: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """(name, CREATE TRIGGER ...) of every trigger the file must have. They call no functions (trusted_schema=OFF)."""
    recording = "(SELECT paused FROM capture) = 0"
    for table in journalled_tables(conn):
        name = f"{PREFIX}{table}_born"
        yield (
            name,
            f'CREATE TRIGGER "{name}" AFTER INSERT ON "{table}" WHEN {recording} BEGIN '
            f"INSERT INTO change(txn, tbl, row, col, old, new) "
            f"VALUES((SELECT txn FROM capture), '{table}', NEW.id, '', NULL, NULL); END",
        )
        for column in columns(conn, table):
            name = f"{PREFIX}{table}_{column}"
            # The same field twice in one change set: the first old value and the last new one.
            yield (
                name,
                f'CREATE TRIGGER "{name}" AFTER UPDATE OF "{column}" ON "{table}" '
                f'WHEN OLD."{column}" IS NOT NEW."{column}" AND {recording} BEGIN '
                f"INSERT INTO change(txn, tbl, row, col, old, new) "
                f"VALUES((SELECT txn FROM capture), '{table}', NEW.id, '{column}', OLD.\"{column}\", NEW.\"{column}\") "
                f"ON CONFLICT(txn, tbl, row, col) DO UPDATE SET new = excluded.new; END"
                if column != "id"
                else f'CREATE TRIGGER "{name}" BEFORE UPDATE OF "id" ON "{table}" WHEN OLD.id IS NOT NEW.id BEGIN '
                f"SELECT RAISE(ABORT, 'an id never changes'); END",
            )
        name = f"{PREFIX}{table}_kept"
        yield (
            name,
            f'CREATE TRIGGER "{name}" BEFORE DELETE ON "{table}" BEGIN '
            f"SELECT RAISE(ABORT, 'rows are marked as deleted, never removed'); END",
        )


def create_all(conn: sqlite3.Connection) -> None:
    """Drop the journal's triggers and create them anew, inside the caller's transaction."""
    present = conn.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND substr(name, 1, ?) = ?", (len(PREFIX), PREFIX)
    ).fetchall()
    for (name,) in present:
        conn.execute(f'DROP TRIGGER "{name}"')
    for _, sql in list(statements(conn)):
        conn.execute(sql)


@contextmanager
def paused(conn: sqlite3.Connection) -> Generator[None]:
    """Within, nothing is recorded: whoever changes many rows writes the journal's rows in one statement."""
    conn.execute("UPDATE capture SET paused = 1")
    try:
        yield
    finally:
        # A full disk may have ended the transaction; outside one this would be a change of its own.
        if conn.in_transaction:
            conn.execute("UPDATE capture SET paused = 0")


@contextmanager
def removal_allowed(conn: sqlite3.Connection, tables: Iterable[str]) -> Generator[None]:
    """Within, rows of these tables can be removed for good; inside the caller's transaction.

    For what never was ours, or must be forgotten; everything else is marked as deleted.
    """
    kept = dict(statements(conn))
    names = [f"{PREFIX}{table}_kept" for table in tables]
    for name in names:
        conn.execute(f'DROP TRIGGER "{name}"')
    yield
    for name in names:
        conn.execute(kept[name])
