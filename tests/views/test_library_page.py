"""The library: what is typed into a scorecard, what it would do, and what is saved, refused and taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import ClassVar

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.scorecards import Scorecard
from desktop.operations.scorecard_view import read_scored_book, read_shelf, scored_book
from desktop.operations.scorecards import copy_scorecard, edit_scorecard, shipped_scorecard
from desktop.store.queries.scorecards import scorecards
from desktop.views.library.cells import Cell
from desktop.views.library.page import LibraryPage
from desktop.views.page import Place
from tests.views.stage import AS_OF, Stage

DEFAULT, OWN = "scorecard/default", "scorecard/segment:Enterprise"


def opened(qtbot: QtBot, stage: Stage, *, size: tuple[int, int] = (1104, 652)) -> LibraryPage:
    page = LibraryPage(stage.context)
    qtbot.addWidget(page)
    page.resize(*size)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    settle(qtbot, stage)
    return page


def settle(qtbot: QtBot, stage: Stage) -> None:
    qtbot.waitUntil(lambda: stage.session.is_idle, timeout=8000)
    qtbot.wait(20)


def saved(stage: Stage, key: str = "default") -> Scorecard:
    return next(card for card in stage.session.read(scorecards) if card.key == key)


def weight(card: Scorecard, name: str = "feedback") -> float:
    return next(entry.weight for entry in card.inputs if entry.name == name)


def type_into(cell: Cell, text: str) -> None:
    cell.setFocus()
    cell.selectAll()
    QTest.keyClicks(cell, text)


def shown(widget: QWidget) -> str:
    labels = [each for each in widget.findChildren(QLabel) if each.isVisibleTo(widget)]
    return "\n".join(each.text() for each in labels).replace("\N{NO-BREAK SPACE}", " ")


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


# -- what is shown


def test_that_the_page_says_how_many_accounts_are_scored_and_shows_the_scorecard(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    active = int(scored_book(demo.session.read(read_scored_book, AS_OF)).scores.inputs.active.sum())

    assert f"1 scorecard scores {active} accounts; mean " in shown(page)
    assert page.shelf.entries[0] == (DEFAULT, "Default", f"scores {active} accounts")
    assert ("playbook/detractor", "Detractor", "3 tasks, 3 running") in page.shelf.entries
    row = page.panel.editor.inputs["usage_trend"]
    assert (row.weight.text(), plain(row.share.says)) == ("15", "15 %")
    assert [(plain(x.text()), y.text()) for x, y in row.points.cells] == [
        ("\N{MINUS SIGN}50 %", "0"),
        ("0 %", "70"),
        ("+20 %", "100"),
    ]
    assert [cell.text() for cell in page.panel.editor.caps.values()] == ["25", "74", "74"]
    assert [plain(cell.text()) for cell in page.panel.editor.edges.values()] == ["75", "50", "40 %"]
    assert page.panel.strip.first.says.startswith(f"{active} accounts now: ")
    assert not page.panel.strip.save.isVisible()
    assert "As it came with the program." in shown(page.panel.changes)
    assert page.is_settled


def test_that_an_empty_book_has_its_scorecard_too(qtbot: QtBot, empty: Stage) -> None:
    page = opened(qtbot, empty)
    assert "1 scorecard scores no account yet." in shown(page)
    assert "No account is scored yet" in page.panel.strip.first.says
    assert not page.head.copy.isEnabled()
    type_into(page.panel.editor.inputs["feedback"].weight, "30")
    assert page.panel.strip.first.says == "Save would change no score of today."
    QTest.keyClick(page.panel.editor.inputs["feedback"].weight, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, empty)
    assert weight(saved(empty)) == 30


def test_that_a_playbook_is_shown_with_its_tasks(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    page.shelf.press("playbook/detractor")
    qtbot.wait(20)
    rows = page.playbooks.panel.editor.rows
    assert rows[0].title.text() == "Call {contact} at {account} about the NPS {score}"
    assert rows[2].due.text() == "30 d"
    assert demo.places[-1] == Place("library", None, "playbook/detractor")
    assert not page.head.copy.isVisible()


# -- typing


def test_that_typing_shows_what_saving_would_do_and_saves_nothing(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    type_into(page.panel.editor.edges["green_from"], "80")

    assert page.panel.strip.first.says.startswith("Save would move ")
    assert "● → ▲" in page.panel.strip.first.says
    assert "; mean " in page.panel.strip.first.says
    assert "Largest: " in page.panel.strip.second.says
    lines = [line.says for line in page.panel.moved.lines if line.isVisibleTo(page)]
    assert len(lines) == min(int(page.panel.strip.first.says.split()[3]), 12)
    assert all(line.startswith("● ") and "→ ▲ 7" in line for line in lines)
    assert (page.panel.strip.save.isEnabled(), page.panel.strip.discard.isVisible()) == (True, True)
    assert page.panel.strip.first.accessibleName().count("green") == page.panel.strip.first.says.count("●")
    assert saved(demo).green_from == 75
    assert page.panel.editor.edges["green_from"].property("told") == "changed"


def test_that_a_weight_changes_every_share_at_once(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    type_into(page.panel.editor.inputs["feedback"].weight, "120")
    says = {name: plain(row.share.says) for name, row in page.panel.editor.inputs.items()}
    assert (says["feedback"], says["usage_trend"], says["outcomes"]) == ("60 %", "8 %", "3 %")


def test_that_what_is_saved_is_what_was_previewed_and_undo_brings_it_back(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    type_into(page.panel.editor.edges["green_from"], "80")
    type_into(page.panel.editor.inputs["feedback"].weight, "30.0")
    promised = page.panel.strip.first.says.rpartition("→ ")[2]
    page.panel.strip.save.click()
    settle(qtbot, demo)

    assert (saved(demo).green_from, weight(saved(demo))) == (80, 30)
    assert demo.said[-1].text == "Scorecard Default: 2 changes"
    assert demo.said[-1].can_undo
    assert page.panel.editor.inputs["feedback"].weight.text() == "30"
    assert not page.panel.editor.is_changed
    assert not page.panel.strip.save.isVisible()
    assert page.panel.strip.first.says.endswith(f"mean {promised}")
    assert "Weight of Feelings: 20 → 30" in shown(page.panel.changes)
    assert "Green from: 75 → 80" in shown(page.panel.changes)

    demo.session.undo()
    settle(qtbot, demo)
    assert (page.panel.editor.edges["green_from"].text(), page.panel.editor.inputs["feedback"].weight.text()) == (
        "75",
        "20",
    )
    assert "Green from: 80 → 75" in shown(page.panel.changes)


def test_that_a_change_from_elsewhere_leaves_what_is_being_typed(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    type_into(page.panel.editor.inputs["feedback"].weight, "33")
    demo.session.perform(edit_scorecard, "default", {"inputs.support.weight": 50, "inputs.feedback.weight": 21})
    settle(qtbot, demo)
    assert (page.panel.editor.inputs["feedback"].weight.text(), page.panel.editor.inputs["support"].weight.text()) == (
        "33",
        "50",
    )
    assert page.panel.editor.changes() == {"inputs.feedback.weight": 33.0}


def test_that_discard_restores_every_cell(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    type_into(page.panel.editor.inputs["feedback"].weight, "33")
    type_into(page.panel.editor.caps["notice_given"], " ")
    page.panel.editor.inputs["support"].points.add()
    type_into(page.panel.editor.inputs["support"].points.cells[2][0], "120")
    page.panel.strip.discard.click()
    assert not page.panel.moved.isVisible()
    assert not page.panel.editor.is_changed
    assert page.panel.editor.draft == saved(demo)
    assert len(page.panel.editor.inputs["support"].points.cells) == 2


# -- refused


@pytest.mark.parametrize(
    ("cell", "text", "says"),
    [
        (lambda page: page.panel.editor.inputs["feedback"].weight, "lots", "“lots” is no number"),
        (lambda page: page.panel.editor.inputs["feedback"].weight, "-3", "give a number from 0 to"),
        (lambda page: page.panel.editor.inputs["seat_utilisation"].points.cells[1][0], "90 %", "does not rise"),
        (
            lambda page: page.panel.editor.inputs["seat_utilisation"].points.cells[1][1],
            "101",
            "give a number from 0 to 100",
        ),
        (lambda page: page.panel.editor.caps["champion_left"], "200", "give a number from 0 to 100"),
        (lambda page: page.panel.editor.edges["amber_from"], "90", "Amber begins at 90, above green at 75"),
        (lambda page: page.panel.editor.edges["min_coverage"], "", "is no number"),
    ],
)
def test_that_what_cannot_be_saved_is_said_at_its_place_and_stays_typed(
    qtbot: QtBot, demo: Stage, cell: Callable[[LibraryPage], Cell], text: str, says: str
) -> None:
    page = opened(qtbot, demo)
    at = cell(page)
    at.setFocus()
    at.selectAll()
    QTest.keyClick(at, Qt.Key.Key_Delete)
    QTest.keyClicks(at, text)

    assert says in shown(page.panel.editor)
    assert page.panel.strip.first.says == "Cannot be saved yet."
    assert says in page.panel.strip.second.says
    assert not page.panel.strip.save.isEnabled()
    assert (at.text(), at.property("told")) == (text, "refused")
    page.save()
    settle(qtbot, demo)
    assert saved(demo) == shipped_scorecard()
    QTest.keyClick(at, Qt.Key.Key_Escape)
    assert says not in shown(page.panel.editor)
    assert not page.panel.editor.is_changed


def test_that_a_scorecard_that_weighs_nothing_is_refused(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    for row in page.panel.editor.inputs.values():
        type_into(row.weight, "0")
    assert "weigh at least one" in shown(page.panel.editor)
    assert not page.panel.strip.save.isEnabled()


# -- points


def test_that_a_point_is_added_typed_and_taken_out_again(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    points = page.panel.editor.inputs["support"].points
    points.more.click()
    assert page.focusWidget() is points.cells[2][0]
    assert not page.panel.editor.is_changed

    QTest.keyClicks(points.cells[2][0], "120")
    assert "A point needs both" in shown(page.panel.editor)
    type_into(points.cells[2][1], "100")
    type_into(points.cells[1][1], "80")
    page.save()
    settle(qtbot, demo)
    support = next(entry for entry in saved(demo).inputs if entry.name == "support")
    assert support.points == ((0, 0), (100, 80), (120, 100))
    assert "100 gives 80" in page.panel.editor.inputs["support"].picture.accessibleName()

    for cell in points.cells[1]:
        cell.setFocus()
        cell.selectAll()
        QTest.keyClick(cell, Qt.Key.Key_Delete)
    page.save()
    settle(qtbot, demo)
    support = next(entry for entry in saved(demo).inputs if entry.name == "support")
    assert support.points == ((0, 0), (120, 100))
    assert len(points.cells) == 2


def test_that_many_points_stand_in_more_lines(qtbot: QtBot, demo: Stage) -> None:
    curve = [(float(x), float(x)) for x in range(0, 100, 12)]
    demo.session.perform(edit_scorecard, "default", {"inputs.support.points": curve})
    page = opened(qtbot, demo)
    cells = page.panel.editor.inputs["support"].points.cells
    assert [(x.text(), y.text()) for x, y in cells] == [(f"{x:g}", f"{y:g}") for x, y in curve]
    assert cells[4][0].y() > cells[0][1].y()
    assert cells[4][0].x() == cells[0][0].x()


# -- keys


def test_that_enter_goes_down_and_shift_enter_up_and_esc_restores(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    names = list(page.panel.editor.inputs)
    first = page.panel.editor.inputs[names[0]].weight
    type_into(first, "17")
    QTest.keyClick(first, Qt.Key.Key_Return)
    second = page.panel.editor.inputs[names[1]].weight
    assert page.focusWidget() is second
    assert second.selectedText() == "15"
    QTest.keyClick(second, Qt.Key.Key_Up)
    assert page.focusWidget() is first
    QTest.keyClick(first, Qt.Key.Key_Escape)
    assert first.text() == "15"


def test_that_down_passes_over_rows_without_such_a_point_and_ends_in_the_caps(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    third = page.panel.editor.inputs["feature_adoption"].points.cells[2][1]
    third.setFocus()
    QTest.keyClick(third, Qt.Key.Key_Down)
    assert page.focusWidget() is page.panel.editor.inputs["engagement"].points.cells[2][1]
    QTest.keyClick(page.panel.editor.inputs["engagement"].points.cells[2][1], Qt.Key.Key_Down)
    assert page.focusWidget() is page.panel.editor.caps["notice_given"]
    QTest.keyClick(page.panel.editor.caps["notice_given"], Qt.Key.Key_Up)
    assert page.focusWidget() is page.panel.editor.inputs["commercial"].weight


def test_that_everything_is_reached_by_tab_in_reading_order(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    type_into(page.panel.editor.edges["green_from"], "80")
    page.take_focus()
    reached: list[str] = []
    for _ in range(90):
        widget = page.focusWidget()
        assert widget is not None
        reached.append(widget.accessibleName() or getattr(widget, "text", str)())
        if widget is page.panel.strip.save:
            break
        QTest.keyClick(widget, Qt.Key.Key_Tab)

    assert all(reached)
    assert reached[1:5] == ["Copy for a segment", "Shipped values", "Weight of Usage", "Usage, point 1, measured"]
    assert reached[-2:] == ["Discard", "Save"]
    wanted = [f"Weight of {name}" for name in ("Usage", "Seats", "Features", "Feelings", "Support", "Contact")]
    assert [name for name in reached if name in wanted] == wanted


def test_that_the_arrows_choose_on_the_shelf(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    page.take_focus()
    now = page.focusWidget()
    assert now is not None
    QTest.keyClick(now, Qt.Key.Key_Down)
    assert demo.places[-1] == Place("library", None, "playbook/")
    now = page.focusWidget()
    assert now is not None
    assert now.accessibleName().startswith("Due today, ")
    QTest.keyClick(now, Qt.Key.Key_Up)
    assert demo.places[-1] == Place("library", None, DEFAULT)


# -- segments


def test_that_a_segment_gets_its_own_and_loses_it_again(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    offered = [action.text() for action in page.head.copy.menu().actions()]
    assert [text.partition(",")[0] for text in offered] == ["Enterprise", "Mid-market", "Small"]
    type_into(page.panel.editor.caps["notice_given"], "20")
    page.head.copy.menu().actions()[0].trigger()
    settle(qtbot, demo)

    assert [entry[0] for entry in page.shelf.entries][:2] == [DEFAULT, OWN]
    assert "for accounts of Enterprise" in shown(page)
    assert "2 scorecards score" in shown(page)
    page.shelf.press(DEFAULT)
    assert page.panel.editor.changes() == {"caps.notice_given": 20.0}
    page.panel.strip.discard.click()
    page.shelf.press(OWN)
    qtbot.wait(20)
    assert "Enterprise: made, as a copy" in shown(page.panel.changes)
    type_into(page.panel.editor.inputs["feedback"].weight, "90")
    assert page.panel.strip.first.says.startswith("Save would ")
    page.save()
    settle(qtbot, demo)
    assert (weight(saved(demo, "segment:Enterprise")), weight(saved(demo))) == (90, 20)

    page.head.remove.click()
    settle(qtbot, demo)
    assert [entry[0] for entry in page.shelf.entries][:1] == [DEFAULT]
    assert "Enterprise: removed" in shown(page.panel.changes)
    demo.session.undo()
    settle(qtbot, demo)
    assert OWN in [entry[0] for entry in page.shelf.entries]


def test_that_the_one_for_all_cannot_be_removed(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    assert not page.head.remove.isVisible()


def test_that_what_is_typed_waits_while_another_one_is_looked_at(qtbot: QtBot, demo: Stage) -> None:
    demo.session.perform(copy_scorecard, "default", "Enterprise")
    page = opened(qtbot, demo)
    type_into(page.panel.editor.inputs["feedback"].weight, "33")
    page.shelf.press(OWN)
    assert page.panel.editor.inputs["feedback"].weight.text() == "20"
    assert {key: below for key, _, below in page.shelf.entries}[DEFAULT].endswith(", not saved")
    page.shelf.press(DEFAULT)
    assert page.panel.editor.inputs["feedback"].weight.text() == "33"
    assert page.panel.editor.changes() == {"inputs.feedback.weight": 33.0}


def test_that_the_shipped_values_are_previewed_before_they_are_saved(qtbot: QtBot, demo: Stage) -> None:
    demo.session.perform(
        edit_scorecard,
        "default",
        {"inputs.feedback.weight": 90, "inputs.support.points": [(0, 0), (5, 6), (90, 100)], "caps.notice_given": None},
    )
    page = opened(qtbot, demo)
    page.head.shipped.click()
    assert page.panel.editor.draft == shipped_scorecard()
    assert page.panel.strip.first.says.startswith("Save would ")
    assert weight(saved(demo)) == 90
    page.save()
    settle(qtbot, demo)
    assert saved(demo) == shipped_scorecard()
    assert demo.said[-1].text == "Scorecard Default: shipped values given back"
    page.head.shipped.click()
    assert demo.said[-1].text == "Default has the shipped values already."


# -- looked at only


def test_that_the_past_is_read_with_its_values_and_not_written(qtbot: QtBot, demo: Stage) -> None:
    demo.session.perform(edit_scorecard, "default", {"inputs.feedback.weight": 90})
    page = opened(qtbot, demo)
    demo.session.look_at(date(2026, 9, 30))
    settle(qtbot, demo)

    cell = page.panel.editor.inputs["feedback"].weight
    assert (cell.text(), cell.isReadOnly()) == ("20", True)
    assert "read-only" in page.panel.strip.second.says
    assert not page.head.shipped.isVisible()
    assert not page.panel.editor.inputs["support"].points.more.isVisible()
    assert "90" not in shown(page.panel.changes)
    QTest.keyClicks(cell, "5")
    page.save()
    assert cell.text() == "20"
    demo.session.look_at(None)
    settle(qtbot, demo)
    assert (cell.text(), cell.isReadOnly()) == ("90", False)


def test_that_a_customer_who_looks_on_sees_none_of_it(qtbot: QtBot, demo: Stage) -> None:
    demo.guarded = True
    page = opened(qtbot, demo)
    assert shown(page) == "Scores are hidden while the screen is shared. F8 shows them."
    assert page.is_settled


def test_that_hiding_the_scores_leaves_the_focus_on_the_page(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    page.take_focus()
    demo.guarded = True
    page.needs_reload()
    settle(qtbot, demo)
    assert page.hasFocus()
    sentence = next(each for each in page.findChildren(QLabel) if each.text().startswith("Scores are hidden"))
    assert sentence.y() < 40, "it stands where every page says its sentence"


def test_that_another_file_shows_its_own(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    type_into(page.panel.editor.inputs["feedback"].weight, "33")
    demo.session.close()
    assert not page.shelf.isVisible()


def test_that_the_list_of_changes_opens_its_older_ones(qtbot: QtBot, demo: Stage) -> None:
    for number in range(12):
        demo.session.perform(edit_scorecard, "default", {"inputs.feedback.weight": 30 + number})
    page = opened(qtbot, demo)
    assert page.panel.changes.older.text() == "4 older"
    page.panel.changes.older.click()
    qtbot.wait(20)
    assert shown(page.panel.changes).count("Weight of Feelings") == 12
    assert not page.panel.changes.older.isVisible()


def test_that_nothing_is_wider_than_the_smallest_usual_page(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    assert page.panel.area.horizontalScrollBar().maximum() == 0
    for cell in page.panel.editor.findChildren(Cell):
        room = cell.width() - 10
        assert cell.fontMetrics().horizontalAdvance(cell.text()) <= room, cell.accessibleName()


def test_that_only_what_scores_are_made_of_is_read_again(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    before = page._book  # pyright: ignore[reportPrivateUsage]
    demo.session.perform(edit_scorecard, "default", {"green_from": 80})
    settle(qtbot, demo)
    assert page._book is before  # pyright: ignore[reportPrivateUsage]
    assert len(demo.session.read(read_shelf).changes) == 1


def test_that_what_is_typed_comes_back_with_the_present(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    type_into(page.panel.editor.inputs["feedback"].weight, "33")
    demo.session.look_at(date(2026, 9, 30))
    settle(qtbot, demo)
    assert page.panel.editor.inputs["feedback"].weight.text() == "20"
    demo.session.look_at(None)
    settle(qtbot, demo)
    assert page.panel.editor.changes() == {"inputs.feedback.weight": 33.0}


def test_that_no_part_of_the_page_ever_flashes_up_as_a_window_of_its_own(qtbot: QtBot, demo: Stage) -> None:
    class Watch(QObject):
        seen: ClassVar[list[str]] = []

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                self.seen.append(type(watched).__name__)
            return False

    watch = Watch()
    app = QApplication.instance()
    assert app is not None
    app.installEventFilter(watch)
    try:
        page = opened(qtbot, demo)
        page.panel.editor.inputs["support"].points.more.click()
        page.shelf.press("playbook/detractor")
        page.shelf.press(DEFAULT)
        type_into(page.panel.editor.edges["green_from"], "80")
        page.save()
        settle(qtbot, demo)
    finally:
        app.removeEventFilter(watch)
    assert watch.seen == ["LibraryPage"]
