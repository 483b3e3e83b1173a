"""What is done from Today: the action of a row, snoozing, ticking off, moving a day; each one change with its undo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from desktop.domain.errors import PortfolioError
from desktop.domain.today.queue import QueueRow
from desktop.operations.accounts import typed_day
from desktop.operations.snooze import snooze, wake
from desktop.operations.task_days import set_task_due
from desktop.operations.tasks import complete_next_step, complete_task
from desktop.views.page import Context, Place, Said


class Doing:
    """Changes the book and tells so."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def act(self, row: QueueRow) -> None:
        """The one next thing to do about a row."""
        action, session = row.action, self._context.session
        if action.section is not None or not session.is_writable:
            self._context.go(Place("account", row.account, action.section))
        elif action.task is not None:
            self.complete(action.task, row.account)
        elif action.key == "step_done":
            self._change(lambda: session.perform(complete_next_step, row.account, done_on=session.day))
        elif action.types is not None:
            self._context.compose(row.account, action.types)

    def complete(self, task: str, account: str) -> None:
        """Tick a task off."""
        session = self._context.session
        self._change(lambda: session.perform(complete_task, task, account=account, done_on=session.day))

    def snooze(self, row: QueueRow, until: date) -> None:
        session, key = self._context.session, row.reasons[0].key
        self._change(lambda: session.perform(snooze, row.account, key, row.weight, until, as_of=session.day))

    def wake(self, row: QueueRow) -> None:
        session = self._context.session
        self._change(lambda: session.perform(wake, row.account, as_of=session.day))

    def move_task(self, task: str, account: str, text: str) -> str | None:
        """Save the day that was typed for a task.

        Returns:
            Why it was refused; None = it was saved.
        """
        session = self._context.session
        try:
            on = typed_day(text, as_of=session.day)
            done = session.perform(set_task_due, task, on, account=account, as_of=session.day)
        except PortfolioError as why:
            return str(why)
        if done.changes:
            self._context.say(Said(done.changes.label, can_undo=True))
        return None

    def _change(self, perform: Callable[[], Any]) -> None:
        try:
            done = perform()
        except PortfolioError as why:
            self._context.trouble(why)
            return
        self._context.say(Said(done.changes.label, can_undo=True))
