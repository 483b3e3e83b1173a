"""Copies made from the window: the kind is chosen, refusals stand in the dialog, and the copy is what was said."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from desktop.store.portfolio import Portfolio
from desktop.store.queries import facts
from desktop.store.sharing.exporting import Copy, Kind
from desktop.store.sharing.leaving_out import Group
from desktop.store.sharing.sealing import is_sealed
from desktop.views.history.page import HistoryPage
from desktop.views.merging.share import ShareDialog
from desktop.views.window.main_window import MainWindow
from desktop.views.window.problems import ProblemDialog
from tests.views.stage import demo_book
from tests.views.window.conftest import Opened


def asked(window: MainWindow) -> ShareDialog:
    window.sharing.ask()
    (dialog,) = window.findChildren(ShareDialog)
    return dialog


def test_that_a_loan_of_chosen_accounts_is_written_sealed(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened(demo_book(tmp_path))
    wanted: list[Copy] = []
    accounts = window.session.read(facts.accounts)
    by_name = sorted((each.name.casefold(), each.name, each.id) for each in accounts)
    dialog = ShareDialog([(key, name) for _, name, key in by_name], wanted.append, window)
    dialog.show()
    dialog.kinds["loan"].setChecked(True)
    dialog.go.click()
    assert dialog.refusal.text() == "A loan copy holds some accounts: choose them."
    for row in (0, 2):
        dialog.lending.tick(row)
    assert dialog.says.text().endswith("2 accounts chosen.")
    dialog.password.setText("correct horse")
    dialog.go.click()
    assert dialog.refusal.text().startswith("The two passwords differ")
    dialog.again.setText("correct horse")
    dialog.go.click()
    (copy,) = wanted
    assert copy.accounts == (by_name[0][2], by_name[2][2])
    window.sharing.write(copy, tmp_path / "lent")
    qtbot.waitUntil(lambda: bool(window.findChildren(ProblemDialog)), timeout=15_000)
    assert is_sealed(tmp_path / "lent.perennial")
    (told,) = window.findChildren(ProblemDialog)
    at = told.focusWidget()
    assert isinstance(at, QPushButton)
    assert at.text() == "Close", "nothing is left to be decided"
    assert window.toast.text.startswith("Wrote lent.perennial: sealed, 2 accounts; what is done in it comes back")


def test_that_all_accounts_of_a_csm_are_lent_at_once_and_the_list_is_narrowed(
    opened: Opened, tmp_path: Path, qtbot: QtBot
) -> None:
    del qtbot
    window = opened(demo_book(tmp_path))
    dialog = asked(window)
    dialog.kinds["loan"].setChecked(True)
    lending = dialog.lending
    first, second = list(lending.csms.values())[:2]
    first.click()
    of_first = set(lending.chosen)
    assert f"{len(of_first)} accounts chosen." in dialog.says.text()
    assert first.text().endswith(f"· {len(of_first)}")
    second.click()
    assert len(lending.chosen) > len(of_first)
    lending.sought.setText("zzz no such account")
    assert lending.shown == []
    assert set(lending.chosen) > of_first
    lending.sought.clear()
    assert len(lending.shown) == 60
    if where := os.environ.get("PERENNIAL_PICTURES"):
        dialog.grab().save(f"{where}/share.png")
    first.click()
    second.click()
    assert lending.chosen == ()
    dialog.reject()


def test_that_accounts_are_lent_by_keys_alone(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened(demo_book(tmp_path))
    dialog = asked(window)
    dialog.kinds["loan"].setChecked(True)
    lending = dialog.lending
    names = {each.id: each.name for each in window.session.read(facts.accounts)}
    lending.sought.setFocus()
    for typed in ("tindle", "ostrava"):
        qtbot.keyClicks(lending.sought, typed)
        qtbot.keyClick(lending.sought, Qt.Key.Key_Return)
        assert dialog.isVisible(), "Enter takes what is found and does not go on"
    assert sorted(names[key] for key in lending.chosen) == ["Ostrava Freight", "Tindle & Rowe"]
    lending.sought.clear()
    qtbot.keyClick(lending.sought, Qt.Key.Key_Down)
    qtbot.keyClick(lending.list, Qt.Key.Key_Space)
    assert lending.shown[0] in {names[key] for key in lending.chosen}
    spot = lending.list.visualRect(lending.list.model().index(0, 0))
    for at in (spot.center(), QPoint(spot.left() + 10, spot.center().y())):
        before = set(lending.chosen)
        qtbot.mouseClick(lending.list.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert len(before ^ set(lending.chosen)) == 1, "a click ticks once, on the box and on the name"
    qtbot.keyClicks(lending.sought, "mara")
    lending.all_shown.click()
    assert len(lending.chosen) >= len(lending.shown) > 1, "a CSM is found by name, too"
    dialog.reject()


@pytest.mark.parametrize("size", [(1280, 720), (1000, 640)])
def test_that_the_question_stays_within_the_window_whatever_is_chosen(
    opened: Opened, tmp_path: Path, qtbot: QtBot, size: tuple[int, int]
) -> None:
    path = demo_book(tmp_path)
    with Portfolio.open(path) as book:
        for number in range(4):
            book.export(tmp_path / f"full-{number}.perennial", Copy("full"))
    window = opened(path)
    window.resize(*size)
    dialog = asked(window)
    qtbot.waitUntil(dialog.isVisible)
    for button in (*dialog.kinds.values(), dialog.kinds["loan"]):
        button.setChecked(True)
        dialog.password.setText("x")
        dialog.go.click()
        assert dialog.height() >= dialog.minimumSizeHint().height()
        assert window.frameGeometry().contains(dialog.frameGeometry())
    dialog.reject()


def test_that_what_was_chosen_stays_where_one_leaves_the_question_for_a_place_or_it_is_taken(
    opened: Opened, tmp_path: Path, qtbot: QtBot
) -> None:
    window = opened(demo_book(tmp_path))
    (tmp_path / "there.perennial").write_text("something")
    dialog = asked(window)
    dialog.kinds["loan"].setChecked(True)
    dialog.lending.tick(3)
    lent = dialog.lending.chosen
    dialog.go.click()
    (where,) = [each for each in window.findChildren(QFileDialog) if each.isVisible()]
    where.reject()
    assert dialog.isVisible()
    assert dialog.lending.chosen == lent
    qtbot.waitUntil(lambda: not any(each.isVisible() for each in window.findChildren(QFileDialog)))
    dialog.go.click()
    (where,) = [each for each in window.findChildren(QFileDialog) if each.isVisible()]
    where.fileSelected.emit(str(tmp_path / "there.perennial"))
    where.reject()
    qtbot.waitUntil(lambda: bool(window.findChildren(ProblemDialog)), timeout=15_000)
    assert window.findChildren(ShareDialog) == []
    (problem,) = window.findChildren(ProblemDialog)
    (again,) = problem.ways
    again.click()
    (where,) = [each for each in window.findChildren(QFileDialog) if each.isVisible()]
    where.fileSelected.emit(str(tmp_path / "free.perennial"))
    where.reject()
    qtbot.waitUntil(lambda: window.toast.text.startswith("Wrote free.perennial: 1 account;"), timeout=15_000)


KINDS: tuple[Kind, ...] = ("full", "snapshot", "redacted")


@pytest.mark.parametrize("kind", KINDS)
def test_that_each_kind_is_what_was_chosen(opened: Opened, tmp_path: Path, qtbot: QtBot, kind: Kind) -> None:
    window = opened(demo_book(tmp_path))
    dialog = asked(window)
    (button,) = [button for each, button in dialog.kinds.items() if each == kind]
    button.setChecked(True)
    dialog.left_out["contacts"].setChecked(False)
    dialog.go.click()
    (where,) = [each for each in window.findChildren(QFileDialog) if each.isVisible()]
    where.reject()
    left_out: tuple[Group, ...] = ("notes", "comments") if kind == "redacted" else ()
    window.sharing.write(Copy(kind, None, left_out), tmp_path / "out")
    qtbot.waitUntil(lambda: bool(window.findChildren(ProblemDialog)), timeout=15_000)
    with Portfolio.open(tmp_path / "out.perennial", writable=False) as copy:
        assert len(copy.read(facts.accounts)) == 60


def test_that_a_copy_is_not_written_over_a_file(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened(demo_book(tmp_path))
    (tmp_path / "there.perennial").write_text("something")
    window.sharing.write(Copy(), tmp_path / "there")
    qtbot.waitUntil(lambda: bool(window.findChildren(ProblemDialog)), timeout=15_000)
    (problem,) = window.findChildren(ProblemDialog)
    assert "exists already" in problem.text
    assert (tmp_path / "there.perennial").read_text() == "something"


def test_that_the_latest_copies_are_listed_with_what_was_in_them_and_lead_to_what_changed_since(
    opened: Opened, tmp_path: Path, qtbot: QtBot
) -> None:
    path = demo_book(tmp_path)
    with Portfolio.open(path) as book:
        accounts = tuple(each.id for each in book.read(facts.accounts))[:2]
        for number in range(3):
            book.export(tmp_path / f"full-{number}.perennial", Copy("full"))
        book.export(tmp_path / "two & only.perennial", Copy("loan", accounts, password="correct horse"))
        book.perform(lambda tx: tx.update("account", accounts[0], {"next_step": "After the export"}))
    window = opened(path)
    dialog = asked(window)
    dialog.show()
    assert len(dialog.ways) == 3
    newest = dialog.ways[0]
    assert newest.accessibleName().endswith("a loan, 2 accounts, sealed · two & only.perennial")
    if where := os.environ.get("PERENNIAL_PICTURES"):
        dialog.grab().save(f"{where}/share-made.png")
        dialog.kinds["loan"].setChecked(True)
        dialog.grab().save(f"{where}/share-made-loan.png")
    newest.click()
    assert not dialog.isVisible()
    qtbot.waitUntil(lambda: window.is_idle, timeout=15_000)
    page = window.page
    assert isinstance(page, HistoryPage)
    assert page.export.text() == "Since the export two && only.perennial  ✕"
    assert page.found is not None
    assert page.found.fitting == 1
