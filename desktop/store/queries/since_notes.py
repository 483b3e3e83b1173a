"""What changed in somebody's book since one's own last note about each of its accounts, from its journal."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime

from desktop.domain.team.since import Noted, Since
from desktop.store import clock, triggers


def last_notes(conn: sqlite3.Connection) -> dict[tuple[str, str], Noted]:
    """Book (by the id of its document) and account -> the last note in this file about it."""
    found = conn.execute(
        "SELECT n.document, n.account, t.wall, t.hlc, t.author FROM main.review_note n JOIN main.change c "
        "ON c.tbl = 'review_note' AND c.row = n.id AND c.col = '' JOIN main.txn t ON t.id = c.txn "
        "WHERE n.deleted_at IS NULL AND n.document IS NOT NULL AND n.account IS NOT NULL ORDER BY t.wall, t.hlc"
    )
    return {(document, account): Noted(_moment(wall, hlc), by) for document, account, wall, hlc, by in found.fetchall()}


def changed_since(conn: sqlite3.Connection, noted: Mapping[str, Noted], until: datetime) -> dict[str, Since]:
    """Account -> what was done to it and its rows after it was noted about, by others than whoever noted.

    Clocks differ: each change counts by the clock it was made by.

    Args:
        noted: account -> the note it is counted from.
        until: what came later is left out.
    """
    if not noted:
        return {}
    first = min(each.at for each in noted.values())
    sets = {
        txn: (_moment(wall, hlc), author)
        for txn, wall, hlc, author in conn.execute(
            "SELECT id, wall, hlc, author FROM main.txn WHERE wall > ?", (_text(first),)
        )
    }
    rows: dict[str, Counter[str]] = {account: Counter() for account in noted}
    people: dict[str, set[str]] = {account: set() for account in noted}
    newest: dict[str, datetime] = {}
    for table in triggers.journalled_tables(conn):
        owner = "id" if table == "account" else "account"
        if owner not in triggers.columns(conn, table):
            continue
        for txn, account, number in conn.execute(
            f'SELECT c.txn, t."{owner}", count(DISTINCT c.row) FROM main.txn x CROSS JOIN main.change c '
            f'ON c.txn = x.id AND c.tbl = ? JOIN main."{table}" t ON t.id = c.row WHERE x.wall > ? GROUP BY 1, 2',
            (table, _text(first)),
        ):
            at, author = sets[txn]
            note = noted.get(account)
            if note is None or author == note.by or not note.at < at <= until:
                continue
            rows[account][table] += number
            people[account].add(author)
            newest[account] = max(at, newest.get(account, at))
    return {
        account: Since(note, tuple(rows[account].most_common()), tuple(sorted(people[account])), newest.get(account))
        for account, note in noted.items()
    }


def _moment(wall: str, hlc: int) -> datetime:
    try:
        return datetime.fromisoformat(wall).astimezone(UTC)
    except (ValueError, OverflowError):
        # What another program wrote: its stamp is a number, in any case.
        return datetime.fromtimestamp((hlc >> clock.COUNTER_BITS) / 1000, UTC)


def _text(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
