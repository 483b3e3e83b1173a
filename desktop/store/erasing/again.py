"""Erasing from a backup that is put back who was erased after it was made."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from desktop.domain.erasing import ERASED
from desktop.domain.merge import Cell
from desktop.store import clock, making, opening, schema
from desktop.store.erasing import marks
from desktop.store.erasing.carrying_out import LABEL, erase_contact, erase_text
from desktop.store.erasing.scrubbing import scrub
from desktop.store.tx import Tx, Value


class _Erasing(NamedTuple):
    """What one change set elsewhere erased.

    Args:
        rows: of `erasure`: id, account, subject_table, subject_row, on_day, author.
        known: those rows as marks.
        cells: the fields whose texts were confirmed.
    """

    rows: tuple[tuple[str, ...], ...]
    known: marks.Marks
    cells: tuple[Cell, ...]


def erase_again(path: Path, others: Iterable[Path], *, at: datetime, author: str) -> int:
    """Erase from a file that nobody has open whoever was erased in one of the others and not yet in it.

    Args:
        others: states of the same book; what can't be read erases nobody.
    Returns:
        How many people stood in the file and are gone from it now.
    """
    found: dict[tuple[int, str], _Erasing] = {}
    for each in others:
        for stamp, erasing in _erasings(each).items():
            found.setdefault(stamp, erasing)
    if not found:
        return 0
    with closing(opening.connect(path, writable=True)) as conn:
        known = set(conn.execute("SELECT hlc, replica FROM txn WHERE kind = ?", (marks.KIND,)).fetchall())
        missing = [found[stamp] for stamp in sorted(found) if stamp not in known]
        if not missing:
            return 0
        version = opening.read_version(path)
        if version < schema.VERSION:
            making.migrate(conn, version)
        replica = str(uuid.uuid4())
        people = sum(_erase(conn, each, at, author, replica) for each in missing)
        # What was removed is still in free pages.
        conn.execute("VACUUM")
    return people


def _erasings(path: Path) -> dict[tuple[int, str], _Erasing]:
    """Stamp -> each change set of a file that erased somebody; nothing where the file can't be read."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as conn:
            conn.execute("PRAGMA trusted_schema=OFF")
            if not marks.are_there(conn):
                return {}
            known = marks.read(conn, "main")
            return {
                (hlc, replica): _erasing(conn, txn, known)
                for txn, hlc, replica in conn.execute(
                    "SELECT id, hlc, replica FROM txn WHERE kind = ?", (marks.KIND,)
                ).fetchall()
            }
    except (sqlite3.Error, UnicodeDecodeError):
        return {}


def _erasing(conn: sqlite3.Connection, txn: int, known: marks.Marks) -> _Erasing:
    rows = conn.execute(
        "SELECT id, account, subject_table, subject_row, on_day, author FROM erasure "
        "WHERE id IN (SELECT row FROM change WHERE txn = ? AND tbl = 'erasure')",
        (txn,),
    ).fetchall()
    people = {subject for _, _, what, subject, *_ in rows if what == "contact"}
    cells = conn.execute(
        "SELECT tbl, row, col FROM change WHERE txn = ? AND col NOT IN ('', 'deleted_at') AND tbl <> 'erasure'", (txn,)
    ).fetchall()
    texts = tuple(Cell(*cell) for cell in cells if not (cell[0] == "contact" and cell[1] in people))
    of = {account for _, account, *_ in rows}
    words = {account: said for account, said in known.words.items() if account in of}
    here = {person: accounts for person, accounts in known.people.items() if person in people}
    return _Erasing(tuple(rows), marks.Marks(here, words, known.kept, (), {}), texts)


def _erase(conn: sqlite3.Connection, erasing: _Erasing, at: datetime, author: str, replica: str) -> int:
    """One change set, of a replica that never writes again; returns how many people it took out of the file."""
    with making.transaction(conn):
        (newest,) = conn.execute(
            "SELECT max(coalesce((SELECT max(hlc) FROM txn), 0), coalesce(copied_hlc, 0)) FROM portfolio"
        ).fetchone()
        hlc = clock.stamp(at, after=newest)
        txn = conn.execute(
            "INSERT INTO txn(hlc, replica, author, wall, kind, label) VALUES(?, ?, ?, ?, ?, ?)",
            (hlc, replica, author, clock.wall(at), marks.KIND, LABEL),
        ).lastrowid
        assert txn is not None
        conn.execute("UPDATE capture SET txn = ?, paused = 0", (txn,))
        tx = Tx(conn, txn, hlc, at, author, replica)
        stood = [person for person in sorted(erasing.known.people) if _stands(conn, person)]
        for person in stood:
            erase_contact(tx, person)
        for cell in erasing.cells:
            if conn.execute(f'SELECT 1 FROM "{cell.table}" WHERE id = ?', (cell.row,)).fetchone():
                erase_text(tx, cell, *erasing.known.words.values())
        for row, account, what, subject, on_day, by in erasing.rows:
            # An account made after the backup has nothing here that could name anybody.
            if conn.execute("SELECT 1 FROM account WHERE id = ?", (account,)).fetchone():
                said: dict[str, Value] = {"account": account, "subject_table": what, "subject_row": subject}
                tx.put("erasure", row, {**said, "on_day": on_day, "author": by})
        conn.execute("DELETE FROM derived")
        scrub(conn, "main", marks.read(conn, "main"))
        conn.execute("UPDATE capture SET txn = NULL")
    return len(stood)


def _stands(conn: sqlite3.Connection, person: str) -> bool:
    found = conn.execute("SELECT name FROM contact WHERE id = ?", (person,)).fetchone()
    return found is not None and found[0] != ERASED
