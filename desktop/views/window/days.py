"""The day that is looked at: asking for it, showing it around the page, and noticing that a new one has begun."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.session import Session
from desktop.views import format
from desktop.views.theme import Theme
from desktop.views.window.as_of import AsOfBanner
from desktop.views.window.rail import Rail
from desktop.views.window.status_line import StatusLine

LOOK_AT_THE_CLOCK_MS = 60_000


class Days(QObject):
    """Keeps banner, rail and status line saying which day it is about."""

    begun = Signal()
    """Today is another day than it was: what is shown has to be read again."""

    def __init__(
        self, session: Session, theme: Theme, banner: AsOfBanner, rail: Rail, status_line: StatusLine, window: QWidget
    ) -> None:
        super().__init__(window)
        self._session, self._theme, self._window = session, theme, window
        self._banner, self._rail, self._status_line = banner, rail, status_line
        self._shown = session.day
        rail.day_asked.connect(self.ask)
        banner.back_asked.connect(self.look_at_today)
        banner.known_asked.connect(self._choose_known)
        session.looked.connect(self.show)
        clock = QTimer(self)
        clock.setInterval(LOOK_AT_THE_CLOCK_MS)
        clock.timeout.connect(self.look_at_the_clock)
        clock.start()

    def ask(self, then: Callable[[], None] | None = None) -> None:
        """Ask which day to look at.

        Args:
            then: what is to be done once a past day is looked at.
        """
        if self._session.is_open:
            from desktop.views.window.day_dialog import AsOfDialog

            today, day = self._session.today, self._session.day
            dialog = AsOfDialog(self._theme, today, day, known_then=self._session.known_then, parent=self._window)
            dialog.chosen.connect(self._look_at)
            if then is not None:
                dialog.chosen.connect(partial(self._go_on, then))
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def look_at_today(self) -> None:
        self._session.look_at(None)

    def show(self) -> None:
        """Say everywhere which day is looked at."""
        day, is_past = self._session.day, self._session.is_past
        self._banner.show_day(day if is_past else None, known_then=self._session.known_then)
        self._rail.show_day(format.day(day) if is_past else f"Today, {format.day(day)}", is_past=is_past)
        self._status_line.show_day(format.long_day(day))
        self._shown = day

    def look_at_the_clock(self) -> None:
        """A day may end while the window is open."""
        if self._session.day != self._shown:
            self.show()
            self.begun.emit()

    def _look_at(self, day: date, known_then: bool) -> None:
        self._session.look_at(day, known_then=known_then)

    def _go_on(self, then: Callable[[], None], _day: date, _known_then: bool) -> None:
        if self._session.is_past:
            then()

    def _choose_known(self, then: bool) -> None:
        self._session.look_at(self._session.day, known_then=then)
