"""The question which day to look at: a day is typed as it is typed everywhere, and never becomes another one."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.views.window.day_dialog import AsOfDialog
from tests.views.stage import AS_OF, theme_of

Chosen = list[tuple[object, bool]]


@pytest.fixture
def asked(qapp: QApplication, qtbot: QtBot) -> tuple[AsOfDialog, Chosen]:
    dialog = AsOfDialog(theme_of(qapp, "light"), AS_OF, AS_OF, known_then=False)
    qtbot.addWidget(dialog)
    chosen: Chosen = []
    dialog.chosen.connect(lambda day, then: chosen.append((day, then)))
    dialog.show()
    return dialog, chosen


def type_over(dialog: AsOfDialog, qtbot: QtBot, text: str) -> None:
    field = dialog.focusWidget()
    assert field is not None
    qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("30 sep 2026", date(2026, 9, 30)),
        ("30 Sep", date(2026, 9, 30)),
        ("30 dec", date(2025, 12, 30)),
        ("2026-09-30", date(2026, 9, 30)),
        ("Sep 30, 2026", date(2026, 9, 30)),
        ("yesterday", date(2026, 11, 22)),
        ("-3m", date(2026, 8, 23)),
        ("today", AS_OF),
    ],
)
def test_that_a_typed_day_is_the_day_that_is_looked_at(
    asked: tuple[AsOfDialog, Chosen], qtbot: QtBot, typed: str, day: date
) -> None:
    dialog, chosen = asked
    type_over(dialog, qtbot, typed)
    assert chosen == [(day, False)]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("30 se", '"30 se" is no day: type one like 30 sep'),
        ("", "No day is typed: type one like 30 sep"),
        ("31 sep", "31 Sep 2026 does not exist"),
        ("24 nov 2026", "Tue 24 Nov 2026 is still to come"),
        ("tomorrow", "Tue 24 Nov 2026 is still to come"),
        ("3/4/2026", '"3/4/2026" can be read two ways'),
    ],
)
def test_that_what_is_no_day_stays_typed_with_the_reason(
    asked: tuple[AsOfDialog, Chosen], qtbot: QtBot, typed: str, why: str
) -> None:
    dialog, chosen = asked
    type_over(dialog, qtbot, typed)
    assert dialog.isVisible()
    assert chosen == []
    assert dialog.field.text() == typed
    said = [each.text() for each in dialog.findChildren(QLabel) if each.isVisible()]
    assert any(each.startswith(why) for each in said), said
    qtbot.keyClick(dialog.field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(dialog.field, "1")
    assert not dialog.refusal.isVisible()


def test_that_the_calendar_and_the_shortcuts_write_the_day_as_it_is_read(
    asked: tuple[AsOfDialog, Chosen], qtbot: QtBot
) -> None:
    dialog, chosen = asked
    next(each for each in dialog.findChildren(QPushButton) if each.text() == "A month ago").click()
    dialog.field.open_calendar()
    calendar = dialog.field.calendar
    assert calendar is not None
    assert calendar.selectedDate().toPython() == date(2026, 10, 23)
    calendar.clicked.emit(calendar.selectedDate().addDays(-3))
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert chosen == [(date(2026, 10, 20), False)]
