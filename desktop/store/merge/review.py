"""What a merge brought, as records: read from what `taking.take` left, before it is forgotten."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from desktop.domain.merge import Came, Cell, Conflict, LeftOut, Side, Told, Value
from desktop.store import triggers
from desktop.store.merge.taking import by_table
from desktop.store.queries.history import TITLES
from desktop.store.schema import links


def came(conn: sqlite3.Connection, theirs: str) -> Iterator[Came]:
    """Rows that are there now and were not, fields that hold another value, rows that are gone; by table."""
    linked = _Linked(conn)
    for each in _came(conn, theirs):
        if linked.has(each.table, each.field):
            old, new = (linked.name(each.table, each.field, value) for value in (each.old, each.new))
            yield each._replace(old_called=old, new_called=new)
        else:
            yield each


def _came(conn: sqlite3.Connection, theirs: str) -> Iterator[Came]:
    for (table,) in conn.execute("SELECT DISTINCT tbl FROM temp.newborn ORDER BY 1").fetchall():
        account, title = _named(conn, table)
        for row in conn.execute(
            f"SELECT m.id, {account}, {title}, x.author, x.wall FROM temp.newborn n "
            f'JOIN main."{table}" m ON m.id = n.row '
            f"JOIN (SELECT c.row AS row, min(t.hlc), t.author, t.wall FROM temp.brought b JOIN {theirs}.txn t "
            f"ON t.id = b.txn JOIN {theirs}.change c ON c.txn = t.id AND c.tbl = ?1 AND c.col = '' GROUP BY c.row) x "
            "ON x.row = n.row WHERE n.tbl = ?1 AND m.deleted_at IS NULL ORDER BY m.rowid",
            (table,),
        ).fetchall():
            key, of, called, by, at = row
            yield Came("new", of, table, key, called, None, None, None, by, at)
    for table, fields in by_table(conn, "met_cell").items():
        account, title = _named(conn, table)
        for field in fields:
            for key, of, called, old, new, by, at in conn.execute(
                f'SELECT m.id, {account}, {title}, v.mine, m."{field}", t.author, t.wall FROM temp.met_cell v '
                f'JOIN main."{table}" m ON m.id = v.row JOIN temp.their_cell c ON c.tbl = v.tbl AND c.row = v.row '
                f"AND c.col = v.col JOIN {theirs}.txn t ON t.id = c.txn "
                f'WHERE v.tbl = ? AND v.col = ? AND v.mine IS NOT m."{field}" ORDER BY m.rowid',
                (table, field),
            ).fetchall():
                yield _changed(of, table, key, called, field, old, new, by, at)
    for table, fields in by_table(conn, "born_cell").items():
        account, title = _named(conn, table)
        for field in fields:
            for key, of, called, old, new, by, at in conn.execute(
                f'SELECT m.id, {account}, {title}, v.mine, m."{field}", {_birth("their_birth", theirs)} '
                f'FROM temp.born_cell v JOIN main."{table}" m ON m.id = v.row '
                f'WHERE v.tbl = ? AND v.col = ? AND v.mine IS NOT m."{field}" ORDER BY m.rowid',
                (table, field),
            ).fetchall():
                yield _changed(of, table, key, called, field, old, new, by, at)


def conflicts(conn: sqlite3.Connection, theirs: str) -> Iterator[Conflict]:
    """Fields both sides set apart to different values, and rows one deleted and the other edited; by table."""
    linked = _Linked(conn)
    for each in _conflicts(conn, theirs):
        table, field = each.cell.table, each.cell.field
        if linked.has(table, field):
            mine, other = (
                told._replace(called=linked.name(table, field, told.value)) for told in (each.mine, each.theirs)
            )
            yield each._replace(mine=mine, theirs=other)
        else:
            yield each


def _conflicts(conn: sqlite3.Connection, theirs: str) -> Iterator[Conflict]:
    for table, fields in by_table(conn, "met_cell").items():
        account, title = _named(conn, table)
        for field in fields:
            for row in conn.execute(
                f"SELECT m.id, {account}, {title}, v.mine, v.theirs, o.author, o.wall, t.author, t.wall, "
                "(mc.hlc, mc.replica) < (tc.hlc, tc.replica) FROM temp.met_cell v "
                "JOIN temp.their_cell tc ON tc.tbl = v.tbl AND tc.row = v.row AND tc.col = v.col "
                "JOIN temp.my_cell mc ON mc.tbl = v.tbl AND mc.row = v.row AND mc.col = v.col "
                f"JOIN main.txn o ON o.id = mc.txn JOIN {theirs}.txn t ON t.id = tc.txn "
                f'JOIN main."{table}" m ON m.id = v.row '
                "WHERE v.tbl = ? AND v.col = ? AND v.mine IS NOT v.theirs "
                # Deleted twice is no conflict; nor is a row that stays because several made it, whoever took it back.
                "AND NOT (v.col = 'deleted_at' AND (v.mine IS NOT NULL AND v.theirs IS NOT NULL "
                "OR m.deleted_at IS NOT iif((mc.hlc, mc.replica) < (tc.hlc, tc.replica), v.theirs, v.mine))) "
                "ORDER BY m.rowid",
                (table, field),
            ).fetchall():
                key, of, called, mine, other, my_author, my_wall, author, wall, theirs_later = row
                later: Side = "theirs" if theirs_later else "mine"
                yield Conflict(
                    Cell(table, key, field),
                    of,
                    called,
                    Told(mine, my_author, my_wall),
                    Told(other, author, wall),
                    later,
                    field == "deleted_at",
                )
    yield from _of_births(conn, theirs)
    yield from _of_deletions(conn, theirs)


def left_out(conn: sqlite3.Connection) -> list[LeftOut]:
    """What a loan copy changed of the book itself, and was not taken."""
    rows = conn.execute("SELECT tbl, count(DISTINCT row) FROM temp.left_out GROUP BY tbl ORDER BY tbl")
    return [LeftOut(table, number) for table, number in rows.fetchall()]


class _Linked:
    """What the rows are called that fields of others name by their ids."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._named = {(table, field): parent for table, field, parent in links(conn)}

    def has(self, table: str, field: str | None) -> bool:
        return (table, field) in self._named

    def name(self, table: str, field: str | None, row: Value) -> str | None:
        """None = it names none, or none that has a name."""
        parent = self._named[table, field or ""]
        title = "name" if parent in ("account", "playbook") else TITLES.get(parent)
        if row is None or title is None:
            return None
        found = self._conn.execute(f'SELECT {title} FROM main."{parent}" WHERE id = ?', (row,)).fetchone()
        return None if found is None else found[0]


def _of_births(conn: sqlite3.Connection, theirs: str) -> Iterator[Conflict]:
    for table, fields in by_table(conn, "born_cell").items():
        account, title = _named(conn, table)
        for field in fields:
            if field == "deleted_at":
                continue
            for key, of, called, mine, other, now, my_author, my_wall, author, wall in conn.execute(
                f'SELECT m.id, {account}, {title}, v.mine, v.theirs, m."{field}", {_birth("my_birth", "main")}, '
                f'{_birth("their_birth", theirs)} FROM temp.born_cell v JOIN main."{table}" m ON m.id = v.row '
                "WHERE v.tbl = ? AND v.col = ? AND v.mine IS NOT v.theirs "
                "AND v.mine IS NOT NULL AND v.theirs IS NOT NULL ORDER BY m.rowid",
                (table, field),
            ).fetchall():
                yield Conflict(
                    Cell(table, key, field),
                    of,
                    called,
                    Told(mine, my_author, my_wall),
                    Told(other, author, wall),
                    "mine" if now == mine else "theirs",
                )


def _of_deletions(conn: sqlite3.Connection, theirs: str) -> Iterator[Conflict]:
    """Rows that one side deleted while the other one edited something else of them: they stay deleted."""
    sides: tuple[tuple[Side, str, str, str, str], ...] = (
        ("theirs", "their_cell", "my_cell", theirs, "main"),
        ("mine", "my_cell", "their_cell", "main", theirs),
    )
    for deleting, gone, edited, gone_in, edited_in in sides:
        tables = conn.execute(f"SELECT DISTINCT tbl FROM temp.{gone} WHERE col = 'deleted_at'").fetchall()
        for (table,) in tables:
            account, title = _named(conn, table)
            for key, of, called, at, author, wall, editor, edit_wall in conn.execute(
                f"SELECT m.id, {account}, {title}, d.deleted_at, g.author, g.wall, e.author, e.wall "
                f'FROM temp.{gone} c JOIN main."{table}" m ON m.id = c.row JOIN {gone_in}."{table}" d ON d.id = c.row '
                f"JOIN {gone_in}.txn g ON g.id = c.txn JOIN (SELECT row, txn, max(hlc) FROM temp.{edited} "
                f"WHERE tbl = ?1 AND col <> 'deleted_at' GROUP BY row) x ON x.row = c.row "
                f"JOIN {edited_in}.txn e ON e.id = x.txn "
                "WHERE c.tbl = ?1 AND c.col = 'deleted_at' AND d.deleted_at IS NOT NULL AND m.deleted_at IS NOT NULL "
                f"AND NOT EXISTS (SELECT 1 FROM temp.{edited} b WHERE b.tbl = ?1 AND b.row = c.row "
                "AND b.col = 'deleted_at') ORDER BY m.rowid",
                (table,),
            ).fetchall():
                deletion, edit = Told(at, author, wall), Told(None, editor, edit_wall)
                mine, other = (edit, deletion) if deleting == "theirs" else (deletion, edit)
                yield Conflict(Cell(table, key, "deleted_at"), of, called, mine, other, deleting, is_deletion=True)


def _changed(
    account: str | None,
    table: str,
    row: str,
    title: str | None,
    field: str,
    old: str | int | float | bytes | None,
    new: str | int | float | bytes | None,
    by: str,
    at: str,
) -> Came:
    if field == "deleted_at":
        return Came("deleted" if old is None else "new", account, table, row, title, None, None, None, by, at)
    return Came("changed", account, table, row, title, field, old, new, by, at)


def _birth(births: str, side: str) -> str:
    """Two columns: who made the row last on one side, and when."""
    return ", ".join(
        f"(SELECT x.{column} FROM temp.{births} b JOIN {side}.txn x ON x.id = b.txn "
        "WHERE b.tbl = v.tbl AND b.row = v.row ORDER BY b.hlc DESC, b.replica DESC LIMIT 1)"
        for column in ("author", "wall")
    )


def _named(conn: sqlite3.Connection, table: str) -> tuple[str, str]:
    """Expressions over a row `m` of the table: the name of its account, and what the row is called."""
    if table == "account":
        return "m.name", "NULL"
    known = triggers.columns(conn, table)
    account = "(SELECT a.name FROM main.account a WHERE a.id = m.account)" if "account" in known else "NULL"
    title = TITLES.get(table)
    return account, f'(SELECT {title} FROM main."{table}" WHERE id = m.id)' if title else "NULL"
