"""What belongs to one account, as plain columns by name."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Any

Rows = list[dict[str, Any]]


def own_fields(conn: sqlite3.Connection, account: str) -> dict[str, str]:
    """The portfolio's own fields that have a value here."""
    return dict(
        conn.execute(
            "SELECT f.name, v.value FROM own_value v JOIN own_field f ON f.id = v.own_field "
            "WHERE v.account = ? AND v.deleted_at IS NULL AND f.deleted_at IS NULL ORDER BY f.position, f.name",
            (account,),
        ).fetchall()
    )


def contacts(conn: sqlite3.Connection, account: str) -> Rows:
    return _rows(conn, account, "contact", "name, email, title, role, influence, stance, left_on", "left_on, name")


def last_two_way_on(conn: sqlite3.Connection, account: str, day: date) -> str | None:
    """The day of the last held two-way touchpoint or QBR by the day; None = never any."""
    return conn.execute(
        "SELECT max(held) FROM (SELECT on_day AS held FROM touchpoint WHERE account = :account AND two_way = 1 "
        "AND coalesce(state, 'held') = 'held' AND deleted_at IS NULL UNION ALL SELECT held_on FROM qbr "
        "WHERE account = :account AND deleted_at IS NULL) WHERE held <= :day",
        {"account": account, "day": day.isoformat()},
    ).fetchone()[0]


def contract_lines(conn: sqlite3.Connection, account: str) -> Rows:
    return _rows(
        conn,
        account,
        "contract_line",
        "product, plan, arr_cents, seats, start_on, end_on, term_months, auto_renew, notice_days, notice_given_on, "
        "trial, outcome, outcome_on, reason, likelihood",
        "start_on DESC",
        flags=("auto_renew", "trial"),
    )


def open_tasks(conn: sqlite3.Connection, account: str, day: date) -> Rows:
    """Tasks not done by the day, without those that a later answer or talk led to; without a due date last."""
    return _rows(
        conn,
        account,
        "task",
        "title, due_on, side, owner, source",
        "due_on IS NULL, due_on, title",
        where="AND (done_on IS NULL OR done_on > ?) AND (dropped_on IS NULL OR dropped_on > ?) "
        "AND NOT EXISTS (SELECT 1 FROM playbook_run r WHERE r.id = playbook_run AND r.started_on > ?) "
        "AND NOT EXISTS (SELECT 1 FROM touchpoint t WHERE t.id = touchpoint AND t.on_day > ?)",
        values=(day.isoformat(),) * 4,
    )


def risks(conn: sqlite3.Connection, account: str) -> Rows:
    columns = "reason, opened_on, severity, plan, owner, due_on, closed_on, outcome"
    return _rows(conn, account, "risk", columns, "opened_on DESC")


def objectives(conn: sqlite3.Connection, account: str) -> Rows:
    columns = "goal, baseline, current, target, unit, due_on, done_on, status, agreed_with"
    return _rows(conn, account, "objective", columns, "due_on, goal")


def onboardings(conn: sqlite3.Connection, account: str) -> Rows:
    return _rows(conn, account, "onboarding", "name, started_on, target_on, live_on", "started_on")


def qbrs(conn: sqlite3.Connection, account: str) -> Rows:
    columns = "planned_on, held_on, period, next_on"
    return _rows(conn, account, "qbr", columns, "coalesce(held_on, planned_on)")


def milestones(conn: sqlite3.Connection, account: str) -> Rows:
    columns = "name, due_on, done_on, first_value, phase, side, state, reason"
    return _rows(conn, account, "milestone", columns, "coalesce(due_on, done_on), name", flags=("first_value",))


def opportunities(conn: sqlite3.Connection, account: str) -> Rows:
    columns = "kind, product, arr_cents, close_on, likelihood, state, reason"
    return _rows(conn, account, "opportunity", columns, "close_on")


def timeline(conn: sqlite3.Connection, account: str) -> Rows:
    """What happened with the account, each with its day, kind and words; in no order."""
    found = conn.execute(
        """
        SELECT on_day AS "on", kind AS what, coalesce(subject, notes, '') AS text FROM touchpoint
          WHERE account = :account AND deleted_at IS NULL AND coalesce(state, 'held') = 'held'
        UNION ALL SELECT responded_on, kind || CASE WHEN score IS NULL THEN ' asked' ELSE printf(' %g', score) END,
          coalesce(comment, '') FROM survey_response WHERE account = :account AND deleted_at IS NULL
        UNION ALL SELECT held_on, 'qbr', coalesce(wins, '') FROM qbr
          WHERE account = :account AND deleted_at IS NULL AND held_on IS NOT NULL
        UNION ALL SELECT opened_on, 'ticket opened', coalesce(subject, '') FROM ticket
          WHERE account = :account AND deleted_at IS NULL
        UNION ALL SELECT done_on, 'milestone done', name FROM milestone
          WHERE account = :account AND deleted_at IS NULL AND done_on IS NOT NULL
        UNION ALL SELECT opened_on, 'risk opened', reason FROM risk WHERE account = :account AND deleted_at IS NULL
        UNION ALL SELECT on_day, 'pulse ' || value, coalesce(reason, '') FROM pulse
          WHERE account = :account AND deleted_at IS NULL
        """,
        {"account": account},
    )
    return _named(found)


def _rows(
    conn: sqlite3.Connection,
    account: str,
    table: str,
    columns: str,
    order: str,
    *,
    where: str = "",
    values: tuple[Any, ...] = (),
    flags: tuple[str, ...] = (),
) -> Rows:
    found = _named(
        conn.execute(
            f'SELECT {columns} FROM "{table}" WHERE account = ? AND deleted_at IS NULL {where} ORDER BY {order}, id',
            (account, *values),
        )
    )
    for row in found:
        for flag in flags:
            row[flag] = None if row[flag] is None else bool(row[flag])
    return found


def _named(cursor: sqlite3.Cursor) -> Rows:
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
