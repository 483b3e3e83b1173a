"""The playbooks of the portfolio that are switched on, what they started, and what they are started for."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import NamedTuple

from desktop.domain.facts import SurveyAnswer
from desktop.domain.playbooks import Playbook, TaskTemplate


def playbooks(conn: sqlite3.Connection) -> list[tuple[str, Playbook]]:
    """(row id, playbook) of each."""
    found: list[tuple[str, Playbook]] = []
    rows = conn.execute(
        "SELECT id, key, name, trigger FROM playbook WHERE deleted_at IS NULL AND coalesce(enabled, 1) = 1 ORDER BY key"
    )
    for playbook_id, key, name, trigger in rows.fetchall():
        tasks = conn.execute(
            "SELECT key, title, coalesce(due_days, 0), coalesce(owner, 'csm'), coalesce(side, 'ours') "
            "FROM playbook_task WHERE playbook = ? AND deleted_at IS NULL ORDER BY position, key",
            (playbook_id,),
        )
        found.append((playbook_id, Playbook(key, name, trigger, tuple(TaskTemplate(*task) for task in tasks))))
    return found


class RunTask(NamedTuple):
    """A task that a playbook started."""

    id: str
    account_name: str
    due_on: date


def tasks_of_runs(conn: sqlite3.Connection) -> list[RunTask]:
    """The open tasks of playbook runs, by the day they are due."""
    rows = conn.execute(
        "SELECT t.id, a.name, t.due_on FROM task t JOIN account a ON a.id = t.account WHERE t.playbook_run IS NOT NULL "
        "AND t.deleted_at IS NULL AND t.done_on IS NULL AND t.due_on IS NOT NULL ORDER BY t.due_on, t.id"
    )
    return [RunTask(row, name, date.fromisoformat(due_on)) for row, name, due_on in rows]


def is_running(conn: sqlite3.Connection, run: str) -> bool:
    """Whether the playbook run with this id was started and not taken back."""
    row = conn.execute("SELECT 1 FROM playbook_run WHERE id = ? AND deleted_at IS NULL", (run,)).fetchone()
    return row is not None


def nps_answers(conn: sqlite3.Connection, after: date, until: date) -> list[SurveyAnswer]:
    """The NPS responses of the days after `after` up to `until`, in the order they were written."""
    rows = conn.execute(
        f"SELECT {', '.join(SurveyAnswer._fields)} FROM survey_response "
        "WHERE deleted_at IS NULL AND kind = 'nps' AND responded_on > ? AND responded_on <= ? ORDER BY rowid",
        (after.isoformat(), until.isoformat()),
    )
    answers = [SurveyAnswer(*row) for row in rows]
    return [answer._replace(responded_on=date.fromisoformat(str(answer.responded_on))) for answer in answers]


def has_two_way_contact(conn: sqlite3.Connection, account: str, after: date, until: date) -> bool:
    """Whether a two-way touchpoint was held with the account after `after`, up to `until`."""
    row = conn.execute(
        "SELECT 1 FROM touchpoint WHERE account = ? AND on_day > ? AND on_day <= ? AND two_way = 1 "
        "AND deleted_at IS NULL AND coalesce(state, 'held') = 'held'",
        (account, after.isoformat(), until.isoformat()),
    ).fetchone()
    return row is not None
