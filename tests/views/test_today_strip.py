"""The opt-outs on their line of time: single ones where they can be told apart, weeks where there are too many."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.domain.today.lists import OptOut
from desktop.domain.today.queue import Standing
from desktop.domain.today.weeks import OptOutWeek, opt_out_weeks
from desktop.operations.explain_today import explained_opt_outs
from desktop.views.today.strip import MOST, OptOutStrip
from tests.views.stage import AS_OF, Stage
from tests.views.test_today_page import opened

WIDE = (700, 300)


def rows(n: int) -> list[OptOut]:
    """Opt-outs over the days, one a day, half of them red."""
    return [
        OptOut(f"a{at}", f"Account {at}", AS_OF + timedelta(days=at), at, 1_000_00, standing(at), True)
        for at in range(n)
    ]


def standing(at: int) -> Standing:
    return Standing(30, "red", 1.0) if at % 2 else Standing(90, "green", 1.0)


def strip(qtbot: QtBot, stage: Stage, n: int, size: tuple[int, int] = WIDE) -> OptOutStrip:
    made = OptOutStrip(stage.theme)
    qtbot.addWidget(made)
    made.resize(*size)
    made.show()
    made.show_rows(rows(n), AS_OF)
    return made


@pytest.mark.parametrize(
    ("n", "size", "is_by_week"),
    [(MOST, WIDE, False), (MOST + 1, WIDE, True), (50, (328, 176), False), (60, (328, 176), True)],
)
def test_that_more_than_can_be_told_apart_are_shown_by_week(
    qtbot: QtBot, bare: Stage, n: int, size: tuple[int, int], is_by_week: bool
) -> None:
    assert strip(qtbot, bare, n, size).is_by_week is is_by_week


def test_that_a_bar_has_the_colours_of_its_accounts_and_the_highest_fills_the_height(qtbot: QtBot, bare: Stage) -> None:
    made = strip(qtbot, bare, 120)
    image = made.grab().toImage()
    box = made.box(1).toRect()
    tokens = bare.theme.tokens
    assert image.pixelColor(box.center().x(), box.bottom() - 8) == QColor(tokens.fill_of("green"))
    assert image.pixelColor(box.center().x(), box.top() + 8) == QColor(tokens.fill_of("red"))
    empty = made.box(22).toRect()
    assert image.pixelColor(empty.center()) == image.pixelColor(2, made.height() // 2), "nobody, nothing"


def test_that_keys_walk_the_weeks_and_enter_asks_for_one(qtbot: QtBot, bare: Stage) -> None:
    made = strip(qtbot, bare, 120)
    asked: list[OptOutWeek] = []
    opened_: list[str] = []
    made.week_asked.connect(asked.append)
    made.opened.connect(opened_.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(made, key)
    assert [(week.first, week.n) for week in asked] == [(AS_OF + timedelta(days=7), 7)]
    QTest.mouseClick(made, Qt.MouseButton.LeftButton, pos=made.box(0).center().toPoint())
    assert asked[-1].first == AS_OF
    for _ in range(30):
        QTest.keyClick(made, Qt.Key.Key_Right)
    QTest.keyClick(made, Qt.Key.Key_Return)
    assert len(asked) == 2, "in the last week nobody can opt out: there is nothing to tell"
    assert opened_ == []


def test_that_weeks_are_told_in_words(qtbot: QtBot, bare: Stage) -> None:
    said = strip(qtbot, bare, 120).accessibleDescription().replace("\N{NO-BREAK SPACE}", " ").split("; ")
    assert said[0].split("\n") == [
        "23 Nov to 29 Nov 2026: 7 accounts, 7 k",
        "green 4 k (4), red 3 k (3)",
        "Largest: Account 0, 1 k",
    ]


def test_that_a_week_is_explained_by_its_accounts(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    view = page.view
    assert view is not None
    weeks = opt_out_weeks(view.opt_outs, view.day)
    total = 0
    for week in weeks:
        found = explained_opt_outs(view, week)
        assert found.value == week.arr_cents == sum(found.parts())
        assert found.n == week.n
        total += week.arr_cents
    assert total == explained_opt_outs(view).value
    page.board.strip.week_asked.emit(max(weeks, key=lambda week: week.arr_cents))
    panel = page.explanation.panel
    assert panel is not None
    assert "Verity Insurance" in panel.text
