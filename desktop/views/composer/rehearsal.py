"""Finds out what a line would change, by doing it and taking it back, soon after somebody stopped typing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.drafts import Draft
from desktop.domain.errors import PortfolioError, Rejected
from desktop.operations.outcome import Outcome, log_with_outcome
from desktop.session import Session

SOON_MS = 150

_log = logging.getLogger(__name__)


class Rehearsal(QObject):
    """What the line would do, or why it would be refused.

    Args:
        draft: what to rehearse now; None = nothing.
    """

    found = Signal()
    """It is known now."""

    def __init__(self, session: Session, draft: Callable[[], Draft | None], parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._draft = session, draft
        self.outcome: Outcome | None = None
        self.refusal: str | None = None
        self._done: tuple[Draft, date] | None = None
        """What `outcome` is of, and on which day."""
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self._begin)

    def forget(self) -> None:
        """The line is another one, or the book is."""
        self._soon.stop()
        self.outcome = self.refusal = self._done = None

    def begin_soon(self) -> None:
        self._soon.start()

    def of(self, draft: Draft, day: date) -> Outcome | None:
        """What just this would do on that day; None = that was not rehearsed, or something has changed since."""
        return self.outcome if self._done == (draft, day) else None

    def _begin(self) -> None:
        draft, day = self._draft(), self._session.day
        if draft is None or not self._session.is_writable:
            return
        try:
            self.outcome = self._session.rehearse(log_with_outcome, draft, as_of=day)
            self._done = draft, day
        except Rejected as error:
            self.refusal = str(error)
        except PortfolioError:
            # Trouble with the file is told when saving; to look ahead is only a service.
            _log.debug("not rehearsed", exc_info=True)
        self.found.emit()
