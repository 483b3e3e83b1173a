"""Journey 4: a detractor answers. One line, and score, cap, tasks and voice follow; undo takes all of it back."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.operations.account_page import account_page
from desktop.operations.look import account_score
from desktop.store.connection import Connection
from desktop.store.queries import facts
from tests.journeys.conftest import Desk, Person
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
