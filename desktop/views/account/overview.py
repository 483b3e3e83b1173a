"""The first section: people and contract at the left, what happened in the middle, score and promises at the right."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.operations.account_view import AccountView
from desktop.views.account import parts
from desktop.views.account.chart import HealthChart
from desktop.views.account.contacts import Contacts
from desktop.views.account.contract import ContractFacts
from desktop.views.account.inline import Save
from desktop.views.account.parts import Mode
from desktop.views.account.promises import Promises
from desktop.views.account.risks import Risks
from desktop.views.account.scroll import Scroll
from desktop.views.account.timeline import Timeline
from desktop.views.account.why import WhyPanel
from desktop.views.composer.line import Composer
from desktop.views.page import Context

ABOVE = 16


class Overview(QWidget):
    """Three columns, each of which scrolls by itself."""

    shared = Signal()
    """Who there is and the contract stand elsewhere now: Tab has to follow."""

    def __init__(self, context: Context, add_contact: Save) -> None:
        super().__init__()
        self.contacts, self.contract = Contacts(add_contact), ContractFacts()
        self.timeline = Timeline()
        self.composer = Composer(context)
        self.why, self.chart = WhyPanel(), HealthChart(context)
        self.risks, self.promises = Risks(), Promises()
        theme = context.theme
        self._people = _stack(self.contacts, self.contract)
        self.left = Scroll(self._people, "Contacts and contract", theme)
        self.centre = QWidget()
        self.past = Scroll(_stack(self.timeline), "Timeline", theme)
        self._verdict = _stack(self.why, self.risks, self.promises, self.chart)
        self.right = Scroll(self._verdict, "Score and promises", theme)
        rows = QVBoxLayout(self.centre)
        parts.no_margins(rows, 12)
        above = QVBoxLayout()
        above.setContentsMargins(0, 0, Scroll.BAR, 0)
        above.addWidget(self.composer)
        rows.addLayout(above)
        rows.addWidget(self.past, 1)
        for column in (self.left, self.centre, self.right):
            column.setParent(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        left, centre, right = parts.widths(self.width())
        height = max(self.height() - ABOVE, 0)
        self.timeline.make_room(height)
        at = parts.MARGIN if left else parts.MARGIN - parts.GAP
        self._share(is_narrow=not left)
        for column, width in ((self.left, left), (self.centre, centre), (self.right, right)):
            column.setGeometry(at, ABOVE, width + Scroll.BAR, height)
            at += width + parts.GAP

    def _share(self, *, is_narrow: bool) -> None:
        """Where three columns do not fit, who there is and the contract stand below the score and the promises."""
        into = self._verdict if is_narrow else self._people
        self.left.setVisible(not is_narrow)
        if self.contacts.parentWidget() is not into:
            for region in (self.contacts, self.contract):
                rows = into.layout()
                assert isinstance(rows, QVBoxLayout)
                rows.insertWidget(rows.count() - 1, region)
            self.contacts.setContentsMargins(0, 20 if is_narrow else 0, 0, 0)
            self.shared.emit()

    def show_view(self, view: AccountView, mode: Mode) -> None:
        self.contacts.show_view(view, mode)
        self.contract.show_view(view, mode)
        self.timeline.show_view(view, mode)
        # What it previews is not for a customer who looks on.
        self.composer.setVisible(mode.can_write and not mode.is_guarded)
        self.composer.set_account(view.account.id)
        self.why.setVisible(not mode.is_guarded)
        self.chart.setVisible(not mode.is_guarded and view.why.is_active)
        self.chart.explain_by(mode)
        self.why.clear()
        if not mode.is_guarded:
            self.why.show_view(view, mode)
        self.risks.show_view(view, mode)
        self.promises.show_view(view, mode)


def _stack(*regions: QWidget) -> QWidget:
    made = QWidget()
    rows = QVBoxLayout(made)
    rows.setContentsMargins(0, 0, 0, 16)
    rows.setSpacing(0)
    for region in regions:
        rows.addWidget(region)
    rows.addStretch(1)
    return made
