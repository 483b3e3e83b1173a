"""What is read first: the page one looks at, then its chart, and all that is of the whole book after that."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QPaintEvent
from pytestqt.qtbot import QtBot

from desktop.domain.today.book import TodayFacts
from desktop.jobs import CALM_MS, Jobs
from desktop.operations.today import read_today
from desktop.store.connection import Connection
from desktop.store.queries import facts
from desktop.views.account.chart import HealthChart
from desktop.views.account.page import AccountPage
from desktop.views.charts import warm
from desktop.views.page import Place
from desktop.views.today import reading
from desktop.views.today.page import TodayPage
from desktop.views.window.afterwards import Afterwards
from desktop.views.window.main_window import MainWindow
from desktop.views.window.playbooks import PlaybooksAtOpening
from tests.views.stage import demo_book

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT count(*) FROM n"


class Begun(list[str]):
    """The subjects of what was begun beside the window, in order."""


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> Begun:
    noted, start = Begun(), Jobs.start

    def noting(jobs: Jobs, subject: str, run: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return start(jobs, subject, lambda ticket: noted.append(subject) or run(ticket), *args, **kwargs)

    monkeypatch.setattr(Jobs, "start", noting)
    return noted


@pytest.fixture
def afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if nothing had drawn a chart yet in this process."""
    monkeypatch.setattr(warm, "_warming", [])


@pytest.mark.usefixtures("afresh")
def test_that_an_account_and_its_chart_come_before_what_is_read_of_the_book(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, begun: Begun, monkeypatch: pytest.MonkeyPatch
) -> None:
    times: list[int] = []

    def slow(conn: Connection, *args: Any, **kwargs: Any) -> TodayFacts:
        times.append(1)
        if len(times) == 1:
            conn.execute(ENDLESS).fetchone()
        return read_today(conn, *args, **kwargs)

    monkeypatch.setattr(reading, "read_today", slow)
    parent = QObject(window)
    afterwards = Afterwards(window.session, "today", parent)
    window.pace = afterwards.take
    playbooks = PlaybooksAtOpening(window.session, window.say, window.files.show_trouble, parent)
    afterwards.begun.connect(playbooks.look)
    window.files.open(demo_book(tmp_path))
    qtbot.waitUntil(lambda: bool(times), timeout=15_000)
    window.navigation.go(Place("account", window.session.read(facts.accounts)[0].id))
    qtbot.waitUntil(lambda: window.is_idle, timeout=15_000)
    begun.remove("today")
    of_the_book = {"status", "charts", "more modules", "playbooks at opening", "today"}
    order = [each for each in begun if each in {"account page", "account health line", *of_the_book}]
    assert order[:2] == ["account page", "account health line"]
    assert set(order[2:]) == of_the_book


@pytest.mark.usefixtures("afresh")
def test_that_a_chart_that_is_looked_at_has_its_import_begun_before_what_is_patient(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, begun: Begun
) -> None:
    warm.warm_up_beside(window.session)
    window.session.open(demo_book(tmp_path))
    window.session.work_later("patient", lambda: None, lambda _: None, window.files.show_trouble, is_patient=True)
    warm.warm_up()
    qtbot.waitUntil(lambda: window.session.is_idle, timeout=15_000)
    qtbot.wait(2 * CALM_MS)
    assert begun.index("charts") < begun.index("patient")
    assert begun.count("charts") == 1


def test_that_a_page_one_comes_back_to_is_shown_though_it_was_left_while_it_was_read(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window.session.open(demo_book(tmp_path))
    for place in (Place("renewals"), Place("onboarding"), Place("renewals"), Place("today")):
        window.navigation.go(place)
    qtbot.waitUntil(lambda: window.is_idle, timeout=15_000)
    page = window.page
    assert isinstance(page, TodayPage)
    assert page.view is not None


def test_that_the_health_line_is_read_once_the_page_around_it_has_been_painted(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    happened: list[str] = []
    start, paint = Jobs.start, AccountPage.paintEvent

    def noting(jobs: Jobs, subject: str, *args: Any, **kwargs: Any) -> Any:
        happened.append(subject)
        return start(jobs, subject, *args, **kwargs)

    def painting(page: AccountPage, event: QPaintEvent) -> None:
        happened.append("painted" if page.header.isVisible() else "painted empty")
        paint(page, event)

    window.session.open(demo_book(tmp_path))
    qtbot.waitUntil(lambda: window.is_idle, timeout=15_000)
    monkeypatch.setattr(Jobs, "start", noting)
    monkeypatch.setattr(AccountPage, "paintEvent", painting)
    window.navigation.go(Place("account", window.session.read(facts.accounts)[0].id))
    qtbot.waitUntil(lambda: window.is_idle, timeout=15_000)
    assert "painted" in happened[: happened.index("account health line")]
    assert happened.count("account health line") == 1


def test_that_an_account_s_page_that_is_left_before_it_was_painted_keeps_nothing_waiting(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[str] = []
    expect = HealthChart.expect

    def leave(chart: HealthChart, account: str) -> None:
        expect(chart, account)
        if not left:
            left.append(account)
            window.navigation.go(Place("accounts"))

    monkeypatch.setattr(HealthChart, "expect", leave)
    window.session.open(demo_book(tmp_path))
    qtbot.waitUntil(lambda: window.is_idle, timeout=15_000)
    account = window.session.read(facts.accounts)[0].id
    window.navigation.go(Place("account", account))
    qtbot.waitUntil(lambda: left == [account] and window.is_idle, timeout=15_000)
    window.navigation.go(Place("account", account))
    page = window.page
    assert isinstance(page, AccountPage)
    assert page.overview.chart.is_due, "it is read when somebody looks at it"
    qtbot.waitUntil(lambda: not page.overview.chart.is_due and window.is_idle, timeout=15_000)
    assert not page.overview.chart.host.isHidden()
