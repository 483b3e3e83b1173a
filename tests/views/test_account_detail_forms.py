"""People, owner and own fields on the account's page: forms that save as one undo and refuse at the field."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.operations.parents import family
from desktop.store.queries import account as columns_of
from desktop.store.queries.account_view import Person, people
from desktop.store.queries.ownership import owner_on
from desktop.views.account.form import Form
from desktop.views.account.page import AccountPage
from tests.views.stage import Stage
from tests.views.test_account_contract_forms import said
from tests.views.test_account_typing import account_id, editable, opened, settle, shown


def form_of(page: AccountPage) -> Form:
    form = page.details.form
    assert form is not None
    return form


def write(form: Form, **values: str) -> None:
    for key, text in values.items():
        field = form.inputs[key]
        if isinstance(field, QComboBox):
            field.setCurrentText(text)
        else:
            field.setText(text)


def save(qtbot: QtBot, stage: Stage, form: Form) -> None:
    first = next(iter(form.inputs.values()))
    if isinstance(first, QLineEdit):
        QTest.keyClick(first, Qt.Key.Key_Return)
    else:
        form.save_button.click()
    settle(qtbot, stage)


def person(stage: Stage, account: str, name: str) -> Person:
    return next(each for each in stage.session.read(people, account_id(stage, account)) if each.name == name)


def test_that_somebody_becomes_champion_and_the_warning_goes_with_one_undo(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo, "Lumen")
    assert "No champion since Jana Brandt left, 18 d ago." in shown(page.overview)
    assert "only contact left" in shown(page.overview)
    editable(page.overview, "Contact Ines Vogt").click()
    form = form_of(page)
    write(form, role="champion", stance="supporter", title="COO")
    save(qtbot, demo, form)
    now = person(demo, "Lumen", "Ines Vogt")
    assert (now.role, now.stance, now.title) == ("champion", "supporter", "COO")
    assert "No champion" not in shown(page.overview)
    assert demo.said[-1].text == "Contact changed: Ines Vogt"
    demo.session.undo()
    assert person(demo, "Lumen", "Ines Vogt").role == "admin"


def test_that_a_stance_there_is_not_is_refused_at_its_field(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo, "Lumen")
    page.details.open_contact(person(demo, "Lumen", "Ines Vogt").id)
    form = form_of(page)
    write(form, stance="angry")
    save(qtbot, demo, form)
    assert '"angry" is no stance: choose supporter, neutral, critic.' in shown(form)
    assert form.values["stance"] == "angry"
    assert person(demo, "Lumen", "Ines Vogt").stance == "neutral"


def test_that_who_left_comes_back_and_then_nobody_is_the_only_one(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo, "Lumen")
    page.details.open_contact(person(demo, "Lumen", "Jana Brandt").id)
    form = form_of(page)
    assert form.values["left_on"] == "5 Nov 2026"
    write(form, left_on="")
    save(qtbot, demo, form)
    assert person(demo, "Lumen", "Jana Brandt").left_on is None
    assert demo.said[-1].text == "Contact is back: Jana Brandt"
    assert "only contact left" not in shown(page.overview)


def test_that_the_account_is_handed_over_with_a_preview(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo, "Ostrava")
    ostrava = account_id(demo, "Ostrava")
    editable(page.header, "Owner and cover").click()
    form = form_of(page)
    write(form, csm="Somebody New", on="2026-12-01")
    qtbot.waitUntil(lambda: "Mara Lind → Somebody New from 1 Dec 2026 on" in said(form))
    assert "148 k" in said(form)
    save(qtbot, demo, form)
    assert demo.session.read(owner_on, ostrava, date(2026, 11, 30)) == "Mara Lind"
    assert demo.session.read(owner_on, ostrava, date(2026, 12, 1)) == "Somebody New"
    assert editable(page.header, "Owner and cover").says == "Owner Mara Lind, Somebody New from 1 Dec"
    demo.session.undo()
    assert demo.session.read(owner_on, ostrava, date(2026, 12, 1)) == "Mara Lind"


def test_that_cover_needs_its_end_and_is_shown_at_the_head(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo, "Ostrava")
    page.details.open_owner()
    form = form_of(page)
    write(form, what="cover", csm="Ann Other")
    save(qtbot, demo, form)
    assert "Until when?" in shown(form)
    write(form, until="+2w")
    qtbot.waitUntil(lambda: "by Ann Other from 23 Nov 2026 until 7 Dec 2026" in said(form))
    save(qtbot, demo, form)
    assert editable(page.header, "Owner and cover").says == "Owner Mara Lind, covered by Ann Other"
    page.details.open_owner()
    form = form_of(page)
    write(form, what="cover", csm="tomas", on="2026-12-20", until="2026-12-27")
    qtbot.waitUntil(lambda: "by Tomas " in said(form))
    save(qtbot, demo, form)
    page.details.open_owner()
    assert "from 20 Dec 2026 until 27 Dec 2026" in said(form_of(page))


def test_that_own_fields_and_parent_are_one_undo_and_a_ring_is_refused(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo, "Ostrava")
    ostrava, lumen = account_id(demo, "Ostrava"), account_id(demo, "Lumen")
    page.details.open_details()
    form = form_of(page)
    write(form, parent="Lumen Dental", name="Wing", value=" A+ ")
    save(qtbot, demo, form)
    assert demo.session.read(columns_of.own_fields, ostrava)["Wing"] == " A+ "
    assert demo.session.read(family, lumen, demo.session.day).arr_cents == 14_800_000
    other = opened(qtbot, demo, "Lumen")
    assert "1 account, 148 k: Ostrava Freight" in shown(other.overview)
    other.details.open_details()
    again = form_of(other)
    write(again, parent="Ostrava Freight")
    save(qtbot, demo, again)
    assert "Ostrava Freight is below Lumen Dental: an account cannot come under itself." in shown(again)
    demo.session.undo()
    assert "Wing" not in demo.session.read(columns_of.own_fields, ostrava)
    assert demo.session.read(family, ostrava, demo.session.day).parent is None


def test_that_nothing_opens_in_the_past(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo, "Lumen")
    demo.session.look_at(date(2026, 10, 23))
    settle(qtbot, demo)
    page.details.open_owner()
    page.details.open_details()
    page.details.open_contact(person(demo, "Lumen", "Ines Vogt").id)
    assert page.details.form is None
    assert "only contact left" not in shown(page.overview)
