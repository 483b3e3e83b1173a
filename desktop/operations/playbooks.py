"""Feedback that acts: starting playbooks for what was just written, in the same change set."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta

from desktop.domain.facts import SurveyAnswer
from desktop.domain.health_facts import is_detractor
from desktop.domain.identity import derived_id
from desktop.domain.playbooks import PlaybookRun, due_runs
from desktop.store.queries.names import account_name, contact_name
from desktop.store.queries.ownership import owner_on
from desktop.store.queries.playbooks import has_two_way_contact, is_running, nps_answers, playbooks
from desktop.store.queries.rows import exists
from desktop.store.tx import Tx, Value

FRESH_DAYS = 30
"""An answer older than this is history that was entered late: nobody is to be called about it now."""


def start_for_rows(tx: Tx, rows: Collection[str], *, as_of: date) -> int:
    """`start_for_answers` for the survey responses with these ids."""
    answers = nps_answers(tx.conn, _stale_on(as_of), as_of)
    return start_for_answers(tx, [answer for answer in answers if answer.id in rows], as_of=as_of)


def start_for_answers(tx: Tx, answers: Iterable[SurveyAnswer], *, as_of: date) -> int:
    """Start the playbooks that these answers call for, once per answer, and create their tasks.

    Left alone: answers older than 30 days on `as_of`, those already followed by a two-way touchpoint, and those whose
    playbook runs already: what became of its tasks since is not to be undone.

    Returns:
        The number of tasks created.
    """
    available = playbooks(tx.conn)
    ids = {playbook.key: row_id for row_id, playbook in available}
    runs: list[tuple[str, Mapping[str, Value]]] = []
    tasks: list[tuple[str, Mapping[str, Value]]] = []
    for answer in answers:
        fresh = _stale_on(as_of) < answer.responded_on <= as_of
        if not (available and fresh and is_detractor(answer)):
            continue
        if has_two_way_contact(tx.conn, answer.account, answer.responded_on, as_of):
            continue
        owner = owner_on(tx.conn, answer.account, as_of)
        for run in due_runs(
            [playbook for _, playbook in available],
            answer,
            account_name=account_name(tx.conn, answer.account),
            contact_name=contact_name(tx.conn, answer.contact),
        ):
            # Derived from the cause: two people who import the same answer start one run, not two.
            run_id = derived_id("playbook_run", [run.playbook, run.cause])
            if not is_running(tx.conn, run_id):
                runs.append((run_id, _run_values(run, ids[run.playbook], answer.responded_on)))
                tasks += _task_values(run, run_id, owner)
    _put_all(tx, "playbook_run", runs)
    _put_all(tx, "task", tasks)
    return len(tasks)


def _stale_on(as_of: date) -> date:
    return as_of - timedelta(days=FRESH_DAYS)


def _run_values(run: PlaybookRun, playbook: str, started_on: date) -> Mapping[str, Value]:
    return {
        "account": run.account,
        "playbook": playbook,
        "cause_table": "survey_response",
        "cause_row": run.cause,
        "started_on": started_on.isoformat(),
    }


def _task_values(run: PlaybookRun, run_id: str, owner: str | None) -> list[tuple[str, Mapping[str, Value]]]:
    return [
        (
            derived_id("task", task.identity),
            {
                "account": run.account,
                "title": task.title,
                "due_on": task.due_on.isoformat(),
                "side": task.side,
                "owner": owner if task.owner == "csm" else task.owner,
                "source": f"playbook {run.playbook}",
                "playbook_run": run_id,
            },
        )
        for task in run.tasks
    ]


def _put_all(tx: Tx, table: str, rows: Sequence[tuple[str, Mapping[str, Value]]]) -> None:
    """`put` many rows of equal columns: those that were taken back are revived, all others born at once."""
    births: list[tuple[Value, ...]] = []
    for row_id, values in rows:
        if exists(tx.conn, table, row_id):
            tx.put(table, row_id, values)
        else:
            births.append((row_id, *values.values()))
    if births:
        tx.insert_many(table, ("id", *rows[0][1]), births)
