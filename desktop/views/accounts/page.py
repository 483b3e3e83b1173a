"""Accounts: the whole book as one dense table, sorted, filtered and edited like a sheet.

In the table: arrows move, Home and End go to the first and last row, Space opens the brief, Enter (or a double click
outside a field) opens the account, F2 edits the next step or its date, letters edit there and filter elsewhere, / goes
to the filter, Ctrl+D fills the chosen rows down, Ctrl+C copies them (or the brief, while it is open), Alt+Up and
Alt+Down sort by the column one is in, Esc closes the brief, then clears the filter.
In a field: Enter saves and goes down, Tab saves and goes on, Esc restores. In the filter: Esc clears, Down goes to the
table.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.account_rows import SOON_DAYS
from desktop.domain.health_history import HealthHistory
from desktop.operations import look
from desktop.operations.history import read_history, score_months
from desktop.operations.look import FEW, AccountFacts
from desktop.store.changes import Changes
from desktop.store.queries.brief import account_count
from desktop.store.queries.facts import has_ticket_by
from desktop.views import format
from desktop.views.accounts.adding import AddAccount, EmptyBook
from desktop.views.accounts.brief_drawer import BriefDrawer
from desktop.views.accounts.columns import COLUMNS, GUARDED
from desktop.views.accounts.delegate import AccountDelegate
from desktop.views.accounts.editing import save_account, save_cells
from desktop.views.accounts.filters import FilterBar
from desktop.views.accounts.footer import Footer
from desktop.views.accounts.rows import AccountTable
from desktop.views.page import Context, Page, Place, Said
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

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.model = ColumnarModel(COLUMNS, self)
        self.model.write = self._write
        self.table = TableView(context.theme, self.model, context.settings, "accounts")
        self.filters = FilterBar(context.theme)
        self.footer = Footer(context.theme)
        self.sentence = _label("title")
        self.sentence.setWordWrap(True)
        self.shown = _label("second")
        self.empty = EmptyBook(self._add)
        self.adding = AddAccount(self._add)
        self._rows: AccountTable | None = None
        self._had_tickets = False
        self._behind: set[str] = set()
        """Accounts changed while the page was not shown."""
        self._held: AccountTable | None = None
        """Read while a field is open; shown when it is closed."""
        self._wanted: str | None = None
        """The account to go to once it is there."""
        self.brief = BriefDrawer(context, self._current_id, self._open_current, self)
        self._lay_out()
        self._connect()

    # -- building

    def _lay_out(self) -> None:
        self.table.use(AccountDelegate(self.context.theme, self.model, self.table))
        self.table.setAccessibleName("Accounts")
        self.table.copies = self._copied
        self.table.recall("opt_out")
        self.footer.setAccessibleName("Totals by band")
        self.add_button = QPushButton(ADD)
        self.add_button.setAccessibleName(ADD)
        self.add_button.setProperty("look", "quiet")
        self.add_button.setIcon(self.context.theme.icon("plus"))
        self.adding.hide()
        top = QHBoxLayout()
        top.addWidget(self.sentence, 1)
        top.addWidget(self.shown)
        bar = QHBoxLayout()
        bar.setSpacing(8)
        bar.addWidget(self.filters, 1)
        bar.addWidget(self.adding)
        bar.addWidget(self.add_button)
        card = QFrame()
        card.setProperty("look", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        inside.addWidget(self.table, 1)
        inside.addWidget(self.footer)
        self._full = QWidget()
        full = QVBoxLayout(self._full)
        full.setContentsMargins(24, 8, 24, 16)
        full.setSpacing(8)
        full.addLayout(top)
        full.addLayout(bar)
        full.addWidget(card, 1)
        self.waiting = _label("second")
        room = QWidget()
        waits = QVBoxLayout(room)
        waits.setContentsMargins(24, 16, 24, 16)
        waits.addWidget(self.waiting)
        waits.addStretch(1)
        self._stack = QStackedWidget()
        for part in (room, self._full, self.empty):
            self._stack.addWidget(part)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        self._slow = _timer(self, SLOW_MS)
        self._unheld = _timer(self, 0)
        self.setFocusProxy(self.table)

    def _connect(self) -> None:
        self.filters.changed.connect(self._filter)
        self.filters.field.left.connect(self._to_table)
        self.table.opened.connect(self._open)
        self.table.briefed.connect(self.brief.toggle)
        self.table.typed.connect(self._type)
        self.table.left.connect(self._leave)
        self.table.filled.connect(self._fill_down)
        # Once one has gone on from the field that is closed.
        self.table.rested.connect(self._unheld.start)
        self._unheld.timeout.connect(self._take_held)
        self.table.selectionModel().currentRowChanged.connect(self.brief.follow_soon)
        self.add_button.clicked.connect(self._show_adding)
        self.adding.left.connect(self._hide_adding)
        self._slow.timeout.connect(self._tell_waiting)
        self.brief.left.connect(self.table.setFocus)
        self.context.session.changed.connect(self._note)

    # -- reading

    def reload(self) -> None:
        session = self.context.session
        day = session.day
        self._behind.clear()
        session.read_later("accounts", partial(look.read_accounts, day=day), self._take, then=_table)
        if self._rows is None:
            self._slow.start()

    def affected_by(self, changes: Changes) -> bool:
        # What is small is caught up with when the page is shown; see _note.
        return self.isVisible() or self._is_bulk(changes)

    def _is_bulk(self, changes: Changes) -> bool:
        return not changes.accounts or len(changes.accounts) > FEW

    def _note(self, changes: Changes) -> None:
        if not self.isVisible() and not self._is_bulk(changes):
            self._behind |= changes.accounts

    def heed(self, changes: Changes) -> None:
        if self._is_bulk(changes) or self._rows is None:
            self.reload()
        else:
            self._catch_up(set(changes.accounts))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Beside the brief there is no room for words that a plus can stand for.
        is_narrow = self.width() < NARROW_BELOW
        self.add_button.setText("" if is_narrow else ADD)
        self.add_button.setToolTip(ADD if is_narrow else "")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._behind and self._rows is not None:
            behind, self._behind = self._behind, set()
            if len(behind) > FEW:
                self.reload()
            else:
                self._catch_up(behind)

    def _catch_up(self, accounts: set[str]) -> None:
        """Read and show some accounts again, where they stand."""
        session = self.context.session
        rows = self._rows
        if rows is None or rows.day != session.day or self._has_tickets() != self._had_tickets:
            # The first ticket of a book changes what is known of every account.
            self.reload()
            return
        found = session.read(look.account_rows_of, accounts, session.day)
        patched = rows.patched(found, accounts)
        if patched is None:
            self.reload()
            return
        if self._held is not None:
            held = self._held.patched(found, accounts)
            if held is None:
                self.reload()
                return
            self._held = held[0]
        self._rows, changed = patched
        self.model.patch(self._rows, changed)
        self.filters.offer(self._rows)
        self._tell()
        self.brief.follow()

    def _has_tickets(self) -> bool:
        return self.context.session.read(has_ticket_by, self.context.session.day)

    def _take(self, found: tuple[AccountTable, bool]) -> None:
        rows, self._had_tickets = found
        self._slow.stop()
        if self.table.is_editing:
            self._held = rows
        else:
            self._show(rows)
        session = self.context.session
        if len(rows):
            session.read_later(
                "accounts history", partial(read_history, day=session.day), self._take_history, then=score_months
            )

    def _take_held(self) -> None:
        if self._held is not None and not self.table.is_editing:
            rows, self._held = self._held, None
            self._show(rows)

    def _take_history(self, history: HealthHistory) -> None:
        for rows in (self._rows, self._held):
            if rows is not None and rows.day == history.days[-1]:
                rows.take_history(history)
        if self._rows is not None and self.model.sorted_by.key == "months":
            self._filter(again=True)
        self.table.viewport().update()

    # -- showing

    def _show(self, rows: AccountTable) -> None:
        before, self._rows = self._rows, rows
        if before is not None and rows.months is None:
            rows.take_months_of(before)
        is_writable = self.context.session.is_writable
        self.model.is_writable = is_writable
        self.empty.let(is_writable=is_writable)
        self.add_button.setVisible(is_writable and self.adding.isHidden())
        self.filters.offer(rows)
        self._guard()
        self.model.show(rows, only=self.filters.only(rows))
        self._stack.setCurrentIndex(1 if len(rows) else 2)
        if before is None or not len(before):
            self.table.fit()
        self.setFocusProxy(self.table if len(rows) else self.empty.adding.name)
        self._tell()
        self.brief.follow()
        if before is None and not isinstance(self.window().focusWidget(), QLineEdit | QPlainTextEdit):
            # What was asked for while there was nothing to go to; nobody is taken out of a text.
            self.setFocus()
        if self._wanted in rows.positions:
            place = int(self.model.places()[rows.positions[self._wanted]])
            self._wanted = None
            if place >= 0:
                self.table.go_to(place, self.model.at("name"))
                self.table.setFocus()

    def _guard(self) -> None:
        is_on = self.context.is_guarded()
        self.table.hide_columns(GUARDED if is_on else ())
        self.filters.guard(is_on=is_on)
        if is_on and self.model.sorted_by.key in GUARDED:
            # The order would tell what the columns no longer do.
            self.table.sort_by(self.model.at("name"), Qt.SortOrder.AscendingOrder)

    def _tell(self) -> None:
        """The sentence, what of it is shown, and the footer."""
        rows = self._rows
        if rows is None:
            return
        whole = rows.totals.totals()
        said = f"{format.plural(whole.n, 'account')}, {format.money(whole.arr_cents)} ARR"
        if not self.context.is_guarded():
            said += f"; {format.number(whole.due_soon)} red or amber with an opt-out inside {SOON_DAYS} days"
        self.sentence.setText(f"{said}.")
        shown = rows.totals.totals(self.model.order) if self.model.is_filtered else whole
        self.shown.setVisible(self.model.is_filtered)
        self.shown.setText(
            f"Showing {format.number(shown.n)} of {format.number(whole.n)}, {format.money(shown.arr_cents)} ARR"
        )
        self.footer.show_totals(shown, tells_bands=not self.context.is_guarded())
        typed = self.filters.field.text().strip()
        self.table.empty_text = (
            f"No account holds “{typed}”. Esc clears the filter." if typed else "No account is so. Choose Show all."
        )

    def _tell_waiting(self) -> None:
        if self._rows is None and self.context.session.is_open:
            count = self.context.session.read(account_count)
            self.waiting.setText(f"Reading {format.plural(count, 'account')} …")

    # -- filtering

    def _filter(self, *, again: bool = False) -> None:
        if self._rows is None:
            return
        if again:
            self.model.show(self._rows, only=self.filters.only(self._rows))
            return
        self.model.filter(self.filters.field.text(), self.filters.only(self._rows))
        if not self.table.currentIndex().isValid():
            self.table.scrollToTop()
        self._tell()

    def _type(self, typed: str) -> None:
        self.filters.field.setFocus()
        if typed != "/":
            self.filters.field.setText(self.filters.field.text() + typed)

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

    def _write(self, row: int, column: str, text: str) -> str | None:
        """Save what was typed into a cell; returns why not, if it was refused."""
        return self._save([row], column, text)

    def _save(self, numbers: list[int], column: str, text: str) -> str | None:
        return None if self._rows is None else save_cells(self.context, self._rows, numbers, column, text)

    def _fill_down(self) -> None:
        """Give the chosen rows what the first of them says; a single one, what stands above it."""
        rows, chosen = self._rows, self.table.chosen()
        column = self.model.columns[max(self.table.currentIndex().column(), 0)]
        if rows is None or not chosen or not self.model.is_writable:
            return
        if not column.is_editable:
            self.context.say(Said("Go to Next step or Due to fill it down."))
            return
        if len(chosen) == 1:
            above = int(self.model.places()[chosen[0]]) - 1
            if above < 0:
                return
            chosen = [int(self.model.order[above]), *chosen]
        why = self._save(chosen[1:], column.key, rows.edited(chosen[0], column.key))
        if why is not None:
            self.context.say(Said(why))

    def _add(self, name: str) -> str | None:
        added, why = save_account(self.context, name)
        if added is not None:
            self._wanted = added
            self._hide_adding()
        return why

    def _show_adding(self) -> None:
        self.add_button.hide()
        self.adding.show()
        self.adding.name.setFocus()

    def _hide_adding(self) -> None:
        self.adding.hide()
        self.add_button.setVisible(self.model.is_writable)
        if self._stack.currentIndex() == 1:
            self.table.setFocus()

    # -- the account and its brief

    def _open(self, row: int) -> None:
        if self._rows is not None:
            self.context.go(Place("account", self._rows.id(row)))

    def _open_current(self) -> None:
        row = self.table.current()
        if row is not None:
            self._open(row)

    def _current_id(self) -> str | None:
        row, rows = self.table.current(), self._rows
        return None if row is None or rows is None else rows.id(row)

    def _copied(self) -> str:
        return self.brief.text or self.table.copied()


def _table(read: AccountFacts) -> tuple[AccountTable, bool]:
    """The rows, and whether the file held tickets; made beside the window."""
    table = AccountTable(look.rows_of_facts(read), read.day).prepare()
    return table, read.counts_tickets


def _label(kind: str) -> QLabel:
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("look", kind)
    return made


def _timer(parent: QWidget, milliseconds: int) -> QTimer:
    made = QTimer(parent)
    made.setSingleShot(True)
    made.setInterval(milliseconds)
    return made
