"""Renewals: what can be left by when in a sentence, and every term with its notice window over time."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.charts import renewal_timeline
from desktop.operations.charts import read_renewals
from desktop.operations.renewal_view import RenewalView, renewal_view
from desktop.store.changes import Changes
from desktop.views import format
from desktop.views.charts.host import ChartHost
from desktop.views.page import Context, Page, Place

SUBJECT = "renewals"
TABLES = {"account", "contract_line"}
MOST_HEIGHT = 2_400
"""Pixels. With more terms than fit in rows of their own the picture is what counts, not its lines."""


class RenewalsPage(Page):
    name = "renewals"
    title = "Renewals"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._title, self._beside = QLabel(), QLabel()
        for label, look in ((self._title, "title"), (self._beside, "small")):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("look", look)
        self.chart = ChartHost(context.theme, renewal_timeline.draw, "Renewal timeline", ground="surface")
        self.chart.clicked.connect(self._open)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self.chart)
        card = QFrame()
        card.setProperty("look", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(12, 8, 4, 4)
        inside.addWidget(self._area)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._beside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 12, 24, 16)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addWidget(card, 1)
        self._import = QPushButton("Import CSV files…")
        self._import.clicked.connect(partial(context.act, "file.import"))
        layout.addWidget(self._import, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setFocusProxy(self.chart)

    def affected_by(self, changes: Changes) -> bool:
        return bool(changes.tables & TABLES)

    def reload(self) -> None:
        session = self.context.session
        session.read_later(SUBJECT, read_renewals, self.show_view, then=partial(_view, session.day))

    def show_view(self, view: RenewalView) -> None:
        """Show what was read."""
        self._title.setText(sentence(view, self.context))
        self._beside.setText(beside(view))
        terms = view.timeline.terms
        self._import.setVisible(not terms and self.context.session.is_writable)
        if not terms:
            self.chart.setMinimumHeight(0)
            self.chart.clear("Import subscriptions with an end to see when they renew.")
            return
        self.chart.setMinimumHeight(min(renewal_timeline.height_for(view.timeline), MOST_HEIGHT))
        self.chart.show_data(view.timeline)

    @property
    def is_settled(self) -> bool:
        return self.chart.is_settled

    def _open(self, account: str) -> None:
        self.context.go(Place("account", account, "contract"))


def sentence(view: RenewalView, context: Context) -> str:
    """The page in a sentence."""
    if not view.timeline.terms:
        return "No contract has a term that ends."
    until = format.day(view.until, beside=context.session.day)
    leaves = "can leave" if view.accounts != 1 else "can leave:"
    text = f"{format.money(view.to_renew_cents)} {leaves} by {until}, {format.plural(view.accounts, 'account')}"
    if view.overdue:
        text += f"; {format.plural(view.overdue, 'term')} ended without an outcome"
    return f"{text}."


def beside(view: RenewalView) -> str:
    """What the sentence leaves out."""
    return f"opt-out unknown for {format.plural(view.unknown, 'term')}" if view.unknown else ""


def _view(day: object, read: object) -> RenewalView:
    return renewal_view(read, day)  # pyright: ignore[reportArgumentType]
