"""The form under the line: it fills from the line and writes into it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.domain.drafts import SurveyDraft, TouchpointDraft
from desktop.views.composer.completion import VERBS
from desktop.views.composer.line import Composer
from tests.views.composing import composer
from tests.views.stage import Stage


def field(line: Composer, role: str) -> QLineEdit:
    found = line.form.input(role)
    assert isinstance(found, QLineEdit)
    return found


def box(line: Composer, role: str) -> QComboBox:
    found = line.form.input(role)
    assert isinstance(found, QComboBox)
    return found


def choose(combo: QComboBox, text: str) -> None:
    """Choose with keys, as `activated` is only for people."""
    combo.setFocus()
    while combo.currentText() != text:
        at, wanted = combo.currentIndex(), combo.findText(text)
        assert wanted >= 0, f"{text} is not offered"
        QTest.keyClick(combo, Qt.Key.Key_Down if wanted > at else Qt.Key.Key_Up)
        assert combo.currentIndex() != at, f"{text} cannot be reached"


def test_that_the_form_fills_while_the_line_is_typed(qtbot: QtBot, demo: Stage) -> None:
    line = composer(qtbot, demo, "Tindle")
    line.form_button.setChecked(True)
    line.focus()
    QTest.keyClicks(line.editor, 'nps 3 @jana yest "slow support"')
    assert line.form.kind.currentText() == "NPS"
    assert field(line, "score").text() == "3"
    assert box(line, "contact").currentText() == "Jana Rowe"
    assert field(line, "date").text() == "yest"
    assert field(line, "comment").text() == "slow support"


def test_that_filling_in_the_form_writes_the_line(qtbot: QtBot, demo: Stage) -> None:
    line = composer(qtbot, demo, "Tindle")
    QTest.keyClick(line.editor, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is line.form.kind
    choose(line.form.kind, "CSAT")
    QTest.keyClicks(field(line, "score"), "4")
    QTest.keyClicks(field(line, "comment"), "fast answer")
    choose(box(line, "contact"), "Piet Visser")
    QTest.keyClicks(field(line, "date"), "fri")
    assert line.text.split() == ["csat", "4", "@Piet", "Visser", "fri", '"fast', 'answer"']
    draft = line.parsed.draft
    assert isinstance(draft, SurveyDraft)
    assert (draft.kind, draft.score, draft.comment, f"{draft.responded_on}") == ("csat", 4, "fast answer", "2026-11-20")
    QTest.keyClick(field(line, "date"), Qt.Key.Key_Return)
    assert demo.said[0].text.startswith("CSAT 4 logged · Tindle & Rowe")


def test_that_a_field_rewrites_its_part_and_leaves_the_others(qtbot: QtBot, demo: Stage) -> None:
    line = composer(qtbot, demo)
    QTest.keyClicks(line.editor, "tindle call yest @jana: pilot agreed > pricing fri < form +2w")
    line.form_button.setChecked(True)
    field(line, "date").setFocus()
    field(line, "date").selectAll()
    QTest.keyClicks(field(line, "date"), "18 nov")
    field(line, "promise_ours").setFocus()
    field(line, "promise_ours").selectAll()
    QTest.keyClicks(field(line, "promise_ours"), "new pricing mon")
    assert line.text == "tindle call 18 nov @jana: pilot agreed > new pricing mon < form +2w"
    field(line, "note").setFocus()
    field(line, "note").selectAll()
    QTest.keyClick(field(line, "note"), Qt.Key.Key_Delete)
    draft = line.parsed.draft
    assert isinstance(draft, TouchpointDraft)
    assert draft.notes is None
    assert [(each.title, each.side) for each in draft.promises] == [("new pricing", "ours"), ("form", "theirs")]


def test_that_a_call_can_be_filled_in_from_nothing(qtbot: QtBot, demo: Stage) -> None:
    line = composer(qtbot, demo)
    line.form_button.setChecked(True)
    choose(line.form.kind, "Call")
    for role, typed in {
        "account": "tindle",
        "note": "wants the API",
        "promise_theirs": "legal +2w",
        "promise_ours": "spec fri",
        "date": "yest",
    }.items():
        field(line, role).setFocus()
        QTest.keyClicks(field(line, role), typed)
    choose(box(line, "topic"), "renewal")
    draft = line.parsed.draft
    assert isinstance(draft, TouchpointDraft), line.text
    assert (draft.notes, draft.topic, f"{draft.on_day}") == ("wants the API", "renewal", "2026-11-22")
    assert {(each.title, each.side) for each in draft.promises} == {("spec", "ours"), ("legal", "theirs")}


@pytest.mark.parametrize(
    ("kind", "filled"),
    [
        ("CES", {"score": "6", "direction": "ease"}),
        ("Note", {"note": "looks > shaky"}),
        ("Milestone done", {"milestone": ""}),
        ("QBR", {"date": "3 dec", "time": "14:00"}),
        ("Task", {"title": "send the plan", "due": "fri"}),
        ("Risk", {"reason": "price", "note": "asks -20 %"}),
        ("Pulse", {"score": "2", "reason": "new CFO"}),
        ("Contact left", {"contact": ""}),
        ("Renewal", {"months": "+12m", "amount": "120k"}),
        ("Notice", {"date": "22 nov", "reason": "budget"}),
        ("Email", {"note": "sent the deck"}),
        ("Meeting", {"date": "3 dec", "time": "10:00"}),
    ],
)
def test_that_every_kind_can_be_filled_in(qtbot: QtBot, demo: Stage, kind: str, filled: dict[str, str]) -> None:
    line = composer(qtbot, demo, "Aldermoor")
    line.form_button.setChecked(True)
    choose(line.form.kind, kind)
    for role, value in filled.items():
        control = line.form.input(role)
        if isinstance(control, QComboBox):
            choose(control, value or control.itemText(1))
        else:
            field(line, role).setFocus()
            QTest.keyClicks(field(line, role), value)
    assert line.parsed.draft is not None, (line.text, line.parsed.refusals)
    assert line.form.kind.currentText() == kind


def test_that_every_kind_is_offered(qtbot: QtBot, demo: Stage) -> None:
    line = composer(qtbot, demo, "Tindle")
    offered = {line.form.kind.itemData(at) for at in range(line.form.kind.count())}
    assert offered == {"", *(verb for verb, _ in VERBS)}


def test_that_escape_leaves_the_form_and_keeps_the_line(qtbot: QtBot, demo: Stage) -> None:
    line = composer(qtbot, demo, "Tindle")
    QTest.keyClicks(line.editor, "nps 9")
    QTest.keyClick(line.editor, Qt.Key.Key_Down)
    assert line.form.isVisible()
    QTest.keyClick(field(line, "date"), Qt.Key.Key_Escape)
    assert not line.form.isVisible()
    assert line.editor.hasFocus()
    assert line.text == "nps 9"
