"""Whom to call at the account one is at, and under which number or address: one line under the queue."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy

from desktop.domain.errors import PortfolioError
from desktop.domain.today.book import Today
from desktop.domain.today.lists import Quiet
from desktop.domain.today.queue import QueueRow
from desktop.operations.whom import read_whom
from desktop.store.queries.account_view import Person
from desktop.views import format
from desktop.views.page import Context
from desktop.views.theme import Theme
from desktop.views.today import words
from desktop.views.today.queue_list import QueueList
from desktop.views.today.sections import label
from desktop.views.today.tips import tip

HEIGHT = 36
SUBJECT = "whom to call"
MARGIN, GAP = 12, 8
NOBODY = "Nobody on record to call"
UNREACHABLE = "no number or address on record"


class Whom(QFrame):
    """The line, and a button: it copies how the person is reached, or leads to where one is entered."""

    wanted = Signal(str)
    """Somebody wants to enter a contact of the account with this id."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.icon, self.who = QLabel(), label("strong")
        self.beside, self.reach = label("small"), label("")
        self.button = QPushButton()
        self.button.setProperty("look", "link")
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.button.clicked.connect(self._press)
        self._theme = theme
        self._draw_icon()
        theme.changed.connect(self._draw_icon)
        for each in (self.who, self.reach):
            # They give way before they keep the window from becoming narrower.
            each.setMinimumWidth(1)
        self.beside.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.reach.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName("Whom to call at the account you are at")
        line = QHBoxLayout(self)
        line.setContentsMargins(MARGIN, 0, MARGIN, 0)
        line.setSpacing(GAP)
        for widget, stretch in ((self.icon, 0), (self.who, 0), (self.reach, 0), (self.beside, 1), (self.button, 0)):
            line.addWidget(widget, stretch)
        self.account: str | None = None
        self._copies = ""
        self._reaches: tuple[str, ...] = ("",)
        self._tells: tuple[str, ...] = ()

    def show_person(self, account: str, quiet: Quiet | None, person: Person | None, *, can_write: bool) -> None:
        """Say who is called at an account.

        Args:
            quiet: what is known of it, where no row above tells; None = one does.
            person: None = nobody is on record.
        """
        self.account = account
        self._copies = "" if person is None else person.phone or person.email or ""
        reach = NOBODY if person is None else " · ".join(each for each in (person.phone, person.email) if each)
        if person is not None and not reach:
            reach = UNREACHABLE
        if quiet is not None:
            who = quiet.name
            reach = reach if person is None else f"{person.name} · {reach}"
            silent = "never talked with" if quiet.days is None else f"silent {format.days(quiet.days)}"
            known = f"{silent} · {words.NO_DEADLINE}"
            tells = (f"{format.money(quiet.arr_cents)} · {known}", known, silent)
        elif person is None:
            who, reach, tells = NOBODY, "", ()
        else:
            who = person.name
            post = " · ".join(each for each in (person.role, person.title) if each)
            tells = (post, person.role or "")
        self.who.setText(who)
        self.reach.setVisible(bool(reach))
        self._reaches = (reach, reach.replace(f" · {person.email}", "")) if person and person.phone else (reach,)
        self._tells = tells
        adds = "Add contact" if person is None else "Add number"
        self.button.setText(adds if not self._copies else "Copy number" if person and person.phone else "Copy address")
        self.button.setVisible(bool(self._copies) or can_write)
        self._fit()

    @property
    def text(self) -> str:
        """The line as it is read."""
        shown = (each for each in (self.who, self.reach, self.beside) if each.text())
        return " · ".join(each.text() for each in shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The number before the address, and both before the post, as far as there is room."""
        taken = 2 * MARGIN + 16 + GAP + sum(each.sizeHint().width() + GAP for each in (self.who, self.button))
        room, width = self.width() - taken, self.reach.fontMetrics().horizontalAdvance
        self.reach.setText(next((each for each in self._reaches if width(each) <= room), self._reaches[-1]))
        self.reach.setToolTip(tip(self._reaches[0]))
        room, width = room - width(self.reach.text()) - GAP, self.beside.fontMetrics().horizontalAdvance
        self.beside.setText(next((each for each in self._tells if width(each) <= room), ""))
        self.beside.setToolTip(tip(self._tells[0]) if self._tells else "")

    def _draw_icon(self) -> None:
        self.icon.setPixmap(self._theme.icon("phone").pixmap(16, 16))

    def _press(self) -> None:
        if self._copies:
            QGuiApplication.clipboard().setText(self._copies)
        elif self.account is not None:
            self.wanted.emit(self.account)


class WhomReading:
    """Has the line follow the account one is at.

    That is the row of the queue, or where nobody needs anybody, the account that leads the list of the quiet.
    """

    def __init__(self, context: Context, queue: QueueList, line: Whom) -> None:
        self._context, self._queue, self._line = context, queue, line
        self._quiet: Quiet | None = None

    def show_view(self, view: Today) -> None:
        """Take up a day."""
        self._quiet = next(iter(view.quiet), None)
        self.follow()

    def follow(self) -> None:
        """Have the line show the account one is at as it is now."""
        row, quiet = self._queue.row, self._quiet
        if row is not None:
            self._read(row.account, named_by(row), None)
        elif quiet is not None and not self._queue.has_rows:
            self._read(quiet.account, (), quiet)

    def _read(self, account: str, named: tuple[str, ...], quiet: Quiet | None) -> None:
        session = self._context.session
        query = partial(read_whom, account=account, named=named, day=session.day)
        session.read_later(SUBJECT, query, partial(self._came, account, quiet), failed=self._failed)

    def _came(self, account: str, quiet: Quiet | None, person: Person | None) -> None:
        self._line.show_person(account, quiet, person, can_write=self._context.session.is_writable)

    def _failed(self, problem: Exception) -> None:
        if not isinstance(problem, PortfolioError):
            raise problem
        self._context.trouble(problem)


def named_by(row: QueueRow) -> tuple[str, ...]:
    """Who, or which promise, the strongest reason is about: it is what the row's action is for."""
    return tuple(each.about for each in row.reasons[0].evidence if each.about)
