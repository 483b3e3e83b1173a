"""What changed, when, by whom: the journal in the order of time."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from desktop.store import triggers

Value = str | int | float | bytes | None


class CellChange(NamedTuple):
    """One field of one row; old None for a field that was empty.

    account: the name of the account the row belongs to, if it does to one.
    is_birth: the row came into being with this value.
    title: what the row is called, for tables whose rows have a name.
    """

    table: str
    row: str
    field: str
    old: Value
    new: Value
    account: str | None = None
    is_birth: bool = False
    title: str | None = None


class ChangeSet(NamedTuple):
    """What one person did at one moment."""

    at: str
    """UTC, ISO text."""
    by: str
    label: str
    changes: tuple[CellChange, ...]
    key: str = ""
    """ "hlc:replica": what tells it from all others, in every copy."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which changes are asked for; None = any.

    Args:
        after: only change sets with a later stamp (hlc).
        by: whoever's name holds this.
        table: changes of this table's rows.
        text: change sets whose name, or changes whose old or new value, hold this; case does not matter.
    """

    after: int | None = None
    by: str | None = None
    table: str | None = None
    text: str | None = None

    def has(self, label: str, cell: CellChange) -> bool:
        if self.table is not None and cell.table != self.table:
            return False
        if self.text is None:
            return True
        said = (label, cell.account, cell.title, cell.old, cell.new)
        return any(self.text.casefold() in str(each).casefold() for each in said if each is not None)


EVERYTHING = Wanted()


def history(
    conn: sqlite3.Connection, *, account: str | None = None, since: str | None = None, wanted: Wanted = EVERYTHING
) -> list[ChangeSet]:
    """The change sets, oldest first; a row's birth is shown by the fields it was born with.

    Args:
        account: only changes of this account and its rows.
        since: UTC ISO text; only change sets from then on.
        wanted: what else narrows them down.
    """
    known = set(triggers.journalled_tables(conn))
    births = _Births(conn)
    owners = _Owners(conn)
    found: list[ChangeSet] = []
    sets = conn.execute(
        "SELECT id, wall, author, coalesce(label, ''), hlc || ':' || replica FROM txn "
        "WHERE wall >= ? AND hlc > ? ORDER BY hlc, replica",
        (since or "", wanted.after or 0),
    ).fetchall()
    for txn, wall, author, label, key in sets:
        if wanted.by is not None and wanted.by.casefold() not in author.casefold():
            continue
        cells: list[CellChange] = []
        changes = conn.execute(
            "SELECT tbl, row, col, old, new FROM change WHERE txn = ? ORDER BY tbl, row, col", (txn,)
        )
        for table, row, column, old, new in changes:
            if table not in known:
                # A damaged or hostile journal; the check of the file says so.
                continue
            owner = owners.of(table, row)
            if account is not None and owner.id != account:
                continue
            if column and old == new:
                # What erasing a person left of a field's past.
                continue
            if column:
                cells.append(CellChange(table, row, column, old, new, owner.name, title=owner.title))
            else:
                cells += births.fields(table, row, owner)
        cells = [cell for cell in cells if wanted.has(label, cell)]
        if cells:
            found.append(ChangeSet(wall, author, label, tuple(cells), key))
    return found


TITLES = {
    "contact": "name",
    "contract_line": "coalesce(product, plan)",
    "milestone": "name",
    "objective": "goal",
    "onboarding": "name",
    "pulse": "value || ' of 5' || coalesce(': ' || reason, '')",
    "survey_response": "upper(kind) || coalesce(' ' || CAST(score AS INTEGER), '') || coalesce(': ' || comment, '')",
    "opportunity": "replace(kind, '_', ' ')",
    "own_field": "name",
    "playbook_run": "(SELECT p.name FROM playbook p WHERE p.id = playbook)",
    "qbr_item": "text",
    "own_value": "(SELECT f.name FROM own_field f WHERE f.id = own_field)",
    "review_note": "text",
    "risk": "reason",
    "setting": "key",
    "task": "title",
    "ticket": "subject",
    "touchpoint": "kind || coalesce(': ' || coalesce(subject, notes), '')",
}
"""Table -> what a person tells its rows by."""


class _Owner(NamedTuple):
    id: str | None
    name: str | None
    title: str | None


class _Owners:
    """The account each row belongs to; read by table, when the first row of it is asked for."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._names: dict[str, str] = dict(conn.execute("SELECT id, name FROM account").fetchall())
        self._by_table: dict[str, dict[str, _Owner]] = {
            "account": {account: _Owner(account, name, None) for account, name in self._names.items()}
        }

    def of(self, table: str, row: str) -> _Owner:
        if table not in self._by_table:
            account = "account" if "account" in triggers.columns(self._conn, table) else "NULL"
            found = self._conn.execute(f'SELECT id, {account}, {TITLES.get(table, "NULL")} FROM "{table}"')
            self._by_table[table] = {key: _Owner(of, self._names.get(of), title) for key, of, title in found}
        return self._by_table[table].get(row, _Owner(None, None, None))


class _Births:
    """The values rows were born with: what the first change of each field replaced, else what it holds now."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._columns: dict[str, list[str]] = {}
        self._first: dict[tuple[str, str, str], Value] = {}
        for table, row, column, old in conn.execute(
            "SELECT c.tbl, c.row, c.col, c.old FROM txn t JOIN change c ON c.txn = t.id "
            "WHERE c.col <> '' ORDER BY t.hlc"
        ):
            self._first.setdefault((table, row, column), old)

    def fields(self, table: str, row: str, owner: _Owner) -> list[CellChange]:
        if table not in self._columns:
            names = triggers.columns(self._conn, table)
            self._columns[table] = [name for name in names if name != "id"]
        columns = self._columns[table]
        quoted = ", ".join(f'"{name}"' for name in columns)
        now = self._conn.execute(f'SELECT {quoted} FROM "{table}" WHERE id = ?', (row,)).fetchone()
        if now is None:
            # A damaged file; the check of the file says so.
            return []
        values = (self._first.get((table, row, name), value) for name, value in zip(columns, now, strict=True))
        return [
            CellChange(table, row, name, None, value, owner.name, is_birth=True, title=owner.title)
            for name, value in zip(columns, values, strict=True)
            if value is not None
        ]


def old_value(conn: sqlite3.Connection, key: str, table: str, row: str, field: str) -> tuple[Value] | None:
    """What a field held before a change set (by its key); None = that one did not change it."""
    hlc, _, replica = key.partition(":")
    found: tuple[Value] | None = conn.execute(
        "SELECT c.old FROM txn t JOIN change c ON c.txn = t.id WHERE t.hlc = ? AND t.replica = ? AND c.tbl = ? "
        "AND c.row = ? AND c.col = ? AND c.col <> '' AND NOT EXISTS (SELECT 1 FROM change b "
        "WHERE b.txn = c.txn AND b.tbl = c.tbl AND b.row = c.row AND b.col = '')",
        (int(hlc) if hlc.isdecimal() and len(hlc) < 20 else 0, replica, table, row, field),
    ).fetchone()
    return found


def last_review_on(conn: sqlite3.Connection, account: str, until: date | None = None) -> date | None:
    """The day of the last QBR held with an account (by id), until a day."""
    (day,) = conn.execute(
        "SELECT max(held_on) FROM qbr WHERE account = ? AND deleted_at IS NULL AND held_on <= ?",
        (account, (until or date.max).isoformat()),
    ).fetchone()
    return None if day is None else date.fromisoformat(day)


def account_history(conn: sqlite3.Connection, account: str, until: date) -> tuple[list[ChangeSet], date | None]:
    """The change sets of an account (by id), the oldest first, and the day of its last QBR held until a day."""
    return history(conn, account=account), last_review_on(conn, account, until)


def takes_others(conn: sqlite3.Connection) -> bool:
    """Whether others' work can be merged into it: not into a snapshot or a redacted copy, which have no history."""
    (kind,) = conn.execute("SELECT copy_kind FROM portfolio").fetchone()
    return kind not in ("snapshot", "redacted")


def stamps(conn: sqlite3.Connection) -> frozenset[tuple[int, str]]:
    """(hlc, replica) of every change set there is."""
    return frozenset(conn.execute("SELECT hlc, replica FROM txn").fetchall())


def newest_change_at(conn: sqlite3.Connection) -> datetime | None:
    """When something was entered last, UTC."""
    (wall,) = conn.execute("SELECT max(wall) FROM txn").fetchone()
    return None if wall is None else datetime.fromisoformat(wall)
