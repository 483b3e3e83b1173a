"""Rows of one day of which the later written counts: a merge must leave every copy with the same order of them.

And so must an edit that says another day of one. Answers of one person, pulses, called scores, renewal calls, churns
and owners of one account. Rows of one import stay in the order of their source; those of different change sets go by
when they were made.
"""

from __future__ import annotations

import json
import sqlite3
from itertools import groupby

from desktop.store import triggers
from desktop.store.merge import births

TIED = {
    # Of each person the later counts; a page lists those of all.
    "survey_response": ("account", "responded_on"),
    "pulse": ("account", "on_day"),
    "override": ("account", "set_on"),
    "renewal_call": ("account", "on_day"),
    "churn": ("account", "on_day"),
    # Also those that began on an unknown day, which is before all others.
    "ownership": ("account",),
}
"""Table -> what rows agree in of which the later counts; rows that do not say all of it stand by themselves."""

OF_MERGE = ("newborn", "twice_born")
"""Temporary tables of a merge: rows that came, and rows whose first birth may have come."""


def settle_taken(conn: sqlite3.Connection) -> None:
    """Put rows that came, were born once more or changed what they agree in into the order of their births.

    With those they tie with; while the tables that `taking.take` leaves are there.
    """
    for table, fields in TIED.items():
        touched = " UNION ".join(
            [f"SELECT row FROM temp.{each} WHERE tbl = '{table}'" for each in OF_MERGE]
            + [f"SELECT row FROM temp.met_cell WHERE tbl = '{table}' AND col IN ({_quoted(fields)})"]
        )
        _settle(conn, table, fields, touched)


def settle_left(conn: sqlite3.Connection) -> None:
    """The same of what stays when a merge leaves; while the tables of `taking_back` are there."""
    for table, fields in TIED.items():
        touched = (
            f"SELECT row FROM temp.staying_birth WHERE tbl = '{table}' UNION SELECT row FROM temp.moved_cell "
            f"WHERE tbl = '{table}' AND col IN ({_quoted(fields)})"
        )
        _settle(conn, table, fields, touched)


def settle_edited(conn: sqlite3.Connection, txn: int) -> None:
    """The same of rows that the change set gave another day, account or contact; capture is paused meanwhile.

    In a book that never merged, rows lie in that order by themselves.
    """
    edited = {
        table: f"SELECT row FROM main.change WHERE txn = {txn:d} AND tbl = '{table}' AND col IN ({_quoted(fields)})"
        for table, fields in TIED.items()
    }
    wanted = [table for table, touched in edited.items() if conn.execute(f"{touched} LIMIT 1").fetchone()]
    if wanted and births.can_be_twice(conn):
        with triggers.paused(conn):
            for table in wanted:
                _settle(conn, table, TIED[table], edited[table])


def _quoted(fields: tuple[str, ...]) -> str:
    return ", ".join(f"'{field}'" for field in fields)


def _settle(conn: sqlite3.Connection, table: str, fields: tuple[str, ...], touched: str) -> None:
    """
    Args:
        touched: the statement that reads the ids of the rows in question.
    """
    if conn.execute(f"{touched} LIMIT 1").fetchone() is None:
        return
    key = ", ".join(fields)
    said = " AND ".join(f"{field} IS NOT NULL" for field in fields)
    tied = conn.execute(
        f"SELECT {key}, id, rowid FROM main.{table} WHERE {said} AND ({key}) IN (SELECT {key} FROM main.{table} "
        f"WHERE id IN ({touched})) ORDER BY {key}, rowid"
    ).fetchall()
    groups = [[row[len(fields) :] for row in group] for _, group in groupby(tied, key=lambda row: row[: len(fields)])]
    groups = [group for group in groups if len(group) > 1]
    born = _born(conn, table, [row for group in groups for row, _ in group])
    for group in groups:
        _order(conn, table, group, born)


_Stamp = tuple[int, str]
_MANY = 20
"""Rows from which it pays to go through all births of a table once."""


def _born(conn: sqlite3.Connection, table: str, rows: list[str]) -> dict[str, _Stamp]:
    """Row -> the stamp of its first birth."""
    births_of = (
        "SELECT c.row, x.hlc, x.replica FROM main.txn x CROSS JOIN main.change c "
        "ON c.txn = x.id AND c.tbl = ?1 AND c.col = ''"
    )
    latest_first = "ORDER BY x.hlc DESC, x.replica DESC"
    if len(rows) >= _MANY:
        wanted = f"{births_of} WHERE c.row IN (SELECT value FROM json_each(?2)) {latest_first}"
        found = conn.execute(wanted, (table, json.dumps(rows))).fetchall()
    else:
        found = [
            each for row in rows for each in conn.execute(f"{births_of} AND c.row = ?2 {latest_first}", (table, row))
        ]
    # The first birth, which is the last of them here, is the one that stays.
    return {row: (hlc, replica) for row, hlc, replica in found}


def _order(conn: sqlite3.Connection, table: str, rows: list[tuple[str, int]], born: dict[str, _Stamp]) -> None:
    """
    Args:
        rows: (id, place in the file), by place.
    """
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
