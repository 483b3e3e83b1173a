"""The playbooks of the portfolio that are switched on, what they started, and what they are started for."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from desktop.domain.facts import SurveyAnswer
from desktop.domain.playbooks.definition import Playbook, TaskTemplate, read_condition
from desktop.domain.playbooks.stops import NEVER, STOPS, Run
from desktop.domain.playbooks.triggers import TRIGGERS
from desktop.store.queries.facts import Days, days_of

OPENING = "playbooks_at_opening"
"""Key of the setting that says whether what is due starts by itself."""


def opening(conn: sqlite3.Connection) -> str | None:
    """What was set about starting by itself; None = nothing was said."""
    row = conn.execute(
        "SELECT value FROM setting WHERE deleted_at IS NULL AND key = ? ORDER BY id", (OPENING,)
    ).fetchone()
    return None if row is None else row[0]


def playbooks(conn: sqlite3.Connection) -> list[tuple[str, Playbook]]:
    """(row id, playbook) of each that is switched on."""
    return [(row, playbook) for row, playbook in all_playbooks(conn) if playbook.enabled]


def all_playbooks(conn: sqlite3.Connection) -> list[tuple[str, Playbook]]:
    """(row id, playbook) of each; one with a trigger that this version does not know is left out."""
    tasks = conn.execute(
        "SELECT playbook, key, title, coalesce(due_days, 0), coalesce(owner, 'csm'), coalesce(side, 'ours') "
        "FROM playbook_task WHERE deleted_at IS NULL ORDER BY position, key"
    )
    rows = conn.execute(
        "SELECT id, key, name, trigger, condition, stop_condition, coalesce(enabled, 1) FROM playbook "
        "WHERE deleted_at IS NULL ORDER BY key"
    )
    return list(_understood(tuple(rows), tuple(tasks)))


@lru_cache(maxsize=4)
def _understood(rows: tuple[Sequence[Any], ...], tasks: tuple[Sequence[Any], ...]) -> tuple[tuple[str, Playbook], ...]:
    """Rows as playbooks: each edit asks for them several times, and they hardly ever change."""
    tasks_of: defaultdict[str, list[TaskTemplate]] = defaultdict(list)
    for of, *task in tasks:
        tasks_of[of].append(TaskTemplate(*task))
    found: list[tuple[str, Playbook]] = []
    for playbook_id, key, name, trigger, condition, stop, enabled in rows:
        if trigger not in TRIGGERS:
            continue
        templates = tuple(tasks_of[playbook_id])
        params, segment = read_condition(trigger, condition)
        stop = stop if stop in STOPS else NEVER
        found.append((playbook_id, Playbook(key, name, trigger, templates, params, segment, stop, bool(enabled))))
    return tuple(found)


def known_runs(conn: sqlite3.Connection) -> set[str]:
    """The ids of all runs there ever were, those that were taken back too."""
    return {row for (row,) in conn.execute("SELECT id FROM playbook_run")}


def runs(conn: sqlite3.Connection, account: str | None = None, *, is_open: bool = False) -> list[Run]:
    """The runs that were started and not taken back, in the order in which they were started.

    Args:
        account: the id of the only account; None = all.
        is_open: only those with a task that is neither done nor dropped.
    """
    tail = "AND r.account = :account " if account is not None else ""
    if is_open:
        tail += (
            "AND r.stopped_on IS NULL AND EXISTS (SELECT 1 FROM task t WHERE t.playbook_run = r.id "
            "AND t.account = r.account AND t.deleted_at IS NULL AND t.done_on IS NULL AND t.dropped_on IS NULL) "
        )
    rows = conn.execute(
        "SELECT r.id, p.key, p.trigger, r.account, r.cause_table, r.cause_row, r.started_on, r.stopped_on, r.outcome "
        "FROM playbook_run r JOIN playbook p ON p.id = r.playbook WHERE r.deleted_at IS NULL "
        f"AND (SELECT deleted_at FROM account WHERE id = r.account) IS NULL {tail}ORDER BY r.started_on, r.id",
        {"account": account},
    )
    days = Days()
    with days_of("playbook_run", "started_on"):
        return [
            Run(row, key, trigger, of, table, cause, date.fromisoformat(started), days[stopped], outcome)
            for row, key, trigger, of, table, cause, started, stopped, outcome in rows
        ]


class TaskOfRun(NamedTuple):
    """A task that a playbook made, by its run."""

    id: str
    run: str
    title: str
    due_on: date | None
    done_on: date | None
    dropped_on: date | None


def run_tasks(conn: sqlite3.Connection, run: str | None = None) -> list[TaskOfRun]:
    """The tasks of one run, or of all, by the day they are due."""
    rows = conn.execute(
        "SELECT id, playbook_run, title, due_on, done_on, dropped_on FROM task WHERE playbook_run IS NOT NULL "
        f"AND deleted_at IS NULL {'' if run is None else 'AND playbook_run = ? '}ORDER BY due_on, id",
        () if run is None else (run,),
    )
    days = Days()
    with days_of("task", "due_on"):
        return [
            TaskOfRun(row, of, title, days[due], days[done], days[dropped])
            for row, of, title, due, done, dropped in rows
        ]


def open_tasks(conn: sqlite3.Connection, account: str, run: str) -> list[str]:
    """The ids of the tasks of a run that are neither done nor dropped."""
    rows = conn.execute(
        "SELECT id FROM task WHERE account = ? AND playbook_run = ? AND deleted_at IS NULL AND done_on IS NULL "
        "AND dropped_on IS NULL ORDER BY id",
        (account, run),
    )
    return [row for (row,) in rows]


def stops_taken_back(conn: sqlite3.Connection) -> set[str]:
    """The runs that ended in a change set of the playbooks which somebody undid."""
    rows = conn.execute(
        "SELECT c.row FROM txn t JOIN change c ON c.txn = t.id AND c.tbl = 'playbook_run' AND c.col = 'stopped_on' "
        "WHERE t.kind = 'undo' AND t.label LIKE 'Undo: Playbooks:%'"
    )
    return {row for (row,) in rows}


def written(conn: sqlite3.Connection, txn: int) -> list[tuple[str, str, str]]:
    """(table, row, field) of what a change set has written so far; "" = the row was made."""
    return conn.execute("SELECT tbl, row, col FROM change WHERE txn = ?", (txn,)).fetchall()


class Started(NamedTuple):
    """What playbooks started in a change set.

    Args:
        playbooks: their names, each once.
        first_on: the earliest day on which one of their tasks is due.
        first: the id of that task.
    """

    playbooks: tuple[str, ...] = ()
    tasks: int = 0
    first_on: date | None = None
    first: str | None = None


def started(conn: sqlite3.Connection, txn: int) -> Started:
    """The runs that a change set has begun, or brought back."""
    # Beside min() the other columns are those of the row that has it.
    rows = conn.execute(
        "SELECT p.name, count(t.id), min(t.due_on), t.id FROM change c JOIN playbook_run r ON r.id = c.row "
        "JOIN playbook p ON p.id = r.playbook JOIN task t ON t.account = r.account AND t.playbook_run = r.id "
        "WHERE c.txn = ? AND c.tbl = 'playbook_run' AND c.col IN ('', 'deleted_at') AND r.deleted_at IS NULL "
        "AND t.deleted_at IS NULL GROUP BY r.id ORDER BY p.name, r.id",
        (txn,),
    ).fetchall()
    due = [(date.fromisoformat(on), task) for _, _, on, task in rows if on is not None]
    first_on, first = min(due, default=(None, None))
    return Started(tuple(dict.fromkeys(name for name, *_ in rows)), sum(n for _, n, *_ in rows), first_on, first)


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


def answers_between(conn: sqlite3.Connection, after: date, until: date) -> list[SurveyAnswer]:
    """The survey responses of the days after `after` up to `until`, in the order they were written."""
    rows = conn.execute(
        f"SELECT {', '.join(SurveyAnswer._fields)} FROM survey_response "
        "WHERE deleted_at IS NULL AND responded_on > ? AND responded_on <= ? ORDER BY rowid",
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
