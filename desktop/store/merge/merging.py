"""One merge: the files looked at, taken in one after the other, and the conflicts decided, in one change set."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from desktop.domain.errors import Rejected
from desktop.domain.merge import Came, Choices, Conflict, Joined, LeftOut, Merged, Side
from desktop.store import torn, triggers
from desktop.store.merge import circles, review, said_twice, same_people, taking, task_titles
from desktop.store.merge.others import Other
from desktop.store.tx import Tx, Value

UNFIT = {
    "snapshot": "is a snapshot: it has no history, so nobody can tell what was changed in it. Ask for a full copy, "
    "or for a loan copy of some accounts.",
    "redacted": "is a redacted copy: what was left out of it would count as deleted. Ask for a full copy.",
}


def refuse_unfit(conn: sqlite3.Connection, others: Sequence[Other], *, other_books: bool) -> None:
    """Look whether these files may be merged into this one at all.

    Raises:
        Rejected: one is a copy that does not come back, is in another currency, or is another document and that was
            not asked for; or this file is itself such a copy.
    """
    doc_id, currency, copy_kind = conn.execute("SELECT doc_id, currency, copy_kind FROM main.portfolio").fetchone()
    if copy_kind == "loan":
        raise Rejected("This is a loan copy: merge it into the book it was lent from, not the other way round.")
    if copy_kind is not None:
        raise Rejected(f"This {UNFIT[copy_kind]}")
    for other in others:
        if other.copy_kind in UNFIT:
            raise Rejected(f"{other.path.name} {UNFIT[other.copy_kind]}")
        if other.currency != currency:
            raise Rejected(
                f"{other.path.name} is in {other.currency}, this book in {currency}: money would be added up wrongly. "
                "Only books of one currency can be merged."
            )
        if other.doc_id != doc_id and not other_books:
            raise Rejected(
                f"{other.path.name} is not a copy of this book but another one. If the two shall become one, merge it "
                "with --other-book.",
                field="other_book",
            )
        if other.copy_kind == "loan":
            _refuse_unknown_loan(conn, other)


def merge(tx: Tx, others: Sequence[Other], choices: Choices) -> Merged:
    """Take the files in, and decide the conflicts; what was decided is part of the open change set and travels on."""
    conn = tx.conn
    change_sets = 0
    came: list[Came] = []
    conflicts: list[Conflict] = []
    kept: list[Side] = []
    left_out: list[LeftOut] = []
    joined: list[Joined] = []
    contacts = same_people.link_fields(conn)
    ahead = timedelta()
    for other in others:
        taking.take(tx, other)
        (number,) = conn.execute("SELECT count(*) FROM temp.brought").fetchone()
        if number:
            change_sets += number
            ahead = max(ahead, _newest_brought(conn, other) - tx.at)
            rings = {each.conflict.cell: each for each in circles.rings(conn, other.name)}
            people = same_people.join(tx)
            joined += people.joined
            settled = rings.keys() | task_titles.settle(tx)
            found = [each for each in review.conflicts(conn, other.name) if each.cell not in settled]
            found = [each for each in found if not people.settles(each, contacts)]
            found += people.conflicts
            found += [each.conflict for each in rings.values()]
            twice = {each.conflict.cell: each for each in said_twice.find(conn, other.name)}
            found += [each.conflict for each in twice.values()]
            sides: list[Side] = [choices.of(each) for each in found]
            left_out += review.left_out(conn)
            came += people.without_moves(review.came(conn, other.name), contacts)
            conflicts += found
            kept += sides
            for conflict, side in zip(found, sides, strict=True):
                if side != conflict.later and conflict.cell in rings:
                    circles.put(tx, conflict.cell.row, rings[conflict.cell].wanted)
                elif side != conflict.later and conflict.is_of_two_rows:
                    said_twice.let_count(tx, twice[conflict.cell])
                elif side != conflict.later:
                    _set(tx, conflict, side)
            # Who was called otherwise just now.
            task_titles.settle(tx)
            circles.settle_after(tx)
        taking.forget(conn)
    names = ", ".join(other.path.name for other in others)
    tx.label = f"Merge {names}"
    return Merged(change_sets, tuple(came), tuple(conflicts), tuple(kept), tuple(left_out), ahead, tuple(joined))


def _newest_brought(conn: sqlite3.Connection, other: Other) -> datetime:
    """When, by the clock there, the last of what came was done."""
    (hlc,) = conn.execute("SELECT max(hlc) FROM temp.brought").fetchone()
    row = conn.execute(f"SELECT max(wall) FROM {other.name}.txn WHERE hlc = ?", (hlc,)).fetchone()
    try:
        return datetime.fromisoformat(row[0]).astimezone(UTC)
    except ValueError:
        # What another program wrote: nothing is said of its clock.
        return datetime.min.replace(tzinfo=UTC)


def _set(tx: Tx, conflict: Conflict, side: Side) -> None:
    value = conflict.told(side).value
    if isinstance(value, bytes):
        raise TypeError(f"{conflict.cell.table}.{conflict.cell.field} holds bytes")
    chosen: Value = value
    if (conflict.cell.table, conflict.cell.field) == ("account", "parent"):
        circles.put(tx, conflict.cell.row, None if chosen is None else str(chosen))
        return
    tx.update(conflict.cell.table, conflict.cell.row, {conflict.cell.field: chosen})


def _refuse_unknown_loan(conn: sqlite3.Connection, other: Other) -> None:
    """A loan copy holds only parts of old change sets, so that the book must know all of them already.

    But for what was chosen in a merge: nothing rests on it, and it is gone where that merge was taken back since.
    """
    (unknown,) = conn.execute(
        f"SELECT count(*) FROM {other.name}.txn t WHERE t.hlc <= ?1 AND t.kind <> 'merge' "
        "AND NOT EXISTS (SELECT 1 FROM main.txn m "
        "WHERE m.hlc = t.hlc AND substr(m.replica, 1, ?2) = substr(t.replica, 1, ?2))",
        (other.copied_hlc, torn.PREFIX),
    ).fetchone()
    if unknown:
        raise Rejected(
            f"{other.path.name} was lent from a book that holds {unknown} change sets which this one does not know. "
            "Merge it into the book it was lent from; if it was lent on from another loan copy, merge that one first."
        )
    lost = sum(_lost(conn, other, table) for table in triggers.journalled_tables(conn))
    if lost:
        raise Rejected(
            f"{other.path.name} was lent with {lost} rows that this book has lost since. Merge a whole copy of the "
            "book that has them first, or restore a backup of it."
        )


def _lost(conn: sqlite3.Connection, loan: Other, table: str) -> int:
    """How many rows it was lent with are not here: a repaired book may lack some, and what names them can't come."""
    (number,) = conn.execute(
        f'SELECT count(*) FROM {loan.name}."{table}" r WHERE r.id NOT IN (SELECT id FROM main."{table}") '
        f"AND EXISTS (SELECT 1 FROM {loan.name}.change c JOIN {loan.name}.txn t ON t.id = c.txn "
        "WHERE c.tbl = ? AND c.row = r.id AND c.col = '' AND t.hlc <= ?)",
        (table, loan.copied_hlc),
    ).fetchone()
    return int(number)
