"""Columns that stay while the others are scrolled: seen, clicked, walked and read aloud where they are."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from desktop.domain.listing.fields import FIELDS
from desktop.views.accounts.page import AccountsPage
from tests.views.accounts_stage import LEFT, Key, accounts_page, shown
from tests.views.stage import Stage


def wide(demo: Stage, qtbot: QtBot) -> AccountsPage:
    """The page with more columns than there is room for, scrolled to the right."""
    page = accounts_page(demo, qtbot)
    page.table.columns.choose([field.key for field in FIELDS])
    bar = page.table.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() >= 300)
    bar.setValue(300)
    return page


def rect(page: AccountsPage, key: str, row: int = 0) -> QRect:
    return page.table.visualRect(page.model.index(row, page.model.at(key)))


def test_that_health_and_account_stay_and_look_as_before(demo: Stage, qtbot: QtBot) -> None:
    page = wide(demo, qtbot)
    width = page.table.pinned_width
    assert width == page.table.columnWidth(page.model.at("health")) + page.table.columnWidth(page.model.at("name"))
    room = QRect(0, 0, width - 1, page.table.viewport().height())
    scrolled = page.table.viewport().grab(room).toImage()
    page.table.horizontalScrollBar().setValue(0)
    assert page.table.pinned == []
    assert page.table.viewport().grab(room).toImage() == scrolled


def test_that_what_stays_is_clicked_where_it_stands(demo: Stage, qtbot: QtBot) -> None:
    page = wide(demo, qtbot)
    place = rect(page, "name", 3)
    assert 0 < place.left() < place.right() < page.table.pinned_width
    qtbot.mouseClick(page.table.viewport(), LEFT, pos=place.center())
    at = page.table.currentIndex()
    assert (at.row(), at.column()) == (3, page.model.at("name"))
    assert page.table.horizontalScrollBar().value() == 300, "nothing jumps"


def test_that_one_walks_out_of_what_stays_into_a_cell_that_is_seen(demo: Stage, qtbot: QtBot) -> None:
    page = wide(demo, qtbot)
    page.table.go_to(0, page.model.at("name"))
    qtbot.keyClick(page.table, Key.Key_Right)
    at = page.table.currentIndex()
    assert at.column() == page.model.at("arr")
    assert page.table.visualRect(at).left() >= page.table.pinned_width
    for _ in range(len(page.table.shown_columns())):
        qtbot.keyClick(page.table, Key.Key_Right)
        qtbot.keyClick(page.table, Key.Key_Down)
    for _ in range(len(page.table.shown_columns()) - 3):
        qtbot.keyClick(page.table, Key.Key_Left)
        at = page.table.currentIndex()
        assert page.table.visualRect(at).left() >= page.table.pinned_width, page.model.columns[at.column()].key


def test_that_a_title_that_stays_sorts_by_its_own_column(demo: Stage, qtbot: QtBot) -> None:
    page = wide(demo, qtbot)
    header = page.table.horizontalHeader()
    spot = QPoint(rect(page, "name").center().x(), header.height() // 2)
    qtbot.mouseClick(header.viewport(), LEFT, pos=spot)
    assert page.model.sorted_by.key == "name"
    assert shown(page) == sorted(shown(page), key=str.casefold)


def test_that_nothing_is_dragged_before_what_stays(demo: Stage, qtbot: QtBot) -> None:
    page = wide(demo, qtbot)
    header = page.table.horizontalHeader()
    header.moveSection(header.visualIndex(page.model.at("arr")), 0)
    assert page.table.columns.order[:3] == ["health", "name", "arr"]


def test_that_a_screen_reader_finds_each_cell_once_where_it_is_seen(demo: Stage, qtbot: QtBot) -> None:
    page = wide(demo, qtbot)
    told = QAccessible.queryAccessibleInterface(page.table)
    assert told is not None
    middle = page.table.viewport().mapToGlobal(rect(page, "name", 2).center())
    child = told.childAt(middle.x(), middle.y())
    assert child is not None
    assert child.text(QAccessible.Text.Name).startswith(shown(page)[2])


def test_that_with_a_customer_looking_on_the_account_alone_stays(demo: Stage, qtbot: QtBot) -> None:
    page = wide(demo, qtbot)
    demo.guarded = True
    page.reload()
    page.table.horizontalScrollBar().setValue(200)
    assert [place.column for place in page.table.pinned] == [page.model.at("name")]


def test_that_where_there_would_be_nothing_left_to_scroll_in_all_columns_scroll(demo: Stage, qtbot: QtBot) -> None:
    page = wide(demo, qtbot)
    assert page.table.pinned
    page.table.setColumnWidth(page.model.at("name"), page.table.viewport().width())
    assert page.table.horizontalHeader().offset() > 0
    assert page.table.pinned == []
