"""The Library with real keys: a weight is changed, what it would do is read, and it is saved and taken back."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from desktop.domain.scorecards import Scorecard
from desktop.store.queries.scorecards import scorecards
from desktop.views.library.cells import Cell
from desktop.views.library.page import LibraryPage
from tests.journeys.conftest import Desk, Person

pytestmark = pytest.mark.screen


def saved(person: Person) -> Scorecard:
    return next(card for card in person.window.session.read(scorecards) if card.key == "default")


def weights(card: Scorecard) -> dict[str, float]:
    return {entry.name: entry.weight for entry in card.inputs}


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def library_of(person: Person) -> LibraryPage:
    """Go to the Library by its key, and be where one begins."""
    person.press("ctrl+6")
    page = person.window.page
    assert isinstance(page, LibraryPage)
    person.see(lambda: page.is_settled and page.shelf.current is not None)
    assert page.shelf.current is not None
    assert page.shelf.current.hasFocus(), "one begins at the scorecard that is shown"
    return page


def go_to(person: Person, cell: Cell) -> None:
    """Tab and Down, as often as it takes."""
    for _ in range(12):
        if isinstance(QApplication.focusWidget(), Cell):
            break
        person.press("Tab")
    for _ in range(12):
        if cell.hasFocus():
            return
        person.press("Down")
    raise AssertionError("no key leads to the cell")


def sentence(page: LibraryPage) -> str:
    return next(each.text() for each in page.findChildren(QLabel) if each.property("look") == "title")


def test_that_a_weight_is_changed_previewed_saved_undone_and_done_again(desk: Desk) -> None:
    person = desk.sit_down()
    page = library_of(person)
    before, said_before = weights(saved(person)), sentence(page)
    cell = page.panel.editor.inputs["feedback"].weight
    go_to(person, cell)
    assert cell.selectedText() == "20", "what is typed replaces what was there"

    person.type("45")
    strip = page.panel.strip
    person.see(lambda: strip.first.says.startswith("Save would move "))
    assert "Thornbury Motors" in plain(strip.second.says)
    promised = [plain(line.says) for line in page.panel.moved.lines if line.isVisibleTo(page)]
    assert any("Thornbury Motors" in line for line in promised)
    assert weights(saved(person)) == before, "nothing is saved while it is typed"

    person.press("ctrl+s")
    person.see(lambda: weights(saved(person))["feedback"] == 45)
    after = weights(saved(person))
    assert {name for name in after if after[name] != before[name]} == {"feedback"}
    person.see(lambda: sentence(page) != said_before)
    assert not strip.save.isVisible()
    assert cell.hasFocus(), "one goes on typing where one was"

    person.press("ctrl+z")
    person.see(lambda: weights(saved(person)) == before and sentence(page) == said_before)
    assert cell.text() == "20"
    person.press("ctrl+shift+z")
    person.see(lambda: weights(saved(person)) == after and cell.text() == "45")


def test_that_escape_brings_a_cell_back_and_a_word_is_refused(desk: Desk) -> None:
    person = desk.sit_down()
    page = library_of(person)
    before = saved(person)
    cell = page.panel.editor.inputs["feedback"].weight
    go_to(person, cell)
    person.type("many")
    person.press("ctrl+s")
    assert "“many” is no number" in page.panel.editor.refused
    assert saved(person) == before
    person.press("Escape")
    assert (cell.text(), page.panel.editor.refused) == ("20", "")
    assert cell.hasFocus()
