"""What things are called and known by, whole tables at a time: for resolving the names in an import."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple


class ContactEntry(NamedTuple):
    """A contact as an import may call it."""

    id: str
    account: str
    external_id: str | None
    name: str
    email: str | None
    is_deleted: int


class OnboardingEntry(NamedTuple):
    """An onboarding as an import may call it."""

    account: str
    id: str
    name: str | None
    external_id: str | None


def currency(conn: sqlite3.Connection) -> str:
    """The portfolio's currency, an ISO 4217 code in capitals."""
    (code,) = conn.execute("SELECT currency FROM portfolio").fetchone()
    return code


def accounts(conn: sqlite3.Connection) -> list[tuple[str, str | None, str]]:
    """(id, external id, name) of the living accounts."""
    return conn.execute("SELECT id, external_id, name FROM account WHERE deleted_at IS NULL").fetchall()


def contacts(conn: sqlite3.Connection) -> list[ContactEntry]:
    """Every contact, those that were taken back too, by id."""
    rows = conn.execute("SELECT id, account, external_id, name, email, deleted_at IS NOT NULL FROM contact ORDER BY id")
    return list(map(ContactEntry._make, rows))


def onboardings(conn: sqlite3.Connection) -> list[OnboardingEntry]:
    """The living onboardings, the latest last."""
    rows = conn.execute(
        "SELECT account, id, name, external_id FROM onboarding WHERE deleted_at IS NULL ORDER BY started_on, id"
    )
    return [OnboardingEntry(*row) for row in rows]


def milestone_homes(conn: sqlite3.Connection) -> dict[tuple[str, str], str | None]:
    """(account, name of a milestone) -> the onboarding it hangs on; a living one goes before those taken back."""
    # The last one stays.
    rows = conn.execute("SELECT account, name, onboarding FROM milestone ORDER BY deleted_at IS NULL, id")
    return {(account, name): onboarding for account, name, onboarding in rows}


def line_accounts(conn: sqlite3.Connection) -> dict[str, str]:
    """External id of a contract line -> its account."""
    rows = conn.execute(
        "SELECT external_id, account FROM contract_line WHERE external_id IS NOT NULL AND deleted_at IS NULL"
    )
    return dict(rows.fetchall())


def touchpoints(conn: sqlite3.Connection) -> dict[str, str]:
    """External id of a touchpoint -> its id."""
    rows = conn.execute("SELECT external_id, id FROM touchpoint WHERE external_id IS NOT NULL AND deleted_at IS NULL")
    return dict(rows.fetchall())
