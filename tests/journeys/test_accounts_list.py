"""The list of accounts with real keys: filtered, kept as a view, grouped, set and pasted at once, and taken back."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication

from desktop.operations.saved_views import PAGE
from desktop.store.queries import facts
from desktop.store.queries.saved_views import saved_views
from desktop.views.accounts.page import AccountsPage
from tests.journeys.conftest import Desk, Person

pytestmark = pytest.mark.screen


def accounts_of(person: Person) -> AccountsPage:
    person.press("ctrl+2")
    page = person.window.page
    assert isinstance(page, AccountsPage)
    person.see(lambda: page.model.rowCount() > 0 and page.table.hasFocus())
    return page


def steps(person: Person) -> dict[str, str | None]:
    return {each.name: each.next_step for each in person.window.session.read(facts.accounts)}


def test_that_a_list_is_filtered_kept_grouped_set_pasted_and_taken_back(desk: Desk) -> None:
    person = desk.sit_down()
    page = accounts_of(person)
    before = steps(person)

    person.press("slash")
    person.type("csm:mara optout<60")
    person.press("Return")
    person.see(lambda: page.table.hasFocus() and page.filters.field.text() == "")
    names = [page.model.rows.text(int(row), "name") for row in page.model.order]
    assert "Ostrava Freight" in names
    assert len(names) < 12

    person.click(page.frame.buttons.view)
    person.see(lambda: page.listed.viewing.menu is not None and page.listed.viewing.menu.isVisible())
    person.press("Up", "Return")  # the last entry: Save as
    person.see(lambda: page.listed.viewing.form is not None and page.listed.viewing.form.isVisible())
    person.type("Soon")
    person.press("Return")
    person.see(lambda: [each.name for each in person.window.session.read(saved_views, PAGE)] == ["Soon"])

    person.click(page.frame.buttons.group)
    person.see(lambda: page.listed.viewing.menu is not None and page.listed.viewing.menu.isVisible())
    person.press("Down", "Down", "Return")
    person.see(lambda: bool(page.model.groups))
    assert len(page.model.order) == len(names) + len(page.model.groups)
    assert page.frame.buttons.view.text() == "Soon *"

    person.click(page.table.viewport(), page.table.visualRect(page.model.index(1, page.model.at("name"))).center())
    person.press("ctrl+a", "ctrl+e")
    person.see(lambda: page.blocks.form is not None and page.blocks.form.isVisible())
    person.type("Call this week")
    person.press("Return")
    person.see(lambda: [name for name, step in steps(person).items() if step == "Call this week"] != [])
    assert {name for name, step in steps(person).items() if step == "Call this week"} == set(names)
    person.press("ctrl+z")
    person.see(lambda: steps(person) == before)

    QGuiApplication.clipboard().setText('"Send\npaper"\tno day\nCountersign\t2026-12-04\n')
    person.click(page.table.viewport(), page.table.visualRect(page.model.index(1, page.model.at("step"))).center())
    person.press("ctrl+v")
    person.see(lambda: page.frame.refused.isVisible())
    assert "Send paper" in steps(person).values()
    person.press("ctrl+z")
    person.see(lambda: steps(person) == before)

    # What was in front of one is there again.
    desk.leave()
    person = desk.sit_down()
    again = accounts_of(person)
    person.see(lambda: bool(again.model.groups))
    assert again.frame.buttons.view.text() == "Soon *"


def test_that_an_own_field_is_added_and_filled_without_going_back_to_the_table(desk: Desk) -> None:
    person = desk.sit_down()
    page = accounts_of(person)
    chooser = page.listed.chooser
    person.click(page.frame.buttons.columns)
    person.see(chooser.isVisible)
    person.click(chooser.name)
    person.type("Renewal tier")
    person.press("Return")
    person.see(lambda: "own:" in "".join(chooser.checked))
    person.press("Escape")
    person.see(lambda: not chooser.isVisible())
    # The keys are at the table again, though a button was clicked.
    person.see(page.table.hasFocus)
    own = next(at for at, each in enumerate(page.model.columns) if each.title == "Renewal tier")
    person.click(page.table.viewport(), page.table.visualRect(page.model.index(0, own)).center())
    person.type("Gold")
    person.press("Return")
    person.type("Silver")
    person.press("Return")

    def tiers() -> list[str]:
        return [page.model.rows.text(int(row), page.model.columns[own].key) for row in page.model.order][:2]

    person.see(lambda: tiers() == ["Gold", "Silver"])
    person.click(page.frame.buttons.group)
    person.see(lambda: page.listed.viewing.menu is not None and page.listed.viewing.menu.isVisible())
    person.press("Escape")
    person.see(page.table.hasFocus)
    person.click(page.filters.band)
    person.press("Down", "Down", "Return")
    person.see(lambda: page.filters.band.value is not None and page.table.hasFocus())
