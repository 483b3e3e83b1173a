"""Journey 8 with real keys: eight books read only, the ten riskiest reviewed, three tasks left, replies merged."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from desktop.store.portfolio import Portfolio
from desktop.store.queries import facts
from desktop.store.queries.account_view import promises
from desktop.store.queries.review_notes import review_notes
from desktop.views.others.page import OthersPage
from desktop.views.window.problems import ProblemDialog
from tests.journeys.conftest import Desk, Person
from tests.views.stage import AS_OF
from tests.views.team_books import team_books

pytestmark = pytest.mark.screen


def state_of(books: list[Path]) -> list[tuple[bytes, int]]:
    return [(book.read_bytes(), book.stat().st_mtime_ns) for book in books]


def type_into_dialog(person: Person, text: str) -> None:
    person.see(lambda: isinstance(QApplication.activeModalWidget(), QFileDialog))
    person.type(text)
    person.press("Return")


def test_that_a_manager_reviews_eight_books_and_the_tasks_arrive(desk: Desk) -> None:
    folder = desk.folder / "team"
    folder.mkdir()
    books = team_books(folder, AS_OF)
    before = state_of(books)
    replies = desk.folder / "replies"
    replies.mkdir()
    person = desk.sit_down()
    window = person.window

    person.press("ctrl+shift+o")
    type_into_dialog(person, " ".join(f'"{book}"' for book in books))
    person.see(lambda: isinstance(window.page, OthersPage) and window.page.found is not None)
    page = window.page
    assert isinstance(page, OthersPage)
    assert page.sentence.text().startswith("8 books: 32 accounts with ")
    assert page.found is not None
    riskiest = [each.row.name for each, _ in page.found.reviewed]
    assert riskiest[:4] == ["Hana 1", "Hana 2", "Gus 1", "Gus 2"]

    person.see(page.table.hasFocus)
    person.press("Return")
    person.see(lambda: page.shown is not None)
    review = page.shown
    assert review is not None
    seen: list[str] = []
    for place in range(10):
        seen.append(review.name.text())
        if place in (0, 2, 9):
            person.press("t")
            person.see(review.field.hasFocus)
            person.type(f"call number {place} fri")
            person.press("Return")
            person.see(lambda: review.field.isHidden())
        if place == 1:
            person.press("n")
            person.see(review.field.hasFocus)
            person.type("Who decides there?")
            person.press("Return")
            person.see(lambda: review.field.isHidden())
        person.press("Right")
    assert seen == riskiest
    person.press("Escape")
    person.see(lambda: page.shown is None)
    assert len(window.session.read(review_notes)) == 4

    person.click(page.reply_button)
    type_into_dialog(person, str(replies))
    person.see(lambda: isinstance(QApplication.activeModalWidget(), ProblemDialog))
    person.press("Escape")
    written = sorted(replies.glob("*.perennial"))
    assert [each.name for each in written] == [
        f"{name} reply.perennial" for name in sorted({riskiest[at].split()[0] for at in (0, 1, 2, 9)})
    ]
    assert state_of(books) == before, "nothing was written to the eight"

    arrived: list[str] = []
    for reply in written:
        theirs = folder / reply.name.replace(" reply", "")
        merge = [sys.executable, "-m", "desktop", "merge", str(theirs), str(reply)]
        subprocess.run(merge, check=True, timeout=120, capture_output=True)
        again = subprocess.run(merge, check=True, timeout=120, capture_output=True, text=True)
        assert again.stdout.startswith("Nothing new in ")
        with Portfolio.open(theirs, writable=False) as book:
            found = [task for account in book.read(facts.accounts) for task in book.read(promises, account.id, AS_OF)]
        arrived += [f"{task.title} {task.due_on}" for task in found if (task.source or "").startswith("review by ")]
    assert sorted(arrived) == [f"call number {place} 2026-11-27" for place in (0, 2, 9)]
