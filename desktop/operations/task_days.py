"""Moving the day a task is due."""

from __future__ import annotations

from datetime import date

from desktop.domain.errors import Rejected
from desktop.store.queries import account_view as rows_of
from desktop.store.queries.rows import is_living
from desktop.store.tx import Tx


def set_task_due(tx: Tx, task: str, due_on: date | None, *, account: str, as_of: date) -> None:
    """Make an open task (by id) of an account due on a day; None = on no day.

    Raises:
        Rejected: it is not there any more, not open, or not the account's.
    """
    if not is_living(tx.conn, "task", task, account=account):
        raise Rejected("There is no such task any more: it may have been taken back. Nothing was saved.")
    title = next((each.title for each in rows_of.promises(tx.conn, account, as_of) if each.id == task), None)
    if title is None:
        raise Rejected("That task is done or dropped already; nothing was saved.")
    tx.update("task", task, {"due_on": None if due_on is None else due_on.isoformat()})
    tx.label = f"Due date: {title}"
