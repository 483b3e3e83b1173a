"""Today: what stands first, and what one or two keys do from there."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot

from desktop.charts.tokens import SMALL
from desktop.domain.drafts import PromiseDraft, SurveyDraft, TouchpointDraft
from desktop.domain.today.lists import Promise
from desktop.domain.today.queue import QueueRow
from desktop.domain.today.reasons import Deadline, DeadlineKind
from desktop.operations import account_view
from desktop.operations.logging import log
from desktop.store.queries import facts
from desktop.store.tx import Tx
from desktop.views.page import Place
from desktop.views.score_words import CAPS, INPUTS
from desktop.views.theme import font
from desktop.views.today import line_rows
from desktop.views.today.items import Heading, More
from desktop.views.today.lines import LineList
from desktop.views.today.page import SAFE, TodayPage
from desktop.views.today.queue_list import QueueList
from desktop.views.today.queue_paint import button_place
from desktop.views.today.reason_words import facts as facts_of
from desktop.views.today.reason_words import fitted, reasons, reasons_in_full
from desktop.views.today.words import chips
from tests.views.stage import AS_OF, Stage

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


def opened(qtbot: QtBot, stage: Stage, *, size: tuple[int, int] = (1104, 652)) -> TodayPage:
    page = TodayPage(stage.context)
    qtbot.addWidget(page)
    page.resize(*size)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    settle(qtbot, stage)
    page.take_focus()
    return page


def settle(qtbot: QtBot, stage: Stage) -> None:
    qtbot.waitUntil(lambda: stage.session.is_idle, timeout=10_000)
    qtbot.wait(20)


def names(page: TodayPage) -> list[str]:
    """The accounts that are shown in the queue."""
    return [each.name for each in page.board.queue.items.items if isinstance(each, QueueRow)]


def lines(widget: object) -> list[str]:
    assert isinstance(widget, LineList)
    return [line.says.replace("\N{NO-BREAK SPACE}", " ") for line in widget.rows.lines]


def press(widget: QueueList | LineList, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(widget, key)


def go_to(page: TodayPage, name: str) -> None:
    view = page.view
    assert view is not None
    page.board.queue.go_to(next(row.account for row in view.queue.rows if row.name == name))


def told(page: TodayPage) -> str:
    return page.sentence.text().replace("\N{NO-BREAK SPACE}", " ")


def menu_of(page: TodayPage) -> QMenu:
    return next(each for each in page.findChildren(QMenu) if each.isVisible())


# -- what is shown


def test_that_the_page_says_in_figures_who_needs_somebody_and_ostrava_stands_first(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    assert told(page) == "18 accounts need you this week; 664 k at stake."
    assert names(page)[0] == "Ostrava Freight"
    row = page.board.queue.row
    assert row is not None
    assert row.name == "Ostrava Freight"
    said = page.board.queue.items.data(page.board.queue.currentIndex())
    for part in ("148 k", "amber 58", "opts out in 23 d", "seats 94 %", "buyer silent 71 d", "Log renewal talk"):
        assert part in str(said).replace("\N{NO-BREAK SPACE}", " ")


def test_that_a_row_whose_opt_out_is_near_says_what_is_not_healthy_as_the_accounts_page_does(
    qtbot: QtBot, demo: Stage
) -> None:
    view = opened(qtbot, demo).view
    assert view is not None
    found = [row for row in view.queue.rows if any(reason.key == "opt_out_near" for reason in row.reasons)]
    assert len(found) > 5
    for row in found:
        why = demo.session.read(account_view.account_view, row.account, AS_OF).why
        worst = min((*why.rows, *why.caps), key=lambda each: each.points - getattr(each, "of", 0))
        name = CAPS.get(worst.name) or INPUTS[worst.name]
        line = next(
            each for each in reasons_in_full(row, AS_OF).splitlines() if each.startswith("Opt-out near, not healthy: ")
        )
        assert f"{why.band} {why.shown}" in line, line
        assert name.split(",")[0].lower() in line, line
    garnet = next(row for row in found if row.name == "Garnet Mining")
    assert "score lost most by usage" in reasons(garnet, AS_OF)


def test_that_a_row_with_room_for_one_fact_still_says_how_many_there_are(qtbot: QtBot, demo: Stage) -> None:
    view = opened(qtbot, demo).view
    assert view is not None
    row = next(each for each in view.queue.rows if each.name == "Blue Fjord Travel")
    every = facts_of(row, AS_OF)
    assert fitted(row, AS_OF, lambda text: len(text) <= len(every[0]) + 4) == f"{every[0]} +{len(every) - 1}"
    assert fitted(row, AS_OF, lambda text: len(text) <= len(every[0])) == every[0]


def test_that_at_most_seven_are_shown_and_the_last_line_opens_the_rest(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    queue = page.board.queue
    assert len(names(page)) == 7
    more = queue.items.items[-1]
    assert isinstance(more, More)
    view = page.view
    assert view is not None
    assert more.text == f"{len(view.queue.rows) - 7} more"
    qtbot.mouseClick(
        queue.viewport(), LEFT, pos=queue.visualRect(queue.items.index(len(queue.items.items) - 1)).center()
    )
    assert names(page) == [row.name for row in view.queue.rows]
    headings = [each.text for each in queue.items.items if isinstance(each, Heading)]
    assert headings == ["Must do this week", "Next in line", "Ready to buy more"]
    press(queue, Key.Key_End, Key.Key_Space)
    assert len(names(page)) == 7


def test_that_the_rows_one_walks_are_accounts_and_never_headings(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    queue = page.board.queue
    queue.toggle()
    seen: list[str] = []
    for _ in range(queue.items.rowCount()):
        row = queue.row
        if row is not None and (not seen or seen[-1] != row.name):
            seen.append(row.name)
        press(queue, Key.Key_Down)
    assert seen == names(page)


def test_that_the_lists_tell_what_changed_who_is_quiet_and_what_is_due(qtbot: QtBot, demo: Stage) -> None:
    board = opened(qtbot, demo).board
    assert lines(board.changed.body)[0] == "Tindle & Rowe, green 81 to amber 62: NPS 3 from Jana Rowe"
    assert lines(board.quiet.body)[0].startswith("Ostrava Freight, 148 k, amber 58: last contact 71 d ago")
    assert lines(board.meetings.body)[0].startswith("Mon 23 Nov 2026 11:00: Tindle & Rowe")
    assert any("Lumen Dental: Send the admin guide" in line for line in lines(board.promises.body))
    assert not board.strip.isHidden()


def test_that_nothing_is_drawn_beside_its_place_on_a_small_and_a_large_screen(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    board = page.board
    assert board.queue.verticalScrollBar().maximum() == 0, "seven rows need no scrolling"
    assert board.meetings.isVisible()
    page.resize(1744, 1012)
    qtbot.wait(20)
    assert len(names(page)) == 12
    assert board.book.isVisible()
    page.resize(720, 652)
    qtbot.wait(20)
    assert not board.meetings.isVisible(), "beside the open brief the right column gives way"


# -- keys


def test_that_enter_opens_the_account_and_space_its_brief(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    row = page.board.queue.row
    assert row is not None
    press(page.board.queue, Key.Key_Return)
    assert demo.places == [Place("account", row.account)]
    press(page.board.queue, Key.Key_Space)
    assert demo.drawn[-1] is not None
    assert "Ostrava Freight" in page.brief.text
    press(page.board.queue, Key.Key_Down)
    qtbot.waitUntil(lambda: "Aldermoor Council" in page.brief.text)
    press(page.board.queue, Key.Key_Escape)
    assert demo.drawn[-1] is None


def test_that_a_types_the_beginning_or_goes_where_it_is_done(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    first = page.account
    press(page.board.queue, Key.Key_A)
    assert demo.composed == [(first, "call renewal: ")]
    go_to(page, "Quillon Media")
    press(page.board.queue, Key.Key_A)
    assert demo.places == [Place("account", page.account, "contract")]


def test_that_the_button_does_what_a_does_and_a_double_click_opens(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    queue = page.board.queue
    box = queue.visualRect(queue.currentIndex())
    qtbot.mouseClick(queue.viewport(), LEFT, pos=button_place(box).center())
    assert demo.composed == [(page.account, "call renewal: ")]
    assert demo.places == []
    qtbot.mouseDClick(queue.viewport(), LEFT, pos=box.topLeft() + QPoint(90, 10))
    assert demo.places == [Place("account", page.account)]


def test_that_a_promise_is_done_by_its_row_and_undone(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    go_to(page, "Verity Insurance")
    before = lines(page.board.promises.body)
    press(page.board.queue, Key.Key_A)
    settle(qtbot, demo)
    assert demo.said[-1].can_undo
    assert demo.said[-1].text.startswith("Done: ")
    assert len(lines(page.board.promises.body)) == len(before) - 1
    demo.session.undo()
    settle(qtbot, demo)
    assert lines(page.board.promises.body) == before


def test_that_s_and_a_number_snooze_and_the_list_keeps_its_place(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    go_to(page, "Lumen Dental")
    at = names(page).index("Lumen Dental")
    press(page.board.queue, Key.Key_S)
    QTest.keyClick(menu_of(page), Key.Key_2)
    settle(qtbot, demo)
    assert demo.said[-1].text == "Snoozed: Lumen Dental"
    assert "Lumen Dental" not in names(page)
    view, row = page.view, page.board.queue.row
    assert view is not None
    assert [until for _, until in view.queue.snoozed] == [date(2026, 11, 30)]
    assert row is not None
    assert row.name == names(page)[at], "one stays where one was"
    more = page.board.queue.items.items[-1]
    assert isinstance(more, More)
    assert "1 snoozed" in more.beside
    page.board.queue.toggle()
    page.board.queue.go_to(view.queue.snoozed[0][0].account)
    press(page.board.queue, Key.Key_A)
    settle(qtbot, demo)
    assert demo.said[-1].text == "Woken: Lumen Dental"
    assert "Lumen Dental" in names(page)


def test_that_letters_are_left_to_the_window(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    row = page.board.queue.row
    press(page.board.queue, Key.Key_L, Key.Key_C, Key.Key_Q)
    assert page.board.queue.row == row


def test_that_enter_ticks_a_promise_and_a_click_beside_the_box_opens_its_account(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    promises = page.board.promises.body
    assert isinstance(promises, LineList)
    promises.setFocus()
    first = promises.rows.lines[0]
    assert page.account == first.account
    box = promises.visualRect(promises.rows.index(0))
    qtbot.mouseClick(promises.viewport(), LEFT, pos=QPoint(box.left() + 120, box.center().y()))
    assert demo.places == [Place("account", first.account)]
    press(promises, Key.Key_Return)
    settle(qtbot, demo)
    assert first.task not in [line.task for line in promises.rows.lines]
    second = promises.rows.lines[0]
    qtbot.mouseClick(promises.viewport(), LEFT, pos=QPoint(box.left() + 6, box.center().y()))
    settle(qtbot, demo)
    assert second.task not in [line.task for line in promises.rows.lines]


def test_that_the_strip_is_walked_with_the_arrows_and_clicked(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    strip = page.board.strip
    view = page.view
    assert view is not None
    strip.setFocus()
    QTest.keyClick(strip, Key.Key_Right)
    QTest.keyClick(strip, Key.Key_Right)
    QTest.keyClick(strip, Key.Key_Return)
    assert demo.places == [Place("account", view.opt_outs[1].account)]
    verity = next(each for each in view.opt_outs if each.name == "Verity Insurance")
    qtbot.mouseClick(strip, LEFT, pos=strip.spot(verity).toPoint())
    assert demo.places[-1] == Place("account", verity.account)


# -- the tasks


def test_that_all_open_tasks_are_listed_by_day_and_ticked_off(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    qtbot.mouseClick(page.tabs.buttons["tasks"], LEFT)
    tasks = page.tasks.list
    assert tasks.hasFocus()
    view = page.view
    assert view is not None
    assert told(page) == f"{len(view.tasks)} open tasks; 8 late, all ours."
    assert [line.task for line in tasks.rows.lines] == [each.task for each in view.tasks]
    days = [each.due_on for each in view.tasks if each.due_on is not None]
    assert days == sorted(days)
    first = tasks.rows.lines[0]
    assert page.account == first.account
    press(tasks, Key.Key_Return)
    assert demo.places == [Place("account", first.account)]
    press(tasks, Key.Key_Space)
    settle(qtbot, demo)
    assert first.task not in [line.task for line in tasks.rows.lines]
    assert demo.said[-1].can_undo
    assert page.tabs.tab == "tasks", "one stays where one was"


def test_that_a_day_is_typed_saved_with_enter_refused_with_a_reason_and_left_with_escape(
    qtbot: QtBot, demo: Stage
) -> None:
    page = opened(qtbot, demo)
    page.show_tab("tasks")
    tasks = page.tasks.list
    first = tasks.line or tasks.rows.lines[0]
    press(tasks, Key.Key_F2)
    assert tasks.editor is not None
    assert tasks.editor.text() == first.cells[1]
    QTest.keyClicks(tasks.editor, "soon")
    QTest.keyClick(tasks.editor, Key.Key_Return)
    assert "is no day" in page.tasks.refusal.text()
    assert tasks.editor.text() == "soon", "what is refused stays typed"
    tasks.editor.clear()
    QTest.keyClicks(tasks.editor, "11 dec")
    QTest.keyClick(tasks.editor, Key.Key_Return)
    settle(qtbot, demo)
    assert tasks.editor is None
    assert not page.tasks.refusal.isVisible()
    assert demo.said[-1].text.startswith("Due date: ")
    view = page.view
    assert view is not None
    assert {each.task: each.due_on for each in view.tasks}[first.task or ""] == date(2026, 12, 11)
    assert tasks.hasFocus()
    said = len(demo.said)
    QTest.keyClicks(tasks, "2")
    assert tasks.editor is not None
    assert tasks.editor.text() == "2"
    QTest.keyClick(tasks.editor, Key.Key_Escape)
    assert tasks.editor is None
    assert len(demo.said) == said
    assert tasks.hasFocus()


def test_that_the_place_names_the_tab_and_keys_change_it(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    page.place_at(Place("today", section="tasks"))
    assert page.tasks.isVisible()
    QTest.keyClick(page.tasks.list, Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    assert page.tabs.tab == "gaps"
    assert page.tabs.gaps is not None
    assert page.tabs.gaps.table.hasFocus()
    QTest.keyClick(page.tabs.gaps.table, Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    assert page.board.isVisible()
    assert page.board.queue.hasFocus()


# -- whose book, and since when


def test_that_a_book_is_chosen_kept_and_left_again(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    counts: list[int] = []
    page.counted.connect(counts.append)
    qtbot.mouseClick(page.whose.link, LEFT)
    menu = menu_of(page)
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Return):  # after Ines
        QTest.keyClick(menu, key)
    assert told(page) == "10 accounts need you this week; 491 k at stake."
    assert page.whose.beside.text().startswith("Mara Lind's book: 22 accounts")
    assert counts == [10]
    assert demo.settings.csm == "Mara Lind"
    again = opened(qtbot, demo)
    assert told(again).startswith("10 accounts")
    qtbot.mouseClick(again.whose.link, LEFT)
    assert told(again).startswith("18 accounts")
    assert demo.settings.csm is None


def test_that_a_day_nobody_looks_at_is_counted_and_filled_once_somebody_does(qtbot: QtBot, demo: Stage) -> None:
    page = TodayPage(demo.context)
    qtbot.addWidget(page)
    counts: list[int] = []
    page.counted.connect(counts.append)
    page.show()
    page.hide()
    settle(qtbot, demo)
    assert (counts, page.view) == ([18], None)
    page.show()
    assert told(page) == "18 accounts need you this week; 664 k at stake."
    assert page.board.isVisible()
    assert counts == [18]


def test_that_a_csm_who_is_not_in_the_book_means_all(qtbot: QtBot, demo: Stage) -> None:
    demo.settings.csm = "Somebody Else"
    assert told(opened(qtbot, demo)).startswith("18 accounts")


def test_that_seen_empties_what_changed_and_is_remembered(qtbot: QtBot, demo: Stage) -> None:
    demo.settings.remember_seen(demo.session.doc_id, AS_OF - timedelta(days=24))
    page = opened(qtbot, demo)
    assert any("Lumen Dental" in line for line in lines(page.board.changed.body))
    link = page.board.changed.link
    assert isinstance(link, QPushButton)
    qtbot.mouseClick(link, LEFT)
    settle(qtbot, demo)
    assert demo.settings.seen(demo.session.doc_id) == AS_OF
    assert lines(page.board.changed.body) == []
    assert link.isHidden()
    board = page.board
    top, bottom = board.changed.mapTo(board, QPoint()).y(), board.whom.mapTo(board, QPoint(0, board.whom.height())).y()
    assert bottom < top, "nothing lies over anything"
    again = opened(qtbot, demo)
    assert lines(again.board.changed.body) == [], "seen stays seen"

    verity = next(each.id for each in demo.session.read(facts.accounts) if each.name == "Verity Insurance")
    draft = SurveyDraft(account=verity, kind="nps", score=2, responded_on=AS_OF, scale_min=0, scale_max=10)
    demo.session.perform(log, draft, as_of=AS_OF)
    settle(qtbot, demo)
    assert [line.partition(" ")[0] for line in lines(page.board.changed.body)] == ["Verity"], "what is new is told"


# -- what happens elsewhere


def test_that_a_logged_call_clears_the_silence_and_its_promise_appears_at_once(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    ostrava = page.account
    assert ostrava is not None
    draft = TouchpointDraft(
        account=ostrava,
        kind="call",
        on_day=AS_OF,
        state="held",
        two_way=True,
        topic="renewal",
        subject=None,
        notes="Price list agreed",
        contact=None,
        new_contact=None,
        starts_at=None,
        promises=(PromiseDraft(title="Send the offer", side="ours", due_on=AS_OF + timedelta(days=4)),),
    )
    demo.session.perform(log, draft, as_of=AS_OF)
    settle(qtbot, demo)
    assert page.account == ostrava, "one stays at the account one was at"
    row = page.board.queue.row
    assert row is not None
    assert "going_quiet" not in [each.key for each in row.reasons]
    assert any("Ostrava Freight: Send the offer" in line for line in lines(page.board.promises.body))
    assert lines(page.board.changed.body)[0].startswith("Tindle & Rowe")


def test_that_a_past_day_is_shown_as_it_was_and_nothing_can_be_done_there(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    demo.session.look_at(date(2026, 9, 30))
    settle(qtbot, demo)
    assert page.view is not None
    assert page.view.day == date(2026, 9, 30)
    press(page.board.queue, Key.Key_S)
    assert not [each for each in page.findChildren(QMenu) if each.isVisible()]
    press(page.board.queue, Key.Key_A)
    assert demo.composed == []
    assert demo.places[-1].page == "account"
    press(page.board.queue, Key.Key_Escape)
    assert not demo.session.is_past


def test_that_with_a_customer_looking_on_nothing_internal_is_shown(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    counts: list[int] = []
    page.counted.connect(counts.append)
    press(page.board.queue, Key.Key_Space)
    demo.guarded = True
    page.needs_reload()
    assert counts[-1] == 0
    assert (page.sentence.text(), page.nothing.says.text()) == ("Today", SAFE)
    assert not page.board.isVisible()
    assert page.account is None
    assert demo.drawn[-1] is None
    settle(qtbot, demo)
    assert not page.board.isVisible()
    demo.guarded = False
    page.needs_reload()
    settle(qtbot, demo)
    assert page.board.isVisible()


def test_that_an_empty_book_says_what_belongs_here_and_offers_to_fill_it(qtbot: QtBot, empty: Stage) -> None:
    page = opened(qtbot, empty)
    assert told(page) == "No accounts yet."
    assert "once the book has accounts" in page.nothing.says.text()
    qtbot.mouseClick(page.nothing.way_on, LEFT)
    assert empty.acted == ["file.import"]


def test_that_the_arrows_of_mark_as_seen_go_to_the_list_below_and_the_keys_go_on_once_it_is_pressed(
    qtbot: QtBot, demo: Stage
) -> None:
    page = opened(qtbot, demo)
    changed, link = page.board.changed, page.board.changed.link
    assert link is not None
    for key in (Key.Key_Up, Key.Key_Left, Key.Key_Right):
        link.setFocus()
        qtbot.keyClick(link, key)
        assert link.hasFocus()
    qtbot.keyClick(link, Key.Key_Down)
    assert changed.body.hasFocus()
    link.setFocus()
    qtbot.keyClick(link, Key.Key_Space)
    settle(qtbot, demo)
    assert not link.isVisible()
    assert page.board.queue.hasFocus()


def test_that_accounts_that_begin_later_are_not_said_to_be_missing(qtbot: QtBot, empty: Stage) -> None:
    def fill(tx: Tx, name: str) -> str:
        return tx.insert("account", {"name": name, "started_on": "2027-01-01"})

    empty.session.perform(fill, "Zeta")
    page = opened(qtbot, empty)
    assert told(page) == "1 account begins after 23 Nov 2026; none is there yet."
    assert not page.nothing.way_on.isVisible()
    empty.session.perform(fill, "Acme")
    settle(qtbot, empty)
    assert told(page) == "2 accounts begin after 23 Nov 2026; none is there yet."


def test_that_accounts_without_a_contract_are_counted_and_lead_to_where_it_is_entered(
    qtbot: QtBot, empty: Stage
) -> None:
    def fill(tx: Tx, name: str) -> str:
        return tx.insert("account", {"name": name})

    first = empty.session.perform(fill, "Tindle & Rowe").result
    page = opened(qtbot, empty)
    assert told(page) == "1 account, none with a contract yet."
    assert page.nothing.way_on.text() == "Enter the contract of Tindle && Rowe"
    assert page.nothing.way_on.hasFocus()
    qtbot.mouseClick(page.nothing.way_on, LEFT)
    assert empty.places == [Place("account", first, "contract")]
    empty.session.perform(fill, "Zeta")
    settle(qtbot, empty)
    assert told(page) == "2 accounts, none with a contract yet."
    assert "All books: 2 accounts, no ARR" in page.whose.beside.text().replace("\N{NO-BREAK SPACE}", " ")
    qtbot.mouseClick(page.nothing.way_on, LEFT)
    assert empty.places[-1] == Place("accounts")
    assert empty.acted == []


def test_that_accounts_whose_contracts_are_over_are_not_said_never_to_have_had_one(qtbot: QtBot, empty: Stage) -> None:
    def fill(tx: Tx) -> None:
        account = tx.insert("account", {"name": "Acme"})
        term = {"start_on": "2024-01-01", "end_on": "2024-12-31", "outcome": "ended", "outcome_on": "2024-12-31"}
        tx.insert("contract_line", {"account": account, "arr_cents": 100, **term})

    empty.session.perform(fill)
    page = opened(qtbot, empty)
    assert told(page) == "1 account, none with a contract that runs."


def test_that_one_large_account_does_not_press_the_others_to_the_ground(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    view, strip = page.view, page.board.strip
    assert view is not None
    ground = max(strip.spot(each._replace(arr_cents=0)).y() for each in view.opt_outs)
    largest = max(view.opt_outs, key=lambda each: each.arr_cents)
    height = ground - strip.spot(largest).y()
    quarter = largest._replace(arr_cents=largest.arr_cents // 4)
    assert ground - strip.spot(quarter).y() == pytest.approx(height / 2, abs=4)


def test_that_a_promise_gives_up_words_of_the_account_before_its_own() -> None:
    promise = Promise("t", "a", "Tindle & Rowe Holdings", "Fix  date", "ours", AS_OF, 0)
    view = SimpleNamespace(promises=[promise], day=AS_OF)
    (line,) = line_rows.promises(view)  # pyright: ignore[reportArgumentType]
    assert line.cells[1] == ("Tindle & Rowe Holdings", "Tindle & Rowe", "Tindle")
    assert line.cells[2] == "Fix date"


def test_that_only_a_promise_of_theirs_says_whose_it_is() -> None:
    ours = Promise("t", "a", "Tindle & Rowe", "Fix date", "ours", AS_OF, 0)
    view = SimpleNamespace(promises=[ours, ours._replace(side="theirs")], day=AS_OF)
    assert [line.cells[2] for line in line_rows.promises(view)] == ["Fix date", "they: Fix date"]  # pyright: ignore[reportArgumentType]
    assert [line.says.split()[0] for line in line_rows.promises(view)] == ["we", "they"]  # pyright: ignore[reportArgumentType]


def test_that_nothing_we_promised_in_the_demo_is_cut_on_a_laptop(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    page.resize(1104, 652)
    settle(qtbot, demo)
    body = page.board.promises.body
    assert isinstance(body, LineList)
    assert body.rows.lines
    wide = QFontMetrics(font(SMALL)).horizontalAdvance
    room = body.places(body.visualRect(body.rows.index(0, 0)))[2].width()
    ours = [line for line in body.rows.lines if line.says.startswith("we owe")]
    assert [line.cells[2] for line in ours if wide(str(line.cells[2])) > room] == []


@pytest.mark.parametrize(
    ("kind", "days", "said"),
    [
        ("opts out", 23, ("opts out in 23 d · 16 Dec", "opts out in 23 d", "in 23 d")),
        ("go-live", -29, ("go-live 29 d late · 25 Oct", "go-live 29 d late", "29 d late")),
        ("reply due", 1, ("reply due tomorrow · 24 Nov", "reply due tomorrow", "tomorrow")),
    ],
)
def test_that_a_deadline_in_little_room_says_how_far_it_is_rather_than_being_cut(
    kind: DeadlineKind, days: int, said: tuple[str, ...]
) -> None:
    found = chips(Deadline(kind, AS_OF + timedelta(days=days), days), AS_OF)
    assert tuple(each.replace("\N{NO-BREAK SPACE}", " ") for each in found) == said


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_that_the_page_draws_in_both_themes(qtbot: QtBot, demo: Stage, theme: str) -> None:
    page = opened(qtbot, demo)
    demo.theme.choose("dark" if theme == "dark" else "light")
    picture = page.grab().toImage()
    demo.theme.choose("light")
    assert picture.pixelColor(4, 4).lightness() < 60 if theme == "dark" else picture.pixelColor(4, 4).lightness() > 200


def test_that_an_edit_is_taken_in_without_reading_the_book_again(
    qtbot: QtBot, demo: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(qtbot, demo)
    asked: list[str] = []
    honest = demo.session.read_later

    def counting(subject: str, *args: Any, **said: Any) -> None:
        asked.append(subject)
        honest(subject, *args, **said)

    monkeypatch.setattr(demo.session, "read_later", counting)
    row = page.board.queue.row
    assert row is not None
    demo.session.perform(lambda tx: tx.update("account", row.account, {"name": "Ostrava Rail"}))
    assert "Ostrava Rail" in names(page)
    page.hide()
    demo.session.undo()
    page.show()
    assert "Ostrava Freight" in names(page)
    assert "today" not in asked
    demo.session.perform(lambda tx: tx.insert("setting", {"key": "cadence.contact", "value": "9"}))
    assert "today" in asked, "what is about every account has all of them read"
    settle(qtbot, demo)


def test_that_where_nothing_is_due_one_begins_at_the_first_list_there_is(qtbot: QtBot, empty: Stage) -> None:
    def fill(tx: Tx) -> None:
        account = tx.insert("account", {"name": "Acme"})
        tx.insert("contract_line", {"account": account, "arr_cents": 100, "start_on": "2026-01-01"})

    empty.session.perform(fill)
    page = opened(qtbot, empty)
    assert told(page).startswith("Nothing is due.")
    assert not page.board.queue.isVisible(), "no empty card"
    assert page.board.quiet.body.hasFocus()
    assert page.board.book.isVisible(), "the room of what is not due, on a laptop, too"
    gap = page.board.opt_outs.geometry().top() - page.board.meetings.geometry().bottom()
    assert 0 < gap < 2 * page.board.meetings.height()
    assert page.board.meetings.height() < 80, "what is empty is no higher than its sentence"
