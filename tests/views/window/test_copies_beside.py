"""Copies of the book beside it: found at opening and when they appear, offered quietly, and dropped onto the window."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.store.portfolio import Portfolio
from desktop.store.sharing.exporting import Copy, Kind
from desktop.views.merging.dialog import MergeDialog
from desktop.views.window.copies_bar import SOON_MS, CopiesBar
from desktop.views.window.main_window import MainWindow
from desktop.views.window.problems import ProblemDialog
from tests.store.books import new_account
from tests.views.stage import demo_book, empty_book
from tests.views.window.conftest import Opened


def bar_of(window: MainWindow) -> CopiesBar:
    (bar,) = window.findChildren(CopiesBar)
    return bar


def copy_of(path: Path, name: str) -> Path:
    """A copy in which somebody worked."""
    copy = path.with_name(name)
    shutil.copy(path, copy)
    with Portfolio.open(copy) as book:
        new_account(book, f"From {name}")
    return copy


def drop(window: MainWindow, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, buttons, keys))


def test_that_a_copy_beside_the_book_is_offered_at_opening_and_merged(
    opened: Opened, tmp_path: Path, qtbot: QtBot
) -> None:
    path = demo_book(tmp_path)
    copy = copy_of(path, "demo (conflicted copy).perennial")
    shutil.copy(path, path.with_name("same.perennial"))
    window = opened(path)
    qtbot.waitUntil(lambda: window.copies.offered == (copy,), timeout=15_000)
    bar = bar_of(window)
    assert bar.isVisible()
    assert bar.says.text() == "demo (conflicted copy).perennial beside this book holds changes that are not in it."
    bar.merge.setFocus()
    QTest.mouseClick(bar.merge, Qt.MouseButton.LeftButton)
    (dialog,) = window.findChildren(MergeDialog)
    qtbot.waitUntil(lambda: dialog.found is not None, timeout=15_000)
    dialog.take.click()
    qtbot.waitUntil(lambda: window.copies.offered == (), timeout=15_000)
    assert bar.isHidden()
    page = window.page
    assert page is not None
    assert page.isAncestorOf(window.focusWidget()), "the keys go on where one works"


@pytest.mark.parametrize("kind", ["snapshot", "redacted"])
def test_that_nothing_is_offered_to_a_copy_that_takes_nothing_in(
    opened: Opened, tmp_path: Path, qtbot: QtBot, kind: Kind
) -> None:
    path, taken_out = demo_book(tmp_path), tmp_path / "taken out.perennial"
    copy_of(path, "worked in.perennial")
    with Portfolio.open(path, writable=False) as book:
        book.export(taken_out, Copy(kind, None, ("notes",) if kind == "redacted" else ()))
    window = opened(taken_out)
    qtbot.wait(SOON_MS + 200)
    qtbot.waitUntil(lambda: window.session.is_idle, timeout=15_000)
    assert window.copies.offered == ()
    assert bar_of(window).isHidden()


def test_that_a_copy_that_appears_is_offered_and_left_alone_when_told_so(
    opened: Opened, tmp_path: Path, qtbot: QtBot
) -> None:
    path = demo_book(tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    worked_in = elsewhere / "b.perennial"
    shutil.copy(path, worked_in)
    with Portfolio.open(worked_in) as book:
        new_account(book, "Elsewhere")
    window = opened(path)
    assert bar_of(window).isHidden()
    shutil.copy(worked_in, path.with_name("book-sync-conflict.perennial"))
    qtbot.waitUntil(lambda: bool(window.copies.offered), timeout=15_000)
    QTest.mouseClick(bar_of(window).later, Qt.MouseButton.LeftButton)
    assert bar_of(window).isHidden()
    window.session.perform(lambda tx: tx.insert("account", {"name": "Mine"}))
    assert window.copies.offered == ()


def test_that_a_copy_dropped_onto_the_window_offers_the_merge(opened: Opened, tmp_path: Path) -> None:
    path = demo_book(tmp_path)
    (tmp_path / "sent").mkdir()
    copy = tmp_path / "sent" / path.name
    shutil.copy(path, copy)
    window = opened(path)
    drop(window, copy)
    (dialog,) = window.findChildren(MergeDialog)
    assert dialog.windowTitle() == f"Merge {path.name}"
    assert window.session.path == path
    dialog.reject()


def test_that_another_book_dropped_onto_the_window_asks(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    path = demo_book(tmp_path)
    (tmp_path / "other").mkdir()
    other = empty_book(tmp_path / "other")
    window = opened(path)
    drop(window, other)
    (dialog,) = window.findChildren(ProblemDialog)
    assert [each.text() for each in dialog.ways] == ["Open it instead", "Merge it into this one…"]
    assert window.session.path == path
    dialog.ways[0].click()
    qtbot.waitUntil(lambda: window.session.path == other, timeout=15_000)
