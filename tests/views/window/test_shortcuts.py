"""The list of shortcuts holds every key there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

import desktop
from desktop.store.queries import facts
from desktop.views.accounts.page import AccountsPage
from desktop.views.page import Place
from desktop.views.today.page import TodayPage
from desktop.views.window.main_window import MainWindow
from desktop.views.window.shortcuts import ON_PAGES, ShortcutsDialog
from tests.views.stage import demo_book
from tests.views.window.conftest import Opened

VIEWS = Path(desktop.__file__).parent / "views"
KEY = re.compile(r"Qt\.Key\.Key_([A-Z]|F\d|Delete|Space)\b")
PLACES = {"today": "Today", "accounts": "Accounts", "table": "Accounts", "account": "Account", "qbrs": "QBRs"}
"""Folders whose lists and tables have keys of their own, and where they are listed."""


def test_that_every_shortcut_of_an_action_is_listed(window: MainWindow, qtbot: QtBot) -> None:
    dialog = ShortcutsDialog(window.actions_, window)
    qtbot.addWidget(dialog)
    texts = {label.text() for label in dialog.findChildren(QLabel)}
    native = QKeySequence.SequenceFormat.NativeText
    for action in window.actions_:
        if action.shortcuts:
            keys = " or ".join(QKeySequence(each).toString(native) for each in action.shortcuts)
            assert {action.text, keys} <= texts


@pytest.mark.parametrize("folder", PLACES)
def test_that_every_key_of_a_list_or_table_is_listed_where_it_works(folder: str) -> None:
    found = {key for path in (VIEWS / folder).rglob("*.py") for key in KEY.findall(path.read_text("utf-8"))}
    assert found or folder == "today"
    listed = " ".join(keys for _, keys in (*ON_PAGES[PLACES[folder]], *ON_PAGES["Everywhere"]))
    # F1 is the window's.
    missing = {key for key in found - {"F1"} if not re.search(rf"\b{key}\b", listed)}
    assert missing == set()


def test_that_a_question_mark_that_nobody_wants_lists_them(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened(demo_book(tmp_path))
    qtbot.keyClick(window, Qt.Key.Key_Question)
    assert [each for each in window.findChildren(ShortcutsDialog) if each.isVisible()]


def test_that_enter_presses_the_button_one_is_at(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened(demo_book(tmp_path))
    page = window.page
    assert isinstance(page, TodayPage)
    qtbot.waitUntil(lambda: page.view is not None)
    with qtbot.waitActive(window):
        window.activateWindow()
    for button, tab in ((page.tabs.buttons["tasks"], "tasks"), (page.tabs.buttons["queue"], "queue")):
        button.setFocus(Qt.FocusReason.TabFocusReason)
        qtbot.keyClick(button, Qt.Key.Key_Return)
        assert page.tabs.tab == tab
    page.tabs.buttons["tasks"].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(page.tabs.buttons["tasks"], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.tabs.tab == "queue", "Enter alone"


def test_that_the_enter_of_a_field_that_gives_the_keys_to_a_button_does_not_press_it(
    opened: Opened, tmp_path: Path, qtbot: QtBot
) -> None:
    window = opened(demo_book(tmp_path))
    pressed: list[bool] = []
    field, button = QLineEdit(window), QPushButton("Move the kickoff", window)
    button.clicked.connect(lambda: pressed.append(True))
    field.returnPressed.connect(button.setFocus)
    field.show()
    button.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(button.hasFocus)
    assert pressed == []
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert len(pressed) == 1


def test_that_enter_presses_the_button_of_a_popup(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened(demo_book(tmp_path))
    window.navigation.go(Place("accounts"))
    page = window.page
    assert isinstance(page, AccountsPage)
    qtbot.waitUntil(lambda: page.model.rowCount() > 0 and window.is_idle, timeout=15_000)
    page.table.go_to(0)
    page.blocks.open_form()
    form = page.blocks.form
    assert form is not None
    form.value.setText("Send the offer")
    form.button.setFocus()
    qtbot.waitUntil(form.button.hasFocus)
    qtbot.keyClick(form.button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Send the offer" in {each.next_step for each in window.session.read(facts.accounts)})
