"""Rows, comfortable or compact: every table and the queue follow at once, and the choice stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.charts.tokens import ROW, ROW_COMPACT
from desktop.settings import Settings
from desktop.views.page import Place
from desktop.views.table.painted import PaintedTable
from desktop.views.today.queue_list import QueueList
from desktop.views.window.main_window import MainWindow
from tests.views.stage import Stage, demo_book
from tests.views.window.conftest import Opened

TABLES = ("accounts", "qbrs")


@pytest.fixture(autouse=True)
def comfortable_again(bare: Stage) -> Iterator[None]:
    """The theme is the process's."""
    yield
    bare.theme.choose_density("comfortable")


def shown(window: MainWindow, page: str, qtbot: QtBot) -> QWidget:
    window.navigation.go(Place(page))
    qtbot.waitUntil(lambda: window.is_idle, timeout=30_000)
    assert window.page is not None
    return window.page


def test_that_every_table_follows_at_once_and_keeps_the_row_one_is_at(
    opened: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    window = opened(demo_book(tmp_path))
    page = shown(window, "accounts", qtbot)
    table = page.findChildren(PaintedTable)[0]
    table.setCurrentIndex(table.model().index(40, 0))
    before = table.rowAt(table.viewport().height() - 1) - table.rowAt(0)
    window.act("view.rows.compact")
    tables = [each for page in window.stack.findChildren(QWidget) for each in page.findChildren(PaintedTable)]
    assert {each.rowHeight(0) for each in tables if each.model().rowCount()} == {ROW_COMPACT}
    assert table.rowAt(table.viewport().height() - 1) - table.rowAt(0) > before, "more rows fit"
    assert table.viewport().rect().contains(table.visualRect(table.currentIndex()).center())
    window.act("view.rows.comfortable")
    assert table.rowHeight(0) == ROW


def test_that_the_queue_follows_and_its_button_stays_in_its_row(opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    window = opened(demo_book(tmp_path))
    queue = shown(window, "today", qtbot).findChildren(QueueList)[0]
    height, wanted = queue.visualRect(queue.model().index(1, 0)).height(), queue.wanted_height
    window.act("view.rows.compact")
    queue.doItemsLayout()
    assert queue.visualRect(queue.model().index(1, 0)).height() < height
    assert queue.wanted_height < wanted
    assert queue.indexAt(QPoint(40, queue.visualRect(queue.model().index(2, 0)).center().y())).row() == 2


def test_that_the_choice_is_kept_and_a_table_made_later_has_it(opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    window = opened(demo_book(tmp_path))
    window.act("view.rows.compact")
    assert Settings(tmp_path / "settings.ini").density == "compact"
    for name in TABLES:
        page = shown(window, name, qtbot)
        heights = {each.rowHeight(0) for each in page.findChildren(PaintedTable) if each.model().rowCount()}
        assert heights == {ROW_COMPACT}


def test_that_rows_are_comfortable_until_somebody_chooses(bare: Stage) -> None:
    assert bare.settings.density == "comfortable"
    assert bare.theme.row == ROW
