"""The thorough check of a file: SQLite's own, its links, and whether the journal and the rows tell the same story."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from desktop.store import triggers
from desktop.store.merge import births, circles

SAMPLED = 500
"""Entries of the journal at each end of it that a backup is compared with."""


def problems(conn: sqlite3.Connection) -> list[str]:
    """What is wrong with the file, as sentences; empty if nothing is. Reads all of it."""
    found = [text for (text,) in conn.execute("PRAGMA integrity_check(20)") if text != "ok"]
    if found:
        return [f"The file's structure is damaged: {text}." for text in found]
    by_table = told(conn)
    found += _loose_ends(conn, by_table)
    for table in triggers.journalled_tables(conn):
        found += _journal_problems(conn, table, by_table.pop(table, "[]"))
    found += [f"The journal speaks of a table {table!r} that is not there." for table in by_table]
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


def _loose_ends(conn: sqlite3.Connection, by_table: Mapping[str, str]) -> list[str]:
    """Rows that name rows which are not there.

    Args:
        by_table: as `told`. By far the most rows are the journal's, so each of its change sets is looked for once.
    """
    found: list[str] = []
    for txns in by_table.values():
        sql = "SELECT 1 FROM json_each(?) WHERE value NOT IN (SELECT id FROM txn) LIMIT 1"
        if conn.execute(sql, (txns,)).fetchone():
            found.append("A row of change names a row of txn that is not there.")
            break
    tables = conn.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'change'").fetchall()
    for (name,) in tables:
        for table, _, parent, _ in conn.execute(f'PRAGMA foreign_key_check("{name}")').fetchall():
            found.append(f"A row of {table} names a row of {parent} that is not there.")
    return found


def told(conn: sqlite3.Connection) -> dict[str, str]:
    """Table -> the change sets that speak of it, as JSON.

    The journal is kept by change set, then by table: so asked, each question reads what it is about, and not all.
    """
    found: defaultdict[str, list[int]] = defaultdict(list)
    for txn, table in conn.execute("SELECT DISTINCT txn, tbl FROM change"):
        found[table].append(txn)
    return {table: json.dumps(txns) for table, txns in found.items()}


_OF_TABLE = "json_each(?1) s CROSS JOIN change c ON c.txn = s.value AND c.tbl = ?2"
"""What the journal says of a table (?2), in the change sets that speak of it (?1)."""


def _journal_problems(conn: sqlite3.Connection, table: str, txns: str) -> list[str]:
    """
    Args:
        txns: the change sets that speak of the table, as JSON.
    """
    found: list[str] = []
    (rows,) = conn.execute(f'SELECT count(*) FROM "{table}"').fetchone()
    said = _said(conn, table, txns)
    if said.born != rows:
        found.append(f"{rows - said.born} rows of {table} are in no change set of the journal.")
    if said.lost:
        found.append(f"The journal speaks of {said.lost} rows of {table} that are not there.")
    if not said.edits:
        return found
    known = triggers.columns(conn, table)
    fields = conn.execute(f"SELECT DISTINCT c.col FROM {_OF_TABLE} WHERE c.col <> ''", (txns, table)).fetchall()
    for (field,) in sorted(fields):
        if field not in known:
            found.append(f"The journal speaks of a field {field!r} that {table} does not have.")
            continue
        other = _differing(conn, table, field, txns)
        if other:
            found.append(
                f"{len(other)} rows of {table} hold another {field} than the journal says (first: {other[0]})."
            )
    return found


class _Said(NamedTuple):
    """What the journal says of one table: rows that are there and were born, rows that are not there, edits."""

    born: int
    lost: int
    edits: int


def _said(conn: sqlite3.Connection, table: str, txns: str) -> _Said:
    # By the number of the row, which is compared faster than its id.
    found: list[tuple[int, int, int, int | None, int | None]] = [
        json.loads(each)
        for (each,) in conn.execute(
            "SELECT (SELECT json_array(count(*), count(t.rowid), count(nullif(c.col, '')), "
            "min(CASE c.col WHEN '' THEN t.rowid END), max(CASE c.col WHEN '' THEN t.rowid END)) "
            f'FROM change c LEFT JOIN "{table}" t ON t.id = c.row WHERE c.txn = s.value AND c.tbl = ?2) '
            "FROM json_each(?1) s",
            (txns, table),
        )
    ]
    entries, there, edits = (sum(each[place] or 0 for each in found) for place in range(3))
    spans = sorted((low, high) for *_, low, high in found if low is not None and high is not None)
    if entries == there and all(below[1] < above[0] for below, above in pairwise(spans)):
        # No row was born in two change sets.
        return _Said(entries - edits, 0, edits)
    born, lost = conn.execute(
        "SELECT count(DISTINCT CASE WHEN c.col = '' THEN t.rowid END), "
        f"count(DISTINCT CASE WHEN t.rowid IS NULL THEN c.row END) FROM {_OF_TABLE} "
        f'LEFT JOIN "{table}" t ON t.id = c.row',
        (txns, table),
    ).fetchone()
    return _Said(born, lost, edits)


def differing(conn: sqlite3.Connection, table: str, field: str) -> list[str]:
    """Rows whose field is not what their latest edit said.

    What a row was born with yields to edits, and the births of one row may differ: only edits are compared.
    """
    return _differing(conn, table, field, told(conn).get(table, "[]"))


def _differing(conn: sqlite3.Connection, table: str, field: str, txns: str) -> list[str]:
    rows = conn.execute(
        f'SELECT t.id FROM "{table}" t JOIN (SELECT row, new FROM (SELECT c.row AS row, c.new AS new, row_number() '
        f"OVER (PARTITION BY c.row ORDER BY x.hlc DESC, x.replica DESC) AS place FROM {_OF_TABLE} "
        "JOIN txn x ON x.id = c.txn WHERE c.col = ?3 AND NOT EXISTS (SELECT 1 FROM change b "
        "WHERE b.txn = c.txn AND b.tbl = c.tbl AND b.row = c.row AND b.col = '')) WHERE place = 1) last "
        f'ON last.row = t.id WHERE t."{field}" IS NOT last.new',
        (txns, table, field),
    ).fetchall()
    found = [row for (row,) in rows]
    if (table, field) == ("account", "parent") and found:
        # Two people may have put accounts below one another: where they stand is decided by all that was said.
        right = circles.held(conn)
        stand = dict(conn.execute("SELECT id, parent FROM account").fetchall())
        found = [row for row in found if row not in right or right[row] != stand[row]]
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
