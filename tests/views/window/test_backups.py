"""The backups of the open book: listed, made, and put back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.store import restoring
from desktop.store.portfolio import Portfolio
from desktop.store.queries import facts
from desktop.views.window.backups import BackupsDialog
from desktop.views.window.main_window import MainWindow
from tests.views.stage import demo_book, empty_book
from tests.views.window.conftest import Opened, dialog_of


def backups_of(window: MainWindow) -> BackupsDialog:
    window.actions_["file.backups"].run()
    (dialog,) = [each for each in window.findChildren(BackupsDialog) if each.isVisible()]
    return dialog


def lines(dialog: BackupsDialog) -> list[str]:
    return [dialog.list.item(row).text() for row in range(dialog.list.count())]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The demo book with a backup, and one account less since."""
    path = demo_book(tmp_path)
    with Portfolio.open(path) as opened:
        opened.back_up("before-import")
        first = opened.read(facts.accounts)[0]
        opened.perform(lambda tx: tx.delete("account", first.id))
    return path


def test_that_a_backup_of_the_open_book_is_put_back_and_what_was_there_can_be_put_back_too(
    opened: Opened, book: Path, qtbot: QtBot
) -> None:
    window = opened(book)
    assert len(window.session.read(facts.accounts)) == 59
    dialog = backups_of(window)
    (line,) = lines(dialog)
    assert "before an import" in line
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.session.is_open and "is again as it was on" in window.toast.text, timeout=15_000)
    assert len(window.session.read(facts.accounts)) == 60
    assert window.session.is_writable

    dialog = backups_of(window)
    assert ["before a backup was put back" in line for line in lines(dialog)] == [True, False]
    dialog.take.click()
    qtbot.waitUntil(lambda: window.session.is_open and window.session.is_idle, timeout=15_000)
    assert len(window.session.read(facts.accounts)) == 59


def test_that_a_backup_is_made_by_hand_and_stands_first(opened: Opened, book: Path, qtbot: QtBot) -> None:
    dialog = backups_of(opened(book))
    dialog.make.click()
    qtbot.waitUntil(lambda: dialog.list.count() == 2, timeout=15_000)
    assert "made by hand" in lines(dialog)[0]
    assert dialog.make.isEnabled()
    assert [each.reason for each in restoring.of_file(book)] == ["by-hand", "before-import"]


def test_that_a_book_without_a_backup_says_so_and_offers_to_make_one(
    opened: Opened, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = backups_of(opened(empty_book(tmp_path)))
    assert (dialog.list.isVisible(), dialog.take.isVisible()) == (False, False)
    assert dialog.focusWidget() is dialog.make
    QTest.keyClick(dialog.make, Qt.Key.Key_Return)
    qtbot.waitUntil(dialog.list.isVisible, timeout=15_000)


def test_that_a_damaged_backup_is_marked_and_not_put_back(opened: Opened, book: Path, qtbot: QtBot) -> None:
    (found,) = restoring.of_file(book)
    found.path.write_bytes(b"no book")
    window = opened(book)
    backups_of(window).take.click()
    qtbot.waitUntil(lambda: window.session.is_open and window.session.is_idle, timeout=15_000)
    told = dialog_of(window)
    assert "is damaged and was not restored" in told.text
    told.reject()
    assert len(window.session.read(facts.accounts)) == 59, "the book is open again as it was"

    dialog = backups_of(window)
    assert not dialog.take.isEnabled()
    assert lines(dialog)[0].count("damaged") == 1
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    assert dialog.isVisible()


def test_that_a_book_that_is_only_read_is_not_replaced(opened: Opened, book: Path, qtbot: QtBot) -> None:
    with Portfolio.open(book):
        window = opened(book)
        dialog_of(window).ways[0].click()
        qtbot.waitUntil(lambda: window.session.is_open and window.session.is_idle, timeout=15_000)
        assert not window.actions_["file.backups"].is_enabled()
