"""What was shown of health is kept with what is changed on its day, and by nobody who only looks."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.drafts import PulseDraft, SurveyDraft
from desktop.domain.shown import ShownScore
from desktop.operations import look
from desktop.operations.account_view import account_view
from desktop.operations.explain_account import explained_of_account
from desktop.operations.logging import log
from desktop.session import Session
from desktop.store.connection import Connection
from desktop.store.portfolio import Portfolio
from desktop.store.queries import facts
from desktop.writes import FEW_SHOWN
from tests.end_to_end.program import Home
from tests.views.stage import AS_OF, demo_book

Kept = list[tuple[str, str, int | None]]


class Wall:
    """The day of the clock on the wall."""

    def __init__(self) -> None:
        self.day = AS_OF

    def __call__(self) -> date:
        return self.day


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return demo_book(tmp_path)


@pytest.fixture
def opened(qtbot: QtBot, wall: Wall, book: Path) -> Iterator[Callable[..., Session]]:
    del qtbot
    failures: list[Exception] = []
    made: list[Session] = []

    def open_(*, writable: bool = True) -> Session:
        session = Session(failed=failures.append, today=wall)
        session.open(book, writable=writable)
        made.append(session)
        return session

    yield open_
    for session in made:
        session.close()
    assert failures == []


def kept(path: Path) -> Kept:
    with Portfolio.open(path, writable=False) as book:
        return book.read(
            lambda conn: conn.execute("SELECT account, on_day, score FROM shown_score ORDER BY 2, 1").fetchall()
        )


def shown(session: Session) -> list[ShownScore]:
    rows = session.read(look.accounts, session.day)
    return [ShownScore(row.id, row.shown, row.coverage, row.band) for row in rows if row.arr_cents > 0]


def pulse(session: Session) -> None:
    account = session.read(facts.accounts)[0].id
    session.perform(log, PulseDraft(account=account, value=2, on_day=session.today), as_of=session.today)


def test_that_it_is_kept_with_the_days_first_change_as_it_was_shown_first(
    opened: Callable[..., Session], book: Path, wall: Wall
) -> None:
    session = opened()
    first = shown(session)
    session.note_shown(wall.day, first)
    pulse(session)
    session.note_shown(wall.day, [each._replace(score=1) for each in first])
    pulse(session)
    session.close()
    assert {(account, score) for account, _, score in kept(book)} == {(each.account, each.score) for each in first}
    assert {day for _, day, _ in kept(book)} == {AS_OF.isoformat()}


def test_that_looking_writes_nothing(opened: Callable[..., Session], book: Path, wall: Wall) -> None:
    before = hashlib.sha256(book.read_bytes()).hexdigest()
    session = opened()
    session.note_shown(wall.day, shown(session))
    session.close()
    assert hashlib.sha256(book.read_bytes()).hexdigest() == before
    reading = opened(writable=False)
    reading.note_shown(wall.day, shown(reading))
    reading.close()
    assert hashlib.sha256(book.read_bytes()).hexdigest() == before


def test_that_what_changed_nothing_keeps_nothing(opened: Callable[..., Session], book: Path, wall: Wall) -> None:
    session = opened()
    session.note_shown(wall.day, shown(session))
    session.rehearse(lambda tx: tx.insert("setting", {"key": "a", "value": "b"}))
    session.perform(lambda _tx: None)
    session.close()
    assert kept(book) == []


def test_that_a_past_day_that_is_looked_at_is_none_that_was_shown(opened: Callable[..., Session], book: Path) -> None:
    session = opened()
    session.look_at(AS_OF - timedelta(days=30))
    session.note_shown(session.day, shown(session))
    session.look_at(None)
    pulse(session)
    session.close()
    assert kept(book) == []


def test_that_what_is_shown_after_the_change_is_kept_when_the_file_is_closed(
    opened: Callable[..., Session], book: Path, wall: Wall
) -> None:
    session = opened()
    pulse(session)
    session.note_shown(wall.day, shown(session))
    assert kept(book) == []
    session.close()
    assert kept(book)


def test_that_of_a_large_book_it_waits_until_the_file_is_closed(
    opened: Callable[..., Session], book: Path, wall: Wall
) -> None:
    session = opened()
    one = shown(session)[0]
    session.note_shown(wall.day, [one._replace(account=f"a{number}") for number in range(FEW_SHOWN + 1)])
    pulse(session)
    assert kept(book) == []
    session.close()
    assert len(kept(book)) == FEW_SHOWN + 1


def test_that_the_next_day_only_what_moved_is_kept(opened: Callable[..., Session], book: Path, wall: Wall) -> None:
    session = opened()
    first = shown(session)
    session.note_shown(wall.day, first)
    pulse(session)
    wall.day += timedelta(days=1)
    moved = first[0]._replace(score=(first[0].score or 50) - 1)
    session.note_shown(wall.day, [moved, *first[1:]])
    pulse(session)
    session.close()
    assert [each for each in kept(book) if each[1] == wall.day.isoformat()] == [
        (moved.account, wall.day.isoformat(), moved.score)
    ]


def test_that_it_is_no_step_of_undo_and_in_no_history(
    opened: Callable[..., Session], book: Path, wall: Wall, tmp_path: Path
) -> None:
    session = opened()
    session.note_shown(wall.day, shown(session))
    pulse(session)
    assert session.undo() == "Undone: Pulse 2 logged"
    assert session.undo_label != "Pulse 2 logged"
    session.close()
    held = kept(book)
    assert held

    def journal(conn: Connection) -> int:
        return int(conn.execute("SELECT count(*) FROM change WHERE tbl = 'shown_score'").fetchone()[0])

    with Portfolio.open(book) as open_book:
        assert open_book.read(journal) == 0
        # What was shown in a copy comes along, and is no change that a merge would name.
        copy = tmp_path / "copy.perennial"
        open_book.save_copy(copy)
        with Portfolio.open(copy) as other:
            other.keep_shown(AS_OF + timedelta(days=1), [ShownScore(held[0][0], 1, 1.0, "red")])
        merged = open_book.merge([copy])
        assert not merged.changes


def test_that_an_entry_that_comes_late_shows_beside_what_was_shown(
    opened: Callable[..., Session], book: Path, wall: Wall, tmp_path: Path
) -> None:
    session = opened()
    rows = [each for each in session.read(look.accounts, wall.day) if each.name == "Verity Insurance"]
    account, score = rows[0].id, rows[0].shown
    assert score is not None
    session.note_shown(wall.day, shown(session))
    pulse(session)
    assert session.read(account_view, account, wall.day).restated == ()
    wall.day += timedelta(days=3)
    contact = session.read(facts.contacts, account)[0]
    late = SurveyDraft(
        account=account,
        kind="nps",
        score=0,
        responded_on=AS_OF - timedelta(days=2),
        scale_min=0,
        scale_max=10,
        contact=contact.id,
    )
    session.perform(log, late, as_of=wall.day)
    view = session.read(account_view, account, wall.day)
    (found,) = view.restated
    assert (found.on_day, found.shown) == (AS_OF, score)
    assert found.current is not None
    assert found.current < score
    said = explained_of_account(view, "health").assumptions[-1]
    assert said[:2] == ("Shown as ", (score, "count"))
    session.close()
    printed = Home(tmp_path / "home").say("health", book, "Verity", "--as-of", wall.day)
    assert f"Shown as {score} on {AS_OF}; by what is known now that day comes to {found.current}." in printed
