"""What the journal says of milestones: the day each was planned for first, and when it was blocked."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from datetime import date

from desktop.domain.slippage import Past


def milestone_pasts(conn: sqlite3.Connection, day: date) -> dict[str, Past]:
    """Milestone id -> its past up to the end of `day`, for those of which there is any.

    A milestone that was written down as blocked has been so since nobody knows when.
    """
    planned: dict[str, date] = {}
    blocked: defaultdict[str, list[tuple[date, date | None]]] = defaultdict(list)
    # By change set and row the journal is looked up; by row alone it would be walked. What was set in the change set of
    # the row's birth was never seen otherwise.
    rows = conn.execute(
        "SELECT c.row, c.col, c.old, c.new, substr(t.wall, 1, 10) FROM txn t CROSS JOIN change c "
        "ON c.txn = t.id AND c.tbl = 'milestone' WHERE c.col IN ('due_on', 'state') AND substr(t.wall, 1, 10) <= ? "
        "AND NOT EXISTS (SELECT 1 FROM change b WHERE b.txn = c.txn AND b.tbl = 'milestone' AND b.row = c.row "
        "AND b.col = '') ORDER BY t.hlc, t.replica",
        (day.isoformat(),),
    )
    for row, column, old, new, wall in rows:
        if column == "due_on":
            if old is not None and row not in planned:
                planned[row] = date.fromisoformat(old)
        elif new == "blocked":
            blocked[row].append((date.fromisoformat(wall), None))
        elif old == "blocked" and blocked.get(row):
            blocked[row][-1] = (blocked[row][-1][0], date.fromisoformat(wall))
    return {row: Past(planned.get(row), tuple(blocked.get(row, ()))) for row in {*planned, *blocked}}
