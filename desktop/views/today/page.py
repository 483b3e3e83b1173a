"""Today: a queue and not a dashboard. Whom to call and why, what changed, who is quiet, what is due.

In the queue: Up and Down move, Enter opens the account, Space its brief, A does the row's action, S snoozes it (1 until
tomorrow, 2 until Monday, 3 for a month), L and C log a call with it. In the lists: Enter opens the account; among the
promises Enter and Space tick one off. Ctrl+Tab goes from the queue to the tasks, and to the gaps (see `gaps`).
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.domain.errors import PortfolioError
from desktop.domain.today.book import Today
from desktop.domain.today.gaps import lacking
from desktop.domain.today.queue import QueueRow
from desktop.operations.today import changes_today
from desktop.store.changes import Changes
from desktop.store.queries.brief import account_count
from desktop.views import format
from desktop.views.brief.drawer import BriefDrawer
from desktop.views.explained.drawer import ExplanationDrawer
from desktop.views.explained.label import HINT, FigureLabel
from desktop.views.page import Context, Page, Place, Said
from desktop.views.today import snoozing, words
from desktop.views.today.doing import Doing
from desktop.views.today.figures import Figures
from desktop.views.today.nothing import Nothing
from desktop.views.today.reading import SUBJECT, Reading
from desktop.views.today.seen import Seen
from desktop.views.today.tabs import TABS, Tab, Tabs
from desktop.views.today.tips import tip
from desktop.views.today.whom import WhomReading
from desktop.views.today.whose import Whose
from desktop.views.today.year import YearReading

SLOW_MS = 300
SIDE, SPACING = 24, 8
WRITING = QLineEdit, QPlainTextEdit
SAFE = "Customer-safe: whom to call, and why, is hidden. F8 shows it."


class TodayPage(Page):
    """The first page of a book."""

    name = "today"
    title = "Today"
    of_the_book = (SUBJECT,)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.view: Today | None = None
        """What is shown, of the chosen CSM."""
        self._unseen: Today | None = None
        """What is to be shown as soon as the page is."""
        self._wordings: tuple[str, ...] = ()
        """What the sentence may be, the fullest first."""
        self._menu: QMenu | None = None
        self._wanted_task = ""
        self.reading = Reading(context.session, context.settings, self)
        self.year = YearReading(context.session, self)
        self.sentence, self.whose = FigureLabel(context.theme), Whose(context.theme)
        self.sentence.setProperty("look", "title")
        # It gives way before it keeps the window from becoming narrower.
        self.sentence.setMinimumWidth(1)
        self.explanation = ExplanationDrawer(context, self)
        self.nothing = Nothing(context)
        self.tabs = Tabs(context, self.nothing, self._open)
        self.board, self.tasks = self.tabs.board, self.tabs.tasks
        self.figures = Figures(self.explanation, self.tabs, self.year, self.sentence, self.whose.beside, self)
        self.doing, self.seen = Doing(context), Seen(context)
        self.whom = WhomReading(context, self.board.queue, self.board.whom)
        self.brief = BriefDrawer(context, self._account, self._open_current, self)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACING)
        head.addWidget(self.sentence, 1)
        for button in self.tabs.buttons.values():
            head.addWidget(button)
        head.addWidget(self.whose)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SIDE, 12, SIDE, 12)
        whole.setSpacing(10)
        whole.addLayout(head)
        whole.addWidget(self.tabs, 1)
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
        queue.moved.connect(self.whom.follow)
        self.board.whom.wanted.connect(self._add_contact)
        self.brief.left.connect(queue.setFocus)
        for each in self.board.lists:
            each.opened.connect(self._open)
            each.ticked.connect(self._tick)
            each.briefed.connect(self.brief.toggle)
            each.left.connect(self._leave)
        self.board.strip.opened.connect(self._open)
        self.board.rearranged.connect(self._want_year)
        self.year.came.connect(self._show_year)
        self.year.failed.connect(self._year_not_read)
        tasks = self.tasks.list
        tasks.ticked.connect(self._tick)
        tasks.changed.connect(self._move_task)
        tasks.left.connect(self._leave)
        self.tabs.asked.connect(self.show_tab)
        self.tabs.left.connect(self._leave)
        self.tabs.turn_by_keys(self)
        if self.board.changed.link is not None:
            self.board.changed.link.clicked.connect(self._mark_seen)
        self.whose.chosen.connect(self.show_book)
        self.reading.came.connect(self.uncover)
        self.reading.came.connect(self._show)
        self.reading.failed.connect(self.not_read)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.context.session.changed.connect(self._note)
        self.context.session.closing.connect(self.tabs.settle)

    # -- reading

    def reload(self) -> None:
        if self.context.is_guarded():
            self._show()
        self.reading.read()
        self.year.renew()
        if self.reading.whole is None:
            self._slow.start()

    def affected_by(self, changes: Changes) -> bool:
        # What can be taken in is caught up with when the page is shown; see _note.
        return changes_today(changes) and (self.isVisible() or not self.reading.knows(changes))

    def _note(self, changes: Changes) -> None:
        self.year.note(changes)
        if not self.isVisible() and changes_today(changes) and self.reading.knows(changes):
            self.reading.note(changes)

    def heed(self, changes: Changes) -> None:
        self.reading.heed(changes)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.reading.catch_up()
        if self._unseen is not None:
            self.show_view(self._unseen)
        self._want_year()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._want_year()

    @property
    def is_settled(self) -> bool:
        return self.year.is_settled and (self.board.year.isHidden() or self.board.year.chart.is_settled)

    # -- showing

    def _show(self) -> None:
        """Show what was read, of the chosen CSM."""
        self._slow.stop()
        whole = self.reading.whole
        if whole is not None:
            self.context.session.note_shown(whole.day, whole.shown)
            csm = self.context.settings.csm
            read = whole.of(csm if csm in whole.csms else None)
            view = self.seen.left(read)
            self.board.has_seen = len(view.changed) < len(read.changed)
            self.counted.emit(0 if self.context.is_guarded() else len(view.queue.must))
            if self.isVisible():
                self.show_view(view)
            else:
                # Filling the lists takes as long as a turn of the loop may: not before somebody looks.
                self._unseen = view

    def show_view(self, view: Today) -> None:
        """Show a day."""
        self.view, self._unseen = view, None
        is_guarded = self.context.is_guarded()
        self.whose.tell(view, is_guarded=is_guarded)
        self._fit_whose()
        self.figures.show_view(view)
        if is_guarded:
            self.nothing.say(SAFE)
            self._put_day_away()
            return
        if self.nothing.say_lack(view):
            self._put_day_away(words.sentence(view))
            return
        self.tabs.fill(view)
        self.whom.show_view(view)
        self._go_to_task()
        self.nothing.way_on.hide()
        was_shown = self.tabs.is_shown
        self._turn()
        self._want_year()
        self._show_year()
        if not was_shown and self.isVisible() and not isinstance(self.window().focusWidget(), WRITING):
            # What was asked for while there was nothing to go to; nobody is taken out of a text.
            self.take_focus()
        self.brief.follow()

    def show_tab(self, name: Tab) -> None:
        """Show the queue, all open tasks, or what is missing."""
        if not self.tabs.settle():
            return
        self.tabs.tab = name
        if self.tabs.is_shown:
            self._turn()
            self.take_focus()

    def place_at(self, place: Place) -> None:
        tab, _, task = (place.section or "").partition("/")
        if tab in TABS:
            self.tabs.tab = tab
            self._wanted_task = task
            if self.tabs.is_shown:
                self._turn()
                self._go_to_task()

    def _go_to_task(self) -> None:
        """Go to the task one came for, as soon as it is there."""
        if self._wanted_task and self.tasks.list.go_to(self._wanted_task):
            self._wanted_task = ""

    def _turn(self) -> None:
        """Show the chosen tab of the day, and what it comes to."""
        view = self.view
        if view is None:
            return
        self.tabs.turn(view)
        self._wordings = self.tabs.sentence(view)
        self.sentence.setText(self._wordings[0])
        how = words.how(view) if self.tabs.tab == "queue" else ""
        said = {"queue": how, "tasks": view.tasks, "gaps": lacking(view.gaps)}
        self.sentence.set_can_ask(bool(said[self.tabs.tab]))
        if how:
            self.sentence.setToolTip(tip(how))
            self.sentence.setAccessibleDescription(f"{HINT}. {how}")
        self._fit_whose()
        if self.tabs.tab != "queue" and self.brief.is_open:
            self.brief.close()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_whose()

    def _fit_whose(self) -> None:
        # The sentence goes first, wherever there is little room.
        buttons = [button for button in self.tabs.buttons.values() if not button.isHidden()]
        room = self.width() - 2 * SIDE - sum(button.sizeHint().width() + SPACING for button in buttons)
        if len(self._wordings) > 1:
            width = self.sentence.fontMetrics().horizontalAdvance
            fitting = (each for each in self._wordings if width(each) + SPACING <= room)
            self.sentence.setText(next(fitting, self._wordings[-1]))
        taken = self.sentence.fontMetrics().horizontalAdvance(self.sentence.text()) + SPACING
        self.whose.fit(room - taken)

    def take_focus(self) -> None:
        if self.tabs.take_focus():
            return
        if self.nothing.way_on.isVisible():
            self.nothing.way_on.setFocus()
        else:
            self.setFocus()

    @property
    def account(self) -> str | None:
        return self.tabs.account

    def _account(self) -> str | None:
        return self.tabs.account

    def _put_day_away(self, sentence: str = "Today") -> None:
        """There is no day to show: `nothing` says why."""
        self._wordings = ()
        self.sentence.setText(sentence)
        self.sentence.set_can_ask(False)
        if self.tabs.is_shown and self.isVisible():
            # What has the focus is hidden now, and Qt would hand it to the first button of the window.
            self.setFocus()
        self.tabs.put_away()
        if self.brief.is_open:
            self.brief.close()

    def _tell_waiting(self) -> None:
        if self.reading.whole is None and self.context.session.is_open:
            count = self.context.session.read(account_count)
            self.nothing.say(f"Reading {format.plural(count, 'account')} …")
            self._put_day_away()

    def show_book(self, csm: str | None) -> None:
        """Show the accounts of a CSM, and remember it; None = all."""
        self.context.settings.csm = csm
        self._show()

    # -- the year of the book

    def _want_year(self) -> None:
        """Have it read where one sees it, and once there is what the page is for."""
        is_shown = self.isVisible() and self.tabs.is_shown and self.tabs.tab == "queue"
        self.year.want(is_shown and self.reading.whole is not None and self.board.has_year)

    def _show_year(self) -> None:
        if self.view is not None and not self.context.is_guarded():
            self.board.year.show_year(self.view, self.year.history)

    def _year_not_read(self, problem: Exception) -> None:
        self.board.year.say_failed()
        if not isinstance(problem, PortfolioError):
            raise problem
        self.context.trouble(problem)

    # -- doing

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

    def _mark_seen(self) -> None:
        link = self.board.changed.link
        had_keys = link is not None and link.hasFocus()
        self.seen.mark()
        self.reload()
        if had_keys:
            # The link goes with what it is about: the keys go on where the page begins.
            self.board.first.setFocus()
        self.context.say(Said("Seen. What changes from now on is told."))

    # -- going

    def _open(self, account: str) -> None:
        if account:
            self.context.go(Place("account", account))

    def _add_contact(self, account: str) -> None:
        self.context.go(Place("account", account, "overview"))

    def _open_row(self, row: QueueRow) -> None:
        self._open(row.account)

    def _open_current(self) -> None:
        account = self._account()
        if account is not None:
            self._open(account)

    def _leave(self) -> None:
        if self.brief.is_open:
            self.brief.close()
        elif self.context.session.is_past:
            self.context.session.look_at(None)
