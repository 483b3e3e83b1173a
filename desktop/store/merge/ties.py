"""Rows of one day of which the later written counts: a merge must leave every copy with the same order of them.

Answers of one person, pulses, called scores, renewal calls, churns and owners of one account. Rows of one import stay
in the order of their source; those of different change sets go by when they were made.
"""

from __future__ import annotations

import sqlite3
from itertools import groupby

TIED = {
    "survey_response": ("account", "contact", "kind", "responded_on"),
    "pulse": ("account", "on_day"),
    "override": ("account", "set_on"),
    "renewal_call": ("account", "on_day"),
    "churn": ("account", "on_day"),
    # Also those that began on an unknown day, which is before all others.
    "ownership": ("account",),
}
"""Table -> what rows agree in of which the later counts; rows that do not say all of it stand by themselves."""


def settle(conn: sqlite3.Connection) -> None:
    """Put the rows that came, and those they tie with, into the order of their births."""
    for table, fields in TIED.items():
        if conn.execute("SELECT 1 FROM temp.newborn WHERE tbl = ? LIMIT 1", (table,)).fetchone():
            _settle(conn, table, fields)


def _settle(conn: sqlite3.Connection, table: str, fields: tuple[str, ...]) -> None:
    key = ", ".join(fields)
    said = " AND ".join(f"{field} IS NOT NULL" for field in fields)
    tied = conn.execute(
        f"SELECT {key}, id, rowid FROM main.{table} WHERE {said} AND ({key}) IN (SELECT {key} FROM main.{table} "
        f"WHERE id IN (SELECT row FROM temp.newborn WHERE tbl = ?)) ORDER BY {key}, rowid",
        (table,),
    ).fetchall()
    groups = [list(group) for _, group in groupby(tied, key=lambda row: row[: len(fields)])]
    for group in groups:
        if len(group) > 1:
            _order(conn, table, [row[len(fields) :] for row in group])


def _order(conn: sqlite3.Connection, table: str, rows: list[tuple[str, int]]) -> None:
    """
    Args:
        rows: (id, place in the file), by place.
    """
    born = {
        row: conn.execute(
            "SELECT min(x.hlc), x.replica FROM main.txn x JOIN main.change c "
            "ON c.txn = x.id AND c.tbl = ? AND c.row = ? AND c.col = ''",
            (table, row),
        ).fetchone()
        for row, _ in rows
    }
    places = sorted(place for _, place in rows)
    ordered = sorted(rows, key=lambda each: (*born[each[0]], each[1]))
    if [place for _, place in ordered] == places:
        return
    (last,) = conn.execute(f"SELECT max(rowid) FROM main.{table}").fetchone()
    # First out of each other's way, then to where they belong.
    for step, (row, _) in enumerate(ordered, start=1):
        conn.execute(f"UPDATE main.{table} SET rowid = ? WHERE id = ?", (last + step, row))
    for place, (row, _) in zip(places, ordered, strict=True):
        conn.execute(f"UPDATE main.{table} SET rowid = ? WHERE id = ?", (place, row))
