"""Getting things done: tasks, next steps and milestones ticked off, each one change set with a name for Undo."""

from __future__ import annotations

from datetime import date

from desktop.domain.drafts import MilestoneDoneDraft
from desktop.domain.errors import Rejected
from desktop.operations import logging
from desktop.operations.accounts import set_next_step, set_next_step_on
from desktop.store.queries import account_view as rows_of
from desktop.store.queries import facts
from desktop.store.queries.rows import is_living
from desktop.store.tx import Tx


def complete_task(tx: Tx, task: str, *, account: str, done_on: date) -> None:
    """Note that a task (by id) was done.

    Raises:
        Rejected: it is not there any more, or is not the account's.
    """
    if not is_living(tx.conn, "task", task, account=account):
        raise Rejected("There is no such task any more: it may have been taken back. Nothing was saved.")
    title = next((each.title for each in rows_of.promises(tx.conn, account, done_on) if each.id == task), None)
    if title is None:
        raise Rejected("That task is done or dropped already; nothing was saved.")
    tx.update("task", task, {"done_on": done_on.isoformat()})
    tx.label = f"Done: {title}"


def complete_next_step(tx: Tx, account: str, *, done_on: date) -> str:
    """Take the next step off the account, and complete the open task of that title if there is one.

    Returns:
        What the step was called.

    Raises:
        Rejected: the account is gone, or has no next step.
    """
    found = next(iter(facts.accounts(tx.conn, account)), None)
    if found is None:
        raise Rejected("There is no such account any more: it may have been taken back. Nothing was saved.")
    if found.next_step is None:
        raise Rejected(f"{found.name} has no next step that could be done; nothing was saved.", field="next_step")
    task = task_called(rows_of.promises(tx.conn, account, done_on), found.next_step)
    if task is not None:
        tx.update("task", task.id, {"done_on": done_on.isoformat()})
    tx.update("account", account, {"next_step": None, "next_step_on": None})
    tx.label = f"Done: {found.next_step}"
    return found.next_step


def change_next_step(tx: Tx, account: str, text: str, on_day: date | None) -> None:
    """Make `text` the next step of the account and `on_day` its day, in one change set; blank takes both away.

    Raises:
        Rejected: it is too long, or the account is not there any more.
    """
    set_next_step_on(tx, [account], on_day if text.strip() else None)
    # The last one names the change set.
    set_next_step(tx, [account], text)


def complete_milestone(tx: Tx, milestone: str, *, account: str, done_on: date) -> None:
    """Note that a milestone (by id) was reached.

    Raises:
        Rejected: it is not there any more, is reached already, or is not the account's.
    """
    name = next((each.name for each in facts.milestones(tx.conn, account) if each.id == milestone), None)
    is_done = any(
        each.id == milestone and each.state == "done" and each.done_on is not None
        for each in facts.milestones(tx.conn, account)
    )
    if is_done:
        raise Rejected(f"{name} is done already; nothing was saved.")
    logging.log(tx, MilestoneDoneDraft(account=account, milestone=milestone, done_on=done_on), as_of=done_on)
    tx.label = f"Milestone done: {name}"


def task_called(open_tasks: list[rows_of.Promise], title: str) -> rows_of.Promise | None:
    """The first of the open tasks with that title, in any case."""
    wanted = title.strip().casefold()
    return next((each for each in open_tasks if each.title.strip().casefold() == wanted), None)
