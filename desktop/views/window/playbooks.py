"""What playbooks do when a book is opened and when a day begins: they start what is due, or say that it waits."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.domain.errors import PortfolioError
from desktop.session import Session
from desktop.views import format as fmt
from desktop.views.page import Said

if TYPE_CHECKING:
    from desktop.operations.playbook_runs import Due, Opening

READ = "playbooks at opening"


class PlaybooksAtOpening(QObject):
    """Told to look once the book is there, it does so after everything that is shown was read.

    Args:
        say: tells what happened.
        trouble: shows a problem.
    """

    def __init__(
        self,
        session: Session,
        say: Callable[[Said], None],
        trouble: Callable[[PortfolioError], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._say, self._trouble = session, say, trouble

    def look(self) -> None:
        """Find out, beside the window, what is due today."""
        session = self._session
        if session.is_writable:
            from desktop.operations.playbook_runs import at_opening

            session.read_later(READ, partial(at_opening, day=session.today), self._take, is_patient=True)

    def _take(self, found: tuple[Due, Opening]) -> None:
        from desktop.operations.playbook_runs import MOST_TASKS, carry_out

        due, opening = found
        if not due or not self._session.is_writable:
            return
        if opening.is_alone and due.tasks <= MOST_TASKS:
            try:
                done = self._session.perform(carry_out, due)
            except PortfolioError as problem:
                self._trouble(problem)
                return
            if done.changes:
                self._say(Said(done.changes.label, can_undo=True))
        elif due.starts and not opening.is_quiet(due.day):
            accounts = fmt.plural(due.accounts, "account")
            tasks = fmt.plural(due.tasks, "task")
            self._say(Said(f"Playbooks have {tasks} for {accounts}: see Library, Due today"))
