"""What both sides said apart of one thing in rows of their own, of which one counts: a conflict, though no field is.

Pulses, called scores, renewal calls and churns of one account and day, and who owns it from a day on.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import NamedTuple

from desktop.domain.merge import Cell, Conflict, Side, Told, Value
from desktop.store.tx import Tx


class _What(NamedTuple):
    """What makes two rows of a table one thing said twice.

    Args:
        day: the field that says of which day it is.
        key: the fields besides that rows of one thing agree in.
        told: the field they differ in.
    """

    day: str
    key: tuple[str, ...]
    told: str


_WHAT: Mapping[str, _What] = {
    "churn": _What("on_day", ("account",), "reason"),
    "override": _What("set_on", ("account",), "value"),
    "ownership": _What("from_on", ("account", "kind"), "csm"),
    "pulse": _What("on_day", ("account",), "value"),
    "renewal_call": _What("on_day", ("account", "kind", "contract_line"), "category"),
}
"""Table -> what makes two of its rows one thing; of those the later written counts.

As in `ties.TIED`, which orders rows also where nobody can be asked: answers, and what is of an unknown day. Calls of
one account and day are ordered together there and are one thing only where they are of one kind and line.
"""


class Twice(NamedTuple):
    """A conflict, and the rows that go where the side that does not count is chosen."""

    conflict: Conflict
    after: tuple[str, ...]


class _Row(NamedTuple):
    id: str
    told: Value
    place: int
    author: str
    wall: str


def find(conn: sqlite3.Connection, theirs: str) -> list[Twice]:
    """Things of which each side's latest row says something else, where one of the two counts; by table and account."""
    found: list[Twice] = []
    for table, what in _WHAT.items():
        if conn.execute("SELECT 1 FROM temp.newborn WHERE tbl = ? LIMIT 1", (table,)).fetchone():
            other = _latest(conn, theirs, table, "temp.brought s", what)
            mine = _latest(conn, "main", table, "temp.apart s", what)
            for key in sorted(mine.keys() & other.keys(), key=str):
                if mine[key].told != other[key].told:
                    found += _twice(conn, table, what, mine[key], other[key])
    return found


def let_count(tx: Tx, twice: Twice) -> None:
    """Take back the rows after the one of the side that does not count by itself."""
    for row in twice.after:
        tx.delete(twice.conflict.cell.table, row)


def _latest(conn: sqlite3.Connection, schema: str, table: str, sets: str, what: _What) -> dict[tuple[Value, ...], _Row]:
    """Key -> the last of the living rows that one side alone made since both parted."""
    known_to_one = "IN" if schema != "main" else "NOT IN"
    key = ", ".join(f"m.{field}" for field in (*what.key, what.day))
    rows = conn.execute(
        f"SELECT {key}, m.id, m.{what.told}, m.rowid, x.author, x.wall FROM {sets} CROSS JOIN {schema}.change c "
        f"ON c.txn = s.txn AND c.tbl = ?1 AND c.col = '' JOIN {schema}.txn x ON x.id = s.txn "
        f"JOIN main.{table} m ON m.id = c.row WHERE m.deleted_at IS NULL AND m.{what.day} IS NOT NULL "
        f"AND m.id {known_to_one} (SELECT row FROM temp.newborn WHERE tbl = ?1) "
        "AND m.id NOT IN (SELECT row FROM temp.twice_born WHERE tbl = ?1) ORDER BY m.rowid",
        (table,),
    ).fetchall()
    at = len(what.key) + 1
    return {tuple(row[:at]): _Row(*row[at:]) for row in rows}


def _twice(conn: sqlite3.Connection, table: str, what: _What, mine: _Row, other: _Row) -> list[Twice]:
    same = " AND ".join(f"m.{field} IS o.{field}" for field in (*what.key, what.day))
    alike = [
        row
        for (row,) in conn.execute(
            f"SELECT m.id FROM main.{table} o JOIN main.{table} m ON {same} WHERE o.id = ? AND m.deleted_at IS NULL "
            "ORDER BY m.rowid",
            (other.id,),
        ).fetchall()
    ]
    later, first = ("mine", other) if mine.place > other.place else ("theirs", mine)
    if alike[-1] != (mine if later == "mine" else other).id:
        # What both knew before counts over either: a clock was wrong.
        return []
    kind = "m.kind" if "kind" in what.key else "NULL"
    account, day, which = conn.execute(
        f"SELECT a.name, m.{what.day}, {kind} FROM main.{table} m JOIN main.account a ON a.id = m.account "
        "WHERE m.id = ?",
        (other.id,),
    ).fetchone()
    side: Side = "mine" if later == "mine" else "theirs"
    conflict = Conflict(
        Cell(table, other.id, what.told),
        account,
        day,
        Told(mine.told, mine.author, mine.wall),
        Told(other.told, other.author, other.wall),
        side,
        is_of_two_rows=True,
        kind=which,
    )
    return [Twice(conflict, tuple(alike[alike.index(first.id) + 1 :]))]
