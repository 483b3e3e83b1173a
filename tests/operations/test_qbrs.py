"""Planning, preparing and recording reviews on a real file: each is one change set, taken back by one undo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.drafts import PromiseDraft
from desktop.domain.errors import Rejected
from desktop.domain.qbrs.page import MOST
from desktop.domain.qbrs.since import INTERNAL
from desktop.operations.qbrs.preparing import (
    NewLine,
    add_lines,
    change_line,
    move_line,
    plan_review,
    remove_line,
    set_attendees,
)
from desktop.operations.qbrs.reading import Preparation, deck_of, preparation, read_reviews, reviews_on
from desktop.operations.qbrs.recording import Record, record_review
from tests.operations.imports.import_books import TODAY, Book, new_book

JUNE = date(2026, 6, 12)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with new_book(tmp_path) as made:
        made.import_("accounts", {"name": "Acme", "started_on": "2025-01-01"}, {"name": "Idle"})
        made.import_("contacts", {"account": "Acme", "name": "Jana", "role": "buyer"})
        made.import_("subscriptions", {"account": "Acme", "arr": 100, "start_on": "2025-01-01"})
        made.import_("qbrs", {"account": "Acme", "held_on": "2026-02-01", "attendees": "Jana", "wins": "Live"})
        made.import_(
            "objectives", {"account": "Acme", "goal": "Days saved", "baseline": "1", "current": "4", "target": "5"}
        )
        yield made
        assert made.problems() == []


def acme(book: Book) -> str:
    return book.ids()["Acme"]


def do(book: Book, operation: Any, *values: Any, **named: Any) -> Any:
    return book.portfolio.perform(operation, *values, **named).result


def read(book: Book, day: date = TODAY) -> Preparation:
    return book.portfolio.read(preparation, acme(book), day)


def write(book: Book, *lines: tuple[int, str]) -> list[str]:
    return do(book, add_lines, acme(book), [NewLine(*line) for line in lines], as_of=TODAY)


def page(book: Book) -> list[list[str]]:
    return [[item.text for item in part.items] for part in read(book).parts]


def test_that_a_review_is_planned_moved_and_taken_back(book: Book) -> None:
    review = do(book, plan_review, acme(book), JUNE, as_of=TODAY)
    assert read(book).standing.state == "planned"
    assert do(book, plan_review, acme(book), JUNE + timedelta(days=3), as_of=TODAY) == review
    assert [each["planned_on"] for each in book.rows("qbr") if each["held_on"] is None] == ["2026-06-15"]
    assert do(book, plan_review, acme(book), None, as_of=TODAY) is None
    assert read(book).standing.state == "overdue"
    book.portfolio.undo()
    assert read(book).standing.state == "planned"


def test_that_a_plan_keeps_its_hour_when_its_day_is_moved(book: Book) -> None:
    review = do(book, plan_review, acme(book), JUNE, as_of=TODAY)
    book.portfolio.perform(lambda tx: tx.update("qbr", review, {"starts_at": "2026-06-12 14:00"}))
    do(book, plan_review, acme(book), JUNE + timedelta(days=3), as_of=TODAY)
    assert book.ask("SELECT starts_at FROM qbr WHERE id = ?", review) == [{"starts_at": "2026-06-15 14:00"}]


def test_that_a_review_is_not_planned_for_a_day_that_is_over(book: Book) -> None:
    with pytest.raises(Rejected, match="is over"):
        do(book, plan_review, acme(book), TODAY - timedelta(days=1), as_of=TODAY)


def test_that_what_was_prepared_stays_when_the_plan_is_taken_back(book: Book) -> None:
    do(book, plan_review, acme(book), JUNE, as_of=TODAY)
    write(book, (5, "Renew"))
    do(book, plan_review, acme(book), None, as_of=TODAY)
    assert page(book)[4] == ["Renew"]
    do(book, plan_review, acme(book), JUNE, as_of=TODAY)
    assert page(book)[4] == ["Renew"]


def test_that_preparing_begins_a_review_without_a_day(book: Book) -> None:
    write(book, (1, "Save days"), (1, "Save weeks"), (5, "Renew"))
    assert page(book) == [["Save days", "Save weeks"], [], [], [], ["Renew"]]
    assert [each["planned_on"] for each in book.rows("qbr") if each["held_on"] is None] == [None]
    book.portfolio.undo()
    assert len(book.rows("qbr")) == 1, "the review begun for the lines goes with them"


def test_that_lines_move_through_the_page_and_stop_at_its_ends(book: Book) -> None:
    first, second = write(book, (1, "first"), (1, "second"))
    do(book, move_line, acme(book), second, -1)
    assert page(book)[0] == ["second", "first"]
    do(book, move_line, acme(book), first, 1)
    assert page(book)[:2] == [["second"], ["first"]]
    do(book, move_line, acme(book), first, -1)
    assert page(book)[0] == ["second", "first"]
    with pytest.raises(Rejected):
        do(book, move_line, acme(book), second, -1)


def test_that_a_line_is_changed_and_removed(book: Book) -> None:
    (line,) = write(book, (4, "plan"))
    do(book, change_line, acme(book), line, "a better plan")
    assert page(book)[3] == ["a better plan"]
    do(book, remove_line, acme(book), line)
    assert page(book)[3] == []
    with pytest.raises(Rejected):
        do(book, change_line, acme(book), line, "gone")
    book.portfolio.undo()
    assert page(book)[3] == ["a better plan"]


def test_that_a_fact_stands_once_in_a_part(book: Book) -> None:
    line = NewLine(2, "Days saved: 1 to 4", "outcome:1")
    do(book, add_lines, acme(book), [line], as_of=TODAY)
    with pytest.raises(Rejected, match="already"):
        do(book, add_lines, acme(book), [line], as_of=TODAY)
    do(book, add_lines, acme(book), [line._replace(part=3)], as_of=TODAY)


@pytest.mark.parametrize("kind", sorted(INTERNAL))
def test_that_nothing_internal_is_written_on_the_page(book: Book, kind: str) -> None:
    with pytest.raises(Rejected, match="for us alone"):
        do(book, add_lines, acme(book), [NewLine(3, "Health fell", f"{kind}:1")], as_of=TODAY)


def test_that_a_part_holds_what_a_slide_can_show(book: Book) -> None:
    write(book, *((1, str(number)) for number in range(MOST)))
    with pytest.raises(Rejected, match="Part 1"):
        write(book, (1, "one more"))


def test_that_readiness_grows_with_what_is_prepared(book: Book) -> None:
    assert {each.key for each in read(book).readiness.missing} == {"buyer", "decision"}
    do(book, set_attendees, acme(book), "Jana, Otto", as_of=TODAY)
    write(book, (5, "Renew for a year"))
    assert read(book).readiness.reached == 5


RECORD = Record(
    account="",
    held_on=TODAY,
    attendees="Jana, Otto",
    wins="Days saved",
    decision="Renew? Yes.",
    next_on=date(2026, 8, 18),
    promises=(
        PromiseDraft(title="send the API spec", side="ours", due_on=JUNE),
        PromiseDraft(title="legal answer", side="theirs"),
    ),
)


def test_that_recording_a_review_is_one_change_set_with_its_tasks_and_the_next_date(book: Book) -> None:
    review = do(book, plan_review, acme(book), JUNE, as_of=TODAY)
    before, sets = book.contents(), book.change_sets()
    held = do(book, record_review, replace(RECORD, account=acme(book)), as_of=TODAY)
    assert held == review, "the one that was planned was held"
    assert book.change_sets() == sets + 1
    tasks = {(each["title"], each["side"], each["due_on"], each["qbr"]) for each in book.rows("task")}
    assert tasks == {("send the API spec", "ours", "2026-06-12", held), ("legal answer", "theirs", None, held)}
    row = next(each for each in book.rows("qbr") if each["id"] == held)
    assert (row["held_on"], row["decision"], row["next_on"]) == ("2026-05-20", "Renew? Yes.", "2026-08-18")
    assert [e["planned_on"] for e in book.rows("qbr") if e["held_on"] is None] == ["2026-08-18"]
    book.portfolio.undo()
    assert book.contents() == before


def test_that_a_review_noted_in_a_line_is_the_one_that_is_recorded(book: Book) -> None:
    account = acme(book)
    known = book.portfolio.perform(
        lambda tx: tx.insert("qbr", {"account": account, "held_on": TODAY.isoformat(), "notes": "went well"})
    ).result
    assert do(book, record_review, replace(RECORD, account=acme(book)), as_of=TODAY) == known


def test_that_a_next_date_that_is_planned_already_is_not_planned_twice(book: Book) -> None:
    do(book, record_review, replace(RECORD, account=acme(book)), as_of=TODAY)
    again = replace(RECORD, account=acme(book), promises=())
    do(book, record_review, again, as_of=TODAY)
    assert len([each for each in book.rows("qbr") if each["held_on"] is None]) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"held_on": TODAY + timedelta(days=1)},
        {"next_on": TODAY},
        {"wins": "x" * 501},
        {"promises": (PromiseDraft(title=" ", side="ours"),)},
    ],
)
def test_that_a_record_that_cannot_be_is_refused_whole(book: Book, wrong: dict[str, Any]) -> None:
    before = book.contents()
    with pytest.raises(Rejected):
        do(book, record_review, replace(RECORD, account=acme(book), **wrong), as_of=TODAY)
    assert book.contents() == before


def test_that_the_list_counts_accounts_with_arr_and_tells_its_n(book: Book) -> None:
    found = reviews_on(book.portfolio.read(read_reviews, TODAY), TODAY)
    assert [each.account.name for each in found.rows] == ["Acme"]
    assert (found.due, found.unplanned, found.unplanned_cents) == (1, 1, 10_000)
    assert (found.coverage.numerator, found.coverage.denominator, found.coverage.n) == (0, 1, 1)
    do(book, record_review, replace(RECORD, account=acme(book)), as_of=TODAY)
    found = reviews_on(book.portfolio.read(read_reviews, TODAY), TODAY)
    assert (found.due, found.coverage.numerator, found.rows[0].standing.state) == (0, 1, "planned")


def test_that_a_deck_is_that_of_the_next_review_else_of_the_last_one(book: Book) -> None:
    with pytest.raises(Rejected, match="Nothing is written"):
        book.portfolio.read(deck_of, acme(book), TODAY)
    assert read(book).last_deck is None, "nothing is on the page of the one that was held"
    write(book, (5, "Renew"))
    do(book, record_review, replace(RECORD, account=acme(book)), as_of=TODAY)
    deck = book.portfolio.read(deck_of, acme(book), TODAY)
    assert (deck.on, [item.text for item in deck.parts[4].items]) == (TODAY, ["Renew"])
    write(book, (1, "Begin again"))
    deck, last = book.portfolio.read(deck_of, acme(book), TODAY), read(book).last_deck
    assert [item.text for item in deck.parts[0].items] == ["Begin again"]
    assert last is not None
    assert (last.on, [item.text for item in last.parts[4].items]) == (TODAY, ["Renew"])


def test_that_a_goal_is_drawn_where_its_line_stands(book: Book) -> None:
    goal = book.row("objective")["id"]
    lines = [NewLine(1, "goal", f"goal:{goal}"), NewLine(2, "Days saved: 1 to 4", f"outcome:{goal}")]
    do(book, add_lines, acme(book), lines, as_of=TODAY)
    ((part, series),) = read(book).deck.series
    assert (part, series.labels, series.values) == (2, ("then", "now", "goal"), ((1.0, 4.0, 5.0),))
