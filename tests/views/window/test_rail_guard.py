"""What the rail says of the pages while a customer looks on."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from desktop.views.page import Place
from desktop.views.window.main_window import MainWindow
from tests.views.stage import demo_book
from tests.views.window.conftest import Opened


def today_said(window: MainWindow) -> str:
    """What the button of Today is called, its count included."""
    buttons = window.rail.findChildren(QAbstractButton)
    return next(each.accessibleName() for each in buttons if each.accessibleName().startswith("Today"))


def test_that_no_count_is_said_while_a_customer_looks_on_also_from_another_page(
    opened: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    window = opened(demo_book(tmp_path))
    qtbot.waitUntil(lambda: today_said(window) == "Today, 18", timeout=10_000)
    window.navigation.go(Place("accounts"))
    window.toggle_guard()
    assert today_said(window) == "Today"
    window.toggle_guard()
    assert today_said(window) == "Today, 18"
