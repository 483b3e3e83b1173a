"""Renewals: what can be left by when in a sentence, and every term with its notice window over time."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.charts import renewal_timeline
from desktop.operations.charts import read_renewals
from desktop.operations.renewal_view import RenewalView, renewal_view
from desktop.store.changes import Changes
from desktop.views import format
from desktop.views.charts.host import ChartHost
from desktop.views.explained.drawer import ExplanationDrawer
from desktop.views.explained.label import FigureLabel
from desktop.views.page import Context, Page, Place
from desktop.views.pieces import card, plain_label

SUBJECT = "renewals"
TABLES = {"account", "contract_line"}
MOST_HEIGHT, MARGIN = 2_400, 48
"""Pixels."""
EMPTY = "Import subscriptions with an end to see when they renew."


class RenewalsPage(Page):
    name = "renewals"
    title = "Renewals"
    of_the_book = (SUBJECT,)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._title, self._beside, self._empty = FigureLabel(context.theme), FigureLabel(context.theme), QLabel(EMPTY)
        self._title.asked.connect(self.explain)
        self._beside.asked.connect(self.explain_unknown)
        self.explanation = ExplanationDrawer(context, self, section="contract")
        self._is_of_unknown = False
        self._view: RenewalView | None = None
        for label, look in ((self._title, "title"), (self._beside, "small"), (self._empty, "second")):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("look", look)
        self.chart = ChartHost(
            context.theme,
            partial(renewal_timeline.draw, language=format.for_charts()),
            "Renewal timeline",
            ground="surface",
        )
        self.chart.clicked.connect(self._open)
        self.chart.walked.connect(self._follow)
        self._area = _Area()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self.chart)
        self._card = card(self._area, margins=(12, 8, 4, 4))
        self._rest, accounts = plain_label("small"), QPushButton("All accounts")
        accounts.setProperty("look", "link")
        accounts.clicked.connect(self._go_to_accounts)
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(8)
        foot.addWidget(self._rest)
        foot.addWidget(accounts)
        foot.addStretch(1)
        self._foot.hide()
        head = QHBoxLayout()
        # Beside the drawer it takes two lines.
        self._title.setWordWrap(True)
        head.addWidget(self._title, 1)
        head.addWidget(self._beside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 12, 24, 16)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addWidget(self._empty)
        layout.addWidget(self._card, 1)
        layout.addWidget(self._foot)
        self._import = QPushButton("Import CSV files…")
        self._import.setProperty("look", "primary")
        self._import.clicked.connect(partial(context.act, "file.import"))
        layout.addWidget(self._import, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(0)

    def take_focus(self) -> None:
        nothing = self._import if self._import.isVisible() else self
        (nothing if self._card.isHidden() else self.chart).setFocus()

    def affected_by(self, changes: Changes) -> bool:
        return bool(changes.tables & TABLES)

    def reload(self) -> None:
        session = self.context.session
        self.read_page(
            SUBJECT,
            read_renewals,
            self.show_view,
            then=partial(_view, session.day),
            words="Reading every contract…",
        )

    def show_view(self, view: RenewalView) -> None:
        """Show what was read."""
        self._view = view
        self._title.setText(sentence(view, self.context))
        self._title.set_can_ask(bool(view.timeline.terms))
        self._beside.setText(beside(view))
        self._beside.set_can_ask(view.unknown > 0)
        if self.explanation.panel is not None:
            (self.explain_unknown if self._is_of_unknown and view.unknown else self.explain)()
        terms = view.timeline.terms
        self._import.setVisible(not terms and self.context.session.is_writable)
        is_turned = self._card.isHidden() == bool(terms) and (self.hasFocus() or self.chart.hasFocus())
        if is_turned:
            # Qt would hand the focus of what is hidden to the first button of the window.
            self.setFocus()
        self._card.setVisible(bool(terms))
        if is_turned:
            self.take_focus()
        self._empty.setVisible(not terms)
        self._rest.setText(rest(view))
        self._foot.setVisible(bool(self._rest.text()))
        if not terms:
            self.chart.clear()
            return
        self.chart.setMinimumHeight(min(renewal_timeline.height_for(view.shown), MOST_HEIGHT))
        self.chart.show_data(replace(view.shown, is_today=not self.context.session.is_past))

    @property
    def is_settled(self) -> bool:
        return self.chart.is_settled

    def explain(self) -> None:
        """Show how the sentence came about."""
        if self._view is not None:
            self._is_of_unknown = False
            from desktop.operations.explain_renewals import explained_can_leave

            self.explanation.show_explanation(explained_can_leave(self._view, self.context.session.day), self._title)

    def explain_unknown(self) -> None:
        """Show the terms whose opt-out is unknown."""
        if self._view is not None:
            self._is_of_unknown = True
            from desktop.operations.explain_renewals import explained_unknown_opt_outs

            self.explanation.show_explanation(
                explained_unknown_opt_outs(self._view, self.context.session.day), self._beside
            )

    def _follow(self, x: float, y: float) -> None:
        """Have the term that a key led to on the screen."""
        self._area.ensureVisible(round(x), round(y), 0, MARGIN)

    def _go_to_accounts(self) -> None:
        self.context.go(Place("accounts"))

    def _open(self, account: str) -> None:
        self.context.go(Place("account", account, "contract"))


class _Area(QScrollArea):
    """Stays where it is when one tabs past: what has the focus is all of the chart, and higher than the area."""

    def focusNextPrevChild(self, next: bool) -> bool:
        bar = self.verticalScrollBar()
        place = bar.value()
        moved = super().focusNextPrevChild(next)
        bar.setValue(place)
        return moved


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


def rest(view: RenewalView) -> str:
    """What the timeline leaves out."""
    shown, rows = format.number(view.shown_rows), format.number(view.rows)
    return f"The {shown} decided next, of {rows} accounts." if view.shown_rows < view.rows else ""


def _view(day: object, read: object) -> RenewalView:
    return renewal_view(read, day)  # pyright: ignore[reportArgumentType]
