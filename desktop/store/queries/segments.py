"""The segments that accounts were in, rolled back by the journal."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from datetime import date
from itertools import groupby

from desktop.domain.scorecard_versions import SegmentVersion
from desktop.store import clock

_SINCE = """
SELECT t.hlc, c.row, c.old FROM txn t
CROSS JOIN change c ON c.txn = t.id AND c.tbl = 'account' AND c.col = 'segment'
WHERE t.hlc >= ? {of} AND NOT EXISTS (
    SELECT 1 FROM change b WHERE b.txn = c.txn AND b.tbl = c.tbl AND b.row = c.row AND b.col = '')
ORDER BY t.hlc DESC, t.replica DESC
"""
"""As store/asof.py: the newest first, and not what was set where the row was born."""

_AMONG = "IN (SELECT value FROM json_each(?))"


def segment_versions(
    conn: sqlite3.Connection, since: date, until: date, accounts: Collection[str] | None = None
) -> dict[str, tuple[SegmentVersion, ...]]:
    """The segments of each account whose segment changed after `since`: before, and from each day that changed it on.

    Args:
        accounts: ids of the few that are asked for; None = all.
    Returns:
        Account id -> oldest first, at least one; days after `until` are left out.
    """
    of, few = ("", ()) if accounts is None else (f"AND c.row {_AMONG}", (_listed(accounts),))
    changed = conn.execute(_SINCE.format(of=of), (clock.end_of_day(since), *few)).fetchall()
    segments = _segments(conn, {account for _, account, _ in changed})
    newest_first: dict[str, list[SegmentVersion]] = {}
    for day, changes in groupby(changed, lambda row: clock.day_of(row[0])):
        # Of several changes of a day the last one read, its first, says how the day began.
        before = {account: old for _, account, old in changes if account in segments}
        for account, old in before.items():
            found = newest_first.setdefault(account, [])
            if old != segments[account]:
                found.append(SegmentVersion(day, segments[account]))
                segments[account] = old
    # Where a past day is looked at, what changed after it went back already.
    return {
        account: (
            SegmentVersion(date.min, segments[account]),
            *(each for each in reversed(found) if each.since <= until),
        )
        for account, found in newest_first.items()
    }


def _segments(conn: sqlite3.Connection, accounts: Collection[str]) -> dict[str, str | None]:
    """Of those, the ones that are there."""
    query = f"SELECT id, segment FROM account WHERE deleted_at IS NULL AND id {_AMONG}"
    return dict(conn.execute(query, (_listed(accounts),)).fetchall())


def _listed(accounts: Collection[str]) -> str:
    return json.dumps(list(accounts))
