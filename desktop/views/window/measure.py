"""How large the open book is and how new its facts are, said in the status line and kept true."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.session import Session
from desktop.views import format
from desktop.views.window.status_line import StatusLine

if TYPE_CHECKING:
    from desktop.operations.summary import Summary
    from desktop.store.changes import Changes

SIZE_TABLES = {"account", "contract_line"}
"""What the size of the book is measured by."""


class Measure(QObject):
    """Reads it beside the window, when a book is opened and when it may have changed."""

    def __init__(self, session: Session, status_line: StatusLine, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._status_line = session, status_line
        self._size = self._newest = ""
        session.looked.connect(self.read)
        session.changed.connect(self._heed)

    def read(self) -> None:
        """Read it; what the page shows goes first."""
        if self._session.is_open:
            from desktop.operations.summary import summary, summary_facts

            then = partial(summary, day=self._session.day)
            self._session.read_later("status", summary_facts, self._take, then=then, is_patient=True)

    def forget(self) -> None:
        """No book is open."""
        self._size = self._newest = ""
        self._show()

    def _heed(self, changes: Changes) -> None:
        now = format.time_now()
        self._status_line.show_said(f"All changes saved {now}")
        if changes.tables & SIZE_TABLES:
            self.read()
        else:
            self._newest = f"Newest fact {format.day(self._session.today)}, {now}"
            self._show()

    def _take(self, found: Summary) -> None:
        self._size = f"{format.plural(found.accounts, 'account')}, {format.money(found.arr_cents)} ARR"
        self._newest = "" if found.newest_at is None else f"Newest fact {format.moment(found.newest_at)}"
        self._show()

    def _show(self) -> None:
        self._status_line.show_book(self._size, self._newest)
