"""Somebody of whom two made a record apart under ids that differ: one record stays in every copy, and all that is said.

Such as two who import the same files in another order: one knew the person by an answer first, the other by a list of
contacts. Which record stays follows from the ids alone, so that whoever merges comes to the same; that it does is part
of the merge's own change set, travels, and is undone with it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from desktop.domain.erasing import ERASED
from desktop.domain.identity import derived_id
from desktop.domain.merge import Came, Cell, Conflict, Joined, Side, Told, Value
from desktop.store import triggers
from desktop.store.merge import double_answers
from desktop.store.schema import links
from desktop.store.tx import Tx

_ASIDE = ("id", "account", "deleted_at")


class _Person(NamedTuple):
    id: str
    account: str
    name: str
    email: str | None
    external_id: str | None

    @property
    def is_bare(self) -> bool:
        """Known by what somebody was called in an answer or a talk, and by nothing else."""
        called = derived_id("contact", [self.account, self.name.casefold()])
        return self.email is None and self.external_id is None and self.id == called


class Found(NamedTuple):
    """The people of whom two records became one.

    Args:
        into: record that went -> the one that stays.
    """

    joined: tuple[Joined, ...]
    conflicts: tuple[Conflict, ...]
    into: Mapping[str, str]

    def settles(self, conflict: Conflict, fields: Collection[tuple[str, str]]) -> bool:
        """Whether both sides name the same person, by records that are one now.

        Args:
            fields: (table, field) that name a contact.
        """
        cell = conflict.cell
        return (cell.table, cell.field) in fields and self._is_one(conflict.mine.value, conflict.theirs.value)

    def without_moves(self, came: Iterable[Came], fields: Collection[tuple[str, str]]) -> list[Came]:
        """What came, but for records of people known before, and rows that name the same person by the other record."""
        known = {("contact", row) for row in self.into.values()}
        return [
            each
            for each in came
            if not (each.what == "new" and (each.table, each.row) in known)
            and not ((each.table, each.field) in fields and self._is_one(each.old, each.new))
        ]

    def _is_one(self, one: Value, other: Value) -> bool:
        return self.into.get(str(one), one) == self.into.get(str(other), other)


def join(tx: Tx) -> Found:
    """Make one of the records that both sides made of one person since they parted; what `taking.take` left is there.

    Only where it is clear who is who: records that either side knows two of are left as they are.
    """
    conn = tx.conn
    theirs = _people(conn, "SELECT row FROM temp.newborn WHERE tbl = 'contact'")
    joined: list[Joined] = []
    conflicts: list[Conflict] = []
    into: dict[str, str] = {}
    if theirs:
        mine = _people(
            conn,
            "SELECT c.row FROM temp.apart s CROSS JOIN main.change c ON c.txn = s.txn AND c.tbl = 'contact' "
            "AND c.col = '' WHERE (c.tbl, c.row) NOT IN (SELECT tbl, row FROM temp.newborn UNION "
            "SELECT tbl, row FROM temp.twice_born)",
        )
        pairs = _pairs(mine, theirs)
        written = _last_written(conn, [each.id for pair in pairs for each in pair])
        for own, other in pairs:
            stays, goes = sorted((own.id, other.id))
            conflicts += _fill(tx, stays, goes, own.id, other.id, written)
            tx.delete("contact", goes)
            into[goes] = stays
            name, account = conn.execute(
                "SELECT c.name, a.name FROM main.contact c JOIN main.account a ON a.id = c.account WHERE c.id = ?",
                (stays,),
            ).fetchone()
            joined.append(Joined(account, name))
        _move(tx, into)
    _follow(tx)
    return Found(tuple(joined), tuple(conflicts), into)


def link_fields(conn: sqlite3.Connection) -> set[tuple[str, str]]:
    """(table, field) that name a contact."""
    return {(table, field) for table, field, parent in links(conn) if parent == "contact"}


def _people(conn: sqlite3.Connection, ids: str, *values: str) -> list[_Person]:
    rows = conn.execute(
        "SELECT id, account, name, email, external_id FROM main.contact "
        f"WHERE deleted_at IS NULL AND name <> ?1 AND id IN ({ids}) ORDER BY id",
        (ERASED, *values),
    ).fetchall()
    return [_Person(*row) for row in rows]


def _pairs(mine: list[_Person], theirs: list[_Person]) -> list[tuple[_Person, _Person]]:
    """Who is one: by external id, else by e-mail, else by name where nothing else is known of one of them."""
    found: list[tuple[_Person, _Person]] = []
    for key, agrees in _WAYS:
        by_key: dict[tuple[str, str], tuple[list[_Person], list[_Person]]] = {}
        taken = {each.id for pair in found for each in pair}
        for side, people in enumerate((mine, theirs)):
            for each in people:
                said = key(each)
                if said is not None and each.id not in taken:
                    by_key.setdefault((each.account, said), ([], []))[side].append(each)
        for own, other in by_key.values():
            if len(own) == len(other) == 1 and agrees(own[0], other[0]):
                found.append((own[0], other[0]))
    return found


def _by_external(each: _Person) -> str | None:
    return each.external_id


def _by_email(each: _Person) -> str | None:
    return None if each.email is None else each.email.casefold()


def _by_name(each: _Person) -> str:
    return each.name.casefold()


def _always(_mine: _Person, _theirs: _Person) -> bool:
    return True


def _agree_by_email(mine: _Person, theirs: _Person) -> bool:
    """A mailbox that two people share is no person: called the same, or one by the address alone."""
    if mine.external_id is not None and theirs.external_id is not None:
        return False
    names = {_by_name(mine), _by_name(theirs)}
    return len(names) == 1 or _before_at(mine.email) in names


def _before_at(email: str | None) -> str | None:
    return None if email is None else email.casefold().partition("@")[0]


def _agree_by_name(mine: _Person, theirs: _Person) -> bool:
    return mine.is_bare or theirs.is_bare


_WAYS: tuple[tuple[Callable[[_Person], str | None], Callable[[_Person, _Person], bool]], ...] = (
    (_by_external, _always),
    (_by_email, _agree_by_email),
    (_by_name, _agree_by_name),
)


class _Written(NamedTuple):
    """When a record was last written to (stamp), by whom, and at what time of theirs."""

    stamp: tuple[int, str]
    author: str
    wall: str


def _fill(tx: Tx, stays: str, goes: str, mine: str, theirs: str, written: Mapping[str, _Written]) -> list[Conflict]:
    """Give the record that stays what only the other one says; where both say something else, the later counts."""
    conn = tx.conn
    fields = [name for name in triggers.columns(conn, "contact") if name not in _ASIDE]
    held = {
        row: dict(
            zip(
                fields,
                conn.execute(f"SELECT {', '.join(fields)} FROM main.contact WHERE id = ?", (row,)).fetchone(),
                strict=True,
            )
        )
        for row in (stays, goes)
    }
    later: Side = "mine" if written[mine].stamp > written[theirs].stamp else "theirs"
    latest = held[mine if later == "mine" else theirs]
    (account,) = conn.execute(
        "SELECT a.name FROM main.contact c JOIN main.account a ON a.id = c.account WHERE c.id = ?", (stays,)
    ).fetchone()
    said: dict[str, str | int | float | None] = {}
    conflicts: list[Conflict] = []
    for field in fields:
        kept, gone = held[stays][field], held[goes][field]
        if gone is None or kept == gone:
            continue
        by_address = {_before_at(held[row]["email"]) for row in (stays, goes)}
        named = [name for name in (kept, gone) if str(name).casefold() not in by_address]
        if kept is None:
            said[field] = gone
        elif field == "name" and len(named) == 1:
            # An address alone gave the other one, until somebody says a name.
            said[field] = named[0]
        else:
            said[field] = latest[field]
            told = [Told(held[row][field], written[row].author, written[row].wall) for row in (mine, theirs)]
            cell = Cell("contact", stays, field)
            conflicts.append(Conflict(cell, account, str(latest["name"]), told[0], told[1], later))
    if said:
        tx.update("contact", stays, said)
    return conflicts


def _follow(tx: Tx) -> None:
    """Move what was said, by who did not know that yet, of a record that an earlier merge made one with another."""
    conn = tx.conn
    strays = " UNION ".join(
        f"SELECT c.id FROM main.contact c JOIN main.{table} t ON t.account = c.account AND t.{field} = c.id "
        "WHERE c.deleted_at IS NOT NULL AND t.deleted_at IS NULL"
        for table, field in sorted(link_fields(conn))
    )
    into: dict[str, str] = {}
    for (goes,) in conn.execute(f"{strays} ORDER BY 1").fetchall():
        if _went_in_a_merge(conn, goes):
            row = conn.execute(
                "SELECT id, account, name, email, external_id FROM main.contact WHERE id = ?", (goes,)
            ).fetchone()
            others = _people(conn, "SELECT id FROM main.contact WHERE account = ?2 AND id < ?3", row[1], goes)
            into.update((goes, other.id) for other, _ in _pairs(others, [_Person(*row)]))
    _move(tx, into)


def _went_in_a_merge(conn: sqlite3.Connection, contact: str) -> bool:
    last = conn.execute(
        "SELECT x.kind FROM main.txn x CROSS JOIN main.change c ON c.txn = x.id AND c.tbl = 'contact' AND c.row = ? "
        "AND c.col = 'deleted_at' ORDER BY x.hlc DESC, x.replica DESC LIMIT 1",
        (contact,),
    ).fetchone()
    return last is not None and last[0] == "merge"


def _last_written(conn: sqlite3.Connection, contacts: Collection[str]) -> dict[str, _Written]:
    found = conn.execute(
        "SELECT c.row, x.hlc, x.replica, x.author, x.wall FROM main.txn x CROSS JOIN main.change c "
        "ON c.txn = x.id AND c.tbl = 'contact' WHERE c.row IN (SELECT value FROM json_each(?)) "
        "ORDER BY x.hlc, x.replica",
        (json.dumps(list(contacts)),),
    ).fetchall()
    return {row: _Written((hlc, replica), author, wall) for row, hlc, replica, author, wall in found}


def _move(tx: Tx, into: Mapping[str, str]) -> None:
    """
    Args:
        into: record that goes -> the one that stays.
    """
    if not into:
        return
    gone = json.dumps(list(into))
    for table, field in sorted(link_fields(tx.conn)):
        named = tx.conn.execute(
            f'SELECT id, "{field}" FROM main."{table}" WHERE "{field}" IN (SELECT value FROM json_each(?)) ORDER BY id',
            (gone,),
        ).fetchall()
        for row, goes in named:
            tx.update(table, row, {field: into[goes]})
    double_answers.drop(tx, into)
