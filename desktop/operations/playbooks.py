"""Feedback that acts: starting playbooks for what was just written, in the same change set."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta

from desktop.domain.facts import SurveyAnswer
from desktop.domain.identity import derived_id
from desktop.domain.playbooks.definition import CSM
from desktop.domain.playbooks.runs import FRESH_DAYS, PlaybookRun, due_runs, is_fresh
from desktop.store.queries.facts import accounts
from desktop.store.queries.names import contact_name
from desktop.store.queries.ownership import owner_on
from desktop.store.queries.playbooks import answers_between, has_two_way_contact, is_running, playbooks
from desktop.store.queries.rows import exists
from desktop.store.tx import Tx, Value


def start_for_rows(tx: Tx, rows: Collection[str], *, as_of: date) -> int:
    """`start_for_answers` for the survey responses with these ids."""
    answers = answers_between(tx.conn, as_of - timedelta(days=FRESH_DAYS), as_of)
    return start_for_answers(tx, [answer for answer in answers if answer.id in rows], as_of=as_of)


def start_for_answers(tx: Tx, answers: Iterable[SurveyAnswer], *, as_of: date) -> int:
    """Start the playbooks that these answers call for, once per answer, and create their tasks.

    Left alone: answers older than 30 days on `as_of`, those already followed by a two-way touchpoint, and those whose
    playbook runs already: what became of its tasks since is not to be undone.

    Returns:
        The number of tasks created.
    """
    available = [playbook for _, playbook in playbooks(tx.conn)]
    started: list[PlaybookRun] = []
    for answer in answers:
        fresh = answer.score is not None and is_fresh(answer.responded_on, as_of)
        if not fresh or not due_runs(available, answer, account_name=""):
            continue
        if has_two_way_contact(tx.conn, answer.account, answer.responded_on, as_of):
            continue
        (account,) = accounts(tx.conn, answer.account)
        started += due_runs(
            available,
            answer,
            account_name=account.name,
            contact_name=contact_name(tx.conn, answer.contact),
            segment=account.segment,
        )
    return start(tx, started, as_of=as_of)


def run_id(run: PlaybookRun) -> str:
    """Derived from the cause: two people who see the same one start one run, not two."""
    return derived_id("playbook_run", run.identity)


def start(tx: Tx, runs: Iterable[PlaybookRun], *, as_of: date) -> int:
    """Write the runs that do not stand already, with their tasks; those that were taken back stand again.

    Args:
        as_of: who owns the account on that day gets the tasks of its CSM.
    Returns:
        The number of tasks.
    """
    wanted = list(runs)
    if not wanted:
        return 0
    ids = {playbook.key: row_id for row_id, playbook in playbooks(tx.conn)}
    owners: dict[str, str | None] = {}
    born: list[tuple[str, Mapping[str, Value]]] = []
    tasks: list[tuple[str, Mapping[str, Value]]] = []
    for run in wanted:
        row, account = run_id(run), run.cause.account
        if is_running(tx.conn, row):
            continue
        if account not in owners:
            owners[account] = owner_on(tx.conn, account, as_of)
        born.append((row, _run_values(run, ids[run.playbook])))
        tasks += _task_values(run, row, owners[account])
    _put_all(tx, "playbook_run", born)
    _put_all(tx, "task", tasks)
    return len(tasks)


def _run_values(run: PlaybookRun, playbook: str) -> Mapping[str, Value]:
    return {
        "account": run.cause.account,
        "playbook": playbook,
        "cause_table": run.cause.table,
        "cause_row": run.cause.row,
        "started_on": run.cause.on.isoformat(),
    }


def _task_values(run: PlaybookRun, row: str, owner: str | None) -> list[tuple[str, Mapping[str, Value]]]:
    return [
        (
            derived_id("task", task.identity),
            {
                "account": run.cause.account,
                "title": task.title,
                "due_on": task.due_on.isoformat(),
                "side": task.side,
                "owner": owner if task.owner == CSM else task.owner,
                "source": f"playbook {run.playbook}",
                "playbook_run": row,
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
