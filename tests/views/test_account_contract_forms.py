"""The contract on the account's page: a form that tells what it would do, keeps what is typed, saves."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.facts import ContractLine
from desktop.operations import look
from desktop.operations.account_page import account_page
from desktop.store.queries import facts
from desktop.views.account.form import Form
from desktop.views.account.page import AccountPage
from desktop.views.page import Place
from tests.views.stage import Stage
from tests.views.test_account_typing import account_id, opened, settle, shown


def lines(stage: Stage, name: str) -> list[ContractLine]:
    found = stage.session.read(facts.contract_lines, account_id(stage, name))
    return sorted(found, key=lambda line: line.start_on)


def at_contract(qtbot: QtBot, stage: Stage, name: str) -> AccountPage:
    page = opened(qtbot, stage, name)
    page.place_at(Place("account", account_id(stage, name), "contract"))
    return page


def form_of(page: AccountPage, kind: str, line: str = "") -> Form:
    page.editing.open(kind, line)
    form = page.editing.form
    assert form is not None
    return form


def said(form: Form) -> str:
    labels = [each for each in form.preview.findChildren(QLabel) if not each.isHidden()]
    words = " | ".join(each.text() for each in labels)
    return words.replace("\N{NO-BREAK SPACE}", " ").replace("\N{ZERO WIDTH SPACE}", "")


def write(form: Form, key: str, text: str) -> None:
    field = form.inputs[key]
    assert isinstance(field, QLineEdit)
    field.setText(text)


def enter(form: Form, key: str) -> None:
    QTest.keyClick(form.inputs[key], Qt.Key.Key_Return)


def test_that_a_renewal_is_previewed_saved_and_undone(qtbot: QtBot, demo: Stage) -> None:
    page = at_contract(qtbot, demo, "Ostrava")
    before = lines(demo, "Ostrava")
    form = form_of(page, "renew", before[-1].id)
    write(form, "amount", "160k")
    qtbot.waitUntil(lambda: "160 k" in said(form))
    assert "148 k → 160 k on" in said(form)
    assert "expansion 12" in said(form)
    assert lines(demo, "Ostrava") == before, "a preview changes nothing"

    enter(form, "amount")
    settle(qtbot, demo)

    assert lines(demo, "Ostrava")[-1].arr_cents == 16_000_000
    assert demo.said[-1].text.startswith("Renewed for 12 months · Ostrava Freight · ARR 148")
    assert page.editing.form is None
    demo.session.undo()
    assert lines(demo, "Ostrava") == before


def test_that_an_opt_out_told_to_stay_stays_once_a_later_upgrade_is_saved(qtbot: QtBot, demo: Stage) -> None:
    page = at_contract(qtbot, demo, "Verity")
    form = form_of(page, "change", lines(demo, "Verity")[-1].id)
    write(form, "amount", "900k")
    write(form, "day", "1 jan 2027")
    qtbot.waitUntil(lambda: "900 k" in said(form))
    assert "stays 21 Mar 2027" in said(form)
    enter(form, "amount")
    settle(qtbot, demo)

    seen = shown(page)
    assert "renewed, term to" not in seen
    assert "21 Mar 2027" in seen
    assert "agreed, from 1 Jan 2027" in seen, "what was agreed stands among the lines"
    assert "2 Dec 2026" not in seen, "of a term that is renewed nothing can be left"
    row = next(each for each in demo.session.read(look.accounts, demo.session.day) if each.name.startswith("Verity"))
    assert (row.opts_out_on, row.renews_on) == (date(2027, 3, 21), date(2027, 4, 20))
    told = demo.session.read(account_page, "Verity", demo.session.day)
    assert told["opts_out_on"] == date(2027, 3, 21)
    assert [line["arr_cents"] for line in told["contract_lines"]] == [900_000_00, 779_000_00]


def test_that_what_is_wrong_is_refused_at_its_field_and_stays_typed(qtbot: QtBot, demo: Stage) -> None:
    page = at_contract(qtbot, demo, "Ostrava")
    before = lines(demo, "Ostrava")
    form = form_of(page, "change", before[-1].id)
    write(form, "seats", "many")
    enter(form, "seats")
    assert '"many" is no whole number' in shown(form)
    assert form.values["seats"] == "many"
    write(form, "seats", "90")
    write(form, "amount", "a lot")
    enter(form, "amount")
    assert "What does it cost a year?" in shown(form)
    assert "no whole number" not in shown(form)
    assert lines(demo, "Ostrava") == before
    assert demo.troubles == []


def test_that_a_form_that_is_closed_by_another_keeps_what_was_typed_and_cancel_forgets_it(
    qtbot: QtBot, demo: Stage
) -> None:
    page = at_contract(qtbot, demo, "Ostrava")
    line = lines(demo, "Ostrava")[-1].id
    form = form_of(page, "notice", line)
    qtbot.addWidget(form)
    form.show()
    write(form, "reason", "new board")
    form.hide()
    assert page.editing.form is None
    again = form_of(page, "notice", line)
    assert again.values["reason"] == "new board"
    QTest.keyClick(again.inputs["reason"], Qt.Key.Key_Escape)
    assert form_of(page, "notice", line).values["reason"] == ""


def test_that_a_notice_that_comes_too_late_is_told_before_it_is_saved(qtbot: QtBot, demo: Stage) -> None:
    page = at_contract(qtbot, demo, "Ostrava")
    line = lines(demo, "Ostrava")[-1]
    form = form_of(page, "notice", line.id)
    qtbot.waitUntil(lambda: "churn 148" in said(form))
    assert "Too late" not in said(form)
    write(form, "day", "2027-02-01")
    qtbot.waitUntil(lambda: "Too late" in said(form))


def test_that_a_first_line_is_added_to_an_account_without_any(qtbot: QtBot, demo: Stage) -> None:
    page = at_contract(qtbot, demo, "Brackwater")
    count = len(lines(demo, "Brackwater"))
    add = next(each for each in page.contract.findChildren(QPushButton) if each.text() == "Add a line")
    add.click()
    form = page.editing.form
    assert form is not None
    write(form, "product", "Maps")
    write(form, "amount", "12k")
    write(form, "months", "12")
    box = form.inputs["auto_renew"]
    assert isinstance(box, QComboBox)
    box.setCurrentText("yes")
    enter(form, "amount")
    settle(qtbot, demo)
    added = lines(demo, "Brackwater")[-1]
    assert len(lines(demo, "Brackwater")) == count + 1
    assert (added.product, added.arr_cents, added.auto_renew, added.notice_days) == ("Maps", 1_200_000, True, None)


def test_that_a_line_that_was_typed_wrong_is_corrected_or_removed(qtbot: QtBot, demo: Stage) -> None:
    page = at_contract(qtbot, demo, "Ostrava")
    before = lines(demo, "Ostrava")
    form = form_of(page, "correct", before[-1].id)
    assert form.values["amount"] == "148,000"
    write(form, "amount", "150000")
    qtbot.waitUntil(lambda: "150 k" in said(form))
    enter(form, "amount")
    settle(qtbot, demo)
    assert len(lines(demo, "Ostrava")) == len(before)
    assert lines(demo, "Ostrava")[-1].arr_cents == 15_000_000
    form = form_of(page, "correct", before[-1].id)
    remove = next(each for each in form.findChildren(QPushButton) if each.objectName() == "remove")
    remove.click()
    settle(qtbot, demo)
    assert len(lines(demo, "Ostrava")) == len(before) - 1


def test_that_nothing_can_be_changed_in_the_past_or_while_a_customer_looks_on(qtbot: QtBot, demo: Stage) -> None:
    page = at_contract(qtbot, demo, "Ostrava")
    assert any(each.text() == "Renew…" for each in page.contract.findChildren(QPushButton))
    demo.session.look_at(demo.session.day.replace(day=1))
    settle(qtbot, demo)
    visible = [each for each in page.contract.findChildren(QPushButton) if not each.isHidden()]
    assert visible == []
    page.editing.open("renew", lines(demo, "Ostrava")[-1].id)
    assert page.editing.form is None


def test_that_health_has_its_colour_where_a_form_says_what_becomes_of_it(qtbot: QtBot, demo: Stage) -> None:
    page = at_contract(qtbot, demo, "Ostrava")
    form = form_of(page, "end", lines(demo, "Ostrava")[-1].id)
    assert said(form).endswith("Health | 58 ▲ |  →  | not enough to judge")
    tokens = demo.context.theme.tokens
    told = [each for each in form.preview.findChildren(QLabel) if not each.isHidden()][-3:]
    ink = [each.palette().color(QPalette.ColorRole.WindowText).name().upper() for each in told]
    assert ink == [tokens.text_of("amber").upper(), tokens.ink.upper(), tokens.ink.upper()]
