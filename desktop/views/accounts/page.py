"""Accounts: the whole book as one dense table, sorted, filtered and edited like a sheet.

In the table: arrows move, Home and End go to the first and last row, Space opens the brief, Enter (or a double click
outside a field) opens the account, F2 edits the next step or its date, / goes to the filter, Ctrl+D fills the chosen
rows down, Ctrl+E gives all of them one value, Ctrl+V pastes a block of cells, Ctrl+C copies them (or the brief, while
it is open), Alt+Up and Alt+Down sort by the column one is in, Esc closes the brief, then clears the filter. Letters
edit in the next step and its date; elsewhere they are the window's shortcuts: L and C log a call with the account one
is at. In a field: Enter saves and goes down, Tab saves and goes on, Esc restores. In the filter: Esc clears, Down
goes to the table. Ctrl+F goes to the filter from anywhere on the page.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.listing.views import PINNED
from desktop.store.changes import Changes
from desktop.store.queries.brief import account_count
from desktop.views import format
from desktop.views.accounts.columns import EVERY, GUARDED, USUAL
from desktop.views.accounts.delegate import AccountDelegate
from desktop.views.accounts.editing import save_account
from desktop.views.accounts.exporting import export
from desktop.views.accounts.frame import AccountsFrame
from desktop.views.accounts.listing import Listed
from desktop.views.accounts.reading import READ, READ_FIELDS, READ_SEEN, Reading, is_bulk
from desktop.views.accounts.rows import AccountTable
from desktop.views.brief.drawer import BriefDrawer
from desktop.views.cells.blocks import Blocks
from desktop.views.cells.saving import save_cells
from desktop.views.explained.drawer import ExplanationDrawer
from desktop.views.page import Context, Page, Place
from desktop.views.table.model import ColumnarModel
from desktop.views.table.view import TableView

ADD = "Add account"
NARROW_BELOW = 900
SLOW_MS = 300
"""Reading that takes longer than this is told."""


class AccountsPage(Page):
    """Every account of the book, one a row."""

    name = "accounts"
    title = "Accounts"
    has_list = True
    of_the_book = (READ, READ_FIELDS, READ_SEEN)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.model = ColumnarModel(EVERY, self)
        self.model.write = self._write
        self.table = TableView(context.theme, self.model, context.settings, "accounts")
        self.frame = AccountsFrame(context.theme, self.table, self._add, self._import, self)
        self.filters = self.frame.filters
        self.reading = Reading(context.session, self._is_typing, self._seen, self)
        self.blocks = Blocks(context, self.table, self.frame.refused)
        self.listed = Listed(context, self.table, self.frame, self.reading, self._filter)
        self._is_guarded = False
        self._fitted_for: date | None = None
        self._wanted: str | None = None
        """The account to go to once it is there."""
        self.brief = BriefDrawer(context, self._current_id, self._open_current, self)
        self.explanation = ExplanationDrawer(context, self)
        self._is_of_sentence = False
        self._asked_from: QWidget = self.frame.footer
        """What is explained was asked of the sentence, and not of the footer."""
        self._lay_out()
        self._connect()

    # -- building

    def _lay_out(self) -> None:
        self.table.use(AccountDelegate(self.context.theme, self.model, self.table))
        self.table.setAccessibleName("Accounts")
        self.table.copies = self._copied
        self.table.columns.usual = USUAL
        self.table.recall("opt_out")
        self.table.pin(PINNED)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.frame)
        self._slow = _timer(self, SLOW_MS)
        self._unheld = _timer(self, 0)

    def _connect(self) -> None:
        self.filters.changed.connect(self._filter)
        self.filters.field.left.connect(self._to_table)
        self.table.opened.connect(self._open)
        self.table.briefed.connect(self.brief.toggle)
        self.table.searched.connect(self._to_filter)
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self._to_filter)
        self.table.left.connect(self._leave)
        # Once one has gone on from the field that is closed.
        self.table.rested.connect(self._unheld.start)
        self._unheld.timeout.connect(self.reading.let_go)
        self.reading.came.connect(self.uncover)
        self.reading.came.connect(self._show)
        self.reading.failed.connect(self.not_read)
        self.reading.patched.connect(self._patch)
        self.reading.drawn.connect(self._draw_months)
        self.reading.filled.connect(self._filter_again)
        self.table.selectionModel().currentRowChanged.connect(self.brief.follow_soon)
        self._slow.timeout.connect(self._tell_waiting)
        self.brief.left.connect(self.table.setFocus)
        self.frame.footer.asked.connect(self._explain)
        self.frame.shown.asked.connect(self._explain_shown)
        self.explanation.left.connect(self._explanation_left)
        self.frame.sentence.asked.connect(self._explain_sentence)
        self.context.session.changed.connect(self._note)
        self.context.session.closing.connect(self._settle)

    def place_at(self, place: Place) -> None:
        """Show the view that the place names, if it names one; also once its rows are there."""
        if place.section is not None:
            self.listed.show_named(place.section)

    def export_list(self, path: Path) -> str:
        return export(self.table, path)

    def take_focus(self) -> None:
        self.frame.take_focus()

    @property
    def account(self) -> str | None:
        row, rows = self.table.current(), self._rows
        return None if row is None or rows is None else rows.id(row)

    @property
    def narrowed_to(self) -> frozenset[str] | None:
        rows = self._rows
        return frozenset(map(rows.id, self.model.members)) if rows is not None and self.model.is_filtered else None

    @property
    def is_settled(self) -> bool:
        return self.reading.is_settled

    # -- reading

    def reload(self) -> None:
        if self._rows is not None and self._is_guarded != self.context.is_guarded():
            # At once: nobody waits for a reading with a customer looking on.
            self.table.settle()
            self._guard()
            self._filter()
            self.brief.follow()
        self.reading.read()
        if self._rows is None:
            self._slow.start()

    def affected_by(self, changes: Changes) -> bool:
        # What is small is caught up with when the page is shown; see _note.
        return self.isVisible() or is_bulk(changes)

    def _note(self, changes: Changes) -> None:
        if not self.isVisible() and not is_bulk(changes):
            self.reading.note(changes)

    def heed(self, changes: Changes) -> None:
        self.reading.heed(changes)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.reading.catch_up()

    def _seen(self) -> list[str]:
        return [] if self._rows is None else [self._rows.id(row) for row in self.table.seen()]

    # -- showing

    @property
    def _rows(self) -> AccountTable | None:
        return self.reading.rows

    def _is_typing(self) -> bool:
        return self.table.is_editing

    def _patch(self, changed: list[int]) -> None:
        if self._rows is not None:
            self.model.patch(self._rows, changed)
            self.table.viewport().update()
            self.filters.offer(self._rows)
            self._tell()
            self.brief.follow()

    def _draw_months(self) -> None:
        if self._rows is not None and self.model.sorted_by.key == "months":
            self.model.show(self._rows, only=self.filters.only(self._rows))
        self.table.viewport().update()

    def _show(self) -> None:
        rows = self._rows
        if rows is None:
            return
        self._slow.stop()
        is_writable = self.context.session.is_writable
        self.model.is_writable = is_writable
        self.frame.let(is_writable=is_writable)
        self.filters.offer(rows)
        self.listed.came()
        self._guard()
        had_rows = bool(len(self.model.rows))
        place = max(self.table.currentIndex().row(), 0)
        self.model.show(rows, only=self.filters.only(rows))
        if not self.table.currentIndex().isValid():
            # One begins at the first row, and stays where one was though the account is gone.
            self.table.go_to(place)
        focused = self.window().focusWidget()
        is_writing = isinstance(focused, QLineEdit | QPlainTextEdit) and not self.isAncestorOf(focused)
        is_turned = self.frame.show_table(is_there=len(rows) > 0)
        if not had_rows or self._fitted_for != rows.day:
            # Other days are written otherwise: without their year, or with it.
            self.table.fit()
            self._fitted_for = rows.day
        self._tell()
        self.brief.follow()
        if is_turned and not is_writing:
            # What was asked for while there was nothing to go to; nobody is taken out of a text.
            self.take_focus()
        if self._wanted in rows.positions:
            if self.model.places()[rows.positions[self._wanted]] < 0:
                self.filters.clear()
            place = int(self.model.places()[rows.positions[self._wanted]])
            self._wanted = None
            self.table.go_to(place, self.model.at("name"))
            self.table.setFocus()

    def _guard(self) -> None:
        self._is_guarded = is_on = self.context.is_guarded()
        self.table.hide_columns(GUARDED if is_on else ())
        self.filters.guard(is_on=is_on)
        if is_on and self.model.sorted_by.key in GUARDED:
            # The order would tell what the columns no longer do.
            self.table.sort_by(self.model.at("name"), Qt.SortOrder.AscendingOrder)

    def _tell(self) -> None:
        if self._rows is not None:
            self.frame.tell(self._rows, is_guarded=self.context.is_guarded())
            if self.explanation.panel is not None and self._is_of_sentence:
                now = QApplication.focusWidget()
                self._explain_sentence()
                if now is not None:
                    now.setFocus()
            elif self.explanation.asked:
                self._explain(self.explanation.asked)

    def _explanation_left(self) -> None:
        (self.frame.sentence if self._is_of_sentence else self._asked_from).setFocus()

    def _tell_waiting(self) -> None:
        if self._rows is None and self.context.session.is_open:
            count = self.context.session.read(account_count)
            self.frame.waiting.setText(f"Reading {format.plural(count, 'account')} …")

    def _explain_sentence(self) -> None:
        """Show how the sentence came about: whose health must not be seen, of the ARR alone."""
        rows = self._rows
        if rows is None:
            return
        self._is_of_sentence = True
        if self.context.is_guarded():
            self.explanation.explain("arr_cents")
        else:
            from desktop.domain.explain.due_soon import explained_due_soon

            self.explanation.show_explanation(explained_due_soon(rows.accounts, rows.day), self.frame.sentence)

    def _explain(self, key: str) -> None:
        """Show how a figure of the footer came about, of the accounts that are shown."""
        rows = self._rows
        if rows is not None:
            self._is_of_sentence = False
            self._asked_from = self.frame.footer
            self.explanation.explain(
                key, [rows.id(at) for at in self.model.members] if self.model.is_filtered else None
            )

    def _explain_shown(self) -> None:
        """Show what the accounts come to that are shown."""
        self._explain("arr_cents")
        self._asked_from = self.frame.shown

    # -- filtering

    def _filter(self) -> None:
        if self._rows is None or self.model.rows is not self._rows:
            # They are shown presently, as the filters are by then.
            return
        self.listed.changed()
        self.model.filter(self.filters.words, self.filters.only(self._rows))
        if not self.table.currentIndex().isValid():
            self.table.scrollToTop()
        self._tell()

    def _filter_again(self) -> None:
        """What was on its way is there: sorted, filtered and grouped by it, too."""
        if self._rows is not None:
            self.model.show(self._rows, only=self.filters.only(self._rows))
            self.table.fit()
            self._tell()

    def _to_filter(self) -> None:
        if self.frame.has_table:
            self.filters.field.setFocus()
            self.filters.field.selectAll()

    def _to_table(self) -> None:
        self.table.setFocus()
        if not self.table.currentIndex().isValid():
            self.table.go_to(0)

    def _leave(self) -> None:
        if self.brief.is_open:
            self.brief.close()
        elif self.filters.is_on:
            self.filters.clear()
        elif self.context.session.is_past:
            self.context.session.look_at(None)

    # -- changing

    def _settle(self) -> None:
        self.table.settle()

    def _write(self, row: int, column: str, text: str) -> str | None:
        """Save what was typed into a cell; returns why not, if it was refused."""
        return None if self._rows is None else save_cells(self.context, self._rows, [row], column, text)

    def _import(self) -> None:
        self.context.act("file.import")

    def _add(self, name: str) -> str | None:
        added, why = save_account(self.context, name)
        if added is not None:
            self._wanted = added
            self.frame.hide_adding()
        return why

    # -- the account and its brief

    def _open(self, row: int) -> None:
        if self._rows is not None:
            self.context.go(Place("account", self._rows.id(row)))

    def _open_current(self) -> None:
        row = self.table.current()
        if row is not None:
            self._open(row)

    def _current_id(self) -> str | None:
        return self.account

    def _copied(self) -> str:
        return self.brief.text


def _timer(parent: QWidget, milliseconds: int) -> QTimer:
    made = QTimer(parent)
    made.setSingleShot(True)
    made.setInterval(milliseconds)
    return made
