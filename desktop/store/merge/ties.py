"""Answers of one person on one day: the later row counts, and a merge must leave every copy with the same order.

Rows of one import stay in the order of their source; those of different change sets go by when they were made.
"""

from __future__ import annotations

import sqlite3
from itertools import groupby

_KEY = "account, contact, kind, responded_on"


def settle(conn: sqlite3.Connection) -> None:
    """Put the answers that came, and those they tie with, into the order of their births."""
    tied = conn.execute(
        f"SELECT {_KEY}, id, rowid FROM main.survey_response WHERE contact IS NOT NULL AND ({_KEY}) IN ("
        f"SELECT {_KEY} FROM main.survey_response WHERE id IN "
        "(SELECT row FROM temp.newborn WHERE tbl = 'survey_response')) ORDER BY 1, 2, 3, 4, rowid"
    ).fetchall()
    groups = [list(group) for _, group in groupby(tied, key=lambda row: row[:4])]
    for group in groups:
        if len(group) > 1:
            _order(conn, [(row[4], row[5]) for row in group])


def _order(conn: sqlite3.Connection, rows: list[tuple[str, int]]) -> None:
    """
    Args:
        rows: (id, place in the file), by place.
    """
    born = {
        row: conn.execute(
            "SELECT min(x.hlc), x.replica FROM main.txn x JOIN main.change c "
            "ON c.txn = x.id AND c.tbl = 'survey_response' AND c.row = ? AND c.col = ''",
            (row,),
        ).fetchone()
        for row, _ in rows
    }
    places = sorted(place for _, place in rows)
    ordered = sorted(rows, key=lambda each: (*born[each[0]], each[1]))
    if [place for _, place in ordered] == places:
        return
    (last,) = conn.execute("SELECT max(rowid) FROM main.survey_response").fetchone()
    # First out of each other's way, then to where they belong.
    for step, (row, _) in enumerate(ordered, start=1):
        conn.execute("UPDATE main.survey_response SET rowid = ? WHERE id = ?", (last + step, row))
    for place, (row, _) in zip(places, ordered, strict=True):
        conn.execute("UPDATE main.survey_response SET rowid = ? WHERE id = ?", (place, row))
