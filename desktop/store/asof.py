"""The book as it was: temporary tables of the same names, laid over those whose rows have changed since.

Known now: facts count by their own dates, and only fields without a date go back to the value they had (or, for a row
written later, to the earliest known). Known then: everything goes back, and what was written later is not there.
"""

from __future__ import annotations

import sqlite3

from desktop.store import triggers

UNDATED: dict[str, frozenset[str]] = {
    "account": frozenset(
        {
            "name",
            "segment",
            "industry",
            "region",
            "stage",
            "acquisition_cost_cents",
            "tags",
            "parent",
            "next_step",
            "next_step_on",
            "notes",
        }
    ),
    "own_value": frozenset({"value"}),
    "contact": frozenset({"name", "email", "title", "phone", "role", "influence", "stance", "notes"}),
    "contract_line": frozenset({"likelihood", "next_step"}),
    "milestone": frozenset({"state", "side", "phase", "reason"}),
    "objective": frozenset({"status", "current"}),
    "qbr_item": frozenset({"part", "position", "text"}),
    "risk": frozenset({"severity", "plan", "owner", "notes"}),
    "opportunity": frozenset({"likelihood", "state", "reason"}),
    "task": frozenset({"owner", "title", "notes"}),
    "scorecard": frozenset({"segment", "green_from", "amber_from", "min_coverage"}),
    "scorecard_input": frozenset({"weight", "points"}),
    "scorecard_cap": frozenset({"value"}),
    "setting": frozenset({"value"}),
}
"""Fields that say how something is, not when: their past is only in the journal."""


def lay_over(conn: sqlite3.Connection, until: int, *, known_then: bool) -> None:
    """Make the connection show the book as it was before stamp `until`."""
    before: dict[str, dict[tuple[str, str], object]] = {}
    # Newest first, so that the oldest change after the day is the one that stays: its old value held on the day. What
    # was set in the change set of the row's birth is left out: the row was never seen without it.
    rows = conn.execute(
        "SELECT c.tbl, c.row, c.col, c.old FROM txn t JOIN change c ON c.txn = t.id "
        "WHERE t.hlc >= ? AND c.col <> '' AND NOT EXISTS (SELECT 1 FROM change b "
        "WHERE b.txn = c.txn AND b.tbl = c.tbl AND b.row = c.row AND b.col = '') ORDER BY t.hlc DESC, t.replica DESC",
        (until,),
    )
    fields = _fields(conn) if known_then else UNDATED
    for table, row, column, old in rows:
        if column in fields.get(table, ()):
            before.setdefault(table, {})[row, column] = old
    unborn: set[str] = set()
    if known_then:
        born = conn.execute(
            "SELECT DISTINCT c.tbl FROM txn t JOIN change c ON c.txn = t.id WHERE t.hlc >= ? AND c.col = ''", (until,)
        )
        unborn = {table for (table,) in born if table in fields}
    if not before and not unborn:
        return
    conn.execute("PRAGMA query_only=OFF")
    for table in sorted({*before, *unborn}):
        _lay_table(conn, table, before.get(table, {}), until if table in unborn else None)
    if known_then and ({"usage_batch"} & {*before, *unborn}):
        _lay_usage(conn)
    conn.execute("PRAGMA query_only=ON")


def move_to(conn: sqlite3.Connection, until: int) -> None:
    """Make a connection that shows the book as it is, or by `lay_over` as known now, show it before another stamp."""
    # What is laid over a connection that writes would hide the book from whoever saves.
    assert conn.execute("PRAGMA query_only").fetchone()[0], "only a connection for reading can be moved"
    laid = conn.execute("SELECT name FROM temp.sqlite_master WHERE type = 'table'").fetchall()
    conn.execute("PRAGMA query_only=OFF")
    for (table,) in laid:
        conn.execute(f'DROP TABLE temp."{table}"')
    conn.execute("PRAGMA query_only=ON")
    lay_over(conn, until, known_then=False)


def _fields(conn: sqlite3.Connection) -> dict[str, frozenset[str]]:
    """All there are: a damaged or hostile journal may speak of others, and the check of the file says so."""
    return {table: frozenset(triggers.columns(conn, table)) for table in triggers.journalled_tables(conn)}


def _lay_table(
    conn: sqlite3.Connection, table: str, before: dict[tuple[str, str], object], unborn_from: int | None
) -> None:
    columns = triggers.columns(conn, table)
    conn.execute(f'CREATE TEMP TABLE "{table}" AS SELECT * FROM main."{table}"')
    conn.execute(f'CREATE UNIQUE INDEX temp."{table}_by_id" ON "{table}"(id)')
    if "account" in columns:
        conn.execute(f'CREATE INDEX temp."{table}_of_account" ON "{table}"(account)')
    if unborn_from is not None:
        conn.execute(
            f'DELETE FROM temp."{table}" WHERE id IN (SELECT c.row FROM txn t JOIN change c ON c.txn = t.id '
            "WHERE t.hlc >= ? AND c.tbl = ? AND c.col = '')",
            (unborn_from, table),
        )
    by_column: dict[str, list[tuple[object, str]]] = {}
    for (row, column), old in before.items():
        by_column.setdefault(column, []).append((old, row))
    for column, cells in by_column.items():
        conn.executemany(f'UPDATE temp."{table}" SET "{column}" = ? WHERE id = ?', cells)


def _lay_usage(conn: sqlite3.Connection) -> None:
    """Only the readings of batches that stood then; overtaken ones count again where they were the latest."""
    conn.execute(
        "CREATE TEMP TABLE usage AS SELECT series, day, position, value, batch FROM ("
        "SELECT r.series, r.day, r.position, r.value, r.batch, max(b.id) FROM ("
        "SELECT series, day, position, value, batch FROM main.usage UNION ALL "
        "SELECT series, day, position, value, batch FROM main.usage_aside) r "
        "JOIN usage_batch_number n ON n.no = r.batch JOIN temp.usage_batch b ON b.id = n.batch "
        "WHERE b.deleted_at IS NULL GROUP BY r.series, r.day, r.position)"
    )
    conn.execute("CREATE UNIQUE INDEX temp.usage_by_key ON usage(series, day, position)")
