"""Onboarding templates in the library: changed in their cells, added and removed, each one undo."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.templates import Template
from desktop.operations import templates
from desktop.store.queries.templates import templates as read_templates
from desktop.views.library.page import TEMPLATES, LibraryPage
from desktop.views.page import Place
from tests.views.stage import Stage


@pytest.fixture
def book(empty: Stage) -> Stage:
    for each in empty.session.read(read_templates):
        empty.session.perform(templates.remove_template, each.key)
    empty.session.perform(templates.add_shipped)
    return empty


def template(stage: Stage, name: str) -> Template:
    return next(each for each in stage.session.read(read_templates) if each.name == name)


def library(qtbot: QtBot, stage: Stage, name: str = "Light") -> LibraryPage:
    page = LibraryPage(stage.context)
    qtbot.addWidget(page)
    page.resize(1104, 652)
    page.place_at(Place("library", None, TEMPLATES + (template(stage, name).key if name else "")))
    page.show()
    page.activateWindow()
    settle(qtbot, stage)
    return page


def settle(qtbot: QtBot, stage: Stage) -> None:
    qtbot.waitUntil(lambda: stage.session.is_idle, timeout=8000)
    qtbot.wait(20)


def button(page: LibraryPage, name: str) -> QPushButton:
    found = [each for each in page.template.findChildren(QPushButton) if not each.isHidden()]
    return next(each for each in found if name in (each.accessibleName(), each.text()))


def retype(page: LibraryPage, name: str, text: str) -> None:
    field = page.template.fields[name]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_that_a_day_typed_into_its_cell_is_saved_as_one_undo(qtbot: QtBot, book: Stage) -> None:
    page = library(qtbot, book)
    before = template(book, "Light")
    retype(page, "Day of Data import", "6")
    settle(qtbot, book)
    assert template(book, "Light").milestones[1].due_days == 6
    book.session.undo()
    assert template(book, "Light") == before


def test_that_what_is_no_day_is_refused_and_stays_typed_and_esc_restores(qtbot: QtBot, book: Stage) -> None:
    page = library(qtbot, book)
    retype(page, "Day of Data import", "soon")
    field = page.template.fields["Day of Data import"]
    assert field.text() == "soon"
    assert template(book, "Light").milestones[1].due_days == 4
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "4"


def test_that_milestones_are_added_reordered_turned_valued_and_removed(qtbot: QtBot, book: Stage) -> None:
    page = library(qtbot, book)
    button(page, "Add a milestone").click()
    settle(qtbot, book)
    button(page, "New milestone up").click()
    settle(qtbot, book)
    assert [each.name for each in template(book, "Light").milestones][-2:] == ["New milestone", "Go-live check"]

    button(page, "Turn of Kickoff: ours").click()
    settle(qtbot, book)
    boxes = page.template.findChildren(QCheckBox)
    next(each for each in boxes if each.accessibleName() == "Kickoff is first value" and not each.isHidden()).click()
    settle(qtbot, book)
    found = template(book, "Light")
    assert (found.milestones[0].side, found.value) == ("theirs", found.milestones[0])

    button(page, "Remove New milestone").click()
    settle(qtbot, book)
    assert len(template(book, "Light").milestones) == 5


def test_that_a_new_template_is_shown_at_once_and_a_taken_name_refused(qtbot: QtBot, book: Stage) -> None:
    page = library(qtbot, book)
    QTest.keyClicks(page.template.name, "Partner")
    QTest.keyClick(page.template.name, Qt.Key.Key_Return)
    settle(qtbot, book)
    assert page.template.fields["Name"].text() == "Partner"
    QTest.keyClicks(page.template.name, "partner")
    QTest.keyClick(page.template.name, Qt.Key.Key_Return)
    assert page.template.name.text() == "partner"
    assert len(book.session.read(read_templates)) == 4


def test_that_a_book_without_templates_offers_the_shipped_ones(qtbot: QtBot, book: Stage) -> None:
    for each in book.session.read(read_templates):
        book.session.perform(templates.remove_template, each.key)
    page = library(qtbot, book, name="")
    button(page, "Add the shipped templates").click()
    settle(qtbot, book)
    assert len(book.session.read(read_templates)) == 3
