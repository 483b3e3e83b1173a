"""Change sets of which a repair lost a part: set apart, so that a copy that has them whole can bring them back.

A merge takes what is not known here by its stamp. A change set that is here in part would count as known, and what it
lacks would never come. So it goes on as one of a replica that never writes again; whoever has the whole brings that
beside it, and rows that are in both are rows made twice. The new name begins as the old one did (`PREFIX`): a loan
that was lent before is still known by it.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterable

from desktop.store import triggers
from desktop.store.schema import links

PREFIX = 13
"""Letters."""

Numbers = tuple[int, int]
"""Of change sets, from the first to the last."""


def remember_links(conn: sqlite3.Connection) -> None:
    """Note which rows name others, before links to what is lost are cut."""
    conn.execute("CREATE TEMP TABLE linked(tbl TEXT, col TEXT, row TEXT, PRIMARY KEY(tbl, col, row)) WITHOUT ROWID")
    for table, field, _ in links(conn):
        conn.execute(
            f'INSERT INTO temp.linked SELECT ?, ?, id FROM "{table}" WHERE "{field}" IS NOT NULL', (table, field)
        )


def set_apart(conn: sqlite3.Connection, unread: Iterable[Numbers]) -> None:
    """Give every change set that lacks something another replica; after links are cut, before the journal is.

    Args:
        unread: change sets of which the journal could not be read.
    """
    conn.execute("CREATE TEMP TABLE torn(txn INTEGER PRIMARY KEY)")
    for first, last in unread:
        conn.execute("INSERT OR IGNORE INTO temp.torn SELECT id FROM txn WHERE id BETWEEN ? AND ?", (first, last))
    for table in triggers.journalled_tables(conn):
        conn.execute(
            "INSERT OR IGNORE INTO temp.torn SELECT txn FROM change "
            f'WHERE tbl = ? AND row NOT IN (SELECT id FROM "{table}")',
            (table,),
        )
    for table, field, _ in links(conn):
        conn.execute(
            "INSERT OR IGNORE INTO temp.torn SELECT c.txn FROM temp.linked l "
            f'JOIN "{table}" t ON t.id = l.row AND t."{field}" IS NULL '
            "JOIN change c ON c.tbl = l.tbl AND c.row = l.row AND c.col = '' WHERE l.tbl = ? AND l.col = ?",
            (table, field),
        )
    # What was undone names its change set by the stamp; what is lost of it had been taken back.
    conn.execute(
        "DELETE FROM temp.torn WHERE txn IN (SELECT id FROM txn WHERE reverts IS NOT NULL) "
        "OR txn IN (SELECT t.id FROM txn t JOIN txn u ON u.reverts = t.hlc || ':' || t.replica)"
    )
    torn = "id IN (SELECT txn FROM temp.torn)"
    for (replica,) in conn.execute(f"SELECT DISTINCT replica FROM txn WHERE {torn}").fetchall():
        apart = f"{replica[:PREFIX]}{str(uuid.uuid4())[PREFIX:]}"
        conn.execute(f"UPDATE txn SET replica = ? WHERE replica = ? AND {torn}", (apart, replica))
    conn.execute("DROP TABLE temp.torn")
    conn.execute("DROP TABLE temp.linked")
