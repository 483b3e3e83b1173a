"""The window around the pages: undo, search, the day, the drawer, what is remembered."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from desktop.domain.drafts import PulseDraft
from desktop.operations.logging import log
from desktop.store.queries import facts
from desktop.views.library.page import LibraryPage
from desktop.views.page import Place, Said
from desktop.views.window.as_of import AsOfFrame
from desktop.views.window.main_window import MainWindow
from desktop.views.window.shortcuts import ShortcutsDialog
from tests.views.stage import AS_OF, Stage, demo_book, empty_book
from tests.views.window.conftest import Opened


def tindle(window: MainWindow) -> str:
    return next(each.id for each in window.session.read(facts.accounts) if each.name.startswith("Tindle"))


def pulse(window: MainWindow) -> None:
    window.session.perform(log, PulseDraft(account=tindle(window), value=2, on_day=AS_OF), as_of=AS_OF)


def search(window: MainWindow, text: str) -> None:
    window.search()
    line = window.palette_.findChild(QLineEdit)
    assert line is not None
    line.setText(text)


def test_that_undo_and_redo_say_what_they_do(opened: Opened, tmp_path: Path) -> None:
    window = opened(demo_book(tmp_path))
    undo, redo = window.actions_["edit.undo"], window.actions_["edit.redo"]
    assert not undo.is_enabled()
    pulse(window)
    assert (undo.label, undo.is_enabled(), redo.is_enabled()) == ("Undo: Pulse 2 logged", True, False)
    button = next(each for each in window.top_bar.findChildren(QToolButton) if each.accessibleName() == undo.label)
    assert button.isEnabled()
    button.click()
    assert window.toast.text == "Undone: Pulse 2 logged"
    assert redo.label == "Redo: Pulse 2 logged"
    redo.run()
    assert window.toast.text == "Done again: Pulse 2 logged"


def test_that_what_was_saved_is_said_with_the_time(opened: Opened, tmp_path: Path) -> None:
    window = opened(demo_book(tmp_path))
    pulse(window)
    assert window.status_line.said.startswith("All changes saved ")


def test_that_the_palette_finds_accounts_contacts_notes_and_commands(opened: Opened, tmp_path: Path) -> None:
    window = opened(demo_book(tmp_path))
    search(window, "jana")
    assert {entry.kind for entry in window.palette_.entries} == {"contact", "note"}
    search(window, "tindle")
    first = window.palette_.entries[0]
    assert (first.kind, first.text) == ("account", "Tindle & Rowe")
    search(window, "renewal")
    kinds = [entry.kind for entry in window.palette_.entries]
    assert (kinds[0], "note" in kinds) == ("command", True), "a note may hold any word"
    search(window, "theme dark")
    assert [entry.text for entry in window.palette_.entries] == ["Theme: dark"]


def test_that_before_anything_is_typed_the_palette_offers_where_one_has_been_and_then_what_to_log(
    opened: Opened, tmp_path: Path
) -> None:
    window = opened(demo_book(tmp_path))
    accounts = window.session.read(facts.accounts)[:2]
    for each in accounts:
        window.navigation.go(Place("account", each.id))
    window.navigation.go(Place("account", accounts[0].id))
    search(window, "")
    entries = window.palette_.entries
    assert [entry.text for entry in entries[:2]] == [accounts[1].name, "Log…"], "not the one that is shown"
    menus = [each.menu for entry in entries[1:] for each in window.actions_ if each.label == entry.text]
    assert menus.index("File") > menus.index("Go")
    window.navigation.go(Place("accounts"))
    search(window, "")
    assert [entry.text for entry in window.palette_.entries[:2]] == [each.name for each in accounts]


def test_that_enter_in_the_palette_goes_there_and_escape_goes_back(
    opened: Opened, tmp_path: Path, qtbot: QtBot
) -> None:
    window = opened(demo_book(tmp_path))
    search(window, "tindle")
    line = window.palette_.findChild(QLineEdit)
    assert line is not None
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert not window.palette_.isVisible()
    assert window.navigation.place == Place("today")
    search(window, "tindle")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert window.navigation.place == Place("account", tindle(window))
    assert not window.palette_.isVisible()


def test_that_commands_that_cannot_be_done_are_not_offered(window: MainWindow) -> None:
    search(window, "undo")
    assert window.palette_.entries == []
    search(window, "close the book")
    assert window.palette_.entries == []


def test_that_back_and_the_crumbs_lead_back_to_the_list(opened: Opened, tmp_path: Path) -> None:
    window = opened(demo_book(tmp_path))
    window.navigation.go(Place("account", tindle(window)))
    assert window.page is not None
    assert window.page.crumbs == ("Accounts", "Tindle & Rowe")
    window.actions_["go.back"].run()
    assert window.page.name == "today"
    window.actions_["go.forward"].run()
    assert window.page.name == "account"
    window.top_bar.crumb_chosen.emit(0)
    assert window.page.name == "accounts"


def test_that_a_past_day_is_marked_read_only_and_left_by_escape(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened(demo_book(tmp_path))
    pulse(window)
    window.session.look_at(AS_OF - timedelta(days=54))
    assert window.banner.isVisible()
    assert window.banner.accessibleName() == "Wed 30 Sep 2026, read-only."
    assert not window.actions_["edit.undo"].is_enabled()
    frame = window.banner.parentWidget()
    assert isinstance(frame, AsOfFrame)
    assert frame.is_drawn
    log = window.top_bar.findChild(QPushButton, "log")
    assert isinstance(log, QPushButton)
    assert not log.isEnabled()
    qtbot.waitUntil(lambda: window.session.is_idle)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.banner.isVisible()
    assert not window.session.is_past
    assert not frame.is_drawn
    assert log.isEnabled()


def test_that_ctrl_l_says_why_nothing_can_be_logged_on_a_past_day(opened: Opened, tmp_path: Path) -> None:
    window = opened(demo_book(tmp_path))
    window.session.look_at(AS_OF - timedelta(days=54))
    window.act("edit.log")
    assert not window.composer.isVisible()
    assert window.toast.text == "The past can only be read: Esc goes back to today."


def test_that_the_window_says_all_the_time_that_it_is_customer_safe(opened: Opened, tmp_path: Path) -> None:
    window = opened(demo_book(tmp_path))
    assert not window.status_line.is_guarded
    window.act("view.guard")
    window.say(Said("Something else"))
    assert window.status_line.is_guarded
    window.act("view.guard")
    assert not window.status_line.is_guarded


def test_that_escape_closes_the_drawer_before_it_leaves_the_past(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened(demo_book(tmp_path))
    window.session.look_at(AS_OF - timedelta(days=54))
    window.show_drawer(QLabel("brief"))
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.drawer.isVisible()
    assert window.session.is_past


def test_that_a_new_day_is_noticed(bare: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    today = [AS_OF]
    bare.session._today = lambda: today[0]  # pyright: ignore[reportPrivateUsage]
    window = MainWindow(bare.session, bare.settings, bare.theme)
    qtbot.addWidget(window)
    window.show()
    window.session.open(demo_book(tmp_path))
    assert "23 Nov 2026" in window.rail._day.text()  # pyright: ignore[reportPrivateUsage]
    today[0] = date(2026, 11, 24)
    window.days.look_at_the_clock()
    assert "24 Nov 2026" in window.rail._day.text()  # pyright: ignore[reportPrivateUsage]


def test_that_a_narrow_window_keeps_icons_only(window: MainWindow) -> None:
    window.resize(1280, 720)
    wide = window.rail.width()
    window.resize(1000, 640)
    assert (wide, window.rail.width()) == (176, 48)


def test_that_a_book_dropped_on_the_window_opens(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(empty_book(tmp_path)))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, buttons, keys)
    window.dragEnterEvent(enter)
    assert enter.isAccepted()
    window.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, buttons, keys))
    qtbot.waitUntil(lambda: window.session.is_open)


def test_that_the_window_comes_back_as_it_was_left(bare: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    path = demo_book(tmp_path)
    window = MainWindow(bare.session, bare.settings, bare.theme)
    window.show()
    window.session.open(path)
    window.resize(900, 666)
    window.close()
    again = MainWindow(bare.session, bare.settings, bare.theme)
    qtbot.addWidget(again)
    # The screen of the tests is 800 pixels wide: the width is what it can be.
    assert again.height() == 666
    assert bare.settings.recent == [path]
    assert bare.settings.page == "today"
    assert bare.settings.open_book == path


def test_that_a_book_that_was_closed_is_not_come_back_to(bare: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    window = MainWindow(bare.session, bare.settings, bare.theme)
    qtbot.addWidget(window)
    window.show()
    window.session.open(demo_book(tmp_path))
    window.actions_["file.close"].run()
    window.close()
    assert bare.settings.open_book is None
    assert bare.settings.recent == [tmp_path / "demo-60.perennial"]


def test_that_the_shortcuts_are_listed_from_the_actions(window: MainWindow) -> None:
    dialog = ShortcutsDialog(window.actions_, window)
    texts = {label.text() for label in dialog.findChildren(QLabel)}
    assert {"Log…", "Ctrl+L", "Undo", "Ctrl+Z", "Log: Call", "L, C"} <= texts
    dialog.deleteLater()


def test_that_names_from_the_file_are_never_taken_for_markup(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened(empty_book(tmp_path))
    name = "<b>Bold</b><img src='file:///etc/passwd'>"
    window.session.perform(lambda tx: tx.insert("account", {"name": name}))
    account = window.session.read(facts.accounts)[0].id
    window.navigation.go(Place("account", account))
    qtbot.waitUntil(lambda: window.session.is_idle)
    rich = [
        label.text()
        for label in window.findChildren(QLabel)
        if "<b>" in label.text() and label.textFormat() != Qt.TextFormat.PlainText
    ]
    assert rich == []


def test_that_a_customer_safe_screen_is_announced_and_left_again(opened: Opened, tmp_path: Path) -> None:
    window = opened(demo_book(tmp_path))
    guard = window.actions_["view.guard"]
    guard.run()
    assert window.is_guarded()
    assert window.toast.text.startswith("Customer-safe")
    assert guard.label == "Show everything again"
    guard.run()
    assert not window.is_guarded()


@pytest.mark.parametrize(
    ("typed", "begins"),
    [("playbooks", "Due today"), ("scorecards", "Default"), ("templates", "Light")],
)
def test_that_the_palette_finds_what_stands_in_the_library(
    opened: Opened, qtbot: QtBot, tmp_path: Path, typed: str, begins: str
) -> None:
    window = opened(demo_book(tmp_path))
    search(window, typed)
    line = window.palette_.findChild(QLineEdit)
    assert line is not None
    qtbot.keyClick(line, Qt.Key.Key_Return)
    page = window.page
    assert isinstance(page, LibraryPage)

    def chosen() -> str:
        current = page.shelf.current
        return current.text() if isinstance(current, QAbstractButton) else ""

    qtbot.waitUntil(lambda: chosen().startswith(begins), timeout=15_000)
