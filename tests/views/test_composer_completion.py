"""What the composer offers while a line is typed, and how it is taken."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.views.composer.line import Composer
from tests.views.composing import composer
from tests.views.stage import Stage


def offered(line: Composer) -> list[str]:
    offer = line.chooser.offer
    return [] if offer is None else [choice.label for choice in offer.choices]


def test_that_an_account_is_completed_and_then_the_verbs_are_offered(qtbot: QtBot, demo: Stage) -> None:
    line = composer(qtbot, demo)
    QTest.keyClicks(line.editor, "tin")
    assert offered(line) == ["Tindle & Rowe"]
    QTest.keyClick(line.editor, Qt.Key.Key_Tab)
    assert line.text == "Tindle & Rowe "
    assert offered(line)[:3] == ["nps", "csat", "ces"]
    QTest.keyClicks(line.editor, "me")
    assert offered(line) == ["meeting"]
    QTest.keyClick(line.editor, Qt.Key.Key_Down)
    QTest.keyClick(line.editor, Qt.Key.Key_Return)
    assert line.text == "Tindle & Rowe meeting "


def test_that_contacts_of_the_account_are_offered_after_the_at_sign(qtbot: QtBot, demo: Stage) -> None:
    line = composer(qtbot, demo, "Tindle")
    QTest.keyClicks(line.editor, "call @")
    assert offered(line) == ["Hanneke Bos", "Jana Rowe", "Luc Adair", "Piet Visser"]
    QTest.keyClicks(line.editor, "ja")
    assert offered(line) == ["Jana Rowe"]
    QTest.keyClick(line.editor, Qt.Key.Key_Tab)
    assert line.text == "call @Jana Rowe "
    assert offered(line) == []


def test_that_open_milestones_are_offered_after_done_and_contacts_after_left(qtbot: QtBot, demo: Stage) -> None:
    line = composer(qtbot, demo, "Aldermoor")
    QTest.keyClicks(line.editor, "done ")
    open_steps = offered(line)
    assert open_steps
    QTest.keyClick(line.editor, Qt.Key.Key_Tab)
    assert line.text == f"done {open_steps[0]} "
    assert line.parsed.draft is not None
    line.set_text("")
    QTest.keyClicks(line.editor, "left ")
    people = offered(line)
    assert people
    QTest.keyClick(line.editor, Qt.Key.Key_Tab)
    assert line.text == f"left @{people[0]} "
    assert line.parsed.draft is not None


def test_that_offers_stay_out_of_the_way(qtbot: QtBot, demo: Stage) -> None:
    line = composer(qtbot, demo, "Tindle")
    QTest.keyClicks(line.editor, 'nps 9 "asked @')
    assert offered(line) == [], "a quote is literal"
    line.set_text("")
    QTest.keyClicks(line.editor, "c")
    assert offered(line) == ["csat", "ces", "call", "cross-sell"]
    QTest.keyClick(line.editor, Qt.Key.Key_Escape)
    assert offered(line) == []
    assert line.text == "c"
    QTest.keyClicks(line.editor, "all")
    assert offered(line) == [], "nothing is left to complete"
    QTest.keyClicks(line.editor, " @p")
    assert offered(line) == ["Piet Visser"]
    QTest.keyClick(line.editor, Qt.Key.Key_Left)
    assert offered(line) == [], "the caret went elsewhere"


def test_that_enter_saves_as_long_as_nothing_is_chosen(qtbot: QtBot, demo: Stage) -> None:
    line = composer(qtbot, demo, "Tindle")
    QTest.keyClicks(line.editor, "call @piet")
    assert offered(line) == ["Piet Visser"]
    QTest.keyClick(line.editor, Qt.Key.Key_Return)
    assert [said.text for said in demo.said] == ["Call logged · Tindle & Rowe"]
