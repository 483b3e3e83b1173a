"""Renewals and notices: which line they are about, what becomes of it, and what the figures say then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from desktop.domain.calendar import add_months
from desktop.domain.contracts import known_lines
from desktop.domain.drafts import NoticeDraft, RenewDraft
from desktop.domain.errors import Rejected
from desktop.domain.grammar import parse
from desktop.domain.renewals import renewal_rows
from desktop.operations.contracts import (
    MOST_MONTHS,
    MOST_NOTICE_DAYS,
    give_notice,
    renew,
    set_notice_days,
    typed_days,
)
from desktop.operations.logging import log
from desktop.store.queries.facts import contract_lines
from desktop.store.queries.names import names
from tests.operations.imports.import_books import TODAY, Book, new_book

END = date(2026, 9, 1)
LINE: dict[str, object] = {
    "account": "Acme",
    "external_id": "L-1",
    "arr": 1000,
    "start_on": "2025-09-01",
    "end_on": END.isoformat(),
    "term_months": 12,
    "auto_renew": "true",
    "notice_days": 90,
    "product": "Planner",
    "plan": "Pro",
    "plan_rank": 2,
    "seats": 20,
    "likelihood": 0.6,
    "next_step": "Send the offer",
}
"""A year that can be left until 2026-06-03."""


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with new_book(tmp_path) as made:
        made.accounts("Acme", "Bolt")
        yield made
        assert made.problems() == []


def lines(book: Book, *rows: dict[str, object]) -> None:
    if rows:
        book.import_("subscriptions", *(LINE | row for row in rows))


def line(book: Book, external_id: str = "L-1") -> dict[str, Any]:
    (row,) = [row for row in book.rows("contract_line") if row["external_id"] == external_id]
    return row


def do_renew(book: Book, months: int = 12, arr_cents: int | None = None, *, as_of: date = TODAY) -> dict[str, Any]:
    """The line that was added."""
    draft = RenewDraft(account=book.ids()["Acme"], months=months, on_day=as_of, arr_cents=arr_cents)
    added = book.portfolio.perform(renew, draft, as_of=as_of).result
    (row,) = [row for row in book.rows("contract_line") if row["id"] == added]
    return row


def do_give_notice(book: Book, given_on: date = TODAY, reason: str | None = None, *, as_of: date = TODAY) -> str:
    draft = NoticeDraft(account=book.ids()["Acme"], given_on=given_on, reason=reason)
    return book.portfolio.perform(give_notice, draft, as_of=as_of).result


def arr(book: Book, day: date, *, known_on: date | None = None) -> int:
    """Cents of the whole book on a day, as known on that day or the one given."""
    known = known_lines(book.portfolio.read(contract_lines), as_of=known_on or day)
    return int(np.where(known.counts_on(day), known.arr, 0).sum())


def open_terms(book: Book, as_of: date) -> list[tuple[date, date | None]]:
    """(renews on, opts out on) of what is left to decide."""
    rows = renewal_rows(book.portfolio.read(contract_lines), as_of=as_of)
    return [(row.renews_on, row.opts_out_on) for row in rows if row.outcome is None]


def typed(book: Book, text: str, as_of: date = TODAY) -> str:
    """Log a line as it is typed on a day; the label of the change."""
    known = book.portfolio.read(names)
    draft = parse(text, accounts=known.accounts, contacts=known.contacts, as_of=as_of).draft
    assert draft is not None
    return book.portfolio.perform(log, draft, as_of=as_of).changes.label


# -- as typed


def test_that_a_renewal_is_typed_with_its_months_and_price(book: Book) -> None:
    lines(book, {})
    assert typed(book, "acme renew +12m 120k") == "Renewed for 12 months"
    old, new = book.rows("contract_line")
    assert (old["outcome"], old["outcome_on"], old["end_on"]) == ("renewed", "2026-05-20", "2026-09-01")
    assert (new["start_on"], new["end_on"], new["term_months"]) == ("2026-09-01", "2027-09-01", 12)
    assert new["arr_cents"] == 12_000_000


def test_that_a_notice_is_typed_with_its_day_and_reason(book: Book) -> None:
    lines(book, {})
    assert typed(book, 'acme notice 22 nov "budget"', date(2026, 11, 22)) == "Notice given"
    assert (line(book)["notice_given_on"], line(book)["reason"]) == ("2026-11-22", "budget")
    # The term that began in September is the last.
    assert [arr(book, day) for day in (date(2027, 8, 31), date(2027, 9, 1))] == [100_000, 0]


# -- renewing


def test_that_a_renewal_closes_the_term_and_adds_the_next_in_one_change(book: Book) -> None:
    lines(book, {})
    before, sets = book.contents(), book.change_sets()
    new = do_renew(book)
    kept = ("account", "product", "plan", "plan_rank", "seats", "arr_cents", "auto_renew", "notice_days")
    assert {name: new[name] for name in kept} == {name: line(book)[name] for name in kept}
    # What was guessed and planned for the term that is decided says nothing of the next.
    assert (new["likelihood"], new["next_step"], new["outcome"], new["external_id"]) == (None, None, None, None)
    assert book.change_sets() == sets + 1
    book.portfolio.undo()
    assert book.contents() == before


def test_that_arr_changes_on_the_day_the_new_term_starts_and_not_before(book: Book) -> None:
    lines(book, {})
    do_renew(book, arr_cents=120_000)
    last = END - timedelta(days=1)
    assert [arr(book, day) for day in (TODAY, last, END, date(2027, 8, 31))] == [100_000, 100_000, 120_000, 120_000]


@pytest.mark.parametrize("arr_cents", [0, 1, 99_999, 100_000])
def test_that_a_price_that_was_said_is_the_price(book: Book, arr_cents: int) -> None:
    lines(book, {})
    assert do_renew(book, arr_cents=arr_cents)["arr_cents"] == arr_cents


@pytest.mark.parametrize("months", [1, 12, 18, MOST_MONTHS])
def test_that_the_new_term_lasts_what_was_agreed(book: Book, months: int) -> None:
    lines(book, {})
    new = do_renew(book, months)
    assert (new["term_months"], new["end_on"]) == (months, add_months(END, months).isoformat())


def test_that_nothing_is_left_to_decide_once_it_is_renewed(book: Book) -> None:
    lines(book, {})
    assert open_terms(book, TODAY) == [(END, date(2026, 6, 3))]
    do_renew(book)
    assert open_terms(book, TODAY) == []
    with pytest.raises(Rejected, match="nothing to renew"):
        do_renew(book)
    assert open_terms(book, END) == [(date(2027, 9, 1), date(2027, 6, 3))]


def test_that_a_line_that_rolled_on_is_renewed_from_the_end_it_has_reached(book: Book) -> None:
    lines(book, {"start_on": "2022-09-01", "end_on": "2023-09-01", "term_months": ""})
    new = do_renew(book, 24)
    assert (line(book)["end_on"], line(book)["term_months"]) == ("2026-09-01", 12)
    assert (new["start_on"], new["end_on"]) == ("2026-09-01", "2028-09-01")
    assert [arr(book, day) for day in (date(2024, 1, 1), TODAY, END, date(2028, 8, 31))] == [100_000] * 4


def test_that_an_overdue_line_is_renewed_from_its_end(book: Book) -> None:
    lines(book, {"start_on": "2025-05-08", "end_on": "2026-05-08", "auto_renew": "false"})
    assert arr(book, TODAY) == 0
    new = do_renew(book)
    assert (new["start_on"], new["end_on"]) == ("2026-05-08", "2027-05-08")
    assert arr(book, TODAY) == 100_000


def test_that_a_contract_of_years_is_not_cut_short_by_staying(book: Book) -> None:
    lines(book, {"end_on": "2028-09-01"})
    new = do_renew(book)
    assert line(book)["end_on"] == "2026-09-01"
    assert (new["start_on"], new["end_on"]) == ("2026-09-01", "2028-09-01")
    assert open_terms(book, END) == [(date(2027, 9, 1), date(2027, 6, 3))]


def test_that_the_term_that_governs_first_is_renewed(book: Book) -> None:
    # The later end has the earlier opt-out.
    lines(
        book,
        {"external_id": "soon", "product": "Reports", "end_on": "2026-08-01", "notice_days": 0},
        {"external_id": "governs", "end_on": "2026-09-01", "notice_days": 100},
        {"account": "Bolt", "external_id": "theirs", "end_on": "2026-06-01"},
    )
    assert do_renew(book)["product"] == "Planner"
    outcomes = {name: line(book, name)["outcome"] for name in ("soon", "governs", "theirs")}
    assert outcomes == {"soon": None, "governs": "renewed", "theirs": None}
    assert do_renew(book)["product"] == "Reports"


def test_that_unknown_stays_unknown_in_the_new_term(book: Book) -> None:
    lines(book, {"auto_renew": "", "notice_days": "", "seats": "", "plan_rank": ""})
    new = do_renew(book)
    assert [new[name] for name in ("auto_renew", "notice_days", "seats", "plan_rank")] == [None] * 4


@pytest.mark.parametrize(
    ("months", "arr_cents", "field"),
    [(0, None, "months"), (-1, None, "months"), (121, None, "months"), (12, -1, "arr_cents")],
)
def test_that_a_renewal_out_of_bounds_is_refused_and_changes_nothing(
    book: Book, months: int, arr_cents: int | None, field: str
) -> None:
    lines(book, {})
    before = book.contents()
    with pytest.raises(Rejected, match="not saved") as refused:
        do_renew(book, months, arr_cents)
    assert refused.value.field == field
    assert book.contents() == before


NOTHING_OPEN: list[list[dict[str, object]]] = [
    [],
    [{"account": "Bolt"}],
    [{"trial": "true"}],
    [{"outcome": "ended", "outcome_on": "2026-05-01"}],
    [{"end_on": "", "term_months": ""}],
    [{"start_on": "2026-06-01", "end_on": "2027-06-01"}],
]


@pytest.mark.parametrize("rows", NOTHING_OPEN)
def test_that_without_an_open_term_there_is_nothing_to_renew_or_to_leave(
    book: Book, rows: list[dict[str, object]]
) -> None:
    lines(book, *rows)
    before = book.contents()
    with pytest.raises(Rejected, match="nothing to renew"):
        do_renew(book)
    with pytest.raises(Rejected, match="nothing to give notice of"):
        do_give_notice(book)
    assert book.contents() == before


# -- giving notice


def test_that_a_notice_in_time_ends_the_line_with_its_term(book: Book) -> None:
    lines(book, {})
    assert arr(book, END) == 100_000
    given = do_give_notice(book, date(2026, 6, 3), as_of=date(2026, 6, 3))
    assert given == line(book)["id"]
    assert [arr(book, day) for day in (END - timedelta(days=1), END)] == [100_000, 0]


def test_that_a_notice_too_late_ends_the_line_a_term_later(book: Book) -> None:
    lines(book, {})
    do_give_notice(book, date(2026, 6, 4), as_of=date(2026, 6, 4))
    assert [arr(book, day) for day in (END, date(2027, 8, 31), date(2027, 9, 1))] == [100_000, 100_000, 0]


def test_that_before_its_day_a_notice_is_not_known(book: Book) -> None:
    lines(book, {})
    do_give_notice(book, date(2026, 6, 1))
    assert arr(book, END, known_on=END) == 0
    known = known_lines(book.portfolio.read(contract_lines), as_of=TODAY)
    assert known.lines[0].notice_given_on is None


def test_that_a_notice_is_for_every_line_that_ends_on_that_day(book: Book) -> None:
    lines(
        book,
        {"external_id": "one"},
        {"external_id": "two", "product": "Reports", "notice_days": 30},
        {"external_id": "later", "product": "Sharing", "start_on": "2025-10-01", "end_on": "2026-10-01"},
        {"account": "Bolt", "external_id": "theirs"},
    )
    sets = book.change_sets()
    do_give_notice(book, reason="budget")
    given = {name: line(book, name)["notice_given_on"] for name in ("one", "two", "later", "theirs")}
    assert given == {"one": "2026-05-20", "two": "2026-05-20", "later": None, "theirs": None}
    assert book.change_sets() == sets + 1


def test_that_a_notice_without_a_reason_keeps_the_one_that_was_known(book: Book) -> None:
    lines(book, {"reason": "merger"})
    do_give_notice(book)
    assert line(book)["reason"] == "merger"
    do_give_notice(book, reason="budget")
    assert line(book)["reason"] == "budget"
    assert line(book)["outcome"] is None


def test_that_a_notice_can_be_followed_by_a_renewal_after_all(book: Book) -> None:
    lines(book, {})
    do_give_notice(book)
    assert do_renew(book)["notice_given_on"] is None
    assert [arr(book, day) for day in (END - timedelta(days=1), END)] == [100_000, 100_000]


def test_that_a_notice_period_that_was_missing_gives_the_opt_out_date_and_undo_takes_it_back(book: Book) -> None:
    lines(book, {"notice_days": None})
    own = line(book)["id"]
    account = line(book)["account"]
    assert [row.opts_out_on for row in renewal_rows(book.portfolio.read(contract_lines), as_of=TODAY)] == [None]

    performed = book.portfolio.perform(set_notice_days, own, 60, account=account)

    assert performed.changes.label == "Notice period set: 60 d, Acme"
    found = [(row.opts_out_on, row.renews_on) for row in renewal_rows(book.portfolio.read(contract_lines), as_of=TODAY)]
    assert [(renews - opts_out).days for opts_out, renews in found if opts_out is not None] == [60]
    book.portfolio.undo()
    assert line(book)["notice_days"] is None


@pytest.mark.parametrize("days", [-1, MOST_NOTICE_DAYS + 1])
def test_that_a_notice_period_out_of_bounds_is_refused(book: Book, days: int) -> None:
    lines(book, {})
    with pytest.raises(Rejected, match="0 to 3650 days"):
        book.portfolio.perform(set_notice_days, line(book)["id"], days, account=line(book)["account"])


def test_that_the_notice_of_another_accounts_line_is_not_set(book: Book) -> None:
    lines(book, {})
    with pytest.raises(Rejected, match="no such contract line"):
        book.portfolio.perform(set_notice_days, line(book)["id"], 30, account="another")


@pytest.mark.parametrize(("typed", "days"), [("60", 60), (" 0 ", 0), ("90 d", 90), ("1 day", 1), ("30 Days", 30)])
def test_that_days_are_understood_with_and_without_their_unit(typed: str, days: int) -> None:
    assert typed_days(typed) == days


@pytest.mark.parametrize("typed", ["", "-1", "two", "1.5", "60 weeks", "٣٠", "9" * 12])
def test_that_what_is_no_number_of_days_is_refused(typed: str) -> None:
    with pytest.raises(Rejected, match="no number of days"):
        typed_days(typed)
