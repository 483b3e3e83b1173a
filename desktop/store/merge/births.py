"""Rows that came into being more than once: two people imported the same thing, and its id is derived from what it is.

What a row was born with is kept in the row itself. Where births differ, the journal keeps the difference as rows of the
birth's own change set: `new` is what that birth says, and `old` what the births without such rows say. A field nobody
edited holds what the latest birth says that says anything; so nothing a person typed is lost to an import, and an empty
cell of one import does not empty what another one filled.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from desktop.store import triggers

TEMPORARY = ("my_birth", "their_birth", "my_first_edit", "their_first_edit", "edited_cell", "born_cell")

Value = str | int | float | bytes | None


class _Birth(NamedTuple):
    hlc: int
    replica: str


def remember(conn: sqlite3.Connection, theirs: str) -> None:
    """Note, before anything is copied, what the births of rows born on both sides say.

    born_cell: fields nobody edited, where the sides differ or a birth has rows of its own: births decide them.
    edited_cell: those somebody edited, with what the births of either side say that have no rows of their own: it is
    written down where it differs, because an edit may be taken back.
    """
    for name, edits, side in (("my_birth", "my_first_edit", "main"), ("their_birth", "their_first_edit", theirs)):
        conn.execute(f"CREATE TEMP TABLE {name}(tbl TEXT, row TEXT, txn INTEGER, hlc INTEGER, replica TEXT)")
        conn.execute(
            f"CREATE TEMP TABLE {edits}(tbl TEXT, row TEXT, col TEXT, old ANY, PRIMARY KEY(tbl, row, col)) STRICT"
        )
        if _any_twice_born(conn):
            conn.execute(
                f"INSERT INTO temp.{name} SELECT c.tbl, c.row, c.txn, x.hlc, x.replica FROM {side}.change c "
                f"JOIN {side}.txn x ON x.id = c.txn JOIN temp.twice_born w ON w.tbl = c.tbl AND w.row = c.row "
                "WHERE c.col = ''"
            )
            conn.execute(
                f"INSERT INTO temp.{edits} SELECT tbl, row, col, old FROM (SELECT c.tbl, c.row, c.col, c.old, "
                "row_number() OVER (PARTITION BY c.tbl, c.row, c.col ORDER BY x.hlc, x.replica) AS place "
                f"FROM {side}.change c JOIN {side}.txn x ON x.id = c.txn "
                "JOIN temp.twice_born w ON w.tbl = c.tbl AND w.row = c.row WHERE c.col <> '' AND NOT EXISTS (SELECT 1 "
                f"FROM {side}.change b WHERE b.txn = c.txn AND b.tbl = c.tbl AND b.row = c.row AND b.col = '')) "
                "WHERE place = 1"
            )
        conn.execute(f"CREATE INDEX temp.{name}_of_row ON {name}(tbl, row)")
    conn.execute(
        "CREATE TEMP TABLE edited_cell(tbl TEXT, row TEXT, col TEXT, mine ANY, theirs ANY, PRIMARY KEY(tbl, row, col)) "
        "STRICT"
    )
    edited = conn.execute(
        "SELECT DISTINCT tbl, col FROM (SELECT tbl, col FROM temp.my_first_edit "
        "UNION ALL SELECT tbl, col FROM temp.their_first_edit)"
    ).fetchall()
    for table, field in edited:
        # Where the births of a side have no rows of their own, they all say what its first edit replaced.
        conn.execute(
            "INSERT INTO temp.edited_cell SELECT w.tbl, w.row, ?2, "
            f'CASE WHEN o.tbl IS NULL THEN m."{field}" ELSE o.old END, '
            f'CASE WHEN e.tbl IS NULL THEN t."{field}" ELSE e.old END FROM temp.twice_born w '
            f'JOIN main."{table}" m ON m.id = w.row JOIN {theirs}."{table}" t ON t.id = w.row '
            "LEFT JOIN temp.my_first_edit o ON o.tbl = w.tbl AND o.row = w.row AND o.col = ?2 "
            "LEFT JOIN temp.their_first_edit e ON e.tbl = w.tbl AND e.row = w.row AND e.col = ?2 "
            "WHERE w.tbl = ?1 AND (o.tbl IS NOT NULL OR e.tbl IS NOT NULL)",
            (table, field),
        )
    conn.execute(
        "CREATE TEMP TABLE born_cell(tbl TEXT, row TEXT, col TEXT, mine ANY, theirs ANY, PRIMARY KEY(tbl, row, col)) "
        # Elsewhere, ANY makes a number of text that looks like one.
        "STRICT"
    )
    for (table,) in conn.execute("SELECT DISTINCT tbl FROM temp.twice_born").fetchall():
        for field in triggers.columns(conn, table):
            if field == "id":
                continue
            own_rows = " OR ".join(
                f"EXISTS (SELECT 1 FROM temp.{births} b JOIN {side}.change c ON c.txn = b.txn AND c.tbl = b.tbl "
                "AND c.row = b.row AND c.col = ?2 WHERE b.tbl = w.tbl AND b.row = w.row)"
                for births, side in (("my_birth", "main"), ("their_birth", theirs))
            )
            conn.execute(
                f'INSERT INTO temp.born_cell SELECT w.tbl, w.row, ?2, m."{field}", t."{field}" FROM temp.twice_born w '
                f'JOIN main."{table}" m ON m.id = w.row JOIN {theirs}."{table}" t ON t.id = w.row WHERE w.tbl = ?1 '
                f'AND (m."{field}" IS NOT t."{field}" OR {own_rows}) '
                "AND NOT EXISTS "
                "(SELECT 1 FROM temp.edited_cell e WHERE e.tbl = w.tbl AND e.row = w.row AND e.col = ?2)",
                (table, field),
            )


def settle(conn: sqlite3.Connection, theirs: str) -> None:
    """Write down what each birth says, decide the fields nobody edited, then which rows are there at all."""
    for table, row, field, mine, other in conn.execute("SELECT * FROM temp.edited_cell").fetchall():
        _write_down(conn, theirs, table, row, field, mine, other)
    for table, row, field, mine, other in conn.execute("SELECT * FROM temp.born_cell").fetchall():
        decided = latest_said(_write_down(conn, theirs, table, row, field, mine, other), field)
        conn.execute(f'UPDATE main."{table}" SET "{field}" = ?1 WHERE id = ?2 AND "{field}" IS NOT ?1', (decided, row))
    _settle_presence(conn)


def _any_twice_born(conn: sqlite3.Connection) -> bool:
    return conn.execute("SELECT 1 FROM temp.twice_born LIMIT 1").fetchone() is not None


def _write_down(
    conn: sqlite3.Connection, theirs: str, table: str, row: str, field: str, mine: Value, other: Value
) -> list[Value]:
    """Write what births of the row say otherwise than the rest into their change sets.

    Returns:
        What each birth says of the field, the earliest first.
    """
    here, my_rest = _said(conn, "main", "my_birth", table, row, field, mine)
    there, their_rest = _said(conn, theirs, "their_birth", table, row, field, other)
    says = {**there, **here}
    implicit = [birth for birth, (_, own) in says.items() if not own]
    rest = my_rest if any(birth in here for birth in implicit) else their_rest
    for birth, (value, own) in says.items():
        if own or (value is not rest and value != rest):
            conn.execute(
                "INSERT INTO main.change(txn, tbl, row, col, old, new) "
                "SELECT id, ?, ?, ?, ?, ? FROM main.txn WHERE hlc = ? AND replica = ? "
                "ON CONFLICT(txn, tbl, row, col) DO UPDATE SET old = excluded.old, new = excluded.new",
                (table, row, field, rest, value, birth.hlc, birth.replica),
            )
    return [says[birth][0] for birth in sorted(says)]


def latest_said(values: Iterable[Value], field: str) -> Value:
    """What a field holds that nobody edited.

    Args:
        values: what each birth says of it, the earliest first.
    """
    said = list(values)
    if field == "deleted_at" and None in said:
        # One who made the row and took it back at once does not take away what another one made.
        return None
    return next((value for value in reversed(said) if value is not None), None)


def said_by_those_that_stay(conn: sqlite3.Connection) -> Iterator[tuple[str, str, str, Value]]:
    """Table, row, field and value of each of temp.moved_cell, when the change sets in temp.leaving are gone.

    The latest edit says it; of a field nobody edits any more, the births. The journal is read once for all of them.
    """
    marks = conn.execute(
        "SELECT m.tbl, m.row, m.col, x.hlc, x.replica, c.txn IN (SELECT txn FROM temp.leaving), c.col = '', "
        "c.old, c.new FROM main.change c CROSS JOIN temp.moved_cell m "
        "ON m.tbl = c.tbl AND m.row = c.row AND c.col IN ('', m.col) "
        "JOIN main.txn x ON x.id = c.txn ORDER BY 1, 2, 3, 4, 5"
    ).fetchall()
    for (table, row, field), of in groupby(marks, key=lambda each: each[:3]):
        said = [(_Birth(hlc, replica), *rest) for _, _, _, hlc, replica, *rest in of]
        births = {birth: leaves for birth, leaves, is_birth, _, _ in said if is_birth}
        fields = [(birth, leaves, old, new) for birth, leaves, is_birth, old, new in said if not is_birth]
        edits = [new for birth, leaves, _, new in fields if not leaves and birth not in births]
        own = {birth: new for birth, _, _, new in fields if birth in births}
        # Without rows of their own, all births say what the first edit replaced; a row nobody ever deleted is there.
        others = next((old for birth, _, old, _ in fields if birth in births), fields[0][2] if fields else None)
        staying = [own.get(birth, others) for birth, leaves in births.items() if not leaves]
        yield table, row, field, edits[-1] if edits else latest_said(staying, field)


def _said(
    conn: sqlite3.Connection, side: str, births: str, table: str, row: str, field: str, current: Value
) -> tuple[dict[_Birth, tuple[Value, bool]], Value]:
    """What each birth that one side knows says of a field, and whether in a row of its own; and what the rest say."""
    found = conn.execute(
        f"SELECT b.hlc, b.replica, c.txn IS NOT NULL, c.old, c.new FROM temp.{births} b LEFT JOIN {side}.change c "
        "ON c.txn = b.txn AND c.tbl = b.tbl AND c.row = b.row AND c.col = ? WHERE b.tbl = ? AND b.row = ?",
        (field, table, row),
    ).fetchall()
    rest: Value = next((old for _, _, own, old, _ in found if own), current)
    return {_Birth(hlc, replica): (new if own else rest, bool(own)) for hlc, replica, own, _, new in found}, rest


def _settle_presence(conn: sqlite3.Connection) -> None:
    """Whether rows are there that more than one birth made: those that came, and those an undo or redo was about."""
    rows = set(conn.execute("SELECT tbl, row FROM temp.twice_born").fetchall())
    turned = conn.execute(
        "SELECT b.local FROM temp.brought b JOIN main.txn x ON x.id = b.local WHERE x.kind IN ('undo', 'redo')"
    ).fetchall()
    for (txn,) in turned:
        rows |= turned_by(conn, txn)
    settle_presence(conn, rows)


def root_of(conn: sqlite3.Connection, txn: int) -> int:
    """The change set that an undo or redo is about in the end."""
    while True:
        found = conn.execute(
            "SELECT r.id FROM main.txn x JOIN main.txn r ON r.hlc || ':' || r.replica = x.reverts AND r.hlc < x.hlc "
            "WHERE x.id = ?",
            (txn,),
        ).fetchone()
        if found is None:
            return txn
        (txn,) = found


def turned_by(conn: sqlite3.Connection, txn: int) -> set[tuple[str, str]]:
    """Table and id of the rows that may be there or not by an undo or redo: born in what it is about, or deleted."""
    rows = conn.execute("SELECT tbl, row FROM main.change WHERE txn = ? AND col = 'deleted_at'", (txn,)).fetchall()
    return {*rows, *born_in(conn, root_of(conn, txn))}


def born_in(conn: sqlite3.Connection, txn: int) -> list[tuple[str, str]]:
    """Table and id of the rows a change set gave birth to."""
    return conn.execute("SELECT tbl, row FROM main.change WHERE txn = ? AND col = ''", (txn,)).fetchall()


def can_be_twice(conn: sqlite3.Connection) -> bool:
    """Whether a row may have several births: a merge brings them, into this book or the one it was copied from."""
    (found,) = conn.execute(
        "SELECT EXISTS (SELECT 1 FROM main.txn WHERE kind = 'merge' OR brought_by IS NOT NULL) "
        "OR EXISTS (SELECT 1 FROM main.portfolio WHERE copy_kind IS NOT NULL)"
    ).fetchone()
    return bool(found)


def born_twice(conn: sqlite3.Connection, txn: int) -> list[tuple[str, str]]:
    """Table and id of the rows that a change set gave birth to, and another one as well."""
    return conn.execute(
        "SELECT DISTINCT c.tbl, c.row FROM main.change c WHERE c.col = '' AND c.txn <> ?1 AND EXISTS "
        "(SELECT 1 FROM main.change b WHERE b.txn = ?1 AND b.tbl = c.tbl AND b.row = c.row AND b.col = '')",
        (txn,),
    ).fetchall()


def settle_presence(conn: sqlite3.Connection, rows: Iterable[tuple[str, str]]) -> None:
    """Let those of the rows that have several births be there, or not, as all change sets together say.

    Not journalled: what each change set said stays as it was, so that every copy comes to the same verdict.
    """
    for (table, row), deleted_at in presence(conn, rows).items():
        conn.execute(
            f'UPDATE main."{table}" SET deleted_at = ?1 WHERE id = ?2 AND deleted_at IS NOT ?1', (deleted_at, row)
        )


def presence(conn: sqlite3.Connection, rows: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Value]:
    """Of those of the rows (table, id) that have several births and were deleted: what `deleted_at` has to be.

    The latest edit says it; but what was taken back with one birth is there as long as another one stands.
    """
    wanted = list(rows)
    if not wanted:
        return {}
    # As one value and not as a table: whoever only reads may ask, too.
    marks = conn.execute(
        "SELECT c.tbl, c.row, c.col, x.hlc, x.replica, x.kind, x.reverts, c.new FROM main.change c "
        # Not joined: the journal has no index by row, and would be read once for each of the rows.
        "JOIN main.txn x ON x.id = c.txn WHERE c.col IN ('', 'deleted_at') "
        "AND (c.tbl, c.row) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?)) ORDER BY x.hlc, x.replica, c.col",
        (json.dumps(wanted),),
    ).fetchall()
    standing = Standing(conn)
    births: dict[tuple[str, str], list[str]] = {}
    last: dict[tuple[str, str], tuple[str, str | None, Value]] = {}
    for table, row, column, hlc, replica, kind, reverts, new in marks:
        key, name = (table, row), f"{hlc}:{replica}"
        if column == "":
            births.setdefault(key, []).append(name)
        elif name not in births.get(key, ()):
            last[key] = (kind, reverts, new)
    found: dict[tuple[str, str], Value] = {}
    for key, (kind, reverts, new) in last.items():
        if len(births.get(key, ())) > 1:
            kept = False
            if kind == "undo" and new is not None and reverts is not None:
                stands = any(standing.of(birth) for birth in births[key])
                kept = stands and standing.is_about_births(reverts, births[key])
            found[key] = None if kept else new
    return found


class Standing:
    """Which change sets stand: not taken back, or taken back by an undo that was itself taken back."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._reverted_by: dict[str, list[str]] = {}
        self._reverts: dict[str, str] = {}
        for hlc, replica, reverts in conn.execute(
            "SELECT hlc, replica, reverts FROM main.txn WHERE reverts IS NOT NULL"
        ):
            # Later than what it takes back; a file that says otherwise is not to lead us in a circle.
            if reverts.partition(":")[0].isdecimal() and int(reverts.partition(":")[0]) < hlc:
                self._reverted_by.setdefault(reverts, []).append(f"{hlc}:{replica}")
                self._reverts[f"{hlc}:{replica}"] = reverts

    def is_about_births(self, reverted: str, births: Iterable[str]) -> bool:
        """Whether an undo that deleted a row took back one of its births, or a merge, which brought one.

        Which births a merge brought is known only where it was done: so a row that others made as well stays.

        Args:
            reverted: the change set that was undone, itself maybe a redo.
        """
        while reverted in self._reverts:
            reverted = self._reverts[reverted]
        if reverted in births:
            return True
        hlc, _, replica = reverted.partition(":")
        found = self._conn.execute("SELECT kind FROM main.txn WHERE hlc = ? AND replica = ?", (hlc, replica)).fetchone()
        # A merge in which nothing was chosen does not travel.
        return found is None or found[0] == "merge"

    def of(self, name: str) -> bool:
        """
        Args:
            name: "hlc:replica" of a change set.
        """
        # A chain of undo and redo may be long: followed without recursion, the last link stands by itself.
        chain = [name]
        while len(reverting := self._reverted_by.get(chain[-1], [])) == 1:
            chain.append(reverting[0])
        stands = not any(self.of(each) for each in reverting)
        return stands if len(chain) % 2 else not stands
