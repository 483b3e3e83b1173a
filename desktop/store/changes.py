"""What a change set did, read from the journal; never declared by hand."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from desktop.store import triggers


@dataclass(frozen=True, slots=True)
class Changes:
    """The effect of one change set: which tables and accounts have to be looked at again."""

    label: str
    kind: str
    tables: frozenset[str]
    accounts: frozenset[str]
    cells: int
    """Journal rows: births and changed fields."""

    def __bool__(self) -> bool:
        return self.cells > 0

    def is_about(self, account: str) -> bool:
        """Whether an account (by id) has to be looked at again; what names no account may be about each."""
        return account in self.accounts or not self.accounts

    def and_also(self, others: Changes) -> Changes:
        """Both, under the name of this one."""
        return Changes(
            self.label,
            self.kind,
            self.tables | others.tables,
            self.accounts | others.accounts,
            self.cells + others.cells,
        )


class Journalled(NamedTuple):
    """Rows of the journal that one table and column have in a change set, and the accounts they are about."""

    rows: int
    accounts: frozenset[str]


def of_txn(
    conn: sqlite3.Connection, txn: int, known: Mapping[tuple[str, str], Journalled] = MappingProxyType({})
) -> Changes:
    """The changes that change set `txn` recorded, and, if it is a merge, those it brought.

    Args:
        known: what needs no looking up, by table and column, if the journal has just so many rows of both; columns
            other than "" (births) and "deleted_at" are not asked for.
    """
    label, kind = conn.execute("SELECT coalesce(label, ''), kind FROM txn WHERE id = ?", (txn,)).fetchone()
    within = "txn = ?1"
    if kind == "merge":
        within = "txn IN (SELECT id FROM txn WHERE id = ?1 OR brought_by = ?1)"
    counts: dict[str, int] = {}
    accounts: set[str] = set()
    found = conn.execute(
        f"SELECT tbl, count(*), sum(col = ''), sum(col = 'deleted_at') FROM change WHERE {within} GROUP BY tbl", (txn,)
    )
    for table, cells, births, deletions in found.fetchall():
        counts[table] = open_ = cells
        settled: list[str] = []
        for column, rows in (("", births), ("deleted_at", deletions)):
            if (table, column) in known and known[table, column].rows == rows:
                accounts |= known[table, column].accounts
                open_ -= rows
                settled.append(column)
        column = "id" if table == "account" else "account"
        if open_ and (table == "account" or "account" in triggers.columns(conn, table)):
            others = ", ".join(f"'{each}'" for each in settled)
            accounts.update(
                account
                for (account,) in conn.execute(
                    f'SELECT DISTINCT "{column}" FROM "{table}" '
                    f"WHERE id IN (SELECT row FROM change WHERE {within} AND tbl = ?2 AND col NOT IN ({others}))",
                    (txn, table),
                )
            )
    # A row that was moved has left an account, too.
    left = conn.execute(f"SELECT DISTINCT old FROM change WHERE {within} AND col = 'account'", (txn,))
    accounts.update(account for (account,) in left if account is not None)
    if "usage_batch" in counts:
        accounts.update(account for (account,) in conn.execute("SELECT DISTINCT account FROM usage_series"))
    return Changes(label, kind, frozenset(counts), frozenset(accounts), sum(counts.values()))
