"""Erasing a person in one change set, and looking afterwards whether any byte of the name is left."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.erasing import ERASED, Hit, Plan, Words, found_in, spellings, without
from desktop.domain.errors import Rejected
from desktop.domain.merge import Cell
from desktop.store import backup, drafts
from desktop.store.erasing import looking, marks
from desktop.store.erasing.scrubbing import PERSONAL, scrub
from desktop.store.tx import Tx

LABEL = "Erase a person"


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done, and what is left.

    Args:
        plan: what was found. It names the person: show it, don't keep it.
        kept: hits that were left as they are.
        left: how often a spelling of the name stands in the bytes of the file still.
        backups: copies in the backup folder that hold the person.
    """

    plan: Plan
    kept: tuple[Hit, ...]
    left: int
    backups: tuple[backup.Found, ...]


def erase(tx: Tx, contact: str, kept: Collection[Cell], on_day: str) -> tuple[Plan, tuple[Hit, ...]]:
    """Erase a contact (by id), in a change set of the kind `marks.KIND`.

    Args:
        kept: fields that name somebody else; the rest of what `looking.plan` finds goes.
        on_day: ISO.
    Raises:
        Rejected: there is no such contact, it was erased, or a field to keep was not found.
    """
    conn = tx.conn
    tx.label = LABEL
    found = looking.plan(conn, contact)
    unknown = set(kept) - {each.cell for each in found.hits}
    if unknown:
        raise Rejected("What is to be kept does not name this person (any more): look again what would be erased.")
    for person in found.people:
        erase_contact(tx, person)
    for each in found.hits:
        if each.cell not in kept:
            erase_text(tx, each.cell, found.words)
    marks.write(tx, found.account, found.people, found.words, kept, on_day)
    # They say again, beside the rows, what was erased.
    conn.execute("DELETE FROM derived")
    scrub(conn, "main", marks.read(conn, "main"))
    return found, tuple(each for each in found.hits if each.cell in kept)


def erase_contact(tx: Tx, person: str) -> None:
    """Leave nothing of a contact (by id) but that there was one."""
    tx.update("contact", person, {"name": ERASED, **dict.fromkeys(PERSONAL)})
    if tx.conn.execute("SELECT deleted_at FROM contact WHERE id = ?", (person,)).fetchone()[0] is None:
        tx.delete("contact", person)


def erase_text(tx: Tx, cell: Cell, *people: Words) -> None:
    """Take people out of a field of a row that is there, parts of their names too.

    The change set says what the field holds now, also where only its history changes: others learn it thereby.
    """
    (text,) = tx.conn.execute(f'SELECT "{cell.field}" FROM "{cell.table}" WHERE id = ?', (cell.row,)).fetchone()
    held = without(text, people, parts_alone=True) if isinstance(text, str) else text
    if held != text:
        tx.update(cell.table, cell.row, {cell.field: held})
    tx.conn.execute(
        "INSERT INTO change(txn, tbl, row, col, old, new) VALUES(?1, ?2, ?3, ?4, ?5, ?5) "
        "ON CONFLICT(txn, tbl, row, col) DO UPDATE SET old = excluded.old",
        (tx.txn, *cell, held),
    )


def count_left(contents: bytes, plan: Plan) -> int:
    """How often anything the person was called stands in the bytes of a file."""
    small = contents.lower()
    return sum(small.count(each) for each in spellings(plan.said))


def forget_drafts(doc_id: str, plan: Plan) -> None:
    """Erase the person from lines that were typed and not saved yet."""
    for about in ("", plan.account):
        text = drafts.kept(doc_id, about)
        found = found_in(text, (plan.words,), parts_alone=about != "")
        if found is not None:
            drafts.keep(doc_id, about, found.without)


def backups_holding(doc_id: str, people: Collection[str], said: Collection[str] = ()) -> list[backup.Found]:
    """The backups of a document and its copies in which people are not erased, or which hold what they were called.

    Args:
        people: ids of contacts.
        said: names, addresses and numbers; nothing where nobody knows them any more.
    """
    spelt = spellings(said)
    return [
        each for each in backup.of_document(doc_id) if _names(each.path, people) or (spelt and _holds(each.path, spelt))
    ]


def _names(path: Path, people: Collection[str]) -> bool:
    marks_ = ", ".join("?" * len(people))
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as conn:
            found = conn.execute(
                f"SELECT 1 FROM contact WHERE name <> ? AND id IN ({marks_}) LIMIT 1", (ERASED, *people)
            ).fetchone()
        return found is not None
    except sqlite3.Error:
        # What can't be read may hold anybody.
        return True


def _holds(path: Path, spelt: Collection[bytes]) -> bool:
    small = path.read_bytes().lower()
    return any(each in small for each in spelt)
