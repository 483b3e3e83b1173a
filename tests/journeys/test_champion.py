"""Journey 6: the champion leaves, another is found, and last month still shows the old score; and a renewal."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from desktop.domain.people import only_contact
from desktop.operations.contacts import come_back
from desktop.operations.outcome import Standing, standing
from desktop.store.connection import Connection
from desktop.store.queries import facts
from desktop.views.account.inline import Editable
from desktop.views.account.page import AccountPage
from desktop.views.window.day_dialog import AsOfDialog
from tests.journeys.conftest import Desk, Person, words_of
from tests.views.stage import AS_OF

pytestmark = pytest.mark.screen

KESTREL, LUMEN = "Kestrel Grid", "Lumen Dental"


def account(conn: Connection, name: str) -> str:
    return next(each.id for each in facts.accounts(conn) if each.name == name)


def health(person: Person, day: date = AS_OF) -> Standing:
    return person.window.session.read(lambda conn: standing(conn, account(conn, LUMEN), day))


def only(person: Person) -> str | None:
    def read(conn: Connection) -> str | None:
        found = only_contact(facts.contacts(conn, account(conn, LUMEN)), AS_OF)
        return None if found is None else found.name

    return person.window.session.read(read)


def labels(person: Person) -> str:
    page = person.window.page
    assert isinstance(page, AccountPage)
    found = page.overview.contacts.findChildren(QLabel)
    return " | ".join(each.text() for each in found if each.isVisible())


def test_that_a_champion_who_leaves_caps_the_score_until_there_is_another(desk: Desk) -> None:
    person = desk.sit_down()
    session = person.window.session
    # In the demo book Jana has left already: she is back, so that she can leave.
    lumen = session.read(account, LUMEN)
    jana = next(each.id for each in session.read(facts.contacts, lumen) if each.name == "Jana Brandt")
    session.perform(come_back, jana, account=lumen)
    before = health(person)
    assert (before.shown, before.band, only(person)) == (81, "green", None)

    person.press("ctrl+l")
    person.see(lambda: person.window.composer.isVisible())
    person.type("lumen left jana")
    person.press("Return")
    person.see(lambda: person.window.toast.isVisible())
    assert (health(person).shown, only(person)) == (74, "Ines Vogt")

    person.press("ctrl+k")
    person.type("lumen")
    person.press("Return")
    person.see(lambda: session.is_idle and isinstance(person.window.page, AccountPage))
    person.see(lambda: "only contact left" in labels(person))
    page = person.window.page
    assert isinstance(page, AccountPage)
    assert "74" in words_of(page.header)
    assert "champion" in words_of(page.overview.why).casefold(), "why it is capped"
    person.look("6-left")
    ines = next(e for e in page.overview.findChildren(Editable) if e.accessibleName() == "Contact Ines Vogt")
    person.click(ines)
    person.see(lambda: page.details.form is not None)
    person.press("Tab", "Tab")
    person.press("ctrl+a")
    person.type("champion")
    person.press("Return")
    person.see(lambda: page.details.form is None)
    assert health(person).shown == 81
    person.see(lambda: "81" in words_of(page.header))
    assert "champion left" not in words_of(page.overview.why).casefold()
    person.look("6-champion")

    # As of last month the old score stands, with Jana.
    then = health(person, date(2026, 10, 23))
    assert then.band == "green"
    person.press("ctrl+shift+d")
    person.see(lambda: any(each.isVisible() for each in person.window.findChildren(AsOfDialog)))
    (dialog,) = person.window.findChildren(AsOfDialog)
    month_ago = next(each for each in dialog.findChildren(QPushButton) if each.text() == "A month ago")
    person.click(month_ago)
    person.press("Return")
    person.see(lambda: session.day == date(2026, 10, 23) and session.is_idle and "Jana Brandt" in labels(person))
    assert "only contact left" not in labels(person)
    assert f"{then.shown}" in words_of(page.header)
    person.look("6-last-month")
    person.press("Escape")
    person.see(lambda: not session.is_past)


def test_that_a_renewal_says_what_it_does_and_undo_takes_it_back(desk: Desk) -> None:
    person = desk.sit_down()

    def lines(conn: Connection) -> list[tuple[int, str | None]]:
        return [(each.arr_cents, each.outcome) for each in facts.contract_lines(conn, account(conn, KESTREL))]

    before = person.window.session.read(lines)
    person.press("ctrl+l")
    person.see(lambda: person.window.composer.isVisible())
    person.type("kestrel renew +12m 120k")
    person.press("Return")
    person.see(lambda: person.window.toast.isVisible())
    after = person.window.session.read(lines)
    assert len(after) == len(before) + 1
    assert 12_000_000 in [cents for cents, _ in after]
    person.press("ctrl+z")
    assert person.window.session.read(lines) == before
