"""The page of one account: reads it as of the day that is looked at, and shows the section one is in."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.errors import PortfolioError, Rejected
from desktop.operations.account_view import AccountView, account_view
from desktop.store.changes import Changes
from desktop.store.queries.account_view import account_name
from desktop.store.queries.history import ChangeSet, account_history
from desktop.views.account import parts
from desktop.views.account.contract import ContractLines
from desktop.views.account.contract_editing import ContractEditing
from desktop.views.account.detail_editing import DetailEditing
from desktop.views.account.explaining import Explaining
from desktop.views.account.focus import Focus
from desktop.views.account.header import Header
from desktop.views.account.history import HistorySection
from desktop.views.account.nothing import Nothing
from desktop.views.account.overview import Overview
from desktop.views.account.parts import Mode
from desktop.views.account.plan import PlanSection
from desktop.views.account.saving import Saving
from desktop.views.account.scroll import Scroll
from desktop.views.account.sections import SECTIONS, Sections
from desktop.views.account.usage import UsageSection
from desktop.views.account.voice import VoiceSection
from desktop.views.account.ways import Way, ways
from desktop.views.page import Context, Page, Place, Said

if TYPE_CHECKING:
    from desktop.charts.health_line import HealthLine


class Region(Protocol):
    """A section that shows what is known of an account."""

    def show_view(self, view: AccountView, mode: Mode) -> None: ...


READ, READ_HISTORY = "account page", "account history"


class AccountPage(Page):
    """One account, in six sections."""

    name = "account"
    title = "Account"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._account: str | None = None
        self._called: str | None = None
        self._section = SECTIONS[0]
        self._view: AccountView | None = None
        self._sets: list[ChangeSet] | None = None
        self._saving = Saving(context, self._shown_account, self._governing_line, self)
        self.header = Header(self._saving.save_step, self._saving.save_notice)
        self.sections = Sections(context.theme)
        self.overview = Overview(context, self._saving.save_contact)
        self.plan, self.voice, self.usage = PlanSection(), VoiceSection(), UsageSection()
        self.contract, self.history = ContractLines(), HistorySection(context.theme)
        self.editing = ContractEditing(context, self._shown_view, self)
        self.details = DetailEditing(context, self._shown_view, self)
        self.contract.asked.connect(self.editing.open)
        self.overview.contacts.asked.connect(self.details.open_contact)
        self.overview.contract.asked.connect(self.details.open_details)
        self.header.owner_asked.connect(self.details.open_owner)
        self._regions: dict[str, Region] = {
            "overview": self.overview,
            "plan": self.plan,
            "voice": self.voice,
            "usage": self.usage,
            "contract": self.contract,
        }
        self._filled: set[str] = set()
        """The sections that show what the header does."""
        self._is_guarded = False
        self._explaining = Explaining(context, self, self._shown_view, self._health_line, self._explanation_left)
        self.explanation = self._explaining.drawer
        self._focus = Focus(self, self._shown_regions, self.overview.right)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.overview)
        named = zip(SECTIONS[1:], (self.plan, self.voice, self.usage, self.contract, self.history), strict=True)
        for name, section in named:
            self._stack.addWidget(_page_of(section, name, context))
        self.nothing = Nothing()
        rows = QVBoxLayout(self)
        parts.no_margins(rows)
        for widget in (self.header, parts.Rule(), self.sections, parts.Rule(), self.nothing):
            rows.addWidget(widget)
        rows.addWidget(self._stack, 1)
        self._show_nothing("Choose an account in the list, or press Ctrl+K and type its name.", can_leave=True)
        for number, name in enumerate(SECTIONS, start=1):
            QShortcut(QKeySequence(str(number)), self).activated.connect(partial(self._choose, name))
        QShortcut(QKeySequence(Qt.Key.Key_F2), self).activated.connect(self.header.edit_step)
        self.nothing.left.connect(self._leave)
        self.sections.chosen.connect(self._choose)
        self.header.done.connect(self._saving.complete_next_step)
        self.overview.promises.ticked.connect(self._saving.complete_task)
        self.plan.won.connect(self.editing.open_won)
        self.plan.reached.connect(self._saving.complete_milestone)
        self.voice.felt.connect(self._saving.set_sentiment)
        self._saving.typed.connect(self._settle)
        self._saving.refused.connect(self._show_again)
        self.overview.timeline.grown.connect(self._focus.chain)
        # Later: what is new in a layout is hidden until Qt comes round to it.
        self.overview.chart.came.connect(self._focus.chain, Qt.ConnectionType.QueuedConnection)
        self.overview.chart.came.connect(self._explaining.again)
        self.overview.shared.connect(self._focus.chain, Qt.ConnectionType.QueuedConnection)
        self.history.grown.connect(self._focus.chain, Qt.ConnectionType.QueuedConnection)
        self.history.put_back.connect(self._put_back)
        context.theme.changed.connect(self._show_again)
        context.session.closed.connect(self._forget)

    # -- what can be done from elsewhere

    def can_do(self, key: str) -> bool:
        return key in self._ways

    def do(self, key: str) -> None:
        way = self._ways.get(key)
        if way is not None:
            way()

    @property
    def _ways(self) -> dict[str, Way]:
        has_view = self._view is not None and self._view.account.id == self._account and not self.context.is_guarded()
        return ways(self, self._view) if has_view and self._view is not None else {}

    def show_section(self, section: str) -> None:
        """Turn to a section, as its key does."""
        self._choose(section)

    def explain_score(self) -> None:
        """Show how the score came about."""
        self._explaining.show("health", "")

    def complete_next_step(self) -> None:
        self._saving.complete_next_step()

    # -- where one is

    @property
    def account(self) -> str | None:
        return self._account

    @property
    def crumbs(self) -> tuple[str, ...]:
        return ("Accounts", self._called) if self._called else ("Accounts",)

    def place_at(self, place: Place) -> None:
        """Show an account, at a section or where one was."""
        is_other = place.account is not None and place.account != self._account
        if is_other:
            self._account, self._view, self._sets = place.account, None, None
            self.overview.chart.forget()
            self._has_read = False
            self._called = None
            if self.context.session.is_open and place.account is not None:
                self._called = self.context.session.read(account_name, place.account)
        section = place.section or (SECTIONS[0] if is_other else self._section)
        self._section = section if section in SECTIONS else SECTIONS[0]
        self._show_section()
        if is_other:
            for area in self.findChildren(QScrollArea):
                area.verticalScrollBar().setValue(0)
            self.needs_reload()

    def affected_by(self, changes: Changes) -> bool:
        return self._account is not None and changes.is_about(self._account)

    def _choose(self, section: str) -> None:
        if section != self._section:
            self._section = section
            self._show_section()
            self.context.go(Place(self.name, self._account, section))

    def _show_section(self) -> None:
        self.sections.show_section(self._section)
        self._fill_section()
        self._stack.setCurrentIndex(SECTIONS.index(self._section))
        if self._section == "history" and self._sets is None and self._view is not None:
            self._read_history()

    @property
    def is_settled(self) -> bool:
        return self._section != SECTIONS[0] or self.overview.chart.is_settled

    # -- reading

    def reload(self) -> None:
        if self._account is None:
            return
        if self._view is not None and self._is_guarded != self.context.is_guarded():
            # At once: nobody waits for a reading with a customer looking on.
            self._show_again()
            self.history.wait(self._mode)
        query = partial(account_view, account=self._account, day=self.context.session.day)
        self.read_page(READ, query, self._show, words="Reading the account…", failed=self._not_shown)

    def _read_history(self) -> None:
        if self.context.is_guarded() or self._account is None:
            self.history.wait(self._mode)
            return
        query = partial(account_history, account=self._account, until=self.context.session.day)
        self.context.session.read_later(READ_HISTORY, query, partial(self._show_history, self._account))

    def _put_back(self, key: str, table: str, row: str, field: str) -> None:
        from desktop.operations.restoring_fields import restore_field

        session = self.context.session
        try:
            done = session.perform(restore_field, key, table, row, field, as_of=session.day)
        except PortfolioError as problem:
            self.context.trouble(problem)
            return
        self.context.say(Said(done.changes.label, can_undo=True))

    def _show_history(self, account: str, read: tuple[list[ChangeSet], date | None]) -> None:
        if account != self._account:
            return
        sets, reviewed_on = read
        until = self.context.session.day.isoformat()
        self._sets = [each for each in reversed(sets) if each.at[:10] <= until]
        self.history.show_sets(account, self._sets, reviewed_on=reviewed_on, can_write=self._mode.can_write)
        self._focus.chain()

    def _show(self, view: AccountView) -> None:
        if view.account.id != self._account:
            return
        self._called, self._view = view.account.name, view
        self._show_again()
        self._explaining.again()
        if not self.context.is_guarded():
            self.overview.chart.expect(view.account.id)
            self.update()
            if not self.isVisible():
                self.overview.chart.step_back()
        if self._section == "history":
            self._read_history()
        else:
            self._sets = None
            self.history.wait(self._mode)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.overview.chart.is_due:
            # Not before: beside a thread that computes, what is painted takes twice as long.
            QTimer.singleShot(0, self.overview.chart, self.overview.chart.begin)

    def step_back(self) -> None:
        super().step_back()
        self.overview.chart.step_back()

    def step_forward(self) -> None:
        super().step_forward()
        self.overview.chart.step_forward()

    def _not_shown(self, problem: Exception) -> None:
        self._view = None
        if not isinstance(problem, Rejected):
            self.not_read(problem)
            return
        self.uncover()
        self._show_nothing(str(problem), can_leave=True)

    def _forget(self) -> None:
        self._account = self._view = self._sets = self._called = None
        self.overview.chart.forget()
        self._show_nothing("")

    # -- showing

    @property
    def _mode(self) -> Mode:
        return Mode(self.context, self.context.session.is_writable, self.context.is_guarded(), self._explaining.show)

    def _explanation_left(self, called: str) -> None:
        (self._focus.called(called) or self.overview.right).setFocus()

    def _show_again(self) -> None:
        view, mode = self._view, self._mode
        if view is None:
            return
        kept = [(area, area.verticalScrollBar().value()) for area in self.findChildren(QScrollArea)]
        focused = self._focus.name
        self.nothing.hide()
        for widget in (self.header, self.sections, self._stack):
            widget.show()
        self._filled.clear()
        self._is_guarded = mode.is_guarded
        self.header.show_view(view, mode)
        self._fill_section()
        self._focus.back_to(focused)
        QTimer.singleShot(0, self, partial(_scroll_back, kept))

    def _fill_section(self) -> None:
        """Fill the section that is shown; the others wait until they are."""
        region = self._regions.get(self._section)
        if region is None or self._section in self._filled:
            return
        if self._view is None:
            # What is in it may be of an account that was looked at long ago.
            if isinstance(region, parts.Column):
                region.clear()
            return
        region.show_view(self._view, self._mode)
        self._filled.add(self._section)
        self._focus.chain()

    def _show_nothing(self, words: str, *, can_leave: bool = False) -> None:
        self.nothing.say(words, can_leave=can_leave)
        self.nothing.show()
        for widget in (self.header, self.sections, self._stack):
            widget.hide()

    def _shown_regions(self) -> tuple[QWidget, ...]:
        """What is shown of the account, from the top."""
        shown = self._stack.widget(SECTIONS.index(self._section))
        assert shown is not None
        return (self.header, self.sections, shown)

    # -- saving

    def _shown_account(self) -> str | None:
        return self._account

    def _shown_view(self) -> AccountView | None:
        return self._view

    def _health_line(self) -> HealthLine:
        return self.overview.chart.line

    def _governing_line(self) -> str:
        """The contract line whose notice is typed; "" = none."""
        return self._view.governing.line_id if self._view is not None and self._view.governing is not None else ""

    def _settle(self) -> None:
        """What was typed is saved."""
        self.header.settle()
        self.overview.contacts.settle()
        # It may be what was there: then nothing has changed, and nobody tells.
        self.needs_reload()

    def _leave(self) -> None:
        self.context.go(Place("accounts"))


def _page_of(section: QWidget, name: str, context: Context) -> QWidget:
    inside = QWidget()
    rows = QVBoxLayout(inside)
    rows.setContentsMargins(parts.MARGIN, 16, 12, 24)
    rows.addWidget(section)
    section.setMaximumWidth(1200)
    return Scroll(inside, name.capitalize(), context.theme)


def _scroll_back(kept: list[tuple[QScrollArea, int]]) -> None:
    for area, value in kept:
        if value:
            # How far one can scroll is known once what is inside is laid out.
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        area.verticalScrollBar().setValue(value)
