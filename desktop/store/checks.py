"""The thorough check of a file: SQLite's own, its links, and whether the journal and the rows tell the same story."""

from __future__ import annotations

import sqlite3
from collections import defaultdict

from desktop.store import triggers


def problems(conn: sqlite3.Connection) -> list[str]:
    """What is wrong with the file, as sentences; empty if nothing is. Reads all of it."""
    found = [text for (text,) in conn.execute("PRAGMA integrity_check(20)") if text != "ok"]
    if found:
        return [f"The file's structure is damaged: {text}." for text in found]
    for table, _, parent, _ in conn.execute("PRAGMA foreign_key_check").fetchall():
        found.append(f"A row of {table} names a row of {parent} that is not there.")
    fields: defaultdict[str, set[str]] = defaultdict(set)
    for table, field in conn.execute("SELECT DISTINCT tbl, col FROM change"):
        fields[table].add(field)
    for table in triggers.journalled_tables(conn):
        found += _journal_problems(conn, table, fields.pop(table, set()))
    found += [f"The journal speaks of a table {table!r} that is not there." for table in fields]
    return found + _usage_problems(conn)


def _journal_problems(conn: sqlite3.Connection, table: str, fields: set[str]) -> list[str]:
    """
    Args:
        fields: those of the table that the journal speaks of.
    """
    found: list[str] = []
    (unborn,) = conn.execute(
        f"SELECT count(*) FROM \"{table}\" WHERE id NOT IN (SELECT row FROM change WHERE tbl = ? AND col = '')",
        (table,),
    ).fetchone()
    if unborn:
        found.append(f"{unborn} rows of {table} are in no change set of the journal.")
    (lost,) = conn.execute(
        f'SELECT count(DISTINCT row) FROM change WHERE tbl = ? AND row NOT IN (SELECT id FROM "{table}")', (table,)
    ).fetchone()
    if lost:
        found.append(f"The journal speaks of {lost} rows of {table} that are not there.")
    known = triggers.columns(conn, table)
    for field in sorted(fields - {""}):
        if field not in known:
            found.append(f"The journal speaks of a field {field!r} that {table} does not have.")
            continue
        (differing,) = conn.execute(
            # The bare column `new` is taken from the row with the greatest stamp.
            f'SELECT count(*) FROM "{table}" t JOIN (SELECT c.row AS row, c.new AS new, max(x.hlc) FROM change c '
            "JOIN txn x ON x.id = c.txn WHERE c.tbl = ? AND c.col = ? GROUP BY c.row) last ON last.row = t.id "
            f'WHERE t."{field}" IS NOT last.new',
            (table, field),
        ).fetchone()
        if differing:
            found.append(f"{differing} rows of {table} hold another {field} than the journal says.")
    return found


def _usage_problems(conn: sqlite3.Connection) -> list[str]:
    """Usage is journalled by batch, so that its readings are held together by numbers of batches and series."""
    found: list[str] = []
    (lost,) = conn.execute(
        "SELECT count(*) FROM (SELECT series, batch FROM usage UNION ALL SELECT series, batch FROM usage_aside) "
        "WHERE series NOT IN (SELECT no FROM usage_series) OR batch NOT IN "
        "(SELECT n.no FROM usage_batch_number n JOIN usage_batch b ON b.id = n.batch)"
    ).fetchone()
    if lost:
        found.append(f"{lost} usage readings belong to no batch or no series.")
    (dead,) = conn.execute(
        "SELECT count(*) FROM usage WHERE batch IN (SELECT n.no FROM usage_batch_number n "
        "JOIN usage_batch b ON b.id = n.batch WHERE b.deleted_at IS NOT NULL)"
    ).fetchone()
    if dead:
        found.append(f"{dead} usage readings count although their batch was taken back.")
    return found
