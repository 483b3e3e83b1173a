"""Compare: the book on the day that is looked at and today, and one account of it, side by side."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop.domain.comparing import Compared
from desktop.domain.errors import FileProblem
from desktop.store.queries import facts
from desktop.views import format
from desktop.views.compare import words
from desktop.views.compare.page import ComparePage
from desktop.views.compare.panel import ComparedPanel
from desktop.views.compare.rows import ComparedTable
from desktop.views.page import Place
from tests.views.stage import AS_OF, Stage

THEN = date(2026, 9, 30)


def shown(stage: Stage, qtbot: QtBot, day: date | None = THEN, *, known_then: bool = False) -> ComparePage:
    stage.session.look_at(day, known_then=known_then)
    page = ComparePage(stage.context)
    qtbot.addWidget(page)
    page.resize(1104, 620)
    page.show()
    settle(stage, qtbot)
    return page


def settle(stage: Stage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: stage.session.is_idle, timeout=30_000)


def rows_of(page: ComparePage) -> ComparedTable:
    rows = page.model.rows
    assert isinstance(rows, ComparedTable)
    return rows


def pair_of(page: ComparePage, name: str) -> Compared:
    assert page.found is not None
    return next(each for each in page.found.accounts if each.row.name == name)


def test_that_the_page_says_what_moved_and_lists_what_moved_most_first(demo: Stage, qtbot: QtBot) -> None:
    page = shown(demo, qtbot)
    said = page.sentence.accessibleName()
    arr = "ARR +397\N{NO-BREAK SPACE}k from 7 new, 2 lost"
    assert said == f"Since 30 Sep: 8 fell a band, 0 rose; {arr}; health known of 49, then 45."
    moved = [pair.moved_cents for pair in rows_of(page).pairs]
    assert moved == sorted(moved, reverse=True)
    assert page.model.rows.text(0, "name") == "Isola Shipping"
    assert page.model.rows.text(0, "then") == words.NOT_THERE
    assert page.model.rows.text(0, "change") == "came"


def test_that_the_filter_of_the_accounts_is_kept_and_can_be_left(demo: Stage, qtbot: QtBot) -> None:
    page = shown(demo, qtbot)
    whole = page.found
    assert whole is not None
    among = frozenset(each.row.id for each in whole.accounts if each.row.csm == "Mara Lind")
    assert 0 < len(among) < len(whole.accounts)
    page.narrow(among)
    assert page.found is not None
    assert {each.row.id for each in page.found.accounts} == among
    assert page.beside.text().startswith("only what was filtered in Accounts: ")
    assert page.widen.isVisible()
    page.reload()
    settle(demo, qtbot)
    assert {each.row.id for each in page.found.accounts} == among, "another reading keeps it"
    page.widen.click()
    assert page.found == whole
    assert not page.widen.isVisible()
    page.narrow(frozenset())
    assert page.found == whole, "a filter that nothing meets compares all"


def test_that_known_now_and_known_then_differ_where_something_was_entered_late(demo: Stage, qtbot: QtBot) -> None:
    page = shown(demo, qtbot)
    assert pair_of(page, "Pallas Robotics").arr_change_cents == 0
    demo.session.look_at(THEN, known_then=True)
    settle(demo, qtbot)
    assert pair_of(page, "Pallas Robotics").arr_change_cents == -6_400_000
    assert "1 shrank" in page.sentence.accessibleName()


def test_that_an_unknown_score_is_a_word_and_no_change(demo: Stage, qtbot: QtBot) -> None:
    page = shown(demo, qtbot)
    rows = rows_of(page)
    unknown = [at for at, pair in enumerate(rows.pairs) if pair.before and pair.after and pair.score_change is None]
    assert unknown, "the demo holds some"
    assert {rows.text(at, "change") for at in unknown} == {"unknown"}


def test_that_enter_opens_the_account_and_space_shows_it_then_and_now(demo: Stage, qtbot: QtBot) -> None:
    page = shown(demo, qtbot)
    page.table.go_to([each.row.name for each in rows_of(page).pairs].index("Ostrava Freight"))
    ostrava = page.account
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    panel = demo.drawn[-1]
    assert isinstance(panel, ComparedPanel)
    settle(demo, qtbot)
    assert panel.title.text() == "Ostrava Freight"
    assert "Health\t72\t58" in panel.text
    panel.copy()
    assert QGuiApplication.clipboard().text() == panel.text
    qtbot.keyClick(page.table, Qt.Key.Key_Escape)
    assert demo.drawn[-1] is None
    assert demo.session.is_past, "the first Esc only closes what is beside the table"
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert demo.places == [Place("account", ostrava)]
    panel.deleteLater()


def test_that_esc_comes_back_to_today_where_there_is_nothing_to_compare_and_one_way_on(
    demo: Stage, qtbot: QtBot
) -> None:
    page = shown(demo, qtbot)
    qtbot.keyClick(page.table, Qt.Key.Key_Escape)
    assert not demo.session.is_past
    assert page.aside.text() == words.TODAY
    page.way_on.click()
    assert demo.acted == ["view.as_of"]


def test_that_a_customer_who_looks_on_sees_no_health_nor_an_order_made_of_it(demo: Stage, qtbot: QtBot) -> None:
    page = shown(demo, qtbot)
    demo.guarded = True
    page.needs_reload()
    assert [column.key for column in page.table.shown_columns()][:2] == ["name", "arr_then"]
    assert page.model.sorted_by.key == "arr_change"
    told = f"{page.sentence.accessibleName()} {page.beside.text()}"
    assert "band" not in told
    assert "health" not in told
    settle(demo, qtbot)


def test_that_a_reading_that_fails_says_so_and_can_be_tried_again(
    demo: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise FileProblem("The disk is away.")

    with monkeypatch.context() as patched:
        patched.setattr("desktop.views.compare.page.read_accounts", broken)
        page = shown(demo, qtbot)
    assert page.about.text() == "The disk is away."
    assert page.way_on.text() == "Try again"
    page.way_on.click()
    settle(demo, qtbot)
    assert page.table.isVisible()


def test_that_an_empty_book_says_so(empty: Stage, qtbot: QtBot) -> None:
    page = shown(empty, qtbot, AS_OF - timedelta(days=30))
    assert page.aside.text() == words.NO_ACCOUNTS
    assert page.way_on.isVisible()


def test_that_the_panel_of_an_account_follows_the_day_and_leaves_with_it(demo: Stage, qtbot: QtBot) -> None:
    pallas = next(each.id for each in demo.session.read(facts.accounts) if each.name == "Pallas Robotics")
    demo.session.look_at(THEN, known_then=True)
    panel = ComparedPanel(demo.context, pallas)
    qtbot.addWidget(panel)
    settle(demo, qtbot)
    assert "ARR\t176\N{NO-BREAK SPACE}k\t112\N{NO-BREAK SPACE}k" in panel.text
    demo.session.look_at(THEN)
    settle(demo, qtbot)
    assert "ARR\t112\N{NO-BREAK SPACE}k\t112\N{NO-BREAK SPACE}k" in panel.text
    demo.guarded = True
    panel.show_again()
    assert "Health" not in panel.text
    with qtbot.waitSignal(panel.closed):
        demo.session.look_at(None)


def test_that_changes_of_the_score_stand_under_one_another(demo: Stage, qtbot: QtBot) -> None:
    page = shown(demo, qtbot)
    (column,) = (each for each in page.model.columns if each.key == "change")
    assert column.is_right
    moved = [each for each in rows_of(page).pairs if each.band_move is not None]
    assert moved
    for pair in moved:
        assert words.change(pair) == f"{pair.band_move} {format.signed(pair.score_change or 0)}"
