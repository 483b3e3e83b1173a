"""Journey 7 with real keys: a loan copy comes back with twenty edits and one clash, is looked at, merged and undone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from desktop.store.portfolio import Portfolio
from desktop.store.queries import facts
from desktop.views.merging.arriving import Group, Line
from desktop.views.merging.dialog import MergeDialog
from tests.journeys.conftest import Desk, Person
from tests.views.copies import LENT, MINE, THEIRS, edit, work_in

pytestmark = pytest.mark.screen


def lend_by_command(book: Path, copy: Path) -> list[str]:
    """Lend six accounts as one does in a terminal."""
    with Portfolio.open(book, writable=False) as opened:
        accounts = sorted(opened.read(facts.accounts), key=lambda account: account.name)[:LENT]
    names = [word for account in accounts for word in ("--account", account.name)]
    subprocess.run(
        [sys.executable, "-m", "desktop", "share", str(book), str(copy), "--loan", *names], check=True, timeout=120
    )
    return [account.id for account in accounts]


def look_at_copy(person: Person, copy: Path) -> MergeDialog:
    """Ask for the copy by its name, and wait for what it would bring."""
    person.press("ctrl+shift+m")
    person.see(lambda: isinstance(QApplication.activeModalWidget(), QFileDialog))
    person.type(str(copy))
    person.press("Return")
    person.see(lambda: isinstance(QApplication.activeModalWidget(), MergeDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, MergeDialog)
    person.see(lambda: dialog.found is not None and dialog.isActiveWindow())
    return dialog


def test_that_a_loan_copy_comes_back(desk: Desk) -> None:
    copy = desk.folder / "cover.perennial"
    accounts = lend_by_command(desk.book, copy)
    work_in(copy, accounts)
    with Portfolio.open(desk.book) as book:
        edit(book, accounts[0], "next_step", MINE, by="Me")
    person = desk.sit_down()
    session = person.window.session

    def next_step() -> str | None:
        return {each.id: each for each in session.read(facts.accounts)}[accounts[0]].next_step

    dialog = look_at_copy(person, copy)
    assert dialog.says.text() == "20 change sets from cover.perennial: 0 new, 19 changed, 0 deleted, 1 in conflict."
    lines = [row for row in dialog.arriving.rows if isinstance(row, Line)]
    assert len(lines) == 19
    assert all(line.by.startswith("Ana, ") for line in lines), "each with its author"
    assert sum(isinstance(row, Group) for row in dialog.arriving.rows) <= LENT
    assert list(dialog.conflicts.choices.values()) == ["mine"], "the later one, until somebody chooses"

    person.see(dialog.conflicts.hasFocus)
    person.press("Right", "Return")
    person.see(lambda: session.undo_label == "Merge cover.perennial")
    assert next_step() == THEIRS
    assert person.window.toast.text == "Merged cover.perennial: 20 changes"

    again = look_at_copy(person, copy)
    assert again.says.text() == "Nothing new in cover.perennial: everything in it is here already."
    person.press("Escape")
    person.see(lambda: QApplication.activeModalWidget() is None)

    person.press("ctrl+z")
    person.see(lambda: session.undo_label != "Merge cover.perennial")
    assert next_step() == MINE
