"""What a change set did, read from the journal; never declared by hand."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

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

    def and_also(self, others: Changes) -> Changes:
        """Both, under the name of this one."""
        return Changes(
            self.label,
            self.kind,
            self.tables | others.tables,
            self.accounts | others.accounts,
            self.cells + others.cells,
        )


def of_txn(conn: sqlite3.Connection, txn: int) -> Changes:
    """The changes that change set `txn` recorded, and, if it is a merge, those it brought."""
    label, kind = conn.execute("SELECT coalesce(label, ''), kind FROM txn WHERE id = ?", (txn,)).fetchone()
    within = "txn = ?1"
    if kind == "merge":
        within = "txn IN (SELECT id FROM txn WHERE id = ?1 OR brought_by = ?1)"
    counts: dict[str, int] = dict(
        conn.execute(f"SELECT tbl, count(*) FROM change WHERE {within} GROUP BY tbl", (txn,)).fetchall()
    )
    accounts: set[str] = set()
    for table in counts:
        column = "id" if table == "account" else "account"
        if table == "account" or "account" in triggers.columns(conn, table):
            accounts.update(
                account
                for (account,) in conn.execute(
                    f'SELECT DISTINCT "{column}" FROM "{table}" '
                    f"WHERE id IN (SELECT row FROM change WHERE {within} AND tbl = ?2)",
                    (txn, table),
                )
            )
    # A row that was moved has left an account, too.
    left = conn.execute(f"SELECT DISTINCT old FROM change WHERE {within} AND col = 'account'", (txn,))
    accounts.update(account for (account,) in left if account is not None)
    if "usage_batch" in counts:
        accounts.update(account for (account,) in conn.execute("SELECT DISTINCT account FROM usage_series"))
    return Changes(label, kind, frozenset(counts), frozenset(accounts), sum(counts.values()))
