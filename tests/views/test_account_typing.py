"""What can be typed on the page itself: the next step and its day, a missing notice period, a contact."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.operations.accounts import add_account, set_next_step
from desktop.store.queries import facts
from desktop.store.queries.account_view import people
from desktop.store.tx import Tx
from desktop.views.account.inline import Editable
from desktop.views.account.page import AccountPage
from desktop.views.page import Place
from tests.views.stage import Stage


def account_id(stage: Stage, name: str) -> str:
    return next(each.id for each in stage.session.read(facts.accounts) if each.name.startswith(name))


def step_of(stage: Stage, account: str) -> tuple[str | None, date | None]:
    (found,) = stage.session.read(facts.accounts, account)
    return found.next_step, found.next_step_on


def opened(qtbot: QtBot, stage: Stage, name: str) -> AccountPage:
    page = AccountPage(stage.context)
    qtbot.addWidget(page)
    page.resize(1104, 652)
    page.place_at(Place("account", account_id(stage, name)))
    page.show()
    page.activateWindow()
    settle(qtbot, stage)
    return page


def settle(qtbot: QtBot, stage: Stage) -> None:
    qtbot.waitUntil(lambda: stage.session.is_idle, timeout=8000)
    qtbot.wait(20)


def editable(widget: QWidget, name: str) -> Editable:
    found = [each for each in widget.findChildren(Editable) if not each.isHidden() and each.accessibleName() == name]
    return found[0]


def shown(widget: QWidget) -> str:
    labels = [each for each in widget.findChildren(QLabel) if each.isVisibleTo(widget)]
    said = "\n".join(each.accessibleName() or each.text() for each in labels)
    return said.replace("\N{NO-BREAK SPACE}", " ")


def test_that_f2_opens_the_next_step_and_enter_saves_it_with_its_day_as_one_change(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo, "Kestrel")
    kestrel = account_id(demo, "Kestrel")
    before = step_of(demo, kestrel)

    QTest.keyClick(page, Qt.Key.Key_F2)
    editor = page.header.step_editor
    assert editor is not None
    QTest.keyClicks(editor.step, "Ask Alice for the reference")
    editor.day.selectAll()
    QTest.keyClicks(editor.day, "fri")
    QTest.keyClick(editor.day, Qt.Key.Key_Return)
    settle(qtbot, demo)

    assert step_of(demo, kestrel) == ("Ask Alice for the reference", date(2026, 11, 27))
    assert demo.said[-1].text == "Next step set: Kestrel Grid"
    assert page.header.step_editor is None
    assert editable(page.header, "Next step").says == "Ask Alice for the reference"
    demo.session.undo()
    assert step_of(demo, kestrel) == before


def test_that_a_day_that_is_none_is_refused_at_its_place_and_what_was_typed_stays(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo, "Kestrel")
    before = step_of(demo, account_id(demo, "Kestrel"))
    editable(page.header, "Next step").click()
    editor = page.header.step_editor
    assert editor is not None

    editor.day.setText("soonish")
    QTest.keyClick(editor.day, Qt.Key.Key_Return)

    qtbot.wait(20)
    assert '"soonish" is no day' in shown(page.header)
    assert editor.typed[1] == "soonish"
    assert step_of(demo, account_id(demo, "Kestrel")) == before
    assert demo.troubles == []


def test_that_esc_restores_the_next_step_and_gives_the_focus_back(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo, "Kestrel")
    page.header.edit_step()
    editor = page.header.step_editor
    assert editor is not None
    QTest.keyClicks(editor.step, "something else")

    QTest.keyClick(editor.step, Qt.Key.Key_Escape)

    assert page.header.step_editor is None
    assert editable(page.header, "Next step").says == "Ask for reference"
    assert step_of(demo, account_id(demo, "Kestrel"))[0] == "Ask for reference"


def test_that_saving_what_was_there_closes_the_editor(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo, "Kestrel")
    page.header.edit_step()
    assert page.header.step_editor is not None

    QTest.keyClick(page.header.step_editor.step, Qt.Key.Key_Return)
    settle(qtbot, demo)

    assert page.header.step_editor is None


def test_that_a_change_from_elsewhere_leaves_what_is_being_typed(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo, "Brackwater")
    page.header.edit_step()
    assert page.header.step_editor is not None
    QTest.keyClicks(page.header.step_editor.step, "half a sen")
    field = page.overview.contacts.field
    assert field is not None
    field.line.setText("Ja")

    demo.session.perform(set_next_step, [account_id(demo, "Brackwater")], "From elsewhere")
    settle(qtbot, demo)

    assert page.header.step_editor is not None
    assert page.header.step_editor.typed[0] == "half a sen"
    assert page.overview.contacts.field is not None
    assert page.overview.contacts.field.text == "Ja"


def test_that_another_accounts_page_shows_nothing_typed_for_this_one(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo, "Brackwater")
    page.header.edit_step()
    field = page.overview.contacts.field
    assert field is not None
    field.line.setText("Ja")

    page.place_at(Place("account", account_id(demo, "Tindle")))
    settle(qtbot, demo)

    assert page.header.step_editor is None
    assert page.overview.contacts.field is None


def test_that_a_missing_notice_period_is_typed_where_it_is_missed(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo, "Brackwater")
    editable(page.header, "Notice period in days").click()
    field = page.header.notice_field
    assert field is not None

    field.line.setText("a month")
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    qtbot.wait(20)
    assert "no number of days" in shown(page.header)
    field.line.setText("60")
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    settle(qtbot, demo)

    assert demo.said[-1].text == "Notice period set: 60 d, Brackwater Foods"
    assert "in 89 d\n20 Feb 2027" in shown(page.header)
    assert "60 d" in shown(page.overview.contract)
    demo.session.undo()
    settle(qtbot, demo)
    assert "Opt-out\nunknown" in shown(page.header)


def test_that_a_contact_is_added_by_a_name(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo, "Tindle")
    tindle = account_id(demo, "Tindle")
    editable(page.overview.contacts, "Add a contact").click()
    field = page.overview.contacts.field
    assert field is not None

    QTest.keyClicks(field.line, "jana rowe")
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    qtbot.wait(20)
    assert "already" in shown(page.overview.contacts)
    field.line.setText("Wim Kok <wim@tindle.example>")
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    settle(qtbot, demo)

    assert ("Wim Kok", "wim@tindle.example") in [(p.name, p.email) for p in demo.session.read(people, tindle)]
    assert editable(page.overview.contacts, "Contact Wim Kok").says == "Wim Kok"
    assert page.overview.contacts.field is None


def test_that_digits_typed_into_a_field_do_not_change_the_section(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo, "Brackwater")
    page.header.edit_notice()
    assert page.header.notice_field is not None

    qtbot.keyClicks(page.header.notice_field.line, "60")

    assert page.header.notice_field.text == "60"
    assert page.overview.isVisible()


@pytest.mark.parametrize("how", ["past", "guarded"])
def test_that_neither_the_past_nor_a_customer_is_offered_a_field(qtbot: QtBot, demo: Stage, how: str) -> None:
    page = opened(qtbot, demo, "Brackwater")
    if how == "past":
        demo.session.look_at(date(2026, 11, 20))
    else:
        demo.guarded = True
        page.needs_reload()
    settle(qtbot, demo)

    QTest.keyClick(page, Qt.Key.Key_F2)

    assert page.header.step_editor is None
    assert [each.accessibleName() for each in page.findChildren(Editable) if each.isVisible()] == []
    assert page.overview.contacts.field is None


def test_that_an_account_taken_back_while_open_says_so_and_offers_the_list(qtbot: QtBot, empty: Stage) -> None:
    empty.session.perform(add_account, "Acme")
    page = opened(qtbot, empty, "Acme")
    QTest.keyClicks(page.overview.composer.editor, "nps 3")
    page.header.edit_step()

    empty.session.undo()
    settle(qtbot, empty)

    assert "no such account any more" in shown(page)
    assert not page.header.isVisible()
    page.nothing.button.click()
    assert empty.places[-1] == Place("accounts")
    empty.session.redo()
    settle(qtbot, empty)
    assert "Acme" in shown(page.header)
    assert not page.nothing.isVisible()
    assert empty.failures == []
    assert empty.troubles == []


def test_that_the_head_keeps_its_height_whatever_the_texts(qtbot: QtBot, empty: Stage) -> None:
    def add(tx: Tx, name: str, **values: str) -> None:
        tx.label = "Account added"
        tx.insert("account", {"name": name, **values})

    empty.session.perform(partial(add, name="Acme"))
    long = "Überlang \N{HEBREW LETTER ALEF}\N{HEBREW LETTER BET} \N{PARTY POPPER} <b>x</b> & " * 12
    empty.session.perform(
        partial(add, name=f"Bolt {long}"[:200], next_step=long[:500], segment=long, industry=long, region=long)
    )

    def add_more(tx: Tx) -> None:
        tx.label = "More"
        (bolt,) = (each.id for each in facts.accounts(tx.conn) if each.name.startswith("Bolt"))
        tx.insert("risk", {"account": bolt, "reason": "W" * 200, "opened_on": "2026-11-01"})
        tx.insert("task", {"account": bolt, "title": "W" * 200, "side": "ours"})
        tx.insert("contact", {"account": bolt, "name": "W" * 120, "role": "buyer"})
        tx.insert("touchpoint", {"account": bolt, "kind": "call", "on_day": "2026-11-01", "notes": "W" * 400})

    empty.session.perform(add_more)
    heights: set[int] = set()
    for name in ("Acme", "Bolt"):
        page = opened(qtbot, empty, name)
        heights.add(page.header.height())
        assert "Opt-out" in shown(page.header)
        for part in (page.overview.left, page.overview.past, page.overview.right):
            inside = part.widget()
            assert inside is not None
            assert inside.minimumSizeHint().width() <= part.viewport().width(), (name, part.accessibleName())
        assert page.minimumSizeHint().width() <= 900
        page.close()

    assert len(heights) == 1


def test_that_a_narrow_page_puts_the_left_column_below_the_right_one(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo, "Tindle")
    for width, is_beside in ((850, False), (1104, True), (820, False)):
        page.resize(width, 520)
        qtbot.wait(20)

        assert page.overview.left.isVisible() == is_beside
        assert page.overview.right.isAncestorOf(page.overview.contacts) != is_beside
        assert page.overview.contacts.isVisible()


def test_that_the_opt_out_date_explains_itself(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo, "Tindle")
    tips = [each.toolTip() for each in page.header.findChildren(QLabel)]
    tip = next(tip for tip in tips if "Opt-out 9 Jan 2027 = end 10 Mar 2027" in tip)

    assert "60 days of notice" in tip
    assert tip in [each.toolTip() for each in page.overview.contract.findChildren(QLabel)]


def test_that_markup_in_data_is_no_markup_in_a_tooltip(qtbot: QtBot, empty: Stage) -> None:
    def add(tx: Tx) -> None:
        tx.label = "Account added"
        tx.insert("account", {"name": '<img src="file:///etc/hosts">' * 6})

    empty.session.perform(add)
    page = opened(qtbot, empty, "<img")

    tips = [each.toolTip() for each in page.header.findChildren(QLabel)]
    assert any("&lt;img" in tip for tip in tips)
    assert not any("<img" in tip for tip in tips)
