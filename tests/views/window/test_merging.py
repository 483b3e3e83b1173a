"""Taking in a copy from the window: looked at first, decided by keys or a click, one undo takes it back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.domain.errors import FileProblem
from desktop.operations.defaults import write_defaults
from desktop.store.portfolio import Portfolio
from desktop.store.queries import facts
from desktop.store.sharing.exporting import Copy
from desktop.views.merging.arriving import Group
from desktop.views.merging.dialog import MergeDialog
from desktop.views.window.main_window import MainWindow
from desktop.views.window.problems import ProblemDialog
from tests.views.copies import LENT, MINE, THEIRS, edit, lend, work_in
from tests.views.stage import Stage, demo_book, empty_book
from tests.views.window.conftest import Opened


def dialog_of(window: MainWindow) -> MergeDialog:
    (found,) = [each for each in window.findChildren(MergeDialog) if each.isVisible()]
    return found


def look(window: MainWindow, path: Path, qtbot: QtBot) -> MergeDialog:
    """Ask what a copy would bring, and wait for the answer or the refusal."""
    window.merging.take_one(path)
    dialog = dialog_of(window)
    qtbot.waitUntil(lambda: window.session.is_idle, timeout=15_000)
    return dialog


def next_step(window: MainWindow, account: str) -> str | None:
    return {each.id: each for each in window.session.read(facts.accounts)}[account].next_step


@pytest.fixture
def lent(opened: Opened, tmp_path: Path) -> tuple[MainWindow, Path, list[str]]:
    """A window on the book, the copy that came back, and the accounts that were lent."""
    path, copy = demo_book(tmp_path), tmp_path / "a-team.perennial"
    accounts = lend(path, copy)
    work_in(copy, accounts)
    with Portfolio.open(path) as book:
        edit(book, accounts[0], "next_step", MINE, by="Me")
    return opened(path), copy, accounts


def test_that_a_copy_is_shown_in_figures_before_it_is_taken_in(
    lent: tuple[MainWindow, Path, list[str]], qtbot: QtBot
) -> None:
    window, copy, accounts = lent
    dialog = look(window, copy, qtbot)
    assert dialog.says.text() == "20 change sets from a-team.perennial: 0 new, 19 changed, 0 deleted, 1 in conflict."
    assert dialog.conflicts.hasFocus() or not window.isActiveWindow()
    conflict, side = dialog.conflicts.conflict(0)
    assert (conflict.mine.value, conflict.theirs.value, side) == (MINE, THEIRS, "mine"), "the later is chosen"
    groups = [row for row in dialog.arriving.rows if isinstance(row, Group)]
    assert 0 < len(groups) <= LENT
    dialog.filter.setText("INDUSTRY-0 ana")
    assert len(dialog.arriving.rows) == 2, "an account and its line"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert window.session.undo_label != "Merge a-team.perennial"
    assert next_step(window, accounts[0]) == MINE


def test_that_the_side_chosen_by_key_is_merged_and_undone_as_one(
    lent: tuple[MainWindow, Path, list[str]], qtbot: QtBot
) -> None:
    window, copy, accounts = lent
    dialog = look(window, copy, qtbot)
    heard: list[object] = []
    window.session.changed.connect(heard.append)
    QTest.keyClick(dialog.conflicts, Qt.Key.Key_Right)
    assert dialog.conflicts.conflict(0)[1] == "theirs"
    dialog.take.click()
    qtbot.waitUntil(lambda: window.session.undo_label == "Merge a-team.perennial", timeout=15_000)
    assert window.toast.text == "Merged a-team.perennial: 20 changes"
    assert len(heard) == 1, "one signal for all of it"
    assert next_step(window, accounts[0]) == THEIRS
    qtbot.waitUntil(lambda: window.session.is_idle, timeout=15_000)
    again = look(window, copy, qtbot)
    assert again.says.text() == "Nothing new in a-team.perennial: everything in it is here already."
    assert again.take.isHidden()
    again.reject()
    window.undo()
    assert next_step(window, accounts[0]) == MINE


def test_that_a_side_is_chosen_by_a_click_and_all_at_once(
    lent: tuple[MainWindow, Path, list[str]], qtbot: QtBot
) -> None:
    window, copy, _ = lent
    dialog = look(window, copy, qtbot)
    place: QPoint = dialog.conflicts.place_of(0, "theirs").center()
    QTest.mouseClick(dialog.conflicts.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert list(dialog.conflicts.choices.values()) == ["theirs"]
    mine, theirs, later = dialog.conflict_part.everywhere
    for button, side in ((mine, "mine"), (theirs, "theirs"), (later, "mine")):
        button.click()
        assert list(dialog.conflicts.choices.values()) == [side]


def test_that_conflicts_are_narrowed_down_and_decided_together(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    path, copy = demo_book(tmp_path), tmp_path / "a-team.perennial"
    fields = ("next_step", "industry", "region")
    accounts = lend(path, copy)
    for book, whose in ((copy, "Theirs"), (path, "Mine")):
        with Portfolio.open(book) as opened_book:
            for account in accounts:
                for field in fields:
                    edit(opened_book, account, field, f"{whose} {field}", by=whose)
    dialog = look(opened(path), copy, qtbot)
    part, n = dialog.conflict_part, len(accounts) * len(fields)
    assert (part.heading.text(), part.keys.text()) == (
        f"Changed by both: {n}", f"{n} mine, 0 theirs. Left takes mine, Right theirs."
    )  # fmt: skip
    part.filter.setText("region")
    assert part.heading.text() == f"Changed by both: {LENT} of {n}"
    assert part.everywhere[1].text() == f"All {LENT} theirs"
    part.everywhere[1].click()
    QTest.keyClick(part.filter, Qt.Key.Key_Down)
    assert dialog.focusWidget() is dialog.conflicts, "from the filter one goes on to what is left"
    QTest.keyClick(dialog.conflicts, Qt.Key.Key_Left)
    assert part.keys.text().startswith(f"{n - LENT + 1} mine, {LENT - 1} theirs.")
    part.filter.setText("no such account")
    assert not any(each.isEnabled() for each in part.everywhere)
    part.filter.clear()
    taken = dialog.conflicts.choices
    assert len(taken) == n
    assert {cell.field for cell, side in taken.items() if side == "theirs"} == {"region"}


def test_that_enter_presses_the_button_one_is_at_and_merges_nothing(
    lent: tuple[MainWindow, Path, list[str]], qtbot: QtBot
) -> None:
    window, copy, accounts = lent
    dialog = look(window, copy, qtbot)
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    theirs = dialog.conflict_part.everywhere[1]
    theirs.setFocus()
    qtbot.waitUntil(theirs.hasFocus)
    QTest.keyClick(theirs, Qt.Key.Key_Return)
    assert list(dialog.conflicts.choices.values()) == ["theirs"]
    dialog.leave.setFocus()
    qtbot.waitUntil(dialog.leave.hasFocus)
    QTest.keyClick(dialog.leave, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: window.session.is_idle and not any(map(MergeDialog.isVisible, window.findChildren(MergeDialog)))
    )
    assert next_step(window, accounts[0]) == MINE


def test_that_a_snapshot_is_refused_with_the_reason(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    path, copy = demo_book(tmp_path), tmp_path / "picture.perennial"
    with Portfolio.open(path) as book:
        book.export(copy, Copy("snapshot"))
    dialog = look(opened(path), copy, qtbot)
    assert dialog.refusal.text().startswith("picture.perennial is a snapshot: it has no history")
    assert dialog.take.isHidden()


def test_that_a_damaged_copy_is_refused(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    path, copy = demo_book(tmp_path), tmp_path / "broken.perennial"
    contents = bytearray(path.read_bytes())
    contents[4096:12288] = b"\xff" * 8192
    copy.write_bytes(contents)
    dialog = look(opened(path), copy, qtbot)
    assert "damaged" in dialog.refusal.text()


def test_that_another_book_is_merged_only_where_that_is_said(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened(empty_book(tmp_path))
    window.session.close()
    path = tmp_path / "mine.perennial"
    Portfolio.create(path, currency="USD", first=write_defaults).close()
    other = tmp_path / "other.perennial"
    with Portfolio.create(other, currency="USD") as book:
        book.perform(lambda tx: tx.insert("account", {"name": "Acme"}))
    dialog = look(opened(path), other, qtbot)
    assert "is not a copy of this book but another one" in dialog.refusal.text()
    dialog.take.click()
    qtbot.waitUntil(lambda: window.session.is_idle and dialog.found is not None, timeout=15_000)
    dialog.take.click()
    qtbot.waitUntil(lambda: bool(window.toast.text), timeout=15_000)
    assert [each.name for each in window.session.read(facts.accounts)] == ["Acme"]


def test_that_a_sealed_copy_asks_for_its_password_until_it_is_right(
    opened: Opened, tmp_path: Path, qtbot: QtBot
) -> None:
    path, copy = demo_book(tmp_path), tmp_path / "sealed.perennial"
    lend(path, copy, password="correct horse")
    dialog = look(opened(path), copy, qtbot)
    assert dialog.refusal.text() == "sealed.perennial is sealed: type its password."
    for typed, said in (("wrong horse", "the password is wrong"), ("correct horse", None)):
        dialog.password.setText(typed)
        dialog.take.click()
        qtbot.waitUntil(lambda: dialog.take.isEnabled() or dialog.take.isHidden(), timeout=15_000)
        if said is not None:
            assert said in dialog.refusal.text()
            assert dialog.password.text() == typed, "what was typed is kept"
    assert dialog.says.text().startswith("Nothing new in sealed.perennial")


def test_that_all_of_the_question_for_a_password_is_seen(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    path, copy = demo_book(tmp_path), tmp_path / "sealed.perennial"
    lend(path, copy, password="correct horse")
    dialog = look(opened(path), copy, qtbot)
    dialog.password.setText("wrong horse")
    dialog.take.click()
    qtbot.waitUntil(dialog.take.isEnabled, timeout=15_000)
    assert "the password is wrong" in dialog.refusal.text()
    assert dialog.password.height() >= dialog.password.sizeHint().height()
    assert dialog.refusal.height() >= dialog.refusal.heightForWidth(dialog.refusal.width())


def test_that_a_sealed_copy_of_another_book_is_merged_where_that_is_said(
    opened: Opened, tmp_path: Path, qtbot: QtBot
) -> None:
    path, other, sealed = (tmp_path / f"{name}.perennial" for name in ("mine", "other", "sealed"))
    Portfolio.create(path, currency="USD", first=write_defaults).close()
    with Portfolio.create(other, currency="USD") as book:
        book.perform(lambda tx: tx.insert("account", {"name": "Acme"}))
        book.export(sealed, Copy("full", password="correct horse"))
    window = opened(path)
    dialog = look(window, sealed, qtbot)
    dialog.password.setText("correct horse")
    dialog.take.click()
    qtbot.waitUntil(dialog.take.isEnabled, timeout=15_000)
    assert "is not a copy of this book but another one" in dialog.refusal.text()
    dialog.take.click()
    qtbot.waitUntil(lambda: dialog.found is not None, timeout=15_000)
    dialog.take.click()
    qtbot.waitUntil(lambda: bool(window.toast.text), timeout=15_000)
    assert [each.name for each in window.session.read(facts.accounts)] == ["Acme"]


def test_that_enter_closes_what_can_only_be_closed(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    path, copy = demo_book(tmp_path), tmp_path / "picture.perennial"
    with Portfolio.open(path) as book:
        book.export(copy, Copy("snapshot"))
    window = opened(path)
    dialog = look(window, copy, qtbot)
    QTest.keyClick(dialog.leave, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not any(each.isVisible() for each in window.findChildren(MergeDialog)))


def test_that_the_past_takes_nothing_in(opened: Opened, tmp_path: Path) -> None:
    window = opened(demo_book(tmp_path))
    assert window.actions_["file.merge"].is_enabled()
    window.session.look_at(window.session.today.replace(day=1))
    assert not window.actions_["file.merge"].is_enabled()


def test_that_leaving_while_it_is_read_changes_nothing(lent: tuple[MainWindow, Path, list[str]], qtbot: QtBot) -> None:
    window, copy, accounts = lent
    window.merging.take_one(copy)
    dialog_of(window).reject()
    qtbot.waitUntil(lambda: window.session.is_idle, timeout=15_000)
    assert next_step(window, accounts[0]) == MINE


def test_that_a_file_that_took_the_books_place_is_merged_into_what_is_on_screen(
    opened: Opened, bare: Stage, tmp_path: Path, qtbot: QtBot
) -> None:
    path, incoming = demo_book(tmp_path), tmp_path / "incoming.perennial"
    window = opened(path)
    account, other = (each.id for each in window.session.read(facts.accounts)[:2])
    window.session.save_copy(incoming)
    with Portfolio.open(incoming) as theirs:
        edit(theirs, other, "next_step", THEIRS)
    window.session.perform(lambda tx: tx.update("account", account, {"next_step": MINE}))
    incoming.replace(path)
    replaced = path.read_bytes()
    with pytest.raises(FileProblem) as raised:
        window.session.perform(lambda tx: tx.update("account", account, {"next_step": "lost?"}))
    window.files.show_trouble(raised.value)
    (problem,) = [each for each in window.findChildren(ProblemDialog) if each.isVisible()]
    assert [way.text() for way in problem.ways] == ["Save a copy…", "Save a copy, then merge…", "Open it again"]
    problem.reject()
    window.files.rescue_and_merge(tmp_path / "mine")
    qtbot.waitUntil(lambda: bool(window.findChildren(MergeDialog)), timeout=15_000)
    dialog = dialog_of(window)
    qtbot.waitUntil(lambda: dialog.found is not None, timeout=15_000)
    found = dialog.found
    assert found is not None
    assert (found.change_sets, found.changed) == (1, 1)
    dialog.take.click()
    qtbot.waitUntil(lambda: window.session.undo_label == f"Merge {path.name}", timeout=15_000)
    assert (next_step(window, account), next_step(window, other)) == (MINE, THEIRS)
    assert path.read_bytes() == replaced, "the file that came stays as it is"
    # What the pages were reading when the file was replaced was refused, too.
    assert all(isinstance(each, FileProblem) and each.cause == "changed" for each in bare.failures)
    bare.failures.clear()
