"""The playbooks of the library: what is typed, what it would start, what is started, saved, refused and taken back."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.playbooks.definition import Playbook
from desktop.domain.playbooks.results import Moved, Result
from desktop.operations.playbook_edits import edit_playbook, shipped_playbooks
from desktop.operations.playbook_runs import run_due, start_alone
from desktop.store.queries.playbooks import all_playbooks, runs
from desktop.views.library import playbook_words
from desktop.views.library.page import LibraryPage
from desktop.views.page import Place
from desktop.views.window.playbooks import PlaybooksAtOpening
from tests.views.stage import AS_OF, Stage


def opened(qtbot: QtBot, stage: Stage, key: str = "") -> LibraryPage:
    page = LibraryPage(stage.context)
    qtbot.addWidget(page)
    page.resize(1104, 652)
    page.place_at(Place("library", None, f"playbook/{key}"))
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    settle(qtbot, stage)
    return page


def settle(qtbot: QtBot, stage: Stage) -> None:
    qtbot.waitUntil(lambda: stage.session.is_idle, timeout=8000)
    qtbot.wait(20)


def saved(stage: Stage, key: str) -> Playbook | None:
    return next((playbook for _, playbook in stage.session.read(all_playbooks) if playbook.key == key), None)


def shown(page: LibraryPage) -> str:
    labels = [each for each in page.findChildren(QLabel) if each.isVisibleTo(page)]
    return "\n".join(each.text() for each in labels).replace("\N{NO-BREAK SPACE}", " ")


def preview(page: LibraryPage) -> str:
    return page.playbooks.panel.strip.first.says


def button(page: LibraryPage, name: str) -> QPushButton:
    return next(each for each in page.findChildren(QPushButton) if each.text() == name and each.isVisibleTo(page))


def test_that_what_is_due_is_shown_started_as_one_change_and_taken_back(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    before = len(demo.session.read(runs))
    assert "playbooks would start for " in shown(page)
    assert "Lumen Dental" in [each.text() for each in page.findChildren(QPushButton)]

    button(page, "Start all").click()
    settle(qtbot, demo)
    assert demo.said[-1].text.startswith("Playbooks: ")
    assert demo.said[-1].can_undo
    assert len(demo.session.read(runs)) > before
    assert "Nothing is due" in shown(page)
    assert not button_texts(page) & {"Start all", "Not now", "Start these"}

    demo.session.undo()
    settle(qtbot, demo)
    assert len(demo.session.read(runs)) == before
    assert "Nothing is due" in shown(page), "what was taken back is not asked again"


def button_texts(page: LibraryPage) -> set[str]:
    return {each.text() for each in page.findChildren(QPushButton) if each.isVisibleTo(page)}


def test_that_one_playbook_can_be_started_alone(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    start = next(each for each in page.findChildren(QPushButton) if each.accessibleName() == "Start Champion left")
    start.click()
    settle(qtbot, demo)
    assert demo.said[-1].text == "Playbooks: 3 tasks for 1 account"
    assert button_texts(page) >= {"Start all", "Start these"}


def test_that_an_edit_is_previewed_saved_in_one_change_and_undone(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo, "opt_out_60")
    editor = page.playbooks.panel.editor
    was = saved(demo, "opt_out_60")
    assert "would start today for 5 accounts" in preview(page)

    days = editor.cells["days"]
    days.setFocus()
    days.selectAll()
    QTest.keyClicks(days, "45")
    editor.rows[1].title.setText("Ask {account} once more")
    editor.rows[1].up.click()
    assert preview(page) != ""
    assert "for 5 accounts" not in preview(page)
    assert saved(demo, "opt_out_60") == was

    QTest.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, demo)
    now = saved(demo, "opt_out_60")
    assert now is not None
    assert was is not None
    assert now.params == {"days": 45}
    assert now.tasks[0].title == "Ask {account} once more"
    assert [task.key for task in now.tasks] == [was.tasks[at].key for at in (1, 0, 2)]
    assert demo.said[-1].text == "Playbook Renewal: 60 days: trigger and tasks changed"
    assert not editor.is_changed

    demo.session.undo()
    settle(qtbot, demo)
    assert saved(demo, "opt_out_60") == was
    assert editor.cells["days"].text() == "60"


def test_that_tasks_are_added_and_taken_out(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo, "champion_left")
    editor = page.playbooks.panel.editor
    editor.add.click()
    assert "Cannot be saved yet." in preview(page)
    assert "title is missing" in editor.refused
    assert editor.rows[3].title.hasFocus()
    QTest.keyClicks(editor.rows[3].title, "Write it down")
    editor.rows[0].remove.click()
    page.save()
    settle(qtbot, demo)
    now = saved(demo, "champion_left")
    assert now is not None
    assert [task.title for task in now.tasks][-1] == "Write it down"
    assert len(now.tasks) == 3
    assert not now.tasks[-1].key.startswith("new_")


@pytest.mark.parametrize(
    ("typed", "why"),
    [("soon", "is no number"), ("-3", "whole days from 0"), ("1.5", "whole days"), ("4000", "whole days")],
)
def test_that_days_that_make_no_sense_are_refused_and_kept(qtbot: QtBot, demo: Stage, typed: str, why: str) -> None:
    page = opened(qtbot, demo, "detractor")
    editor, was = page.playbooks.panel.editor, saved(demo, "detractor")
    editor.rows[0].due.setText(typed)
    page.save()
    assert why in editor.refused
    assert editor.rows[0].due.text() == typed
    assert saved(demo, "detractor") == was
    editor.restore()
    assert (editor.refused, editor.rows[0].due.text()) == ("", "1 d")


def test_that_what_is_typed_is_kept_while_another_is_looked_at(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo, "detractor")
    editor = page.playbooks.panel.editor
    editor.name.setText("Unhappy")
    page.shelf.press("playbook/silence")
    assert any(key == "playbook/detractor" and "not saved" in below for key, _, below in page.shelf.entries)
    assert editor.name.text() == "Silence"
    page.shelf.press("playbook/detractor")
    assert (editor.name.text(), editor.is_changed) == ("Unhappy", True)
    page.shelf.press("scorecard/default")
    page.shelf.press("playbook/detractor")
    assert editor.name.text() == "Unhappy"


def test_that_a_playbook_is_switched_removed_and_brought_back(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo, "opt_out_90")
    button(page, "Switch off").click()
    settle(qtbot, demo)
    assert demo.said[-1].text == "Playbook Renewal: 90 days switched off"
    assert "if it were on" in preview(page)
    button(page, "Remove").click()
    settle(qtbot, demo)
    assert saved(demo, "opt_out_90") is None
    actions = {each.text(): each for each in page.playbooks.add.menu().actions()}
    actions["Renewal: 90 days"].trigger()
    settle(qtbot, demo)
    assert saved(demo, "opt_out_90") == next(each for each in shipped_playbooks() if each.key == "opt_out_90")
    {each.text(): each for each in page.playbooks.add.menu().actions()}["Silence: a new one"].trigger()
    settle(qtbot, demo)
    assert page.playbooks.panel.editor.name.text() == "Silence, another"
    assert "Switch on" in button_texts(page)


def test_that_what_it_did_is_told_with_n(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo, "detractor")
    text = shown(page)
    assert "11 runs: 3 on the way" in text
    assert "too few to say" in text
    assert "Counts, not effects" in text
    assert "Tindle & Rowe" in "\n".join(button_texts(page)).replace("&&", "&")


def test_that_a_past_day_is_read_only(qtbot: QtBot, demo: Stage) -> None:
    demo.session.look_at(date(2026, 11, 2))
    page = opened(qtbot, demo, "detractor")
    assert not button_texts(page) & {"Switch off", "Remove", "Add a playbook", "Save", "Add a task", "Discard"}
    assert page.playbooks.panel.editor.rows[0].title.isReadOnly()
    page.shelf.press("playbook/")
    assert not button_texts(page) & {"Start all", "Not now", "Start these"}
    assert not page.playbooks.due.alone.isEnabled()


def test_that_an_empty_book_says_that_nothing_is_due(qtbot: QtBot, empty: Stage) -> None:
    page = opened(qtbot, empty)
    assert "Nothing is due" in shown(page)
    page.shelf.press("playbook/detractor")
    settle(qtbot, empty)
    assert "It has not started yet." in shown(page)
    assert "for no account today" in preview(page)


# -- at opening


def opening(qtbot: QtBot, stage: Stage) -> PlaybooksAtOpening:
    made = PlaybooksAtOpening(stage.session, stage.said.append, stage.troubles.append, stage.session)
    made.look()
    settle(qtbot, stage)
    return made


def test_that_a_book_that_nobody_was_asked_about_only_says_what_waits(qtbot: QtBot, demo: Stage) -> None:
    before = demo.session.undo_label
    opening(qtbot, demo)
    assert demo.said[-1].text.endswith("accounts: see Library, Due today")
    assert demo.session.undo_label == before


def test_that_it_starts_by_itself_once_it_may_and_undo_is_respected(qtbot: QtBot, demo: Stage) -> None:
    demo.session.perform(start_alone, True)
    made = opening(qtbot, demo)
    assert demo.session.undo_label is not None
    assert demo.session.undo_label.startswith("Playbooks: ")
    count, said = len(demo.session.read(runs)), len(demo.said)
    demo.session.undo()
    made.look()
    settle(qtbot, demo)
    assert len(demo.session.read(runs)) < count
    assert len(demo.said) == said


def test_that_not_now_is_quiet_and_many_tasks_are_asked_about(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    button(page, "Not now").click()
    settle(qtbot, demo)
    said = len(demo.said)
    made = opening(qtbot, demo)
    assert len(demo.said) == said
    demo.session.perform(start_alone, True)
    silence = next(each for each in shipped_playbooks() if each.key == "silence")
    data = {
        "name": "S",
        "params": {"times": 1},
        "tasks": [{"key": f"{n}", "title": "T", "due_days": 1} for n in range(90)],
    }
    demo.session.perform(edit_playbook, silence.key, {**data, "enabled": True})
    made.look()
    settle(qtbot, demo)
    assert demo.said[-1].text.endswith("see Library, Due today"), "too many to begin unasked"


def test_that_nothing_starts_on_a_past_day(qtbot: QtBot, demo: Stage) -> None:
    demo.session.perform(start_alone, True)
    demo.session.look_at(date(2026, 11, 2))
    opening(qtbot, demo)
    demo.session.look_at(None)
    assert demo.session.undo_label == "Playbooks start by themselves"


def test_that_a_run_done_by_somebody_else_meanwhile_is_not_done_again(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    page.setVisible(False)
    stale = page.playbooks.read
    demo.session.perform(run_due, as_of=AS_OF)
    demo.session.undo()
    page.playbooks.read = stale
    button_of(page, "Start all").click()
    settle(qtbot, demo)
    assert demo.session.undo_label is None or not demo.session.undo_label.startswith("Playbooks: ")


def button_of(page: LibraryPage, name: str) -> QPushButton:
    return next(each for each in page.findChildren(QPushButton) if each.text() == name)


def test_that_it_says_what_a_playbook_did_and_whether_the_score_rose(qtbot: QtBot, demo: Stage) -> None:
    said = shown(opened(qtbot, demo, "detractor"))
    assert "Health 69 on the day of the cause and 62 after 60 d (means, n = 8): too few to say more." in said
    assert "0 of 8 (too few to say); 3 too young to tell. Such" in said


@pytest.mark.parametrize(("days", "says"), [(0, "on the day of the cause"), (2.5, "2.5 d after the cause")])
def test_that_a_task_done_on_the_day_itself_is_not_nothing_days_after(days: float, says: str) -> None:
    said = playbook_words.did(Result(runs=1, tasks=1, done=1, first_days=days, acted=1)).replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert f"the first task done {says} (median, n = 1)." in said


def test_that_a_change_of_the_score_stands_with_its_n_and_interval() -> None:
    found = Result(runs=30, moved=Moved(24, 50.2, 58.1, 7.94, 3.01, 12.87))
    book = next(each for each in shipped_playbooks() if each.key == "detractor")
    said = playbook_words.helped(book, found).replace("\N{NO-BREAK SPACE}", " ")
    assert (
        "Health 50 on the day of the cause and 58 after 60 d (means, n = 24): +7.9, 95 % interval +3.0 to +12.9."
        in said
    )
