"""Onboarding: the plans on their way, the latest first, and the share of all that reached value over time."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.charts import value_curve
from desktop.charts.tokens import ROW
from desktop.domain.slippage import Slippage
from desktop.operations.onboarding_view import OnboardingView, PageFacts, page_view, read_page
from desktop.store.changes import Changes
from desktop.views import format
from desktop.views.charts.host import ChartHost
from desktop.views.explained.drawer import ExplanationDrawer
from desktop.views.explained.label import FigureLabel
from desktop.views.headline import Headline
from desktop.views.onboarding.legend import Legend
from desktop.views.onboarding.plans import NARROW_BELOW, PLAN_ROW, PlanHeader, PlanList
from desktop.views.onboarding.slips import Slips
from desktop.views.page import Context, Page, Place
from desktop.views.pieces import card

if TYPE_CHECKING:
    from desktop.domain.explain import Explanation

SUBJECT = "onboarding"
TABLES = {"account", "contract_line", "milestone", "onboarding"}
CHART_HEIGHT = 220
MOST_CHART_HEIGHT = 480
EMPTY = "Import onboardings and milestones to see the plans here."


class OnboardingPage(Page):
    name = "onboarding"
    title = "Onboarding"
    of_the_book = (SUBJECT,)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._empty = QLabel()
        self._view: OnboardingView | None = None
        self._slip: str | None = None
        """The name of the milestones that are explained; None = the plans are, or a figure of the book is."""
        self.sentence, self.heading = FigureLabel(context.theme), FigureLabel(context.theme)
        self.beside = Headline(context.theme)
        self.explanation = ExplanationDrawer(context, self, section="plan")
        self.sentence.setWordWrap(True)
        self.sentence.asked.connect(self._explain_plans)
        self.explanation.offer(self.heading, "ttv.median_days")
        self.explanation.offer(self.beside, "ttv.curve")
        looks = ("title", "second", "heading", "small")
        for label, look in zip((self.sentence, self._empty, self.heading, self.beside), looks, strict=True):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("look", look)
        self._empty.setText(EMPTY)
        self.heading.setText("Share that reached value")
        self.plans = PlanList(context.theme)
        self.plans.chosen.connect(self._open)
        self._header = PlanHeader(context.theme, self.plans)
        self._card = card(self._header, self.plans)
        self.chart = ChartHost(
            context.theme, partial(value_curve.draw, language=format.for_charts()), "Share that reached value"
        )
        self.chart.setMinimumHeight(CHART_HEIGHT)
        self.chart.setMaximumHeight(MOST_CHART_HEIGHT)
        self.chart.clicked.connect(self._open)
        self.legend, self.slips = Legend(context.theme), Slips(context.theme)
        self.slips.asked.connect(self._explain_slip)
        self._slips_name, self._slips_beside = QLabel("Milestones that slip"), QLabel("against the day first planned")
        for label, look in ((self._slips_name, "heading"), (self._slips_beside, "small")):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("look", look)
        over = QHBoxLayout()
        over.addWidget(self.heading)
        over.addWidget(self.beside, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 12, 24, 12)
        layout.setSpacing(8)
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._top.addWidget(self.sentence, 1)
        self._top.addWidget(self.legend, 0, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignRight)
        layout.addLayout(self._top)
        layout.addWidget(self._empty)
        self._import = QPushButton("Import CSV files…")
        self._import.setProperty("look", "primary")
        self._import.clicked.connect(partial(context.act, "file.import"))
        layout.addWidget(self._import, 0, Qt.AlignmentFlag.AlignLeft)
        # The plans have the room they need before the curve grows.
        layout.addWidget(self._card, 100)
        layout.addSpacing(4)
        curve = QVBoxLayout()
        curve.setSpacing(8)
        curve.addLayout(over)
        curve.addWidget(self.chart, 100)
        # What the chart may not have stays beneath it: both headings stand on one line.
        curve.addStretch(1)
        beside = QHBoxLayout()
        beside.setSpacing(8)
        beside.addWidget(self._slips_name)
        beside.addWidget(self._slips_beside)
        beside.addStretch(1)
        slipping = QVBoxLayout()
        slipping.setSpacing(4)
        slipping.addLayout(beside)
        slipping.addWidget(self.slips, 1)
        below = QHBoxLayout()
        below.setSpacing(24)
        below.addLayout(curve, 3)
        below.addLayout(slipping, 2)
        layout.addLayout(below, 1)
        layout.addStretch(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Beside the drawer the sentence has its line, and the signs have theirs below it.
        is_narrow = self.width() < NARROW_BELOW
        self._top.setDirection(QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight)

    def take_focus(self) -> None:
        if not self._card.isHidden():
            self.plans.setFocus()
        elif not self.chart.isHidden():
            self.chart.setFocus()
        elif self._import.isVisible():
            self._import.setFocus()
        else:
            self.setFocus()

    def affected_by(self, changes: Changes) -> bool:
        return bool(changes.tables & TABLES)

    def reload(self) -> None:
        session = self.context.session
        day = session.day
        query = partial(read_page, day=day)
        self.read_page(SUBJECT, query, self.show_view, then=partial(_view, day), words="Reading every plan…")

    def show_view(self, view: OnboardingView) -> None:
        """Show what was read."""
        self._view = view
        self.sentence.setText(sentence(view))
        self.plans.show_plans(view.plans, self.context.session.day, view.span)
        self._header.update()
        self.slips.show_slips(view.slips)
        session = self.context.session
        self.legend.call_the_day(session.day if session.is_past else None)
        self.legend.setVisible(bool(view.plans))
        is_turned = self._card.isHidden() == bool(view.plans) and (self.hasFocus() or self.plans.hasFocus())
        if is_turned:
            # Qt would hand the focus of what is hidden to the first button of the window.
            self.setFocus()
        self._card.setVisible(bool(view.plans))
        self._card.setMaximumHeight(len(view.plans) * PLAN_ROW + ROW + 6)
        curve = view.curve
        reached = sum(wait.reached for wait in curve.waits)
        n = len(curve.waits)
        counts = f"n = {n}: {reached} reached, {n - reached} not yet"
        self.beside.say(*((f"Kaplan-Meier, {counts} (ticks)", counts, f"n = {n}") if n else ("",)))
        for label in (self.sentence, self.beside, self.heading):
            label.set_can_ask(n > 0)
        if self.explanation.asked:
            self.explanation.follow()
        elif self.explanation.panel is not None:
            found = self._explained
            if found is not None:
                self.explanation.show_again(found)
        for widget in (self.chart, self.heading):
            widget.setVisible(n > 0)
        for widget in (self.slips, self._slips_name, self._slips_beside):
            widget.setVisible(bool(view.slips))
        self._empty.setVisible(n == 0)
        self._import.setVisible(n == 0 and self.context.session.is_writable)
        if n:
            self.chart.show_data(curve)
        if is_turned:
            self.take_focus()

    @property
    def is_settled(self) -> bool:
        return self.chart.isHidden() or self.chart.is_settled

    def _explain_plans(self) -> None:
        """Show how the sentence came about."""
        self._slip = None
        found = self._explained
        if found is not None:
            self.explanation.show_explanation(found, self.sentence)

    def _explain_slip(self, row: Slippage) -> None:
        """Show how far the milestones of one name slipped."""
        self._slip = row.name
        found = self._explained
        if found is not None:
            self.explanation.show_explanation(found, self.slips)

    @property
    def _explained(self) -> Explanation | None:
        view, day = self._view, self.context.session.day
        if view is None:
            return None
        from desktop.operations.explain_onboarding import explained_plans, explained_slippage

        row = next((each for each in view.slips if each.name == self._slip), None)
        return explained_plans(view, day) if row is None else explained_slippage(view, row, day)

    def _open(self, account: str) -> None:
        self.context.go(Place("account", account, "plan"))


def sentence(view: OnboardingView) -> str:
    """The page in a sentence."""
    n, median = len(view.curve.waits), view.curve.median_day
    if not n:
        return "No onboarding has begun."
    text = "No plan is on the way"
    if view.plans:
        text = f"{format.plural(len(view.plans), 'plan')} on the way, {format.number(view.past_target)} past target"
    value = "fewer than half of {n} have reached value" if median is None else "half of {n} reach value by day {day}"
    return f"{text}; {value.format(n=n, day=median)}."


def _view(day: date, read: PageFacts) -> OnboardingView:
    return page_view(read, day)
