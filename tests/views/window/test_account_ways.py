"""What can be done with the open account, from menu and palette: as the page's own buttons do it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop.operations.accounts import add_account
from desktop.store.queries import facts
from desktop.views.account.page import AccountPage
from desktop.views.page import Place
from desktop.views.window.main_window import MainWindow
from desktop.views.window.menus import ACCOUNT_ACTIONS
from tests.views.stage import demo_book
from tests.views.window.conftest import Opened


def at_account(qtbot: QtBot, window: MainWindow, name: str) -> AccountPage:
    account = next(each.id for each in window.session.read(facts.accounts) if each.name.startswith(name))
    window.navigation.go(Place("account", account))
    page = window.page
    assert isinstance(page, AccountPage)
    qtbot.waitUntil(lambda: page.can_do("why"), timeout=15_000)
    return page


def offered(window: MainWindow) -> set[str]:
    keys = {f"account.{key}" for key in ACCOUNT_ACTIONS}
    return {each.key.removeprefix("account.") for each in window.actions_ if each.key in keys and each.is_enabled()}


def typed(window: MainWindow, text: str) -> list[str]:
    window.search()
    line = window.palette_.findChild(QLineEdit)
    assert line is not None
    line.setText(text)
    return [each.text for each in window.palette_.entries]


def test_that_the_palette_names_the_account_and_opens_the_form(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    window = opened(demo_book(tmp_path))
    page = at_account(qtbot, window, "Verity")
    assert "Verity Insurance: Renew…" in typed(window, "renew verity")
    entry = next(each for each in window.palette_.entries if each.text == "Verity Insurance: Renew…")
    window.palette_.close_palette()
    entry.run()
    assert page.editing.form is not None
    assert page.editing.form.values["months"] == "12"


def test_that_everything_that_is_offered_can_be_done(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    window = opened(demo_book(tmp_path))
    for name, more in (("Aldermoor", {"milestone", "kickoff", "live", "template"}), ("Brackwater", {"notice_days"})):
        page = at_account(qtbot, window, name)
        found = offered(window)
        assert more | {"contact", "risk", "opportunity", "goal", "plan", "owner", "details", "qbr"} <= found
        for key in sorted(found - {"live", "step_done", "qbr"}):
            page.do(key)
            qtbot.wait(5)
            assert window.session.undo_label is None, f"{key} opens something and changes nothing by itself"


@pytest.mark.parametrize(("key", "name"), [("risk", "Reason"), ("pulse", "Pulse"), ("contact", "contact")])
def test_that_one_can_type_at_once(qtbot: QtBot, opened: Opened, tmp_path: Path, key: str, name: str) -> None:
    window = opened(demo_book(tmp_path))
    page = at_account(qtbot, window, "Kestrel")
    page.do(key)

    def is_typing() -> bool:
        focused = page.focusWidget()
        return isinstance(focused, QLineEdit) and name.casefold() in focused.accessibleName().casefold()

    qtbot.waitUntil(is_typing)


def test_that_nothing_is_offered_elsewhere_or_while_a_customer_looks_on(
    qtbot: QtBot, opened: Opened, tmp_path: Path
) -> None:
    window = opened(demo_book(tmp_path))
    assert offered(window) == set()
    at_account(qtbot, window, "Kestrel")
    assert {"renew", "change"} <= offered(window)
    window.session.look_at(date(2026, 10, 1))
    assert offered(window) == {"why"}
    window.session.look_at(None)
    window.toggle_guard()
    assert offered(window) == set()


def test_that_what_needs_something_is_not_offered_without_it(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    window = opened(demo_book(tmp_path))
    window.session.perform(add_account, "Acme")
    at_account(qtbot, window, "Acme")
    needing = {"renew", "change", "notice", "end", "notice_days", "milestone", "kickoff", "live", "template"}
    assert not (needing | {"step_done"}) & offered(window)
    assert {"add", "plan", "step"} <= offered(window)


def test_that_one_key_offers_what_can_be_done_with_the_account_and_nothing_else(
    qtbot: QtBot, opened: Opened, tmp_path: Path
) -> None:
    window = opened(demo_book(tmp_path))
    offer = window.actions_["account.offer"]
    assert offer.shortcuts == ("Ctrl+.",)
    assert not offer.is_enabled(), "on Today there is no account"
    page = at_account(qtbot, window, "Verity")
    assert offer.is_enabled()
    offer.run()
    shown = [each.text for each in window.palette_.entries]
    assert len(shown) == len(offered(window))
    assert all(each.startswith("Verity Insurance: ") for each in shown)
    line = window.palette_.findChild(QLineEdit)
    assert line is not None
    line.setText("ren")
    assert [each.text for each in window.palette_.entries] == [
        f"Verity Insurance: {text}…" for text in ("Renew", "Parent and own fields")
    ]
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert page.editing.form is not None
    assert not window.palette_.isVisible()
    # And the search is whole again.
    assert any("Verity" not in each for each in typed(window, "ostrava"))
