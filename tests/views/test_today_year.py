"""The year of the book beside the queue: where there is room for it, as the book is, and how each bar came about."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.domain.contract_terms import Terms
from desktop.domain.drafts import AddLineDraft
from desktop.domain.errors import FileProblem
from desktop.domain.explain import Explanation
from desktop.operations.contract_changes import add
from desktop.operations.explain_today import explained_month_end
from desktop.store.connection import Connection
from desktop.store.queries import facts
from desktop.views.page import Place
from desktop.views.today import year
from desktop.views.today.page import TodayPage
from tests.views.stage import AS_OF, Stage
from tests.views.test_today_page import opened

LARGE = (1744, 1012)


def settled(qtbot: QtBot, stage: Stage, page: TodayPage) -> None:
    qtbot.waitUntil(lambda: page.is_settled and stage.session.is_idle, timeout=10_000)


def large(qtbot: QtBot, stage: Stage) -> TodayPage:
    page = opened(qtbot, stage, size=LARGE)
    settled(qtbot, stage, page)
    return page


def explained(page: TodayPage, on: date) -> Explanation:
    assert page.view is not None
    assert page.year.history is not None
    return explained_month_end(page.view, page.year.history, on)


def test_that_the_last_bar_is_the_book_of_today_by_health(qtbot: QtBot, demo: Stage) -> None:
    page = large(qtbot, demo)
    view, shown = page.view, page.board.year.shown
    assert view is not None
    assert shown is not None
    last = shown.ends[-1]
    assert (last.on, last.arr_cents, last.n) == (AS_OF, view.arr_cents, view.accounts)
    by_band = [sum(band == each for band in view.bands.values()) for each in ("green", "amber", "red", "unscored")]
    assert list(last.accounts) == by_band
    assert len(shown.ends) == 13
    assert page.board.year.total.text().replace("\N{NO-BREAK SPACE}", " ") == "2.68 M on 30 Nov 2025, 4.10 M on 23 Nov"


def test_that_a_bar_has_the_arr_that_day_has_when_it_is_looked_at(qtbot: QtBot, demo: Stage) -> None:
    """Not the same bands: looked at, what has no date is as it was then, and in the bar as it is now."""
    page = large(qtbot, demo)
    shown = page.board.year.shown
    assert shown is not None
    then = next(end for end in shown.ends if end.on == date(2026, 6, 30))
    demo.session.look_at(date(2026, 6, 30))
    page.reload()
    settled(qtbot, demo, page)
    assert page.view is not None
    now = page.board.year.shown
    assert now is not None
    assert (page.view.day, now.ends[-1].on) == (then.on, then.on)
    assert (now.ends[-1].arr_cents, now.ends[-1].n) == (then.arr_cents, then.n)
    assert page.view.arr_cents == then.arr_cents
    assert page.board.year.total.text().endswith("on 30 Jun")


def test_that_on_a_laptop_nothing_of_it_is_shown_or_read(qtbot: QtBot, demo: Stage) -> None:
    page = opened(qtbot, demo)
    assert page.board.year.isHidden()
    assert page.year.history is None
    page.resize(*LARGE)
    settled(qtbot, demo, page)
    assert page.board.year.isVisible()
    assert page.year.history is not None
    page.resize(1744, 700)
    assert page.board.year.isHidden(), "wide and low: the lists need the height"


def test_that_it_is_asked_for_after_the_day_itself_and_with_patience(
    qtbot: QtBot, demo: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, bool]] = []
    read_later = demo.session.read_later

    def watch(subject: str, *rest: object, **more: object) -> None:
        asked.append((subject, more.get("is_patient") is True))
        read_later(subject, *rest, **more)  # pyright: ignore[reportCallIssue, reportArgumentType]

    monkeypatch.setattr(demo.session, "read_later", watch)
    large(qtbot, demo)
    assert asked[0] == ("today", False)
    assert asked.index((year.SUBJECT, True)) > asked.index(("whom to call", False))
    assert (year.SUBJECT, False) not in asked


def test_that_a_click_tells_how_a_bar_came_about(qtbot: QtBot, demo: Stage) -> None:
    page = large(qtbot, demo)
    chart = page.board.year.chart
    drawing = chart.drawing
    assert drawing is not None
    spot = drawing.boxes[5]
    QTest.mouseClick(
        chart,
        Qt.MouseButton.LeftButton,
        pos=QPoint(int(drawing.x[5]), int((spot[1] + spot[3]) / 2)),
    )
    panel = page.explanation.panel
    assert panel is not None
    text = panel.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "30 Apr 2026" in text
    assert "Verity Insurance" in text
    found = explained(page, date(2026, 4, 30))
    assert sum(found.parts()) == found.value
    assert found.n == sum(1 for row in found.rows if row.cells[0])
    panel.chosen.emit(found.rows[0].account)
    assert demo.places[-1] == Place("account", found.rows[0].account)


def test_that_every_bar_adds_up_and_its_changes_lead_to_the_next(qtbot: QtBot, demo: Stage) -> None:
    page = large(qtbot, demo)
    shown = page.board.year.shown
    assert shown is not None
    before: int | None = None
    for end in shown.ends:
        found = explained(page, end.on)
        assert found.value == end.arr_cents == sum(found.parts())
        assert found.n == end.n
        change = next((column.total for column in found.columns if column.key == "change"), None)
        assert change == (None if before is None else end.arr_cents - before)
        before = end.arr_cents


def test_that_the_keys_walk_along_the_bars_and_enter_explains(qtbot: QtBot, demo: Stage) -> None:
    page = large(qtbot, demo)
    chart = page.board.year.chart
    chart.setFocus()
    for key in (Qt.Key.Key_End, Qt.Key.Key_Left, Qt.Key.Key_Return):
        QTest.keyClick(chart, key)
    assert page.explanation.panel is not None
    assert "On 31 Oct 2026" in page.explanation.panel.text.replace("\N{NO-BREAK SPACE}", " ")
    page.explanation.close()
    assert page.board.year.total.hasFocus()
    QTest.keyClick(page.board.year.total, Qt.Key.Key_Question)
    assert page.explanation.panel is not None


def test_that_it_follows_a_contract_and_its_undo(qtbot: QtBot, demo: Stage) -> None:
    page = large(qtbot, demo)
    before = page.board.year.shown
    assert before is not None

    def first(conn: Connection) -> str:
        return min(facts.accounts(conn), key=lambda each: each.name).id

    account = demo.session.read(first)
    line = AddLineDraft(account=account, terms=Terms(arr_cents=1_000_00, product="Extra"), start_on=date(2026, 9, 15))
    demo.session.perform(add, line, as_of=AS_OF)
    qtbot.waitUntil(lambda: page.board.year.shown != before, timeout=10_000)
    settled(qtbot, demo, page)
    now = page.board.year.shown
    assert now is not None
    added = [end.arr_cents - old.arr_cents for end, old in zip(now.ends, before.ends, strict=True)]
    assert added == [0] * 10 + [1_000_00] * 3
    demo.session.undo()
    qtbot.waitUntil(lambda: page.board.year.shown == before, timeout=10_000)


def test_that_a_csm_sees_the_accounts_looked_after_today(qtbot: QtBot, demo: Stage) -> None:
    page = large(qtbot, demo)
    assert page.view is not None
    parts: list[int] = []
    for csm in page.view.csms:
        page.show_book(csm)
        shown = page.board.year.shown
        assert shown is not None
        parts.append(shown.ends[-1].arr_cents)
        assert shown.ends[-1].arr_cents == page.view.arr_cents
        assert csm in str(explained(page, AS_OF).assumptions)
    assert all(parts)


def test_that_a_customer_sees_nothing_of_it(qtbot: QtBot, demo: Stage) -> None:
    page = large(qtbot, demo)
    demo.guarded = True
    page.reload()
    settled(qtbot, demo, page)
    assert not page.board.year.isVisible()
    found = explained(page, AS_OF)
    page.explanation.show_explanation(found)
    assert page.explanation.panel is not None
    assert "Verity" not in page.explanation.panel.text


def test_that_an_empty_book_has_no_year_and_reads_none(qtbot: QtBot, empty: Stage) -> None:
    page = large(qtbot, empty)
    assert not page.board.year.isVisible()
    assert page.year.history is None


def test_that_what_could_not_be_read_is_said_in_its_place(qtbot: QtBot, demo: Stage) -> None:
    page = large(qtbot, demo)
    page.board.year.shown = None
    page.year.failed.emit(FileProblem("The file is gone."))
    assert page.board.year.nothing.text() == year.FAILED
    assert [str(each) for each in demo.troubles] == ["The file is gone."]
