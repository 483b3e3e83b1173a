"""Every page in every state: it says a sentence and one way on, whatever is in the book and whatever goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.errors import FileProblem
from desktop.operations.accounts import add_account
from desktop.store.queries import facts
from desktop.views.page import Page, Place
from desktop.views.table.view import TableView
from desktop.views.window.main_window import MainWindow
from desktop.views.window.pages import PAGES
from desktop.views.window.problems import ProblemDialog
from tests.views.stage import demo_book, empty_book
from tests.views.window.conftest import Opened

NAMES = sorted(PAGES)
READ = [name for name in NAMES if name not in ("compare", "books")]
"""Pages that read the book of today: Compare reads once another day is looked at (tests/views/test_compare_page.py),
and what others' books could not be read for stands beside each file's name."""
READS = {
    "account": "desktop.views.account.page.account_view",
    "accounts": "desktop.views.accounts.reading.look.read_accounts",
    "history": "desktop.views.history.page.book_history",
    "library": "desktop.operations.scorecard_view.read_shelf",
    "onboarding": "desktop.views.onboarding.page.read_page",
    "qbrs": "desktop.views.qbrs.page.read_reviews",
    "renewals": "desktop.views.renewals.page.read_renewals",
    "today": "desktop.views.today.reading.read_today",
}
"""Page -> what reads for it."""


def shown(window: MainWindow, name: str, qtbot: QtBot) -> Page:
    accounts = window.session.read(facts.accounts)
    window.navigation.go(Place(name, accounts[0].id if name == "account" and accounts else None))
    qtbot.waitUntil(lambda: window.is_idle, timeout=60_000)
    qtbot.wait(20)
    assert window.page is not None
    assert window.page.name == name
    return window.page


def told(page: QWidget) -> list[str]:
    return [each.text() for each in page.findChildren(QLabel) if each.isVisible() and each.text().strip()]


def ways(page: QWidget) -> list[QAbstractButton]:
    return [each for each in page.findChildren(QAbstractButton) if each.isVisible() and each.isEnabled()]


@pytest.mark.parametrize("name", NAMES)
def test_that_a_page_of_an_empty_book_says_what_belongs_there_and_offers_what_fills_it(
    opened: Opened, qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    page = shown(opened(empty_book(tmp_path)), name, qtbot)
    assert any(each.rstrip().endswith(".") for each in told(page)), told(page)
    assert ways(page), "one way on"


@pytest.mark.parametrize("name", NAMES)
def test_that_one_bare_account_makes_no_figure_of_what_is_unknown(
    opened: Opened, qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    window = opened(empty_book(tmp_path))
    window.session.perform(lambda tx: add_account(tx, "Acme"))
    page = shown(window, name, qtbot)
    assert told(page)
    wrong = {"None", "nan", "-", "\N{EN DASH}", "\N{EM DASH}"}
    assert [each for each in told(page) if each.strip() in wrong or "nan " in each] == []
    for table in page.findChildren(TableView):
        model = table.columnar
        blank = [
            column.key
            for at, column in enumerate(model.columns)
            if len(model.rows) and not table.isColumnHidden(at) and column.key != "months"
            if not model.rows.text(0, column.key).strip()
        ]
        assert table.isHidden() or blank == []


@pytest.mark.parametrize("state", ["guarded", "read-only"])
@pytest.mark.parametrize("name", NAMES)
def test_that_a_page_that_hides_or_only_reads_still_says_something(
    opened: Opened, qtbot: QtBot, tmp_path: Path, name: str, state: str
) -> None:
    window = opened(demo_book(tmp_path))
    if state == "guarded":
        window.toggle_guard()
    else:
        path = window.session.path
        assert path is not None
        window.session.close()
        window.session.open(path, writable=False)
    assert told(shown(window, name, qtbot))


@pytest.mark.parametrize("name", READ)
def test_that_a_page_that_cannot_be_read_says_why_and_is_read_once_one_tries_again(
    opened: Opened, qtbot: QtBot, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(demo_book(tmp_path))
    window.stack.forget_pages()

    def broken(*_: object, **__: object) -> None:
        raise FileProblem("The disk is away.")

    with monkeypatch.context() as patched:
        patched.setattr(READS[name], broken)
        page = shown(window, name, qtbot)
    for dialog in window.findChildren(ProblemDialog):
        dialog.close()
    cover = page.cover
    assert cover is not None
    assert cover.has_failed
    assert (cover.title.text(), cover.about.text()) == ("This page could not be read.", "The disk is away.")
    assert cover.size() == page.size(), "nothing of another state is seen beneath"
    cover.again.click()
    qtbot.waitUntil(lambda: window.is_idle, timeout=60_000)
    assert page.cover is None
    assert "The disk is away." not in told(page)
    assert told(page)


@pytest.mark.parametrize("name", READ)
def test_that_a_page_claims_nothing_while_it_is_read_and_tells_so_when_that_takes_long(
    opened: Opened, qtbot: QtBot, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(demo_book(tmp_path))
    account = window.session.read(facts.accounts)[0].id
    window.navigation.go(Place("library" if name != "library" else "renewals"))
    qtbot.waitUntil(lambda: window.is_idle, timeout=60_000)
    window.stack.forget_pages()
    monkeypatch.setattr(window.session, "read_later", lambda *_, **__: None)
    window.navigation.go(Place(name, account if name == "account" else None))
    page = window.page
    assert page is not None
    qtbot.waitUntil(lambda: any(each.startswith("Reading ") for each in told(page)), timeout=5_000)
    seen = [each for each in ways(page) if page.cover is None or page.cover.isAncestorOf(each)]
    assert seen == [], "no way on that would be wrong once it is read"
