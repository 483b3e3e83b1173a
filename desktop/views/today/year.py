"""The year of the book: its ARR by health at month ends, where the page has room for it. Read after everything else.

Left and Right walk along the bars, Enter or a click opens how one came about.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.charts.book_year import draw
from desktop.domain.health_history import HealthHistory
from desktop.domain.today.book import Today
from desktop.domain.today.year import BookYear, book_year
from desktop.operations.history import read_months, score_months
from desktop.operations.today import changes_today, is_about_few
from desktop.session import Session
from desktop.store.changes import Changes
from desktop.store.queries.usage import FEW
from desktop.views import format
from desktop.views.charts.host import ChartHost
from desktop.views.theme import Theme
from desktop.views.today.sections import Section

SUBJECT = "today year"
AFTER_MS = 60
"""What the page is for is painted first."""
NAME = "ARR by health, month ends"
WAIT = "Scoring the past twelve months…"
FAILED = "The past twelve months could not be read."


class YearReading(QObject):
    """Keeps the scores of the past months as the book is, as long as somebody wants to see them."""

    came = Signal()
    """`history` is other than it was."""
    failed = Signal(object)
    """It could not be read, and why."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.history: HealthHistory | None = None
        """Of every account; None = nothing was read of the day that is looked at."""
        self._is_wanted = self._is_asked = self._is_stale = False
        self._behind: set[str] = set()
        """Accounts that changed since."""
        self._soon = QTimer(self, singleShot=True, interval=AFTER_MS)
        self._soon.timeout.connect(self._catch_up)
        session.closing.connect(self._let_go)

    @property
    def is_settled(self) -> bool:
        """Whether all that is wanted was asked for."""
        return not self._soon.isActive()

    def want(self, is_wanted: bool) -> None:
        """Have it read, or let it be."""
        self._is_wanted = is_wanted
        if is_wanted:
            self._soon.start()

    def renew(self) -> None:
        """Read everything again; what is known is shown meanwhile."""
        self._is_stale, self._is_asked = True, False
        self._behind.clear()
        self._session.forget_read(SUBJECT)
        if self._is_wanted:
            self._soon.start()

    def _let_go(self) -> None:
        self.history = None
        self.renew()

    def note(self, changes: Changes) -> None:
        """Take in a change, as soon as nothing else is to be done."""
        if not changes_today(changes):
            return
        if not is_about_few(changes) or self._session.is_past:
            self.renew()
            return
        self._behind |= changes.accounts
        if self._is_wanted:
            self._soon.start()

    def _catch_up(self) -> None:
        session, history = self._session, self.history
        if not self._is_wanted or not session.is_open or self._is_asked:
            return
        is_whole = history is None or self._is_stale or history.days[-1] != session.day
        if not is_whole and not self._behind:
            return
        behind, self._behind = self._behind, set()
        self._is_asked, self._is_stale = True, False
        few = tuple(sorted(behind)) if not is_whole and len(behind) <= FEW else None
        session.read_later(
            SUBJECT,
            partial(read_months, day=session.day, accounts=few),
            partial(self._take, few),
            then=score_months,
            failed=self._fail,
            is_patient=True,
        )

    def _take(self, few: tuple[str, ...] | None, found: HealthHistory) -> None:
        self._is_asked = False
        history = self.history
        whole = found if few is None else None if history is None else history.patched(found, few)
        if whole is None:
            self.renew()
            return
        self.history = whole
        self.came.emit()
        if self._behind:
            self._soon.start()

    def _fail(self, problem: Exception) -> None:
        self._is_asked = False
        self.failed.emit(problem)


class Year(Section):
    """The bars under their heading, with the first and the last of them in words beside it."""

    def __init__(self, theme: Theme) -> None:
        self.chart = ChartHost(theme, partial(draw, language=format.for_charts()), NAME)
        super().__init__(theme, NAME, self.chart, WAIT)
        self.total = self.beside
        self.shown: BookYear | None = None
        self._of: tuple[HealthHistory | None, Mapping[str, str]] = None, {}
        """What that was computed from."""

    def show_year(self, view: Today, history: HealthHistory | None) -> None:
        """Show what the accounts of a CSM came to; None = it is not there yet."""
        history = history if history is not None and history.days[-1] == view.day else None
        if history is not None and history is self._of[0] and view.names == self._of[1]:
            return
        self._of = history, view.names
        year = None if history is None else book_year(history, view.names)
        if year is not None and year == self.shown:
            return
        self.shown = year
        is_there = year is not None and bool(year.ends)
        self.nothing.setText(WAIT if year is None else "No account had ARR in the past twelve months.")
        self.show_body(is_there=is_there)
        if year is None or not year.ends:
            self.chart.clear()
            self.tell("")
            return
        self.tell(*_beside(year, view.day))
        self.chart.show_data(year)

    def say_failed(self) -> None:
        """It could not be read."""
        if self.shown is None:
            self.nothing.setText(FAILED)


def _beside(year: BookYear, day: date) -> tuple[str, ...]:
    first, last = year.ends[0], year.ends[-1]
    now = f"{format.money(last.arr_cents)} on {format.day(last.on, beside=day)}"
    if first is last:
        return (now,)
    then = f"{format.money(first.arr_cents)} on {format.day(first.on, beside=day)}"
    return f"{then}, {now}", now
