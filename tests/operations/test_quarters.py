"""Closing a quarter: what is kept, what is refused, what undo leaves, and what was entered since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from desktop.domain.errors import FileProblem, Rejected
from desktop.domain.quarters.frozen import Frozen
from desktop.domain.quarters.keys import KEYS
from desktop.domain.quarters.quarter import Quarter, quarter
from desktop.domain.quarters.restated import Restated, restatement
from desktop.operations.quarters import (
    close_quarter,
    entered_since,
    figures_of_quarter,
    read_quarter,
    reopen_quarter,
    set_fiscal_start,
)
from desktop.store.queries.quarters import closed_quarters, fiscal_start, frozen
from desktop.store.tx import Tx
from tests.operations.imports.import_books import Book, new_book

Q2 = quarter(2026, 2)
CLOSED_ON = date(2026, 7, 3)
LINE: dict[str, object] = {"account": "Acme", "external_id": "L-1", "arr": 1000, "start_on": "2025-09-01"}
OTHER = LINE | {"account": "Bolt", "external_id": "L-2", "arr": 3000}
CUT = {"account": "Acme", "external_id": "L-1", "arr": 1000, "start_on": "2025-09-01", "end_on": "2026-06-12"}
SMALLER = LINE | {"external_id": "L-3", "arr": 600, "start_on": "2026-06-12"}


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with new_book(tmp_path) as made:
        made.clock.at = datetime(2026, 5, 21, 9, tzinfo=UTC)
        made.import_("accounts", {"name": "Acme", "csm": "Ann", "segment": "Large"}, {"name": "Bolt"})
        made.import_("subscriptions", LINE, OTHER)
        made.clock.at = datetime(2026, 7, 3, 9, tzinfo=UTC)
        yield made
        assert made.problems() == []


def figures(book: Book, of: Quarter = Q2) -> Frozen:
    with book.portfolio.looked_at(of.last_on) as conn:
        read = read_quarter(conn, of)
    return figures_of_quarter(read)


def do_close(book: Book, of: Quarter = Q2, as_of: date = CLOSED_ON) -> str:
    return book.portfolio.perform(close_quarter, figures(book, of), as_of=as_of).result


def restated(book: Book) -> dict[str, Restated]:
    """What was restated of the whole book."""
    (closed,) = book.portfolio.read(closed_quarters, date(2030, 1, 1))
    with book.portfolio.looked_at(closed.quarter.last_on) as conn:
        entries = entered_since(conn, closed)
    found = restatement(book.portfolio.read(frozen, closed), figures(book), entries)
    return {each.key: each for each in found if each.is_restated and not each.grouping}


def enter_late(book: Book, *rows: dict[str, object]) -> None:
    book.clock.at = datetime(2026, 7, 14, 9, tzinfo=UTC)
    book.import_("subscriptions", *(rows or (CUT, SMALLER)), as_of=date(2026, 7, 14))


def test_that_what_is_kept_is_read_back_as_it_was(book: Book) -> None:
    before = figures(book)
    do_close(book)
    (closed,) = book.portfolio.read(closed_quarters, CLOSED_ON)
    assert (closed.quarter, closed.closed_on, closed.known_until) == (Q2, CLOSED_ON, None)
    assert closed.author == book.portfolio.hand().author
    after = book.portfolio.read(frozen, closed)
    assert after.figures == before.figures
    assert [each for each in before.parts if each.values] == list(after.parts)
    assert {each.key for each in after.figures} == set(KEYS)
    assert {each.grouping for each in after.figures} == {"", "csm:Ann", "csm:(none)", "segment:Large", "segment:(none)"}


def test_that_closing_is_one_change_set_and_undo_leaves_nothing(book: Book) -> None:
    before, sets = book.contents(), book.change_sets()
    do_close(book)
    assert book.change_sets() == sets + 1
    performed = book.portfolio.undo()
    assert performed.changes.label == "Undo: Closed 2026Q2"
    assert performed.result == ()
    assert book.contents() == before
    assert book.portfolio.read(closed_quarters, CLOSED_ON) == []
    book.portfolio.redo()
    assert restated(book) == {}


@pytest.mark.parametrize("as_of", [date(2026, 6, 30), date(2026, 5, 1)])
def test_that_a_quarter_that_has_not_ended_is_not_closed(book: Book, as_of: date) -> None:
    before = book.contents()
    with pytest.raises(Rejected, match="can be closed from the day after"):
        do_close(book, as_of=as_of)
    assert book.contents() == before
    do_close(book, as_of=date(2026, 7, 1))


def test_that_a_quarter_is_closed_once_and_no_day_of_it_again(book: Book) -> None:
    do_close(book)
    before = book.contents()
    with pytest.raises(Rejected, match="it was closed on 2026-07-03"):
        do_close(book)
    shifted = quarter(2026, 4, starts_in=6)
    assert (shifted.first_on, shifted.last_on) == (date(2026, 3, 1), date(2026, 5, 31))
    with pytest.raises(Rejected, match="2026Q2, which has days of it"):
        do_close(book, shifted, as_of=date(2026, 6, 30))
    assert book.contents() == before
    do_close(book, quarter(2025, 4))
    assert [each.quarter.name for each in book.portfolio.read(closed_quarters, CLOSED_ON)] == ["2026Q2", "2025Q4"]


def test_that_a_reopened_quarter_can_be_closed_anew_and_undo_closes_it_as_it_was(book: Book) -> None:
    do_close(book)
    closed = book.contents()
    enter_late(book)
    assert restated(book)
    book.portfolio.perform(reopen_quarter, Q2)
    assert book.portfolio.read(closed_quarters, date.max) == []
    do_close(book)
    assert restated(book) == {}
    book.portfolio.undo()
    book.portfolio.undo()
    assert book.contents()["closed_figure"] == closed["closed_figure"]
    with pytest.raises(Rejected, match="2025Q4 is not closed"):
        book.portfolio.perform(reopen_quarter, quarter(2025, 4))


def test_that_a_fact_entered_late_restates_with_account_old_and_new_when_and_by_whom(book: Book) -> None:
    do_close(book)
    assert restated(book) == {}
    enter_late(book)
    found = restated(book)
    arr = found["arr_cents"]
    assert (arr.closed, arr.current, arr.difference, arr.unattributed) == (400_000, 360_000, -40_000, 0)
    (part,) = arr.parts
    assert (part.name, part.difference) == ("Acme", -40_000)
    cut, smaller = part.entries
    assert (cut.table, cut.field, cut.old, cut.new) == ("contract_line", "end_on", None, "2026-06-12")
    assert (smaller.field, smaller.says["arr_cents"], smaller.dated_on) == (None, 60_000, date(2026, 6, 12))
    assert {(each.at.date(), each.by) for each in part.entries} == {(date(2026, 7, 14), book.portfolio.hand().author)}
    assert found["nrr"].parts[0].difference == pytest.approx(-0.1)


def test_that_what_is_dated_after_the_quarter_or_came_back_restates_nothing(book: Book) -> None:
    do_close(book)
    enter_late(book, LINE | {"external_id": "L-9", "start_on": "2026-07-01"})
    enter_late(book, LINE | {"arr": 900})
    enter_late(book, LINE | {"likelihood": 0.5})
    enter_late(book, LINE)
    assert restated(book) == {}
    (closed,) = book.portfolio.read(closed_quarters, CLOSED_ON)
    assert book.portfolio.read(entered_since, closed) == []


def test_that_what_was_taken_back_again_is_no_entry(book: Book) -> None:
    do_close(book)
    enter_late(book)
    book.portfolio.undo()
    (closed,) = book.portfolio.read(closed_quarters, CLOSED_ON)
    assert book.portfolio.read(entered_since, closed) == []
    # Taken back for good is one.
    row = next(each["id"] for each in book.rows("contract_line") if each["external_id"] == "L-2")
    book.portfolio.perform(lambda tx: tx.delete("contract_line", row))
    (entry,) = book.portfolio.read(entered_since, closed)
    assert (entry.field, entry.row, entry.says["arr_cents"]) == ("deleted_at", row, 300_000)
    assert restated(book)["arr_cents"].difference == -300_000


def test_that_only_what_was_known_by_a_day_is_said_where_that_is_asked(book: Book) -> None:
    do_close(book)
    enter_late(book)
    (closed,) = book.portfolio.read(closed_quarters, CLOSED_ON)
    assert book.portfolio.read(entered_since, closed, known_then=date(2026, 7, 13)) == []
    assert len(book.portfolio.read(entered_since, closed, known_then=date(2026, 7, 14))) == 2


def test_that_a_quarter_can_be_closed_as_it_was_known_on_a_day_gone_by(book: Book) -> None:
    enter_late(book)
    with book.portfolio.looked_at(CLOSED_ON, known_then=True) as conn:
        read = read_quarter(conn, Q2)
    kept = figures_of_quarter(read)
    book.portfolio.perform(close_quarter, kept, as_of=CLOSED_ON, known_then=True, author="Ann")
    (closed,) = book.portfolio.read(closed_quarters, CLOSED_ON)
    assert (closed.author, closed.known_until is not None) == ("Ann", True)
    arr = restated(book)["arr_cents"]
    assert (arr.closed, arr.current, len(arr.parts[0].entries)) == (400_000, 360_000, 2)


def test_that_before_its_day_a_closing_is_not_known(book: Book) -> None:
    do_close(book)
    assert book.portfolio.read(closed_quarters, date(2026, 7, 2)) == []
    assert len(book.portfolio.read(closed_quarters, CLOSED_ON)) == 1


def test_that_the_fiscal_year_begins_in_january_unless_it_is_set(book: Book) -> None:
    assert book.portfolio.read(fiscal_start) == 1
    book.portfolio.perform(set_fiscal_start, 4)
    book.portfolio.perform(set_fiscal_start, 7)
    assert book.portfolio.read(fiscal_start) == 7
    book.portfolio.undo()
    assert book.portfolio.read(fiscal_start) == 4
    with pytest.raises(Rejected, match="from 1 to 12"):
        book.portfolio.perform(set_fiscal_start, 13)


@pytest.mark.parametrize("detail", ["{", "[]", '{"year": "x"}', '{"columns": 3}', '{"rows": [[1]]}'])
def test_that_a_closed_quarter_that_cannot_be_read_is_said(book: Book, detail: str) -> None:
    do_close(book)

    rows = book.ask("SELECT id FROM closed_figure WHERE key IN ('closing', 'accounts')")
    for row in rows:
        book.portfolio.perform(add_detail, str(row["id"]), detail)
    with pytest.raises(FileProblem, match="closed quarter"):
        read_all(book)


def add_detail(tx: Tx, row: str, detail: str) -> None:
    tx.update("closed_figure", row, {"detail": detail})


def read_all(book: Book) -> None:
    for closed in book.portfolio.read(closed_quarters, CLOSED_ON):
        book.portfolio.read(frozen, closed)
