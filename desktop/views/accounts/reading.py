"""Keeps the rows of the accounts page as the book is: reads them beside the window, and catches up with changes.

A small change is read at once, and leaves every row where it stands. What is read while a field is open is held back
until it is closed. Knows no widget.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.health_history import HealthHistory
from desktop.domain.listing.columns import Extras
from desktop.domain.listing.fields import FIELDS, Field
from desktop.operations import look
from desktop.operations.accounts_list import all_fields, read_extras
from desktop.operations.history import read_months, score_months
from desktop.operations.look import FEW, AccountFacts
from desktop.session import Session
from desktop.store.changes import Changes
from desktop.store.queries.facts import has_ticket_by
from desktop.views.accounts.rows import AccountTable

READ, READ_FIELDS, READ_SEEN, READ_HISTORY = "accounts", "accounts fields", "accounts seen", "accounts history"
MANY = 500
"""The sparklines of more accounts than this take so long that those one sees are read first."""
AFTER_MS = 40
"""The rows are painted before their sparklines are read: what is computed meanwhile would make the frame come late."""


class Reading(QObject):
    """The rows of one page.

    Args:
        is_typing: a field is open: its rows are not to be replaced.
        seen: the ids of the accounts one sees.
    """

    came = Signal()
    """All was read anew."""
    patched = Signal(object)
    """A few rows, by number, are other than they were; all stand where they stood."""
    drawn = Signal()
    """Sparklines have come."""
    failed = Signal(object)
    """The rows could not be read, and why."""
    filled = Signal()
    """Fields that are read on their own have come."""

    def __init__(
        self, session: Session, is_typing: Callable[[], bool], seen: Callable[[], Sequence[str]], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._is_typing, self._seen = session, is_typing, seen
        self.rows: AccountTable | None = None
        """What is shown; None = nothing was read yet."""
        self._held: AccountTable | None = None
        self._had_tickets = False
        self._behind: set[str] = set()
        """Accounts changed while nobody looked."""
        self.fields: tuple[Field, ...] = FIELDS
        self._wanted: frozenset[str] = frozenset()
        self._months_of: AccountTable | None = None
        """The rows whose sparklines are still to be asked for."""
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(AFTER_MS)
        self._soon.timeout.connect(self._read_months)

    @property
    def is_settled(self) -> bool:
        """Whether all that is shown was asked for."""
        return self._months_of is None

    def read(self) -> None:
        """Read everything."""
        self._behind.clear()
        self.renew_fields()
        query = partial(look.read_accounts, day=self._session.day)
        self._session.read_later(READ, query, self._take, then=_table, failed=self.failed.emit)

    def renew_fields(self) -> None:
        """Read which fields there are."""
        self.fields = self._session.read(all_fields)

    def want(self, keys: Collection[str]) -> None:
        """Have these fields read, of those that are read on their own."""
        self._wanted = frozenset(keys)
        rows = self.rows
        if rows is not None and not all(rows.is_read(key) for key in self._wanted if key in rows.fields):
            self._read_extras(rows)

    def _read_extras(self, rows: AccountTable) -> None:
        keys = {field.key for field in self.fields if field.is_extra and field.key in self._wanted}
        if keys:
            query = partial(read_extras, keys=keys, day=rows.day)
            self._session.read_later(READ_FIELDS, query, partial(self._take_extras, rows.day))

    def _take_extras(self, day: date, extras: Extras) -> None:
        for rows in (self.rows, self._held):
            if rows is not None and rows.day == day:
                rows.take_fields(self.fields, extras)
        self.filled.emit()

    def heed(self, changes: Changes) -> None:
        """Take in a change while one looks."""
        if is_bulk(changes):
            self.read()
        else:
            self._catch_up(set(changes.accounts))

    def note(self, changes: Changes) -> None:
        """Remember a change that is not bulk, for when one looks again."""
        self._behind |= changes.accounts

    def catch_up(self) -> None:
        """Take in what was noted."""
        behind, self._behind = self._behind, set()
        if len(behind) > FEW:
            self.read()
        elif behind and self.rows is not None:
            self._catch_up(behind)

    def let_go(self) -> None:
        """Show what was held back, now that no field is open."""
        if self._held is not None and not self._is_typing():
            self._show(self._held)

    def _catch_up(self, accounts: set[str]) -> None:
        session, rows = self._session, self.rows
        if rows is None or rows.day != session.day or self._has_tickets() != self._had_tickets:
            # The first ticket of a book changes what is known of every account.
            self.read()
            return
        found = session.read(look.account_rows_of, accounts, session.day)
        now = rows.patched(found, accounts)
        held = None if self._held is None else self._held.patched(found, accounts)
        if now is None or (held is None) != (self._held is None):
            self.read()
            return
        self._held = None if held is None else held[0]
        self.rows, changed = now
        self._patch_extras(accounts)
        self.patched.emit(changed)

    def _patch_extras(self, accounts: set[str]) -> None:
        """Read the fields on their own of a few accounts again."""
        rows = self.rows
        keys = [] if rows is None else [key for key in self._wanted if key in rows.listing.extras]
        if rows is None or not keys:
            return
        found = self._session.read(read_extras, keys, rows.day, list(accounts))
        for each in filter(None, (rows, self._held)):
            kept = each.listing.extras
            others = {key: {at: v for at, v in kept.get(key, {}).items() if at not in accounts} for key in keys}
            each.take_fields(self.fields, {key: {**others[key], **found[key]} for key in keys})

    def _has_tickets(self) -> bool:
        return self._session.read(has_ticket_by, self._session.day)

    def _take(self, found: tuple[AccountTable, bool]) -> None:
        rows, self._had_tickets = found
        self._months_of = rows if len(rows) else None
        if self._months_of is not None:
            self._soon.start()
        if self._is_typing():
            self._held = rows
        else:
            self._show(rows)

    def _show(self, rows: AccountTable) -> None:
        before, self.rows, self._held = self.rows, rows, None
        self._session.note_shown(rows.day, rows.shown_scores)
        if before is not None and rows.months is None:
            rows.take_months_of(before)
        rows.take_fields(self.fields, before.listing.extras if before is not None and before.day == rows.day else {})
        self.came.emit()
        self._read_extras(rows)

    def _read_months(self) -> None:
        session, rows, self._months_of = self._session, self._months_of, None
        if rows is None or not session.is_open or rows.day != session.day:
            # Another day is looked at, and its rows are being read.
            return
        seen = self._seen() if len(rows) > MANY else ()
        if seen:
            first = partial(read_months, accounts=seen, day=session.day)
            session.read_later(READ_SEEN, first, self._take_seen, then=score_months)
        else:
            self._read_all_months()

    def _take_seen(self, history: HealthHistory) -> None:
        self._take_months(history)
        self._read_all_months()

    def _read_all_months(self) -> None:
        session = self._session
        query = partial(read_months, day=session.day)
        session.read_later(READ_HISTORY, query, self._take_months, then=score_months, is_patient=True)

    def _take_months(self, history: HealthHistory) -> None:
        for rows in (self.rows, self._held):
            if rows is not None and rows.day == history.days[-1]:
                rows.take_history(history)
        self.drawn.emit()


def is_bulk(changes: Changes) -> bool:
    """Whether so much has changed that all is read again."""
    return not changes.accounts or len(changes.accounts) > FEW


def _table(read: AccountFacts) -> tuple[AccountTable, bool]:
    """The rows, and whether the file held tickets; made beside the window."""
    return AccountTable(look.rows_of_facts(read), read.day).prepare(), read.counts_tickets
