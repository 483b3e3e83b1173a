"""Renewals and Onboarding: a sentence, a chart, and a way to the account."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QScrollBar
from pytestqt.qtbot import QtBot

from desktop.store.queries import facts
from desktop.views.charts.host import ChartHost
from desktop.views.onboarding.page import OnboardingPage
from desktop.views.page import Page, Place
from desktop.views.renewals.page import RenewalsPage
from tests.views.stage import AS_OF, Stage


def shown(page: Page, qtbot: QtBot) -> None:
    qtbot.addWidget(page)
    page.resize(1104, 652)
    page.show()
    qtbot.waitUntil(lambda: page.context.session.is_idle and page.is_settled, timeout=30_000)


def texts(page: Page) -> str:
    from PySide6.QtWidgets import QLabel

    return "\n".join(label.text() for label in page.findChildren(QLabel) if not label.isHidden())


def test_that_renewals_say_what_can_leave_by_when(demo: Stage, qtbot: QtBot) -> None:
    page = RenewalsPage(demo.context)
    shown(page, qtbot)
    assert "can leave by" in texts(page)
    assert "1 term ended without an outcome" in texts(page)
    assert page.chart.drawing is not None
    page.chart.clicked.emit("x")
    assert demo.places == [Place("account", "x", "contract")]


def test_that_onboarding_lists_the_latest_plan_first_and_opens_it(demo: Stage, qtbot: QtBot) -> None:
    page = OnboardingPage(demo.context)
    shown(page, qtbot)
    first = page.plans.plans.rows[0]
    assert (first.account_name, first.day_of, first.target, first.blocked) == ("Aldermoor Council", 74, 45, True)
    assert "half of" in texts(page)
    qtbot.keyClick(page.plans, Qt.Key.Key_Return)
    assert demo.places == [Place("account", first.account, "plan")]


def test_that_the_chosen_plan_stays_chosen_when_the_book_changes(demo: Stage, qtbot: QtBot) -> None:
    page = OnboardingPage(demo.context)
    shown(page, qtbot)
    page.plans.setCurrentIndex(page.plans.plans.index(3, 0))
    chosen = page.plans.plans.rows[3].account
    milestone = demo.session.read(facts.milestones)[0]
    demo.session.perform(lambda tx: tx.update("milestone", milestone.id, {"name": "Renamed"}))
    qtbot.waitUntil(lambda: demo.session.is_idle)
    assert page.plans.plans.rows[page.plans.currentIndex().row()].account == chosen


@pytest.mark.parametrize(
    ("kind", "said"),
    [(RenewalsPage, "No contract has a term that ends."), (OnboardingPage, "No onboarding has begun.")],
)
def test_that_an_empty_book_says_what_belongs_here(empty: Stage, qtbot: QtBot, kind: type[Page], said: str) -> None:
    page = kind(empty.context)
    shown(page, qtbot)
    assert said in texts(page)
    button = next(each for each in page.findChildren(QPushButton) if each.text() == "Import CSV files…")
    assert button.isVisible()
    button.click()
    assert empty.acted == ["file.import"]
    assert page.focusWidget() is None or not isinstance(page.focusWidget(), ChartHost), "there is no chart to be in"


def test_that_a_day_without_plans_on_the_way_says_so_and_keeps_the_curve(demo: Stage, qtbot: QtBot) -> None:
    demo.session.look_at(AS_OF - timedelta(days=84))
    page = OnboardingPage(demo.context)
    shown(page, qtbot)
    assert "No plan is on the way; half of " in texts(page)
    assert "Import" not in texts(page)
    assert page.chart.isVisible()
    assert not page.plans.isVisible()


def test_that_on_a_past_day_no_line_is_called_today(demo: Stage, qtbot: QtBot) -> None:
    renewals, onboarding = RenewalsPage(demo.context), OnboardingPage(demo.context)
    shown(onboarding, qtbot)
    assert onboarding.legend.names["today"] == "today"
    demo.session.look_at(AS_OF - timedelta(days=54))
    shown(renewals, qtbot)
    assert renewals.chart._data.is_today is False  # pyright: ignore[reportPrivateUsage]
    onboarding.reload()
    qtbot.waitUntil(lambda: demo.session.is_idle and onboarding.is_settled, timeout=30_000)
    assert onboarding.legend.names["today"] == "30 Sep 2026"
    assert onboarding.legend.accessibleName().endswith("target, 30 Sep 2026")


def test_that_a_chart_is_ringed_only_when_one_tabs_to_it(demo: Stage, qtbot: QtBot) -> None:
    page = RenewalsPage(demo.context)
    shown(page, qtbot)
    plain = page.chart.grab().toImage()
    with qtbot.waitActive(page):
        page.activateWindow()
    page.take_focus()
    assert page.chart.hasFocus()
    assert page.chart.grab().toImage() == plain
    page.chart.clearFocus()
    page.chart.setFocus(Qt.FocusReason.TabFocusReason)
    assert page.chart.grab().toImage() != plain


def test_that_the_term_a_key_leads_to_is_on_the_screen_and_tab_leaves_the_timeline_where_it_is(
    demo: Stage, qtbot: QtBot
) -> None:
    page = RenewalsPage(demo.context)
    shown(page, qtbot)
    with qtbot.waitActive(page):
        page.activateWindow()
    page.take_focus()
    bar = page.findChildren(QScrollBar)
    scrolled = next(each for each in bar if each.maximum() > 0)
    qtbot.keyClick(page.chart, Qt.Key.Key_End)
    assert page.chart.said
    assert scrolled.value() > 0
    qtbot.keyClick(page.chart, Qt.Key.Key_Home)
    assert scrolled.value() < 48
    qtbot.keyClick(page.chart, Qt.Key.Key_Tab)
    assert scrolled.value() < 48
