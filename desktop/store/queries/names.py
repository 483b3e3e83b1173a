"""What things are called, for reading a typed line and for naming what was read."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from desktop.domain.counting import counted
from desktop.domain.grammar import AccountName, ContactName, MilestoneName, RowName
from desktop.domain.name_order import in_name_order


class Names(NamedTuple):
    """Everything a line may name."""

    accounts: list[AccountName]
    contacts: list[ContactName]
    milestones: list[MilestoneName]
    rows: Sequence[RowName] = ()


def names(conn: sqlite3.Connection) -> Names:
    """The living accounts, contacts, milestones and templates; the risks, goals and opportunities that are open."""
    accounts = conn.execute("SELECT id, name, external_id FROM account WHERE deleted_at IS NULL ORDER BY name, id")
    named = [AccountName(*row) for row in accounts]
    contacts = conn.execute(
        "SELECT id, account, name, email, left_on IS NOT NULL FROM contact WHERE deleted_at IS NULL ORDER BY name, id"
    )
    milestones = conn.execute(
        "SELECT id, account, name, done_on IS NOT NULL OR coalesce(state, '') = 'done' FROM milestone "
        "WHERE deleted_at IS NULL ORDER BY due_on, id"
    )
    rows = conn.execute(
        "SELECT 'template', id, NULL, name FROM onboarding_template WHERE deleted_at IS NULL AND name IS NOT NULL "
        "UNION ALL SELECT 'risk', id, account, reason FROM risk WHERE deleted_at IS NULL AND closed_on IS NULL "
        "UNION ALL SELECT 'goal', id, account, goal FROM objective WHERE deleted_at IS NULL AND done_on IS NULL "
        "AND coalesce(status, 'open') <> 'dropped' "
        "UNION ALL SELECT kind, id, account, coalesce(product, reason, replace(kind, '_', ' ')) FROM opportunity "
        "WHERE deleted_at IS NULL AND coalesce(state, 'open') NOT IN ('won', 'lost') ORDER BY 4, 2"
    )
    return Names(
        in_name_order(named, [each.name for each in named]),
        [ContactName(row, account, name, email, bool(left)) for row, account, name, email, left in contacts],
        [MilestoneName(row, account, name, bool(done)) for row, account, name, done in milestones],
        [RowName(*row) for row in rows],
    )


def living_accounts(conn: sqlite3.Connection, accounts: Sequence[str]) -> dict[str, str]:
    """Id and name of those of a few accounts (ids) that are there, in the order they were given."""
    marks = ", ".join("?" * len(accounts))
    found = dict(
        conn.execute(f"SELECT id, name FROM account WHERE id IN ({marks}) AND deleted_at IS NULL", tuple(accounts))
    )
    return {account: found[account] for account in accounts if account in found}


def account_name(conn: sqlite3.Connection, account: str) -> str:
    """The name of the account with this id, which is there."""
    return conn.execute("SELECT name FROM account WHERE id = ?", (account,)).fetchone()[0]


def accounts_called(conn: sqlite3.Connection, accounts: Sequence[str]) -> str:
    """What is said of several accounts (ids) at once: the name where it is one, else how many they are."""
    return account_name(conn, accounts[0]) if len(accounts) == 1 else counted(len(accounts), "account")


def contact_name(conn: sqlite3.Connection, contact: str | None) -> str | None:
    """The name of the contact with this id; None if there is none."""
    row = conn.execute("SELECT name FROM contact WHERE id = ?", (contact,)).fetchone()
    return None if row is None else row[0]


def children_of(conn: sqlite3.Connection, account: str) -> list[str]:
    """The ids of the accounts right below the one with this id."""
    rows = conn.execute(
        "SELECT id, name FROM account WHERE parent = ? AND deleted_at IS NULL ORDER BY name, id", (account,)
    ).fetchall()
    return in_name_order([row for row, _ in rows], [name for _, name in rows])
