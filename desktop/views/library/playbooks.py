"""The playbooks' side of the library: one playbook, or what is due; reading, saving and starting them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.errors import PortfolioError, Rejected
from desktop.domain.playbooks.definition import Playbook, as_data
from desktop.domain.playbooks.triggers import TRIGGERS
from desktop.operations import playbook_edits as edits
from desktop.operations import playbook_runs as running
from desktop.operations.playbook_view import PlaybookRead, read_playbooks
from desktop.views.library import playbook_words as words
from desktop.views.library.due import DueView
from desktop.views.library.playbook_panel import PlaybookPanel
from desktop.views.library.playbook_rows import Data
from desktop.views.page import Context, Place, Said
from desktop.views.pieces import plain_label

READ = "library playbooks"
DUE = ""
"""The key under which what is due is shown."""
HEIGHT = 28


class Playbooks(QWidget):
    """Everything right of the shelf where a playbook is chosen."""

    refreshed = Signal()
    """What is said of the playbooks has changed."""
    explained = Signal(object, object)
    """An explanation, and the widget that asked for it."""
    added = Signal(str)
    """A playbook (key) was added and is to be shown."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.read: PlaybookRead | None = None
        self._key = DUE
        self._typed: dict[str, Data] = {}
        self._called, self._about = plain_label("heading"), plain_label("small")
        self.switch = QPushButton()
        self.add = QPushButton("Add a playbook")
        self._menu = QMenu(self.add)
        self.add.setMenu(self._menu)
        self.remove = QPushButton("Remove")
        self.remove.setToolTip("It starts nothing any more; what it started stays")
        head = QWidget()
        head.setFixedHeight(HEIGHT)
        line = QHBoxLayout(head)
        line.setContentsMargins(0, 0, 24, 0)
        line.setSpacing(8)
        line.addWidget(self._called)
        line.addWidget(self._about)
        line.addStretch(1)
        for button in (self.switch, self.add, self.remove):
            button.setProperty("look", "quiet")
            line.addWidget(button)
        self.switch.clicked.connect(self._switch)
        self.remove.clicked.connect(self._remove)
        self.panel, self.due = PlaybookPanel(context.theme), DueView()
        self.panel.strip.saved.connect(self.save)
        self.panel.opened.connect(self._open_account)
        self.panel.explained.connect(self.explained)
        self.due.opened.connect(self._open_account)
        self.due.started.connect(self._start)
        self.due.put_off.connect(self._put_off)
        self.due.alone_set.connect(self._set_alone)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.panel)
        self._stack.addWidget(self.due)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        rows.addWidget(head)
        rows.addWidget(self._stack, 1)

    # -- reading

    def look(self) -> None:
        """Read again what the playbooks do and would do."""
        session = self._context.session
        session.read_later(READ, partial(read_playbooks, day=session.day), self._take)

    def forget(self) -> None:
        self.read, self._key = None, DUE
        self._typed.clear()

    def _take(self, read: PlaybookRead) -> None:
        self.read = read
        self.refreshed.emit()

    # -- showing

    @property
    def sentence(self) -> str:
        read = self.read
        if read is None:
            return "Reading the playbooks …"
        return words.sentence(read.playbooks, read.due, read.results)

    def entries(self, playbooks: Sequence[Playbook]) -> list[tuple[str, str, str]]:
        """(key, name, what is said of it) of each entry of the shelf."""
        read = self.read
        results = {} if read is None else read.results
        listed = [(DUE, "Due today", words.due_below(None if read is None else read.due))]
        for each in sorted(playbooks, key=words.order):
            not_saved = ", not saved" if each.key in self._typed else ""
            listed.append((each.key, each.name, words.below(each, results.get(each.key)) + not_saved))
        return listed

    def show_key(self, key: str, playbooks: Sequence[Playbook], before: QWidget | None) -> None:
        """Show a playbook, or what is due.

        Args:
            playbooks: as they are saved.
            before: what stands before this in the order of Tab.
        """
        self._key = key
        can_write, read = self._context.session.is_writable, self.read
        found = next((each for each in playbooks if each.key == key), None)
        self._show_head(found, playbooks, can_write)
        if found is None:
            self._stack.setCurrentWidget(self.due)
            is_alone = read is not None and read.opening.is_alone
            self.due.show_due(None if read is None else read.due, alone=is_alone, can_write=can_write)
            chain = self.due.focusable
        else:
            self._stack.setCurrentWidget(self.panel)
            # What is typed comes back with the present.
            typed = self._typed.pop(key, None) if can_write else None
            self.panel.show_playbook(found, read, typed, "" if can_write else self._why_read_only())
            chain = self.panel.focusable
        whole = [*([before] if before is not None else []), self.switch, self.add, self.remove, *chain]
        for one, other in pairwise(whole):
            QWidget.setTabOrder(one, other)

    def _show_head(self, found: Playbook | None, playbooks: Sequence[Playbook], can_write: bool) -> None:
        self._called.setText("Due today" if found is None else found.name)
        self._about.setText("what playbooks would start" if found is None else "on" if found.enabled else "off")
        self.switch.setVisible(found is not None and can_write)
        self.remove.setVisible(found is not None and can_write)
        self.add.setVisible(can_write)
        if found is not None:
            self.switch.setText("Switch off" if found.enabled else "Switch on")
        self._menu.clear()
        known = {each.key for each in playbooks}
        for shipped in sorted(edits.shipped_playbooks(), key=words.order):
            if shipped.key not in known:
                self._menu.addAction(shipped.name).triggered.connect(partial(self._add, shipped.key, shipped.trigger))
        for trigger in TRIGGERS.values():
            action = self._menu.addAction(f"{trigger.name}: a new one")
            action.triggered.connect(partial(self._add, None, trigger.key))

    def _why_read_only(self) -> str:
        session = self._context.session
        if session.is_past:
            return "A past day, read-only: how the playbooks stood then."
        return "This file is open for reading only: save a copy to change it."

    # -- what is typed

    def keep(self) -> None:
        """Keep what is typed into the playbook that is shown while something else is."""
        editor = self.panel.editor
        if editor.playbook is not None and editor.is_changed and self._key == editor.playbook.key:
            self._typed[editor.playbook.key] = editor.typed
            editor.restore()

    def save(self) -> None:
        """Save what is typed."""
        editor = self.panel.editor
        playbook = editor.playbook
        is_shown = self._stack.currentWidget() is self.panel and self._context.session.is_writable
        if playbook is None or not is_shown or not editor.is_changed:
            return
        try:
            data = {**editor.data(), "enabled": playbook.enabled}
            performed = self._context.session.perform(edits.edit_playbook, playbook.key, data)
        except Rejected as why:
            editor.refuse(why)
            return
        except PortfolioError as problem:
            self._context.trouble(problem)
            return
        self._context.say(Said(performed.changes.label, can_undo=True))
        # What is typed from now on is something new.
        editor.show_saved(performed.result)

    # -- doing

    def _switch(self) -> None:
        playbook = self.panel.editor.playbook
        if playbook is not None:
            self._perform(edits.edit_playbook, playbook.key, {**as_data(playbook), "enabled": not playbook.enabled})

    def _remove(self) -> None:
        playbook = self.panel.editor.playbook
        if playbook is not None:
            self._typed.pop(playbook.key, None)
            self._perform(edits.remove_playbook, playbook.key)

    def _add(self, shipped: str | None, trigger: str, _checked: bool = False) -> None:
        self.keep()
        key = self._perform(edits.add_playbook, shipped, trigger)
        if key is not None:
            self.added.emit(str(key))

    def _start(self, playbook: str) -> None:
        if self.read is not None:
            self._perform(running.carry_out, self.read.due, playbook or None)

    def _put_off(self) -> None:
        self._perform(running.put_off, as_of=self._context.session.today)

    def _set_alone(self, is_alone: bool) -> None:
        self._perform(running.start_alone, is_alone)

    def _open_account(self, account: str) -> None:
        self._context.go(Place("account", account))

    def _perform(self, operation: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """What the operation returned; None where it was refused or the file was in the way, which is told."""
        try:
            performed = self._context.session.perform(operation, *args, **kwargs)
        except PortfolioError as problem:
            self._context.trouble(problem)
            return None
        if performed.changes:
            self._context.say(Said(performed.changes.label, can_undo=True))
        return performed.result
