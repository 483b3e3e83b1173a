"""Saving what can be saved of a damaged file into a fresh one; the damaged one is only read.

Tables are read by ranges of their key, halved where a page can't be read, so that a damaged page costs its own rows.
What names a row that is lost goes with it where it has to name one. The journal keeps what still fits; rows whose
birth is lost are born again, and fields it tells otherwise get an entry that says what they hold.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from desktop.domain.errors import FileProblem
from desktop.store import backup, checks, clock, making, opening, torn, triggers
from desktop.store.lock import Lock
from desktop.store.problems import told_plainly
from desktop.store.sharing.exporting import drop_guards
from desktop.store.sharing.forgetting import cut_links

PAGE = 4096
MOST_ROWS_IN_A_PAGE = 200
WIDE = 2000
"""Keys of a range that is given up where none of `PROBES` in it can be looked up."""
PROBES = 16

Row = tuple[Any, ...]
KEYS = {"change": "txn", "usage": "series", "usage_aside": "batch"}
"""Tables without a rowid -> the number that their key begins with."""


class Saved(NamedTuple):
    """What became of one table.

    Args:
        rows: that are in the new file.
        unlinked: rows that were read and left out: what they name is lost, or they hold what no such row can.
        missing: rows that the journal still speaks of and nobody can read.
        is_partly_unreadable: a part of it could not be read.
    """

    table: str
    rows: int
    unlinked: int
    missing: int
    is_partly_unreadable: bool


def repair(path: Path, target: Path, *, at: datetime, author: str) -> list[Saved]:
    """Save what can be saved of the file at `path` into a fresh one at `target`.

    Raises:
        FileProblem: there is something at `target`, the file is missing, open elsewhere, or no page of it can be read.
    """
    path, target = path.resolve(), target.resolve()
    making.refuse_missing_folder(target)
    if not path.is_file():
        raise FileProblem(f"{path} does not exist.", cause="missing")
    if target.exists():
        raise FileProblem(f"{target} exists already. Choose another name, or remove it first.")
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    working = target.with_name(f".{target.name}.damaged.{os.getpid()}.part")
    lock = Lock.take(path) if opening.may_write(path) else None
    try:
        with told_plainly(target):
            opening.refuse_super_journal(path)
            for made in (working, draft):
                made.touch(backup.PRIVATE)
            shutil.copyfile(path, working)
            journal = path.with_name(f"{path.name}-journal")
            if journal.exists():
                shutil.copyfile(journal, f"{working}-journal")
            making.build(draft, "USD", at)
            found = _save(working, draft, at, author)
            shutil.copymode(path, draft)
            making.place(draft, target)
            return found
    finally:
        if lock is not None:
            lock.release()
        for left in (draft, working, Path(f"{working}-journal"), Path(f"{draft}-journal")):
            left.unlink(missing_ok=True)


def _save(working: Path, draft: Path, at: datetime, author: str) -> list[Saved]:
    with closing(_source(working, draft)) as source, closing(sqlite3.connect(draft, isolation_level=None)) as made:
        made.execute("PRAGMA foreign_keys=OFF")
        with making.transaction(made):
            drop_guards(made)
            tables = [
                name
                for (name,) in made.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('capture', 'derived') "
                    "ORDER BY name"
                )
            ]
            read = {table: _copy(source, made, table) for table in tables}
            missing = {table: _missing(made, table) for table in triggers.journalled_tables(made)}
            _cut(made, read["change"].unread)
            _mend_journal(made, at, author)
            triggers.create_all(made)
        problems = checks.problems(made)
        if problems:
            raise FileProblem(f"Nothing was saved: what can be read does not fit together ({problems[0]}).")
        counts = {table: made.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in tables}
    return [
        Saved(table, counts[table], max(rows - counts[table], 0), missing.get(table, 0), bool(unread))
        for table, (rows, unread) in read.items()
    ]


def _source(working: Path, fresh: Path) -> sqlite3.Connection:
    """The copy of the damaged file, open for reading; with a fresh file's first page where its own can't be read.

    Each file of one release has its tables at the same places, unless it was packed anew.
    """
    # With its journal, what a killed writer left half done is rolled back here.
    conn = _opened(working)
    try:
        conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'account'").fetchone():
            return conn
    except sqlite3.DatabaseError:
        pass
    conn.close()
    with fresh.open("rb") as file:
        first = bytearray(file.read(PAGE))
    first[28:32] = (working.stat().st_size // PAGE).to_bytes(4, "big")
    Path(f"{working}-journal").unlink(missing_ok=True)
    with working.open("r+b") as file:
        file.write(first)
    return _opened(working)


def _opened(path: Path) -> sqlite3.Connection:
    conn = sqlite3.connect(path, isolation_level=None)
    conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, opening.LONGEST_VALUE)
    # "writable_schema": also where one of the schema's entries makes no sense.
    for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0", "writable_schema=ON"):
        conn.execute(f"PRAGMA {pragma}")
    return conn


class _Copied(NamedTuple):
    """How many rows of a table were read, and the keys at which some could not be."""

    rows: int
    unread: list[tuple[int, int]]


def _copy(source: sqlite3.Connection, made: sqlite3.Connection, table: str) -> _Copied:
    names = triggers.columns(made, table)
    columns = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" * len(names))
    unread: list[tuple[int, int]] = []
    number = 0
    if table == "portfolio" and next(_read(source, table, columns, []), None) is not None:
        made.execute("DELETE FROM portfolio")
    for row in _read(source, table, columns, unread):
        number += 1
        try:
            made.execute(f'INSERT OR IGNORE INTO "{table}"({columns}) VALUES({marks})', row)
        except sqlite3.IntegrityError:
            continue
    return _Copied(number, unread)


def _read(source: sqlite3.Connection, table: str, columns: str, unread: list[tuple[int, int]]) -> Iterator[Row]:
    key = KEYS.get(table, "rowid")
    if table == "shown_score":
        yield from _from_both_ends(source, f"SELECT {columns} FROM shown_score", "account, on_day, replica", unread)
        return
    ranges = [(0, _last(source, table, key))]
    while ranges:
        low, high = ranges.pop()
        select = f'SELECT {columns} FROM "{table}" WHERE {key} BETWEEN ? AND ?'
        try:
            rows = source.execute(select, (low, high)).fetchall()
        except sqlite3.DatabaseError:
            if high - low > WIDE and not _is_readable_somewhere(source, select, low, high):
                unread.append((low, high))
            elif low < high:
                middle = (low + high) // 2
                ranges += [(middle + 1, high), (low, middle)]
            else:
                yield from _from_both_ends(source, select, key, unread, (low, high))
            continue
        yield from rows


def _last(source: sqlite3.Connection, table: str, key: str) -> int:
    """The end of the keys; numbers are given one after the other, so that one far beyond is no key but damage."""
    most = int(source.execute("PRAGMA page_count").fetchone()[0]) * MOST_ROWS_IN_A_PAGE
    try:
        return min(int(source.execute(f'SELECT coalesce(max({key}), 0) FROM "{table}"').fetchone()[0]), most)
    except (sqlite3.DatabaseError, ValueError, TypeError):
        return most


def _is_readable_somewhere(source: sqlite3.Connection, select: str, low: int, high: int) -> bool:
    """Whether one of some keys can be looked up; where the page above them all is lost, halving on would take hours."""
    for key in range(low, high, (high - low) // PROBES):
        try:
            source.execute(select, (key, key)).fetchall()
        except sqlite3.DatabaseError:
            continue
        return True
    return False


def _from_both_ends(
    source: sqlite3.Connection,
    select: str,
    key: str,
    unread: list[tuple[int, int]],
    span: tuple[int, int] | tuple[()] = (),
) -> Iterator[Row]:
    """Rows up to the damage, and from behind it."""
    for order in ("ASC", "DESC"):
        by = ", ".join(f"{each} {order}" for each in key.split(", "))
        try:
            yield from source.execute(f"{select} ORDER BY {by}", span)
            return
        except sqlite3.DatabaseError:
            unread.append(span or (0, 0))


def _missing(made: sqlite3.Connection, table: str) -> int:
    (number,) = made.execute(
        f'SELECT count(DISTINCT row) FROM change WHERE tbl = ? AND row NOT IN (SELECT id FROM "{table}")', (table,)
    ).fetchone()
    return int(number)


def _cut(made: sqlite3.Connection, unread: list[tuple[int, int]]) -> None:
    """Leave out what names something that is not there; set apart the change sets that lack it, and those `unread`."""
    torn.remember_links(made)
    cut_links(made)
    torn.set_apart(made, unread)
    made.execute("DELETE FROM usage_batch_number WHERE batch NOT IN (SELECT id FROM usage_batch)")
    for usage in ("usage", "usage_aside"):
        made.execute(
            f"DELETE FROM {usage} WHERE series NOT IN (SELECT no FROM usage_series) "
            "OR batch NOT IN (SELECT no FROM usage_batch_number)"
        )
    made.execute(
        "DELETE FROM usage WHERE batch IN (SELECT n.no FROM usage_batch_number n "
        "JOIN usage_batch b ON b.id = n.batch WHERE b.deleted_at IS NOT NULL)"
    )
    made.execute("DELETE FROM change WHERE txn NOT IN (SELECT id FROM txn)")
    tables = triggers.journalled_tables(made)
    known = ", ".join(f"'{table}'" for table in tables)
    made.execute(f"DELETE FROM change WHERE tbl NOT IN ({known})")
    for table in tables:
        fields = ", ".join(f"'{name}'" for name in ("", *triggers.columns(made, table)))
        made.execute(
            f'DELETE FROM change WHERE tbl = ? AND (row NOT IN (SELECT id FROM "{table}") OR col NOT IN ({fields}))',
            (table,),
        )


def _mend_journal(made: sqlite3.Connection, at: datetime, author: str) -> None:
    oldest, newest = made.execute("SELECT coalesce(min(hlc), 2), coalesce(max(hlc), 2) FROM txn").fetchone()
    replica = str(uuid.uuid4())
    births, values = (
        made.execute(
            "INSERT INTO txn(hlc, replica, author, wall, kind, label) VALUES(?, ?, ?, ?, 'system', ?)",
            (hlc, replica, author, clock.wall(at), label),
        ).lastrowid
        for hlc, label in (
            (max(oldest - 1, 1), "Repaired: rows whose beginning was lost"),
            # What was known then: it is not to beat what others have said since.
            (newest + 1, "Repaired: fields whose last change was lost"),
        )
    )
    spoken_of = made.execute("SELECT DISTINCT tbl, col FROM change WHERE col <> ''").fetchall()
    for table in triggers.journalled_tables(made):
        made.execute(
            f"INSERT INTO change(txn, tbl, row, col) SELECT ?1, ?2, id, '' FROM \"{table}\" "
            "WHERE id NOT IN (SELECT row FROM change WHERE tbl = ?2 AND col = '')",
            (births, table),
        )
        for field in (field for of, field in spoken_of if of == table):
            for row in checks.differing(made, table, field):
                made.execute(
                    f'INSERT INTO change(txn, tbl, row, col, old, new) SELECT ?, ?, id, ?, NULL, "{field}" '
                    f'FROM "{table}" WHERE id = ?',
                    (values, table, field, row),
                )
    made.execute("DELETE FROM txn WHERE id IN (?, ?) AND id NOT IN (SELECT txn FROM change)", (births, values))
