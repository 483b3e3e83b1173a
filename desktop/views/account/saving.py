"""What is typed and ticked off on the account page: saved, told, and answered where it was refused."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.domain.errors import PortfolioError, Rejected
from desktop.operations import contacts, contracts, tasks
from desktop.operations.accounts import typed_day
from desktop.operations.voice import set_sentiment
from desktop.views.page import Context, Said


class Saving(QObject):
    """Changes to one account.

    Args:
        account: the id of the one that is shown.
        line: the id of the contract line whose notice period can be typed; "" = none.
    """

    typed = Signal()
    """What was typed is saved."""
    refused = Signal()
    """A tick could not be saved: it must not stay."""

    def __init__(
        self, context: Context, account: Callable[[], str | None], line: Callable[[], str], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._context, self._account, self._line = context, account, line

    # -- ticking off

    def complete_next_step(self) -> None:
        self._perform(tasks.complete_next_step, self._account(), done_on=self._context.session.day)

    def complete_task(self, task: str) -> None:
        self._perform(tasks.complete_task, task, account=self._account(), done_on=self._context.session.day)

    def complete_milestone(self, milestone: str) -> None:
        day = self._context.session.day
        self._perform(tasks.complete_milestone, milestone, account=self._account(), done_on=day)

    def set_sentiment(self, answer: str, value: float | None) -> None:
        self._perform(set_sentiment, answer, value, account=self._account())

    def _perform(self, operation: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        try:
            performed = self._context.session.perform(operation, *args, **kwargs)
        except PortfolioError as problem:
            self._context.trouble(problem)
            self.refused.emit()
            return
        self._context.say(Said(performed.changes.label, can_undo=True, account=self._account()))

    # -- typing

    def save_step(self, step: str, on_day: str) -> str | None:
        def save() -> str:
            day = typed_day(on_day, as_of=self._context.session.day)
            return self._performed(tasks.change_next_step, self._account(), step, day)

        return self._saved(save)

    def save_notice(self, typed: str) -> str | None:
        def save() -> str:
            days = contracts.typed_days(typed)
            return self._performed(contracts.set_notice_days, self._line(), days, account=self._account())

        return self._saved(save)

    def save_contact(self, typed: str) -> str | None:
        return self._saved(partial(self._performed, contacts.add_contact, self._account(), typed))

    def _saved(self, save: Callable[[], str]) -> str | None:
        """Why it was refused, for the field; None once it is saved."""
        try:
            label = save()
        except Rejected as why:
            return str(why)
        except PortfolioError as problem:
            self._context.trouble(problem)
            return "Not saved."
        self.typed.emit()
        self._context.say(Said(label, can_undo=True, account=self._account()))
        return None

    def _performed(self, operation: Callable[..., Any], *args: Any, **kwargs: Any) -> str:
        return self._context.session.perform(operation, *args, **kwargs).changes.label
