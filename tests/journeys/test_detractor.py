"""Journey 4: a detractor answers. One line, and score, cap, tasks and voice follow; undo takes all of it back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from desktop.operations.account_page import account_page
from desktop.operations.look import account_score
from desktop.store.connection import Connection
from desktop.store.queries import facts
from desktop.store.queries.playbooks import all_playbooks
from desktop.views.account.page import AccountPage
from desktop.views.account.why import InputRow
from desktop.views.library.page import LibraryPage
from desktop.views.today.page import TodayPage
from tests.journeys.conftest import Desk, Person, words_of
from tests.views.stage import AS_OF

pytestmark = pytest.mark.screen

VERITY = "Verity Insurance"


def state(person: Person) -> dict[str, Any]:
    """Everything the book says of Verity, and the points of its score."""

    def read(conn: Connection) -> dict[str, Any]:
        account = next(each.id for each in facts.accounts(conn) if each.name == VERITY)
        scores = account_score(conn, account, AS_OF)
        return {
            "page": account_page(conn, VERITY, AS_OF),
            "points": scores.points.tolist(),
            "caps": scores.cap_points.tolist(),
        }

    return person.window.session.read(read)


def adds_up(found: dict[str, Any]) -> bool:
    points = sum(point for row in found["points"] for point in row) + sum(cap for row in found["caps"] for cap in row)
    return abs(points - found["page"]["health"]["score"]) < 1e-9


def open_verity(person: Person) -> AccountPage:
    person.press("ctrl+k")
    person.type("verity")
    person.press("Return")
    person.see(lambda: isinstance(person.window.page, AccountPage) and person.window.session.is_idle)
    page = person.window.page
    assert isinstance(page, AccountPage)
    return page


def seen(person: Person, page: AccountPage) -> dict[str, str]:
    """What the account's page shows: its head, why the score, what is owed; and its Voice, by the key of it."""
    overview = page.overview
    shown = {
        "head": words_of(page.header),
        "why": words_of(overview.why),
        "owed": words_of(overview.promises),
        "points": ", ".join(each.accessibleDescription() for each in input_rows(page)),
    }
    person.press("3")
    person.see(lambda: page.voice.isVisible())
    shown["voice"] = words_of(page.voice)
    person.press("1")
    person.see(lambda: overview.isVisible())
    return shown


def input_rows(page: AccountPage) -> list[InputRow]:
    why = page.overview.why
    return [each for each in why.findChildren(InputRow) if each.isVisibleTo(why)]


def points_shown(page: AccountPage) -> tuple[int, int, int]:
    """The points of the inputs, those the caps take, and the score, as they stand in the panel."""
    why = page.overview.why
    rows = ", ".join(each.accessibleDescription() for each in input_rows(page))
    points = sum(int(each) for each in re.findall(r"(\d+) of \d+ points", rows))
    *caps, lost = (int(each) for each in words_of(why).split("\n") if re.fullmatch(r"-\d+", each))
    return points, sum(caps), 100 + lost


def test_that_score_cap_band_tasks_and_voice_change_at_once_on_the_page(desk: Desk) -> None:
    person = desk.sit_down()
    page = open_verity(person)
    before = seen(person, page)
    points, capped, score = points_shown(page)
    assert (points, capped) == (score, 0)
    assert "green" in before["head"]
    assert "slow support" not in before["voice"]

    person.press("ctrl+l")
    person.see(lambda: person.window.composer.isVisible())
    person.type('nps 3 @joost "slow support"')
    person.press("Return")
    person.see(lambda: person.window.toast.isVisible() and not person.window.composer.isVisible())
    after = seen(person, page)
    points, capped, now = points_shown(page)
    assert now == 74 < score, "no more than an unanswered detractor allows"
    assert capped < 0
    assert points + capped == now
    assert "amber" in after["head"]
    assert "detractor" in after["why"].casefold()
    assert len(re.findall("Joost", after["owed"])) > len(re.findall("Joost", before["owed"]))
    assert "slow support" in after["voice"]
    person.look("4-logged")

    person.press("ctrl+z")
    assert seen(person, page) == before
    desk.leave()
    person = desk.sit_down()
    page = open_verity(person)
    assert seen(person, page) == before
    person.press("ctrl+shift+z")
    assert seen(person, page) == after
    person.look("4-done-again")


def test_that_a_detractor_is_logged_undone_and_done_again_with_real_keys(desk: Desk) -> None:
    person = desk.sit_down()
    before = state(person)
    assert before["page"]["health"]["band"] == "green"
    assert adds_up(before)

    person.press("ctrl+l")
    person.see(lambda: person.window.composer.isVisible())
    person.type('verity nps 3 "slow support"')
    person.press("Return")
    person.see(lambda: person.window.toast.isVisible())
    said = person.window.toast.text
    assert said.startswith("NPS 3 logged · Verity Insurance")
    assert said.endswith("3 tasks")
    assert not person.window.composer.isVisible()

    after = state(person)
    assert adds_up(after)
    assert after["page"]["health"]["score"] < before["page"]["health"]["score"]
    assert len(after["page"]["tasks"]) == len(before["page"]["tasks"]) + 3
    assert "slow support" in [event["text"] for event in after["page"]["timeline"]]

    person.press("ctrl+z")
    assert state(person) == before
    assert person.window.session.redo_label == "NPS 3 logged"

    desk.leave()
    person = desk.sit_down()
    assert state(person) == before
    person.press("ctrl+shift+z")
    assert state(person) == after


def test_that_a_refused_score_stays_typed_and_saves_nothing(desk: Desk) -> None:
    person = desk.sit_down()
    before = state(person)
    person.press("ctrl+l")
    person.type("verity nps 11")
    person.press("Return")
    assert person.window.composer.isVisible()
    assert person.window.composer.composer.text == "verity nps 11"
    assert "NPS runs from 0 to 10; 11 was not saved." in person.window.composer.composer.strip.text
    assert state(person) == before
    person.look("4-refused")


def tasks(person: Person, account: str) -> list[str]:
    return [each["title"] for each in person.window.session.read(account_page, account, AS_OF)["tasks"]]


def log(person: Person, line: str) -> None:
    person.press("ctrl+l")
    person.see(lambda: person.window.composer.isVisible())
    person.type(line)
    person.press("Return")
    person.see(lambda: person.window.toast.isVisible() and not person.window.composer.isVisible())


def test_that_its_tasks_lead_to_the_playbook_and_the_next_one_follows_the_edited_one(desk: Desk) -> None:
    person = desk.sit_down()
    window = person.window
    had = tasks(person, VERITY)
    log(person, 'verity nps 3 "slow support"')
    fresh = [title for title in tasks(person, VERITY) if title not in had]
    assert len(fresh) == 3

    # The link in the toast leads to them.
    link = next(each for each in window.toast.findChildren(QPushButton) if each.text() == "Show tasks")
    person.click(link)
    page = window.page
    assert isinstance(page, TodayPage)
    person.see(lambda: page.tabs.tab == "tasks" and page.tasks.list.hasFocus())
    line = page.tasks.list.line
    assert line is not None
    assert VERITY in line.says
    assert "playbook Detractor, 0 of 3 done" in line.says

    # Its playbook is another one from now on.
    person.press("ctrl+6")
    library = window.page
    assert isinstance(library, LibraryPage)
    person.see(lambda: library.is_settled and library.shelf.current is not None and library.shelf.current.hasFocus())
    for _ in range(20):
        if "Detractor" in getattr(QApplication.focusWidget(), "text", str)():
            break
        person.press("Down")
    editor = library.playbooks.panel.editor
    person.see(lambda: editor.playbook is not None and editor.playbook.name == "Detractor")
    title = editor.rows[0].title
    for _ in range(30):
        if title.hasFocus():
            break
        person.press("Tab")
    assert title.hasFocus()
    person.press("ctrl+a")
    person.type("Ring {contact} within the hour")
    person.press("ctrl+s")

    def saved() -> list[str]:
        found = window.session.read(all_playbooks)
        return [task.title for _, each in found if each.name == "Detractor" for task in each.tasks]

    person.see(lambda: saved()[0] == "Ring {contact} within the hour")

    # What was started stays as it was; the next one follows the edited one.
    log(person, "kestrel nps 2")
    assert [title for title in tasks(person, VERITY) if title not in had] == fresh
    assert any(title.endswith("within the hour") for title in tasks(person, "Kestrel Grid"))
    person.press("ctrl+z", "ctrl+z")
    person.see(lambda: saved()[0].startswith("Call {contact}"))
    assert not any(title.endswith("within the hour") for title in tasks(person, "Kestrel Grid"))
