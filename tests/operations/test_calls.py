"""Calling a renewal: what is written, what is refused, and keeping the automatic call."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.calendar import Period
from desktop.domain.errors import Rejected
from desktop.domain.money import MAX_CENTS
from desktop.operations.calls import LONGEST_AUTHOR, freeze_automatic, record_call
from desktop.operations.forecast import (
    MOST_DAYS,
    grade_calls,
    grading_period,
    read_forecast,
    read_grading,
    renewal_forecast,
)
from desktop.store.queries.calls import likelihood_changes
from desktop.store.queries.facts import renewal_calls
from tests.operations.imports.import_books import TODAY, Book, new_book

LINE: dict[str, object] = {
    "account": "Acme",
    "external_id": "L-1",
    "arr": 1000,
    "start_on": "2025-09-01",
    "end_on": "2026-09-01",
    "notice_days": 30,
    "product": "Planner",
    "likelihood": 0.6,
}
WINDOW = Period(TODAY, date(2026, 12, 31))


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with new_book(tmp_path) as made:
        made.accounts("Acme", "Bolt")
        made.import_("subscriptions", LINE, LINE | {"external_id": "L-2", "product": "Reports", "arr": 3000})
        yield made
        assert made.problems() == []


def do_call(book: Book, category: str = "commit", *, account: str = "Acme", **more: Any) -> str:
    said: dict[str, Any] = {"on_day": TODAY} | more
    return book.portfolio.perform(record_call, book.ids()[account], category, **said).result


def written(book: Book) -> list[tuple[object, ...]]:
    names = ("on_day", "kind", "category", "amount_cents", "author", "contract_line")
    return [tuple(row[name] for name in names) for row in book.rows("renewal_call")]


def line_id(book: Book, external_id: str = "L-1") -> str:
    return next(row["id"] for row in book.rows("contract_line") if row["external_id"] == external_id)


def test_that_a_call_is_a_dated_row_with_its_author_and_undo_takes_it_back(book: Book) -> None:
    done = book.portfolio.perform(
        record_call, book.ids()["Acme"], "at risk", on_day=TODAY, amount_cents=500, author="  Mara   Lind "
    )
    assert done.changes.label == "Called at risk, Acme"
    assert written(book) == [("2026-05-20", "csm", "at risk", 500, "Mara Lind", None)]
    book.portfolio.undo()
    assert written(book) == []


def test_that_a_call_without_an_author_is_whose_who_writes_it(book: Book) -> None:
    do_call(book)
    ((*_, author, _),) = written(book)
    assert author == book.portfolio.hand().author


def test_that_a_second_call_of_a_day_takes_the_place_of_the_first_of_its_kind(book: Book) -> None:
    first = do_call(book, "commit", amount_cents=100)
    final = do_call(book, "best case", final=True, author="Boss")
    line = do_call(book, "at risk", contract_line=line_id(book))
    assert do_call(book, "most likely") == first
    assert len({first, final, line}) == 3
    assert [(kind, category, cents) for _, kind, category, cents, _, _ in written(book)] == [
        ("csm", "most likely", None),
        ("final", "best case", None),
        ("csm", "at risk", None),
    ]
    do_call(book, "commit", on_day=date(2026, 5, 21))
    assert len(written(book)) == 4


@pytest.mark.parametrize(
    ("category", "more", "field", "says"),
    [
        ("perhaps", {}, "category", "no category"),
        ("Commit", {}, "category", "no category"),
        ("commit", {"amount_cents": -1}, "amount", "zero or more"),
        ("commit", {"amount_cents": MAX_CENTS + 1}, "amount", "zero or more"),
        ("commit", {"author": "x" * (LONGEST_AUTHOR + 1)}, "author", "at most"),
        ("commit", {"contract_line": "another"}, None, "no such contract line"),
        ("commit", {"account": "Bolt"}, None, "nothing to call"),
        ("commit", {"on_day": date(2025, 8, 31)}, None, "nothing to call"),
    ],
)
def test_that_what_cannot_be_called_is_refused_and_nothing_is_saved(
    book: Book, category: str, more: dict[str, Any], field: str | None, says: str
) -> None:
    before = book.contents()
    with pytest.raises(Rejected, match=says) as refused:
        do_call(book, category, **more)
    assert refused.value.field == field
    assert book.contents() == before


def test_that_an_account_that_was_taken_back_is_not_called(book: Book) -> None:
    account = book.ids()["Acme"]
    book.portfolio.perform(lambda tx: tx.delete("account", account))
    with pytest.raises(Rejected, match="no such account"):
        book.portfolio.perform(record_call, account, "commit", on_day=TODAY)
    with pytest.raises(Rejected, match="no such account"):
        book.portfolio.perform(freeze_automatic, account, (), on_day=TODAY)
    assert book.portfolio.read(renewal_calls) == []


def forecast_of(book: Book, day: date = TODAY, window: Period = WINDOW) -> dict[str, Any]:
    """Product -> what is called of its term."""
    with book.portfolio.looked_at(day) as conn:
        read = read_forecast(conn, day)
    return {each.term.product or "": each for each in renewal_forecast(read, window).terms}


def test_that_a_call_is_in_the_forecast_from_its_day_on_shared_over_the_lines(book: Book) -> None:
    do_call(book, "best case", amount_cents=200_000)
    said = {product: each.csm for product, each in forecast_of(book).items()}
    assert {product: (each.category, each.called_cents) for product, each in said.items()} == {
        "Planner": ("best case", 50_000),
        "Reports": ("best case", 150_000),
    }
    assert forecast_of(book, date(2026, 5, 19))["Planner"].csm is None


def test_that_the_automatic_call_can_be_kept_and_stands_until_a_fact_decides(book: Book) -> None:
    account = book.ids()["Acme"]
    said = [(each.term, each.rule) for each in forecast_of(book).values()]
    made = book.portfolio.perform(freeze_automatic, account, said, on_day=TODAY)
    assert (made.changes.label, len(made.result)) == ("Automatic call kept, Acme", 2)
    assert sorted((kind, category, cents) for _, kind, category, cents, _, _ in written(book)) == [
        ("automatic", "most likely", 100_000),
        ("automatic", "most likely", 300_000),
    ]
    book.import_("subscriptions", {"account": "Acme", "external_id": "L-1", "likelihood": 0.1, **_same(LINE)})
    later = forecast_of(book, date(2026, 6, 1))["Planner"]
    assert (later.automatic.category, later.rule.category) == ("most likely", "at risk")
    book.import_(
        "subscriptions", {"account": "Acme", "external_id": "L-1", "notice_given_on": "2026-06-02", **_same(LINE)}
    )
    assert forecast_of(book, date(2026, 6, 2))["Planner"].automatic.category == "omitted"


def _same(row: dict[str, object]) -> dict[str, object]:
    return {name: row[name] for name in ("arr", "start_on")}


def test_that_where_no_term_is_open_no_automatic_call_is_kept(book: Book) -> None:
    with pytest.raises(Rejected, match="no term of Bolt is open"):
        book.portfolio.perform(freeze_automatic, book.ids()["Bolt"], (), on_day=TODAY)


def test_that_a_window_too_far_ahead_is_refused(book: Book) -> None:
    last = date.fromordinal(TODAY.toordinal() + MOST_DAYS)
    assert forecast_of(book, window=Period(TODAY, last))
    with pytest.raises(Rejected, match="ten years"):
        forecast_of(book, window=Period(TODAY, date.fromordinal(last.toordinal() + 1)))


def test_that_the_rule_is_graded_with_the_likelihood_the_journal_holds_of_that_day(book: Book) -> None:
    """Likelihood 0.6 was written on 20 May, 0.1 on 20 July; the opt-out date is 2 August."""
    from datetime import UTC, datetime

    book.clock.at = datetime(2026, 7, 20, 9, tzinfo=UTC)
    book.import_("subscriptions", {"account": "Acme", "external_id": "L-1", "likelihood": 0.1, **_same(LINE)})
    outcome = {"outcome": "renewed", "outcome_on": "2026-08-20"}
    book.import_("subscriptions", {"account": "Acme", "external_id": "L-1", **outcome, **_same(LINE)})
    ((line, changes),) = book.portfolio.read(likelihood_changes).items()
    assert (line, changes) == (line_id(book), [(date(2026, 7, 20), 0.6)])
    after = date(2026, 10, 1)
    with book.portfolio.looked_at(after) as conn:
        read = read_grading(conn, after, grading_period(Period(TODAY, date(2026, 12, 31)), after))
    (graded,) = [each for each in grade_calls(read, by="csm") if each.term.line_id == line]
    assert graded.group == "(none)"
    assert graded.term.closed_cents == 100_000
    # On the eve it was at risk, 90 days before most likely.
    assert graded.called["automatic", "last"] == 0
    assert graded.called["automatic", "90 days before"] == 100_000
    assert graded.called["csm", "last"] is None
