"""What stands around the accounts table: the sentence over it, the line to filter and to add by, and the totals."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.account_rows import SOON_DAYS
from desktop.views import format
from desktop.views.accounts.adding import AddAccount, EmptyBook
from desktop.views.accounts.filters import FilterBar
from desktop.views.accounts.footer import Footer
from desktop.views.accounts.rows import AccountTable
from desktop.views.accounts.viewing import ListButtons
from desktop.views.cells.blocks import RefusedLine
from desktop.views.explained.label import FigureLabel
from desktop.views.headline import Headline
from desktop.views.pieces import card, plain_label
from desktop.views.table.view import TableView
from desktop.views.theme import Theme

ADD = "Add account"
NARROW_BELOW = 1400
"""Beneath, a plus stands for the words."""


class AccountsFrame(QStackedWidget):
    """The table and all around it, or why there is none.

    Args:
        add: adds an account by its name; what it returns was refused, and why.
        bring_in: asks for a spreadsheet to import, where there is none yet.
    """

    def __init__(
        self,
        theme: Theme,
        table: TableView,
        add: Callable[[str], str | None],
        bring_in: Callable[[], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.filters, self.footer, self.buttons = FilterBar(theme), Footer(theme), ListButtons(theme)
        self.footer.setAccessibleName("Totals by band")
        self.refused = RefusedLine()
        self.sentence, self.shown, self.waiting = Headline(theme), FigureLabel(theme), plain_label("second")
        self.shown.setProperty("look", "second")
        self.shown.set_can_ask(True)
        self.empty, self.adding = EmptyBook(add, bring_in), AddAccount(add)
        self.adding.hide()
        self.add_button = QPushButton(ADD)
        self.add_button.setAccessibleName(ADD)
        self.add_button.setProperty("look", "quiet")
        self.add_button.setIcon(theme.icon("plus"))
        self._table = table
        self._is_writable = False
        room = QWidget(self)
        waits = QVBoxLayout(room)
        waits.setContentsMargins(24, 16, 24, 16)
        waits.addWidget(self.waiting)
        waits.addStretch(1)
        self._full = QWidget(self)
        self._lay_out(self._full)
        for part in (room, self._full, self.empty):
            self.addWidget(part)
        self.add_button.clicked.connect(self.show_adding)
        self.adding.left.connect(self.hide_adding)

    def _lay_out(self, whole: QWidget) -> None:
        # From the outside in: a part that is put into another has all that is in it styled anew.
        full = QVBoxLayout(whole)
        full.setContentsMargins(24, 12, 24, 16)
        full.setSpacing(8)
        top = QHBoxLayout()
        full.addLayout(top)
        top.addWidget(self.sentence, 1)
        top.addWidget(self.shown)
        bar = QHBoxLayout()
        full.addLayout(bar)
        bar.setSpacing(8)
        bar.addWidget(self.filters, 1)
        bar.addWidget(self.buttons)
        bar.addWidget(self.adding)
        bar.addWidget(self.add_button)
        full.addWidget(self.filters.more)
        full.addWidget(self.refused)
        full.addWidget(card(self._table, self.footer, parent=whole), 1)

    # -- which of them is shown

    @property
    def has_table(self) -> bool:
        return self.currentWidget() is self._full

    def show_table(self, *, is_there: bool) -> bool:
        """Show the table, or that the book is empty; True where that is not what was shown."""
        wanted = self._full if is_there else self.empty
        is_other = self.currentWidget() is not wanted
        self.setCurrentWidget(wanted)
        return is_other

    def take_focus(self) -> None:
        if self.currentWidget() is self.empty:
            self.empty.adding.name.setFocus()
        else:
            self._table.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < NARROW_BELOW
        self.add_button.setText("" if is_narrow else ADD)
        self.add_button.setToolTip(ADD if is_narrow else "")

    # -- adding

    def let(self, *, is_writable: bool) -> None:
        """Offer to add accounts, or not."""
        self._is_writable = is_writable
        self.empty.let(is_writable=is_writable)
        if not is_writable and not self.adding.isHidden():
            self.hide_adding()
        self.add_button.setVisible(is_writable and self.adding.isHidden())

    def show_adding(self) -> None:
        self.add_button.hide()
        self.adding.show()
        self.adding.name.setFocus()

    def hide_adding(self) -> None:
        self.adding.hide()
        self.add_button.setVisible(self._is_writable)
        if self.has_table:
            self._table.setFocus()

    # -- what is said

    def tell(self, rows: AccountTable, *, is_guarded: bool) -> None:
        """The sentence, what of it is shown, and the footer."""
        model = self._table.columnar
        whole = rows.whole
        said = f"{format.plural(whole.n, 'account')}, {format.money(whole.arr_cents)} ARR"
        at_risk = f"{said}; {format.number(whole.due_soon)} red or amber"
        soon = (f"{at_risk} with an opt-out inside {SOON_DAYS} days.", f"{at_risk}, opt-out in {SOON_DAYS} days.")
        self.sentence.say(*(() if is_guarded else soon), f"{said}.")
        self.sentence.set_can_ask(whole.n > 0)
        shown = rows.totals.totals(model.members) if model.is_filtered else whole
        self.shown.setVisible(model.is_filtered)
        self.shown.setText(
            f"Showing {format.number(shown.n)} of {format.number(whole.n)}, {format.money(shown.arr_cents)} ARR"
        )
        self.footer.show_totals(shown, tells_bands=not is_guarded)
        typed = self.filters.words
        self._table.empty_text = (
            f"No account holds “{typed}”. Esc clears the filter." if typed else "No account is so. Choose Show all."
        )
