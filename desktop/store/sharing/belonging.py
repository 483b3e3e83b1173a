"""Which rows belong to an account, directly or through the row they name; what belongs to none is the book's own."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from desktop.store import checks, triggers
from desktop.store.merge import circles
from desktop.store.schema import links

NOT_LENT = frozenset(
    {"closed_quarter", "closed_figure", "saved_view", "import_mapping", "review_note", "erasure", "snooze"}
)
"""Of the book's own tables: figures and words about all accounts, or nobody's concern but the owner's."""


def keep_only(conn: sqlite3.Connection, accounts: Sequence[str]) -> int:
    """Remove every row that belongs to another account, and what the journal says of it.

    Args:
        conn: a copy, with its guards against removal dropped, inside a transaction with deferred foreign keys.
        accounts: ids.
    Returns:
        The stamp (hlc) of the newest change set that is there in part only; 0 = all that are there are whole.
    """
    conn.execute("CREATE TEMP TABLE kept_account(id TEXT PRIMARY KEY) WITHOUT ROWID")
    conn.executemany("INSERT OR IGNORE INTO temp.kept_account VALUES(?)", [(account,) for account in accounts])
    others = "NOT IN (SELECT id FROM temp.kept_account)"
    tables = triggers.journalled_tables(conn)
    conn.execute("CREATE TEMP TABLE parted(txn INTEGER PRIMARY KEY)")
    conn.execute(f"UPDATE account SET parent = NULL WHERE parent {others}")
    # All that was said of such an account's parent: what is left of it would tell another story than the row.
    of_parents = (
        "tbl = 'account' AND col = 'parent' AND row IN (SELECT row FROM change "
        f"WHERE tbl = 'account' AND col = 'parent' AND (old {others} OR new {others}))"
    )
    conn.execute(f"INSERT OR IGNORE INTO temp.parted SELECT txn FROM change WHERE {of_parents}")
    conn.execute(f"DELETE FROM change WHERE {of_parents}")
    for table in tables:
        if table in NOT_LENT:
            conn.execute(f'DELETE FROM "{table}"')
        elif table == "account":
            conn.execute(f"DELETE FROM account WHERE id {others}")
        elif "account" in triggers.columns(conn, table):
            conn.execute(f'DELETE FROM "{table}" WHERE account {others}')
    _remove_what_names_nothing(conn)
    _note_parted_batches(conn, others)
    conn.execute(f"DELETE FROM usage_series WHERE account {others}")
    for readings in ("usage", "usage_aside"):
        conn.execute(f"DELETE FROM {readings} WHERE series NOT IN (SELECT no FROM usage_series)")
    conn.execute(
        "DELETE FROM usage_batch_number WHERE no NOT IN (SELECT batch FROM usage) "
        "AND no NOT IN (SELECT batch FROM usage_aside)"
    )
    conn.execute("DELETE FROM usage_batch WHERE id NOT IN (SELECT batch FROM usage_batch_number)")
    conn.execute(f"DELETE FROM shown_score WHERE account {others}")
    _forget_in_the_journal(conn, tables)
    (newest,) = conn.execute("SELECT coalesce(max(x.hlc), 0) FROM temp.parted p JOIN txn x ON x.id = p.txn").fetchone()
    circles.settle(conn)
    conn.execute("DROP TABLE temp.kept_account")
    conn.execute("DROP TABLE temp.parted")
    return int(newest)


def _note_parted_batches(conn: sqlite3.Connection, others: str) -> None:
    """Of a batch of usage of several accounts, only the readings of those that are kept stay."""
    conn.execute(
        "INSERT OR IGNORE INTO temp.parted SELECT c.txn FROM usage_batch_number n "
        "JOIN change c ON c.tbl = 'usage_batch' AND c.row = n.batch WHERE EXISTS (SELECT 1 FROM (SELECT series, batch "
        "FROM usage UNION ALL SELECT series, batch FROM usage_aside) u JOIN usage_series s ON s.no = u.series "
        f"WHERE u.batch = n.no AND s.account {others})"
    )


def _remove_what_names_nothing(conn: sqlite3.Connection) -> None:
    """Rows of tables without an account of their own go with the row they name; other links to what went are cut."""
    removed = True
    while removed:
        removed = False
        for table, field, parent in links(conn):
            gone = f'"{field}" IS NOT NULL AND "{field}" NOT IN (SELECT id FROM "{parent}")'
            if "account" in triggers.columns(conn, table) and field != "account":
                conn.execute(f'UPDATE "{table}" SET "{field}" = NULL WHERE {gone}')
            else:
                removed = conn.execute(f'DELETE FROM "{table}" WHERE {gone}').rowcount > 0 or removed


def _forget_in_the_journal(conn: sqlite3.Connection, tables: Sequence[str]) -> None:
    """Drop what the journal says of rows that are gone, and the labels of what was done to kept and others at once."""
    told = checks.told(conn)
    for table in (table for table in tables if table in told):
        gone = f'tbl = ?2 AND row NOT IN (SELECT id FROM "{table}")'
        # The journal stands by change set: so asked, only what is about the table is read, and not all for each.
        conn.execute(
            "INSERT OR IGNORE INTO temp.parted SELECT s.value FROM json_each(?1) s "
            f"WHERE EXISTS (SELECT 1 FROM change c WHERE c.txn = s.value AND {gone})",
            (told[table], table),
        )
        conn.execute(
            f"DELETE FROM change WHERE txn IN (SELECT value FROM json_each(?1)) AND {gone}", (told[table], table)
        )
    # A label may name whom it was about.
    conn.execute("UPDATE txn SET label = 'Part of a larger change' WHERE id IN (SELECT txn FROM temp.parted)")
    conn.execute("DELETE FROM txn WHERE id NOT IN (SELECT txn FROM change)")
    conn.execute("UPDATE txn SET brought_by = NULL WHERE brought_by NOT IN (SELECT id FROM txn)")
