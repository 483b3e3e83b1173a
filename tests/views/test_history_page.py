"""The history of the book: what it says, how it is narrowed down, read in pages, and kept from who looks on."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot

from desktop.store.portfolio import Portfolio
from desktop.store.queries.book_history import PAGE, Asked, book_history
from desktop.store.sharing.exporting import Copy
from desktop.views.history.page import GUARDED, NOTHING_FITS, HistoryPage, older_words
from desktop.views.history.rows import HistoryTable
from tests.views.stage import AS_OF, Stage


@pytest.fixture
def page(demo: Stage, qtbot: QtBot) -> HistoryPage:
    made = HistoryPage(demo.context)
    qtbot.addWidget(made)
    made.resize(1100, 640)
    made.show()
    settle(qtbot, demo)
    return made


def settle(qtbot: QtBot, stage: Stage) -> None:
    qtbot.waitUntil(lambda: stage.session.is_idle, timeout=30_000)


def test_that_the_book_tells_who_changed_what_and_is_read_in_pages(
    page: HistoryPage, demo: Stage, qtbot: QtBot
) -> None:
    found = demo.session.read(book_history, Asked())
    assert found.fitting > PAGE
    assert page.sentence.accessibleName().startswith(f"{found.fitting} changes by {found.people} people since ")
    assert len(page.model.rows) == PAGE
    page.older.click()
    settle(qtbot, demo)
    assert len(page.model.rows) == found.fitting
    assert not page.older.isVisible()
    stamps = [int(each.changes.key.partition(":")[0]) for each in page.sets]
    assert stamps == sorted(stamps, reverse=True)
    assert len(set(stamps)) == found.fitting, "none is told twice"


def test_that_it_is_narrowed_down_by_account_person_and_words(page: HistoryPage, demo: Stage, qtbot: QtBot) -> None:
    page.account_field.setText("aldermoor")
    qtbot.keyClick(page.account_field, Qt.Key.Key_Return)
    settle(qtbot, demo)
    assert {name for each in page.sets for _, name in each.accounts} == {"Aldermoor Council"}
    page.choose_person("Mara Lind")
    settle(qtbot, demo)
    assert {each.changes.by for each in page.sets} == {"Mara Lind"}
    page.field.setText("nudge THEIR it")
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    settle(qtbot, demo)
    assert [page.model.rows.text(0, "changes")] == ["Next step Data import: look at the files → Nudge their IT"]
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert (demo.places[-1].page, demo.places[-1].section) == ("account", "history")
    page.field.setText("zzz")
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    settle(qtbot, demo)
    assert page.second.text() == NOTHING_FITS
    assert page.second.isVisible()


def test_that_space_tells_all_of_a_change_and_follows_the_row(page: HistoryPage, demo: Stage, qtbot: QtBot) -> None:
    rows = page.model.rows
    assert isinstance(rows, HistoryTable)
    many = max(range(len(rows)), key=lambda row: len(rows.sets[row].accounts))
    page.table.go_to(many)
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    panel = page.change.panel
    assert panel is not None
    assert all(line in panel.text for line in rows.lines(many)), "what the row has no room for, too"
    shown = {each.text() for each in panel.findChildren(QPushButton)}
    assert {name.replace("&", "&&") for _, name in rows.sets[many].accounts} <= shown, "and whose each is"
    way = next(each for each in panel.findChildren(QPushButton) if each.accessibleName().startswith("History of "))
    way.click()
    assert (demo.places[-1].page, demo.places[-1].section) == ("account", "history")
    page.table.go_to(0)
    assert panel.name.text() == rows.text(0, "label")
    qtbot.keyClick(page.table, Qt.Key.Key_Escape)
    assert page.change.panel is None
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    assert page.change.panel is not None
    demo.guarded = True
    page.needs_reload()
    assert page.change.panel is None, "a customer who looks on sees none of it"


def test_that_it_ends_with_the_past_day_and_hides_while_a_customer_looks_on(
    page: HistoryPage, demo: Stage, qtbot: QtBot
) -> None:
    until = AS_OF - timedelta(days=30)
    demo.session.look_at(until)
    settle(qtbot, demo)
    assert page.sets
    assert all(each.changes.at[:10] <= until.isoformat() for each in page.sets)
    demo.guarded = True
    page.needs_reload()
    assert page.sentence.accessibleName() == GUARDED
    assert not page.table.isVisible()
    assert len(page.model.rows) == 0


def test_that_what_is_no_export_is_refused_and_changes_nothing(
    page: HistoryPage, demo: Stage, qtbot: QtBot, tmp_path: Path
) -> None:
    before = len(page.sets)
    page.since_export(tmp_path / "gone.perennial")
    settle(qtbot, demo)
    assert len(demo.troubles) == 1
    assert len(page.sets) == before


def test_that_copies_that_were_made_are_offered_and_narrow_the_page_down(
    page: HistoryPage, demo: Stage, qtbot: QtBot, tmp_path: Path
) -> None:
    every = page.found.fitting if page.found is not None else 0
    assert demo.session.path is not None
    with Portfolio.open(demo.session.path, writable=False) as book:
        made = book.export(tmp_path / "for ana.perennial", Copy("full"))
    page.export.click()
    (menu,) = page.export.findChildren(QMenu)
    offered, *_, another = menu.actions()
    assert offered.text().endswith(f"{made.made_by} · all of it, 60 accounts · for ana.perennial")
    assert made.sha256 in offered.toolTip()
    assert another.text() == "Another export…"
    offered.trigger()
    menu.close()
    settle(qtbot, demo)
    assert page.found is not None
    assert page.found.fitting == 0 < every
    assert page.export.text() == "Since the export for ana.perennial  ✕"


@pytest.mark.parametrize(("left", "words"), [(1, "Show 1 older"), (50, "Show 50 older"), (51, "Show 50 of 51 older")])
def test_that_the_button_says_how_many_older_ones_come(left: int, words: str) -> None:
    assert older_words(left) == words
