"""The page of one account: reads it as of the day that is looked at, shows it, and ticks things off."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.errors import PortfolioError, Rejected
from desktop.operations import contacts, contracts, tasks
from desktop.operations.account_view import AccountView, account_view
from desktop.operations.accounts import typed_day
from desktop.session import is_about
from desktop.store.changes import Changes
from desktop.store.queries.account_view import account_name
from desktop.store.queries.history import ChangeSet, history
from desktop.views.account import parts
from desktop.views.account.contract import ContractLines
from desktop.views.account.header import Header
from desktop.views.account.history import HistorySection
from desktop.views.account.nothing import Nothing
from desktop.views.account.overview import Overview
from desktop.views.account.parts import Mode
from desktop.views.account.plan import PlanSection
from desktop.views.account.sections import SECTIONS, Sections
from desktop.views.account.usage import UsageSection
from desktop.views.account.voice import VoiceSection
from desktop.views.page import Context, Page, Place, Said

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
        self.header = Header(self._save_step, self._save_notice)
        self.sections = Sections(context.theme)
        self.overview = Overview(context, self._save_contact)
        self.plan, self.voice, self.usage = PlanSection(), VoiceSection(), UsageSection()
        self.contract, self.history = ContractLines(), HistorySection()
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
        self._show_nothing("Choose an account in the list, or press Ctrl+K and type its name.")
        for number, name in enumerate(SECTIONS, start=1):
            QShortcut(QKeySequence(str(number)), self).activated.connect(partial(self._choose, name))
        QShortcut(QKeySequence(Qt.Key.Key_F2), self).activated.connect(self.header.edit_step)
        self.nothing.left.connect(self._leave)
        self.sections.chosen.connect(self._choose)
        self.header.done.connect(self._complete_next_step)
        self.overview.promises.ticked.connect(self._complete_task)
        self.plan.reached.connect(self._complete_milestone)
        self.overview.timeline.grown.connect(self._chain)
        self.history.grown.connect(self._chain)
        context.theme.changed.connect(self._show_again)
        context.session.closed.connect(self._forget)

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
        return self._account is not None and is_about(changes, self._account)

    def _choose(self, section: str) -> None:
        if section != self._section:
            self._section = section
            self._show_section()
            self.context.go(Place(self.name, self._account, section))

    def _show_section(self) -> None:
        self.sections.show_section(self._section)
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
        query = partial(account_view, account=self._account, day=self.context.session.day)
        self.context.session.read_later(READ, query, self._show, failed=self._not_shown)

    def _read_history(self) -> None:
        if self.context.is_guarded() or self._account is None:
            self.history.wait(self._mode)
            return
        query = partial(history, account=self._account)
        self.context.session.read_later(READ_HISTORY, query, partial(self._show_history, self._account))

    def _show_history(self, account: str, sets: list[ChangeSet]) -> None:
        if account != self._account:
            return
        until = self.context.session.day.isoformat()
        self._sets = [each for each in reversed(sets) if each.at[:10] <= until]
        self.history.show_sets(account, self._sets)
        self._chain()

    def _show(self, view: AccountView) -> None:
        if view.account.id != self._account:
            return
        self._called, self._view = view.account.name, view
        self._show_again()
        if not self.context.is_guarded():
            self.overview.chart.read(view.account.id)
        if self._section == "history":
            self._read_history()
        else:
            self._sets = None
            self.history.wait(self._mode)

    def _not_shown(self, problem: Exception) -> None:
        if not isinstance(problem, Rejected):
            self.context.trouble(problem)
        self._view = None
        self._show_nothing(str(problem), can_leave=True)

    def _forget(self) -> None:
        self._account = self._view = self._sets = self._called = None
        self.overview.chart.forget()
        self._show_nothing("")

    # -- showing

    @property
    def _mode(self) -> Mode:
        return Mode(self.context, self.context.session.is_writable, self.context.is_guarded())

    def _show_again(self) -> None:
        view, mode = self._view, self._mode
        if view is None:
            return
        kept = [(area, area.verticalScrollBar().value()) for area in self.findChildren(QScrollArea)]
        focused = self._focused_name()
        self.nothing.hide()
        for widget in (self.header, self.sections, self._stack):
            widget.show()
        for region in (self.header, self.overview, self.plan, self.voice, self.usage, self.contract):
            region.show_view(view, mode)
        self._chain()
        self._focus_again(focused)
        QTimer.singleShot(0, self, partial(_scroll_back, kept))

    def _show_nothing(self, words: str, *, can_leave: bool = False) -> None:
        self.nothing.say(words, can_leave=can_leave)
        self.nothing.show()
        for widget in (self.header, self.sections, self._stack):
            widget.hide()

    def _focused_name(self) -> str | None:
        focused = QApplication.focusWidget()
        return focused.accessibleName() if focused is not None and self._is_of_facts(focused) else None

    def _is_of_facts(self, widget: QWidget) -> bool:
        return self.isAncestorOf(widget) and not self.nothing.isAncestorOf(widget)

    def _focus_again(self, called: str | None) -> None:
        """What had the focus was made anew: give it to its like, or to the column it was in."""
        now = QApplication.focusWidget()
        if called is None or (now is not None and self.isAncestorOf(now) and not now.isHidden()):
            return
        chain = self._focusable()
        found = next((widget for widget in chain if widget.accessibleName() == called), None)
        (found or self.overview.right).setFocus()

    def _focusable(self) -> list[QWidget]:
        """What takes the focus, in reading order."""
        found: list[QWidget] = []
        for region in (self.header, self.sections, self._stack):
            found += [each for each in region.findChildren(QWidget) if _takes_focus(each)]
        # Popups are windows of their own.
        return [each for each in found if each.window() is self.window()]

    def _chain(self) -> None:
        chain = self._focusable()
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    # -- ticking off

    def _complete_next_step(self) -> None:
        self._perform(tasks.complete_next_step, self._account, done_on=self.context.session.day)

    def _complete_task(self, task: str) -> None:
        self._perform(tasks.complete_task, task, account=self._account, done_on=self.context.session.day)

    def _complete_milestone(self, milestone: str) -> None:
        self._perform(tasks.complete_milestone, milestone, account=self._account, done_on=self.context.session.day)

    # -- typing

    def _save_step(self, step: str, on_day: str) -> str | None:
        def save() -> str:
            day = typed_day(on_day, as_of=self.context.session.day)
            return self._performed(tasks.change_next_step, self._account, step, day)

        return self._saved(save)

    def _save_notice(self, typed: str) -> str | None:
        def save() -> str:
            days = contracts.typed_days(typed)
            line = self._view.governing.line_id if self._view is not None and self._view.governing is not None else ""
            return self._performed(contracts.set_notice_days, line, days, account=self._account)

        return self._saved(save)

    def _save_contact(self, typed: str) -> str | None:
        return self._saved(partial(self._performed, contacts.add_contact, self._account, typed))

    def _saved(self, save: Callable[[], str]) -> str | None:
        """Why it was refused, for the field; None once it is saved."""
        try:
            label = save()
        except Rejected as why:
            return str(why)
        except PortfolioError as problem:
            self.context.trouble(problem)
            return "Not saved."
        self.header.settle()
        self.overview.contacts.settle()
        self.context.say(Said(label, can_undo=True, account=self._account))
        # What was typed may be what was there: then nothing has changed, and nobody tells.
        self.needs_reload()
        return None

    def _performed(self, operation: Callable[..., Any], *args: Any, **kwargs: Any) -> str:
        return self.context.session.perform(operation, *args, **kwargs).changes.label

    def _leave(self) -> None:
        self.context.go(Place("accounts"))

    def _perform(self, operation: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        try:
            performed = self.context.session.perform(operation, *args, **kwargs)
        except PortfolioError as problem:
            self.context.trouble(problem)
            # The tick that was set must not stay.
            self._show_again()
            return
        self.context.say(Said(performed.changes.label, can_undo=True, account=self._account))


def _page_of(section: parts.Column, name: str, context: Context) -> QWidget:
    inside = QWidget()
    rows = QVBoxLayout(inside)
    rows.setContentsMargins(parts.MARGIN, 16, 12, 24)
    rows.addWidget(section)
    section.setMaximumWidth(1200)
    return parts.Scroll(inside, name.capitalize(), context.theme)


def _takes_focus(widget: QWidget) -> bool:
    # Labels and bars do not; what is being thrown away is hidden already.
    return bool(widget.focusPolicy().value & 0x1) and not isinstance(widget, QLabel) and not widget.isHidden()


def _scroll_back(kept: list[tuple[QScrollArea, int]]) -> None:
    for area, value in kept:
        area.verticalScrollBar().setValue(value)
