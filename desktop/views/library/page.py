"""The library: scorecards, playbooks and onboarding templates to change, with what that would do to the book."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.errors import PortfolioError, Rejected
from desktop.domain.scorecards import Scorecard
from desktop.operations import scorecard_view as reading
from desktop.operations.scorecard_view import ScoredBook, scored_book
from desktop.store.changes import Changes
from desktop.views import format as fmt
from desktop.views.explained.drawer import ExplanationDrawer
from desktop.views.explained.label import FigureLabel
from desktop.views.library import words
from desktop.views.library.head import Head
from desktop.views.library.panel import ScorecardPanel
from desktop.views.library.playbooks import Playbooks
from desktop.views.library.scorecard_changing import ScorecardChanging
from desktop.views.library.shelf import WIDTH, Entry, Shelf
from desktop.views.library.template import TemplateView
from desktop.views.page import Context, Page, Place, Said

READ, READ_BOOK = "library", "library book"
SCORECARDS, PLAYBOOKS, TEMPLATES = "scorecard/", "playbook/", "template/"
OWN = {
    "scorecard",
    "scorecard_input",
    "scorecard_cap",
    "playbook",
    "playbook_task",
    "playbook_run",
    "task",
    "setting",
    "onboarding_template",
    "template_milestone",
}
BOOK = {
    "account",
    "contact",
    "contract_line",
    "milestone",
    "objective",
    "onboarding",
    "qbr",
    "survey_response",
    "ticket",
    "touchpoint",
    "usage_batch",
}
"""What scores are computed from; a change of a scorecard alone leaves what was read of it."""
BAR = 12
"""Pixels for a scroll bar beside the shelf."""
GUARDED = "Scores are hidden while the screen is shared. F8 shows them."


class LibraryPage(Page):
    name = "library"
    title = "Library"
    of_the_book = (READ, READ_BOOK)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._chosen = ""
        self._read_shelf: reading.Shelf | None = None
        self._book: ScoredBook | None = None
        self._sentence = FigureLabel(context.theme)
        self._sentence.setProperty("look", "title")
        # Beside the drawer it takes two lines.
        self._sentence.setWordWrap(True)
        self._sentence.setMinimumHeight(1)
        self._sentence.asked.connect(self._explain_sentence)
        self.shelf = Shelf(context.theme)
        self.shelf.chosen.connect(self._choose)
        self.head = Head(context.theme)
        self.panel, self.playbooks = ScorecardPanel(context.theme), Playbooks(context)
        self.playbooks.refreshed.connect(self._show)
        self.playbooks.added.connect(self._show_added)
        self.explanation = ExplanationDrawer(context, self)
        self._changing = ScorecardChanging(context, self.head, self.panel, self._perform, self.explanation)
        self._changing.copied.connect(self._show_copy)
        self.playbooks.explained.connect(self.explanation.show_explanation)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.panel)
        self._stack.addWidget(self.playbooks)
        self.template = TemplateView(context.theme, self._perform, self._show_new_template)
        self._stack.addWidget(self.template)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.head)
        right.addWidget(self._stack, 1)
        self._content = QWidget()
        beside = QHBoxLayout(self._content)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(24 - BAR)
        self._shelf_area = shelf = QScrollArea()
        shelf.setWidgetResizable(True)
        shelf.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        shelf.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        shelf.setFixedWidth(WIDTH + BAR)
        shelf.setWidget(self.shelf)
        beside.addWidget(shelf)
        beside.addLayout(right, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 12, 12, 12)
        layout.setSpacing(12)
        layout.addWidget(self._sentence)
        layout.addWidget(self._content, 1)
        # Takes the room while the content is hidden.
        layout.addStretch(0)
        self._content.hide()
        for keys in ("Ctrl+S", "Ctrl+Return"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.save)
        context.session.closed.connect(self._forget)

    # -- where one is

    def place_at(self, place: Place) -> None:
        """Show an entry by its key, as in "scorecard/default"."""
        if place.section is not None and place.section != self._chosen:
            self._show_entry(self._there(place.section))

    def take_focus(self) -> None:
        current = None if self.context.is_guarded() else self.shelf.current
        (current or self).setFocus()

    def affected_by(self, changes: Changes) -> bool:
        return bool(changes.tables & (OWN | BOOK))

    @property
    def is_settled(self) -> bool:
        is_read = self._book is not None and self.playbooks.read is not None
        return self._read_shelf is None or is_read or self.context.is_guarded()

    # -- reading

    def heed(self, changes: Changes) -> None:
        self._read(with_book=bool(changes.tables & BOOK))

    def reload(self) -> None:
        """Read it all: it may be another day, or another file."""
        self._read(with_book=True)

    def _read(self, *, with_book: bool) -> None:
        session = self.context.session
        until = session.day if session.is_past else None
        self.read_page(READ, partial(reading.read_shelf, until=until), self._show_shelf, words="Reading the library…")
        self.playbooks.look()
        if with_book:
            session.read_later(
                READ_BOOK, partial(reading.read_scored_book, day=session.day), self._show_book, then=scored_book
            )

    def _show_shelf(self, shelf: reading.Shelf) -> None:
        self._read_shelf = shelf
        self._chosen = self._there(self._chosen)
        self._show()

    def _there(self, key: str) -> str:
        """An entry, or for one that is gone: what playbooks do, the first template, or the first scorecard."""
        keys = self._keys()
        if self._read_shelf is None or key in keys:
            return key
        if key.startswith(PLAYBOOKS):
            return PLAYBOOKS
        kin = [each for each in keys if key.startswith(TEMPLATES) and each.startswith(TEMPLATES)]
        return next(iter(kin or keys), "")

    def _show_book(self, book: ScoredBook) -> None:
        self._book = book
        self._show()

    def _forget(self) -> None:
        self._read_shelf, self._book, self._chosen = None, None, ""
        self._changing.forget()
        self.playbooks.forget()
        self._content.hide()

    # -- showing

    def _keys(self) -> list[str]:
        shelf = self._read_shelf
        if shelf is None:
            return []
        playbooks = (key for key, *_ in self.playbooks.entries(shelf.playbooks))
        templates = [TEMPLATES + each.key for each in shelf.templates] or [TEMPLATES]
        return [*(SCORECARDS + card.key for card in shelf.cards), *(PLAYBOOKS + key for key in playbooks), *templates]

    @property
    def card(self) -> Scorecard | None:
        """The scorecard that is shown, as it is saved."""
        cards = () if self._read_shelf is None else self._read_shelf.cards
        return next((card for card in cards if SCORECARDS + card.key == self._chosen), None)

    def _show(self) -> None:
        """Show all that was read so far."""
        shelf, is_guarded = self._read_shelf, self.context.is_guarded()
        if shelf is None:
            return
        if is_guarded and self._content.isAncestorOf(self.window().focusWidget()):
            # Qt would hand it to the first button of the window.
            self.setFocus()
        self._content.setVisible(not is_guarded)
        if is_guarded:
            self._sentence.setText(GUARDED)
            self._sentence.set_can_ask(False)
            return
        whole = None if self._book is None else reading.book_standing(self._book, shelf.cards)
        self._sentence.setText(words.sentence(shelf.cards, whole))
        self._sentence.set_can_ask(whole is not None and whole.active > 0)
        self._show_entries(shelf)
        card = self.card
        if card is None:
            self._changing.leave()
        if card is not None:
            self._show_card(card, shelf)
        elif self._chosen.startswith(TEMPLATES):
            self._show_template(shelf)
        else:
            self._show_playbook(shelf)
        if self.hasFocus():
            # What one begins with was not there when the page was shown.
            self.take_focus()

    def _show_card(self, card: Scorecard, shelf: reading.Shelf) -> None:
        self._stack.setCurrentIndex(0)
        self.head.show()
        read_only = "" if self.context.session.is_writable else self._why_read_only()
        self._changing.show(card, shelf, self._book, read_only, self.shelf.current)

    def _explain_sentence(self) -> None:
        """Show how the sentence over the page came about."""
        read = self.playbooks.read
        if self._stack.currentWidget() is self.playbooks and read is not None:
            from desktop.operations.explain_playbooks import explained_due

            self.explanation.show_explanation(explained_due(read), self._sentence)
        elif self._stack.currentWidget() is self.panel:
            self.explanation.explain("health.mean", label=self._sentence)

    def _show_entries(self, shelf: reading.Shelf) -> None:
        counts = {} if self._book is None else reading.standings(self._book, shelf.cards)

        def below(card: Scorecard) -> str:
            counted = counts.get(card.key)
            says = "counting accounts" if counted is None else f"scores {fmt.plural(counted.active, 'account')}"
            return f"{says}, not saved" if self._changing.has_kept(card) else says

        groups = [("Scorecards", [Entry(SCORECARDS + card.key, card.name, below(card)) for card in shelf.cards])]
        playbooks = [Entry(PLAYBOOKS + key, *said) for key, *said in self.playbooks.entries(shelf.playbooks)]
        groups.append(("Playbooks", playbooks))
        plans = [
            Entry(TEMPLATES + each.key, each.name, words.template(each.target_days, len(each.milestones)))
            for each in shelf.templates
        ]
        groups.append(("Onboarding templates", plans or [Entry(TEMPLATES, "None yet", "add the shipped ones")]))
        self.shelf.show_groups(groups, self._chosen)
        # Later: buttons just made have no place yet.
        QTimer.singleShot(0, self, self._scroll_to_chosen)

    def _scroll_to_chosen(self) -> None:
        chosen = self.shelf.current
        if chosen is not None:
            self._shelf_area.ensureWidgetVisible(chosen, 0, 24)

    def _show_playbook(self, shelf: reading.Shelf) -> None:
        self._stack.setCurrentIndex(1)
        self.head.hide()
        self._sentence.setText(self.playbooks.sentence)
        self._sentence.set_can_ask(self.playbooks.read is not None)
        self.playbooks.show_key(self._chosen.removeprefix(PLAYBOOKS), shelf.playbooks, self.shelf.current)

    def _show_added(self, key: str) -> None:
        self._choose(PLAYBOOKS + key)

    def _show_template(self, shelf: reading.Shelf) -> None:
        found = next((each for each in shelf.templates if TEMPLATES + each.key == self._chosen), None)
        self._stack.setCurrentWidget(self.template)
        self.head.show()
        self._sentence.setText(words.templates(len(shelf.templates)))
        self._sentence.set_can_ask(False)
        about = "" if found is None else f"template, {fmt.plural(len(found.milestones), 'milestone')}"
        self.head.show_template("Onboarding templates" if found is None else found.name, about)
        self.template.show_template(found, can_write=self.context.session.is_writable)

    def _show_new_template(self, key: str) -> None:
        # Shown when the shelf that holds it was read.
        self._chosen = TEMPLATES + key

    def _why_read_only(self) -> str:
        session = self.context.session
        if session.is_past:
            return f"{fmt.day(session.day)}, read-only: the values of that day."
        return "This file is open for reading only: save a copy to change it."

    # -- choosing

    def _choose(self, key: str) -> None:
        if key != self._chosen:
            self._show_entry(key)
            self.context.go(Place(self.name, None, key))

    def _show_entry(self, key: str) -> None:
        self._keep()
        self._chosen = key
        self._show()

    def _keep(self) -> None:
        self.playbooks.keep()
        self._changing.keep()

    # -- changing

    def save(self) -> None:
        """Save what is typed into what is shown."""
        if self.card is None:
            self.playbooks.save()
        else:
            self._changing.save()

    def _show_copy(self, key: str) -> None:
        # Shown when the shelf that holds it was read.
        self._chosen = SCORECARDS + key

    def _perform(self, operation: Callable[..., Any], *args: Any) -> Any:
        """What the operation returned; None where the file was in the way, which is told."""
        try:
            performed = self.context.session.perform(operation, *args)
        except Rejected:
            raise
        except PortfolioError as problem:
            self.context.trouble(problem)
            return None
        self.context.say(Said(performed.changes.label, can_undo=True))
        return performed.result
