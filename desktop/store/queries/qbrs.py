"""Reviews, the lines of their pages, and the objectives they are about."""

from __future__ import annotations

import sqlite3
from datetime import date

from desktop.domain.goals import Goal
from desktop.domain.qbrs.records import Item, Review
from desktop.store.queries.facts import Days, days_of, living


def planned_qbr(conn: sqlite3.Connection, account: str, day: date) -> str | None:
    """The id of the account's review that was planned for `day` and not held yet; None = there is none."""
    row = conn.execute(
        "SELECT id FROM qbr WHERE account = ? AND planned_on = ? AND held_on IS NULL AND deleted_at IS NULL",
        (account, day.isoformat()),
    ).fetchone()
    return None if row is None else row[0]


def reviews(conn: sqlite3.Connection, account: str | None = None) -> list[Review]:
    """Every review of the book, or of one account (by id); notes and risks are not read."""
    days, at = Days(), [Review._fields.index(name) for name in ("held_on", "planned_on", "next_on")]
    rows = [list(row) for row in conn.execute(*living("qbr", Review._fields, account, "ORDER BY id"))]
    with days_of("qbr", "day"):
        for row in rows:
            for place in at:
                row[place] = days[row[place]]
    return [Review(*row) for row in rows]


def items(conn: sqlite3.Connection, account: str | None = None) -> list[Item]:
    """The lines of the pages, by part and position."""
    order = "AND qbr IN (SELECT id FROM qbr WHERE deleted_at IS NULL) ORDER BY qbr, part, position, id"
    found = conn.execute(*living("qbr_item", Item._fields, account, order))
    return [Item(key, of, qbr, part, position or 0, text, fact) for key, of, qbr, part, position, text, fact in found]


def goals(conn: sqlite3.Connection, account: str | None = None) -> list[Goal]:
    """The objectives of the book, or of one account (by id), in the order of their days."""
    # All but the past values, which the journal holds.
    fields = Goal._fields[: Goal._fields.index("past")]
    days, at = Days(), [fields.index(name) for name in ("due_on", "done_on")]
    order = "ORDER BY due_on IS NULL, due_on, goal, id"
    rows = [list(row) for row in conn.execute(*living("objective", fields, account, order))]
    with days_of("objective", "day"):
        for row in rows:
            for place in at:
                row[place] = days[row[place]]
    return [Goal(*row) for row in rows]


def joined(conn: sqlite3.Connection, account: str) -> list[tuple[str, str, date]]:
    """The contacts of an account with the day each was first written down."""
    # By change set and row the journal is looked up; by row alone it would be walked.
    rows = conn.execute(
        "SELECT m.id, m.name, substr(min(t.wall), 1, 10) FROM txn t CROSS JOIN contact m "
        "CROSS JOIN change c ON c.txn = t.id AND c.tbl = 'contact' AND c.row = m.id AND c.col = '' "
        "WHERE m.account = ? AND m.deleted_at IS NULL GROUP BY m.id ORDER BY 3, m.name",
        (account,),
    )
    return [(key, name, date.fromisoformat(on)) for key, name, on in rows]
