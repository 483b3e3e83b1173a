"""The panel over the page: opened anywhere, and gone again with the focus where it was."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.store import drafts
from desktop.views.composer.overlay import ComposerOverlay
from tests.views.composing import account_called, show
from tests.views.stage import Stage


def overlay(qtbot: QtBot, stage: Stage) -> tuple[ComposerOverlay, QLineEdit]:
    """A panel over a window with one field, which has the focus."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1280, 720)
    field = QLineEdit(window)
    QVBoxLayout(window).addWidget(field)
    for about in ("", account_called(stage, "Tindle")):
        drafts.keep(stage.session.doc_id, about, "")
    made = ComposerOverlay(stage.context, window)
    show(qtbot, window)
    field.setFocus()
    return made, field


def test_that_saving_closes_the_panel_and_gives_the_focus_back(qtbot: QtBot, demo: Stage) -> None:
    panel, field = overlay(qtbot, demo)
    panel.open_panel()
    assert panel.composer.editor.hasFocus()
    QTest.keyClicks(panel.composer.editor, "tindle nps 9")
    QTest.keyClick(panel.composer.editor, Qt.Key.Key_Return)
    assert [said.account for said in demo.said] == [account_called(demo, "Tindle")]
    assert panel.isHidden()
    assert field.hasFocus()


def test_that_escape_closes_the_panel_and_keeps_the_text(qtbot: QtBot, demo: Stage) -> None:
    panel, field = overlay(qtbot, demo)
    panel.open_panel()
    QTest.keyClicks(panel.composer.editor, "tindle nps 9 ")
    QTest.keyClick(panel.composer.editor, Qt.Key.Key_Escape)
    assert panel.isHidden()
    assert field.hasFocus()
    panel.open_panel()
    assert panel.composer.text == "tindle nps 9 "


def test_that_the_panel_knows_the_account_and_the_beginning_it_is_given(qtbot: QtBot, demo: Stage) -> None:
    panel, _ = overlay(qtbot, demo)
    panel.open_panel(account_called(demo, "Tindle"), "nps ")
    QTest.keyClicks(panel.composer.editor, "9")
    assert panel.composer.text == "nps 9"
    QTest.keyClick(panel.composer.editor, Qt.Key.Key_Return)
    assert demo.said[0].text.startswith("NPS 9 logged · Tindle & Rowe")


def test_that_the_panel_says_for_whom_the_line_is_that_is_typed(qtbot: QtBot, demo: Stage) -> None:
    panel, _ = overlay(qtbot, demo)

    def about() -> list[str]:
        return [each.text() for each in panel.panel.findChildren(QLabel) if each.text().startswith("Log")]

    panel.open_panel(account_called(demo, "Tindle"), "nps ")
    assert about() == ["Log for Tindle & Rowe"]
    panel.composer.set_text("verity nps 9")
    assert about() == ["Log for Verity Insurance"]
    panel.composer.set_text("nps 9")
    assert about() == ["Log for Tindle & Rowe"]


def test_that_examples_stand_under_an_empty_line_only(qtbot: QtBot, demo: Stage) -> None:
    panel, _ = overlay(qtbot, demo)
    panel.open_panel()
    assert panel.examples.isVisible()
    QTest.keyClicks(panel.composer.editor, "t")
    assert not panel.examples.isVisible()


def test_that_tab_stays_within_the_panel(qtbot: QtBot, demo: Stage) -> None:
    panel, field = overlay(qtbot, demo)
    panel.open_panel()
    for _ in range(5):
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        assert not field.hasFocus()


def test_that_a_click_beside_the_panel_closes_it(qtbot: QtBot, demo: Stage) -> None:
    panel, _ = overlay(qtbot, demo)
    panel.open_panel()
    QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=QPoint(10, 700))
    assert panel.isHidden()


def test_that_the_panel_fits_a_small_window(qtbot: QtBot, demo: Stage) -> None:
    panel, _ = overlay(qtbot, demo)
    panel.open_panel()
    panel.window().resize(600, 500)
    qtbot.waitUntil(lambda: panel.width() == 600)
    assert panel.rect().contains(panel.panel.geometry())
