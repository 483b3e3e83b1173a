"""The plan section: starting, moving, blocking in place; goals and opportunities; risks at the right."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.facts import ContractLine
from desktop.operations import templates
from desktop.operations.accounts import add_account
from desktop.store.queries import facts, success
from desktop.store.queries.templates import PlanStep, plan_heads, plan_steps
from desktop.views.account.asking import Asking
from desktop.views.account.form import Form
from desktop.views.account.page import AccountPage
from tests.views.stage import Stage
from tests.views.test_account_typing import account_id, editable, opened, settle, shown


@pytest.fixture
def book(empty: Stage) -> Stage:
    empty.session.perform(templates.write_shipped)
    empty.session.perform(add_account, "Acme")
    return empty


def plan_page(qtbot: QtBot, stage: Stage, name: str) -> AccountPage:
    page = opened(qtbot, stage, name)
    QTest.keyClick(page, Qt.Key.Key_2)
    settle(qtbot, stage)
    return page


def steps(stage: Stage, name: str) -> dict[str, PlanStep]:
    return {each.name: each for each in stage.session.read(plan_steps, account_id(stage, name))}


def field(region: Asking, name: str) -> QLineEdit:
    assert region.asked is not None
    found = next(each for each in region.asked.fields if each.accessibleName() == name)
    assert isinstance(found, QLineEdit)
    return found


def choose(qtbot: QtBot, link: QWidget, action: str) -> None:
    """Open the menu at a link with a key, and take what is called so."""
    link.setFocus()
    QTest.keyClick(link, Qt.Key.Key_Space)
    menu = link.findChild(QMenu)
    assert menu is not None
    next(each for each in menu.actions() if each.text() == action).trigger()
    menu.close()
    qtbot.wait(10)


def start(page: AccountPage, day: str = "1 dec") -> None:
    region = page.plan.steps
    button = next(each for each in region.findChildren(QPushButton) if each.text() == "Start an onboarding")
    button.click()
    assert region.asked is not None
    chooser = region.asked.fields[0]
    assert isinstance(chooser, QComboBox)
    chooser.setCurrentText("Standard")
    QTest.keyClicks(field(region, "Kickoff"), day)


def test_that_a_plan_is_previewed_with_its_dates_started_with_enter_and_taken_back_as_one(
    qtbot: QtBot, book: Stage
) -> None:
    page = plan_page(qtbot, book, "Acme")
    start(page)
    region = page.plan.steps
    said = shown(region)
    assert "8 milestones in 45 d, calendar days" in said
    assert "Go-live review" in said
    assert steps(book, "Acme") == {}

    QTest.keyClick(field(region, "Kickoff"), Qt.Key.Key_Return)
    settle(qtbot, book)

    assert len(steps(book, "Acme")) == 8
    assert "Standard: starts in 8 d" in shown(region)
    assert "0 of 8 milestones done" in shown(region)
    assert editable(region, "Move the kickoff").isVisible()
    book.session.undo()
    assert steps(book, "Acme") == {}


def test_that_a_kickoff_day_that_is_none_is_refused_and_stays_typed(qtbot: QtBot, book: Stage) -> None:
    page = plan_page(qtbot, book, "Acme")
    start(page, "soonish")
    region = page.plan.steps
    QTest.keyClick(field(region, "Kickoff"), Qt.Key.Key_Return)
    assert region.asked is not None
    assert "is no day" in region.asked.below.text()
    assert field(region, "Kickoff").text() == "soonish"


def test_that_moving_the_kickoff_a_week_previews_and_moves_what_is_open_and_what_is_done_stays(
    qtbot: QtBot, demo: Stage
) -> None:
    page = plan_page(qtbot, demo, "Aldermoor")
    before = steps(demo, "Aldermoor")
    region = page.plan.steps
    editable(region, "Move the kickoff").click()
    QTest.keyClicks(field(region, "Move by, or to"), "+1w")
    said = shown(region)
    assert "3 open dates 7 d later; 4 done or waived stay" in said
    assert "the start stays" in said

    QTest.keyClick(field(region, "Move by, or to"), Qt.Key.Key_Return)
    settle(qtbot, demo)

    after = steps(demo, "Aldermoor")
    for name, was in before.items():
        assert was.due_on is not None
        moved = after[name].due_on
        assert moved is not None
        assert (moved - was.due_on).days == (0 if was.done_on else 7)
    demo.session.undo()
    assert steps(demo, "Aldermoor") == before


def test_that_the_target_stays_if_it_is_not_to_move(qtbot: QtBot, demo: Stage) -> None:
    page = plan_page(qtbot, demo, "Aldermoor")
    (head,) = demo.session.read(plan_heads, account_id(demo, "Aldermoor"))
    region = page.plan.steps
    editable(region, "Move the kickoff").click()
    QTest.keyClicks(field(region, "Move by, or to"), "+1w")
    assert region.asked is not None
    tick = region.asked.fields[1]
    assert isinstance(tick, QCheckBox)
    QTest.keyClick(tick, Qt.Key.Key_Space)
    QTest.keyClick(field(region, "Move by, or to"), Qt.Key.Key_Return)
    settle(qtbot, demo)
    assert demo.session.read(plan_heads, account_id(demo, "Aldermoor")) == [head]


def test_that_a_blocked_milestone_names_the_reason_and_whose_turn_it_is(qtbot: QtBot, demo: Stage) -> None:
    page = plan_page(qtbot, demo, "Aldermoor")
    region = page.plan.steps
    choose(qtbot, editable(region, "Change Go-live review"), "Blocked …")
    why = field(region, "Why Go-live review is blocked")
    QTest.keyClicks(why, "no date from the board")
    QTest.keyClick(why, Qt.Key.Key_Return)
    settle(qtbot, demo)
    found = steps(demo, "Aldermoor")["Go-live review"]
    assert (found.state, found.reason, found.side) == ("blocked", "no date from the board", "ours")
    assert "SSO live is blocked for 31 d: their turn" in shown(region)


def test_that_a_milestone_moves_with_those_after_it(qtbot: QtBot, demo: Stage) -> None:
    page = plan_page(qtbot, demo, "Aldermoor")
    region = page.plan.steps
    choose(qtbot, editable(region, "Change Pilot group live"), "Move …")
    day = field(region, "New day of Pilot group live")
    QTest.keyClicks(day, "+3d")
    assert region.asked is not None
    tick = region.asked.fields[1]
    assert isinstance(tick, QCheckBox)
    tick.click()
    assert "2 milestones would move" in shown(region)
    QTest.keyClick(day, Qt.Key.Key_Return)
    settle(qtbot, demo)
    after = steps(demo, "Aldermoor")
    assert after["Pilot group live"].due_on == date(2026, 12, 17)
    assert after["Go-live review"].due_on == date(2026, 12, 24)
    assert after["SSO live"].due_on == date(2026, 12, 7)


def test_that_esc_leaves_a_question_and_nothing_is_saved(qtbot: QtBot, demo: Stage) -> None:
    page = plan_page(qtbot, demo, "Aldermoor")
    before = steps(demo, "Aldermoor")
    region = page.plan.steps
    editable(region, "Move the kickoff").click()
    QTest.keyClicks(field(region, "Move by, or to"), "+1w")
    QTest.keyClick(field(region, "Move by, or to"), Qt.Key.Key_Escape)
    assert region.asked is None
    assert steps(demo, "Aldermoor") == before


def test_that_what_is_typed_stays_while_the_page_is_read_anew(qtbot: QtBot, demo: Stage) -> None:
    page = plan_page(qtbot, demo, "Aldermoor")
    region = page.plan.steps
    editable(region, "Move the kickoff").click()
    QTest.keyClicks(field(region, "Move by, or to"), "+2w")
    page.reload()
    settle(qtbot, demo)
    assert field(region, "Move by, or to").text() == "+2w"


def test_that_a_goal_is_added_measured_and_shows_its_way(qtbot: QtBot, demo: Stage) -> None:
    page = plan_page(qtbot, demo, "Nimbus")
    region = page.plan.goals
    editable(region, "Add a goal").click()
    for name, typed in (("Goal", "Cut handling time"), ("Baseline", "40"), ("Target", "25"), ("Unit", "min")):
        QTest.keyClicks(field(region, name), typed)
    QTest.keyClick(field(region, "Due"), Qt.Key.Key_Return)
    settle(qtbot, demo)
    assert "no date and no name to it yet" in shown(region)
    assert "progress unknown" in shown(region)

    choose(qtbot, editable(region, "Change Cut handling time"), "Measured …")
    QTest.keyClicks(field(region, "Current value"), "31")
    QTest.keyClick(field(region, "Current value"), Qt.Key.Key_Return)
    settle(qtbot, demo)
    assert "40 → 31, target 25 min" in shown(region)
    assert "60 % of the way" in shown(region)


def line_of(stage: Stage, account: str) -> ContractLine:
    """The only line that runs."""
    lines = stage.session.read(facts.contract_lines, account)
    return max(lines, key=lambda each: each.start_on)


def won_form(qtbot: QtBot, page: AccountPage) -> Form:
    choose(qtbot, editable(page.plan.offers, "Change Upsell"), "Won …")
    form = page.editing.form
    assert form is not None
    qtbot.addWidget(form)
    return form


def test_that_what_was_won_enters_the_contract_once_and_one_undo_takes_both_back(qtbot: QtBot, demo: Stage) -> None:
    page = plan_page(qtbot, demo, "Nimbus")
    region, account = page.plan.offers, account_id(demo, "Nimbus")
    assert "1 open: 18 k a year" in shown(region)
    before = demo.session.read(facts.contract_lines, account)
    running = line_of(demo, account)
    form = won_form(qtbot, page)
    assert form.values["amount"] == f"{running.arr_cents // 100 + 18_000:,}"
    QTest.keyClick(form.inputs["amount"], Qt.Key.Key_Return)
    settle(qtbot, demo)

    after = demo.session.read(facts.contract_lines, account)
    rise = sum(each.arr_cents for each in after) - sum(each.arr_cents for each in before) - running.arr_cents
    assert rise == 1_800_000
    assert {each.state for each in demo.session.read(success.chances, account)} == {"won"}
    assert "not in the contract" not in shown(region)
    demo.session.undo()
    assert demo.session.read(facts.contract_lines, account) == before
    assert "open" in {each.state for each in demo.session.read(success.chances, account)}


def test_that_what_was_won_without_the_contract_stays_won_and_says_so_until_it_is_in(qtbot: QtBot, demo: Stage) -> None:
    page = plan_page(qtbot, demo, "Nimbus")
    region, account = page.plan.offers, account_id(demo, "Nimbus")
    before = demo.session.read(facts.contract_lines, account)
    QTest.keyClick(won_form(qtbot, page).inputs["amount"], Qt.Key.Key_Escape)
    settle(qtbot, demo)
    assert demo.said[-1].text == "Upsell won, not in the contract yet"
    assert {each.state for each in demo.session.read(success.chances, account)} == {"won"}
    assert demo.session.read(facts.contract_lines, account) == before
    assert "not in the contract yet" in shown(region)

    choose(qtbot, editable(region, "Change Upsell"), "Into the contract …")
    form = page.editing.form
    assert form is not None
    QTest.keyClick(form.inputs["amount"], Qt.Key.Key_Return)
    settle(qtbot, demo)
    assert demo.troubles == []
    assert "not in the contract" not in shown(region)


def test_that_a_risk_opens_with_a_reason_and_closes_with_what_came_of_it(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo, "Kestrel")
    region = page.overview.risks
    editable(region, "Open a risk").click()
    QTest.keyClicks(field(region, "Reason"), "Asks for less")
    QTest.keyClick(field(region, "Reason"), Qt.Key.Key_Return)
    settle(qtbot, demo)
    assert "1 open, 96 k a year at stake" in shown(region)
    assert "severity unknown, whole account, no plan yet" in shown(region)

    choose(qtbot, editable(region, "Change the risk Asks for less"), "Closed: false alarm")
    settle(qtbot, demo)
    assert "No risk is open" in shown(region)
    outcomes = [each.outcome for each in demo.session.read(success.risks, account_id(demo, "Kestrel"))]
    assert "false_alarm" in outcomes


def test_that_a_customer_who_looks_on_sees_no_risks_and_no_opportunities_and_changes_nothing(
    qtbot: QtBot, demo: Stage
) -> None:
    page = plan_page(qtbot, demo, "Nimbus")
    demo.guarded = True
    page.reload()
    settle(qtbot, demo)
    assert page.plan.offers.isHidden()
    assert not page.plan.goals.findChildren(QPushButton)
    assert not page.plan.steps.findChildren(QPushButton)
