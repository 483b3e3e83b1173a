"""Many cells at once: pasted, set for all chosen, copied and exported; one undo each, and nothing typed is lost."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop.domain.errors import FileProblem
from desktop.domain.facts import Account
from desktop.store.queries import facts
from desktop.views.accounts.page import AccountsPage
from tests.views.accounts_stage import Key, accounts_page, field, go_to, settle, shown
from tests.views.stage import AS_OF, Stage

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def stored(stage: Stage) -> dict[str, Account]:
    return {each.name: each for each in stage.session.read(facts.accounts)}


def paste(page: AccountsPage, stage: Stage, qtbot: QtBot, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    qtbot.keyClick(page.table, Key.Key_V, CTRL)
    settle(stage, qtbot)


def test_that_a_block_is_pasted_as_one_change_and_one_undo(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    place = go_to(page, "Ostrava Freight", "step")
    names = shown(page)[place : place + 2]
    before = [stored(demo)[name] for name in names]
    paste(page, demo, qtbot, '"Call\nPetr"\t2026-12-03\tLive\nSend offer\t4 dec\tRenewing\n')

    now = [stored(demo)[name] for name in names]
    assert [(each.next_step, each.next_step_on, each.stage) for each in now] == [
        ("Call Petr", date(2026, 12, 3), "Live"),
        ("Send offer", date(2026, 12, 4), "Renewing"),
    ]
    assert demo.said[-1].text == "3 columns set: 2 accounts"
    demo.session.undo()
    assert [stored(demo)[name] for name in names] == before


def test_that_refused_cells_stay_at_their_place_with_the_reason_until_they_are_mended(
    demo: Stage, qtbot: QtBot
) -> None:
    page = accounts_page(demo, qtbot)
    place = go_to(page, "Ostrava Freight", "due")
    names = shown(page)[place : place + 2]
    kept = stored(demo)[names[0]].next_step_on
    paste(page, demo, qtbot, "nonsense\n2026-12-09\n")

    assert stored(demo)[names[0]].next_step_on == kept
    assert stored(demo)[names[1]].next_step_on == date(2026, 12, 9), "the others are saved"
    line = page.frame.refused
    assert line.isVisible()
    assert line.says.text().startswith('1 cell was not saved. "nonsense" is no day')
    index = page.table.currentIndex()
    assert (index.row(), page.model.columns[index.column()].key) == (place, "due")
    demo.session.look_at(AS_OF - timedelta(days=1))
    settle(demo, qtbot)
    assert not line.isVisible(), "on a past day nothing can be mended"
    demo.session.look_at(None)
    settle(demo, qtbot)
    assert line.isVisible()
    index = page.table.currentIndex()
    assert page.model.data(index) == "nonsense"

    qtbot.keyClick(page.table, Key.Key_F2)
    assert field(page).text() == "nonsense", "what was pasted is there to be corrected"
    field(page).selectAll()
    qtbot.keyClicks(field(page), "2026-12-08")
    qtbot.keyClick(field(page), Key.Key_Return)
    settle(demo, qtbot)
    assert stored(demo)[names[0]].next_step_on == date(2026, 12, 8)
    assert not line.isVisible()


def test_that_what_was_refused_of_a_block_goes_and_comes_with_it(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    place = go_to(page, "Ostrava Freight", "due")
    names = shown(page)[place : place + 2]
    said = page.model.data(page.model.index(place, page.model.at("due")))
    paste(page, demo, qtbot, "nonsense\n2026-12-09\n")
    line = page.frame.refused
    assert line.isVisible()
    go_to(page, "Verity Insurance", "step")
    qtbot.keyClicks(page.table, "Call")
    qtbot.keyClick(field(page), Key.Key_Return)
    settle(demo, qtbot)
    demo.session.undo()
    settle(demo, qtbot)
    assert line.isVisible(), "what was typed since was taken back, and not the block"

    demo.session.undo()
    settle(demo, qtbot)
    assert not line.isVisible()
    assert page.model.data(page.model.index(shown(page).index(names[0]), page.model.at("due"))) == said
    demo.session.redo()
    settle(demo, qtbot)
    assert line.isVisible()
    assert page.model.data(page.model.index(shown(page).index(names[0]), page.model.at("due"))) == "nonsense"
    demo.session.undo()
    go_to(page, "Verity Insurance", "step")
    qtbot.keyClicks(page.table, "Write")
    qtbot.keyClick(field(page), Key.Key_Return)
    settle(demo, qtbot)
    assert not line.isVisible(), "nothing brings the block again"


def test_that_what_has_no_room_is_told_and_what_cannot_be_typed_is_refused(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    last = len(page.model.order) - 1
    page.table.go_to(last, page.model.at("step"))
    paste(page, demo, qtbot, "one\ntwo\nthree\n")
    assert stored(demo)[shown(page)[last]].next_step == "one"
    assert "Not pasted, for want of room: 2 rows" in demo.said[-1].text

    place = go_to(page, "Ostrava Freight", "arr")
    before = stored(demo)
    paste(page, demo, qtbot, "99")
    assert stored(demo) == before
    assert "ARR is not typed here" in page.frame.refused.says.text()
    page.frame.refused.drop.click()
    assert not page.frame.refused.isVisible()
    assert page.model.data(page.model.index(place, page.model.at("arr"))) != "99"


def test_that_a_row_copied_here_pastes_back_over_itself_without_a_refusal(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    page.table.clearSelection()
    go_to(page, "Ostrava Freight", "health")
    qtbot.keyClick(page.table, Key.Key_C, CTRL)
    line = QGuiApplication.clipboard().text().splitlines()[1]
    before = stored(demo)
    paste(page, demo, qtbot, line)
    assert stored(demo) == before
    assert page.model.refused == {}


def test_that_one_value_pasted_fills_all_chosen_rows(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    place = go_to(page, "Ostrava Freight", "stage")
    for _ in range(2):
        qtbot.keyClick(page.table, Key.Key_Down, SHIFT)
    page.table.setFocus()
    names = shown(page)[place : place + 3]
    paste(page, demo, qtbot, "Frozen")
    assert [stored(demo)[name].stage for name in names] == ["Frozen"] * 3


def test_that_all_that_are_filtered_are_set_at_once_with_one_undo(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    page.filters.csm.choose("Mara Lind")
    count = page.model.rowCount()
    page.table.setFocus()
    qtbot.keyClick(page.table, Key.Key_A, CTRL)
    qtbot.keyClick(page.table, Key.Key_E, CTRL)
    form = page.blocks.form
    assert form is not None
    assert form.says.text() == f"Set for {count} accounts"
    form.column.setCurrentIndex(form.column.findData("due"))
    qtbot.keyClicks(form.value, "soonish")
    qtbot.keyClick(form.value, Key.Key_Return)
    assert "is no day" in form.refusal.text()
    form.column.setCurrentIndex(form.column.findData("region"))
    form.value.setText("North")
    qtbot.keyClick(form.value, Key.Key_Return)
    settle(demo, qtbot)
    norths = [name for name, each in stored(demo).items() if each.region == "North"]
    assert len(norths) >= count
    assert demo.said[-1].text == f"Region set: {count} accounts"
    demo.session.undo()
    assert [each.region for each in stored(demo).values()].count("North") == len(norths) - count


def test_that_nothing_is_pasted_or_set_in_the_past(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    demo.session.look_at(AS_OF - timedelta(days=30))
    settle(demo, qtbot)
    go_to(page, "Ostrava Freight", "step")
    paste(page, demo, qtbot, "x")
    assert "only be read" in demo.said[-1].text
    qtbot.keyClick(page.table, Key.Key_E, CTRL)
    assert page.blocks.form is None


def test_that_rows_are_copied_as_text_and_as_a_table(demo: Stage, qtbot: QtBot) -> None:
    page = accounts_page(demo, qtbot)
    page.table.clearSelection()
    go_to(page, "Ostrava Freight", "step")
    paste(page, demo, qtbot, "=1+1")
    qtbot.keyClick(page.table, Key.Key_C, CTRL)
    copied = QGuiApplication.clipboard().mimeData()
    assert isinstance(copied, QMimeData)
    assert "\t'=1+1\t" in copied.text()
    assert copied.html().count("<tr>") == 2
    assert "Ostrava Freight" in copied.html()


def test_that_the_list_is_written_as_it_is_seen(demo: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    page = accounts_page(demo, qtbot)
    page.filters.csm.choose("Mara Lind")
    said = page.export_list(tmp_path / "list.csv")
    assert said.endswith("accounts written to list.csv.")
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["Account"] for row in rows] == shown(page)
    assert {row["CSM"] for row in rows} == {"Mara Lind"}
    with pytest.raises(FileProblem, match="already"):
        page.export_list(tmp_path / "list.csv")
    demo.guarded = True
    page.reload()
    settle(demo, qtbot)
    page.export_list(tmp_path / "safe.xlsx")
    page.export_list(tmp_path / "safe.csv")
    header = (tmp_path / "safe.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert header.startswith("Account,ARR,Opt-out")
