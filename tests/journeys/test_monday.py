"""Monday: the window opens on whom to call; one call and its promise are logged from there with real keys."""

from __future__ import annotations

import pytest

from desktop.domain.facts import Touchpoint
from desktop.store.connection import Connection
from desktop.store.queries import facts
from desktop.store.queries.brief import account_count
from desktop.views.today.lines import LineList
from desktop.views.today.page import TodayPage
from tests.journeys.conftest import Desk, Person, plain
from tests.views.stage import AS_OF
from tests.views.window.test_first_screen import assert_reach_is_told, assert_row_is_told

pytestmark = pytest.mark.screen


def today_of(person: Person) -> TodayPage:
    page = person.window.page
    assert isinstance(page, TodayPage)
    person.see(lambda: page.view is not None)
    return page


def said(widget: object) -> list[str]:
    assert isinstance(widget, LineList)
    return [line.says for line in widget.rows.lines]


def reasons(page: TodayPage, name: str) -> list[str]:
    assert page.view is not None
    row = next(each for each in page.view.queue.rows if each.name == name)
    return [each.key for each in row.reasons]


def test_that_monday_begins_with_ostrava_and_a_call_is_logged_in_a_few_keys(desk: Desk) -> None:
    person = desk.sit_down()
    person.use_a_laptop()
    page = today_of(person)
    assert person.window.session.read(account_count) == 60
    queue = page.board.queue
    assert queue.hasFocus(), "one begins in the queue"
    first = queue.row
    assert first is not None
    assert (first.name, first.arr_cents) == ("Ostrava Freight", 14_800_000)
    assert first.deadline is not None
    assert (first.deadline.kind, first.deadline.days) == ("opts out", 23)
    assert reasons(page, "Ostrava Freight")[0] == "risk_despite_use"
    assert "going_quiet" in reasons(page, "Ostrava Freight")
    # Whom to call, why, by when, what to do and under which address: on the first screen, nothing cut.
    row, reach = assert_row_is_told(page, first), assert_reach_is_told(page)
    assert row.startswith("Ostrava Freight | Risk despite use: ")
    assert row.endswith("buyer silent 71 d | opts out in 23 d · 16 Dec | Log renewal talk")
    assert reach.startswith("Petr Novak · petr.novak@ostrava-freight.example · buyer")
    person.look("1-monday")
    changed = said(page.board.changed.body)
    assert changed[0].startswith("Tindle & Rowe")

    person.press("space")
    person.see(lambda: "Ostrava Freight" in page.brief.text)
    before = ostrava(person)
    person.press("l", "c")
    person.see(lambda: person.window.composer.isVisible())
    person.press("BackSpace")
    person.type(" renewal: price list agreed > send the new offer fri")
    person.look("1-monday-logging")
    person.press("Return")
    person.see(lambda: not person.window.composer.isVisible())
    person.see(lambda: "going_quiet" not in reasons(page, "Ostrava Freight"))
    (call,) = [each for each in ostrava(person) if each not in before]
    assert (call.kind, call.topic, call.state, call.on_day) == ("call", "renewal", "held", AS_OF)
    assert "buyer silent" not in plain(str(queue.items.data(queue.currentIndex())))
    person.look("1-monday-logged")
    assert page.account == first.account, "one is still at Ostrava"
    assert any("Ostrava Freight: send the new offer" in line for line in said(page.board.promises.body))
    assert "due Fri 27 Nov 2026" in "".join(said(page.board.promises.body)).replace("\N{NO-BREAK SPACE}", " ")
    after = said(page.board.changed.body)
    assert [line for line in changed if line not in after] == []
    rows = None if page.view is None else page.view.queue.rows
    promises = said(page.board.promises.body)
    desk.leave()

    person = desk.sit_down()
    page = today_of(person)
    assert page.view is not None
    assert page.view.day == AS_OF
    assert page.view.queue.rows == rows
    assert "going_quiet" not in reasons(page, "Ostrava Freight")
    person.look("1-monday-again")
    assert said(page.board.promises.body) == promises
    assert said(page.board.changed.body) == after


def ostrava(person: Person) -> list[Touchpoint]:
    """The talks with it."""

    def read(conn: Connection) -> list[Touchpoint]:
        account = next(each.id for each in facts.accounts(conn) if each.name == "Ostrava Freight")
        return facts.touchpoints(conn, account)

    return person.window.session.read(read)


def test_that_a_does_the_row_and_s_puts_it_off(desk: Desk) -> None:
    person = desk.sit_down()
    page = today_of(person)
    queue = page.board.queue
    person.press("a")
    person.see(lambda: person.window.composer.isVisible())
    assert person.window.composer.composer.text == "call renewal: "
    person.press("Escape")
    person.see(lambda: not person.window.composer.isVisible())
    person.see(queue.hasFocus)
    person.press("Down", "s", "3")
    person.see(lambda: page.view is not None and len(page.view.queue.snoozed) == 1)
    assert person.window.toast.text.startswith("Snoozed: Aldermoor Council")
    person.press("ctrl+z")
    person.see(lambda: page.view is not None and page.view.queue.snoozed == ())
    person.press("Return")
    person.see(lambda: person.window.page is not None and person.window.page.name == "account")
    person.press("alt+Left")
    person.see(lambda: person.window.page is page and queue.hasFocus())


def test_that_notice_periods_are_filled_down_among_the_gaps(desk: Desk) -> None:
    person = desk.sit_down()
    page = today_of(person)
    person.press("ctrl+Tab", "ctrl+Tab")
    person.see(lambda: page.tabs.tab == "gaps" and page.tabs.gaps is not None and page.tabs.gaps.table.hasFocus())
    tab = page.tabs.gaps
    assert tab is not None
    person.click(tab.chips["notice_days"])
    person.see(tab.table.hasFocus)
    rows = tab.model.rowCount()
    assert rows > 2
    person.type("60")
    person.press("Return")
    person.press("ctrl+d")
    person.see(
        lambda: [tab.model.rows.text(int(tab.model.order[at]), "notice_days")[:2] for at in (0, 1)] == ["60"] * 2
    )
    assert tab.model.rowCount() == rows, "what is filled stays until one comes again"
    person.press("Down", "F2")
    person.type("soon")
    person.press("Return", "Escape")
    person.press("ctrl+z", "ctrl+z")
    person.see(lambda: tab.model.rows.text(int(tab.model.order[0]), "notice_days") == "unknown")
    desk.leave()
