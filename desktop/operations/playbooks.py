"""Feedback that acts: starting playbooks for what was just written, in the same change set."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from desktop.domain.facts import SurveyAnswer
from desktop.domain.identity import derived_id
from desktop.domain.playbooks import due_runs
from desktop.store.queries.ownership import owner_on
from desktop.store.queries.playbooks import playbooks
from desktop.store.tx import Tx

FRESH_DAYS = 30
"""An answer older than this is history that was entered late: nobody is to be called about it now."""


def start_for_answers(tx: Tx, answers: Iterable[SurveyAnswer], *, as_of: date) -> int:
    """Start the playbooks that these answers call for, once per answer, and create their tasks.

    Left alone: answers older than 30 days on `as_of`, and those already followed by a two-way touchpoint.

    Returns:
        The number of tasks created.
    """
    available = playbooks(tx.conn)
    if not available:
        return 0
    created = 0
    for answer in answers:
        if not as_of - timedelta(days=FRESH_DAYS) < answer.responded_on <= as_of or _is_answered(tx, answer):
            continue
        (account_name,) = tx.conn.execute("SELECT name FROM account WHERE id = ?", (answer.account,)).fetchone()
        contact = tx.conn.execute("SELECT name FROM contact WHERE id = ?", (answer.contact,)).fetchone()
        runs = due_runs(
            [playbook for _, playbook in available],
            answer,
            account_name=account_name,
            contact_name=contact[0] if contact else None,
        )
        ids = {playbook.key: row_id for row_id, playbook in available}
        for run in runs:
            # Derived from the cause: two people who import the same answer start one run, not two.
            run_id = derived_id("playbook_run", [run.playbook, run.cause])
            tx.put(
                "playbook_run",
                run_id,
                {
                    "account": run.account,
                    "playbook": ids[run.playbook],
                    "cause_table": "survey_response",
                    "cause_row": run.cause,
                    "started_on": answer.responded_on.isoformat(),
                },
            )
            owner = owner_on(tx.conn, run.account, as_of)
            for task in run.tasks:
                created += tx.put(
                    "task",
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
    return created


def _is_answered(tx: Tx, answer: SurveyAnswer) -> bool:
    found = tx.conn.execute(
        "SELECT 1 FROM touchpoint WHERE account = ? AND on_day > ? AND two_way = 1 AND deleted_at IS NULL "
        "AND coalesce(state, 'held') = 'held'",
        (answer.account, answer.responded_on.isoformat()),
    ).fetchone()
    return found is not None
