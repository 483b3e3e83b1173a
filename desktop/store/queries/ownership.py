"""Who looks after an account on a day."""

from __future__ import annotations

import sqlite3
from datetime import date

from desktop.domain.name_order import by_name

_EVER = "deleted_at IS NULL AND coalesce(kind, 'owner') = 'owner'"
_OWNER = f"{_EVER} AND (from_on IS NULL OR from_on <= :day) AND (until_on IS NULL OR until_on > :day)"


def owner_on(conn: sqlite3.Connection, account: str, day: date) -> str | None:
    """The CSM who owns the account on `day`; cover does not count."""
    row = conn.execute(
        f"SELECT csm FROM ownership WHERE account = :account AND {_OWNER} ORDER BY from_on DESC, rowid DESC",
        {"account": account, "day": day.isoformat()},
    ).fetchone()
    return None if row is None else row[0]


def owners_on(conn: sqlite3.Connection, day: date) -> dict[str, str]:
    """Account id -> its owner on `day`, for the accounts that have one."""
    # Later beginnings come later and win, and of one day the later written.
    rows = conn.execute(
        f"SELECT account, csm FROM ownership WHERE {_OWNER} ORDER BY from_on, rowid", {"day": day.isoformat()}
    )
    return dict(rows.fetchall())


def is_ever_owned(conn: sqlite3.Connection, account: str) -> bool:
    """Whether anybody owned the account on any day, past or to come."""
    row = conn.execute(f"SELECT 1 FROM ownership WHERE account = ? AND {_EVER}", (account,)).fetchone()
    return row is not None


def ownerships_on(conn: sqlite3.Connection, account: str, day: date) -> list[str]:
    """The ids of the ownerships of the account that hold on `day`."""
    rows = conn.execute(
        f"SELECT id FROM ownership WHERE account = :account AND {_OWNER} ORDER BY id",
        {"account": account, "day": day.isoformat()},
    )
    return [row for (row,) in rows.fetchall()]


def csms(conn: sqlite3.Connection) -> list[str]:
    """Everybody who owned or covered an account on any day, by name."""
    rows = conn.execute(
        "SELECT DISTINCT csm FROM ownership WHERE deleted_at IS NULL "
        "AND account NOT IN (SELECT id FROM account WHERE deleted_at IS NOT NULL)"
    )
    return by_name(csm for (csm,) in rows)
