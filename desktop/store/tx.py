"""One change set while it is being made: what an operation writes through."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from operator import itemgetter
from types import MappingProxyType

from desktop.domain.errors import Rejected
from desktop.store import bulk, clock, ids, triggers
from desktop.store.changes import Changes, Journalled

Value = str | int | float | None


@dataclass(slots=True)
class Tx:
    """An open change set; everything written through it is journalled under one entry and undone together."""

    conn: sqlite3.Connection
    txn: int
    hlc: int
    at: datetime
    author: str
    replica: str
    label: str = ""
    """What the change set is called in the history and beside Undo; the operation sets it."""
    also: Changes | None = None
    """What it changed beside what the journal says: change sets that left the file."""
    acted_at: tuple[date, int] | None = None
    """The day for which playbooks last looked at it, and how much had been written by then."""
    journalled: dict[tuple[str, str], Journalled] = field(default_factory=dict[tuple[str, str], Journalled])
    """What is known of the journal's rows by table and column; see `note`."""
    _ids: Iterator[int] = field(default_factory=count, repr=False)

    def insert(self, table: str, values: Mapping[str, Value], *, id: str | None = None) -> str:
        """Add a row and return its id: the given one, or a fresh UUIDv7."""
        row_id = ids.new_id(self.hlc, next(self._ids)) if id is None else id
        # Not by sqlite-utils, which looks at the table anew for every row, and would make one that is not there.
        names = "".join(f', "{column}"' for column in values)
        marks = ", ?" * len(values)
        try:
            self.conn.execute(f'INSERT INTO "{table}"(id{names}) VALUES(?{marks})', (row_id, *values.values()))
        except sqlite3.OperationalError as problem:
            if str(problem) == f"no such table: {table}":
                raise LookupError(f"there is no table {table}") from problem
            raise
        return row_id

    def update(self, table: str, id: str, values: Mapping[str, Value]) -> None:
        """Set fields of a row that exists; fields that keep their value are not journalled.

        Raises:
            Rejected: there is no such row.
        """
        assignments = ", ".join(f'"{column}" = ?' for column in values)
        done = self.conn.execute(f'UPDATE "{table}" SET {assignments} WHERE id = ?', (*values.values(), id))
        if done.rowcount != 1:
            raise Rejected(f"There is no such {table.replace('_', ' ')} any more: it may have been taken back.")

    def put(self, table: str, id: str, values: Mapping[str, Value]) -> bool:
        """Make the row with this id hold these values: born, revived or updated. True if it was born or revived."""
        found = self.conn.execute(f'SELECT deleted_at FROM "{table}" WHERE id = ?', (id,)).fetchone()
        if found is None:
            self.insert(table, values, id=id)
            return True
        self.update(table, id, {**values, "deleted_at": None})
        return found[0] is not None

    def delete(self, table: str, id: str) -> None:
        """Mark a row as deleted; it stays in the file, and undo brings it back."""
        self.update(table, id, {"deleted_at": clock.wall(self.at)})

    def insert_many(
        self,
        table: str,
        columns: Sequence[str],
        rows: Iterable[Sequence[Value]],
        alike: Mapping[str, Value] = MappingProxyType({}),
    ) -> None:
        """Add many rows; `columns` starts with id. The births are journalled in one statement instead of by trigger.

        Args:
            alike: further columns, and what every row holds there; never the account.
        """
        taken = list(rows)
        of_each = ", ".join(f'"{column}"' for column in columns)
        names = of_each + "".join(f', "{column}"' for column in alike)
        with triggers.paused(self.conn):
            if len(taken) < _MANY:
                marks = ", ".join("?" * (len(columns) + len(alike)))
                held = tuple(alike.values())
                self.conn.executemany(
                    f'INSERT INTO "{table}"({names}) VALUES({marks})', ((*row, *held) for row in taken)
                )
                self.conn.executemany(
                    f"INSERT INTO change(txn, tbl, row, col) VALUES({self.txn}, '{table}', ?, '')",
                    ((row[0],) for row in taken),
                )
            else:
                if "account" in columns:
                    # Rows of one account side by side: what looks for its name, and the index, stay where they are.
                    at = columns.index("account")
                    is_given = None not in [row[at] for row in taken]
                    taken.sort(key=itemgetter(at) if is_given else lambda row: str(row[at]))
                # One statement: where there are triggers, each begins with a savepoint of its own.
                self.conn.execute(f"CREATE TEMP TABLE born({of_each})")
                bulk.hand_over(self.conn, "born", taken)
                (last,) = self.conn.execute(f'SELECT coalesce(max(rowid), 0) FROM "{table}"').fetchone()
                self.conn.execute(
                    f'INSERT INTO "{table}"({names}) SELECT *{", ?" * len(alike)} FROM born', tuple(alike.values())
                )
                # In key order, the journal's tree grows at its end. The index of ids is in that order, and is walked
                # unless most of it is of others.
                source = f'"{table}" WHERE +rowid > {last}' if last < _FEW_TIMES * len(taken) else "born"
                self.conn.execute(
                    f"INSERT INTO change(txn, tbl, row, col) SELECT {self.txn}, '{table}', id, '' FROM {source} "
                    "ORDER BY id"
                )
                self.conn.execute("DROP TABLE born")
        if table == "account" or "account" in columns:
            at = 0 if table == "account" else columns.index("account")
            self.note(table, "", len(taken), {str(row[at]) for row in taken if row[at] is not None})

    def note(self, table: str, column: str, rows: int, accounts: Iterable[str]) -> None:
        """Remember which accounts rows belong to that were journalled at once: so nobody has to look it up again.

        Args:
            column: that was written; "" = the rows were born.
        """
        before = self.journalled.get((table, column), Journalled(0, frozenset()))
        self.journalled[table, column] = Journalled(before.rows + rows, before.accounts.union(accounts))


_MANY = 100
"""Rows from which it pays to put them into a table of their own first."""
_FEW_TIMES = 10
"""Up to so many times its rows, a table's index is walked rather than the rows sorted."""
