"""Today: a queue and not a dashboard. Whom to call and why, what changed, who is quiet, what is due.

In the queue: Up and Down move, Enter opens the account, Space its brief, A does the row's action, S snoozes it (1 until
tomorrow, 2 until Monday, 3 for a month), L and C log a call with it. In the lists: Enter opens the account; among the
promises Enter and Space tick one off. Ctrl+Tab goes from the queue to the tasks, and to the gaps (see `gaps`).
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from desktop.domain.account_rows import BANDS
from desktop.domain.errors import PortfolioError
from desktop.domain.today.book import Today
from desktop.domain.today.gaps import lacking
from desktop.domain.today.queue import QueueRow
from desktop.domain.today.weeks import OptOutWeek
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
from desktop.views.today.reading import SUBJECT, Reading
from desktop.views.today.sections import label
from desktop.views.today.tabs import TABS, Tab, Tabs
from desktop.views.today.tips import tip
from desktop.views.today.whose import Whose
from desktop.views.today.year import YearReading

if TYPE_CHECKING:
    from desktop.domain.explain import Explanation

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
        self._way: Place | None = None
        self._wanted_task = ""
        self.reading = Reading(context.session, context.settings, self)
        self.year = YearReading(context.session, self)
        self.sentence, self.whose = FigureLabel(context.theme), Whose(context.theme)
        self.sentence.setProperty("look", "title")
        # It gives way before it keeps the window from becoming narrower.
        self.sentence.setMinimumWidth(1)
        self.explanation = ExplanationDrawer(context, self)
        self._explained: str | None = None
        """Which of explaining.EXPLAINED is shown, or was last."""
        self.quiet_words = label("second")
        self.way_on = QPushButton()
        self.tabs = Tabs(context, self._nothing(), self._open)
        self.board, self.tasks = self.tabs.board, self.tabs.tasks
        self.doing = Doing(context)
        self.brief = BriefDrawer(context, self._account, self._open_current, self)
        self._lay_out()
        self._connect()

    def _nothing(self) -> QWidget:
        """What is shown where there is no day to show."""
        made = QWidget()
        inside = QVBoxLayout(made)
        inside.setContentsMargins(0, 8, 0, 0)
        inside.setSpacing(12)
        inside.addWidget(self.quiet_words)
        inside.addWidget(self.way_on, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addStretch(1)
        return made

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
        self.board.strip.week_asked.connect(self._explain_week)
        self.board.rearranged.connect(self._want_year)
        self.board.year.total.asked.connect(self._explain_day)
        self.board.year.chart.clicked.connect(self._explain_month_end)
        self.year.came.connect(self._show_year)
        self.year.failed.connect(self._year_not_read)
        board = self.board
        for name, figure in (
            ("book", self.whose.beside),
            ("changed", board.changed.beside),
            ("quiet", board.quiet.beside),
            ("meetings", board.meetings.beside),
            ("book", board.book.beside),
            ("opt_outs", board.opt_outs.beside),
            ("promises", board.promises.beside),
        ):
            figure.asked.connect(partial(self._explain, name, figure))
        for each in self.board.lists:
            each.asked.connect(partial(self._explain_band, each))
        tasks = self.tasks.list
        tasks.ticked.connect(self._tick)
        tasks.changed.connect(self._move_task)
        tasks.left.connect(self._leave)
        self.tabs.asked.connect(self.show_tab)
        self.tabs.explained.connect(self._explain_tab)
        self.tabs.left.connect(self._leave)
        self.tabs.turn_by_keys(self)
        if self.board.changed.link is not None:
            self.board.changed.link.clicked.connect(self._seen)
        self.whose.chosen.connect(self.show_book)
        self.sentence.asked.connect(self._explain_sentence)
        self.way_on.clicked.connect(self._go_on)
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
            view = whole.of(csm if csm in whole.csms else None)
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
        self._explain_again()
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
        if words.is_bare(view):
            self._say_bare(view)
            return
        self.tabs.fill(view)
        self._go_to_task()
        self.way_on.hide()
        was_shown = self.tabs.is_shown
        self._turn()
        self._want_year()
        self._show_year()
        if not was_shown and self.isVisible() and not isinstance(self.window().focusWidget(), WRITING):
            # What was asked for while there was nothing to go to; nobody is taken out of a text.
            self.take_focus()
        self.brief.follow()

    def _say_bare(self, view: Today) -> None:
        """There are accounts, and no contract that anything could follow from: offer to enter one."""
        account, *more = view.names
        to = Place("accounts") if more else Place("account", account, "contract")
        can_write = self.context.session.is_writable
        self._say_only(
            "Whom to call follows from contracts: what they pay, and until when they can opt out.",
            "" if not can_write else "Open the accounts" if more else f"Enter the contract of {view.names[account]}",
            to,
        )
        self.sentence.setText(words.sentence(view))

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
        if self.way_on.isVisible():
            self.way_on.setFocus()
        else:
            self.setFocus()

    @property
    def account(self) -> str | None:
        return self.tabs.account

    def _account(self) -> str | None:
        return self.tabs.account

    def _say_only(self, text: str, way_on: str = "", to: Place | None = None) -> None:
        """
        Args:
            way_on: what can be done instead; to: where that is, None = importing.
        """
        self._way = to
        self._wordings = ()
        self.sentence.setText("Today")
        self.sentence.set_can_ask(False)
        self.quiet_words.setText(text)
        self.way_on.setText(way_on.replace("&", "&&"))
        self.way_on.setVisible(bool(way_on))
        if self.tabs.is_shown and self.isVisible():
            # What has the focus is hidden now, and Qt would hand it to the first button of the window.
            self.setFocus()
        self.tabs.put_away()
        if self.brief.is_open:
            self.brief.close()

    def _tell_waiting(self) -> None:
        if self.reading.whole is None and self.context.session.is_open:
            count = self.context.session.read(account_count)
            self._say_only(f"Reading {format.plural(count, 'account')} …")

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

    def _explain_day(self) -> None:
        if self.view is not None:
            self._explain_month_end(self.view.day.isoformat())

    def _explain_month_end(self, on: str) -> None:
        view, history = self.view, self.year.history
        if view is not None and history is not None and history.days[-1] == view.day:
            self._explained = None
            from desktop.operations.explain_today import explained_month_end

            found = explained_month_end(view, history, date.fromisoformat(on))
            self.explanation.show_explanation(found, self.board.year.total)

    # -- doing

    def _explain(self, name: str, label: QWidget) -> None:
        """Show how a figure came about; `label` has the focus back afterwards."""
        if self.view is not None:
            self._explained = name
            self.explanation.show_explanation(_explained(name, self.view), label)

    def _explain_sentence(self) -> None:
        self._explain(self.tabs.tab, self.sentence)

    def _explain_tab(self, name: str) -> None:
        self._explain(name, self.tabs.buttons["tasks" if name == "tasks" else "gaps"])

    def _explain_band(self, among: QWidget, row: int) -> None:
        view = self.view
        if view is not None:
            self._explained = None
            self.explanation.explain(
                f"health.{BANDS[row]}", None if view.csm is None else frozenset(view.names), label=among
            )

    def _explain_again(self) -> None:
        """The day was read anew: what is explained of it, too."""
        if self.view is not None and self._explained is not None:
            self.explanation.show_again(_explained(self._explained, self.view))

    def _explain_week(self, week: OptOutWeek) -> None:
        if self.view is not None:
            self._explained = None
            from desktop.operations.explain_today import explained_opt_outs

            self.explanation.show_explanation(explained_opt_outs(self.view, week), self.board.strip)

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
        if self._way is not None:
            self.context.go(self._way)
        else:
            self.context.act("file.import")

    def _leave(self) -> None:
        if self.brief.is_open:
            self.brief.close()
        elif self.context.session.is_past:
            self.context.session.look_at(None)


def _explained(name: str, view: Today) -> Explanation:
    # Imported when somebody asks: the page comes without it.
    from desktop.views.today.explaining import EXPLAINED

    return EXPLAINED[name](view)
