"""What is agreed with, feared of and hoped for from one account: objectives, risks and opportunities, as records."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from datetime import date
from typing import NamedTuple

from desktop.domain.goals import Goal, Measured
from desktop.domain.opportunities import Chance


class RiskRow(NamedTuple):
    """A risk with all that can be said of it; arr_cents None = the account's whole ARR."""

    id: str
    reason: str
    opened_on: date
    severity: str | None
    arr_cents: int | None
    plan: str | None
    owner: str | None
    due_on: date | None
    closed_on: date | None
    outcome: str | None
    notes: str | None


def objectives(conn: sqlite3.Connection, account: str, day: date) -> list[Goal]:
    """The account's objectives in the order of their days, with the current values the journal knows up to the day."""
    past: defaultdict[str, list[Measured]] = defaultdict(list)
    # By change set and row the journal is looked up; by row alone it would be walked.
    changes = conn.execute(
        "SELECT c.row, c.old, c.new, substr(t.wall, 1, 10) FROM txn t CROSS JOIN objective o "
        "CROSS JOIN change c ON c.txn = t.id AND c.tbl = 'objective' AND c.row = o.id "
        "WHERE o.account = ? AND o.deleted_at IS NULL AND c.col = 'current' "
        "AND substr(t.wall, 1, 10) <= ? ORDER BY t.hlc",
        (account, day.isoformat()),
    )
    for row, old, new, on_day in changes:
        if old is not None and not past[row]:
            past[row].append(Measured(str(old), None))
        if new is not None:
            past[row].append(Measured(str(new), date.fromisoformat(on_day)))
    found = conn.execute(
        "SELECT id, account, goal, baseline, current, target, unit, due_on, done_on, status, agreed_with "
        "FROM objective WHERE account = ? AND deleted_at IS NULL ORDER BY due_on IS NULL, due_on, goal, id",
        (account,),
    )
    return [
        Goal(
            id, of, goal, baseline, current, target, unit, _day(due), _day(done), status, whom, tuple(past.get(id, ()))
        )
        for id, of, goal, baseline, current, target, unit, due, done, status, whom in found.fetchall()
    ]


def risks(conn: sqlite3.Connection, account: str) -> list[RiskRow]:
    """The account's risks, the newest first."""
    found = conn.execute(
        "SELECT id, reason, opened_on, severity, arr_cents, plan, owner, due_on, closed_on, outcome, notes FROM risk "
        "WHERE account = ? AND deleted_at IS NULL ORDER BY opened_on DESC, id",
        (account,),
    )
    return [
        RiskRow(*row)._replace(opened_on=date.fromisoformat(row[2]), due_on=_day(row[7]), closed_on=_day(row[8]))
        for row in found
    ]


def chances(conn: sqlite3.Connection, account: str) -> list[Chance]:
    """The account's opportunities by the day they close on."""
    found = conn.execute(
        "SELECT id, kind, product, arr_cents, close_on, likelihood, state, reason FROM opportunity "
        "WHERE account = ? AND deleted_at IS NULL ORDER BY close_on IS NULL, close_on, id",
        (account,),
    )
    return [Chance(*row)._replace(close_on=_day(row[4])) for row in found]


def risk_reasons(conn: sqlite3.Connection) -> list[str]:
    """The reasons to choose from: those of the library, then those the book has used, the most used first."""
    found = conn.execute(
        "SELECT name FROM reason WHERE subject = 'risk' AND deleted_at IS NULL ORDER BY position, name"
    ).fetchall()
    used = conn.execute(
        "SELECT reason FROM risk WHERE deleted_at IS NULL GROUP BY reason ORDER BY count(*) DESC, reason LIMIT 20"
    ).fetchall()
    return list(dict.fromkeys(name for (name,) in (*found, *used) if name))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
