"""The marks of people who were erased: rows that merge like all others, hold no name, and are never taken back.

`subject_table` says what a row of `erasure` is about: "contact" (its id), "word" and "name" (a keyed digest of what
tells the person alone, or of a part of a name), "kept" (a field that names somebody else of the same name). The fields
whose text was changed are those of the change set, which is of the kind "erase".
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from desktop.domain.erasing import Words
from desktop.domain.identity import derived_id
from desktop.domain.merge import Cell
from desktop.store.tx import Tx

KIND = "erase"
"""Of a change set that erased somebody: never undone, and nobody's undo reaches it."""


class ChangedText(NamedTuple):
    """A field from which somebody was erased as it was at that stamp, by these words."""

    cell: Cell
    hlc: int
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """Everybody who was erased, as far as it is known.

    Args:
        people: ids of their contacts, and the accounts they were erased at.
        words: account -> what tells those of it.
        kept: fields that name others of the same name.
        texts: fields they were erased from.
        until: account -> the stamp of the last time somebody of it was erased.
    """

    people: dict[str, frozenset[str]]
    words: dict[str, Words]
    kept: frozenset[Cell]
    texts: tuple[ChangedText, ...]
    until: dict[str, int]

    def __bool__(self) -> bool:
        return bool(self.people)


def are_there(conn: sqlite3.Connection, schema: str = "main") -> bool:
    return conn.execute(f"SELECT 1 FROM {schema}.erasure LIMIT 1").fetchone() is not None


def number(conn: sqlite3.Connection) -> int:
    """How many people were erased."""
    return int(conn.execute("SELECT count(*) FROM main.erasure WHERE subject_table = 'contact'").fetchone()[0])


def read(conn: sqlite3.Connection, *schemas: str) -> Marks:
    """The marks of these databases together. One that was taken back counts: nobody comes back by an undo."""
    people: dict[str, frozenset[str]] = {}
    kept: set[Cell] = set()
    told: defaultdict[str, dict[str, set[str]]] = defaultdict(lambda: {"word": set(), "name": set()})
    texts: dict[tuple[Cell, int], set[tuple[str, str, str]]] = {}
    until: dict[str, int] = {}
    for schema in schemas:
        rows = conn.execute(f"SELECT account, subject_table, subject_row FROM {schema}.erasure").fetchall()
        for account, what, subject in rows:
            if what == "contact":
                people[subject] = people.get(subject, frozenset()) | {account}
            elif what == "kept":
                table, row, field = subject.split(" ", 2)
                kept.add(Cell(table, row, field))
            elif what in ("word", "name"):
                told[account][what].add(subject)
        said = _said_in(conn, schema)
        for hlc, table, row, field in conn.execute(
            f"SELECT x.hlc, c.tbl, c.row, c.col FROM {schema}.txn x CROSS JOIN {schema}.change c ON c.txn = x.id "
            "WHERE x.kind = ? AND c.col NOT IN ('', 'deleted_at')",
            (KIND,),
        ).fetchall():
            texts.setdefault((Cell(table, row, field), hlc), set()).update(said.get(hlc, ()))
        for hlc, words in said.items():
            for account, *_ in words:
                until[account] = max(hlc, until.get(account, 0))
    changed = tuple(
        ChangedText(cell, hlc, _words(words))
        for (cell, hlc), words in sorted(texts.items())
        if not (cell.table == "contact" and cell.row in people)
    )
    words = {key: Words(key, frozenset(of["word"]), frozenset(of["name"])) for key, of in told.items()}
    return Marks(people, words, frozenset(kept), changed, until)


def write(tx: Tx, account: str, people: Iterable[str], words: Words, kept: Iterable[Cell], on_day: str) -> None:
    """Mark people of an account as erased, within the change set that erases them."""
    subjects = [("contact", each) for each in people]
    subjects += [("word", each) for each in sorted(words.alone)] + [("name", each) for each in sorted(words.parts)]
    subjects += [("kept", " ".join(each)) for each in kept]
    for what, subject in subjects:
        tx.put(
            "erasure",
            derived_id("erasure", (account, what, subject)),
            {
                "account": account,
                "subject_table": what,
                "subject_row": subject,
                "on_day": on_day,
                "author": tx.author,
            },
        )


def _said_in(conn: sqlite3.Connection, schema: str) -> dict[int, set[tuple[str, str, str]]]:
    """Stamp of a change set that erased somebody -> (account, what, digest) of the words it went by."""
    found: defaultdict[int, set[tuple[str, str, str]]] = defaultdict(set)
    for hlc, account, what, subject in conn.execute(
        f"SELECT x.hlc, e.account, e.subject_table, e.subject_row FROM {schema}.txn x "
        f"CROSS JOIN {schema}.change c ON c.txn = x.id AND c.tbl = 'erasure' JOIN {schema}.erasure e ON e.id = c.row "
        "WHERE x.kind = ? AND e.subject_table IN ('word', 'name')",
        (KIND,),
    ).fetchall():
        found[hlc].add((account, what, subject))
    return found


def _words(said: Iterable[tuple[str, str, str]]) -> tuple[Words, ...]:
    found: dict[str, Words] = {}
    for account, what, subject in said:
        one = frozenset((subject,))
        more = Words(account, one if what == "word" else frozenset(), one if what == "name" else frozenset())
        found[account] = found[account].and_also(more) if account in found else more
    return tuple(found.values())
