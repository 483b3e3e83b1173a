"""What remains once the demo book is imported: tasks that playbooks started, as far as they are done; cadences."""

from __future__ import annotations

from datetime import date

from desktop.operations.cadences import set_cadence
from desktop.operations.demo import PLAYBOOK_STEPS_DONE, TINDLE, WAITING_DETRACTORS
from desktop.operations.demo.filler import REVIEW_EVERY
from desktop.store.queries.playbooks import tasks_of_runs
from desktop.store.tx import Tx


def finish(tx: Tx, *, as_of: date) -> None:
    """Set playbook tasks to done: those of answered detractors as they fell due, the first of Tindle's at once.

    And say how often each segment is reviewed: nothing that is imported does.
    """
    for segment, days in REVIEW_EVERY.items():
        set_cadence(tx, "qbr", segment, days)
    tx.label = "Playbook tasks worked off"
    done_at_tindle = 0
    for task in tasks_of_runs(tx.conn):
        if task.account_name == TINDLE and done_at_tindle < PLAYBOOK_STEPS_DONE:
            done_at_tindle += 1
            tx.update("task", task.id, {"done_on": min(task.due_on, tx.at.date()).isoformat()})
        elif task.account_name not in WAITING_DETRACTORS and task.due_on <= as_of:
            tx.update("task", task.id, {"done_on": task.due_on.isoformat()})
