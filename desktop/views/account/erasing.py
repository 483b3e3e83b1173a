"""Erasing a person for good: what would go, each text that names them to be confirmed, and the name typed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.erasing import Hit, Plan
from desktop.domain.errors import PortfolioError
from desktop.operations.erasing import read_plan
from desktop.session import Session
from desktop.views import format as fmt
from desktop.views.change_words import KINDS, field_name
from desktop.views.check_box import CheckDelegate
from desktop.views.pieces import card, plain_label
from desktop.views.placing import Within

if TYPE_CHECKING:
    from desktop.store.erasing.carrying_out import Erased
    from desktop.store.writing import Performed

WIDTH, ROW_HEIGHT, MOST_ROWS = 640, 28, 8
READ = "erase a person"
REACH = (
    "It can't be undone, and every merge keeps to it. Copies that others have are erased when they merge; exports and "
    "sent mails can't be reached."
)


class EraseDialog(QDialog):
    """Looks for the person beside the window; nothing goes before the name was typed.

    Args:
        contact: id.
        name: what has to be typed.
        erased: is told what was done, as a sentence, when the dialog closes after it.
    """

    def __init__(
        self, session: Session, contact: str, name: str, erased: Callable[[str], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session, self._contact, self._name, self._erased = session, contact, name, erased
        self._is_left, self._within = False, Within(self, parent)
        self._listed: list[Hit] = []
        self.plan: Plan | None = None
        self.done_: Erased | None = None
        self.setObjectName("erase")
        self.setWindowTitle(f"Erase {name}")
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.says, self.note, self.hint = (
            plain_label("title", wraps=True),
            plain_label("second", wraps=True),
            plain_label("small", wraps=True),
        )
        self.reach, self.refusal = plain_label("second", wraps=True), plain_label("refusal", wraps=True)
        self.says.setText(f"Looking for {name} …")
        self.reach.setText(REACH)
        self.hits = QListWidget()
        self.hits.setItemDelegate(CheckDelegate(self.hits))
        self.hits.setAccessibleName("Texts that name the person: Space erases or keeps")
        self.hits.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.hits.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.hits.itemChanged.connect(self._count)
        self._hits_card = card(self.hits)
        self.typed = QLineEdit()
        self.typed.setPlaceholderText(f"Type {name}")
        self.typed.setAccessibleName(f"Type {name} to erase for good")
        self.typed.textChanged.connect(self._allow)
        self.go, self.leave = QPushButton("Erase for good"), QPushButton("Cancel")
        self.go.setProperty("look", "primary")
        self.go.clicked.connect(self._erase)
        self.leave.setAutoDefault(False)
        self.leave.clicked.connect(self.reject)
        self._lay_out()
        self._allow()
        session.read_later(READ, partial(read_plan, contact=contact), self._show, failed=self._refuse)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(8)
        for each in (self.says, self.note, self.hint, self._hits_card, self.reach, self.typed, self.refusal):
            layout.addWidget(each)
        for each in (self.note, self.hint, self._hits_card, self.refusal):
            each.hide()
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        buttons.addWidget(self.go)
        layout.addLayout(buttons)
        self.setFixedWidth(WIDTH)

    @property
    def kept(self) -> list[Hit]:
        """The texts that stay as they are."""
        unchecked = Qt.CheckState.Unchecked
        return [each for at, each in enumerate(self._listed) if self.hits.item(at).checkState() == unchecked]

    def _show(self, plan: Plan) -> None:
        if self._is_left:
            return
        self.plan = plan
        self.says.setText(f"Erase {plan.name} of {plan.account_name} for good?")
        doubles = f" Goes, too: {fmt.plural(len(plan.doubles), 'double')} of the contact." if plan.doubles else ""
        self.note.setText(
            f"What is known of the contact goes, with {fmt.plural(plan.entries, 'entry', 'entries')} of the history. "
            f"{fmt.plural(plan.talks, 'answer or talk', 'answers and talks')} stay without a name.{doubles}"
        )
        self.note.show()
        # What goes is met first: of many texts, some are seen only by scrolling.
        self._listed = sorted(plan.hits, key=lambda hit: not hit.goes)
        for each in self._listed:
            item = QListWidgetItem(_hit_words(each, plan.account_name))
            item.setSizeHint(QSize(0, ROW_HEIGHT))
            item.setToolTip(item.text())
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if each.goes else Qt.CheckState.Unchecked)
            self.hits.addItem(item)
        self.hits.setFixedHeight(ROW_HEIGHT * min(len(plan.hits), MOST_ROWS) + 2)
        self._hits_card.setVisible(bool(plan.hits))
        self.hint.show()
        self._count()
        self._allow()
        self._within.fit()
        self.typed.setFocus()

    def _count(self) -> None:
        if self.plan is None or self.hits.count() < len(self.plan.hits):
            return
        number, kept = len(self.plan.hits), len(self.kept)
        self.hint.setText(
            f"{fmt.plural(number, 'text names', 'texts name')} the person: ticked ones will say [erased], "
            f"{fmt.number(kept)} stay as they are."
            if number
            else "No text names the person."
        )

    def _allow(self) -> None:
        is_typed = self.typed.text().strip().casefold() == self._name.strip().casefold()
        self.go.setEnabled(self.plan is not None and (is_typed or self.done_ is not None))

    def _erase(self) -> None:
        if self.done_ is not None:
            self._purge()
            return
        self.refusal.hide()
        self.go.setEnabled(False)
        self.leave.setEnabled(False)
        self.says.setText("Erasing …")
        try:
            self._session.erase(
                self._contact, [each.cell for each in self.kept], done=self._finish, failed=self._refuse
            )
        except PortfolioError as problem:
            self._refuse(problem)

    def _finish(self, performed: Performed[Erased]) -> None:
        self.done_ = performed.result
        left, backups = performed.result.left, len(performed.result.backups)
        self.says.setText("Erased for good")
        self.note.setText(
            "No byte of the name, the addresses and the numbers is left in the file."
            if not left
            else f"What the person was called stands {fmt.plural(left, 'time')} in the file still, in what was kept."
        )
        for each in (self.hint, self._hits_card, self.typed, self.refusal):
            each.hide()
        self.reach.setText(
            f"{fmt.plural(backups, 'backup still holds', 'backups still hold')} the person. Removing them makes a "
            "fresh one first."
            if backups
            else "No backup on this computer holds the person."
        )
        self.go.setVisible(bool(backups))
        self.go.setText(f"Remove {fmt.plural(backups, 'backup')}")
        self.leave.setText("Close")
        self.leave.setEnabled(True)
        self._allow()
        self._within.fit()
        self.leave.setFocus()

    def _purge(self) -> None:
        assert self.done_ is not None
        self.go.setEnabled(False)
        try:
            self._session.purge_backups(self.done_.backups)
        except PortfolioError as problem:
            self._refuse(problem)
            return
        self.go.hide()
        self.reach.setText("The backups that held the person are removed; one of the book as it is now was made.")
        self.leave.setFocus()

    def _refuse(self, problem: Exception) -> None:
        if not isinstance(problem, PortfolioError):
            raise problem
        if self._is_left:
            return
        self.says.setText(f"{self._name} was not erased" if self.done_ is None else "The backups are still there")
        self.refusal.setText(str(problem))
        self.refusal.show()
        self.leave.setEnabled(True)
        self._allow()
        self._within.fit()

    def reject(self) -> None:
        # While it erases, it tells how that ends.
        if self.leave.isEnabled():
            super().reject()

    def done(self, arg__1: int) -> None:
        self._is_left = True
        super().done(arg__1)
        if self.done_ is not None:
            self._erased("A person was erased for good. This can't be undone.")


def _hit_words(hit: Hit, account: str) -> str:
    kind = KINDS.get(hit.cell.table, hit.cell.table.replace("_", " ").capitalize())
    past = ", only in its history" if hit.is_past else ""
    of = f" · {hit.account}" if hit.account not in (None, account) else ""
    return f"{kind}, {field_name(hit.cell.field)}{of}{past}: {hit.around}"
