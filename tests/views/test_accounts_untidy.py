"""Nothing typed into the table is lost, and nothing hidden stays seen, whatever else is done meanwhile."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtGui import QKeySequence, QShortcut
from pytestqt.qtbot import QtBot

from desktop.operations.accounts import add_account
from desktop.store.portfolio import Portfolio
from desktop.store.queries import facts
from desktop.views.accounts.columns import COLUMNS
from tests.views.accounts_stage import (
    LEFT,
    Key,
    accounts_page,
    click_title,
    field,
    go_to,
    is_field_open,
    retype,
    row_of,
    settle,
    shown,
)
from tests.views.stage import Stage
from tests.views.test_accounts_editing import step_of


def test_that_sorting_by_a_click_saves_what_is_being_typed(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    go_to(page, "Ostrava Freight", "step")
    qtbot.keyClick(page.table, Key.Key_F2)
    retype(page, qtbot, "Half a thought")
    click_title(page, qtbot, "arr")
    assert step_of(demo, "Ostrava Freight")[0] == "Half a thought"
    assert page.model.sorted_by.key == "arr"


def test_that_what_cannot_be_saved_stays_typed_and_the_rows_stay_where_they_are(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    go_to(page, "Ostrava Freight", "due")
    qtbot.keyClick(page.table, Key.Key_F2)
    editor = retype(page, qtbot, "31 feb")
    before = shown(page)
    click_title(page, qtbot, "arr")
    assert is_field_open(page)
    assert (editor.text(), shown(page)) == ("31 feb", before)
    assert editor.refusal.startswith("31 Feb 2027 does not exist")


@pytest.mark.parametrize("is_left", [True, False])
def test_that_letting_go_of_the_file_saves_what_is_being_typed(demo: Stage, qtbot: QtBot, is_left: bool) -> None:
    page = accounts_page(demo, qtbot)
    path = demo.session.path
    assert path is not None
    go_to(page, "Ostrava Freight", "step")
    qtbot.keyClick(page.table, Key.Key_F2)
    retype(page, qtbot, "Half a thought")
    if is_left:
        qtbot.keyClick(field(page), Key.Key_Escape)
    demo.session.close()
    with Portfolio.open(path, writable=False) as book:
        (step,) = [each.next_step for each in book.read(facts.accounts) if each.name == "Ostrava Freight"]
    assert step == ("Renewal talk with Petr Novak" if is_left else "Half a thought")


def test_that_health_is_hidden_at_once_and_not_when_all_is_read_again(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    demo.guarded = True
    page.needs_reload()
    assert not demo.session.is_idle, "still reading"
    hidden = {column.key for at, column in enumerate(COLUMNS) if page.table.isColumnHidden(at)}
    assert {"health", "change", "months"} <= hidden
    assert "red" not in page.frame.sentence.text()
    assert "green" not in page.frame.footer.text
    settle(demo, qtbot)


def test_that_health_is_hidden_at_once_while_a_field_is_open_that_stays_open(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    click_title(page, qtbot, "health")
    go_to(page, "Ostrava Freight", "step")
    qtbot.keyClick(page.table, Key.Key_F2)
    retype(page, qtbot, "Half a thought")
    called: list[str] = []
    QShortcut(QKeySequence("F8"), page).activated.connect(partial(called.append, "F8"))
    qtbot.keyClick(field(page), Key.Key_F8)
    assert called == ["F8"]
    demo.guarded = True
    page.needs_reload()
    assert page.table.isColumnHidden(page.model.at("health"))
    settle(demo, qtbot)
    assert page.model.sorted_by.key == "name"
    assert step_of(demo, "Ostrava Freight")[0] == "Half a thought"


def test_that_a_new_account_is_seen_though_a_filter_would_leave_it_out(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    page.filters.csm.choose("Mara Lind")
    qtbot.mouseClick(page.frame.add_button, LEFT)
    qtbot.keyClicks(page.frame.adding.name, "Aardvark")
    qtbot.keyClick(page.frame.adding.name, Key.Key_Return)
    settle(demo, qtbot)
    assert page.table.current() == row_of(page, "Aardvark")
    assert page.model.rowCount() == 61


def test_that_the_past_offers_no_field_to_add_to(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    qtbot.mouseClick(page.frame.add_button, LEFT)
    demo.session.look_at(demo.session.today.replace(month=9))
    settle(demo, qtbot)
    assert page.frame.adding.isHidden()
    assert page.table.hasFocus()
    demo.session.look_at(None)
    settle(demo, qtbot)
    assert page.frame.add_button.isVisible()


def test_that_the_cell_one_is_in_is_seen_though_its_column_is_hidden(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    go_to(page, "Tindle & Rowe", "health")
    demo.guarded = True
    page.needs_reload()
    index = page.table.currentIndex()
    assert page.model.columns[index.column()].key == "name"
    assert page.model.number(index) == row_of(page, "Tindle & Rowe")
    settle(demo, qtbot)
    go_to(page, "Tindle & Rowe", "csm")
    page.resize(660, 600)
    assert page.table.isColumnHidden(page.model.at("csm"))
    assert page.model.columns[page.table.currentIndex().column()].key == "name"


@pytest.mark.parametrize("width", [1104, 700])
def test_that_a_day_is_seen_whole_while_it_is_edited(demo: Stage, qtbot: QtBot, width: int) -> None:
    page = accounts_page(demo, qtbot)
    page.resize(width, 652)
    go_to(page, "Lumen Dental", "due")
    qtbot.keyClick(page.table, Key.Key_F2)
    editor = field(page)
    assert editor.text() == "25 Nov 2026"
    # Of its width a field gives its edges and margins away.
    assert editor.fontMetrics().horizontalAdvance(editor.text()) <= editor.width() - 24
    assert page.table.viewport().rect().contains(editor.geometry())


def test_that_the_focus_goes_to_the_table_when_an_empty_book_is_filled_from_elsewhere(
    empty: Stage, qtbot: QtBot
) -> None:
    page = accounts_page(empty, qtbot)
    assert page.frame.empty.adding.name.hasFocus()
    empty.session.perform(add_account, "Acme")
    settle(empty, qtbot)
    assert page.table.hasFocus()
    assert page.table.current() == 0
    empty.session.undo()
    settle(empty, qtbot)
    assert page.frame.empty.adding.name.hasFocus()
