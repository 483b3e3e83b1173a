"""What a laptop shows as soon as a book is open, without a click or a scroll: whom to call, why, by when, and how."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.charts.tokens import BODY, SMALL
from desktop.domain.today.queue import QueueRow
from desktop.views.theme import font
from desktop.views.today import reason_words, words
from desktop.views.today.page import TodayPage
from desktop.views.today.queue_paint import ARR_END, CHIP_AT, MARGIN, NAME_AT, button_place
from desktop.views.window.main_window import MainWindow
from tests.views.stage import AS_OF, demo_book
from tests.views.window.conftest import Opened

LAPTOP = 1280, 720
RAVENSTACK = Path(__file__).resolve().parents[4] / "shared" / "data" / "ravenstack"
LAST_DAY = date(2024, 12, 31)
"""Of that book's facts."""


def today_of(window: MainWindow, qtbot: QtBot) -> TodayPage:
    window.resize(*LAPTOP)
    page = window.page
    assert isinstance(page, TodayPage)
    qtbot.waitUntil(lambda: page.view is not None and window.session.is_idle, timeout=60_000)
    qtbot.waitUntil(lambda: page.board.whom.account is not None and window.session.is_idle, timeout=60_000)
    qtbot.wait(50)
    return page


def is_whole(label: QLabel | QWidget) -> bool:
    """Whether nothing of it is outside the window, covered or cut."""
    is_seen = label.visibleRegion().boundingRect() == label.rect()
    return is_seen and (not isinstance(label, QLabel) or label.sizeHint().width() <= label.width())


def room_of(page: TodayPage, row: QueueRow) -> QRect:
    """Where a row of the queue stands, which is wholly within the window."""
    queue = page.board.queue
    place = queue.items.place_of(row.account)
    assert place is not None
    box = queue.visualRect(queue.items.index(place, 0))
    assert queue.viewport().visibleRegion().contains(box)
    window = page.window()
    assert window.rect().contains(QRect(queue.viewport().mapTo(window, box.topLeft()), box.size()))
    return box


def wide(text: str, pixels: int) -> int:
    return QFontMetrics(font(pixels)).horizontalAdvance(text)


def assert_row_is_told(page: TodayPage, row: QueueRow) -> str:
    """Name, ARR, reason, deadline and action of a row are whole; what it says is returned."""
    box = room_of(page, row)
    limit = button_place(box).left() - MARGIN
    name, chip = row.name, words.chip(row.deadline, page.board.queue.day) or words.NO_DEADLINE
    reason = reason_words.fitted(row, page.board.queue.day, lambda text: wide(text, SMALL) <= limit - NAME_AT)
    assert wide(name, BODY) <= ARR_END - NAME_AT - 8
    assert wide(chip, SMALL) + 16 <= limit - CHIP_AT
    assert wide(reason, SMALL) <= limit - NAME_AT
    button = words.button(row.action)
    assert wide(button, BODY) <= button_place(box).width() - 8
    return " | ".join((name, reason, chip, button)).replace("\N{NO-BREAK SPACE}", " ")


def assert_reach_is_told(page: TodayPage) -> str:
    whom = page.board.whom
    for label in (whom.who, whom.reach):
        assert not label.text() or is_whole(label), label.text()
    assert is_whole(whom.button)
    return whom.text.replace("\N{NO-BREAK SPACE}", " ")


def test_that_the_demo_says_whom_to_call_why_by_when_and_under_which_address(
    opened: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    page = today_of(opened(demo_book(tmp_path)), qtbot)
    row = page.board.queue.row
    assert row is not None
    assert is_whole(page.sentence)
    assert assert_row_is_told(page, row) == (
        "Ostrava Freight | Risk despite use: seats 94 %, feelings −40 points, buyer silent 71 d"  # noqa: RUF001
        " | opts out in 23 d · 16 Dec | Log renewal talk"
    )
    assert assert_reach_is_told(page).startswith("Petr Novak · petr.novak@ostrava-freight.example · buyer")
    # All seven are told as well as the first, and who is called follows the row one is at.
    assert page.view is not None
    for each in page.view.queue.rows[:7]:
        page.board.queue.go_to(each.account)
        qtbot.waitUntil(lambda account=each.account: page.board.whom.account == account)
        qtbot.wait(20)
        assert_row_is_told(page, each)
        assert_reach_is_told(page)


@pytest.mark.parametrize("accounts", [1_000, pytest.param(10_000, marks=pytest.mark.soak)])
def test_that_a_large_book_says_so_too(opened: Opened, qtbot: QtBot, tmp_path: Path, accounts: int) -> None:
    page = today_of(opened(demo_book(tmp_path, accounts=accounts)), qtbot)
    row = page.board.queue.row
    assert row is not None
    assert row.part == "must"
    assert row.deadline is not None
    assert_row_is_told(page, row)
    told = assert_reach_is_told(page)
    assert "@" in told or "+" in told


@pytest.mark.skipif(not RAVENSTACK.is_dir(), reason="the public book is not there")
def test_that_a_book_without_people_or_days_says_that_they_are_unknown(
    opened: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    book = tmp_path / "ravenstack.perennial"
    for command in (
        ("new", str(book), "--currency", "USD"),
        ("import", str(book), *map(str, RAVENSTACK.glob("*.csv"))),
    ):
        done = subprocess.run([sys.executable, "-m", "desktop", *command], capture_output=True, text=True, timeout=120)
        assert done.returncode in (0, 1), done.stderr
    window = opened(book)
    page = today_of(window, qtbot)
    # Two years later nothing is due: the largest of those nobody talked with, and the way to a contact.
    assert page.view is not None
    assert page.view.day == AS_OF
    assert page.board.queue.row is None
    assert is_whole(page.sentence)
    assert assert_reach_is_told(page) == (
        "Company_166 · Nobody on record to call · 1.58 M · never talked with · no deadline known"
    )
    assert page.board.whom.button.text() == "Add contact"

    window.session.look_at(LAST_DAY)
    qtbot.waitUntil(lambda: page.view is not None and page.view.day == LAST_DAY and window.session.is_idle)
    qtbot.waitUntil(lambda: page.board.whom.text == "Nobody on record to call", timeout=15_000)
    row = page.board.queue.row
    assert row is not None
    told = assert_row_is_told(page, row)
    assert told == "Company_235 | Use falls: usage −100 % | no deadline known | Log call"  # noqa: RUF001
    assert page.board.whom.mapTo(window, QPoint()).y() < window.height()
