"""What a book has to hold, worked out again from its history alone, slowly and plainly: the merge is held against it.

A field holds what the latest edit of it says, whoever made it; one that nobody edited, the latest that a birth of the
row says that says anything. A row that was made more than once is there as long as one that made it stands by it.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from desktop.domain.parents import parents_after
from desktop.store import triggers
from tests.store.books import State, visible

Stamp = tuple[int, str]
"""When, and by which replica: the order of all change sets, the same for everybody."""


COUNTS_LATER = {
    "survey_response": "account, responded_on",
    "pulse": "account, on_day",
    "override": "account, set_on",
    "renewal_call": "account, on_day",
    "churn": "account, on_day",
    "ownership": "account",
}
"""Table -> what rows agree in of which the later written counts."""

ONE_THING = {
    "pulse": ("account", "on_day"),
    "override": ("account", "set_on"),
    "renewal_call": ("account", "on_day", "kind", "contract_line"),
    "churn": ("account", "on_day"),
    "ownership": ("account", "from_on", "kind"),
}
"""Table -> what rows agree in that say one thing: a conflict, where two said it apart."""


class Mark(NamedTuple):
    """One entry of the journal, with what is known of its change set."""

    stamp: Stamp
    kind: str
    reverts: str | None
    col: str
    new: Any


@dataclass
class Births:
    """What each birth of a row said, noted when it was made."""

    said: dict[tuple[Stamp, str, str], dict[str, Any]] = field(default_factory=dict[Any, Any])

    def note(self, conn: sqlite3.Connection, replica: str) -> None:
        """Note the rows that the newest change set of the book gave birth to."""
        txn, hlc, by = conn.execute("SELECT id, hlc, replica FROM txn ORDER BY id DESC LIMIT 1").fetchone()
        assert by == replica
        for table, row in conn.execute("SELECT tbl, row FROM change WHERE txn = ? AND col = ''", (txn,)).fetchall():
            names = triggers.columns(conn, table)
            values = conn.execute(f'SELECT * FROM "{table}" WHERE id = ?', (row,)).fetchone()
            self.said[(hlc, by), table, row] = dict(zip(names, values, strict=True))


@dataclass
class Readings:
    """What each batch of usage brought, noted when it was imported."""

    of: dict[str, set[tuple[Any, ...]]] = field(default_factory=dict[str, set[tuple[Any, ...]]])

    def note(self, conn: sqlite3.Connection) -> None:
        """Note the newest batch of the book, if it is a new one."""
        newest = conn.execute("SELECT id FROM usage_batch ORDER BY rowid DESC LIMIT 1").fetchone()
        if newest is not None and newest[0] not in self.of:
            self.of[newest[0]] = _readings(conn)[newest[0]]


def told(conn: sqlite3.Connection) -> State:
    """What merged copies have to agree about: what a person sees, and what decides it later."""
    state = visible(conn)
    state["answers, in order"] = _answers(conn)
    state["readings"] = sorted((batch, *each) for batch, found in _readings(conn).items() for each in found)
    state["shown"] = conn.execute("SELECT * FROM shown_score ORDER BY 1, 2, 3").fetchall()
    state["history"] = conn.execute(
        "SELECT x.hlc, x.replica, x.author, x.wall, x.kind, x.label, x.reverts, c.tbl, c.row, c.col, c.old, c.new "
        "FROM change c JOIN txn x ON x.id = c.txn WHERE c.col = '' OR NOT EXISTS (SELECT 1 FROM change b "
        "WHERE b.txn = c.txn AND b.tbl = c.tbl AND b.row = c.row AND b.col = '') ORDER BY 1, 2, 8, 9, 10"
    ).fetchall()
    return state


def faults(conn: sqlite3.Connection, births: Births, readings: Readings) -> list[str]:
    """What the book holds that does not follow from its history."""
    found: list[str] = []
    stands = _Standing(conn)
    by_table: defaultdict[str, defaultdict[str, list[Mark]]] = defaultdict(lambda: defaultdict(list))
    for hlc, replica, kind, reverts, table, row, col, new in conn.execute(
        "SELECT x.hlc, x.replica, x.kind, x.reverts, c.tbl, c.row, c.col, c.new FROM change c "
        "JOIN txn x ON x.id = c.txn ORDER BY x.hlc, x.replica"
    ):
        by_table[table][row].append(Mark((hlc, replica), kind, reverts, col, new))
    parents = _parents(by_table["account"])
    for table in triggers.journalled_tables(conn):
        names = triggers.columns(conn, table)
        held = {row[0]: dict(zip(names, row, strict=True)) for row in conn.execute(f'SELECT * FROM "{table}"')}
        marks = by_table[table]
        if held.keys() != marks.keys():
            found.append(f"{table}: rows without a history, or the other way round")
            continue
        for row, fields in held.items():
            said = _said(table, row, marks[row], births, stands)
            if row in parents and table == "account":
                said["parent"] = parents[row]
            found += [
                f"{table}.{name} is {fields[name]!r}, not {value!r}"
                for name, value in said.items()
                if fields[name] != value
            ]
    if _answers(conn) != _answers(conn, "born"):
        found.append("what was said on one day is not in the order in which it was said")
    return found + _usage_faults(conn, readings)


def _parents(accounts: Mapping[str, Sequence[Mark]]) -> dict[str, str | None]:
    """Account -> where it stands: what would have put it below itself at its time was refused.

    Nobody here is born below another.
    """
    sets: defaultdict[Stamp, dict[str, str | None]] = defaultdict(dict)
    for account, marks in accounts.items():
        for mark in marks:
            if mark.col == "parent":
                sets[mark.stamp][account] = mark.new
    return parents_after({}, [sets[stamp] for stamp in sorted(sets)])


def _said(table: str, row: str, marks: Sequence[Mark], births: Births, stands: _Standing) -> dict[str, Any]:
    """Field -> what its history says; fields of which it says nothing that is known here are left out."""
    born = [mark.stamp for mark in marks if mark.col == ""]
    edits: dict[str, Mark] = {mark.col: mark for mark in marks if mark.col and mark.stamp not in born}
    said: dict[str, Any] = {}
    noted = [births.said.get((stamp, table, row)) for stamp in born]
    if all(each is not None for each in noted):
        values = [each for each in noted if each is not None]
        for name in values[0]:
            says = [each[name] for each in values]
            filled = [value for value in says if value is not None]
            said[name] = filled[-1] if filled and not (name == "deleted_at" and None in says) else None
    said |= {name: mark.new for name, mark in edits.items()}
    last = edits.get("deleted_at")
    if last is not None and last.kind == "undo" and last.new is not None and len(born) > 1:
        names = [f"{hlc}:{replica}" for hlc, replica in born]
        if (stands.is_merge(last.reverts) or stands.root(last.reverts) in names) and any(map(stands.of, names)):
            said["deleted_at"] = None
    return said


class _Standing:
    """Which change sets stand: not undone, or what undid them was undone itself."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._by: defaultdict[str, list[str]] = defaultdict(list)
        self._of: dict[str, tuple[str, str | None]] = {}
        for hlc, replica, kind, reverts in conn.execute("SELECT hlc, replica, kind, reverts FROM txn"):
            self._of[f"{hlc}:{replica}"] = kind, reverts
            if reverts is not None:
                self._by[reverts].append(f"{hlc}:{replica}")

    def root(self, name: str | None) -> str:
        """What an undo of an undo of ... is about."""
        assert name is not None
        _, reverts = self._of.get(name, ("", None))
        return name if reverts is None else self.root(reverts)

    def is_merge(self, name: str | None) -> bool:
        """A merge in which nothing was chosen is known only where it was done."""
        return self._of.get(self.root(name), ("merge", None))[0] == "merge"

    def of(self, name: str) -> bool:
        return not any(self.of(each) for each in self._by[name])


def _answers(conn: sqlite3.Connection, order: str = "place") -> list[tuple[Any, ...]]:
    """Rows of one day of which the later counts, as they stand in the file, or as they were given."""
    found: list[tuple[Any, ...]] = []
    for table, key in COUNTS_LATER.items():
        said = " AND ".join(f"{field} IS NOT NULL" for field in key.split(", "))
        found += conn.execute(
            f"SELECT {key}, id FROM (SELECT s.*, s.rowid AS place, "
            "(SELECT min(printf('%020d ', x.hlc) || x.replica) FROM change c JOIN txn x ON x.id = c.txn "
            f"WHERE c.tbl = '{table}' AND c.row = s.id AND c.col = '') || s.id AS born "
            f"FROM {table} s) WHERE {said} ORDER BY {key}, {order}"
        ).fetchall()
    return found


def _readings(conn: sqlite3.Connection) -> dict[str, set[tuple[Any, ...]]]:
    """Batch -> its readings, those that count and those that do not."""
    found: defaultdict[str, set[tuple[Any, ...]]] = defaultdict(set)
    for batch, *reading in conn.execute(
        "SELECT n.batch, s.account, s.metric, s.feature, u.day, u.position, u.value FROM "
        "(SELECT series, day, position, value, batch FROM usage UNION ALL "
        "SELECT series, day, position, value, batch FROM usage_aside) u "
        "JOIN usage_batch_number n ON n.no = u.batch JOIN usage_series s ON s.no = u.series"
    ):
        found[batch].add(tuple(reading))
    return found


def _usage_faults(conn: sqlite3.Connection, readings: Readings) -> list[str]:
    held = _readings(conn)
    found = [
        f"batch {batch} has other readings than it came with"
        for batch, said in readings.of.items()
        if batch in held and held[batch] != said
    ]
    living = {batch for (batch,) in conn.execute("SELECT id FROM usage_batch WHERE deleted_at IS NULL")}
    if lost := [batch for batch in living if batch in readings.of and batch not in held]:
        found.append(f"{len(lost)} batches lost all their readings")
    counting: dict[tuple[Any, ...], float] = {}
    for batch in sorted(living & held.keys()):
        counting |= {reading[:5]: reading[5] for reading in held[batch]}
    state = {row[:5]: row[5] for row in visible(conn).get("usage", [])}
    if state != counting:
        found.append("usage that counts is not that of the latest batch")
    return found
