"""The history of the whole book, newest first, read in pages: never all of a journal at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from desktop.store import triggers
from desktop.store.clock import LAST, end_of_day
from desktop.store.queries.history import TITLES, CellChange, ChangeSet, Value

PAGE = 50
MOST_ROWS = 40
"""Of one change set, an import say, so many rows are told; how many more there are is counted."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which change sets of the book are asked for; None, or "" = any.

    Args:
        text: held by the change set's name, its author, an old or a new value, or what a row or its account is called.
        by: the author, in full.
        account: held by the account's name.
        after: only change sets with a later stamp (hlc): since an export.
        until: only what was done until the end of this day, here.
    """

    text: str = ""
    by: str | None = None
    account: str = ""
    after: int | None = None
    until: date | None = None

    @property
    def is_narrow(self) -> bool:
        return bool(self.text.strip() or self.by or self.account.strip() or self.after is not None)


class Told(NamedTuple):
    """A change set of the page.

    Args:
        more: rows that were changed besides those of `changes`.
        accounts: (id, name) of the accounts of `changes`, each once.
        touched: how many accounts all its rows are of.
    """

    changes: ChangeSet
    more: int
    accounts: tuple[tuple[str, str], ...]
    touched: int


class BookHistory(NamedTuple):
    """A page of the history, and what there is of it.

    Args:
        fitting: change sets that are asked for; `of`: all until the day.
        first, newest: UTC ISO text of the oldest and newest that are asked for; None = there are none.
        people: how many people did those that are asked for.
        authors: everybody who did something until the day, by name.
    """

    sets: tuple[Told, ...]
    fitting: int
    of: int
    people: int
    first: str | None
    newest: str | None
    authors: tuple[str, ...]


def book_history(conn: sqlite3.Connection, asked: Asked, *, skip: int = 0, limit: int = PAGE) -> BookHistory:
    """Change sets of all accounts and of the book itself, the newest first.

    Args:
        skip: so many of the newest are left out: those that are shown already.
    """
    conn.create_function("fold", 1, _fold, deterministic=True)
    tables = triggers.journalled_tables(conn)
    until = {"end": LAST if asked.until is None else end_of_day(asked.until)}
    (of,) = conn.execute("SELECT count(*) FROM txn WHERE hlc < :end", until).fetchone()
    authors = conn.execute("SELECT DISTINCT author FROM txn WHERE hlc < :end ORDER BY author", until).fetchall()
    wanted = {**until, "text": asked.text.strip().casefold(), "by": asked.by, "after": asked.after}
    conditions = ["hlc < :end", "(:by IS NULL OR author = :by)", "(:after IS NULL OR hlc > :after)"]
    told = "1"
    if asked.account.strip():
        _known_rows(conn, "is_of_account", _owned(conn, tables), asked.account)
        told = "is_of_account(c.row)"
    is_head = "1"
    if wanted["text"]:
        _known_rows(conn, "is_named", (*_owned(conn, tables), *_titled(tables)), asked.text)
        _known_rows(conn, "is_holding", _holding(conn, tables), asked.text)
        is_head = "(instr(fold(t.label), :text) OR instr(fold(t.author), :text))"
    cell = (
        "(instr(fold(c.old), :text) OR instr(fold(c.new), :text) OR is_named(c.row) "
        "OR (c.col = '' AND is_holding(c.row)))"
    )
    if told != "1" or wanted["text"]:
        within = told if not wanted["text"] else f"{told} AND ({is_head} OR {cell})"
        conditions.append(f"EXISTS (SELECT 1 FROM change c WHERE c.txn = t.id AND {within})")
    chosen = f"FROM txn t WHERE {' AND '.join(conditions)}"
    count, people, first, newest = conn.execute(
        f"SELECT count(*), count(DISTINCT author), min(wall), max(wall) {chosen}", wanted
    ).fetchone()
    found = conn.execute(
        f"SELECT t.id, wall, author, coalesce(label, ''), hlc || ':' || replica, {is_head} {chosen} "
        "ORDER BY hlc DESC, replica DESC LIMIT :limit OFFSET :skip",
        {**wanted, "limit": limit, "skip": skip},
    ).fetchall()
    names = _Names(conn)
    read: list[tuple[int, str, ChangeSet, list[tuple[str, str]], int]] = []
    for txn, wall, author, label, key, has_text in found:
        within = told if has_text else f"{told} AND {cell}"
        rows = conn.execute(
            f"SELECT c.tbl, c.row, count(*) OVER () FROM change c WHERE c.txn = :txn AND {within} "
            "GROUP BY c.tbl, c.row ORDER BY c.tbl, c.row LIMIT :most",
            {**wanted, "txn": txn, "most": MOST_ROWS},
        ).fetchall()
        known = [(table, row) for table, row, _ in rows if table in tables]
        more = rows[0][2] - len(rows) if rows else 0
        read.append((txn, within, ChangeSet(wall, author, label, (), key), known, more))
    names.begin(row for _, _, _, rows, _ in read for row in rows)
    sets: list[Told] = []
    for txn, within, head, rows, more in read:
        changes = [cell for table, row in rows for cell in names.cells(txn, table, row)]
        accounts = dict.fromkeys(names.accounts_of(changes))
        touched = _touched(conn, txn, within, wanted, tables) if more else len(accounts)
        sets.append(Told(head._replace(changes=tuple(changes)), more, tuple(accounts), touched))
    return BookHistory(tuple(sets), count, of, people, first, newest, tuple(author for (author,) in authors))


def _touched(
    conn: sqlite3.Connection, txn: int, within: str, wanted: Mapping[str, Value], tables: Iterable[str]
) -> int:
    """How many accounts the rows of a change set are of that are asked for."""
    known = {"txn": txn, **wanted}
    found: set[str] = set()
    held = [name for (name,) in conn.execute("SELECT DISTINCT tbl FROM change WHERE txn = :txn", known)]
    for table in tables:
        if table not in held:
            continue
        rows = f"SELECT c.row FROM change c WHERE c.txn = :txn AND c.tbl = '{table}' AND {within}"
        if table == "account":
            found.update(row for (row,) in conn.execute(rows, known))
        elif "account" in triggers.columns(conn, table):
            owners = f'SELECT DISTINCT account FROM "{table}" WHERE account IS NOT NULL AND id IN ({rows})'
            found.update(row for (row,) in conn.execute(owners, known))
    return len(found)


class _Names:
    """What was changed in a row, with what the row and its account are called; read row by row."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._first: dict[tuple[str, str, str], Value] = {}
        self._columns: dict[str, list[str]] = {}
        self._owners: dict[tuple[str, str], tuple[str | None, str | None, str | None]] = {}

    def begin(self, rows: Iterable[tuple[str, str]]) -> None:
        """Read what the rows were born with: what the first change of each field replaced."""
        wanted = {row for _, row in rows}
        self._conn.create_function("is_told", 1, wanted.__contains__)
        for table, row, column, old in self._conn.execute(
            "SELECT c.tbl, c.row, c.col, c.old FROM txn t JOIN change c ON c.txn = t.id "
            "WHERE c.col <> '' AND is_told(c.row) ORDER BY t.hlc"
        ):
            self._first.setdefault((table, row, column), old)

    def cells(self, txn: int, table: str, row: str) -> list[CellChange]:
        _, name, title = self._owner(table, row)
        found = self._conn.execute(
            "SELECT col, old, new FROM change WHERE txn = ? AND tbl = ? AND row = ? ORDER BY col", (txn, table, row)
        ).fetchall()
        cells = [
            CellChange(table, row, column, old, new, name, title=title)
            for column, old, new in found
            if column and old != new
        ]
        if any(not column for column, _, _ in found):
            cells += self._born(table, row, name, title)
        return cells

    def accounts_of(self, cells: Sequence[CellChange]) -> list[tuple[str, str]]:
        owners = (self._owner(cell.table, cell.row) for cell in cells)
        return [(account, name) for account, name, _ in owners if account is not None and name is not None]

    def _owner(self, table: str, row: str) -> tuple[str | None, str | None, str | None]:
        if (table, row) not in self._owners:
            columns = self._columns_of(table)
            account = "id" if table == "account" else "account" if "account" in columns else "NULL"
            self._owners[table, row] = self._conn.execute(
                f"SELECT x.account, (SELECT name FROM account WHERE id = x.account), x.title FROM "
                f'(SELECT {account} AS account, {TITLES.get(table, "NULL")} AS title FROM "{table}" WHERE id = ?) x',
                (row,),
            ).fetchone() or (None, None, None)
        return self._owners[table, row]

    def _columns_of(self, table: str) -> list[str]:
        if table not in self._columns:
            self._columns[table] = [name for name in triggers.columns(self._conn, table) if name != "id"]
        return self._columns[table]

    def _born(self, table: str, row: str, name: str | None, title: str | None) -> list[CellChange]:
        columns = self._columns_of(table)
        quoted = ", ".join(f'"{column}"' for column in columns)
        now = self._conn.execute(f'SELECT {quoted} FROM "{table}" WHERE id = ?', (row,)).fetchone()
        # In a damaged file it may be missing; the check of the file says so.
        values = dict(zip(columns, now or (), strict=False))
        born = {column: self._first.get((table, row, column), value) for column, value in values.items()}
        return [
            CellChange(table, row, column, None, value, name, is_birth=True, title=title)
            for column, value in born.items()
            if value is not None
        ]


def _known_rows(conn: sqlite3.Connection, name: str, queries: Iterable[str], text: str) -> None:
    """Have SQL ask by `name` whether a row is one of those that the queries find for a text.

    A table of them would be as good, but the file is open for reading only.
    """
    found: set[str] = set()
    for query in queries:
        found.update(row for (row,) in conn.execute(query, {"text": text.strip().casefold()}))
    conn.create_function(name, 1, found.__contains__)


def _owned(conn: sqlite3.Connection, tables: Iterable[str]) -> list[str]:
    """Select the accounts whose name holds the text, and their rows."""
    named = "SELECT id FROM account WHERE instr(fold(name), :text)"
    rows = [table for table in tables if "account" in triggers.columns(conn, table)]
    return [named, *(f'SELECT id FROM "{table}" WHERE account IN ({named})' for table in rows)]


def _titled(tables: Iterable[str]) -> list[str]:
    return [
        f'SELECT id FROM "{table}" WHERE instr(fold({TITLES[table]}), :text)' for table in tables if table in TITLES
    ]


def _holding(conn: sqlite3.Connection, tables: Iterable[str]) -> list[str]:
    """Select the rows that hold the text in any field."""
    found: list[str] = []
    for table in tables:
        held = " OR ".join(f'instr(fold("{name}"), :text)' for name in triggers.columns(conn, table) if name != "id")
        found.append(f'SELECT id FROM "{table}" WHERE {held}')
    return found


def _fold(value: Value) -> str:
    return "" if value is None else str(value).casefold()
