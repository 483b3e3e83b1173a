"""The three ways to look at a day: the queue with what stands beside it, all open tasks, and what is missing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from desktop.domain.today.book import Today
from desktop.domain.today.gaps import lacking
from desktop.views import format
from desktop.views.explained.label import FigureButton
from desktop.views.page import Context
from desktop.views.today import words
from desktop.views.today.board import Board
from desktop.views.today.tasks import TasksTab
from desktop.views.today.tasks import sentence as tasks_in_words

if TYPE_CHECKING:
    from desktop.views.today.gaps import GapsTab

Tab = Literal["queue", "tasks", "gaps"]
TABS: dict[Tab, str] = {"queue": "Queue", "tasks": "Tasks", "gaps": "Gaps"}


class Tabs(QStackedWidget):
    """What the page shows under its head; `buttons` stand in the head.

    Args:
        nothing: is shown while there is no day to show.
        opens: opens an account, by id.
    """

    asked = Signal(str)
    """A tab was asked for, with the mouse or by Ctrl+Tab."""
    explained = Signal(str)
    """How the figure of a tab came about is asked for."""
    left = Signal()
    """Esc in the gaps."""

    def __init__(self, context: Context, nothing: QWidget, opens: Callable[[str], None]) -> None:
        super().__init__()
        self._context, self._nothing = context, nothing
        self.board = Board(context.theme)
        self.tasks = TasksTab(context.theme, opens)
        self.gaps: GapsTab | None = None
        """Made when it is first asked for: the table it needs is not, for the queue."""
        self.buttons: dict[Tab, QPushButton] = {name: _button(name, title) for name, title in TABS.items()}
        self.tab: Tab = "queue"
        for each in (nothing, self.board, self.tasks):
            self.addWidget(each)
        for name, button in self.buttons.items():
            button.clicked.connect(partial(self._pressed, name))
            if isinstance(button, FigureButton):
                button.asked.connect(partial(self.explained.emit, name))

    def turn_by_keys(self, page: QWidget) -> None:
        """Have Ctrl+Tab go on to the next tab, everywhere on the page."""
        for keys, step in ((QKeySequence.StandardKey.NextChild, 1), (QKeySequence.StandardKey.PreviousChild, -1)):
            shortcut = QShortcut(keys, page)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self._next, step))

    @property
    def is_shown(self) -> bool:
        """Whether there is a day to see."""
        return self.currentWidget() is not self._nothing

    def settle(self) -> bool:
        """Save what is being typed; False where it was refused and stays."""
        return self.gaps is None or self.gaps.settle()

    def fill(self, view: Today) -> None:
        """Take up a day."""
        session = self._context.session
        self.board.show_view(view, can_write=session.is_writable, is_past=session.is_past)
        self.tasks.show_view(view, can_write=session.is_writable)
        if self.gaps is not None:
            self.gaps.show_view(view, can_write=session.is_writable)
        self.buttons["tasks"].setText(f"Tasks {format.number(len(view.tasks))}")
        self.buttons["gaps"].setText(f"Gaps {format.number(len(lacking(view.gaps)))}")

    def turn(self, view: Today) -> None:
        """Show the tab that was chosen."""
        shown = self._of(view)
        is_turned = self.currentWidget() is not shown
        self.setCurrentWidget(shown)
        if self.tab == "gaps" and self.gaps is not None and is_turned:
            self.gaps.begin()
        for name, button in self.buttons.items():
            button.setVisible(True)
            button.setChecked(name == self.tab)

    def put_away(self) -> None:
        """Show that there is no day to see."""
        self.setCurrentWidget(self._nothing)
        for button in self.buttons.values():
            button.hide()

    def sentence(self, view: Today) -> tuple[str, ...]:
        """The tab in figures, the fullest wording first."""
        if self.tab == "gaps":
            from desktop.views.today.gaps import sentence

            return sentence(view)
        return (tasks_in_words(view) if self.tab == "tasks" else words.sentence(view),)

    def take_focus(self) -> bool:
        """Go where one begins to work; False where there is no day to see."""
        shown = self.currentWidget()
        if shown is self.board:
            self.board.first.setFocus()
        elif shown is self.tasks:
            self.tasks.list.setFocus()
        elif self.gaps is not None and shown is self.gaps:
            self.gaps.setFocus()
        else:
            return False
        return True

    @property
    def account(self) -> str | None:
        """The account one is at, by id."""
        for each in self.board.lists:
            if each.hasFocus() and each.line is not None and each.line.account:
                return each.line.account
        shown = self.currentWidget()
        if shown is self.tasks:
            return None if self.tasks.list.line is None else self.tasks.list.line.account
        if self.gaps is not None and shown is self.gaps:
            return self.gaps.account
        row = self.board.queue.row
        return None if row is None or shown is not self.board else row.account

    def _of(self, view: Today) -> QWidget:
        if self.tab != "gaps":
            return self.board if self.tab == "queue" else self.tasks
        if self.gaps is None:
            # Here: the table is more to load than all the rest of the page.
            from desktop.views.today.gaps import GapsTab

            self.gaps = GapsTab(self._context)
            self.gaps.left.connect(self.left)
            self.addWidget(self.gaps)
            self.gaps.show_view(view, can_write=self._context.session.is_writable)
        return self.gaps

    def _pressed(self, name: Tab, _checked: bool = False) -> None:
        self.asked.emit(name)

    def _next(self, step: int) -> None:
        names = list(TABS)
        self.asked.emit(names[(names.index(self.tab) + step) % len(names)])


def _button(name: Tab, title: str) -> QPushButton:
    # What needs somebody this week is said, and explained, by the sentence.
    made = QPushButton(title) if name == "queue" else FigureButton(title)
    made.setProperty("look", "chip")
    made.setCheckable(True)
    made.hide()
    return made
