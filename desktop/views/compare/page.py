"""Compare: every account on the day that is looked at and today, what moved most first.

Enter opens the account, Space shows it then and now, field by field. Esc closes that, then comes back to today.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.account_rows import AccountRow
from desktop.domain.comparing import Comparison, compare
from desktop.operations.look import read_accounts, rows_of_facts
from desktop.store.changes import Changes
from desktop.views import format
from desktop.views.compare import words
from desktop.views.compare.panel import ComparedPanel
from desktop.views.compare.rows import COLUMNS, GUARDED, ComparedDelegate, ComparedTable
from desktop.views.explained.drawer import ExplanationDrawer
from desktop.views.explained.label import FigureLabel
from desktop.views.headline import Headline
from desktop.views.page import Context, Page, Place
from desktop.views.pieces import card, plain_label
from desktop.views.table.model import ColumnarModel
from desktop.views.table.view import TableView

if TYPE_CHECKING:
    from desktop.domain.explain import Explanation

THEN, NOW = "compare then", "compare now"
SLOW_MS = 300


class ComparePage(Page):
    """The book on two days side by side."""

    name = "compare"
    title = "Compare"
    of_the_book = (THEN, NOW)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._sides: dict[str, list[AccountRow]] = {}
        self._days: tuple[date, date] | None = None
        self.found: Comparison | None = None
        self.panel: ComparedPanel | None = None
        self.model = ColumnarModel(COLUMNS, self)
        self.table = TableView(context.theme, self.model, context.settings, "compare")
        self.table.use(ComparedDelegate(context.theme, self.model, self.table))
        self.table.setAccessibleName("Accounts then and now")
        self.table.recall("moved", Qt.SortOrder.DescendingOrder)
        self.sentence, self.beside = Headline(context.theme), FigureLabel(context.theme)
        self.beside.setProperty("look", "small")
        self.explanation = ExplanationDrawer(context, self)
        for each in (self.sentence, self.beside):
            each.set_can_ask(True)
            each.asked.connect(partial(self._explain, each))
        self.aside, self.about, self.way_on = (
            plain_label("title"),
            plain_label("second"),
            QPushButton(),
        )
        self.about.setWordWrap(True)
        self.widen = QPushButton("Compare all accounts")
        self.widen.setProperty("look", "link")
        self.widen.hide()
        self.widen.clicked.connect(self._show_all)
        self._among: frozenset[str] | None = None
        """The ids of the accounts that are compared; None = all."""
        self._stack = QStackedWidget()
        self._full, self._other = self._lay_out(), self._lay_out_other()
        for each in (self._other, self._full):
            self._stack.addWidget(each)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(SLOW_MS)
        self._slow.timeout.connect(self._tell_waiting)
        self.way_on.clicked.connect(self._go_on)
        self.table.opened.connect(self._open)
        self.table.briefed.connect(self.toggle_panel)
        self.table.left.connect(self._leave)
        self.table.selectionModel().currentRowChanged.connect(self._follow)
        self._wanted = "view.as_of"
        """What the one way on does."""
        self._say("", "", "")

    def _lay_out(self) -> QWidget:
        made = QWidget()
        whole = QVBoxLayout(made)
        whole.setContentsMargins(24, 12, 24, 16)
        whole.setSpacing(8)
        whole.addWidget(self.sentence)
        whole.addWidget(card(self.table), 1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.beside)
        foot.addWidget(self.widen)
        foot.addStretch(1)
        whole.addLayout(foot)
        return made

    def _lay_out_other(self) -> QWidget:
        made = QWidget()
        whole = QVBoxLayout(made)
        whole.setContentsMargins(24, 12, 24, 16)
        whole.setSpacing(12)
        whole.addWidget(self.aside)
        whole.addWidget(self.about)
        line = QHBoxLayout()
        line.addWidget(self.way_on)
        line.addStretch(1)
        whole.addLayout(line)
        whole.addStretch(1)
        return made

    # -- reading

    @property
    def account(self) -> str | None:
        row = self.table.current() if self._stack.currentWidget() is self._full else None
        return None if row is None else self.model.rows.id(row)

    @property
    def crumbs(self) -> tuple[str, ...]:
        return ("Accounts", self.title)

    def take_focus(self) -> None:
        if self._stack.currentWidget() is self._full:
            self.table.setFocus()
        elif not self.way_on.isHidden():
            self.way_on.setFocus()
        else:
            self.setFocus()

    def affected_by(self, changes: Changes) -> bool:
        # The past cannot be changed, and today nothing is compared.
        del changes
        return False

    def reload(self) -> None:
        session = self.context.session
        if not session.is_past:
            self._forget()
            self._say(words.TODAY, words.CHOOSE, "Look at another day…", "view.as_of")
            return
        if self.found is not None:
            # At once: nobody waits for a reading with a customer looking on.
            self._guard()
        if self.panel is not None:
            self.panel.show_again()
        self._sides.clear()
        self._days = session.day, session.today
        for subject, day, is_of_today in ((THEN, session.day, False), (NOW, session.today, True)):
            session.read_later(
                subject,
                partial(read_accounts, day=day),
                partial(self._take, subject),
                then=rows_of_facts,
                failed=self._failed,
                is_of_today=is_of_today,
            )
        if self.found is None:
            self._slow.start()

    def _take(self, subject: str, rows: list[AccountRow]) -> None:
        self._sides[subject] = rows
        self._compare()

    def _compare(self) -> None:
        """Put the two days side by side, once both are there."""
        if len(self._sides) < 2 or self._days is None:
            return
        then, now = self._days
        among = self._among
        old, new = ([row for row in self._sides[side] if among is None or row.id in among] for side in (THEN, NOW))
        self.show_comparison(compare(old, new, then, now, known_then=self.context.session.known_then))

    @property
    def narrowed_to(self) -> frozenset[str] | None:
        return self._among

    def narrow(self, accounts: frozenset[str] | None) -> None:
        if accounts != self._among:
            self._among = accounts or None
            self._compare()

    def _show_all(self) -> None:
        self.narrow(None)
        self.take_focus()

    def _failed(self, problem: Exception) -> None:
        self._forget()
        self._say("The two days could not be read.", str(problem), "Try again", "")
        self.context.trouble(problem)

    def _forget(self) -> None:
        self._slow.stop()
        self.found = self._days = None
        self._sides.clear()
        for subject in (THEN, NOW):
            self.context.session.forget_read(subject)
        self.close_panel()
        if self.explanation.panel is not None:
            self.explanation.close()

    def _tell_waiting(self) -> None:
        if self.found is None and self.context.session.is_past:
            day = format.day(self.context.session.day)
            self._say(f"Comparing every account with {day} …", "", "Back to today", "view.today")

    # -- showing

    def show_comparison(self, found: Comparison) -> None:
        """Show what was read."""
        self._slow.stop()
        self.found = found
        if not found.accounts:
            self._say(words.NO_ACCOUNTS, "", "Back to today", "view.today")
            return
        self.model.show(ComparedTable(found))
        self._guard()
        self.table.fit()
        if not self.table.currentIndex().isValid():
            self.table.go_to(0)
        had_focus = self._stack.isAncestorOf(self.window().focusWidget() or self) or self.hasFocus()
        is_turned = self._stack.currentWidget() is not self._full
        self._stack.setCurrentWidget(self._full)
        if is_turned and had_focus:
            self.take_focus()

    def _guard(self) -> None:
        is_on = self.context.is_guarded()
        self.table.hide_columns(GUARDED if is_on else ())
        if is_on and self.model.sorted_by.key in GUARDED:
            # The order would tell what the columns no longer do.
            self.table.sort_by(self.model.at("arr_change"), Qt.SortOrder.DescendingOrder)
        if self.found is not None:
            self.sentence.say(*words.sentence(self.found, is_guarded=is_on))
            if self.explanation.panel is not None:
                self.explanation.show_again(_explained(self.found, with_health=not is_on))
            only = "only what was filtered in Accounts: " if self._among is not None else ""
            self.beside.setText(only + words.beside(self.found, is_guarded=is_on))
            self.widen.setVisible(self._among is not None)

    def _say(self, title: str, about: str, way_on: str, wanted: str = "") -> None:
        """Show why there is no table, and one way on."""
        self.aside.setText(title)
        self.about.setText(about)
        self.about.setVisible(bool(about))
        self.way_on.setText(way_on)
        self.way_on.setVisible(bool(way_on))
        self._wanted = wanted
        had_focus = self.table.hasFocus()
        self._stack.setCurrentWidget(self._other)
        if had_focus:
            self.take_focus()

    # -- doing

    def _explain(self, label: QWidget) -> None:
        """Show how the sentence came about."""
        if self.found is not None:
            with_health = not self.context.is_guarded()
            self.explanation.show_explanation(_explained(self.found, with_health=with_health), label)

    def toggle_panel(self) -> None:
        """Show the account one is at then and now, or close that."""
        account = self.account
        if self.panel is not None:
            self.close_panel()
            self.table.setFocus()
        elif account is not None:
            panel = ComparedPanel(self.context, account)
            panel.closed.connect(self._panel_closed)
            panel.hidden.connect(partial(self._panel_gone, panel))
            self.panel = panel
            self.context.drawer(panel)

    def close_panel(self) -> None:
        if self.panel is not None:
            self.panel = None
            self.context.drawer(None)

    def _panel_closed(self) -> None:
        self.close_panel()
        self.take_focus()

    def _panel_gone(self, panel: ComparedPanel) -> None:
        # The drawer owns what it shows, and the window may have closed it.
        if self.panel is panel:
            self.panel = None

    def _follow(self) -> None:
        account = self.account
        if self.panel is not None and account is not None:
            self.panel.show_account(account)

    def _open(self, row: int) -> None:
        self.context.go(Place("account", self.model.rows.id(row)))

    def _go_on(self) -> None:
        if self._wanted:
            self.context.act(self._wanted)
        else:
            self.reload()

    def _leave(self) -> None:
        if self.panel is not None:
            self._panel_closed()
        else:
            self.context.session.look_at(None)


def _explained(found: Comparison, *, with_health: bool) -> Explanation:
    # Imported when somebody asks: the page comes without it.
    from desktop.domain.explain.compared import explained_comparison

    return explained_comparison(found, with_health=with_health)
