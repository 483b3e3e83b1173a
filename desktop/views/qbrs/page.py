"""QBRs: whose review is due, planned and prepared; preparing one; showing its page; recording what came of it.

In the list F2 or typing plans a day, Enter prepares, Space shows the brief. Esc leads back to the list.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.qbrs.page import Deck
from desktop.domain.qbrs.schedule import Reviews
from desktop.operations.diary import read_diary
from desktop.operations.qbrs.reading import Preparation, preparation, read_reviews, reviews_on
from desktop.store.changes import Changes
from desktop.store.queries.account_view import account_name
from desktop.views.brief.drawer import BriefDrawer
from desktop.views.explained.drawer import ExplanationDrawer
from desktop.views.page import Context, Page, Place
from desktop.views.pieces import plain_label
from desktop.views.qbrs import words
from desktop.views.qbrs.board import Board
from desktop.views.qbrs.doing import Doing
from desktop.views.qbrs.preparing import Preparing
from desktop.views.qbrs.show import Show

SUBJECT, ONE, DIARY = "qbrs", "qbr", "diary"
UNSEEN = {"saved_view", "import_mapping", "usage_aside"}
PREPARE, RECORD = "prepare", "record"


class QbrsPage(Page):
    name = "qbrs"
    title = "QBRs"
    of_the_book = (SUBJECT,)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.doing = Doing(context)
        self.board = Board(context.theme, context.settings)
        self.preparing = Preparing(context, self.doing)
        self.shown: Show | None = None
        """What covers the window while the page is shown to the customer."""
        self._account: str | None = None
        self._records = self._waits = False
        self._view: Reviews | None = None
        self.brief = BriefDrawer(context, self._current, self._open_account, self)
        self.explanation = ExplanationDrawer(context, self)
        self.empty = QWidget()
        layout = QVBoxLayout(self.empty)
        layout.setContentsMargins(24, 12, 24, 12)
        layout.setSpacing(12)
        self.empty_title = plain_label("title")
        self.way_on = QPushButton("Import CSV files…")
        self.way_on.setProperty("look", "primary")
        self.way_on.clicked.connect(partial(context.act, "file.import"))
        layout.addWidget(self.empty_title)
        layout.addWidget(plain_label("second", words.EMPTY))
        layout.addWidget(self.way_on, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)
        self._stack = QStackedWidget()
        for each in (self.empty, self.board, self.preparing):
            self._stack.addWidget(each)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._connect()

    def _connect(self) -> None:
        board, preparing = self.board, self.preparing
        board.model.write = self.plan
        board.table.opened.connect(self._opened)
        board.table.briefed.connect(self.brief.toggle)
        board.table.left.connect(self._leave)
        board.table.rested.connect(self._rested)
        board.table.selectionModel().currentRowChanged.connect(self.brief.follow_soon)
        board.panel.prepare_asked.connect(self.prepare)
        board.panel.record_asked.connect(self.record)
        preparing.back_asked.connect(self._back)
        preparing.show_asked.connect(self.show_customer)
        preparing.export_asked.connect(self.export)
        preparing.pdf_asked.connect(self.save_pdf)
        preparing.last_asked.connect(self.export_last)
        board.calendar_asked.connect(self.save_calendar)
        board.sentence.asked.connect(self.explain)
        self.brief.left.connect(board.table.setFocus)
        keys = QShortcut(QKeySequence("F5"), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.show_customer)

    # -- places

    def place_at(self, place: Place) -> None:
        self._account = place.account
        self._records = place.section == RECORD
        if place.account is None:
            self._show_list()
        else:
            self.board.go_to(place.account)
            self._stack.setCurrentWidget(self.preparing)
        if self.context.session.is_open and self.isVisible():
            self.reload()

    @property
    def account(self) -> str | None:
        return self._current()

    @property
    def crumbs(self) -> tuple[str, ...]:
        if self._account is None:
            return (self.title,)
        name = self.context.session.read(account_name, self._account)
        return (self.title, name) if name else (self.title,)

    def take_focus(self) -> None:
        shown = self._stack.currentWidget()
        if shown is self.board:
            self.board.table.setFocus()
        elif shown is self.preparing:
            self.preparing.take_focus()
        elif self.way_on.isVisible():
            self.way_on.setFocus()
        else:
            self.setFocus()

    def _current(self) -> str | None:
        if self._account is not None:
            return self._account
        row = self.board.row
        return None if row is None or self._stack.currentWidget() is not self.board else row.account.id

    # -- reading

    def affected_by(self, changes: Changes) -> bool:
        return bool(changes.tables - UNSEEN)

    def reload(self) -> None:
        session = self.context.session
        day = session.day
        # What is for us alone goes at once: nobody waits for a reading with a customer looking on.
        if self.context.is_guarded():
            if self._view is not None:
                self._show_view()
            if self.preparing.made is not None:
                self.preparing.show_preparation(self.preparing.made, can_write=session.is_writable)
        reviews = partial(read_reviews, day=day)
        self.read_page(SUBJECT, reviews, self.show_reviews, then=partial(_of, day), words="Reading every review…")
        if self._account is not None:
            query = partial(preparation, account=self._account, day=day)
            session.read_later(ONE, query, self.show_preparation, failed=self._gone)

    def show_reviews(self, view: Reviews) -> None:
        """Show what was read."""
        self._view = view
        self.counted.emit(0 if self.context.is_guarded() else view.unplanned)
        if self.board.table.is_editing:
            # What is being typed stays; it is shown once that is saved.
            self._waits = True
            return
        self._show_view()

    def _show_view(self) -> None:
        view = self._view
        if view is None:
            return
        session = self.context.session
        self._waits = False
        self.board.show_reviews(view, can_write=session.is_writable, is_guarded=self.context.is_guarded())
        self.empty_title.setText(words.sentence(view))
        self.way_on.setVisible(session.is_writable)
        if self._account is None:
            was, focused = self._stack.currentWidget(), self.isAncestorOf(self.window().focusWidget() or self)
            self._show_list()
            if self._stack.currentWidget() is not was and focused:
                self.take_focus()
        self.brief.follow()
        if self.explanation.panel is not None:
            self.explain()

    def explain(self) -> None:
        """Show how the sentence came about."""
        if self._view is not None:
            from desktop.domain.explain.reviews import explained_reviews

            self.explanation.show_explanation(explained_reviews(self._view), self.board.sentence)

    def _show_list(self) -> None:
        has_rows = self._view is None or bool(self._view.rows)
        self._stack.setCurrentWidget(self.board if has_rows else self.empty)

    def show_preparation(self, made: Preparation) -> None:
        """Show how far one is with a review."""
        if made.account.id != self._account:
            return
        is_first = self.preparing.made is None or self.preparing.made.account.id != made.account.id
        self.preparing.show_preparation(made, can_write=self.context.session.is_writable)
        if self._records:
            self._records = False
            self.preparing.begin_record()
        elif is_first and self.isVisible():
            self.preparing.take_focus()

    def _gone(self, why: Exception) -> None:
        # Undone, or not there yet on the day that is looked at.
        self._account = None
        self._show_list()
        self.context.trouble(why)

    def _rested(self) -> None:
        if self._waits:
            self._show_view()

    # -- doing

    def plan(self, row: int, _column: str, text: str) -> str | None:
        """Save the day typed for the review of a row; returns why it was refused."""
        rows = self.board.rows
        return None if rows is None else self.doing.plan(rows.id(row), text)

    def can_do(self, key: str) -> bool:
        if key == "calendar":
            return self.context.session.is_open and not self.context.is_guarded()
        if self._current() is None or not self.context.session.is_open:
            return False
        made = self.preparing.made
        if key == "last":
            return self._account is not None and made is not None and made.last_deck is not None
        if key in ("show", "export", "pdf"):
            return self._account is not None and made is not None and any(part.items for part in made.parts)
        return key == PREPARE or self.context.session.is_writable

    def do(self, key: str) -> None:
        {
            PREPARE: self.prepare,
            RECORD: self.record,
            "show": self.show_customer,
            "export": self.export,
            "pdf": self.save_pdf,
            "last": self.export_last,
            "calendar": self.save_calendar,
        }[key]()

    def prepare(self) -> None:
        """Prepare the review of the account one is at."""
        account = self._current()
        if account is not None:
            self.context.go(Place(self.name, account, PREPARE))

    def record(self) -> None:
        """Record the review of the account one is at."""
        account = self._current()
        if self._account is not None:
            self.preparing.begin_record()
        elif account is not None:
            self.context.go(Place(self.name, account, RECORD))

    def show_customer(self) -> None:
        """Show the five parts over the whole window."""
        deck = self.deck()
        if deck is not None and self.shown is None:
            self.shown = Show(self.context.theme, deck, self.window())
            self.shown.ended.connect(self._ended)

    def _ended(self) -> None:
        self.shown = None
        self.take_focus()

    def export(self) -> None:
        """Ask for a file, and write the deck."""
        self._save_deck("Export the deck", "Presentation (*.pptx)", "pptx")

    def save_pdf(self) -> None:
        """Ask for a file, and write the deck as a PDF."""
        self._save_deck("Save as PDF", "PDF (*.pdf)", "pdf")

    def export_last(self) -> None:
        """Ask for a file, and write the page of the last review held."""
        made = self.preparing.made
        if made is not None and made.last_deck is not None:
            kinds = "Presentation or PDF (*.pptx *.pdf)"
            self._save_deck("Export the deck of the last QBR", kinds, "pptx", made.last_deck)

    def _save_deck(self, title: str, kind: str, suffix: str, deck: Deck | None = None) -> None:
        deck = deck or self.deck()
        if deck is not None:
            name = "".join(letter if letter.isalnum() or letter in " -&" else "_" for letter in deck.account)
            self._ask(title, kind, f"{name} QBR{_on(deck)}.{suffix}", partial(self._export_to, deck))

    def _export_to(self, deck: Deck, path: str) -> None:
        self.doing.export(deck, Path(path))

    def save_calendar(self) -> None:
        """Ask for a file, and write what is ahead into it, for a calendar program."""
        self._ask("Write a calendar file", "Calendar (*.ics)", "Perennial.ics", self._calendar_to)

    def _calendar_to(self, path: str) -> None:
        session = self.context.session
        query = partial(read_diary, day=session.day)
        session.read_later(DIARY, query, partial(self.doing.write_calendar, Path(path)), failed=self.context.trouble)

    def _ask(self, title: str, kind: str, name: str, then: Callable[[str], None]) -> None:
        dialog = QFileDialog(self, title, "", kind)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(name.rpartition(".")[2])
        dialog.selectFile(name)
        dialog.fileSelected.connect(then)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def deck(self) -> Deck | None:
        """The page as it is shown; None = there is nothing on it, or the list is shown."""
        made = self.preparing.made
        has_lines = made is not None and any(part.items for part in made.parts)
        return made.deck if has_lines and made is not None and self._account is not None else None

    # -- going

    def _opened(self, _row: int) -> None:
        self.prepare()

    def _open_account(self) -> None:
        account = self._current()
        if account is not None:
            self.context.go(Place("account", account))

    def _back(self) -> None:
        if self._account is not None:
            self.context.go(Place(self.name))

    def _leave(self) -> None:
        if self.brief.is_open:
            self.brief.close()
        elif self.context.session.is_past:
            self.context.session.look_at(None)


def _on(deck: Deck) -> str:
    """A deck's day as a file's name takes it."""
    return "" if deck.on is None else f" {deck.on.isoformat()}"


def _of(day: object, read: object) -> Reviews:
    return reviews_on(read, day)  # pyright: ignore[reportArgumentType]
