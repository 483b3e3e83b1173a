"""How a figure came about, in the drawer: asked from the pages by click and key, in a window on the demo book."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.domain.calendar import period_of
from desktop.domain.scorecards import with_changes
from desktop.operations.account_view import account_view
from desktop.operations.explain import explained, read_explained
from desktop.store.portfolio import Portfolio
from desktop.store.queries import facts
from desktop.views.account.page import AccountPage
from desktop.views.accounts.footer import Footer
from desktop.views.accounts.page import AccountsPage
from desktop.views.compare.page import ComparePage
from desktop.views.explained import words
from desktop.views.explained.drawer import HIDDEN
from desktop.views.explained.label import Figure, FigureLabel
from desktop.views.explained.panel import ExplanationPanel
from desktop.views.library.page import LibraryPage
from desktop.views.onboarding.page import OnboardingPage
from desktop.views.page import Page, Place
from desktop.views.qbrs.page import QbrsPage
from desktop.views.renewals.page import RenewalsPage
from desktop.views.today.page import TodayPage
from desktop.views.window.main_window import MainWindow
from tests.views.stage import AS_OF, demo_book
from tests.views.window.conftest import Opened

P = TypeVar("P", bound=Page)
LEFT, Key = Qt.MouseButton.LeftButton, Qt.Key


@pytest.fixture
def window(opened: Opened, window: MainWindow, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    window.resize(1280, 720)
    opened(demo_book(tmp_path))
    window.activateWindow()
    del qtbot
    return window


def page_of(window: MainWindow, qtbot: QtBot, name: str, kind: type[P]) -> P:
    window.navigation.go(Place(name))
    qtbot.waitUntil(lambda: window.session.is_idle, timeout=15_000)
    (page,) = [each for each in window.findChildren(kind) if each.isVisible()]
    qtbot.waitUntil(lambda: window.session.is_idle and page.is_settled, timeout=15_000)
    return page


def shown(window: MainWindow, qtbot: QtBot) -> ExplanationPanel:
    """The explanation, once it is there."""
    qtbot.waitUntil(lambda: window.session.is_idle, timeout=15_000)
    panel = window.drawer.content
    assert isinstance(panel, ExplanationPanel)
    return panel


def click(footer: Footer, qtbot: QtBot, key: str) -> None:
    place = next(place for each, place in footer.figures if each == key)
    qtbot.mouseClick(footer, LEFT, pos=place.center())


def said(panel: ExplanationPanel) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if not label.isHidden())


def test_that_a_click_on_a_band_in_the_footer_lists_its_accounts(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot, "accounts", AccountsPage)
    click(page.frame.footer, qtbot, "health.red")
    panel = shown(window, qtbot)
    assert panel.title.text() == "Red accounts"
    count = int(panel.value.text())
    assert len(panel.rows.lines.rows) == count
    assert f"{count} red" in page.frame.footer.text
    assert "unscored, less than 40" in said(panel)

    qtbot.keyClick(panel.rows, Key.Key_Return)
    account = panel.rows.lines.rows[0].account
    assert window.navigation.place == Place("account", account)


def test_that_the_sentence_over_the_accounts_says_whom_it_counts(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot, "accounts", AccountsPage)
    sentence = page.frame.sentence
    sentence.setFocus()
    qtbot.keyClick(sentence, Key.Key_Question)
    panel = shown(window, qtbot)
    assert panel.title.text() == "Red or amber, opt-out in 90 days"
    assert f"; {panel.value.text()} red or amber" in sentence.text()
    assert len(panel.rows.lines.rows) == int(panel.value.text()) > 0
    qtbot.keyClick(panel.rows, Key.Key_Escape)
    assert sentence.hasFocus()
    # With a customer looking on the sentence tells the ARR alone, and so does its explanation.
    window.toggle_guard()
    qtbot.keyClick(sentence, Key.Key_Question)
    assert shown(window, qtbot).title.text() == "ARR"


def test_that_a_filtered_footer_is_explained_for_what_is_shown(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot, "accounts", AccountsPage)
    page.filters.field.setText("tindle")
    click(page.frame.footer, qtbot, "arr_cents")
    panel = shown(window, qtbot)
    assert [line.name for line in panel.rows.lines.rows] == ["Tindle & Rowe"]
    assert "1 of 60 accounts shown" in panel.over.text()
    page.filters.field.setText("")
    qtbot.waitUntil(lambda: len(panel.rows.lines.rows) > 40, timeout=15_000)
    assert "Whole book" in panel.over.text()


def test_that_the_footer_is_asked_from_the_keyboard_and_gets_the_focus_back(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot, "accounts", AccountsPage)
    footer = page.frame.footer
    footer.setFocus()
    qtbot.keyClick(footer, Key.Key_Right)
    qtbot.keyClick(footer, Key.Key_Question)
    panel = shown(window, qtbot)
    assert panel.title.text() == "Amber accounts"
    assert panel.isAncestorOf(window.focusWidget())
    qtbot.keyClick(panel.rows, Key.Key_Escape)
    assert window.drawer.content is None
    assert footer.hasFocus()


def test_that_what_is_shown_is_copied_as_text(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot, "accounts", AccountsPage)
    click(page.frame.footer, qtbot, "arr_cents")
    panel = shown(window, qtbot)
    qtbot.keyClick(panel.rows, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("ARR: ")
    assert "Verity Insurance\t" in copied
    assert "Left out" in copied


def test_that_health_is_hidden_while_a_customer_looks_on(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot, "accounts", AccountsPage)
    click(page.frame.footer, qtbot, "health.red")
    panel = shown(window, qtbot)
    assert panel.rows.lines.rows
    window.toggle_guard()
    panel = shown(window, qtbot)
    assert HIDDEN in said(panel)
    assert not panel.rows.lines.rows
    assert not panel.text


def test_that_what_was_noted_is_left_out_while_a_customer_looks_on(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot, "accounts", AccountsPage)
    page.explanation.explain("bridge.churn")
    lines = shown(window, qtbot).rows.lines
    assert any("merger" in line.second for line in lines.rows)
    window.toggle_guard()
    qtbot.waitUntil(lambda: not any("merger" in line.second for line in lines.rows), timeout=15_000)
    assert lines.rows


def test_that_the_explanation_follows_what_is_changed(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot, "accounts", AccountsPage)
    click(page.frame.footer, qtbot, "accounts.total")
    panel = shown(window, qtbot)
    assert panel.value.text() == "60"
    window.session.perform(lambda tx: tx.insert("account", {"name": "Sixty-one"}))
    qtbot.waitUntil(lambda: panel.value.text() == "61", timeout=15_000)


def test_that_the_brief_and_the_explanation_take_the_drawer_in_turn(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot, "accounts", AccountsPage)
    page.table.go_to(0)
    qtbot.keyClick(page.table, Key.Key_Space)
    assert page.brief.is_open
    click(page.frame.footer, qtbot, "arr_cents")
    assert not page.brief.is_open
    assert page.explanation.panel is shown(window, qtbot)
    page.table.setFocus()
    qtbot.keyClick(page.table, Key.Key_Space)
    assert page.brief.is_open
    assert page.explanation.panel is None


def test_that_the_heading_over_the_line_of_twelve_months_explains_that_line(window: MainWindow, qtbot: QtBot) -> None:
    account = next(each.id for each in window.session.read(facts.accounts) if each.name == "Tindle & Rowe")
    window.navigation.go(Place("account", account))
    qtbot.waitUntil(lambda: window.session.is_idle, timeout=15_000)
    (page,) = [each for each in window.findChildren(AccountPage) if each.isVisible()]
    line = page.overview.chart
    qtbot.waitUntil(lambda: bool(line.line.points) and page.is_settled, timeout=15_000)
    (heading,) = [each for each in line.findChildren(Figure) if each.accessibleName() == "Health over 12 months"]
    heading.setFocus()
    qtbot.keyClick(heading, Key.Key_Question)
    panel = shown(window, qtbot)
    assert panel.title.text() == "Health over 12 months"
    months = [point.shown for point in line.line.points]
    assert len(panel.rows.lines.rows) == len(months) == 13
    assert f"{months[-1]} - {months[0]}" in panel.text.replace("\N{MINUS SIGN}", "-").replace("\N{NO-BREAK SPACE}", " ")


def test_that_onboarding_explains_its_sentence_and_its_curve(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot, "onboarding", OnboardingPage)
    sentence, heading, curve = page.sentence, page.heading, page.beside
    sentence.setFocus()
    qtbot.keyClick(sentence, Key.Key_Question)
    panel = shown(window, qtbot)
    assert panel.title.text() == "Plans on the way"
    assert sentence.text().startswith(f"{panel.value.text()} plans on the way, ")
    assert len(panel.rows.lines.rows) == int(panel.value.text())
    qtbot.keyClick(panel.rows, Key.Key_Escape)
    assert sentence.hasFocus()

    heading.setFocus()
    qtbot.keyClick(heading, Key.Key_Question)
    panel = shown(window, qtbot)
    found = explained(window.session.read(read_explained, period_of(as_of=AS_OF)), "ttv.median_days")
    assert panel.value.text() == words.value(found)
    assert f"day {found.value}" in sentence.text()
    assert len(panel.rows.lines.rows) == found.n
    qtbot.keyClick(panel.rows, Key.Key_Escape)
    assert heading.hasFocus()

    qtbot.mouseClick(curve, LEFT, pos=curve.rect().center() - curve.rect().topRight() / 4)
    panel = shown(window, qtbot)
    assert panel.title.text() == "Share that reached value"
    qtbot.keyClick(panel.rows, Key.Key_Down)
    account = panel.rows.lines.rows[1].account
    qtbot.keyClick(panel.rows, Key.Key_Return)
    assert window.navigation.place == Place("account", account, "plan")


def test_that_renewals_explain_what_can_leave(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot, "renewals", RenewalsPage)
    sentence, unknown = page.findChildren(FigureLabel)
    sentence.setFocus()
    qtbot.keyClick(sentence, Key.Key_Return)
    panel = shown(window, qtbot)
    assert panel.title.text() == "Can leave"
    arr = [int(line.numbers[0].replace(",", "")) for line in panel.rows.lines.rows]
    assert panel.value.text() == f"{sum(arr):,}\N{NO-BREAK SPACE}USD"
    assert "ended without an outcome" in said(panel)
    qtbot.keyClick(panel.rows, Key.Key_Escape)
    assert sentence.hasFocus()
    # What the sentence leaves out is told term by term, too.
    qtbot.keyClick(unknown, Key.Key_Question)
    panel = shown(window, qtbot)
    assert panel.title.text() == "Opt-out unknown"
    assert unknown.text() == f"opt-out unknown for {panel.value.text()} terms"
    assert len(panel.rows.lines.rows) == int(panel.value.text())
    qtbot.keyClick(panel.rows, Key.Key_Escape)
    assert unknown.hasFocus()


def test_that_the_reviews_say_which_are_due_and_unplanned(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot, "qbrs", QbrsPage)
    sentence = page.board.sentence
    sentence.setFocus()
    qtbot.keyClick(sentence, Key.Key_Question)
    panel = shown(window, qtbot)
    assert panel.title.text() == "Reviews due and unplanned"
    unplanned = int(panel.value.text())
    assert f"; {unplanned} unplanned" in sentence.text()
    assert len(panel.rows.lines.rows) == unplanned > 0
    assert "coverage: " in said(panel)
    window.toggle_guard()
    qtbot.waitUntil(lambda: HIDDEN in said(shown(window, qtbot)), timeout=15_000)
    window.toggle_guard()
    qtbot.waitUntil(lambda: HIDDEN not in said(shown(window, qtbot)), timeout=15_000)
    qtbot.keyClick(shown(window, qtbot).rows, Key.Key_Escape)
    assert sentence.hasFocus()


def test_that_the_preview_of_a_scorecard_says_who_would_move_and_why(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot, "library", LibraryPage)
    figure = page.panel.strip.figure
    figure.setFocus()
    qtbot.keyClick(figure, Key.Key_Question)
    assert shown(window, qtbot).title.text() == "Health, mean", "while nothing is typed, how the book stands"
    qtbot.keyClick(shown(window, qtbot).rows, Key.Key_Escape)
    card = page.panel.editor.card
    assert card is not None
    page.panel.editor.type(with_changes(card, {"inputs.usage_trend.weight": 90}))
    assert figure.isEnabled()
    figure.setFocus()
    qtbot.keyClick(figure, Key.Key_Question)
    panel = shown(window, qtbot)
    moved = int(panel.value.text())
    assert page.panel.strip.first.says.startswith(f"Save would move {moved} ")
    assert len(panel.rows.lines.rows) == moved > 0
    assert "weight of usage trend 15" in said(panel)
    told = [row.second for row in panel.rows.lines.rows]
    assert all("\N{RIGHTWARDS ARROW}" in each for each in told)
    assert all(("coverage " if "unscored" in each else " points") in each for each in told)
    qtbot.keyClick(panel.rows, Key.Key_Escape)
    assert figure.hasFocus()
    page.panel.editor.restore()
    qtbot.keyClick(figure, Key.Key_Question)
    assert shown(window, qtbot).title.text() == "Health, mean"


def test_that_names_are_shown_as_they_are_written(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot, "accounts", AccountsPage)
    account = window.session.read(facts.accounts)[0]
    window.session.perform(lambda tx: tx.update("account", account.id, {"name": "<b>Bold & Co</b>"}))
    qtbot.waitUntil(lambda: window.session.is_idle, timeout=15_000)
    click(page.frame.footer, qtbot, "accounts.total")
    panel = shown(window, qtbot)
    assert "<b>Bold & Co</b>" in [line.name for line in panel.rows.lines.rows]
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in panel.findChildren(QLabel))


def test_that_the_bands_of_the_footer_are_what_their_explanations_say(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot, "accounts", AccountsPage)
    read = window.session.read(read_explained, period_of(as_of=AS_OF))
    footer = page.frame.footer
    bands = [key for key, _ in footer.figures if key.startswith("health.")]
    assert len(bands) == 4
    for key in bands:
        assert f"{explained(read, key).value} {key.partition('.')[2]} " in footer.text
    assert ", 7 without ARR, " in footer.text


def test_that_nrr_says_in_the_panel_what_it_says_in_the_terminal(window: MainWindow, qtbot: QtBot) -> None:
    """Journey 9: who was left out, points that add up, and the difference to the closed quarter."""
    page = page_of(window, qtbot, "accounts", AccountsPage)
    page.explanation.explain("nrr")
    panel = shown(window, qtbot)
    period = period_of(as_of=AS_OF)
    path = window.session.path
    assert path is not None
    with Portfolio.open(path, writable=False) as book, book.looked_at(AS_OF) as conn:
        found = explained(read_explained(conn, period, known_on=AS_OF), "nrr")
    assert found.closing is not None
    assert found.closing.quarter == "2026Q3"
    told = said(panel)
    assert all(words.say(line, "USD") in told for line in found.since_closed)
    assert "restated \N{MINUS SIGN}2." in told
    assert "Pallas Robotics \N{MINUS SIGN}2." in told
    assert "new since" in told


def test_that_the_accounts_that_stayed_as_they_were_are_one_row_that_opens(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot, "accounts", AccountsPage)
    page.explanation.explain("nrr")
    panel = shown(window, qtbot)
    rows = panel.rows.lines.rows
    assert rows[-1].name.endswith("accounts unchanged")
    assert "of the rate" in rows[-1].second
    unchanged = int(rows[-1].name.split()[0])
    assert unchanged > 3

    panel.rows.setFocus()
    qtbot.keyClick(panel.rows, Key.Key_End)
    qtbot.keyClick(panel.rows, Key.Key_Return)
    assert window.navigation.place == Place("accounts")
    assert len(panel.rows.lines.rows) == len(rows) - 1 + unchanged
    assert panel.rows.currentIndex().row() == len(rows) - 1
    assert all(row.account for row in panel.rows.lines.rows)


def test_that_the_accounts_header_and_score_say_how_they_came_about(window: MainWindow, qtbot: QtBot) -> None:
    tindle = next(each.id for each in window.session.read(facts.accounts) if each.name.startswith("Tindle"))
    window.navigation.go(Place("account", tindle))
    qtbot.waitUntil(lambda: window.session.is_idle, timeout=15_000)
    (page,) = [each for each in window.findChildren(AccountPage) if each.isVisible()]

    def figures(name: str) -> list[Figure]:
        return [each for each in page.findChildren(Figure) if each.accessibleName() == name and each.isVisible()]

    def has_focus(name: str) -> bool:
        return any(each.hasFocus() for each in figures(name))

    def figure(name: str) -> Figure:
        qtbot.waitUntil(lambda: bool(figures(name)), timeout=15_000)
        return figures(name)[0]

    titles = {
        "Health": "Health",
        "Change of health": "Change of health in 30 days",
        "Opt-out": "Opt-out",
        "Last two-way contact": "Last two-way contact",
        "Why: Feelings": "Health: Feelings",
        "When the next step is due": "Next step",
    }
    for name, title in titles.items():
        asked = figure(name)
        asked.setFocus()
        qtbot.keyClick(asked, Key.Key_Question)
        panel = shown(window, qtbot)
        assert panel.title.text() == title
        assert "Tindle & Rowe" in panel.over.text()
        qtbot.keyClick(panel.rows, Key.Key_Escape)
        qtbot.waitUntil(partial(has_focus, name), timeout=15_000)
    qtbot.mouseClick(figure("Health"), LEFT)
    panel = shown(window, qtbot)
    points = [int(line.numbers[0].replace("\N{MINUS SIGN}", "-")) for line in panel.rows.lines.rows]
    assert sum(points) == int(panel.value.text())
    # What is logged meanwhile is in it.
    before = panel.value.text()
    log_line(window, tindle)
    qtbot.waitUntil(lambda: panel.value.text() != before, timeout=15_000)
    window.toggle_guard()
    qtbot.waitUntil(lambda: HIDDEN in said(panel), timeout=15_000)


def test_that_each_feature_of_an_account_says_how_its_adoption_came_about(window: MainWindow, qtbot: QtBot) -> None:
    views = (window.session.read(account_view, each.id, AS_OF) for each in window.session.read(facts.accounts))
    view = next(each for each in views if sum(found.share is not None for found in each.usage.features) > 1)
    window.navigation.go(Place("account", view.account.id, "usage"))
    name = f"Adoption of {view.usage.features[0].name}"

    def figures() -> list[Figure]:
        return [each for each in window.findChildren(Figure) if each.accessibleName() == name and each.isVisible()]

    qtbot.waitUntil(lambda: bool(figures()), timeout=15_000)
    qtbot.keyClick(figures()[0], Key.Key_Question)
    panel = shown(window, qtbot)
    assert panel.title.text() == "Feature adoption"
    assert [line.name for line in panel.rows.lines.rows] == [feature.name for feature in view.usage.features]


def log_line(window: MainWindow, account: str) -> None:
    """An answer that is not satisfied."""
    answer = {"account": account, "kind": "csat", "score": 1.0, "scale_min": 1.0, "scale_max": 5.0}
    window.session.perform(lambda tx: tx.insert("survey_response", {**answer, "responded_on": AS_OF.isoformat()}))


def test_that_today_explains_what_is_at_stake_and_its_opt_outs_as_renewals_do(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot, "today", TodayPage)
    page.sentence.setFocus()
    qtbot.keyClick(page.sentence, Key.Key_Question)
    panel = shown(window, qtbot)
    assert panel.title.text() == "At stake this week"
    assert page.view is not None
    assert len(panel.rows.lines.rows) == len(page.view.queue.must)
    stake = sum(int(line.numbers[0].replace(",", "")) for line in panel.rows.lines.rows)
    assert panel.value.text() == f"{stake:,}\N{NO-BREAK SPACE}USD"
    qtbot.keyClick(panel.rows, Key.Key_Escape)
    assert page.sentence.hasFocus()

    qtbot.keyClick(page.board.opt_outs.beside, Key.Key_Question)
    opt_outs = shown(window, qtbot).value.text()
    qtbot.keyClick(shown(window, qtbot).rows, Key.Key_Escape)
    renewals = page_of(window, qtbot, "renewals", RenewalsPage)
    sentence = renewals.findChildren(FigureLabel)[0]
    qtbot.keyClick(sentence, Key.Key_Return)
    assert shown(window, qtbot).value.text() == opt_outs


def test_that_a_milestone_that_slips_says_each_plan_it_slipped_in(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot, "onboarding", OnboardingPage)
    page.slips.setFocus()
    qtbot.keyClick(page.slips, Key.Key_Down)
    qtbot.keyClick(page.slips, Key.Key_Question)
    panel = shown(window, qtbot)
    row = page.slips.shown[1]
    assert panel.title.text() == f"Slip of {row.name}"
    assert len(panel.rows.lines.rows) == row.n + row.overdue
    slips = sorted(int(line.numbers[0].replace("\N{MINUS SIGN}", "-")) for line in panel.rows.lines.rows)
    assert slips[len(slips) // 2 - 1] <= (row.median_days or 0) <= slips[len(slips) // 2]
    qtbot.keyClick(panel.rows, Key.Key_Escape)
    assert page.slips.hasFocus()


def test_that_the_tabs_and_side_headings_of_today_are_asked_by_their_key(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot, "today", TodayPage)
    assert page.view is not None
    tasks = page.tabs.buttons["tasks"]
    asked = {
        tasks: len(page.view.tasks),
        page.tabs.buttons["gaps"]: sum(bool(each.missing) for each in page.view.gaps),
        page.board.changed.beside: len(page.view.changed),
        page.board.quiet.beside: sum(each.is_quiet for each in page.view.quiet),
        page.board.promises.beside: len(page.view.promises),
        page.board.meetings.beside: len(page.view.meetings),
        page.board.book.beside: page.view.accounts,
    }
    for widget, count in asked.items():
        widget.setFocus()
        qtbot.keyClick(widget, Key.Key_Question)
        panel = shown(window, qtbot)
        assert panel.value.text() == str(count)
        assert len(panel.rows.lines.rows) == count
        qtbot.keyClick(panel.rows, Key.Key_Escape)
        assert widget.hasFocus()
    assert page.tabs.tab == "queue", "asking turns nothing"
    task = page.view.tasks[0]
    qtbot.keyClick(tasks, Key.Key_Question)
    window.session.perform(lambda tx: tx.update("task", task.task, {"done_on": AS_OF.isoformat()}))
    panel = shown(window, qtbot)
    qtbot.waitUntil(lambda: panel.value.text() == str(asked[tasks] - 1), timeout=15_000)


def test_that_a_band_of_the_book_on_today_lists_its_accounts(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1920, 1080)
    page = page_of(window, qtbot, "today", TodayPage)
    bands = page.board.book.body
    bands.setFocus()
    qtbot.keyClick(bands, Key.Key_Down)
    qtbot.keyClick(bands, Key.Key_Return)
    panel = shown(window, qtbot)
    assert panel.title.text() == "Amber accounts"
    qtbot.keyClick(panel.rows, Key.Key_Escape)
    assert bands.hasFocus()


def test_that_compare_adds_up_account_by_account_and_tells_a_customer_the_money_alone(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.session.look_at(date(2026, 8, 1))
    page = page_of(window, qtbot, "compare", ComparePage)
    page.sentence.setFocus()
    qtbot.keyClick(page.sentence, Key.Key_Question)
    panel = shown(window, qtbot)
    assert page.found is not None
    total = page.found.summary
    rows = [int(line.numbers[0].replace(",", "").replace("\N{MINUS SIGN}", "-")) for line in panel.rows.lines.rows]
    assert 100 * sum(rows) == total.arr_change_cents
    assert f"fell a band: {total.fell}" in panel.text
    assert f"health known then: {total.known_then}" in panel.text
    window.toggle_guard()
    qtbot.waitUntil(lambda: "band" not in shown(window, qtbot).text, timeout=15_000)
    assert "health" not in panel.text
    assert panel.rows.lines.rows
