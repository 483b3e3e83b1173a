"""The thorough check of a file: SQLite's own, its links, and whether the journal and the rows tell the same story."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict

from desktop.store import triggers
from desktop.store.merge import births

SAMPLED = 500
"""Entries of the journal at each end of it that a backup is compared with."""


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


def problem_in_sample(conn: sqlite3.Connection) -> str | None:
    """The first thing wrong between the journal's oldest and newest entries and the rows; reads little of the file."""
    tables = set(triggers.journalled_tables(conn))
    for order in ("ASC", "DESC"):
        sample: defaultdict[str, set[str]] = defaultdict(set)
        for table, row in conn.execute(f"SELECT tbl, row FROM change ORDER BY txn {order} LIMIT {SAMPLED}"):
            sample[table].add(row)
        for table, named in sample.items():
            if table not in tables:
                return f"The journal speaks of a table {table!r} that is not there."
            (there,) = conn.execute(
                f'SELECT count(*) FROM "{table}" WHERE id IN (SELECT value FROM json_each(?))',
                (json.dumps(sorted(named)),),
            ).fetchone()
            if there != len(named):
                return f"The journal speaks of {len(named) - there} rows of {table} that are not there."
    return None


def _journal_problems(conn: sqlite3.Connection, table: str, fields: set[str]) -> list[str]:
    """
    Args:
        fields: those of the table that the journal speaks of.
    """
    found: list[str] = []
    if not fields:
        # The journal has no index by table: each question of it reads it whole.
        (unborn,) = conn.execute(f'SELECT count(*) FROM "{table}"').fetchone()
        return [f"{unborn} rows of {table} are in no change set of the journal."] if unborn else []
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
        other = differing(conn, table, field)
        if other:
            found.append(
                f"{len(other)} rows of {table} hold another {field} than the journal says (first: {other[0]})."
            )
    return found


def differing(conn: sqlite3.Connection, table: str, field: str) -> list[str]:
    """Rows whose field is not what their latest edit said.

    What a row was born with yields to edits, and the births of one row may differ: only edits are compared.
    """
    rows = conn.execute(
        f'SELECT t.id FROM "{table}" t JOIN (SELECT row, new FROM (SELECT c.row AS row, c.new AS new, row_number() '
        "OVER (PARTITION BY c.row ORDER BY x.hlc DESC, x.replica DESC) AS place FROM change c "
        "JOIN txn x ON x.id = c.txn WHERE c.tbl = ?1 AND c.col = ?2 AND NOT EXISTS (SELECT 1 FROM change b "
        "WHERE b.txn = c.txn AND b.tbl = c.tbl AND b.row = c.row AND b.col = '')) WHERE place = 1) last "
        f'ON last.row = t.id WHERE t."{field}" IS NOT last.new',
        (table, field),
    ).fetchall()
    found = [row for (row,) in rows]
    if field == "deleted_at" and found:
        right = births.presence(conn, [(table, row) for row in found])
        held = dict(conn.execute(f'SELECT id, deleted_at FROM "{table}"').fetchall())
        found = [row for row in found if (table, row) not in right or right[table, row] != held[row]]
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
