"""Taking change sets back and doing them again, from the journal, across restarts."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import NamedTuple

from desktop.store import clock, triggers, usage_rows
from desktop.store.merge import births, circles
from desktop.store.tx import Tx


class Entry(NamedTuple):
    """A change set of this replica that can be taken back (or done again)."""

    txn: int
    hlc: int
    label: str
    is_merge: bool = False


@dataclass(frozen=True, slots=True)
class Stacks:
    """What undo and redo would act on, newest last."""

    done: tuple[Entry, ...]
    undone: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """A field that undo left alone, because it has changed since."""

    table: str
    row: str
    field: str


def stacks(conn: sqlite3.Connection, replica: str) -> Stacks:
    """Replay this replica's change sets: an undo moves the newest done one over, a new edit forgets what was undone.

    A redone change set is represented by its redo, which is what the next undo has to revert.
    """
    done: list[Entry] = []
    undone: list[Entry] = []
    rows = conn.execute(
        "SELECT id, hlc, coalesce(label, ''), kind FROM txn WHERE replica = ? "
        # A merge that left the file again left nothing that could be undone or redone; who was erased stays so.
        "AND kind NOT IN ('system', 'unmerge', 'erase') ORDER BY hlc",
        (replica,),
    )
    for txn, hlc, label, kind in rows:
        if kind == "undo":
            undone.append(Entry(txn, hlc, done.pop().label))
        elif kind == "redo":
            done.append(Entry(txn, hlc, undone.pop().label))
        else:
            done.append(Entry(txn, hlc, label, kind == "merge"))
            undone.clear()
    return Stacks(tuple(done), tuple(undone))


def revert(tx: Tx, target: int) -> tuple[Left, ...]:
    """Write the opposite of change set `target`: its births deleted, its fields back to what they were.

    Of a merge, the opposite of all it brought, the newest first. A row that somebody else gave birth to as well stays.

    Returns:
        The fields that were left as they are, because their value has changed since.
    """
    conn = tx.conn
    hlc, replica = conn.execute("SELECT hlc, replica FROM txn WHERE id = ?", (target,)).fetchone()
    conn.execute("UPDATE txn SET reverts = ? WHERE id = ?", (f"{hlc}:{replica}", tx.txn))
    left: list[Left] = []
    brought = conn.execute(
        "SELECT id FROM txn WHERE brought_by = ? AND kind <> 'erase' ORDER BY hlc DESC, replica DESC", (target,)
    ).fetchall()
    for txn in [target, *(each for (each,) in brought)]:
        left += _revert_one(tx, txn)
    if brought:
        _give_back_what_was_typed_before(tx, target)
    _keep_what_several_made(tx)
    batches = conn.execute("SELECT DISTINCT row FROM change WHERE txn = ? AND tbl = 'usage_batch'", (tx.txn,))
    usage_rows.settle(conn, [batch for (batch,) in batches.fetchall()])
    circles.settle_after(tx)
    return tuple(left)


def _revert_one(tx: Tx, target: int) -> list[Left]:
    conn = tx.conn
    left: list[Left] = []
    cells = conn.execute("SELECT DISTINCT tbl, col FROM change WHERE txn = ? AND col <> ''", (target,)).fetchall()
    for table, column in cells:
        left += _restore(tx, target, table, column)
    # Births last: a row born and changed in one change set goes as a whole.
    born = conn.execute(
        "SELECT tbl, count(*) FROM change WHERE txn = ? AND col = '' GROUP BY tbl", (target,)
    ).fetchall()
    for table, rows in born:
        (_delete_born if rows < _MANY else _delete_many_born)(tx, target, table)
    _keep_what_others_made(conn, target)
    return left


_MANY = 100
"""Rows from which it pays to note first where they are."""


def _delete_born(tx: Tx, target: int, table: str) -> None:
    """Mark the rows of one table that were born in the change set; journalled as by trigger, in one statement."""
    conn, at = tx.conn, clock.wall(tx.at)
    with triggers.paused(conn):
        conn.execute(
            "INSERT INTO change(txn, tbl, row, col, old, new) "
            "SELECT ?1, b.tbl, b.row, 'deleted_at', NULL, ?2 FROM change b "
            f'JOIN "{table}" t ON t.id = b.row AND t.deleted_at IS NULL '
            "WHERE b.txn = ?3 AND b.tbl = ?4 AND b.col = '' "
            "ON CONFLICT(txn, tbl, row, col) DO UPDATE SET new = excluded.new",
            (tx.txn, at, target, table),
        )
        conn.execute(
            f'UPDATE "{table}" SET deleted_at = ? WHERE deleted_at IS NULL '
            "AND id IN (SELECT row FROM change WHERE txn = ? AND tbl = ? AND col = '')",
            (at, target, table),
        )


def _delete_many_born(tx: Tx, target: int, table: str) -> None:
    """The same for many: each is looked for by its id once, and the rows are then marked in the order they lie in."""
    conn, at = tx.conn, clock.wall(tx.at)
    is_of_account = "account" in triggers.columns(conn, table)
    conn.execute("CREATE TEMP TABLE marked(place INTEGER, row TEXT, account TEXT)")
    conn.execute(
        f"INSERT INTO marked SELECT t.rowid, b.row, {'t.account' if is_of_account else 'b.row'} FROM change b "
        f"JOIN \"{table}\" t ON t.id = b.row AND t.deleted_at IS NULL WHERE b.txn = ? AND b.tbl = ? AND b.col = ''",
        (target, table),
    )
    with triggers.paused(conn):
        done = conn.execute(
            "INSERT INTO change(txn, tbl, row, col, old, new) SELECT ?, ?, row, 'deleted_at', NULL, ? FROM marked "
            "WHERE true ON CONFLICT(txn, tbl, row, col) DO UPDATE SET new = excluded.new",
            (tx.txn, table, at),
        )
        conn.execute(f'UPDATE "{table}" SET deleted_at = ? WHERE rowid IN (SELECT place FROM marked)', (at,))
    if is_of_account or table == "account":
        accounts = conn.execute("SELECT DISTINCT account FROM marked WHERE account IS NOT NULL").fetchall()
        tx.note(table, "deleted_at", done.rowcount, (account for (account,) in accounts))
    conn.execute("DROP TABLE marked")


def _keep_what_others_made(conn: sqlite3.Connection, target: int) -> None:
    """Settle rows that another change set gave birth to as well; only a book that took in others' work has such."""
    if births.can_be_twice(conn):
        with triggers.paused(conn):
            births.settle_presence(conn, births.born_twice(conn, births.root_of(conn, target)))


def _keep_what_several_made(tx: Tx) -> None:
    """Settle the rows that the undo of a merge deleted, be they born in it or deleted before it and back with it.

    Nobody else knows what the merge brought: whoever takes this undo in settles all of them, and so does this book.
    """
    (kind,) = tx.conn.execute("SELECT kind FROM txn WHERE id = ?", (births.root_of(tx.conn, tx.txn),)).fetchone()
    if kind == "merge":
        with triggers.paused(tx.conn):
            births.settle_presence(tx.conn, births.turned_by(tx.conn, tx.txn))


def _give_back_what_was_typed_before(tx: Tx, merge: int) -> None:
    """Let each field that the undo of a merge put back hold what the latest edit before the merge said.

    What came with the merge replaced something else where it was typed than here.
    """
    conn = tx.conn
    _note_put_back(conn, tx.txn, merge)
    typed = conn.execute(
        "SELECT tbl, row, col, new FROM (SELECT c.tbl, c.row, c.col, c.new, "
        "row_number() OVER (PARTITION BY c.tbl, c.row, c.col ORDER BY x.hlc DESC, x.replica DESC) AS place "
        "FROM change c CROSS JOIN put_back u ON u.tbl = c.tbl AND u.row = c.row AND u.col = c.col "
        "JOIN txn x ON x.id = c.txn WHERE c.txn < ? "
        "AND NOT EXISTS (SELECT 1 FROM change b "
        "WHERE b.txn = c.txn AND b.tbl = c.tbl AND b.row = c.row AND b.col = '')) WHERE place = 1",
        (merge,),
    ).fetchall()
    several = set(
        conn.execute(
            "SELECT c.tbl, c.row FROM change c CROSS JOIN put_back u ON u.tbl = c.tbl AND u.row = c.row "
            "AND u.col = 'deleted_at' WHERE c.col = '' GROUP BY 1, 2 HAVING count(*) > 1"
        ).fetchall()
    )
    conn.execute("DROP TABLE put_back")
    for table, row, field, value in typed:
        if field == "deleted_at" and (table, row) in several:
            continue
        tx.update(table, row, {field: value})
        # It held that already: both had typed the same.
        conn.execute(
            "DELETE FROM change WHERE txn = ? AND tbl = ? AND row = ? AND col = ? AND old IS new",
            (tx.txn, table, row, field),
        )
    # Others had taken theirs back by themselves: said again, it would beat what somebody typed meanwhile.
    conn.execute(
        "DELETE FROM change WHERE txn = ? AND col NOT IN ('', 'parent', 'deleted_at') AND old IS new", (tx.txn,)
    )


def _note_put_back(conn: sqlite3.Connection, undo: int, merge: int) -> None:
    """Note in `put_back` the cells that the undo of a merge wrote, and those it had no need to.

    The journal has no index by cell: whoever asks it goes through it once and looks up here.

    Somebody who takes a removal and its undo back says that the row is there, as it was: a change from nothing to
    nothing, later than what I did meanwhile. With the merge that brought it, it no longer counts.
    """
    conn.execute("CREATE TEMP TABLE put_back(tbl TEXT, row TEXT, col TEXT, PRIMARY KEY(tbl, row, col)) WITHOUT ROWID")
    conn.execute(
        "INSERT INTO put_back SELECT tbl, row, col FROM change WHERE txn = ? AND col NOT IN ('', 'parent')", (undo,)
    )
    unmoved = (
        "FROM txn x CROSS JOIN change c ON c.txn = x.id WHERE x.brought_by = ? AND x.kind <> 'erase' "
        "AND c.old IS c.new AND c.col NOT IN ('', 'parent')"
    )
    for table, column in conn.execute(f"SELECT DISTINCT c.tbl, c.col {unmoved}", (merge,)).fetchall():
        conn.execute(
            f"INSERT OR IGNORE INTO put_back SELECT c.tbl, c.row, c.col {unmoved} AND c.tbl = ? AND c.col = ? "
            f'AND EXISTS (SELECT 1 FROM "{table}" t WHERE t.id = c.row AND t."{column}" IS c.new)',
            (merge, table, column),
        )


def _restore(tx: Tx, target: int, table: str, column: str) -> list[Left]:
    """Put the old values of one column back where the new ones still stand; rows born in the change set are skipped."""
    conn = tx.conn
    conn.execute("CREATE TEMP TABLE cell(row TEXT PRIMARY KEY, old ANY, new ANY) STRICT, WITHOUT ROWID")
    conn.execute(
        "INSERT INTO cell SELECT row, old, new FROM change c WHERE txn = ?1 AND tbl = ?2 AND col = ?3 "
        "AND NOT EXISTS (SELECT 1 FROM change b WHERE b.txn = ?1 AND b.tbl = ?2 AND b.row = c.row AND b.col = '')",
        (target, table, column),
    )
    changed_since = conn.execute(
        f'SELECT c.row FROM cell c JOIN "{table}" t ON t.id = c.row WHERE t."{column}" IS NOT c.new'
    ).fetchall()
    with triggers.paused(conn):
        conn.execute(
            "INSERT INTO change(txn, tbl, row, col, old, new) "
            f'SELECT ?, ?, c.row, ?, t."{column}", c.old FROM cell c JOIN "{table}" t ON t.id = c.row '
            f'WHERE t."{column}" IS c.new AND c.new IS NOT c.old '
            "ON CONFLICT(txn, tbl, row, col) DO UPDATE SET new = excluded.new",
            (tx.txn, table, column),
        )
        conn.execute(
            f'UPDATE "{table}" SET "{column}" = (SELECT old FROM cell WHERE cell.row = "{table}".id) '
            f'WHERE id IN (SELECT row FROM cell) AND "{column}" IS (SELECT new FROM cell WHERE cell.row = "{table}".id)'
        )
    conn.execute("DROP TABLE cell")
    return [Left(table, row, column) for (row,) in changed_since]
