"""The accounts page on a stage, ready to be worked."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.views.accounts.page import AccountsPage
from desktop.views.accounts.rows import AccountTable
from desktop.views.table.editor import CellEditor
from tests.views.stage import Stage

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


def accounts_page(stage: Stage, qtbot: QtBot) -> AccountsPage:
    """The page, shown, with everything read."""
    page = AccountsPage(stage.context)
    qtbot.addWidget(page)
    page.resize(1104, 652)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    settle(stage, qtbot)
    page.take_focus()
    return page


def settle(stage: Stage, qtbot: QtBot) -> None:
    pages = [each for each in QApplication.topLevelWidgets() if isinstance(each, AccountsPage)]
    qtbot.waitUntil(lambda: stage.session.is_idle and all(page.is_settled for page in pages), timeout=10_000)


def table_of(page: AccountsPage) -> AccountTable:
    rows = page.model.rows
    assert isinstance(rows, AccountTable)
    return rows


def shown(page: AccountsPage, column: str = "name") -> list[str]:
    """What a column says, from the top down."""
    return [page.model.rows.text(int(row), column) for row in page.model.order]


def go_to(page: AccountsPage, name: str, column: str = "name") -> int:
    """Go to a cell of an account; returns where it stands."""
    place = shown(page).index(name)
    page.table.go_to(place, page.model.at(column))
    return place


def row_of(page: AccountsPage, name: str) -> int:
    """The number of an account's row."""
    return next(at for at, row in enumerate(table_of(page).accounts) if row.name == name)


def click_title(page: AccountsPage, qtbot: QtBot, column: str) -> None:
    header = page.table.horizontalHeader()
    left = header.sectionViewportPosition(page.model.at(column))
    qtbot.mouseClick(header.viewport(), LEFT, pos=QPoint(left + 20, 12))


def field(page: AccountsPage) -> CellEditor:
    """The field that is open."""
    # One that was closed is still there until Qt comes round to it.
    found = [each for each in page.table.viewport().findChildren(CellEditor) if each.isVisible()]
    assert len(found) == 1
    return found[0]


def is_field_open(page: AccountsPage) -> bool:
    return page.table.is_editing


def retype(page: AccountsPage, qtbot: QtBot, text: str) -> CellEditor:
    """Replace what stands in the open field."""
    editor = field(page)
    editor.selectAll()
    qtbot.keyClicks(editor, text)
    return editor
