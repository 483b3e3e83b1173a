"""What the page of one account shows beyond the facts the figures need: names, words and ids, as records."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import NamedTuple

from desktop.domain.name_order import in_name_order
from desktop.domain.playbooks.progress import Progress
from desktop.domain.usage import TREND_METRICS
from desktop.store.queries import facts


class Person(NamedTuple):
    """Somebody at the customer, as the account's page shows them."""

    id: str
    name: str
    title: str | None
    email: str | None
    phone: str | None
    role: str | None
    influence: str | None
    stance: str | None
    left_on: date | None


class Promise(NamedTuple):
    """A task that is open; is_visible = the customer may see it; of = how far the playbook is that made it."""

    id: str
    title: str
    due_on: date | None
    side: str | None
    owner: str | None
    source: str | None
    is_visible: bool
    of: Progress | None = None


class Step(NamedTuple):
    """A milestone; first_due_on and blocked_on come from the journal: what it was due on first, since when it waits."""

    id: str
    onboarding: str | None
    name: str
    phase: str | None
    side: str | None
    state: str | None
    reason: str | None
    due_on: date | None
    done_on: date | None
    is_value: bool
    first_due_on: date | None = None
    blocked_on: date | None = None


class Event(NamedTuple):
    """Something that happened, or is planned.

    Args:
        kind: a touchpoint's or survey's kind, or "qbr", "ticket", "ticket closed", "milestone", "goal", "risk",
            "risk closed", "pulse", "left", "contract", "notice", "churn", "task", "playbook", "playbook stopped",
            "playbook finished", "review".
        who: the contact's name, or the attendees.
        value: a score, whether a talk was two-way (0 or 1), a pulse, a CSAT, cents a year, or tasks of a playbook.
        of: the top of the scale of a score.
        other_on: the day a ticket was closed on, or for the closing the day it was opened on.
    """

    on_day: date
    kind: str
    row: str
    who: str | None
    title: str | None
    detail: str | None
    value: float | None
    of: float | None
    other_on: date | None
    is_planned: bool


class UsagePoint(NamedTuple):
    """One usage reading; feature None = of the whole product."""

    metric: str
    feature: str | None
    on_day: date
    value: float


def account_name(conn: sqlite3.Connection, account: str) -> str | None:
    """What the account is called; None = there is none (any more)."""
    row = conn.execute("SELECT name FROM account WHERE id = ? AND deleted_at IS NULL", (account,)).fetchone()
    return None if row is None else row[0]


def account_notes(conn: sqlite3.Connection, account: str) -> str | None:
    return conn.execute(
        "SELECT (SELECT notes FROM account WHERE id = ? AND deleted_at IS NULL)", (account,)
    ).fetchone()[0]


def people(conn: sqlite3.Connection, account: str) -> list[Person]:
    """The account's contacts by name."""
    found = conn.execute(
        "SELECT id, name, title, email, phone, role, influence, stance, left_on FROM contact "
        "WHERE account = ? AND deleted_at IS NULL ORDER BY name, id",
        (account,),
    )
    told = [Person(*row[:-1], left_on=_day(row[-1])) for row in found]
    return in_name_order(told, [each.name for each in told])


_OF_RUN = "k.account = :account AND k.playbook_run = task.playbook_run AND k.deleted_at IS NULL"


def promises(conn: sqlite3.Connection, account: str, day: date) -> list[Promise]:
    """What `open_tasks` lists, with ids; without a due date last."""
    found = conn.execute(
        f"""
        SELECT id, title, due_on, side, owner, source, coalesce(customer_visible, 0),
          (SELECT p.name FROM playbook_run r JOIN playbook p ON p.id = r.playbook WHERE r.id = task.playbook_run),
          (SELECT count(*) FROM task k WHERE {_OF_RUN} AND k.done_on <= :day),
          (SELECT count(*) FROM task k WHERE {_OF_RUN}
            AND (k.done_on <= :day OR k.dropped_on IS NULL OR k.dropped_on > :day))
          FROM task WHERE account = :account AND deleted_at IS NULL AND (done_on IS NULL OR done_on > :day)
          AND (dropped_on IS NULL OR dropped_on > :day)
          AND NOT EXISTS (SELECT 1 FROM playbook_run r WHERE r.id = playbook_run AND r.started_on > :day)
          AND NOT EXISTS (SELECT 1 FROM touchpoint t WHERE t.id = touchpoint AND t.on_day > :day)
          ORDER BY due_on IS NULL, due_on, title, id
        """,
        {"account": account, "day": day.isoformat()},
    )
    return [
        Promise(
            row,
            title,
            _day(due_on),
            side,
            owner,
            source,
            bool(visible),
            None if name is None else Progress(name, done, tasks),
        )
        for row, title, due_on, side, owner, source, visible, name, done, tasks in found
    ]


def steps(conn: sqlite3.Connection, account: str, day: date) -> list[Step]:
    """The account's milestones in the order of their plan, with what the journal says of them up to the day."""
    found = conn.execute(
        "SELECT id, onboarding, name, phase, side, state, reason, due_on, done_on, coalesce(first_value, 0) "
        "FROM milestone WHERE account = ? AND deleted_at IS NULL "
        "ORDER BY position IS NULL, position, coalesce(due_on, done_on), name, id",
        (account,),
    )
    made = [
        Step(*row[:7], due_on=_day(row[7]), done_on=_day(row[8]), is_value=bool(row[9])) for row in found.fetchall()
    ]
    first_due: dict[str, str] = {}
    blocked: dict[str, str] = {}
    # By change set and row the journal is looked up; by row alone it would be walked.
    changes = conn.execute(
        "SELECT c.row, c.col, c.old, c.new, substr(t.wall, 1, 10) FROM txn t CROSS JOIN milestone m "
        "CROSS JOIN change c ON c.txn = t.id AND c.tbl = 'milestone' AND c.row = m.id "
        "WHERE m.account = ? AND m.deleted_at IS NULL AND c.col IN ('due_on', 'state') "
        "AND substr(t.wall, 1, 10) <= ? ORDER BY t.hlc",
        (account, day.isoformat()),
    )
    for row, column, old, new, on_day in changes:
        if column == "due_on" and old is not None:
            first_due.setdefault(row, old)
        if column == "state" and new == "blocked":
            blocked[row] = on_day
    return [
        step._replace(first_due_on=_day(first_due.get(step.id)), blocked_on=_day(blocked.get(step.id))) for step in made
    ]


def events(conn: sqlite3.Connection, account: str) -> list[Event]:
    """What happened with the account and what is planned, with names and words; in no order, the future included."""
    found = conn.execute(
        """
        SELECT t.on_day, t.kind, t.id, c.name, t.subject, t.notes, t.two_way, NULL, NULL,
          coalesce(t.state, 'held') <> 'held'
          FROM touchpoint t LEFT JOIN contact c ON c.id = t.contact
          WHERE t.account = :account AND t.deleted_at IS NULL AND coalesce(t.state, 'held') <> 'cancelled'
        UNION ALL SELECT s.responded_on, s.kind, s.id, c.name, NULL, s.comment, s.score, s.scale_max, NULL, 0
          FROM survey_response s LEFT JOIN contact c ON c.id = s.contact
          WHERE s.account = :account AND s.deleted_at IS NULL AND s.score IS NOT NULL
        UNION ALL SELECT coalesce(held_on, planned_on), 'qbr', id, attendees, period, wins, NULL, NULL, NULL,
          held_on IS NULL FROM qbr WHERE account = :account AND deleted_at IS NULL AND coalesce(held_on, planned_on)
          IS NOT NULL
        UNION ALL SELECT opened_on, 'ticket', id, NULL, subject, priority, NULL, NULL, closed_on, 0 FROM ticket
          WHERE account = :account AND deleted_at IS NULL
        UNION ALL SELECT closed_on, 'ticket closed', id, NULL, subject, NULL, csat, 5, opened_on, 0 FROM ticket
          WHERE account = :account AND deleted_at IS NULL AND closed_on IS NOT NULL
        UNION ALL SELECT done_on, 'milestone', id, NULL, name, phase, NULL, NULL, due_on, 0 FROM milestone
          WHERE account = :account AND deleted_at IS NULL AND done_on IS NOT NULL
        UNION ALL SELECT done_on, 'goal', id, agreed_with, goal, CASE WHEN baseline IS NOT NULL AND current IS NOT NULL
          THEN 'from ' || baseline || ' to ' || current || coalesce(' ' || unit, '') END, NULL, NULL, due_on, 0
          FROM objective WHERE account = :account AND deleted_at IS NULL AND done_on IS NOT NULL
        UNION ALL SELECT opened_on, 'risk', id, owner, reason, plan, NULL, NULL, closed_on, 0 FROM risk
          WHERE account = :account AND deleted_at IS NULL
        UNION ALL SELECT closed_on, 'risk closed', id, owner, reason, outcome, NULL, NULL, opened_on, 0 FROM risk
          WHERE account = :account AND deleted_at IS NULL AND closed_on IS NOT NULL
        UNION ALL SELECT on_day, 'pulse', id, author, NULL, reason, value, 5, NULL, 0 FROM pulse
          WHERE account = :account AND deleted_at IS NULL
        UNION ALL SELECT left_on, 'left', id, name, coalesce(title, role), NULL, NULL, NULL, NULL, 0 FROM contact
          WHERE account = :account AND deleted_at IS NULL AND left_on IS NOT NULL
        UNION ALL SELECT start_on, 'contract', id, NULL, coalesce(plan, product), NULL, arr_cents, NULL, end_on, 0
          FROM contract_line WHERE account = :account AND deleted_at IS NULL
        UNION ALL SELECT notice_given_on, 'notice', id, NULL, coalesce(plan, product), NULL, arr_cents, NULL, end_on, 0
          FROM contract_line WHERE account = :account AND deleted_at IS NULL AND notice_given_on IS NOT NULL
        UNION ALL SELECT on_day, 'churn', id, NULL, reason, notes, NULL, NULL, NULL, 0 FROM churn
          WHERE account = :account AND deleted_at IS NULL
        UNION ALL SELECT done_on, 'task', id, owner, title, (SELECT p.name FROM playbook_run r
          JOIN playbook p ON p.id = r.playbook WHERE r.id = task.playbook_run), NULL, NULL, due_on, 0 FROM task
          WHERE account = :account AND deleted_at IS NULL AND done_on IS NOT NULL
        UNION ALL SELECT r.started_on, 'playbook', r.id, NULL, p.name, NULL, (SELECT count(*) FROM task k
          WHERE k.playbook_run = r.id AND k.deleted_at IS NULL AND k.account = :account), NULL, NULL, 0
          FROM playbook_run r JOIN playbook p ON p.id = r.playbook WHERE r.account = :account AND r.deleted_at IS NULL
        UNION ALL SELECT r.stopped_on, 'playbook stopped', r.id, NULL, p.name, r.outcome, NULL, NULL, NULL, 0
          FROM playbook_run r JOIN playbook p ON p.id = r.playbook WHERE r.account = :account AND r.deleted_at IS NULL
          AND r.stopped_on IS NOT NULL
        UNION ALL SELECT max(coalesce(k.done_on, k.dropped_on)), 'playbook finished', r.id, NULL, p.name, NULL,
          count(k.done_on), NULL, NULL, 0 FROM playbook_run r JOIN playbook p ON p.id = r.playbook
          JOIN task k ON k.playbook_run = r.id AND k.account = r.account AND k.deleted_at IS NULL
          WHERE r.account = :account AND r.deleted_at IS NULL AND r.stopped_on IS NULL
          GROUP BY r.id HAVING count(k.id) = sum(k.done_on IS NOT NULL OR k.dropped_on IS NOT NULL)
        UNION ALL SELECT on_day, 'review', id, author, NULL, text, NULL, NULL, NULL, 0 FROM review_note
          WHERE account = :account AND deleted_at IS NULL AND on_day IS NOT NULL
        """,
        {"account": account},
    )
    days = facts.Days()
    return [
        Event(_known(days[row[0]]), *row[1:8], other_on=days[row[8]], is_planned=bool(row[9]))
        for row in found.fetchall()
    ]


def usage_points(conn: sqlite3.Connection, account: str, *, after: date, until: date) -> list[UsagePoint]:
    """The account's readings in (after, until], by metric, feature and day."""
    epoch = date(1970, 1, 1).toordinal()
    metrics = (*TREND_METRICS, "feature_users", "eligible_users")
    found = conn.execute(
        "SELECT s.metric, nullif(s.feature, ''), u.day, u.value FROM usage_series s CROSS JOIN usage u "
        "ON u.series = s.no AND u.day > ? AND u.day <= ? "
        f"WHERE s.metric IN ({', '.join('?' * len(metrics))}) AND s.account = ? "
        "ORDER BY s.metric, s.feature, u.day, u.position",
        (after.toordinal() - epoch, until.toordinal() - epoch, *metrics, account),
    )
    return [UsagePoint(metric, feature, date.fromordinal(day + epoch), value) for metric, feature, day, value in found]


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _known(day: date | None) -> date:
    assert day is not None
    return day
