"""Accounts that somebody does not want to see for a while."""

from __future__ import annotations

import sqlite3
from datetime import date

from desktop.domain.today.queue import Snooze


def snoozes(conn: sqlite3.Connection, account: str | None = None) -> list[Snooze]:
    """Every snooze that can be read, or those of one account (by id); others count as not set."""
    return [snooze for _, snooze in snoozes_with_ids(conn, account)]


def snoozes_with_ids(conn: sqlite3.Connection, account: str | None = None) -> list[tuple[str, Snooze]]:
    """`snoozes` with the ids of their rows."""
    rows = conn.execute(
        "SELECT id, account, signal, until_on, reason, author FROM snooze WHERE deleted_at IS NULL "
        "AND account IS NOT NULL AND (? IS NULL OR account = ?) ORDER BY id",
        (account, account),
    )
    found: list[tuple[str, Snooze]] = []
    for row, of, signal, until_on, reason, author in rows:
        try:
            key, weight, set_on = str(signal).split(" ")
            read = Snooze(
                of, key, float(weight), date.fromisoformat(set_on), date.fromisoformat(until_on), reason, author
            )
        except (TypeError, ValueError):
            continue
        found.append((row, read))
    return found


def stored_signal(snooze: Snooze) -> str:
    """What stands in the column `signal`: the reason's key, its weight, and the day it was set."""
    return f"{snooze.key} {snooze.weight:g} {snooze.set_on.isoformat()}"
