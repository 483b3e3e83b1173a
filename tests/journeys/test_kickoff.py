"""Journey 3: a new customer, its plan from a template, the kickoff a week later, and a blocked milestone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from desktop.store.queries import facts
from desktop.store.queries.templates import PlanStep, plan_steps
from desktop.views.account.page import AccountPage
from desktop.views.account.plan import Plans
from desktop.views.accounts.page import AccountsPage
from tests.journeys.conftest import Desk, Person

pytestmark = pytest.mark.screen

NAME = "Harbour Lights"


def steps(person: Person) -> dict[str, PlanStep]:
    session = person.window.session
    account = next(each.id for each in session.read(facts.accounts) if each.name == NAME)
    return {each.name: each for each in session.read(plan_steps, account)}


def says(widget: QWidget) -> str:
    found = [each for each in widget.findChildren(QLabel) if each.isVisibleTo(widget)]
    return "\n".join(each.text() for each in found).replace("\N{NO-BREAK SPACE}", " ")


def tab_to(person: Person, name: str) -> None:
    """Tab until what is called so has the focus."""
    for _ in range(60):
        focused = QApplication.focusWidget()
        if focused is not None and name in (focused.accessibleName(), getattr(focused, "text", str)()):
            return
        person.press("Tab")
    raise AssertionError(f"no Tab leads to {name}")


def plan_of(person: Person) -> Plans:
    page = person.window.page
    assert isinstance(page, AccountPage)
    return page.plan.steps


def test_that_a_plan_is_started_moved_a_week_and_blocked_with_real_keys(desk: Desk) -> None:
    person = desk.sit_down()
    session = person.window.session
    person.press("ctrl+2")
    accounts = person.window.page
    assert isinstance(accounts, AccountsPage)
    person.click(accounts.frame.add_button)
    person.type(NAME)
    person.press("Return")
    person.see(lambda: any(each.name == NAME for each in session.read(facts.accounts)))
    person.press("ctrl+k")
    person.type(NAME)
    person.press("Return")
    person.see(lambda: isinstance(person.window.page, AccountPage) and session.is_idle)
    person.press("2")
    region = plan_of(person)

    # A template and a date: every milestone stands there with its day before anything is saved.
    tab_to(person, "Start an onboarding")
    person.press("space")
    person.see(lambda: region.asked is not None)
    person.press("s", "Tab")
    person.type("1 dec")
    person.see(lambda: "8 milestones in 45 d" in says(region))
    assert "Tue 1 Dec 2026" in says(region)
    person.press("Return")
    person.see(lambda: len(steps(person)) == 8)
    started = steps(person)
    person.look("3-planned")

    # The first milestone is done: its day is past and stays.
    first = min(started.values(), key=lambda each: each.due_on or date.max).name
    person.press("ctrl+l")
    person.see(lambda: person.window.composer.isVisible())
    person.type(f"done {first.split()[0]}")
    person.press("Return")
    person.see(lambda: steps(person)[first].state == "done")
    planned = steps(person)

    # The kickoff a week later: previewed, then every open date goes along.
    person.press("shift+Tab")
    tab_to(person, "Move the kickoff")
    person.press("space")
    person.type("+1w")
    person.see(lambda: "7 open dates 7 d later" in says(region))
    person.look("3-preview")
    assert steps(person) == planned
    person.press("Return")
    person.see(lambda: steps(person) != planned)
    for name, step in steps(person).items():
        was = planned[name].due_on
        assert was is not None
        if name == first:
            assert step.due_on == was
            continue
        assert step.due_on == was + timedelta(days=7)

    # Blocked: the page names whose turn it is.
    tab_to(person, "Change SSO live")
    person.press("space", "Down", "Return")
    person.see(lambda: region.asked is not None)
    person.type("waiting for their IT")
    person.press("Return")
    person.see(lambda: steps(person)["SSO live"].state == "blocked")
    person.see(lambda: "SSO live is blocked" in says(region) and "their turn" in says(region))
    person.look("3-blocked")

    person.press("ctrl+z")
    person.see(lambda: steps(person)["SSO live"].state == "open")
    person.press("ctrl+z")
    person.see(lambda: steps(person) == planned)
    person.press("ctrl+z")
    person.see(lambda: steps(person) == started)
    person.press("ctrl+z")
    person.see(lambda: steps(person) == {})
