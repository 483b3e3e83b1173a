"""A score that is called and a pulse, given and ended on the account's page beside the computed score."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.domain.opinions import latest_pulse, standing_override
from desktop.operations.accounts import set_next_step
from desktop.operations.overrides import call_score
from desktop.store.queries import facts
from desktop.views.account.called import CALL, END, PULSE, OpinionEditor
from desktop.views.account.inline import Editable
from desktop.views.account.page import AccountPage
from desktop.views.page import Place
from tests.views.stage import AS_OF, Stage


def account_id(stage: Stage, name: str) -> str:
    return next(each.id for each in stage.session.read(facts.accounts) if each.name.startswith(name))


def opened(qtbot: QtBot, stage: Stage, name: str = "Tindle") -> AccountPage:
    page = AccountPage(stage.context)
    qtbot.addWidget(page)
    page.resize(1104, 652)
    page.place_at(Place("account", account_id(stage, name)))
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    settle(qtbot, stage)
    return page


def settle(qtbot: QtBot, stage: Stage) -> None:
    qtbot.waitUntil(lambda: stage.session.is_idle, timeout=8000)
    qtbot.wait(20)


def links(page: AccountPage) -> dict[str, Editable]:
    return page.overview.why.called.links


def editor(page: AccountPage) -> OpinionEditor:
    found = page.overview.why.called.editor
    assert found is not None
    return found


def shown(qtbot: QtBot, page: AccountPage) -> str:
    qtbot.wait(20)
    labels = [each for each in page.overview.why.called.findChildren(QLabel) if each.isVisibleTo(page)]
    return "\n".join(each.accessibleName() or each.text() for each in labels)


def stands(stage: Stage, name: str = "Tindle") -> float | None:
    found = standing_override(stage.session.read(facts.overrides, account_id(stage, name)), AS_OF)
    return None if found is None else found.value


def test_that_a_score_is_called_by_keys_alone_and_undo_takes_it_back(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    computed = page.overview.why.findChildren(QLabel)[0].text()
    links(page)[CALL].setFocus()
    QTest.keyClick(links(page)[CALL], Qt.Key.Key_Space)
    value, until, reason = editor(page).fields
    qtbot.wait(20)
    assert page.focusWidget() is value
    QTest.keyClicks(value, "80")
    QTest.keyClick(value, Qt.Key.Key_Tab)
    assert page.focusWidget() is until
    QTest.keyClicks(until, "+2w")
    QTest.keyClick(until, Qt.Key.Key_Tab)
    assert page.focusWidget() is reason
    QTest.keyClicks(reason, "the fix is agreed")
    QTest.keyClick(reason, Qt.Key.Key_Return)
    settle(qtbot, demo)

    (call,) = demo.session.read(facts.overrides, account_id(demo, "Tindle"))
    assert (call.value, call.expires_on, call.reason) == (80, AS_OF + timedelta(14), "the fix is agreed")
    assert f"Called 80 by {call.author} until 7 Dec: the fix is agreed" in shown(qtbot, page)
    assert (demo.said[-1].text, demo.said[-1].can_undo) == ("Score called 80: Tindle & Rowe", True)
    assert page.overview.why.called.editor is None
    assert page.overview.why.findChildren(QLabel)[0].text() == computed

    demo.session.undo()
    settle(qtbot, demo)
    assert "Called" not in shown(qtbot, page)
    assert END not in links(page)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (("eighty", "+2w", "why"), "is no score"),
        (("101", "+2w", "why"), "whole number from 0 to 100"),
        (("80", "", "why"), "needs the day it ends"),
        (("80", "soonish", "why"), "is no day"),
        (("80", "+2w", ""), "needs a reason"),
    ],
)
def test_that_what_is_refused_is_said_there_and_stays_typed(
    qtbot: QtBot, demo: Stage, typed: tuple[str, str, str], says: str
) -> None:
    page = opened(qtbot, demo)
    links(page)[CALL].click()
    editor(page).take_over(typed)
    QTest.keyClick(editor(page).fields[0], Qt.Key.Key_Return)
    assert says in shown(qtbot, page)
    assert editor(page).typed == typed
    assert stands(demo) is None
    assert demo.troubles == []


def test_that_esc_leaves_the_editor_and_gives_the_focus_back(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    links(page)[CALL].click()
    QTest.keyClicks(editor(page).fields[0], "80")
    QTest.keyClick(editor(page).fields[0], Qt.Key.Key_Escape)
    assert page.overview.why.called.editor is None
    qtbot.wait(20)
    assert page.focusWidget() is links(page)[CALL]
    assert stands(demo) is None


def test_that_a_call_that_stands_is_ended_where_it_is_shown(qtbot: QtBot, demo: Stage) -> None:
    until = AS_OF + timedelta(10)
    tindle = account_id(demo, "Tindle")
    demo.session.perform(call_score, tindle, 80, reason="fix", expires_on=until, as_of=AS_OF, author="Jana")
    page = opened(qtbot, demo)
    assert "Called 80 by Jana until 3 Dec: fix" in shown(qtbot, page)
    links(page)[END].click()
    settle(qtbot, demo)
    assert stands(demo) is None
    assert "Called" not in shown(qtbot, page)
    assert demo.said[-1].text == "Call of 80 ended: Tindle & Rowe"
    demo.session.undo()
    settle(qtbot, demo)
    assert stands(demo) == 80


def test_that_a_pulse_is_given_with_its_reason(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    links(page)[PULSE].click()
    value, reason = editor(page).fields
    QTest.keyClicks(value, "7")
    QTest.keyClick(value, Qt.Key.Key_Return)
    assert "A pulse runs from 1 to 5" in shown(qtbot, page)
    value.setText("2")
    QTest.keyClicks(reason, "new CFO")
    QTest.keyClick(reason, Qt.Key.Key_Return)
    settle(qtbot, demo)

    felt = latest_pulse(demo.session.read(facts.pulses, account_id(demo, "Tindle")), AS_OF)
    assert felt is not None
    assert (felt.value, felt.reason, felt.on_day) == (2, "new CFO", AS_OF)
    assert f"Pulse 2 of 5 by {felt.author}, 23 Nov: new CFO" in shown(qtbot, page)


def test_that_an_account_without_a_score_can_be_called_too(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo, "Quillon")
    assert page.overview.why.called.isVisible()
    links(page)[CALL].click()
    editor(page).take_over(("20", "+1w", "will leave"))
    QTest.keyClick(editor(page).fields[0], Qt.Key.Key_Return)
    settle(qtbot, demo)
    assert stands(demo, "Quillon") == 20


def test_that_what_is_typed_outlives_a_change_from_elsewhere_and_not_another_account(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    links(page)[CALL].click()
    editor(page).take_over(("80", "", "half a sen"))
    demo.session.perform(set_next_step, [account_id(demo, "Tindle")], "From elsewhere")
    settle(qtbot, demo)
    assert editor(page).typed == ("80", "", "half a sen")
    page.place_at(Place("account", account_id(demo, "Kestrel")))
    settle(qtbot, demo)
    assert page.overview.why.called.editor is None


@pytest.mark.parametrize("how", ["past", "guarded"])
def test_that_the_past_is_only_read_and_a_customer_sees_nothing_of_it(qtbot: QtBot, demo: Stage, how: str) -> None:
    tindle = account_id(demo, "Tindle")
    demo.session.perform(
        call_score, tindle, 80, reason="fix", expires_on=AS_OF + timedelta(9), as_of=AS_OF - timedelta(9)
    )
    page = opened(qtbot, demo)
    if how == "past":
        demo.session.look_at(date(2026, 11, 20))
    else:
        demo.guarded = True
        page.needs_reload()
    settle(qtbot, demo)
    assert links(page) == {} or how == "guarded"
    assert ("Called 80" in shown(qtbot, page)) == (how == "past")


def test_that_the_links_are_read_in_full(qtbot: QtBot, demo: Stage) -> None:
    tindle = account_id(demo, "Tindle")
    demo.session.perform(call_score, tindle, 80, reason="fix", expires_on=AS_OF + timedelta(9), as_of=AS_OF)
    page = opened(qtbot, demo)
    assert {name: link.text() for name, link in links(page).items()} == {CALL: CALL, PULSE: PULSE, END: END}
