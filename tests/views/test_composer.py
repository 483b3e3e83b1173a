"""The composer with real keys: what is understood, refused, saved and taken back."""

from __future__ import annotations

from datetime import date
from typing import cast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.domain.errors import FileProblem
from desktop.operations.outcome import Outcome, standing
from desktop.store import drafts
from desktop.views.composer.line import PAST, READ_ONLY, Composer
from tests.views.composing import account_called, chip_texts, composer, rows
from tests.views.stage import AS_OF, Stage

TINDLE = "Tindle"


def saved_counts(stage: Stage) -> tuple[int, ...]:
    tables = ("survey_response", "touchpoint", "task", "qbr", "contact", "risk")
    return tuple(
        cast(int, rows(stage, f"SELECT count(*) FROM {table} WHERE deleted_at IS NULL")[0][0]) for table in tables
    )


def test_that_a_detractor_is_logged_in_one_line_and_its_effect_told_before_and_after(qtbot: QtBot, demo: Stage) -> None:
    tindle = account_called(demo, TINDLE)
    before = demo.session.read(standing, tindle, AS_OF)
    line = composer(qtbot, demo, TINDLE)
    QTest.keyClicks(line.editor, 'nps 0 @piet "slow support"')
    qtbot.waitUntil(lambda: "health" in line.strip.text)
    told = line.strip.text
    assert told.startswith("NPS 0 from Piet Visser today")
    assert "3 tasks" in told
    assert demo.session.undo_label is None, "a rehearsal is not kept"

    logged: list[Outcome] = []
    line.logged.connect(logged.append)
    QTest.keyClick(line.editor, Qt.Key.Key_Return)
    (outcome,) = logged
    after = demo.session.read(standing, tindle, AS_OF)
    assert (outcome.before, outcome.after, outcome.tasks) == (before, after, 3)
    assert before != after
    assert f"{after.shown}" in told
    (said,) = demo.said
    assert said.text.startswith(f"NPS 0 logged · Tindle & Rowe {before.shown}")
    assert said.text.endswith("3 tasks")
    assert (said.can_undo, said.account) == (True, tindle)
    assert line.text == ""
    assert rows(demo, "SELECT score, comment FROM survey_response ORDER BY rowid DESC LIMIT 1") == [
        (0.0, "slow support")
    ]


def test_that_undo_takes_the_whole_line_back(qtbot: QtBot, demo: Stage) -> None:
    before = saved_counts(demo)
    line = composer(qtbot, demo, TINDLE)
    QTest.keyClicks(line.editor, "call @nadia: wants API > spec fri < legal +2w")
    QTest.keyClick(line.editor, Qt.Key.Key_Return)
    assert saved_counts(demo) != before
    assert demo.session.undo() == "Undone: Call logged"
    assert saved_counts(demo) == before


def test_that_a_call_keeps_the_promises_of_both_sides_with_their_days(qtbot: QtBot, demo: Stage) -> None:
    line = composer(qtbot, demo)
    QTest.keyClicks(line.editor, "verity call yest: pilot agreed > pricing fri < security form +2w")
    qtbot.waitUntil(lambda: "2 tasks" in line.strip.text)
    assert "Verity Insurance: Call on Sun 22 Nov 2026" in line.strip.text
    assert "we owe pricing by Fri 27 Nov 2026" in line.strip.text
    QTest.keyClick(line.editor, Qt.Key.Key_Return)
    verity = account_called(demo, "Verity")
    assert rows(demo, "SELECT on_day, notes FROM touchpoint ORDER BY rowid DESC LIMIT 1") == [
        ("2026-11-22", "pilot agreed")
    ]
    assert rows(demo, "SELECT account, title, side, due_on FROM task ORDER BY rowid DESC LIMIT 2") == [
        (verity, "security form", "theirs", "2026-12-07"),
        (verity, "pricing", "ours", "2026-11-27"),
    ]


def test_that_a_review_ahead_is_planned(qtbot: QtBot, demo: Stage) -> None:
    line = composer(qtbot, demo, TINDLE)
    QTest.keyClicks(line.editor, "qbr 3 dec 14:00")
    assert line.strip.text.startswith("QBR planned for Thu 3 Dec 2026 at 14:00")
    QTest.keyClick(line.editor, Qt.Key.Key_Enter)
    assert [said.text for said in demo.said] == ["QBR planned · Tindle & Rowe"]
    planned = rows(demo, "SELECT planned_on, held_on FROM qbr WHERE starts_at = '2026-12-03 14:00'")
    assert planned == [("2026-12-03", None)]


@pytest.mark.parametrize(
    ("typed", "reason", "refused"),
    [
        ("nps 11", "NPS runs from 0 to 10; 11 was not saved.", "11"),
        ("call 3/12 ", '"3/12" can be read two ways: type 3 dec or 12 mar.', "3/12"),
        ("left nobodyhere ", 'Tindle & Rowe has no contact "nobodyhere"', "nobodyhere"),
    ],
)
def test_that_what_is_refused_stays_typed_with_its_reason_at_its_place(
    qtbot: QtBot, demo: Stage, typed: str, reason: str, refused: str
) -> None:
    before = saved_counts(demo)
    line = composer(qtbot, demo, TINDLE)
    QTest.keyClicks(line.editor, typed)
    QTest.keyClick(line.editor, Qt.Key.Key_Return)
    assert line.text == typed
    assert line.strip.text.startswith(reason)
    assert line.strip.runs[0].colour == "negative"
    assert [line.text[start:end] for start, end in line.editor.refused] == [refused]
    assert saved_counts(demo) == before
    assert demo.said == []


def test_that_what_is_still_being_typed_is_no_reproach(qtbot: QtBot, demo: Stage) -> None:
    line = composer(qtbot, demo, TINDLE)
    for typed in ("n", "ps", " ", '3 "slow'):
        QTest.keyClicks(line.editor, typed)
        assert line.editor.refused == ()
        assert line.strip.runs[0].colour != "negative"
    assert line.strip.text.startswith("NPS 3 today"), "an open quote is read as if it were closed"
    QTest.keyClick(line.editor, Qt.Key.Key_Return)
    assert line.strip.runs[0].colour == "negative", "but it is not saved so"
    assert line.text == 'nps 3 "slow'


def test_that_a_part_becomes_a_chip_when_it_is_complete_and_backspace_opens_it(qtbot: QtBot, demo: Stage) -> None:
    line = composer(qtbot, demo)
    QTest.keyClicks(line.editor, "tindle nps 3")
    assert chip_texts(line) == ["tindle"]
    QTest.keyClicks(line.editor, " ")
    assert chip_texts(line) == ["tindle", "nps 3"]
    QTest.keyClicks(line.editor, '@jana "slow support"')
    assert chip_texts(line) == ["tindle", "nps 3", "@jana", '"slow support"']
    assert [chip.hint for chip in line.editor.chips] == ["Tindle & Rowe", "", "Jana Rowe", ""]
    QTest.keyClick(line.editor, Qt.Key.Key_Backspace)
    assert chip_texts(line) == ["tindle", "nps 3", "@jana"]
    for _ in range(len(' "slow support')):
        QTest.keyClick(line.editor, Qt.Key.Key_Backspace)
    assert line.text == "tindle nps 3 @jana"
    assert chip_texts(line) == ["tindle", "nps 3"]


@pytest.mark.parametrize(
    ("typed", "plain", "with_ctrl"),
    [
        ("call renewal: ", "call renewal", "call: "),
        ("call @jana renewal: ", "call @jana renewal", "call @jana: "),
        ("call: ", "call", ""),
        ("call: pilot: ", "call: pilot:", "call: "),
    ],
)
def test_that_one_backspace_opens_the_head_of_a_line_and_one_with_ctrl_takes_its_last_part_out(
    typed: str, plain: str, with_ctrl: str, qtbot: QtBot, demo: Stage
) -> None:
    line = composer(qtbot, demo, TINDLE)
    line.set_text(typed)
    QTest.keyClick(line.editor, Qt.Key.Key_Backspace)
    assert line.text == plain
    QTest.keyClick(line.editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert line.text == typed
    line.editor.place_caret(len(typed))
    QTest.keyClick(line.editor, Qt.Key.Key_Backspace, Qt.KeyboardModifier.ControlModifier)
    assert line.text == with_ctrl or typed == "call: pilot: "


def test_that_free_text_stays_open_from_word_to_word(qtbot: QtBot, demo: Stage) -> None:
    line = composer(qtbot, demo, TINDLE)
    QTest.keyClicks(line.editor, "call: pilot ")
    assert chip_texts(line) == ["call"]
    QTest.keyClicks(line.editor, "agreed > ")
    assert chip_texts(line) == ["call", "pilot agreed"]


def test_that_a_click_opens_a_chip_and_leaving_the_line_closes_all(qtbot: QtBot, demo: Stage) -> None:
    line = composer(qtbot, demo, TINDLE)
    QTest.keyClicks(line.editor, "nps 3 @jana")
    where = line.editor.rect_at(1).center()
    QTest.mouseClick(line.editor.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(where.x(), where.y()))
    assert chip_texts(line) == ["@jana"]
    line.form_button.setFocus()
    assert chip_texts(line) == ["nps 3", "@jana"]


def test_that_characters_outside_the_first_plane_do_not_shift_the_parts(qtbot: QtBot, demo: Stage) -> None:
    line = composer(qtbot, demo, TINDLE)
    line.set_text("note \N{GRINNING FACE}\N{GRINNING FACE} fine > send \N{GRINNING FACE} plan fri ")
    assert chip_texts(line) == [
        "note",
        "\N{GRINNING FACE}\N{GRINNING FACE} fine",
        "> send \N{GRINNING FACE} plan",
        "fri",
    ]
    assert line.editor.caret == len(line.text)


def test_that_pasted_lines_become_one(qtbot: QtBot, demo: Stage) -> None:
    line = composer(qtbot, demo, TINDLE)
    QGuiApplication.clipboard().setText("note first\n\nsecond\tthird\r\n")
    line.editor.paste()
    assert line.text.split() == ["note", "first", "second", "third"]
    assert "\n" not in line.text


def test_that_an_ambiguous_account_is_chosen_and_never_guessed(qtbot: QtBot, demo: Stage) -> None:
    before = saved_counts(demo)
    line = composer(qtbot, demo)
    QTest.keyClicks(line.editor, "a nps 9")
    QTest.keyClick(line.editor, Qt.Key.Key_Return)
    assert saved_counts(demo) == before
    assert line.chooser.offer is not None
    names = [choice.label for choice in line.chooser.offer.choices]
    assert len(names) > 1
    assert all(name.startswith("A") for name in names)
    assert line.chooser.chosen == 0
    QTest.keyClick(line.editor, Qt.Key.Key_Down)
    QTest.keyClick(line.editor, Qt.Key.Key_Return)
    assert line.text == f"{names[1]} nps 9"
    assert saved_counts(demo) == before, "choosing is not saving"
    QTest.keyClick(line.editor, Qt.Key.Key_Return)
    assert [said.account for said in demo.said] == [account_called(demo, names[1])]


def test_that_a_draft_survives_until_it_is_saved(qtbot: QtBot, demo: Stage) -> None:
    line = composer(qtbot, demo, TINDLE)
    tindle = account_called(demo, TINDLE)
    QTest.keyClicks(line.editor, "nps 9 @piet")
    qtbot.waitUntil(lambda: drafts.kept(demo.session.doc_id, tindle) == "nps 9 @piet")
    drafts.keep(demo.session.doc_id, "", "")
    assert composer(qtbot, demo, goes_on=True).text == "", "another place has another draft"
    again = composer(qtbot, demo, TINDLE, goes_on=True)
    assert again.text == "nps 9 @piet"
    again.focus()
    QTest.keyClick(again.editor, Qt.Key.Key_Return)
    assert drafts.kept(demo.session.doc_id, tindle) == ""


def test_that_each_account_has_its_own_draft(qtbot: QtBot, demo: Stage) -> None:
    verity = account_called(demo, "Verity")
    drafts.keep(demo.session.doc_id, verity, "")
    line = composer(qtbot, demo, TINDLE)
    QTest.keyClicks(line.editor, "nps 9")
    line.set_account(verity)
    assert line.text == ""
    line.set_account(account_called(demo, TINDLE))
    assert line.text == "nps 9"


def test_that_what_the_file_refuses_stays_typed_and_is_told(
    qtbot: QtBot, demo: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = composer(qtbot, demo, TINDLE)
    QTest.keyClicks(line.editor, "nps 9")

    def full(*_: object, **__: object) -> None:
        raise FileProblem("The disk is full.")

    monkeypatch.setattr(demo.session, "perform", full)
    QTest.keyClick(line.editor, Qt.Key.Key_Return)
    assert line.text == "nps 9"
    assert [str(trouble) for trouble in demo.troubles] == ["The disk is full."]
    assert demo.said == []


def test_that_the_past_and_a_file_for_reading_take_nothing(qtbot: QtBot, demo: Stage) -> None:
    line = composer(qtbot, demo, TINDLE)
    QTest.keyClicks(line.editor, "nps 9")
    demo.session.look_at(date(2026, 10, 1))
    assert not line.editor.isEnabled()
    assert line.strip.text == PAST
    line.save()
    demo.session.look_at(None)
    assert line.editor.isEnabled()
    assert line.text == "nps 9"
    path = demo.session.path
    assert path is not None
    demo.session.close()
    demo.session.open(path, writable=False)
    line.save()
    assert not line.editor.isEnabled()
    assert line.strip.text == READ_ONLY
    assert demo.said == []


def test_that_escape_on_an_empty_line_closes_and_keeps_what_is_typed_otherwise(qtbot: QtBot, demo: Stage) -> None:
    line = composer(qtbot, demo, TINDLE)
    with qtbot.waitSignal(line.closed):
        QTest.keyClick(line.editor, Qt.Key.Key_Escape)
    QTest.keyClicks(line.editor, "nps 9")
    with qtbot.assertNotEmitted(line.closed):
        QTest.keyClick(line.editor, Qt.Key.Key_Escape)
    assert line.text == "nps 9"


def test_that_health_is_not_told_while_a_customer_sees_the_screen(qtbot: QtBot, demo: Stage) -> None:
    demo.guarded = True
    line = composer(qtbot, demo, TINDLE)
    QTest.keyClicks(line.editor, "nps 0 @piet")
    qtbot.waitUntil(lambda: "3 tasks" in line.strip.text)
    assert "health" not in line.strip.text
    QTest.keyClick(line.editor, Qt.Key.Key_Return)
    assert [said.text for said in demo.said] == ["NPS 0 logged · Tindle & Rowe · 3 tasks"]


def test_that_typing_is_undone_in_the_line_and_what_was_saved_in_the_window(qtbot: QtBot, demo: Stage) -> None:
    line = composer(qtbot, demo, TINDLE)
    undo = QShortcut(QKeySequence.StandardKey.Undo, line)
    undone: list[str] = []
    undo.activated.connect(lambda: undone.append(demo.session.undo()))
    QTest.keyClicks(line.editor, "nps 9")
    QTest.keyClick(line.editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (line.text, undone) == ("", [])
    QTest.keyClicks(line.editor, "nps 9")
    QTest.keyClick(line.editor, Qt.Key.Key_Return)
    QTest.keyClick(line.editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (line.text, undone) == ("", ["Undone: NPS 9 logged"])


def test_that_names_are_those_of_the_file_as_it_is_now(qtbot: QtBot, demo: Stage) -> None:
    line = composer(qtbot, demo, TINDLE)
    QTest.keyClicks(line.editor, "call @zoltan")
    assert "who is new here" in line.strip.text
    QTest.keyClick(line.editor, Qt.Key.Key_Return)
    QTest.keyClicks(line.editor, "nps 9 @zol ")
    assert [chip.hint for chip in line.editor.chips] == ["", "zoltan"]
    assert "who is new" not in line.strip.text


def test_that_an_empty_book_says_that_the_account_is_missing(qtbot: QtBot, empty: Stage) -> None:
    line = composer(qtbot, empty)
    QTest.keyClicks(line.editor, "acme nps 3")
    QTest.keyClick(line.editor, Qt.Key.Key_Return)
    assert line.strip.text.startswith('No account is called "acme"')
    assert line.text == "acme nps 3"


def test_that_without_a_file_nothing_can_be_typed(qtbot: QtBot, bare: Stage) -> None:
    line = Composer(bare.context)
    qtbot.addWidget(line)
    line.show()
    assert not line.editor.isEnabled()
    line.set_text("acme nps 3")
    line.save()
    assert bare.said == []


def test_that_the_strip_reaches_the_edge_all_round(qtbot: QtBot, demo: Stage) -> None:
    line = composer(qtbot, demo, TINDLE)
    picture = line.grab().toImage()
    ratio, strip = picture.devicePixelRatio(), line.strip.geometry()
    sunken, middle = demo.theme.colour("sunken"), strip.center()
    inside = [(2, middle.y()), (line.width() - 3, middle.y()), (middle.x(), line.height() - 3)]
    assert [picture.pixelColor(round(x * ratio), round(y * ratio)).name() for x, y in inside] == [sunken.name()] * 3
