"""Onboarding: the plans on their way, the latest first, and the share of all that reached value over time."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.charts import value_curve
from desktop.operations.charts import read_onboardings
from desktop.operations.onboarding_view import OnboardingView, onboarding_view
from desktop.store.changes import Changes
from desktop.views import format
from desktop.views.charts.host import ChartHost
from desktop.views.onboarding.plans import PlanHeader, PlanList
from desktop.views.page import Context, Page, Place

SUBJECT = "onboarding"
TABLES = {"account", "contract_line", "milestone", "onboarding"}
CHART_HEIGHT = 240
EMPTY = "No plan is on its way. Import onboardings and milestones to see them here."


class OnboardingPage(Page):
    name = "onboarding"
    title = "Onboarding"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._title, self._empty, self._heading, self._beside = (QLabel() for _ in range(4))
        looks = ("title", "second", "heading", "small")
        for label, look in zip((self._title, self._empty, self._heading, self._beside), looks, strict=True):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("look", look)
        self._empty.setText(EMPTY)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._heading.setText("Share that reached value")
        self.plans = PlanList(context.theme)
        self.plans.chosen.connect(self._open)
        self._header = PlanHeader(context.theme)
        card = QFrame()
        card.setProperty("look", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        for widget in (self._header, self.plans, self._empty):
            inside.addWidget(widget)
        self.chart = ChartHost(context.theme, value_curve.draw, "Share that reached value")
        self.chart.setFixedHeight(CHART_HEIGHT)
        self.chart.clicked.connect(self._open)
        over = QHBoxLayout()
        over.addWidget(self._heading)
        over.addWidget(self._beside)
        over.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 12, 24, 12)
        layout.setSpacing(8)
        layout.addWidget(self._title)
        layout.addWidget(card, 1)
        layout.addSpacing(4)
        layout.addLayout(over)
        layout.addWidget(self.chart)
        self._import = QPushButton("Import CSV files…")
        self._import.clicked.connect(partial(context.act, "file.import"))
        layout.addWidget(self._import, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setFocusProxy(self.plans)

    def affected_by(self, changes: Changes) -> bool:
        return bool(changes.tables & TABLES)

    def reload(self) -> None:
        session = self.context.session
        session.read_later(SUBJECT, read_onboardings, self.show_view, then=partial(_view, session.day))

    def show_view(self, view: OnboardingView) -> None:
        """Show what was read."""
        self._title.setText(sentence(view))
        self.plans.show_plans(view.plans, self.context.session.day)
        for widget in (self.plans, self._header):
            widget.setVisible(bool(view.plans))
        self._empty.setVisible(not view.plans)
        curve = view.curve
        reached = sum(wait.reached for wait in curve.waits)
        n = len(curve.waits)
        self._beside.setText(f"Kaplan-Meier, n = {n}: {reached} reached, {n - reached} not yet (ticks)" if n else "")
        for widget in (self.chart, self._heading):
            widget.setVisible(n > 0)
        self._import.setVisible(n == 0 and self.context.session.is_writable)
        if n:
            self.chart.show_data(curve)

    @property
    def is_settled(self) -> bool:
        return self.chart.isHidden() or self.chart.is_settled

    def _open(self, account: str) -> None:
        self.context.go(Place("account", account, "plan"))


def sentence(view: OnboardingView) -> str:
    """The page in a sentence."""
    n, median = len(view.curve.waits), view.curve.median_day
    if not n:
        return "No onboarding has begun."
    text = f"{format.plural(len(view.plans), 'plan')} on the way, {view.past_target} past target"
    value = "fewer than half of {n} have reached value" if median is None else "half of {n} reach value by day {day}"
    return f"{text}; {value.format(n=n, day=median)}."


def _view(day: object, read: object) -> OnboardingView:
    return onboarding_view(read, day)  # pyright: ignore[reportArgumentType]
