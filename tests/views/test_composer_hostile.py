"""The composer under what nobody types on purpose: pastes, endless lines, other scripts, and a file that goes away."""

from __future__ import annotations

import random
import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.operations.accounts import add_account
from desktop.views.composer.line import NO_FILE, Composer
from tests.views.composing import account_called, composer, rows
from tests.views.stage import Stage

CTRL = Qt.KeyboardModifier.ControlModifier
KEYS = (
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Backspace,
    Qt.Key.Key_Delete,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Space,
    Qt.Key.Key_Return,
)
PIECES = (
    "nps ",
    "3 ",
    "11",
    "@",
    "@piet",
    '"',
    "call ",
    "yest",
    "> ",
    "< ",
    "fri ",
    "+2w",
    "3 dec ",
    "task ",
    "tindle ",
)
PASTED = (
    "\N{PARTY POPPER}",
    "שלום ",
    "مرحبا ",
    "e\u0301",
    "\u202e",
    "\u2028",
    "\u2029",
    "“",
    "\x00",
    "\ufeff",
    "a\r\n\r\nb\n",
)


@pytest.mark.parametrize("seed", range(4))
def test_that_no_keys_bring_it_out_of_step(qtbot: QtBot, demo: Stage, seed: int) -> None:
    chance = random.Random(seed)
    line = composer(qtbot, demo, "Tindle" if seed % 2 else None)
    editor = line.editor
    for _ in range(120):
        dice = chance.random()
        if dice < 0.45:
            QTest.keyClicks(editor, chance.choice(PIECES))
        elif dice < 0.75:
            QTest.keyClick(editor, chance.choice(KEYS))
        elif dice < 0.85:
            QGuiApplication.clipboard().setText("".join(chance.choices(PASTED, k=4)))
            QTest.keyClick(editor, Qt.Key.Key_V, CTRL)
        elif dice < 0.97:
            QTest.keyClick(editor, chance.choice((Qt.Key.Key_Z, Qt.Key.Key_Y, Qt.Key.Key_A)), CTRL)
        elif demo.session.undo_label:
            demo.session.undo()
        assert line.text == editor.toPlainText()
        assert editor.document().blockCount() == 1
        assert all(0 <= chip.start < chip.end <= len(line.text) for chip in editor.chips)
        assert 0 <= editor.caret <= len(line.text)
    assert demo.failures == []
    assert demo.troubles == []


@pytest.mark.parametrize(
    "typed", ["x" * 10_000, "note " + "> a fri " * 1_200, "call: " + "word " * 2_000, '"' * 10_000]
)
def test_that_an_endless_line_neither_freezes_the_window_nor_fills_it(qtbot: QtBot, demo: Stage, typed: str) -> None:
    line = composer(qtbot, demo, "Tindle")
    started = time.perf_counter()

    line.set_text(typed)
    qtbot.wait(200)
    line.repaint()

    assert time.perf_counter() - started < 5, "it took 20 s"
    assert line.sizeHint().height() < 320
    assert line.text == typed


def test_that_half_a_character_pasted_is_left_out(qtbot: QtBot, demo: Stage) -> None:
    line = composer(qtbot, demo, "Tindle")

    line.set_text("note a\ud83d b")
    QTest.keyClick(line.editor, Qt.Key.Key_Return)

    assert rows(demo, "SELECT notes FROM touchpoint ORDER BY rowid DESC LIMIT 1") == [("a b",)]
    assert demo.failures == []


def test_that_other_scripts_are_saved_as_they_were_typed(qtbot: QtBot, demo: Stage) -> None:
    line = composer(qtbot, demo, "Tindle")
    said = "שלום עולם \N{PARTY POPPER} مرحبا"

    line.set_text(f'note "{said}"')
    QTest.keyClick(line.editor, Qt.Key.Key_Return)

    assert rows(demo, "SELECT notes FROM touchpoint ORDER BY rowid DESC LIMIT 1") == [(said,)]


def test_that_what_is_typed_survives_the_file_being_closed_and_opened_again(qtbot: QtBot, demo: Stage) -> None:
    line = composer(qtbot, demo, "Tindle")
    path = demo.session.path
    assert path is not None
    QTest.keyClicks(line.editor, "call: half a thought")

    demo.session.close()
    assert line.strip.text in (NO_FILE, "")
    demo.session.open(path)
    again = composer(qtbot, demo, "Tindle", goes_on=True)

    assert again.text == "call: half a thought"
    again.set_text("")
    again.hide()


def test_that_a_line_for_an_account_taken_back_is_refused_and_stays(qtbot: QtBot, empty: Stage) -> None:
    acme = empty.session.perform(add_account, "Acme").result
    line = Composer(empty.context, acme)
    qtbot.addWidget(line)
    line.show()
    line.focus()
    QTest.keyClicks(line.editor, "pulse 2")

    empty.session.undo()
    QTest.keyClick(line.editor, Qt.Key.Key_Return)
    qtbot.wait(200)

    assert line.text == "pulse 2"
    assert "any more" in line.strip.text
    assert rows(empty, "SELECT count(*) FROM pulse") == [(0,)]
    assert empty.troubles == []
    line.set_text("")


def test_that_a_change_from_elsewhere_keeps_the_caret_and_the_undo_of_what_is_typed(qtbot: QtBot, demo: Stage) -> None:
    line = composer(qtbot, demo, "Tindle")
    QTest.keyClicks(line.editor, "call: one two")
    line.editor.place_caret(5)

    demo.session.perform(add_account, "From elsewhere")

    assert (line.text, line.editor.caret) == ("call: one two", 5)
    QTest.keyClick(line.editor, Qt.Key.Key_Z, CTRL)
    assert line.text != "call: one two"
    assert demo.session.undo_label == "Account added: From elsewhere"
    assert account_called(demo, "From")
