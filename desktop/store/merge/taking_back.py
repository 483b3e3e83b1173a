"""Undoing a merge: its change sets leave the file again, so that the same merge can be done anew.

That is possible as long as nothing that arrived later rests on what it brought. Otherwise undo is a change set of its
own that writes the old values, and it travels to everybody.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict

from desktop.store import changes, triggers, usage_rows
from desktop.store.merge import births, circles, ties
from desktop.store.schema import links
from desktop.store.tx import Tx


def is_possible(conn: sqlite3.Connection, merge: int) -> bool:
    """Whether nothing that arrived after change set `merge` touches or names a row that came or changed with it.

    And it erased nobody, which is for good.
    """
    if conn.execute("SELECT 1 FROM main.txn WHERE brought_by = ? AND kind = 'erase'", (merge,)).fetchone():
        return False
    _note(conn, merge)
    try:
        (last,) = conn.execute("SELECT max(id) FROM main.txn WHERE brought_by = ?", (merge,)).fetchone()
        later = conn.execute(
            "SELECT 1 FROM main.txn x JOIN main.change c ON c.txn = x.id "
            "JOIN temp.moved m ON m.tbl = c.tbl AND m.row = c.row WHERE x.id > ? LIMIT 1",
            (merge if last is None else last,),
        ).fetchone()
        return later is None and not _is_named(conn)
    finally:
        _forget(conn)


def take_back(tx: Tx, merge: int, label: str) -> None:
    """Take what change set `merge` brought out of the file, and what was chosen in it."""
    conn = tx.conn
    tx.label = f"Undo: {label}"
    tx.also = changes.of_txn(conn, merge)
    _note(conn, merge)
    conn.execute("UPDATE capture SET paused = 1")
    # What is kept beside the rows goes by the journal, which is written past here.
    conn.execute("DELETE FROM main.derived")
    try:
        turned = _turned(conn)
        _restore_fields(conn)
        _remove_rows(conn)
        conn.execute("DELETE FROM main.change WHERE txn IN (SELECT txn FROM temp.leaving)")
        conn.execute("DELETE FROM main.txn WHERE id IN (SELECT txn FROM temp.leaving)")
        births.settle_presence(conn, turned)
        ties.settle_left(conn)
        if _is_about_parents(conn):
            circles.tell_moved(tx, circles.settle(conn))
        batches = conn.execute(
            "SELECT row FROM temp.moved_cell WHERE tbl = 'usage_batch' AND col = 'deleted_at'"
        ).fetchall()
        usage_rows.settle(conn, [batch for (batch,) in batches])
    finally:
        if conn.in_transaction:
            conn.execute("UPDATE capture SET paused = 0")
        _forget(conn)


def _note(conn: sqlite3.Connection, merge: int) -> None:
    _forget(conn)
    conn.execute("CREATE TEMP TABLE leaving(txn INTEGER PRIMARY KEY)")
    conn.execute("INSERT INTO temp.leaving SELECT id FROM main.txn WHERE id = ?1 OR brought_by = ?1", (merge,))
    conn.execute(
        "CREATE TEMP TABLE moved AS SELECT c.tbl, c.row, max(c.col = '') AS is_born FROM temp.leaving l "
        "JOIN main.change c ON c.txn = l.txn GROUP BY c.tbl, c.row"
    )
    conn.execute("CREATE UNIQUE INDEX temp.moved_key ON moved(tbl, row)")
    # Births of these rows that stay: a row without one came with the merge.
    conn.execute(
        "CREATE TEMP TABLE staying_birth AS SELECT c.tbl, c.row, c.txn FROM temp.moved m "
        "JOIN main.change c ON c.tbl = m.tbl AND c.row = m.row AND c.col = '' "
        "WHERE m.is_born AND c.txn NOT IN (SELECT txn FROM temp.leaving)"
    )
    conn.execute("CREATE INDEX temp.staying_birth_key ON staying_birth(tbl, row)")
    conn.execute("CREATE TEMP TABLE gone(tbl TEXT, row TEXT, PRIMARY KEY(tbl, row)) WITHOUT ROWID")
    conn.execute(
        "INSERT INTO temp.gone SELECT tbl, row FROM temp.moved m WHERE m.is_born "
        "AND NOT EXISTS (SELECT 1 FROM temp.staying_birth s WHERE s.tbl = m.tbl AND s.row = m.row)"
    )
    conn.execute(
        "CREATE TEMP TABLE moved_cell AS SELECT DISTINCT c.tbl, c.row, c.col FROM temp.leaving l "
        "JOIN main.change c ON c.txn = l.txn WHERE c.col <> '' "
        "AND NOT EXISTS (SELECT 1 FROM temp.gone g WHERE g.tbl = c.tbl AND g.row = c.row) "
        # A birth that leaves may have been what kept a row that was taken back here.
        "UNION SELECT tbl, row, 'deleted_at' FROM temp.staying_birth "
        # And one that says what others say has written nothing down, but may have been what a field holds.
        "UNION SELECT c.tbl, c.row, c.col FROM temp.staying_birth s "
        "JOIN main.change c ON c.txn = s.txn AND c.tbl = s.tbl AND c.row = s.row WHERE c.col <> ''"
    )
    conn.execute("CREATE UNIQUE INDEX temp.moved_cell_key ON moved_cell(tbl, row, col)")


def _forget(conn: sqlite3.Connection) -> None:
    for table in ("leaving", "moved", "staying_birth", "gone", "moved_cell"):
        conn.execute(f"DROP TABLE IF EXISTS temp.{table}")


def _is_named(conn: sqlite3.Connection) -> bool:
    """Whether a row that stays names one that would go, and not by what came with the merge."""
    for table, field, parent in links(conn):
        named = conn.execute(
            f'SELECT 1 FROM temp.gone g JOIN main."{table}" t ON t."{field}" = g.row WHERE g.tbl = ?1 '
            "AND NOT EXISTS (SELECT 1 FROM temp.gone o WHERE o.tbl = ?2 AND o.row = t.id) "
            "AND NOT EXISTS (SELECT 1 FROM temp.moved_cell c WHERE c.tbl = ?2 AND c.row = t.id AND c.col = ?3) LIMIT 1",
            (parent, table, field),
        ).fetchone()
        if named:
            return True
    measured = conn.execute(
        "SELECT 1 FROM (SELECT series, batch FROM main.usage UNION ALL SELECT series, batch FROM main.usage_aside) u "
        "JOIN main.usage_series s ON s.no = u.series JOIN temp.gone g ON g.tbl = 'account' AND g.row = s.account "
        "JOIN main.usage_batch_number n ON n.no = u.batch "
        "WHERE NOT EXISTS (SELECT 1 FROM temp.gone b WHERE b.tbl = 'usage_batch' AND b.row = n.batch) LIMIT 1"
    ).fetchone()
    return measured is not None


def _is_about_parents(conn: sqlite3.Connection) -> bool:
    return bool(
        conn.execute(
            "SELECT EXISTS (SELECT 1 FROM temp.gone WHERE tbl = 'account') OR EXISTS "
            "(SELECT 1 FROM temp.moved_cell WHERE tbl = 'account' AND col = 'parent')"
        ).fetchone()[0]
    )


def _turned(conn: sqlite3.Connection) -> set[tuple[str, str]]:
    """Rows that may be there or not as several births say: a birth, a deletion, an undo or a redo of them leaves."""
    rows = set(conn.execute("SELECT tbl, row FROM temp.moved_cell WHERE col = 'deleted_at'").fetchall())
    leaving = conn.execute(
        "SELECT l.txn FROM temp.leaving l JOIN main.txn x ON x.id = l.txn WHERE x.kind IN ('undo', 'redo')"
    ).fetchall()
    for (txn,) in leaving:
        rows |= births.turned_by(conn, txn)
    return rows


def _restore_fields(conn: sqlite3.Connection) -> None:
    """Give each field that was touched what the change sets that stay say of it."""
    values: defaultdict[tuple[str, str], list[tuple[births.Value, str]]] = defaultdict(list)
    for table, row, field, value in births.said_by_those_that_stay(conn):
        values[table, field].append((value, row))
    for (table, field), of in values.items():
        conn.executemany(f'UPDATE main."{table}" SET "{field}" = ?1 WHERE id = ?2 AND "{field}" IS NOT ?1', of)


def _remove_rows(conn: sqlite3.Connection) -> None:
    """Remove the rows that came: the one place where rows leave the file, because they never were ours."""
    batches = [row for (row,) in conn.execute("SELECT row FROM temp.gone WHERE tbl = 'usage_batch'").fetchall()]
    for batch in batches:
        conn.execute("UPDATE main.usage_batch SET deleted_at = 'taken back' WHERE id = ?", (batch,))
    usage_rows.settle(conn, batches)
    for batch in batches:
        conn.execute(
            "DELETE FROM main.usage_aside WHERE batch = (SELECT no FROM main.usage_batch_number WHERE batch = ?)",
            (batch,),
        )
        conn.execute("DELETE FROM main.usage_batch_number WHERE batch = ?", (batch,))
    conn.execute("DELETE FROM main.usage_series WHERE account IN (SELECT row FROM temp.gone WHERE tbl = 'account')")
    conn.execute("DELETE FROM main.shown_score WHERE account IN (SELECT row FROM temp.gone WHERE tbl = 'account')")
    tables = [table for (table,) in conn.execute("SELECT DISTINCT tbl FROM temp.gone").fetchall()]
    with triggers.removal_allowed(conn, tables):
        for table in tables:
            conn.execute(f'DELETE FROM main."{table}" WHERE id IN (SELECT row FROM temp.gone WHERE tbl = ?)', (table,))
