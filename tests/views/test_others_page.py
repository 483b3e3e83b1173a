"""Others' books in the window: what is shown of them, and the review of the riskiest."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.review_notes import ReviewNote
from desktop.operations.account_view import account_view
from desktop.operations.others_books import by_file
from desktop.operations.review_notes import leave_note, write_reply
from desktop.store.portfolio import Portfolio
from desktop.store.queries import facts
from desktop.store.queries.review_notes import review_notes
from desktop.store.sharing.exporting import Copy
from desktop.store.writing import Hand
from desktop.views.account import words
from desktop.views.others.page import OthersPage
from desktop.views.others.review import Review
from desktop.views.others.rows import TeamTable
from desktop.views.page import Place
from desktop.views.window.others import free_name
from tests.views.stage import AS_OF, Stage
from tests.views.team_books import team_books

Shown = tuple[Stage, OthersPage]


@pytest.fixture
def shown(empty: Stage, qtbot: QtBot, tmp_path: Path) -> Shown:
    empty.settings.other_books = [*team_books(tmp_path, AS_OF, people=3), tmp_path / "gone.perennial"]
    page = OthersPage(empty.context)
    qtbot.addWidget(page)
    page.resize(1100, 640)
    page.place_at(Place("books"))
    page.show()
    qtbot.waitUntil(lambda: page.found is not None)
    return empty, page


def test_that_the_focus_stays_on_the_page_where_no_file_can_be_read(empty: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.perennial"
    damaged.write_bytes(b"no book")
    empty.settings.other_books = [damaged]
    window, page = QWidget(), OthersPage(empty.context)
    qtbot.addWidget(window)
    rows = QVBoxLayout(window)
    rows.addWidget(QPushButton("Menu"))
    rows.addWidget(page)
    page.place_at(Place("books"))
    window.show()
    page.take_focus()
    qtbot.waitUntil(lambda: page.found is not None)
    assert page.sentence.text() == "The file could not be read."
    assert window.focusWidget() is page.open_button


def test_that_a_wrong_password_is_told_once_and_typed_again_at_once(empty: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    book, sealed = *team_books(tmp_path, AS_OF, people=1), tmp_path / "Ben sealed.perennial"
    with Portfolio.open(book, writable=False) as opened:
        opened.export(sealed, Copy("full", password="correct horse"))
    cut = tmp_path / "cut.perennial"
    cut.write_bytes(book.read_bytes()[: book.stat().st_size // 3])
    empty.settings.other_books = [book, sealed, cut]
    page = OthersPage(empty.context)
    qtbot.addWidget(page)
    page.place_at(Place("books"))
    page.show()
    qtbot.waitUntil(lambda: page.found is not None)

    def field() -> QLineEdit:
        # The one before may not be thrown away yet.
        fields = [each for each in page.findChildren(QLineEdit) if each.isVisible()]
        return next(each for each in fields if each.accessibleName() == f"Password of {NAME}")

    said = [each.text() for each in page.findChildren(QLabel) if "cut" in each.text()]
    assert [each for each in said if each.startswith("cut.perennial: ")] != []
    assert not any("perennial restore" in each for each in said), "its backups are on somebody else's computer"
    field().setFocus()
    field().setText("wrong horse")
    first = page.found
    field().returnPressed.emit()
    qtbot.waitUntil(lambda: page.found is not first and page.is_settled)
    (why,) = [each.text() for each in page.findChildren(QLabel) if "the password is wrong" in each.text()]
    assert why.count(NAME) == 1
    assert page.window().focusWidget() is field()


def test_that_one_is_at_the_riskiest_when_another_book_is_opened(empty: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    books = team_books(tmp_path, AS_OF)
    empty.settings.other_books = books[:1]
    page = OthersPage(empty.context)
    qtbot.addWidget(page)
    page.resize(1100, 560)
    page.place_at(Place("books"))
    page.show()
    qtbot.waitUntil(lambda: page.found is not None)
    first = page.found
    empty.settings.other_books = books
    page.place_at(Place("books"))
    qtbot.waitUntil(lambda: page.found is not first and page.is_settled)
    rows = page.model.rows
    assert isinstance(rows, TeamTable)
    assert rows.text(int(page.table.current() or 0), "name") == "Hana 1"
    assert page.table.current() is not None
    page.table.go_to(5)
    page.reload()
    second = page.found
    qtbot.waitUntil(lambda: page.found is not second and page.is_settled)
    assert page.table.current() == 5, "reading the same books again leaves one where one is"
    assert page.files.height() <= page.height() // 3, "most of the page is for the accounts"
    assert page.table.height() > page.files.height()


NAME = "Ben sealed.perennial"


def begun(page: OthersPage) -> Review:
    page.review_button.click()
    assert page.shown is not None
    return page.shown


def test_that_the_page_says_in_figures_what_is_in_the_files(shown: Shown) -> None:
    _, page = shown
    assert page.sentence.text().startswith("3 books: 12 accounts with ")
    assert page.sentence.text().endswith("1 file could not be read.")
    assert any(label.text().startswith("gone.perennial: ") for label in page.findChildren(QLabel))
    assert isinstance(page.model.rows, TeamTable)
    assert [each.row.name for each in page.model.rows.rows[:3]] == ["Cleo 1", "Cleo 2", "Ben 1"]
    assert page.files_model.rows.text(0, "file") == "Ana"
    assert page.review_button.text() == "Review the 10 riskiest"
    assert not page.reply_button.isEnabled(), "nothing is noted yet"


def test_that_a_note_and_a_task_are_kept_in_ones_own_book(shown: Shown, qtbot: QtBot) -> None:
    stage, page = shown
    review = begun(page)
    qtbot.keyClick(review, Qt.Key.Key_N)
    qtbot.keyClicks(review.field, "Who decides?")
    qtbot.keyClick(review.field, Qt.Key.Key_Return)
    qtbot.keyClick(review, Qt.Key.Key_Right)
    qtbot.keyClick(review, Qt.Key.Key_T)
    qtbot.keyClicks(review.field, "call the CFO fri")
    qtbot.keyClick(review.field, Qt.Key.Key_Return)

    notes = stage.session.read(review_notes)
    assert [each.text for each in notes] == ["Who decides?", "> call the CFO fri"]
    assert page.found is not None
    assert [each.account for each in notes] == [page.found.reviewed[at][0].row.id for at in (0, 1)]
    assert page.reply_button.isEnabled()
    stage.session.undo()
    assert [each.text for each in stage.session.read(review_notes)] == ["Who decides?"]


def test_that_what_is_refused_stays_typed_and_one_stays_there(shown: Shown, qtbot: QtBot) -> None:
    stage, page = shown
    review = begun(page)
    review.begin(is_task=True)
    review.field.setText('call "half')
    review.save()
    assert not review.refusal.isHidden()
    assert review.field.text() == 'call "half'
    review.next()
    assert review.at == 0, "what is typed is about this one"
    qtbot.keyClick(review.field, Qt.Key.Key_Escape)
    assert review.field.isHidden()
    review.next()
    assert review.at == 1
    assert stage.session.read(review_notes) == []


def test_that_left_and_right_end_at_the_ends_and_esc_leads_back(shown: Shown, qtbot: QtBot) -> None:
    _, page = shown
    review = begun(page)
    qtbot.keyClick(review, Qt.Key.Key_Left)
    assert review.at == 0
    for _ in range(20):
        qtbot.keyClick(review, Qt.Key.Key_Right)
    assert review.at == 9
    assert review.place.text() == "Review · 10 of 10, the riskiest first"
    qtbot.keyClick(review, Qt.Key.Key_Escape)
    assert page.shown is None


def test_that_an_account_beyond_the_riskiest_is_reviewed_alone(shown: Shown, qtbot: QtBot) -> None:
    _, page = shown
    page.review_row(11)
    qtbot.waitUntil(lambda: page.shown is not None)
    assert page.shown is not None
    assert page.shown.place.text().startswith("Review · 1 of 1")


def test_that_nothing_of_others_is_shown_to_a_customer(shown: Shown) -> None:
    stage, page = shown
    stage.guarded = True
    page.needs_reload()
    assert page.sentence.text().startswith("Others' books are hidden")
    assert page.table.isHidden() or not page.table.isVisible()
    assert not page.review_button.isVisible()


def test_that_no_books_lead_to_opening_some(empty: Stage, qtbot: QtBot) -> None:
    page = OthersPage(empty.context)
    qtbot.addWidget(page)
    page.show()
    page.needs_reload()
    page.open_button.click()
    assert page.sentence.text().startswith("No books yet.")
    assert empty.acted == ["file.others_add"]


def test_that_a_note_goes_back_to_the_newest_copy_that_holds_the_account(shown: Shown, tmp_path: Path) -> None:
    stage, page = shown
    assert page.found is not None
    review = begun(page)
    review.begin(is_task=False)
    review.field.setText("Who decides?")
    review.save()
    number = review.account.book
    assert list(by_file(page.found, stage.session.read(review_notes))) == [number]
    book = page.found.paths[number]
    assert free_name(tmp_path, book).name == f"{book.stem} reply.perennial"
    (tmp_path / f"{book.stem} reply.perennial").touch()
    assert free_name(tmp_path, book).name == f"{book.stem} reply 2.perennial"


def test_that_a_review_note_stands_in_the_timeline_of_whoever_merged_it(tmp_path: Path) -> None:
    (path,) = team_books(tmp_path, AS_OF, people=1)
    reply = tmp_path / "reply.perennial"
    with Portfolio.open(path) as book:
        account = book.read(facts.accounts)[0].id
        told = ReviewNote("019cadc9-59a0-7000-8000-0014ba728cf4", account, book.doc_id, AS_OF, "Mia", "Who decides?")
        write_reply(path, reply, [told], document=book.doc_id, at=datetime.now(UTC))
        book.merge([reply])
        events = [row.event for row in book.read(account_view, account, AS_OF).timeline]
        before = [row.event for row in book.read(account_view, account, AS_OF - timedelta(days=1)).timeline]

    said = [words.event(each, AS_OF) for each in events if each.kind == "review"]
    assert said == [("Review note by Mia", "Who decides?")]
    assert "review" in words.INTERNAL, "not for a customer who looks on"
    assert not any(each.kind == "review" for each in before)


def test_that_the_page_shows_what_changed_since_ones_last_note_and_narrows_down_to_it(
    bare: Stage, qtbot: QtBot, tmp_path: Path
) -> None:
    noted_at, own = datetime(2026, 11, 20, 12, tzinfo=UTC), tmp_path / "own.perennial"
    (path,) = team_books(tmp_path, AS_OF, people=1)
    with Portfolio.open(path) as book, Portfolio.create(own, clock_=lambda: noted_at) as mine:
        first, second, *_ = (each.id for each in sorted(book.read(facts.accounts), key=lambda each: each.name))
        for account in (first, second):
            mine.perform(leave_note, account, book.doc_id, "seen", called="it", as_of=AS_OF)
        for field in ("notes", "industry"):
            at = Hand(noted_at + timedelta(days=1), "Ana")
            book.perform_by(at, lambda tx, field=field: tx.update("account", first, {field: "New"}))
    bare.session.open(own)
    bare.settings.other_books = [path]
    page = OthersPage(bare.context)
    qtbot.addWidget(page)
    page.resize(1100, 640)
    page.place_at(Place("books"))
    page.show()
    qtbot.waitUntil(lambda: page.found is not None)

    def cells() -> list[tuple[str, str]]:
        rows = page.model.rows
        return sorted((rows.text(row, "name"), rows.text(row, "since")) for row in range(len(rows)))

    assert page.changed.text() == "Changed since my note: 1 of 2"
    assert cells() == [
        ("Ana 1", "2 changes since 20 Nov"),
        ("Ana 2", "nothing since 20 Nov"),
        ("Ana 3", "no note yet"),
        ("Ana 4", "no note yet"),
    ]
    if where := os.environ.get("PERENNIAL_PICTURES"):
        page.grab().save(f"{where}/others-since.png")
    page.changed.click()
    assert cells() == [("Ana 1", "2 changes since 20 Nov")]
    assert page.model.rows.tip(0, "since") == "Since your note of 20 Nov: Account 2. Last by Ana, 21 Nov."
