"""Files that are in the way: each ends in a plain dialog with a way on, and what was open and typed stays."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from desktop.store.portfolio import Portfolio
from desktop.store.queries import facts
from desktop.store.sharing.exporting import Copy
from desktop.views.window.main_window import MainWindow
from desktop.views.window.problems import TITLES, ProblemDialog
from desktop.views.window.unsealing import UnsealDialog
from tests.views.stage import Stage, demo_book, empty_book
from tests.views.window.conftest import Opened, dialog_of


def ways(dialog: ProblemDialog) -> list[str]:
    return [button.text() for button in dialog.ways]


def take(dialog: ProblemDialog, way: str) -> None:
    next(button for button in dialog.ways if button.text() == way).click()


def test_that_a_book_opens_on_today_and_is_remembered(opened: Opened, bare: Stage, tmp_path: Path) -> None:
    window = opened(demo_book(tmp_path))
    assert window.page is not None
    assert window.page.name == "today"
    assert window.windowTitle() == "demo-60.perennial — Perennial"
    assert bare.settings.recent == [tmp_path / "demo-60.perennial"]


def test_that_a_locked_book_can_be_opened_for_reading(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    path = demo_book(tmp_path)
    with Portfolio.open(path):
        window = opened(path)
        dialog = dialog_of(window)
        assert dialog.windowTitle() == TITLES["locked"]
        assert "is open for writing by" in dialog.text
        assert ways(dialog) == ["Open it for reading", "Work on a copy…", "Try again"]
        take(dialog, "Open it for reading")
        qtbot.waitUntil(lambda: window.session.is_open)
        assert window.session.is_read_only_file
        assert not window.actions_["edit.undo"].is_enabled()


def test_that_a_book_open_for_reading_says_who_has_it_until_it_can_be_written(
    opened: Opened, tmp_path: Path, qtbot: QtBot
) -> None:
    path = demo_book(tmp_path)
    with Portfolio.open(path):
        window = opened(path)
        bar = window.read_only_bar
        assert bar.isHidden()
        take(dialog_of(window), "Open it for reading")
        qtbot.waitUntil(lambda: window.session.is_open)
        assert bar.isVisible()
        assert bar.says.text().startswith(f"{path.name} is open for reading only: ")
        assert bar.says.text().endswith(" has it open for writing.")
        assert bar.write.isHidden()
    window.read_only.look()
    assert bar.says.text().endswith("nobody else has it open now.")
    bar.write.click()
    qtbot.waitUntil(lambda: window.session.is_writable, timeout=15_000)
    assert bar.isHidden()


def test_that_one_goes_on_in_a_copy_of_a_book_that_somebody_else_has_open(
    opened: Opened, tmp_path: Path, qtbot: QtBot
) -> None:
    path = demo_book(tmp_path)
    with Portfolio.open(path):
        window = opened(path)
        take(dialog_of(window), "Work on a copy…")
        qtbot.waitUntil(lambda: any(each.isVisible() for each in window.findChildren(QFileDialog)), timeout=15_000)
        (where,) = [each for each in window.findChildren(QFileDialog) if each.isVisible()]
        where.fileSelected.emit(str(tmp_path / "mine.perennial"))
        where.reject()
        qtbot.waitUntil(lambda: window.session.is_writable, timeout=15_000)
        assert window.session.path == tmp_path / "mine.perennial"
        assert window.read_only_bar.isHidden()


def test_that_another_place_is_asked_for_where_a_copy_cannot_be_written(
    opened: Opened, tmp_path: Path, qtbot: QtBot
) -> None:
    path, taken = demo_book(tmp_path), tmp_path / "taken.perennial"
    taken.write_text("something")
    window = opened(path)
    path.unlink()
    window.files.rescue(taken)
    dialog = dialog_of(window)
    assert "exists already" in dialog.text
    take(dialog, "Choose another place…")
    (where,) = [each for each in window.findChildren(QFileDialog) if each.isVisible()]
    where.fileSelected.emit(str(tmp_path / "free.perennial"))
    where.reject()
    qtbot.waitUntil(lambda: window.session.path == tmp_path / "free.perennial", timeout=15_000)
    assert taken.read_text() == "something"


def test_that_a_sealed_copy_is_opened_with_its_password_into_a_file_of_its_own(
    opened: Opened, tmp_path: Path, qtbot: QtBot
) -> None:
    path, sealed = demo_book(tmp_path), tmp_path / "sealed.perennial"
    with Portfolio.open(path, writable=False) as book:
        book.export(sealed, Copy("full", password="correct horse"))
    before = sealed.read_bytes()
    window = opened(sealed)
    (dialog,) = window.findChildren(UnsealDialog)
    assert not window.session.is_open
    dialog.password.setText("wrong horse")
    dialog.go.click()
    qtbot.waitUntil(dialog.go.isEnabled, timeout=15_000)
    assert "the password is wrong" in dialog.refusal.text()
    dialog.password.setText("correct horse")
    dialog.go.click()
    qtbot.waitUntil(lambda: any(each.isVisible() for each in window.findChildren(QFileDialog)), timeout=15_000)
    (where,) = [each for each in window.findChildren(QFileDialog) if each.isVisible()]
    where.reject()
    dialog.write(path)
    assert "exists already" in dialog.refusal.text()
    dialog.write(tmp_path / "plain")
    qtbot.waitUntil(lambda: window.session.is_open, timeout=15_000)
    assert window.session.path == tmp_path / "plain.perennial"
    assert len(window.session.read(facts.accounts)) == 60
    assert sealed.read_bytes() == before


def test_that_enter_takes_the_way_that_stands_out(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    path = demo_book(tmp_path)
    with Portfolio.open(path):
        window = opened(path)
        dialog = dialog_of(window)
        assert dialog.focusWidget() is dialog.ways[0], "and not the button that only closes it"
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: window.session.is_open)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_that_a_read_only_book_can_be_opened_for_reading(opened: Opened, tmp_path: Path) -> None:
    path = demo_book(tmp_path)
    path.chmod(0o444)
    assert ways(dialog_of(opened(path)))[0] == "Open it for reading"


def newer(path: Path) -> None:
    with sqlite3.connect(path) as conn:
        conn.execute("PRAGMA user_version = 999")
    conn.close()


def damaged(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:12288] = b"\xff" * 8192
    path.write_bytes(data)


def no_book(path: Path) -> None:
    path.write_text("not a book at all " * 100)


@pytest.mark.parametrize(
    ("spoil", "title", "said"),
    [
        (newer, TITLES["newer"], "written by a newer Perennial"),
        (damaged, TITLES["damaged"], "damaged"),
        (no_book, TITLES["damaged"], "not a portfolio"),
        (Path.unlink, TITLES["missing"], "does not exist"),
    ],
)
def test_that_a_book_that_cannot_be_opened_leaves_the_open_one(
    opened: Opened, tmp_path: Path, spoil: object, title: str, said: str
) -> None:
    window = opened(empty_book(tmp_path))
    other = Path(shutil.copyfile(demo_book(tmp_path), tmp_path / "other.perennial"))
    assert callable(spoil)
    spoil(other)
    opened(other)
    dialog = dialog_of(window)
    assert (dialog.windowTitle(), said in dialog.text) == (title, True), dialog.text
    assert "Open another file…" in ways(dialog)
    assert window.session.path == tmp_path / "empty.perennial"
    assert window.page is not None, "the open book is still shown"


@pytest.mark.parametrize("spoil", [damaged, no_book, Path.unlink])
@pytest.mark.parametrize("has_open", [True, False])
def test_that_a_backup_takes_the_place_of_a_book_that_cannot_be_opened(
    opened: Opened, window: MainWindow, tmp_path: Path, qtbot: QtBot, spoil: Callable[[Path], object], has_open: bool
) -> None:
    if has_open:
        opened(empty_book(tmp_path))
    other = Path(shutil.copyfile(demo_book(tmp_path), tmp_path / "other.perennial"))
    with Portfolio.open(other) as book:
        book.back_up("before-import")
    spoil(other)
    opened(other)
    dialog = dialog_of(window)
    way = ways(dialog)[0]
    assert way.startswith("Put back the backup of ")
    assert f"A backup of {way.removeprefix('Put back the backup of ')} is on this computer." in dialog.text
    assert "perennial restore" not in dialog.text, "the button does it"
    next(each for each in dialog.ways if each.text() == way).click()
    qtbot.waitUntil(lambda: window.session.path == other, timeout=15_000)
    assert len(window.session.read(facts.accounts)) == 60
    qtbot.waitUntil(lambda: "is again as it was on" in window.toast.text, timeout=5_000)


def test_that_a_copy_is_not_asked_for_later_where_the_book_could_not_be_opened_for_it(
    opened: Opened, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "demo-60.perennial"
    window.files.open_and_copy(path)
    qtbot.waitUntil(lambda: window.session.is_idle)
    dialog_of(window).reject()
    assert demo_book(tmp_path) == path
    opened(path)
    assert window.session.is_open
    qtbot.wait(50)
    assert [each for each in window.findChildren(QFileDialog) if each.isVisible()] == []


def test_that_a_damaged_book_without_a_backup_says_so_and_what_can_be_done(opened: Opened, tmp_path: Path) -> None:
    window = opened(empty_book(tmp_path))
    other = Path(shutil.copyfile(demo_book(tmp_path), tmp_path / "other.perennial"))
    damaged(other)
    opened(other)
    text = dialog_of(window).text
    assert "No backup of it is on this computer." in text
    assert "perennial check other.perennial --repair OUT" in text
    assert "perennial restore" not in text


def test_that_a_book_deleted_while_open_can_be_saved_elsewhere(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    path = demo_book(tmp_path)
    window = opened(path)
    path.unlink()
    window.compose(None, 'verity nps 3 "slow support"')
    qtbot.wait(50)
    window.composer.composer.save()
    dialog = dialog_of(window)
    assert dialog.windowTitle() == TITLES["gone"]
    assert ways(dialog)[0] == "Save a copy…"
    assert window.composer.composer.text == 'verity nps 3 "slow support"', "nothing typed is lost"
    dialog.reject()
    window.files.rescue(tmp_path / "rescued")
    qtbot.waitUntil(lambda: window.session.path == tmp_path / "rescued.perennial", timeout=15_000)
    assert len(window.session.read(facts.accounts)) == 60


def test_that_a_new_book_is_made_and_opened(window: MainWindow, tmp_path: Path) -> None:
    window.files.new(tmp_path / "mine")
    assert window.session.path == tmp_path / "mine.perennial"
    assert window.session.is_writable


def test_that_a_name_that_is_taken_is_refused(opened: Opened, tmp_path: Path) -> None:
    path = demo_book(tmp_path)
    window = opened(empty_book(tmp_path))
    window.files.new(path)
    assert "exists already" in dialog_of(window).text


def test_that_the_demo_book_is_made_beside_the_window(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    window.files.demo(tmp_path / "demo")
    qtbot.waitUntil(lambda: window.session.is_open, timeout=30_000)
    assert len(window.session.read(facts.accounts)) == 60


def test_that_the_book_that_is_open_is_not_opened_twice(opened: Opened, tmp_path: Path) -> None:
    path = demo_book(tmp_path)
    window = opened(path)
    opened(path)
    assert [each for each in window.findChildren(ProblemDialog) if each.isVisible()] == []
    assert (window.session.path, window.session.is_writable) == (path, True)
    assert window.page is not None


def test_that_a_copy_from_the_menu_leaves_one_in_the_book_one_is_in(
    opened: Opened, tmp_path: Path, qtbot: QtBot
) -> None:
    path = demo_book(tmp_path)
    window = opened(path)
    window.files.copy(tmp_path / "second")
    qtbot.waitUntil(lambda: window.session.is_idle)
    assert window.session.path == path
    with Portfolio.open(tmp_path / "second.perennial", writable=False) as second:
        assert len(second.read(facts.accounts)) == 60


def test_that_files_to_import_are_forgotten_with_the_book_nobody_made(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    source = tmp_path / "accounts.csv"
    source.write_text("name\nStray\n")
    window.imports.take([source])
    (dialog,) = [each for each in window.findChildren(QFileDialog) if each.isVisible()]
    dialog.reject()
    window.files.open(empty_book(tmp_path))
    qtbot.waitUntil(lambda: window.session.is_open and window.session.is_idle)
    assert window.session.read(facts.accounts) == []


def test_that_csv_files_are_imported_into_a_new_book(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    source = tmp_path / "accounts.csv"
    source.write_text("name\nAcme\nBolt\n")
    window.imports.take([source])
    (dialog,) = [each for each in window.findChildren(QFileDialog) if each.isVisible()]
    dialog.fileSelected.emit(str(tmp_path / "mine.perennial"))
    qtbot.waitUntil(lambda: window.toast.text.startswith("Imported 2 new rows"), timeout=15_000)
    assert sorted(each.name for each in window.session.read(facts.accounts)) == ["Acme", "Bolt"]
    assert window.session.undo_label is not None


def test_that_rows_that_were_refused_are_saved_over_no_other_file(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened(demo_book(tmp_path))
    source = tmp_path / "surveys.csv"
    name = window.session.read(facts.accounts)[0].name
    source.write_text(f"account,kind,score,responded_on\n{name},nps,9,2026-11-01\n{name},nps,11,2026-11-02\n")
    window.imports.take([source])
    qtbot.waitUntil(lambda: window.toast.text.startswith("Imported 1 new row"), timeout=15_000)
    take(dialog_of(window), "Save these rows…")
    (where,) = [each for each in window.findChildren(QFileDialog) if each.isVisible()]
    where.fileSelected.emit(str(source))
    where.reject()
    told = dialog_of(window)
    assert "exists already" in told.text
    assert source.read_text().count("\n") == 3, "the file that was read is as it was"


def test_that_saved_rows_are_imported_once_they_are_corrected(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened(demo_book(tmp_path))
    source, refused = tmp_path / "surveys.csv", tmp_path / "refused.csv"
    name = window.session.read(facts.accounts)[0].name
    source.write_text(f"account,kind,score,responded_on\n{name},nps,11,2026-11-02\n")
    window.imports.take([source])
    qtbot.waitUntil(lambda: window.toast.text.startswith("Imported 0 new rows"), timeout=15_000)
    take(dialog_of(window), "Save these rows…")
    (where,) = [each for each in window.findChildren(QFileDialog) if each.isVisible()]
    where.fileSelected.emit(str(refused))
    where.reject()
    assert window.toast.text == "Saved 1 row: correct what is in refused.csv, and import that"
    refused.write_text(refused.read_text().replace(",11,", ",9,"))
    window.imports.take([refused])
    qtbot.waitUntil(lambda: window.toast.text.startswith("Imported 1 new row"), timeout=15_000)
