"""Journey 5 with real keys: what is missing is filled, nothing internal is shown or exported, two promises are kept."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from desktop.operations.account_page import account_page
from desktop.views.qbrs.page import QbrsPage
from tests.journeys.conftest import Desk, Person
from tests.views.stage import AS_OF

pytestmark = pytest.mark.screen

VERITY = "Verity Insurance"
INTERNAL = ("health", "risk", "pulse", "forecast", "score", "procurement compares", "compares with the group", "Mara")


def qbrs(person: Person) -> QbrsPage:
    person.press("ctrl+k")
    person.type("QBRs")
    person.press("Return")
    page = person.window.page
    assert isinstance(page, QbrsPage)
    person.see(lambda: len(page.board.model.rows) > 0)
    return page


def contents(path: Path) -> str:
    """All that is in a presentation, the workbooks behind its charts too."""

    def unzipped(made: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(made)) as packed:
            parts = [packed.read(name) for name in packed.namelist()]
        return b"".join(unzipped(part) if part.startswith(b"PK") else part for part in parts)

    return unzipped(path.read_bytes()).decode("utf-8", "replace")


def test_that_a_review_is_prepared_shown_exported_and_recorded(desk: Desk) -> None:
    person = desk.sit_down()
    page = qbrs(person)
    assert page.board.table.hasFocus(), "one begins in the table"

    while page.board.row is None or page.board.row.account.name != VERITY:
        person.press("Down")
    assert [point.key for point in page.board.row.readiness.missing] == ["decision"]
    decision = page.board.panel.points[4]
    assert decision.accessibleName() == "Decision asked: missing"
    assert decision.accessibleDescription() == "part 5 asks for nothing yet"

    person.press("Return")
    preparing = page.preparing
    person.see(lambda: preparing.made is not None and preparing.facts.hasFocus())
    # The goals go where they belong, one after the other.
    person.press("Return", "Down", "Return", "Down", "Return")
    person.see(lambda: preparing.made is not None and sum(len(part.items) for part in preparing.made.parts) == 3)
    person.press("Tab", "End")
    # Typed at once, though l, n and ? are shortcuts elsewhere.
    person.type("licence of three years, at once?")
    person.press("Return")
    person.see(lambda: preparing.made is not None and preparing.made.readiness.reached == 5)

    person.press("F8")
    assert not any(each.key == "score" for each in preparing.facts.entries.entries)
    person.look("5-safe")
    person.press("F5")
    person.see(lambda: page.shown is not None)
    cover = page.shown
    assert cover is not None
    assert cover.geometry() == person.window.rect(), "nothing else is to be seen"
    person.press("Right", "Right", "Right", "Right")
    assert cover.number == 5
    person.press("l", "n", "Escape")
    person.see(lambda: page.shown is None)
    assert not person.window.composer.isVisible(), "letters log nothing behind the page that is shown"
    person.press("F8")

    # Exported as a person does, by the button and a name.
    out = desk.folder / "deck.pptx"
    person.click(preparing.export)
    person.see(lambda: any(each.isVisible() for each in page.findChildren(QFileDialog)))
    person.press("ctrl+a")
    person.type(str(out))
    person.press("Return")
    person.see(lambda: out.exists() and person.window.toast.text.startswith("Wrote deck.pptx"))

    before = person.window.session.read(account_page, VERITY, AS_OF)
    person.click(preparing.record)
    person.see(lambda: preparing.is_recording)
    person.type("> send the API spec fri")
    person.press("Return")
    person.type("< legal answer +2w")
    person.look("5-recording")
    person.press("ctrl+Return")
    person.see(lambda: not preparing.is_recording)
    after = person.window.session.read(account_page, VERITY, AS_OF)
    fresh = sorted((each["side"], each["title"]) for each in after["tasks"] if each not in before["tasks"])
    assert fresh == [("ours", "send the API spec"), ("theirs", "legal answer")]
    assert [each["planned_on"] for each in after["qbrs"] if each["held_on"] is None] == ["2027-02-22"]

    person.look("5-recorded")

    held = contents(out)
    assert "licence of three years, at once?" in held
    for word in INTERNAL:
        assert word.casefold() not in held.casefold(), word

    person.press("ctrl+z")
    assert person.window.session.read(account_page, VERITY, AS_OF) == before


def test_that_a_day_is_planned_in_the_list_by_keys(desk: Desk) -> None:
    person = desk.sit_down()
    page = qbrs(person)
    row = page.board.row
    assert row is not None
    person.press("F2")
    person.type("3 dec")
    person.press("Return")
    rows = page.board.rows
    assert rows is not None
    person.see(
        lambda: (
            page.board.rows is not None
            and {each.account.name: each.standing.state for each in page.board.rows.rows}[row.account.name] == "planned"
        )
    )
    person.press("ctrl+z")
    person.see(
        lambda: (
            page.board.rows is not None
            and {each.account.name: each.standing.state for each in page.board.rows.rows}[row.account.name] == "overdue"
        )
    )
