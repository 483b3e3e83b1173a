"""What things are called, for reading a typed line."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from desktop.domain.grammar import AccountName, ContactName, MilestoneName


class Names(NamedTuple):
    """Everything a line may name."""

    accounts: list[AccountName]
    contacts: list[ContactName]
    milestones: list[MilestoneName]


def names(conn: sqlite3.Connection) -> Names:
    """The living accounts, contacts and milestones."""
    accounts = conn.execute("SELECT id, name, external_id FROM account WHERE deleted_at IS NULL ORDER BY name, id")
    contacts = conn.execute(
        "SELECT id, account, name, email, left_on IS NOT NULL FROM contact WHERE deleted_at IS NULL ORDER BY name, id"
    )
    milestones = conn.execute(
        "SELECT id, account, name, done_on IS NOT NULL OR coalesce(state, '') = 'done' FROM milestone "
        "WHERE deleted_at IS NULL ORDER BY due_on, id"
    )
    return Names(
        [AccountName(*row) for row in accounts],
        [ContactName(row, account, name, email, bool(left)) for row, account, name, email, left in contacts],
        [MilestoneName(row, account, name, bool(done)) for row, account, name, done in milestones],
    )
