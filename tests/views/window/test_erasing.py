"""Erasing a person in the window: each text is confirmed, the name is typed, and what is left is said."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.domain.erasing import ERASED
from desktop.views.account.erasing import EraseDialog
from desktop.views.window.main_window import MainWindow
from tests.views.stage import demo_book
from tests.views.window.conftest import Opened

Row = tuple[str, ...]


def rows(window: MainWindow, sql: str, *values: str) -> list[Row]:
    return window.session.read(lambda conn: conn.execute(sql, values).fetchall())


def asked(window: MainWindow, qtbot: QtBot, said: list[str], *, named: str = "%") -> tuple[EraseDialog, str]:
    """The dialog about somebody who is named in reviews, and the id."""
    ((contact, name),) = rows(
        window,
        "SELECT c.id, c.name FROM contact c JOIN qbr q ON q.account = c.account AND instr(q.attendees, c.name) "
        "WHERE c.email IS NOT NULL AND c.deleted_at IS NULL AND c.name LIKE ? ORDER BY c.id LIMIT 1",
        named,
    )
    dialog = EraseDialog(window.session, contact, name, said.append, window)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.plan is not None, timeout=15_000)
    return dialog, contact


def test_that_a_person_is_erased_once_the_name_is_typed(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened(demo_book(tmp_path))
    said: list[str] = []
    dialog, contact = asked(window, qtbot, said)
    assert dialog.plan is not None
    assert dialog.plan.hits
    assert not dialog.go.isEnabled()
    if where := os.environ.get("PERENNIAL_PICTURES"):
        dialog.grab().save(f"{where}/erase.png")
    QTest.keyClicks(dialog.typed, dialog.plan.name)
    assert dialog.go.isEnabled()
    kept = [each.cell for each in dialog.kept]
    dialog.hits.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert len(dialog.kept) == len(kept) + 1
    dialog.hits.item(0).setCheckState(Qt.CheckState.Checked)
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.done_ is not None, timeout=15_000)
    assert dialog.says.text() == "Erased for good"
    if where:
        dialog.grab().save(f"{where}/erased.png")
    assert rows(window, "SELECT name, email FROM contact WHERE id = ?", contact) == [(ERASED, None)]
    assert window.session.undo_label != "Erase a person"
    if dialog.go.isVisible():
        QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
        assert dialog.refusal.isHidden()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert said == ["A person was erased for good. This can't be undone."]


def test_that_what_goes_is_met_first_and_all_is_seen_in_a_small_window(
    opened: Opened, tmp_path: Path, qtbot: QtBot
) -> None:
    window = opened(demo_book(tmp_path))
    window.resize(1000, 640)
    # Half of the name is that of the customer, whose name stays.
    dialog, _ = asked(window, qtbot, [], named="Jana Rowe")
    assert dialog.plan is not None
    states = [dialog.hits.item(at).checkState() for at in range(len(dialog.plan.hits))]
    goes = states.count(Qt.CheckState.Checked)
    assert 0 < goes < len(states)
    assert set(states[:goes]) == {Qt.CheckState.Checked}
    assert window.frameGeometry().contains(dialog.frameGeometry())
    dialog.reject()


def test_that_leaving_the_dialog_erases_nobody(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened(demo_book(tmp_path))
    said: list[str] = []
    dialog, contact = asked(window, qtbot, said)
    QTest.keyClicks(dialog.typed, "Somebody else")
    assert not dialog.go.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert rows(window, "SELECT count(*) FROM erasure") == [(0,)]
    assert rows(window, "SELECT name FROM contact WHERE id = ?", contact) != [(ERASED,)]
    assert said == []
