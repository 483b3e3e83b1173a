"""A book that is closed, or gives way to another one, takes with it what was asked about it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QProgressDialog
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from desktop.store.queries import facts
from desktop.views.merging.share import ShareDialog
from desktop.views.page import Page, Place
from desktop.views.window.main_window import MainWindow
from desktop.views.window.pages import PAGES
from tests.views.stage import AS_OF, demo_book, empty_book
from tests.views.window.conftest import Opened


def asked(window: MainWindow) -> list[QDialog]:
    return [each for each in window.findChildren(QDialog) if each.isVisible()]


def test_that_a_copy_is_never_made_of_another_book_than_the_one_it_was_asked_of(
    opened: Opened, tmp_path: Path, qtbot: QtBot
) -> None:
    window = opened(demo_book(tmp_path))
    window.files.open(empty_book(tmp_path))  # it takes a moment, in which one can ask
    window.actions_["file.share"].run()
    (dialog,) = asked(window)
    assert isinstance(dialog, ShareDialog)
    qtbot.waitUntil(lambda: window.session.path == tmp_path / "empty.perennial", timeout=15_000)
    assert asked(window) == []


def test_that_the_question_for_the_name_of_a_copy_goes_with_its_book(opened: Opened, tmp_path: Path) -> None:
    window = opened(demo_book(tmp_path))
    window.actions_["file.copy"].run()
    (dialog,) = asked(window)
    assert isinstance(dialog, QFileDialog)
    window.session.close()
    assert asked(window) == []


def test_that_what_was_searched_in_a_book_goes_with_it(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened(demo_book(tmp_path))
    assert window.page is not None
    window.page.take_focus()
    window.search()
    # As if the pointer were over it: then it stays when the focus goes elsewhere.
    window.palette_.underMouse = lambda: True
    opened(empty_book(tmp_path))
    assert not window.palette_.isVisible()
    qtbot.wait(50)  # the pages of the book before are deleted now, and with them what had the focus
    window.search()
    window.palette_.close_palette()


def test_that_the_palette_gives_the_focus_to_nothing_that_is_gone(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened(demo_book(tmp_path))
    assert window.page is not None
    window.page.take_focus()
    window.search()
    window.stack.forget_pages()
    qtbot.wait(50)
    (line,) = window.palette_.findChildren(QLineEdit)
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert not window.palette_.isVisible()


def test_that_what_is_typed_into_the_line_is_kept_for_the_book_it_was_typed_for(opened: Opened, tmp_path: Path) -> None:
    book = demo_book(tmp_path)
    window = opened(book)
    window.compose(None, 'verity nps 3 "slow support"')
    window.session.close()
    assert not window.composer.isVisible()
    opened(empty_book(tmp_path))
    window.compose()
    assert window.composer.composer.text == ""
    window.session.close()
    opened(book)
    window.compose()
    assert window.composer.composer.text == 'verity nps 3 "slow support"'


def test_that_an_import_that_is_closed_upon_leaves_nothing_and_no_bar(
    opened: Opened, tmp_path: Path, qtbot: QtBot
) -> None:
    book = empty_book(tmp_path)
    window = opened(book)
    source = tmp_path / "accounts.csv"
    source.write_text("name\n" + "".join(f"Acme {n}\n" for n in range(2_000)))
    window.imports.take([source])
    qtbot.waitUntil(lambda: bool(window.findChildren(QProgressDialog)), timeout=15_000)
    (bar,) = window.findChildren(QProgressDialog)
    bar.forceShow()
    window.session.close()
    assert asked(window) == []
    opened(book)
    assert window.session.read(facts.accounts) == []
    assert window.session.is_writable


def test_that_pages_of_a_book_that_gave_way_hear_nothing_of_the_next_one(
    opened: Opened, tmp_path: Path, qtbot: QtBot
) -> None:
    window = opened(demo_book(tmp_path))
    for name in PAGES:
        if name not in ("account", "books", "compare"):
            window.navigation.go(Place(name))
            qtbot.waitUntil(lambda: window.session.is_idle, timeout=15_000)
    window.navigation.go(Place("account", window.session.read(facts.accounts)[0].id))
    qtbot.waitUntil(lambda: window.session.is_idle, timeout=15_000)
    kept = window.findChildren(Page)
    opened(empty_book(tmp_path))
    # Deleted by Qt, while Python has yet to look for what nobody needs any more.
    qtbot.waitUntil(lambda: not any(isValid(each) for each in kept), timeout=15_000)
    window.session.look_at(AS_OF - timedelta(days=30))
    window.session.look_at(None)
    window.session.perform(lambda tx: tx.insert("account", {"name": "New"}))
    qtbot.waitUntil(lambda: window.session.is_idle, timeout=15_000)
    window.session.close()
