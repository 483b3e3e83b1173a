"""Journey 2, on a laptop: before the call the brief without scrolling, after it one line, and one undo for it all."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QScrollArea

from desktop.operations.account_page import account_page
from desktop.views.account.page import AccountPage
from desktop.views.brief.panel import BriefPanel
from desktop.views.today.page import TodayPage
from tests.journeys.conftest import Desk, Person, words_of
from tests.views.stage import AS_OF

pytestmark = pytest.mark.screen

VERITY = "Verity Insurance"


def state(person: Person) -> dict[str, Any]:
    return person.window.session.read(account_page, VERITY, AS_OF)


def go_to_verity(person: Person) -> TodayPage:
    page = person.window.page
    assert isinstance(page, TodayPage)
    person.see(lambda: page.view is not None and page.board.queue.hasFocus())
    for _ in range(12):
        if page.board.queue.row is not None and page.board.queue.row.name == VERITY:
            return page
        person.press("Down")
    raise AssertionError("Verity is not among the first of the queue")


def test_that_the_brief_of_a_call_is_seen_without_scrolling_on_a_laptop(desk: Desk) -> None:
    person = desk.sit_down()
    person.window.resize(1280, 720)
    person.pause()
    page = go_to_verity(person)
    account = page.account
    assert account is not None
    person.press("space")
    person.see(lambda: VERITY in page.brief.text)
    panel = next(iter(person.window.findChildren(BriefPanel)))
    (area,) = panel.findChildren(QScrollArea)
    labels = [each for each in area.findChildren(QLabel) if each.isVisible()]
    seen = [each.text() for each in labels if not each.visibleRegion().isEmpty()]
    told = " | ".join(seen).replace("\N{NO-BREAK SPACE}", " ")

    assert area.verticalScrollBar().maximum() == 0, "all of it is there at once"
    contacts = told.split("Last contacts | ")[1].split(" | Next date | ")[0]
    assert contacts.count(" · ") == 3, "the last three"
    assert "17 Nov · call with Anneke Visser" in contacts
    assert "Send the QBR draft to Anneke, due 27 Nov" in told.split("We owe | ")[1].split(" | They owe | ")[0]
    assert "Name a data owner in Utrecht" in told.split("They owe | ")[1]
    ahead = told.split("Next date | ")[1].split(" | We owe | ")[0]
    expected = "27 Nov 13:00 · meeting with Anneke Visser: QBR dry run | 2 Dec · QBR with Anneke Visser, Joost Terhorst"
    assert ahead == expected
    person.look("2-brief")


def test_that_a_call_on_its_page_is_one_entry_two_tasks_and_one_undo(desk: Desk) -> None:
    person = desk.sit_down()
    page = go_to_verity(person)
    person.press("Return")
    person.see(lambda: isinstance(person.window.page, AccountPage))
    assert page.account is not None
    before = state(person)

    person.press("ctrl+l")
    person.see(lambda: person.window.composer.isVisible())
    person.type("call: wants API > spec fri < legal +2w")
    person.press("Return")
    person.see(lambda: person.window.toast.isVisible() and not person.window.composer.isVisible())
    after = state(person)
    assert len(after["timeline"]) == len(before["timeline"]) + 1
    fresh = sorted(
        (each["side"], each["title"], each["due_on"]) for each in after["tasks"] if each not in before["tasks"]
    )
    assert fresh == [("ours", "spec", "2026-11-27"), ("theirs", "legal", "2026-12-07")]

    # The window says so: the entry and the promise of each side.
    page = person.window.page
    assert isinstance(page, AccountPage)
    timeline, promises = page.overview.timeline, page.overview.promises
    person.see(lambda: "wants API" in words_of(timeline))
    assert [side for side in ("spec", "legal") if side in words_of(promises)] == ["spec", "legal"]
    person.look("2-logged")

    person.press("ctrl+z")
    assert state(person) == before
    person.see(lambda: "wants API" not in words_of(timeline) and "spec" not in words_of(promises))
