"""Keeps Today as the book is: read whole beside the window; an edit is taken in at once, from the accounts it names.

What is read whole again: a book in which something changed that is about everybody, or much at once, and another day.
Knows no widget.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import QObject, Signal

from desktop.domain.today.book import Today
from desktop.operations.today import is_about_few, read_today, today_after, today_of
from desktop.session import Session
from desktop.settings import Settings
from desktop.store.changes import Changes
from desktop.store.queries.usage import FEW

SUBJECT = "today"


class Reading(QObject):
    """The day of every CSM."""

    came = Signal()
    """`whole` is other than it was."""
    failed = Signal(object)
    """It could not be read, and why."""

    def __init__(self, session: Session, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._settings = session, settings
        self.whole: Today | None = None
        """None = nothing was read yet."""
        self._behind: set[str] = set()
        """Accounts changed while nobody looked."""

    def read(self) -> None:
        """Read everything."""
        self._behind.clear()
        query = partial(read_today, day=self._session.day, since=self._since())
        self._session.read_later(SUBJECT, query, self._take, then=today_of, failed=self.failed.emit)

    def knows(self, changes: Changes) -> bool:
        """Whether a change can be taken in without reading everything again."""
        whole, session = self.whole, self._session
        return whole is not None and whole.day == session.day and not session.is_past and is_about_few(changes)

    def heed(self, changes: Changes) -> None:
        """Take in a change while one looks."""
        if self.knows(changes):
            self._catch_up(set(changes.accounts))
        else:
            self.read()

    def note(self, changes: Changes) -> None:
        """Remember a change that can be taken in, for when one looks again."""
        self._behind |= changes.accounts

    def catch_up(self) -> None:
        """Take in what was noted."""
        behind, self._behind = self._behind, set()
        if len(behind) > FEW:
            self.read()
        elif behind:
            self._catch_up(behind)

    def _catch_up(self, accounts: set[str]) -> None:
        whole = self.whole
        after = None if whole is None else self._session.read(today_after, whole, accounts)
        if after is None:
            self.read()
        else:
            self._take(after)

    def _take(self, whole: Today) -> None:
        self.whole = whole
        self.came.emit()

    def _since(self) -> date | None:
        return None if self._session.is_past else self._settings.seen(self._session.doc_id)
