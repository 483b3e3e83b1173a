"""What happened, in the toast, and where its links lead."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.drafts import SurveyDraft
from desktop.operations.logging import log
from desktop.store.queries import facts
from desktop.views.account.page import AccountPage
from desktop.views.page import Place, Said
from desktop.views.today.page import TodayPage
from desktop.views.window.main_window import MainWindow
from tests.views.stage import AS_OF, demo_book
from tests.views.window.conftest import Opened


@pytest.fixture
def answered(qtbot: QtBot, opened: Opened, tmp_path: Path) -> MainWindow:
    """A window that has just said that Verity answered an NPS survey with 3."""
    window = opened(demo_book(tmp_path))
    verity = next(each.id for each in window.session.read(facts.accounts) if each.name == "Verity Insurance")
    draft = SurveyDraft(account=verity, kind="nps", score=3.0, responded_on=AS_OF, scale_min=0, scale_max=10)
    performed = window.session.perform(log, draft, as_of=AS_OF)
    window.say(Said(performed.changes.label, can_undo=True, account=verity))
    qtbot.waitUntil(lambda: window.session.is_idle, timeout=15_000)
    return window


def link(window: MainWindow, text: str) -> QPushButton:
    return next(each for each in window.toast.findChildren(QPushButton) if each.text() == text and each.isVisible())


def press(window: MainWindow, text: str) -> None:
    QTest.mouseClick(link(window, text), Qt.MouseButton.LeftButton)


def test_that_what_is_said_stays_over_the_page_one_goes_to(qtbot: QtBot, answered: MainWindow) -> None:
    window = answered
    for name in ("accounts", "renewals", "today"):
        window.navigation.go(Place(name))
        qtbot.waitUntil(lambda: window.session.is_idle, timeout=15_000)
        toast = window.toast
        assert toast.isVisible()
        assert window.childAt(toast.mapTo(window, toast.rect().center())) in (toast, *toast.findChildren(QWidget))


def test_that_days_are_said_as_they_are_written_elsewhere(answered: MainWindow) -> None:
    answered.say(Said("Handed over: Acme 2026-12-01-x to Ines on 2026-12-01"))
    assert answered.toast.text == "Handed over: Acme 2026-12-01-x to Ines on 1 Dec 2026"
    assert answered.status_line.said.endswith("on 1 Dec 2026")


def test_that_show_tasks_leads_to_the_first_task_of_the_playbook(qtbot: QtBot, answered: MainWindow) -> None:
    window = answered
    started = window.session.started
    assert started is not None
    press(window, "Show tasks")
    page = window.page
    assert isinstance(page, TodayPage)
    qtbot.waitUntil(lambda: page.view is not None and window.session.is_idle, timeout=15_000)
    assert page.tabs.tab == "tasks"
    line = page.tasks.list.line
    assert line is not None
    assert (line.task, line.account) == (started.first, page.account)
    assert line.says.startswith("24 Nov")
    assert "Verity Insurance" in line.says
    assert not window.toast.isVisible()


def test_that_a_task_that_is_gone_leads_to_the_list_all_the_same(qtbot: QtBot, answered: MainWindow) -> None:
    answered.session.undo()
    answered.toast.tasks_asked.emit()
    page = answered.page
    assert isinstance(page, TodayPage)
    qtbot.waitUntil(lambda: page.view is not None and answered.session.is_idle, timeout=15_000)
    assert page.tabs.tab == "tasks"


def test_that_why_leads_to_the_points_of_the_score(qtbot: QtBot, answered: MainWindow) -> None:
    press(answered, "Why")
    page = answered.page
    assert isinstance(page, AccountPage)
    qtbot.waitUntil(lambda: page.can_do("why") and answered.session.is_idle, timeout=15_000)
    assert answered.navigation.place is not None
    assert answered.navigation.place.section == "overview"


def test_that_undo_takes_it_back(qtbot: QtBot, answered: MainWindow) -> None:
    before = answered.session.undo_label
    press(answered, "Undo")
    qtbot.waitUntil(lambda: answered.session.undo_label != before, timeout=15_000)
    assert answered.toast.text == f"Undone: {before}"


def test_that_what_nobody_asked_for_waits_until_what_one_did_was_read(opened: Opened, tmp_path: Path) -> None:
    window = opened(demo_book(tmp_path))
    window.say(Said("The backup is back. What was there is kept."))
    window.say_next(Said("Playbooks have 54 tasks"))
    assert window.toast.text == "The backup is back. What was there is kept."
    window.toast.hide()
    assert (window.toast.isVisible(), window.toast.text) == (True, "Playbooks have 54 tasks")
    window.toast.hide()
    assert not window.toast.isVisible()
    window.say_next(Said("Playbooks started 2 tasks", can_undo=True))
    assert window.toast.text == "Playbooks started 2 tasks"


@pytest.mark.parametrize("ends", ["something else is said", "something is changed", "the book is closed"])
def test_that_what_waits_to_be_said_is_dropped_with_what_it_was_about(
    opened: Opened, tmp_path: Path, ends: str
) -> None:
    window = opened(demo_book(tmp_path))
    window.say(Said("The backup is back"))
    window.say_next(Said("Playbooks started 2 tasks", can_undo=True))
    if ends == "something else is said":
        window.say(Said("Another thing"))
    elif ends == "something is changed":
        first = window.session.read(facts.accounts)[0].id
        window.session.perform(lambda tx: tx.update("account", first, {"name": "Other"}))
    else:
        window.session.close()
    window.toast.hide()
    assert not window.toast.isVisible()
