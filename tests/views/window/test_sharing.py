"""Copies made from the window: the kind is chosen, refusals stand in the dialog, and the copy is what was said."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
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
    model = dialog.lent.model()
    for row in (0, 2):
        dialog.lent.selectionModel().select(model.index(row, 0), dialog.lent.selectionModel().SelectionFlag.Select)
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
    assert window.toast.text.startswith("Wrote lent.perennial: sealed, 2 accounts; what is done in it comes back")


def test_that_all_accounts_of_a_csm_are_lent_at_once_and_the_list_is_narrowed(
    opened: Opened, tmp_path: Path, qtbot: QtBot
) -> None:
    del qtbot
    window = opened(demo_book(tmp_path))
    dialog = asked(window)
    dialog.kinds["loan"].setChecked(True)
    first, second = list(dialog.csms.values())[:2]
    first.click()
    of_first = set(dialog.chosen)
    assert f"{len(of_first)} accounts chosen." in dialog.says.text()
    assert first.text().endswith(f"· {len(of_first)}")
    second.click()
    assert len(dialog.chosen) > len(of_first)
    dialog.sought.setText("zzz no such account")
    assert all(dialog.lent.isRowHidden(row) for row in range(dialog.lent.model().rowCount()))
    assert set(dialog.chosen) > of_first
    dialog.sought.clear()
    assert not dialog.lent.isRowHidden(0)
    if where := os.environ.get("PERENNIAL_PICTURES"):
        dialog.grab().save(f"{where}/share.png")
    first.click()
    second.click()
    assert dialog.chosen == ()
    dialog.reject()


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
