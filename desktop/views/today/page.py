"""Today: a queue and not a dashboard. Whom to call and why, what changed, who is quiet, what is due.

In the queue: Up and Down move, Enter opens the account, Space its brief, A does the row's action, S snoozes it (1 until
tomorrow, 2 until Monday, 3 for a month), L and C log a call with it. In the lists: Enter opens the account; among the
promises Enter and Space tick one off. Ctrl+Tab goes from the queue to the tasks, and to the gaps (see `gaps`).
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.today.book import Today
from desktop.domain.today.gaps import lacking
from desktop.domain.today.queue import QueueRow
from desktop.operations.explain_today import explained_need, explained_opt_outs
from desktop.operations.today import read_today, today_of
from desktop.store.changes import Changes
from desktop.store.queries.brief import account_count
from desktop.views import format
from desktop.views.brief.drawer import BriefDrawer
from desktop.views.explained.drawer import ExplanationDrawer
from desktop.views.explained.label import HINT, FigureLabel
from desktop.views.page import Context, Page, Place, Said
from desktop.views.today import snoozing, words
from desktop.views.today.board import THREE_FROM, TWO_FROM, Board
from desktop.views.today.doing import Doing
from desktop.views.today.sections import label
from desktop.views.today.tasks import TasksTab
from desktop.views.today.tasks import sentence as tasks_in_words
from desktop.views.today.tips import tip

if TYPE_CHECKING:
    from desktop.views.today.gaps import GapsTab

SUBJECT = "today"
SLOW_MS = 300
UNSEEN = {"saved_view", "import_mapping", "usage_aside"}
"""Tables that change nothing here."""
Tab = Literal["queue", "tasks", "gaps"]
TABS: dict[Tab, str] = {"queue": "Queue", "tasks": "Tasks", "gaps": "Gaps"}
WRITING = QLineEdit, QPlainTextEdit
SAFE = "Customer-safe: whom to call, and why, is hidden. F8 shows it."


class TodayPage(Page):
    """The first page of a book."""

    name = "today"
    title = "Today"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.view: Today | None = None
        """What is shown, of the chosen CSM."""
        self._whole: Today | None = None
        self._menu: QMenu | None = None
        self._has_choice = False
        self.sentence, self.beside = FigureLabel(context.theme), label("second")
        self.sentence.setProperty("look", "title")
        self.explanation = ExplanationDrawer(context, self)
        self.sentence.asked.connect(self._explain_need)
        for each in (self.sentence, self.beside):
            # They give way before they keep the window from becoming narrower.
            each.setMinimumWidth(1)
        self.whose = QPushButton()
        self.whose.setProperty("look", "link")
        self.whose.setCursor(Qt.CursorShape.PointingHandCursor)
        self.board = Board(context.theme)
        self.tasks = TasksTab(context.theme, self._open)
        self.gaps: GapsTab | None = None
        """Made when it is first asked for: the table it needs is not, for the queue."""
        self.doing = Doing(context)
        self.tabs: dict[Tab, QPushButton] = {name: _tab(title) for name, title in TABS.items()}
        self._tab: Tab = "queue"
        self.quiet_words = label("second")
        self.way_on = QPushButton()
        self.brief = BriefDrawer(context, self._account, self._open_current, self)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.sentence, 1)
        for tab in self.tabs.values():
            head.addWidget(tab)
        head.addSpacing(8)
        head.addWidget(self.beside)
        head.addWidget(self.whose)
        self._nothing = QWidget()
        nothing = QVBoxLayout(self._nothing)
        nothing.setContentsMargins(0, 8, 0, 0)
        nothing.setSpacing(12)
        nothing.addWidget(self.quiet_words)
        nothing.addWidget(self.way_on, 0, Qt.AlignmentFlag.AlignLeft)
        nothing.addStretch(1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(self.board)
        self._stack.addWidget(self.tasks)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 12, 24, 12)
        whole.setSpacing(10)
        whole.addLayout(head)
        whole.addWidget(self._stack, 1)
        self.way_on.hide()
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(SLOW_MS)
        self._slow.timeout.connect(self._tell_waiting)

    def _connect(self) -> None:
        queue = self.board.queue
        queue.opened.connect(self._open_row)
        queue.briefed.connect(self.brief.toggle)
        queue.acted.connect(self.doing.act)
        queue.snoozed.connect(self._ask_snooze)
        queue.woken.connect(self.doing.wake)
        queue.left.connect(self._leave)
        queue.moved.connect(self.brief.follow_soon)
        self.brief.left.connect(queue.setFocus)
        for each in self.board.lists:
            each.opened.connect(self._open)
            each.ticked.connect(self._tick)
            each.briefed.connect(self.brief.toggle)
            each.left.connect(self._leave)
        self.board.strip.opened.connect(self._open)
        self.board.total.asked.connect(self._explain_opt_outs)
        tasks = self.tasks.list
        tasks.ticked.connect(self._tick)
        tasks.changed.connect(self._move_task)
        tasks.left.connect(self._leave)
        for name, tab in self.tabs.items():
            tab.clicked.connect(partial(self._tab_pressed, name))
        for keys, step in ((QKeySequence.StandardKey.NextChild, 1), (QKeySequence.StandardKey.PreviousChild, -1)):
            shortcut = QShortcut(keys, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self._next_tab, step))
        if self.board.changed.link is not None:
            self.board.changed.link.clicked.connect(self._seen)
        self.whose.clicked.connect(self._choose_book)
        self.way_on.clicked.connect(self._go_on)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.context.session.closing.connect(self._settle)

    def _settle(self) -> None:
        if self.gaps is not None:
            self.gaps.settle()

    # -- reading

    def reload(self) -> None:
        if self.context.is_guarded():
            self.show_whole(self._whole)
        session = self.context.session
        query = partial(read_today, day=session.day, since=self._since())
        session.read_later(SUBJECT, query, self.show_whole, then=today_of)
        if self._whole is None:
            self._slow.start()

    def affected_by(self, changes: Changes) -> bool:
        return bool(changes.tables - UNSEEN)

    def _since(self) -> date | None:
        session = self.context.session
        return None if session.is_past else self.context.settings.seen(session.doc_id)

    # -- showing

    def show_whole(self, whole: Today | None) -> None:
        """Show what was read, of the chosen CSM."""
        self._slow.stop()
        self._whole = whole
        if whole is None:
            return
        self.context.session.note_shown(whole.day, whole.shown)
        csm = self.context.settings.csm
        chosen = csm if csm in whole.csms else None
        self.show_view(whole.of(chosen))

    def show_view(self, view: Today) -> None:
        """Show a day."""
        self.view = view
        is_guarded = self.context.is_guarded()
        self._tell_whose(view, is_guarded)
        self.counted.emit(0 if is_guarded else len(view.queue.must))
        if is_guarded:
            self._say_only(SAFE)
            return
        if not view.names:
            can_import = self.context.session.is_writable and view.csm is None
            self._say_only(
                "Whom to call today stands here, once the book has accounts.", "Import CSV files…" if can_import else ""
            )
            self.sentence.setText(words.sentence(view))
            return
        session = self.context.session
        self.board.show_view(view, can_write=session.is_writable, is_past=session.is_past)
        self.tasks.show_view(view, can_write=session.is_writable)
        if self.gaps is not None:
            self.gaps.show_view(view, can_write=session.is_writable)
        self.way_on.hide()
        was_shown = self._is_shown
        self._show_tab()
        if not was_shown and self.isVisible() and not isinstance(self.window().focusWidget(), WRITING):
            # What was asked for while there was nothing to go to; nobody is taken out of a text.
            self.take_focus()
        self.brief.follow()

    # -- tabs

    @property
    def tab(self) -> Tab:
        return self._tab

    def show_tab(self, name: Tab) -> None:
        """Show the queue, all open tasks, or what is missing."""
        if self.gaps is not None and not self.gaps.settle():
            return
        self._tab = name
        if self._is_shown:
            self._show_tab()
            self.take_focus()

    def place_at(self, place: Place) -> None:
        if place.section in TABS:
            self._tab = place.section
            if self._is_shown:
                self._show_tab()

    @property
    def _is_shown(self) -> bool:
        return self._stack.currentWidget() is not self._nothing

    def _show_tab(self) -> None:
        view = self.view
        if view is None:
            return
        shown: dict[Tab, QWidget | None] = {"queue": self.board, "tasks": self.tasks, "gaps": self._gaps_of(view)}
        is_turned = self._stack.currentWidget() is not shown[self._tab]
        self._stack.setCurrentWidget(shown[self._tab] or self.board)
        if self._tab == "gaps" and self.gaps is not None and is_turned:
            self.gaps.begin()
        self.sentence.setText(self._sentence(view))
        how = words.how(view) if self._tab == "queue" else ""
        self.sentence.set_can_ask(bool(how))
        if how:
            self.sentence.setToolTip(tip(how))
            self.sentence.setAccessibleDescription(f"{HINT}. {how}")
        for name, tab in self.tabs.items():
            tab.setVisible(True)
            tab.setChecked(name == self._tab)
        self.tabs["tasks"].setText(f"Tasks {format.number(len(view.tasks))}")
        self.tabs["gaps"].setText(f"Gaps {format.number(len(lacking(view.gaps)))}")
        self._show_choice()
        if self._tab != "queue" and self.brief.is_open:
            self.brief.close()

    def _sentence(self, view: Today) -> str:
        if self._tab == "gaps":
            from desktop.views.today.gaps import sentence

            return sentence(view)
        return tasks_in_words(view) if self._tab == "tasks" else words.sentence(view)

    def _gaps_of(self, view: Today) -> GapsTab | None:
        """The tab of gaps, made where it is shown."""
        if self.gaps is None and self._tab == "gaps":
            # Here: the table is more to load than all the rest of the page.
            from desktop.views.today.gaps import GapsTab

            self.gaps = GapsTab(self.context)
            self.gaps.left.connect(self._leave)
            self._stack.addWidget(self.gaps)
            self.gaps.show_view(view, can_write=self.context.session.is_writable)
        return self.gaps

    def _tab_pressed(self, name: Tab, _checked: bool = False) -> None:
        self.show_tab(name)

    def _next_tab(self, step: int) -> None:
        names = list(TABS)
        self.show_tab(names[(names.index(self._tab) + step) % len(names)])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Beside the brief the sentence goes first.
        self._show_choice()

    def take_focus(self) -> None:
        if self._stack.currentWidget() is self.board:
            self.board.queue.setFocus()
        elif self._stack.currentWidget() is self.tasks:
            self.tasks.list.setFocus()
        elif self.gaps is not None and self._stack.currentWidget() is self.gaps:
            self.gaps.setFocus()
        elif self.way_on.isVisible():
            self.way_on.setFocus()
        else:
            self.setFocus()

    @property
    def account(self) -> str | None:
        return self._account()

    def _account(self) -> str | None:
        for each in self.board.lists:
            if each.hasFocus() and each.line is not None and each.line.account:
                return each.line.account
        if self._stack.currentWidget() is self.tasks:
            return None if self.tasks.list.line is None else self.tasks.list.line.account
        if self.gaps is not None and self._stack.currentWidget() is self.gaps:
            return self.gaps.account
        row = self.board.queue.row
        return None if row is None or self._stack.currentWidget() is not self.board else row.account

    def _tell_whose(self, view: Today, is_guarded: bool) -> None:
        self._has_choice = len(view.csms) > 1 and not is_guarded
        self.beside.setText("" if is_guarded or not view.names else words.whose(view))
        self._show_choice()
        self.whose.setText("Choose a book" if view.csm is None else "All books")
        self.whose.setAccessibleName("Whose book")

    def _show_choice(self) -> None:
        self.beside.setVisible(self.width() >= (THREE_FROM if self._tab == "gaps" else TWO_FROM))
        self.whose.setVisible(self._has_choice and self.width() >= TWO_FROM)

    def _say_only(self, text: str, way_on: str = "") -> None:
        self.sentence.setText("Today")
        self.sentence.set_can_ask(False)
        self.quiet_words.setText(text)
        self.way_on.setText(way_on)
        self.way_on.setVisible(bool(way_on))
        if self._is_shown and self.isVisible():
            # What has the focus is hidden now, and Qt would hand it to the first button of the window.
            self.setFocus()
        self._stack.setCurrentWidget(self._nothing)
        for tab in self.tabs.values():
            tab.hide()
        if self.brief.is_open:
            self.brief.close()

    def _tell_waiting(self) -> None:
        if self._whole is None and self.context.session.is_open:
            count = self.context.session.read(account_count)
            self._say_only(f"Reading {format.plural(count, 'account')} …")

    # -- whose book

    def _choose_book(self) -> None:
        whole = self._whole
        if whole is None:
            return
        if self.view is not None and self.view.csm is not None:
            self.show_book(None)
            return
        menu = self._menu = QMenu(self)
        menu.setAccessibleName("Whose book")
        for csm in whole.csms:
            menu.addAction(csm.replace("&", "&&")).triggered.connect(partial(self._book_chosen, csm))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.whose.mapToGlobal(QPoint(0, self.whose.height())))

    def _book_chosen(self, csm: str, _checked: bool = False) -> None:
        self.show_book(csm)

    def show_book(self, csm: str | None) -> None:
        """Show the accounts of a CSM, and remember it; None = all."""
        self.context.settings.csm = csm
        if self._whole is not None:
            self.show_whole(self._whole)

    # -- doing

    def _explain_need(self) -> None:
        if self.view is not None:
            self.explanation.show_explanation(explained_need(self.view), self.sentence)

    def _explain_opt_outs(self) -> None:
        if self.view is not None:
            self.explanation.show_explanation(explained_opt_outs(self.view), self.board.total)

    def _tick(self, task: str) -> None:
        view = self.view
        found = next((each for each in view.tasks if each.task == task), None) if view is not None else None
        if found is not None:
            self.doing.complete(task, found.account)

    def _move_task(self, task: str, account: str, text: str) -> None:
        self.tasks.take_answer(self.doing.move_task(task, account, text))

    def _ask_snooze(self, row: QueueRow) -> None:
        session, queue = self.context.session, self.board.queue
        if session.is_writable:
            box = queue.visualRect(queue.currentIndex())
            where = queue.viewport().mapToGlobal(QPoint(box.left() + 72, box.bottom()))
            self._menu = snoozing.ask(self, where, row.name, session.day, partial(self.doing.snooze, row))

    def _seen(self) -> None:
        session = self.context.session
        self.context.settings.remember_seen(session.doc_id, session.day)
        self.reload()
        self.context.say(Said(f"Seen. Changes are told from {words.weekday(session.day)} on."))

    # -- going

    def _open(self, account: str) -> None:
        if account:
            self.context.go(Place("account", account))

    def _open_row(self, row: QueueRow) -> None:
        self._open(row.account)

    def _open_current(self) -> None:
        account = self._account()
        if account is not None:
            self._open(account)

    def _go_on(self) -> None:
        self.context.act("file.import")

    def _leave(self) -> None:
        if self.brief.is_open:
            self.brief.close()
        elif self.context.session.is_past:
            self.context.session.look_at(None)


def _tab(title: str) -> QPushButton:
    made = QPushButton(title)
    made.setProperty("look", "chip")
    made.setCheckable(True)
    made.hide()
    return made
