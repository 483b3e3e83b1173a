"""Making rows, journal and labels say nothing of the people who were erased: the same wherever, and however often.

What comes out depends on the marks and the change sets alone and not on the order in which they came, so that copies
that merge stay equal.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Generator, Iterable
from contextlib import contextmanager

from desktop.domain.erasing import ERASED, Words, without
from desktop.domain.merge import Cell
from desktop.store import triggers
from desktop.store.erasing import marks
from desktop.store.erasing.marks import Marks
from desktop.store.schema import links

PERSONAL = ("external_id", "email", "title", "phone", "role", "influence", "stance", "left_on", "notes")
"""Fields of a contact that are unknown once it was erased; the name has to say something."""

_NO_WORDS = frozenset(
    [
        "id",
        "deleted_at",
        "starts_at",
        "kind",
        "state",
        "side",
        "status",
        "direction",
        "trigger",
        "key",
        "input",
        "cap",
        "cause_table",
        "cause_row",
        "subject_table",
        "subject_row",
        "author",
        "csm",
        "language",
        "currency",
    ]
)
"""Columns of text that hold no words of anybody's; CSMs and authors are colleagues, not contacts."""
_UNWORDED = frozenset(("erasure",))


def text_columns(conn: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    """Table -> its columns in which somebody may be named."""
    linked = {(table, field) for table, field, _ in links(conn)}
    found: dict[str, tuple[str, ...]] = {}
    for table in triggers.journalled_tables(conn):
        columns = conn.execute("SELECT name FROM pragma_table_info(?) WHERE type = 'TEXT'", (table,)).fetchall()
        named = tuple(
            name
            for (name,) in columns
            if name not in _NO_WORDS and not name.endswith("_on") and (table, name) not in linked
        )
        if named and table not in _UNWORDED:
            found[table] = named
    return found


def scrub(conn: sqlite3.Connection, schema: str, known: Marks, *, txn: int | None = None) -> None:
    """Erase these people from a database, inside the caller's transaction; its journal does not hear of it.

    Args:
        txn: only from what this change set touched and says; what was there before was scrubbed when it was marked.
    """
    if not known:
        return
    if txn is not None and _moves(conn, schema, known, txn):
        # What was written where they are now, whoever wrote it, may name them.
        txn = None
    with _unheard(conn, schema):
        _people(conn, schema, known.people, txn)
        columns = text_columns(conn)
        of_row = _rows_of(conn, schema, known, columns, txn)
        _texts(conn, schema, known, columns, of_row)
        _journal(conn, schema, known, columns, of_row, txn)
        if txn is None:
            _confirmed(conn, schema, known)
        _labels(conn, schema, known, of_row, txn)


@contextmanager
def _unheard(conn: sqlite3.Connection, schema: str) -> Generator[None]:
    (paused,) = conn.execute(f"SELECT paused FROM {schema}.capture").fetchone()
    conn.execute(f"UPDATE {schema}.capture SET paused = 1")
    try:
        yield
    finally:
        if conn.in_transaction:
            conn.execute(f"UPDATE {schema}.capture SET paused = ?", (paused,))


def _people(conn: sqlite3.Connection, schema: str, people: Collection[str], txn: int | None) -> None:
    unknown = ", ".join(f"{field} = NULL" for field in PERSONAL)
    said = " OR ".join(f"{field} IS NOT NULL" for field in PERSONAL)
    conn.executemany(
        f"UPDATE {schema}.contact SET name = ?1, {unknown} WHERE id = ?2 AND (name IS NOT ?1 OR {said})",
        [(ERASED, each) for each in sorted(people)],
    )
    of_change = "" if txn is None else f"AND txn = {txn}"
    fields = ", ".join(f"'{field}'" for field in PERSONAL)
    for replaced, of in ((ERASED, "col = 'name'"), (None, f"col IN ({fields})")):
        marks_ = ", ".join("?" * len(people))
        conn.execute(
            f"UPDATE {schema}.change SET old = ?, new = ? WHERE tbl = 'contact' AND {of} {of_change} "
            f"AND row IN ({marks_})",
            (replaced, replaced, *sorted(people)),
        )


def _rows_of(
    conn: sqlite3.Connection, schema: str, known: Marks, columns: Iterable[str], txn: int | None
) -> dict[tuple[str, str], tuple[Words, ...]]:
    """(table, row) of what is or ever was of an account with marks -> its words, or those of several."""
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    told_at = _where_they_were(conn, schema, known)
    accounts = sorted(told_at)
    marks_ = ", ".join("?" * len(accounts))
    touched = "" if txn is None else f"AND id IN (SELECT row FROM {schema}.change WHERE txn = {txn} AND tbl = ?)"
    for table in columns:
        column = "id" if table == "account" else "account"
        if table == "account" or "account" in triggers.columns(conn, table):
            about = () if txn is None else (table,)
            for row, account in conn.execute(
                f'SELECT id, "{column}" FROM {schema}."{table}" WHERE "{column}" IN ({marks_}) {touched}',
                (*accounts, *about),
            ):
                found[table, row] |= told_at[account]
    of_change = "" if txn is None else f"AND txn = {txn}"
    for table, row, *both in conn.execute(
        f"SELECT tbl, row, old, new FROM {schema}.change WHERE col = 'account' {of_change} "
        f"AND (old IN ({marks_}) OR new IN ({marks_}))",
        (*accounts, *accounts),
    ):
        for account in told_at.keys() & set(both):
            found[table, row] |= told_at[account]
    return {key: tuple(known.words[account] for account in sorted(of)) for key, of in found.items()}


def _moves(conn: sqlite3.Connection, schema: str, known: Marks, txn: int) -> bool:
    """Whether a change set puts somebody who was erased at another account."""
    moved = conn.execute(
        f"SELECT row FROM {schema}.change WHERE txn = ? AND tbl = 'contact' AND col = 'account'", (txn,)
    ).fetchall()
    return any(row in known.people for (row,) in moved)


def _where_they_were(conn: sqlite3.Connection, schema: str, known: Marks) -> dict[str, set[str]]:
    """Account -> the accounts whose words tell people of it: its own, and those of who was erased elsewhere.

    Somebody may have moved the person before hearing of the erasing, and written the name there.
    """
    found = {account: {account} for account in known.words}
    people = json.dumps(sorted(known.people))
    for person, account in conn.execute(
        f"SELECT id, account FROM {schema}.contact WHERE id IN (SELECT value FROM json_each(?1)) "
        # By change set and table, as the journal is kept.
        f"UNION SELECT c.row, j.value FROM {schema}.txn x CROSS JOIN {schema}.change c ON c.txn = x.id "
        "AND c.tbl = 'contact' CROSS JOIN json_each(json_array(c.old, c.new)) j "
        "WHERE c.col = 'account' AND c.row IN (SELECT value FROM json_each(?1))",
        (people,),
    ).fetchall():
        if account is not None:
            found.setdefault(account, set()).update(known.people[person] & known.words.keys())
    return found


def _texts(
    conn: sqlite3.Connection,
    schema: str,
    known: Marks,
    columns: dict[str, tuple[str, ...]],
    of_row: dict[tuple[str, str], tuple[Words, ...]],
) -> None:
    by_table: defaultdict[str, list[str]] = defaultdict(list)
    for table, row in of_row:
        by_table[table].append(row)
    for table, rows in by_table.items():
        names = columns.get(table, ())
        quoted = ", ".join(f'"{name}"' for name in names)
        for row in rows if names else ():
            values: tuple[object, ...] = conn.execute(
                f'SELECT {quoted} FROM {schema}."{table}" WHERE id = ?', (row,)
            ).fetchone() or (None,) * len(names)
            for name, value in zip(names, values, strict=True):
                if not isinstance(value, str) or Cell(table, row, name) in known.kept:
                    continue
                left = without(value, of_row[table, row])
                if left != value:
                    conn.execute(f'UPDATE {schema}."{table}" SET "{name}" = ? WHERE id = ?', (left, row))


def _journal(
    conn: sqlite3.Connection,
    schema: str,
    known: Marks,
    columns: dict[str, tuple[str, ...]],
    of_row: dict[tuple[str, str], tuple[Words, ...]],
    txn: int | None,
) -> None:
    of_change = "" if txn is None else f"txn = {txn} AND"
    changed: list[tuple[object, object, int, str, str, str]] = []
    for number, table, row, field, old, new in conn.execute(
        f"SELECT txn, tbl, row, col, old, new FROM {schema}.change WHERE {of_change} "
        "(typeof(old) = 'text' OR typeof(new) = 'text')"
    ):
        words = of_row.get((table, row))
        if words is None or field not in columns.get(table, ()) or Cell(table, row, field) in known.kept:
            continue
        left = (_scrubbed(old, words), _scrubbed(new, words))
        if left != (old, new):
            changed.append((*left, number, table, row, field))
    _write_journal(conn, schema, changed)


def _scrubbed(value: object, words: Collection[Words]) -> object:
    return without(value, words) if isinstance(value, str) else value


def _write_journal(
    conn: sqlite3.Connection, schema: str, changed: Iterable[tuple[object, object, int, str, str, str]]
) -> None:
    conn.executemany(
        f"UPDATE {schema}.change SET old = ?, new = ? WHERE txn = ? AND tbl = ? AND row = ? AND col = ?", changed
    )


def _confirmed(conn: sqlite3.Connection, schema: str, known: Marks) -> None:
    """Fields that were confirmed one by one: a part of a name goes from what they held by then."""
    of_cell: defaultdict[Cell, list[marks.ChangedText]] = defaultdict(list)
    for each in known.texts:
        of_cell[each.cell].append(each)
    if not of_cell:
        return
    rows = {(cell.table, cell.row) for cell in of_cell}
    last: dict[Cell, int] = {}
    changed: list[tuple[object, object, int, str, str, str]] = []
    for number, hlc, table, row, field, old, new in conn.execute(
        f"SELECT c.txn, x.hlc, c.tbl, c.row, c.col, c.old, c.new FROM {schema}.change c "
        f"JOIN {schema}.txn x ON x.id = c.txn WHERE c.col <> ''"
    ):
        if (table, row) not in rows or (cell := Cell(table, row, field)) not in of_cell:
            continue
        last[cell] = max(hlc, last.get(cell, 0))
        left_old, left_new = old, new
        for each in of_cell[cell]:
            if isinstance(left_old, str):
                left_old = without(left_old, each.words, parts_alone=True)
            if isinstance(left_new, str) and hlc <= each.hlc:
                left_new = without(left_new, each.words, parts_alone=True)
        if (left_old, left_new) != (old, new):
            changed.append((left_old, left_new, number, table, row, field))
    _write_journal(conn, schema, changed)
    for cell, texts in of_cell.items():
        read = f'SELECT "{cell.field}" FROM {schema}."{cell.table}" WHERE id = ?'
        found = conn.execute(read, (cell.row,)).fetchone()
        if found is None or not isinstance(found[0], str):
            continue
        left = found[0]
        for each in texts:
            if last.get(cell, 0) <= each.hlc:
                left = without(left, each.words, parts_alone=True)
        if left != found[0]:
            conn.execute(f'UPDATE {schema}."{cell.table}" SET "{cell.field}" = ? WHERE id = ?', (left, cell.row))


def _labels(
    conn: sqlite3.Connection,
    schema: str,
    known: Marks,
    of_row: dict[tuple[str, str], tuple[Words, ...]],
    txn: int | None,
) -> None:
    """What change sets are called: those about the account, of before, don't even say a part of a name."""
    everybody = tuple(known.words.values())
    of_change = "" if txn is None else f"AND id = {txn}"
    labels = conn.execute(f"SELECT id, hlc, label FROM {schema}.txn WHERE label <> '' {of_change}").fetchall()
    about: defaultdict[int, set[Words]] = defaultdict(set)
    if txn is None:
        for number, table, row in conn.execute(f"SELECT DISTINCT txn, tbl, row FROM {schema}.change"):
            about[number].update(of_row.get((table, row), ()))
    for number, hlc, label in labels:
        left = without(label, everybody)
        before = [each for each in about[number] if hlc <= known.until.get(each.key, 0)]
        left = without(left, before, parts_alone=True)
        if left != label:
            conn.execute(f"UPDATE {schema}.txn SET label = ? WHERE id = ?", (left, number))
