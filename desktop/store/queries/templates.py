"""The onboarding templates of the portfolio, and what a plan is made from."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import NamedTuple

from desktop.domain.shifting import Dated
from desktop.domain.templates import Template, TemplateMilestone


class PlanHead(NamedTuple):
    """An onboarding as far as its dates go."""

    id: str
    account: str
    name: str | None
    started_on: date
    target_on: date | None
    live_on: date | None


class PlanStep(NamedTuple):
    """A milestone with all that can be changed of it."""

    id: str
    account: str
    onboarding: str | None
    name: str
    due_on: date | None
    done_on: date | None
    state: str | None
    side: str | None
    phase: str | None
    first_value: bool
    reason: str | None

    @property
    def dated(self) -> Dated:
        return Dated(self.id, self.name, self.due_on, self.done_on, self.state)


def templates(conn: sqlite3.Connection) -> list[Template]:
    """Every template, the shortest first; its key is the id of its row, as are those of its milestones."""
    found: list[Template] = []
    rows = conn.execute(
        "SELECT id, name, segment, coalesce(target_days, 0) FROM onboarding_template WHERE deleted_at IS NULL "
        "ORDER BY target_days, name, id"
    )
    for row, name, segment, target in rows.fetchall():
        steps = conn.execute(
            "SELECT id, name, coalesce(due_days, 0), phase, coalesce(side, 'ours'), coalesce(first_value, 0) "
            "FROM template_milestone WHERE onboarding_template = ? AND deleted_at IS NULL "
            "ORDER BY position IS NULL, position, due_days, id",
            (row,),
        )
        milestones = tuple(TemplateMilestone(*step[:5], first_value=bool(step[5])) for step in steps)
        found.append(Template(row, name or "", target, milestones, segment))
    return found


def plan_head(conn: sqlite3.Connection, onboarding: str) -> PlanHead | None:
    """The onboarding with this id; None = there is none (any more)."""
    row = conn.execute(
        "SELECT id, account, name, started_on, target_on, live_on FROM onboarding WHERE id = ? AND deleted_at IS NULL",
        (onboarding,),
    ).fetchone()
    if row is None:
        return None
    return PlanHead(*row)._replace(started_on=date.fromisoformat(row[3]), target_on=_day(row[4]), live_on=_day(row[5]))


def plan_heads(conn: sqlite3.Connection, account: str) -> list[PlanHead]:
    """The account's onboardings, the newest first."""
    rows = conn.execute(
        "SELECT id FROM onboarding WHERE account = ? AND deleted_at IS NULL ORDER BY started_on DESC, id", (account,)
    ).fetchall()
    return [head for (row,) in rows if (head := plan_head(conn, row)) is not None]


def plan_steps(conn: sqlite3.Connection, account: str) -> list[PlanStep]:
    """The account's milestones, in the order of their plans."""
    rows = conn.execute(
        "SELECT id, account, onboarding, name, due_on, done_on, state, side, phase, coalesce(first_value, 0), reason "
        "FROM milestone WHERE account = ? AND deleted_at IS NULL "
        "ORDER BY position IS NULL, position, coalesce(due_on, done_on), name, id",
        (account,),
    )
    return [
        PlanStep(*row)._replace(due_on=_day(row[4]), done_on=_day(row[5]), first_value=bool(row[9])) for row in rows
    ]


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
