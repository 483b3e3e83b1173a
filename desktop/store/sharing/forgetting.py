"""A snapshot: the rows that are there, as if they had come into being in one moment, and nothing of how they came."""

from __future__ import annotations

import sqlite3

from desktop.store import triggers
from desktop.store.schema import links


def drop_history(conn: sqlite3.Connection, label: str) -> None:
    """Replace the journal by one change set in which everything living was born; what was deleted leaves.

    Args:
        conn: a copy, with its guards against removal dropped, inside a transaction with deferred foreign keys.
    """
    hlc, replica, author, wall = conn.execute(
        "SELECT hlc, replica, author, wall FROM txn ORDER BY hlc DESC, replica DESC LIMIT 1"
    ).fetchone()
    conn.execute("DELETE FROM change")
    conn.execute("DELETE FROM txn")
    txn = conn.execute(
        "INSERT INTO txn(hlc, replica, author, wall, kind, label) VALUES(?, ?, ?, ?, 'system', ?)",
        (hlc, replica, author, wall, label),
    ).lastrowid
    tables = triggers.journalled_tables(conn)
    for table in tables:
        conn.execute(f'DELETE FROM "{table}" WHERE deleted_at IS NOT NULL')
    cut_links(conn)
    conn.execute("DELETE FROM usage_aside")
    conn.execute("DELETE FROM usage_series WHERE no NOT IN (SELECT series FROM usage)")
    conn.execute("DELETE FROM usage_batch_number WHERE no NOT IN (SELECT batch FROM usage)")
    conn.execute("DELETE FROM usage_batch WHERE id NOT IN (SELECT batch FROM usage_batch_number)")
    conn.execute("DELETE FROM shown_score WHERE account NOT IN (SELECT id FROM account)")
    for table in tables:
        conn.execute(
            f"INSERT INTO change(txn, tbl, row, col) SELECT ?, '{table}', id, '' FROM \"{table}\" ORDER BY id", (txn,)
        )


def cut_links(conn: sqlite3.Connection) -> None:
    """What must name a row goes with it; what may, names none."""
    removed = True
    while removed:
        removed = False
        for table, field, parent in links(conn):
            gone = f'"{field}" IS NOT NULL AND "{field}" NOT IN (SELECT id FROM "{parent}")'
            required = {name for _, name, _, not_null, *_ in conn.execute(f'PRAGMA table_info("{table}")') if not_null}
            if field in required:
                removed = conn.execute(f'DELETE FROM "{table}" WHERE {gone}').rowcount > 0 or removed
            else:
                conn.execute(f'UPDATE "{table}" SET "{field}" = NULL WHERE {gone}')
    of_gone = "account NOT IN (SELECT id FROM account)"
    conn.execute(f"DELETE FROM usage WHERE series IN (SELECT no FROM usage_series WHERE {of_gone})")
    conn.execute(f"DELETE FROM usage_series WHERE {of_gone}")
