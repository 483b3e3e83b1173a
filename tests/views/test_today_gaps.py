"""The Gaps tab: what is missing is typed where it is missing, filled down, pasted, and each taken back by one undo."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.domain.today.gaps import lacking
from desktop.views.page import Place
from desktop.views.table.editor import CellEditor
from desktop.views.today.gaps import GapsTab
from desktop.views.today.page import TodayPage
from tests.views.stage import Stage
from tests.views.test_today_page import opened, settle, told

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def gaps_tab(qtbot: QtBot, stage: Stage) -> tuple[TodayPage, GapsTab]:
    page = opened(qtbot, stage)
    page.show_tab("gaps")
    assert page.tabs.gaps is not None
    return page, page.tabs.gaps


def names(tab: GapsTab) -> list[str]:
    return [tab.model.rows.text(int(row), "name") for row in tab.model.order]


def cells(tab: GapsTab, column: str) -> list[str]:
    shown = (tab.model.rows.text(int(row), column) for row in tab.model.order)
    return [text.replace("\N{NO-BREAK SPACE}", " ") for text in shown]


def missing(page: TodayPage) -> set[str]:
    assert page.view is not None
    return {each.name for each in lacking(page.view.gaps) if "notice_days" in each.missing}


def field(tab: GapsTab) -> CellEditor:
    (found,) = [each for each in tab.table.viewport().findChildren(CellEditor) if each.isVisible()]
    return found


def type_cell(tab: GapsTab, text: str) -> None:
    """The first letter opens the field, the others go into it."""
    QTest.keyClick(tab.table, Key(ord(text[0])))
    QTest.keyClicks(field(tab), text[1:])
    QTest.keyClick(field(tab), Key.Key_Return)


def test_that_the_tab_says_in_figures_what_is_missing_and_the_largest_stands_first(qtbot: QtBot, demo: Stage) -> None:
    page, tab = gaps_tab(qtbot, demo)
    assert told(page) == "43 accounts lack something: 7 notice periods, 4 seat counts (2.61 M ARR)."
    assert len(names(tab)) == 43
    assert names(tab)[:2] == ["Halcyon Labs", "Ottersea Ports"]
    assert tab.chips["notice_days"].text() == "Notice 7"
    assert not tab.chips["csm"].isVisible(), "nobody lacks a CSM"


def test_that_a_notice_period_is_typed_enter_goes_down_and_undo_takes_it_back(qtbot: QtBot, demo: Stage) -> None:
    page, tab = gaps_tab(qtbot, demo)
    tab.show_kind("notice_days")
    before = missing(page)
    assert set(names(tab)) == before
    rows = names(tab)
    type_cell(tab, "60")
    settle(qtbot, demo)
    assert missing(page) == before - {rows[0]}
    assert names(tab) == rows, "what is filled stays in its place"
    assert cells(tab, "notice_days")[:2] == ["60 d", "unknown"]
    assert tab.table.currentIndex().row() == 1
    assert "6 notice periods" in told(page)
    demo.session.undo()
    settle(qtbot, demo)
    assert missing(page) == before
    assert cells(tab, "notice_days")[0] == "unknown"


def test_that_escape_restores_and_what_is_refused_stays_typed(qtbot: QtBot, demo: Stage) -> None:
    page, tab = gaps_tab(qtbot, demo)
    tab.show_kind("notice_days")
    before = missing(page)
    QTest.keyClick(tab.table, Key.Key_F2)
    QTest.keyClicks(field(tab), "soon")
    QTest.keyClick(field(tab), Key.Key_Return)
    assert field(tab).text().endswith("soon")
    assert "no number of days" in field(tab).refusal
    QTest.keyClick(field(tab), Key.Key_Escape)
    settle(qtbot, demo)
    assert missing(page) == before


def test_that_a_column_is_filled_down_by_one_undo(qtbot: QtBot, demo: Stage) -> None:
    page, tab = gaps_tab(qtbot, demo)
    tab.show_kind("notice_days")
    before = missing(page)
    type_cell(tab, "30")
    settle(qtbot, demo)
    tab.table.go_to(0, tab.model.at("notice_days"))
    tab.table.selectAll()
    QTest.keyClick(tab.table, Key.Key_D, CTRL)
    settle(qtbot, demo)
    assert missing(page) == set()
    assert set(cells(tab, "notice_days")) == {"30 d"}
    assert demo.said[-1].text == f"Notice period set: {len(before) - 1} accounts"
    demo.session.undo()
    settle(qtbot, demo)
    assert len(missing(page)) == len(before) - 1


def test_that_a_pasted_block_is_one_undo_and_refused_cells_stay_with_their_reason(qtbot: QtBot, demo: Stage) -> None:
    page, tab = gaps_tab(qtbot, demo)
    tab.show_kind("notice_days")
    before = missing(page)
    QGuiApplication.clipboard().setText("30\nsoon\n90\n")
    QTest.keyClick(tab.table, Key.Key_V, CTRL)
    settle(qtbot, demo)
    assert len(missing(page)) == len(before) - 2
    assert tab.refused.isVisible()
    assert "1 cell was not saved" in tab.refused.says.text().replace("\N{NO-BREAK SPACE}", " ")
    demo.session.undo()
    settle(qtbot, demo)
    assert missing(page) == before


def test_that_what_cannot_be_typed_opens_the_account_where_it_is_kept(qtbot: QtBot, demo: Stage) -> None:
    _, tab = gaps_tab(qtbot, demo)
    tab.show_kind("goal")
    assert tab.model.column(tab.table.currentIndex()).key == "goal"
    account = tab.account
    QTest.keyClick(tab.table, Key.Key_Return)
    assert demo.places == [Place("account", account, "plan")]
    spoken = tab.model.data(tab.table.currentIndex(), Qt.ItemDataRole.AccessibleTextRole.value)
    assert spoken == "missing, Enter opens the account to add it"


def test_that_filled_accounts_leave_when_the_tab_is_shown_anew(qtbot: QtBot, demo: Stage) -> None:
    page, tab = gaps_tab(qtbot, demo)
    tab.show_kind("notice_days")
    first = names(tab)[0]
    type_cell(tab, "60")
    settle(qtbot, demo)
    page.show_tab("queue")
    page.show_tab("gaps")
    assert first not in names(tab)


def test_that_a_past_day_and_customer_safe_let_nothing_be_typed(qtbot: QtBot, demo: Stage) -> None:
    page, tab = gaps_tab(qtbot, demo)
    demo.session.look_at(demo.session.day.replace(day=1))
    settle(qtbot, demo)
    assert not tab.model.is_writable
    demo.session.look_at(None)
    settle(qtbot, demo)
    assert tab.model.is_writable
    demo.guarded = True
    page.reload()
    assert not tab.isVisible()


def test_that_an_empty_book_has_no_gaps(qtbot: QtBot, empty: Stage) -> None:
    page = opened(qtbot, empty)
    page.show_tab("gaps")
    assert page.tabs.gaps is None
