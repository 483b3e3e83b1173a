"""What is logged in a line with real keys: from the typed line to the toast, undo, restart and redo."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from desktop.operations.account_page import account_page
from desktop.views.accounts.page import AccountsPage
from tests.journeys.conftest import Desk, Person
from tests.views.stage import AS_OF

pytestmark = pytest.mark.screen


def page(person: Person, account: str) -> dict[str, Any]:
    return person.window.session.read(account_page, account, AS_OF)


def sides(found: dict[str, Any]) -> list[tuple[str, str]]:
    return sorted((task["side"], task["title"]) for task in found["tasks"])


def log_undo_restart_redo(desk: Desk, account: str, line: str, said: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Type the line, take it back, come back to the program, do it again.

    Returns:
        The account's page before and after.
    """
    person = desk.sit_down()
    before = page(person, account)
    person.press("ctrl+l")
    person.type(line)
    person.press("Return")
    person.see(lambda: person.window.toast.isVisible())
    assert person.window.toast.text.startswith(said)
    after = page(person, account)
    assert after != before
    person.press("ctrl+z")
    assert page(person, account) == before
    desk.leave()
    person = desk.sit_down()
    person.press("ctrl+shift+z")
    assert page(person, account) == after
    return before, after


def test_that_a_milestone_is_done_by_one_line(desk: Desk) -> None:
    before, after = log_undo_restart_redo(desk, "Aldermoor Council", "aldermoor done sso", "Milestone done")
    was = {each["name"]: each["state"] for each in before["milestones"]}
    now = {each["name"]: (each["state"], each["done_on"]) for each in after["milestones"]}
    (sso,) = [name for name in was if "SSO" in name]
    assert was[sso] == "blocked"
    assert now[sso] == ("done", AS_OF.isoformat())


def test_that_a_qbr_is_planned_by_one_line(desk: Desk) -> None:
    before, after = log_undo_restart_redo(desk, "Kestrel Grid", "kestrel qbr 3 dec 14:00", "QBR planned")
    assert [each["planned_on"] for each in after["qbrs"] if each not in before["qbrs"]] == ["2026-12-03"]


def test_that_a_call_leaves_promises_on_both_sides(desk: Desk) -> None:
    line = "verity call: wants API > spec fri < legal +2w"
    before, after = log_undo_restart_redo(desk, "Verity Insurance", line, "Call logged")
    fresh = [each for each in sides(after) if each not in sides(before)]
    assert fresh == [("ours", "spec"), ("theirs", "legal")]
    due = {task["title"]: task["due_on"] for task in after["tasks"]}
    assert (due["spec"], due["legal"]) == ("2026-11-27", "2026-12-07")
    assert len(after["timeline"]) == len(before["timeline"]) + 1


def test_that_l_and_a_letter_begin_a_line(desk: Desk) -> None:
    person = desk.sit_down()
    person.press("l", "q")
    person.see(lambda: person.window.composer.isVisible())
    assert person.window.composer.composer.text == "qbr "


def test_that_a_call_is_logged_for_the_row_one_is_at_and_the_table_has_the_focus_again(desk: Desk) -> None:
    person = desk.sit_down()
    person.press("ctrl+2")
    accounts = person.window.page
    assert isinstance(accounts, AccountsPage)
    assert accounts.table.hasFocus(), "one begins in the table"
    assert accounts.table.currentIndex().row() == 0
    person.press("Down", "Down")
    name = accounts.model.rows.text(accounts.table.current() or 0, "name")
    account = accounts.account
    assert account is not None
    before = page(person, name)
    person.press("l", "c")
    person.see(lambda: person.window.composer.isVisible())
    assert f"Log for {name}" in [label.text() for label in person.window.composer.findChildren(QLabel)]
    person.type("wants a plan")
    person.press("Return")
    person.see(lambda: not person.window.composer.isVisible())
    assert len(page(person, name)["timeline"]) == len(before["timeline"]) + 1
    assert accounts.table.hasFocus()
    assert accounts.account == account
