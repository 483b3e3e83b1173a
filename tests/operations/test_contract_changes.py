"""Changing, ending, adding and correcting contract lines: what the figures say before the day, on it, and for ever."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from desktop.domain.calendar import Period
from desktop.domain.contract_terms import Terms, terms_of
from desktop.domain.contracts import known_lines
from desktop.domain.drafts import (
    AddLineDraft,
    ChangeDraft,
    ContractDraft,
    CorrectLineDraft,
    EndDraft,
    NoticeDraft,
    RemoveLineDraft,
    RenewDraft,
)
from desktop.domain.errors import Rejected
from desktop.domain.facts import ContractLine
from desktop.domain.grammar import parse
from desktop.domain.reasons import reasons
from desktop.domain.renewals import ended_terms, renewal_rows
from desktop.operations.logging import log
from desktop.operations.outcome import Outcome, log_with_outcome
from desktop.store.queries.book import book as read_book
from desktop.store.queries.facts import contract_lines
from desktop.store.queries.names import names
from tests.operations.imports.import_books import TODAY, Book, new_book

START, END = date(2025, 9, 1), date(2026, 9, 1)
LINE: dict[str, object] = {
    "account": "Acme",
    "external_id": "L-1",
    "arr": 1000,
    "start_on": START.isoformat(),
    "end_on": END.isoformat(),
    "term_months": 12,
    "auto_renew": "true",
    "notice_days": 90,
    "product": "Planner",
    "plan": "Pro",
    "plan_rank": 2,
    "seats": 20,
}
"""A year of 1,000 that rolls on, and can be left until 2026-06-03; today is 20 May 2026."""
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with new_book(tmp_path) as made:
        made.accounts("Acme", "Bolt")
        yield made
        assert made.problems() == []


def fill(book: Book, *rows: dict[str, object]) -> None:
    book.import_("subscriptions", *(LINE | row for row in rows))


def lines(book: Book) -> list[ContractLine]:
    return sorted(book.portfolio.read(contract_lines), key=lambda line: (line.start_on, line.product or ""))


def acme(book: Book) -> str:
    return book.ids()["Acme"]


def do(book: Book, draft: ContractDraft, as_of: date = TODAY) -> Outcome:
    return book.portfolio.perform(log_with_outcome, draft, as_of=as_of).result


def change(book: Book, cents: int | None = None, on_day: date = TODAY, **said: Any) -> Outcome:
    return do(book, ChangeDraft(account=acme(book), on_day=on_day, arr_cents=cents, **said))


def arr(book: Book, day: date, known_on: date | None = None) -> int:
    known = known_lines(book.portfolio.read(contract_lines), as_of=known_on or max(day, TODAY))
    return int(np.where(known.counts_on(day), known.arr, 0).sum())


def spans(book: Book) -> list[tuple[str, str | None, int]]:
    return [
        (each.start_on.isoformat(), each.end_on.isoformat() if each.end_on else None, each.arr_cents)
        for each in lines(book)
    ]


# -- changing within a term


def test_that_an_upgrade_ends_the_line_on_the_day_and_a_line_follows_to_the_same_end(book: Book) -> None:
    fill(book, {})
    before, sets = book.contents(), book.change_sets()
    done = change(book, 140_000, way="up", reason="more teams")
    assert spans(book) == [("2025-09-01", "2026-05-20", 100_000), ("2026-05-20", "2026-09-01", 140_000)]
    old, new = lines(book)
    assert replace(terms_of(old), arr_cents=0) == replace(terms_of(new), arr_cents=0)
    assert (old.reason, new.reason) == ("more teams", None)
    assert done.label == "Upgraded: Planner Pro"
    assert book.change_sets() == sets + 1
    book.portfolio.undo()
    assert book.contents() == before


def test_that_the_days_before_a_change_stay_as_they_were(book: Book) -> None:
    fill(book, {})
    change(book, 140_000, way="up")
    assert [arr(book, day) for day in (START, YESTERDAY, TODAY, END)] == [100_000, 100_000, 140_000, 140_000]


def test_that_the_preview_of_an_upgrade_says_what_the_figures_say_after_it(book: Book) -> None:
    fill(book, {}, {"account": "Bolt", "external_id": "B", "arr": 3000, "start_on": "2024-01-01", "end_on": ""})
    # A year ago Acme had nothing: it is not in the cohort of NRR.
    done = change(book, 140_000, way="up").contract
    assert done is not None
    assert (done.on, done.before_cents, done.after_cents) == (TODAY, 100_000, 140_000)
    assert (done.movement, done.moved_cents, done.kinds.upsell) == ("expansion", 40_000, 40_000)
    assert done.opt_out_before is not None
    assert done.opt_out_after is not None
    assert done.opt_out_after.opts_out_on == done.opt_out_before.opts_out_on == date(2026, 6, 3)
    assert (done.nrr_points, done.nrr_n) == (None, 1)


def test_that_nrr_moves_by_the_accounts_part_of_the_cohort(book: Book) -> None:
    fill(
        book,
        {"start_on": "2024-09-01", "end_on": "2025-09-01"},
        {"account": "Bolt", "external_id": "B", "arr": 3000, "start_on": "2024-01-01", "end_on": ""},
    )
    up = change(book, 140_000, way="up").contract
    assert up is not None
    assert up.nrr_points == pytest.approx(400 / 4000)
    assert up.nrr_n == 2
    book.portfolio.undo()
    gone = do(book, EndDraft(account=acme(book), on_day=TODAY)).contract
    assert gone is not None
    assert gone.nrr_points == pytest.approx(-1000 / 4000)
    assert (gone.movement, gone.after_cents, gone.opt_out_after) == ("churn", 0, None)


@pytest.mark.parametrize(
    ("terms", "kind"),
    [
        ({"plan": "Max", "plan_rank": 3}, "feature_upgrade"),
        ({"plan": "Max", "plan_rank": None}, "upsell"),
        ({"seats": 30}, "upsell"),
    ],
)
def test_that_the_kind_of_an_expansion_is_told(book: Book, terms: dict[str, Any], kind: str) -> None:
    fill(book, {})
    new = replace(terms_of(lines(book)[0]), arr_cents=150_000, **terms)
    done = change(book, terms=new, line=lines(book)[0].id).contract
    assert done is not None
    assert {name for name, cents in done.kinds._asdict().items() if cents} == {kind}


def test_that_a_line_of_another_product_is_a_cross_sell_and_nothing_is_overdue(book: Book) -> None:
    fill(book, {})
    new = replace(terms_of(lines(book)[0]), product="Reports", arr_cents=160_000)
    done = change(book, terms=new, line=lines(book)[0].id).contract
    assert done is not None
    assert done.kinds.cross_sell == 60_000
    assert [row.overdue for row in renewal_rows(lines(book), as_of=TODAY)] == [False]


def test_that_a_downgrade_is_a_contraction_and_of_the_term_only_what_is_left_was_renewed(book: Book) -> None:
    fill(book, {})
    done = change(book, 60_000, way="down", reason="price")
    assert done.contract is not None
    assert (done.contract.movement, done.contract.moved_cents) == ("contraction", 40_000)
    (term,) = ended_terms(lines(book), Period(YESTERDAY, TODAY))
    assert (term.arr_cents, term.renewed_cents) == (100_000, 60_000)
    said = reasons(book.portfolio.read(read_book), Period(YESTERDAY, TODAY))
    assert said.moved[acme(book), TODAY] == "price"


@pytest.mark.parametrize(("way", "cents"), [("up", 100_000), ("up", 90_000), ("down", 100_000), ("down", 110_000)])
def test_that_up_is_up_and_down_is_down(book: Book, way: str, cents: int) -> None:
    fill(book, {})
    before = book.contents()
    with pytest.raises(Rejected, match="1,000 a year") as refused:
        change(book, cents, way=way)
    assert refused.value.field == "amount"
    assert book.contents() == before


def test_that_a_change_to_come_leaves_nothing_to_decide_until_then(book: Book) -> None:
    fill(book, {})
    day = TODAY + timedelta(days=30)
    done = change(book, 140_000, on_day=day, way="up").contract
    assert done is not None
    assert (done.on, done.before_cents, done.after_cents) == (day, 100_000, 140_000)
    assert [arr(book, each) for each in (TODAY, day - timedelta(days=1), day)] == [100_000, 100_000, 140_000]
    assert [row.outcome for row in renewal_rows(lines(book), as_of=TODAY)] == ["renewed"]
    assert done.opt_out_after is not None
    assert done.opt_out_after.renews_on == END


def test_that_a_change_that_is_typed_late_counts_from_its_day(book: Book) -> None:
    fill(book, {})
    change(book, 60_000, on_day=date(2026, 3, 1), way="down")
    assert [arr(book, day) for day in (date(2026, 2, 28), date(2026, 3, 1))] == [100_000, 60_000]


def test_that_a_line_that_rolled_on_keeps_its_past_and_the_term_it_is_in(book: Book) -> None:
    fill(book, {"start_on": "2022-09-01", "end_on": "2023-09-01", "term_months": ""})
    change(book, 140_000, way="up")
    assert spans(book)[1][:2] == ("2026-05-20", "2026-09-01")
    days = [date(2022, 9, 1), date(2024, 1, 1), YESTERDAY, TODAY, date(2027, 1, 1)]
    assert [arr(book, day) for day in days] == [100_000, 100_000, 100_000, 140_000, 140_000]


def test_that_a_contract_of_years_can_still_be_left_on_the_same_days(book: Book) -> None:
    fill(book, {"end_on": "2028-09-01"})
    change(book, 140_000, way="up")
    assert [each[:2] for each in spans(book)] == [
        ("2025-09-01", "2026-05-20"),
        ("2026-05-20", "2026-09-01"),
        ("2026-09-01", "2028-09-01"),
    ]
    for year in (2026, 2027):
        day = date(year, 5, 25)
        rows = [row for row in renewal_rows(lines(book), as_of=day) if row.outcome is None]
        assert [(row.renews_on, row.opts_out_on) for row in rows] == [(date(year, 9, 1), date(year, 6, 3))]
    # A second change within it moves the rest, too.
    change(book, 150_000, on_day=TODAY + timedelta(days=3), way="up")
    assert [arr(book, day) for day in (TODAY, date(2026, 5, 23), date(2028, 8, 31))] == [140_000, 150_000, 150_000]


def test_that_renewing_a_contract_that_was_changed_within_years_keeps_its_end(book: Book) -> None:
    fill(book, {"end_on": "2028-09-01"})
    change(book, 140_000, way="up")
    do(book, RenewDraft(account=acme(book), months=12, on_day=TODAY))
    assert [each[:2] for each in spans(book)][1:] == [("2026-05-20", "2026-09-01"), ("2026-09-01", "2028-09-01")]
    assert arr(book, date(2027, 1, 1)) == 140_000


def test_that_a_trial_becomes_paid_for_a_term_of_its_own(book: Book) -> None:
    fill(book, {"start_on": "2026-05-01", "end_on": "2026-06-01", "trial": "true", "term_months": ""})
    done = change(book, 100_000, months=12, way="up")
    assert done.label == "Converted to paid: Planner Pro"
    assert done.contract is not None
    assert (done.contract.movement, done.contract.before_cents, done.contract.after_cents) == ("new", 0, 100_000)
    assert spans(book)[1] == ("2026-05-20", "2027-05-20", 100_000)
    assert [line.trial for line in lines(book)] == [True, None]


def test_that_of_several_lines_one_is_named(book: Book) -> None:
    fill(book, {}, {"external_id": "L-2", "product": "Reports", "plan": ""})
    with pytest.raises(Rejected, match="Which line: Planner Pro and Reports"):
        change(book, 140_000, way="up")
    with pytest.raises(Rejected, match='is called "maps"'):
        change(book, 140_000, way="up", called="maps")
    change(book, 140_000, way="up", called="rep")
    assert {line.product: line.arr_cents for line in lines(book) if line.start_on == TODAY} == {"Reports": 140_000}


@pytest.mark.parametrize("on_day", [START, START - timedelta(days=1), date(2027, 9, 2)])
def test_that_a_line_is_not_changed_on_a_day_it_does_not_run(book: Book, on_day: date) -> None:
    fill(book, {"auto_renew": "false"})
    before = book.contents()
    with pytest.raises(Rejected):
        change(book, 140_000, on_day=on_day, line=lines(book)[0].id)
    assert book.contents() == before


# -- leaving


def test_that_notice_at_the_annual_opt_out_of_a_contract_of_years_ends_it_there(book: Book) -> None:
    fill(book, {"end_on": "2028-09-01"})
    done = do(book, NoticeDraft(account=acme(book), given_on=TODAY, reason="budget")).contract
    assert done is not None
    assert (done.on, done.movement, done.too_late) == (END, "churn", None)
    assert [arr(book, day) for day in (END - timedelta(days=1), END)] == [100_000, 0]
    book.portfolio.undo()
    late = do(book, NoticeDraft(account=acme(book), given_on=date(2026, 6, 4)), date(2026, 6, 4)).contract
    assert late is not None
    assert (late.on, late.too_late) == (date(2027, 9, 1), date(2026, 6, 3))
    assert [arr(book, day) for day in (date(2027, 8, 31), date(2027, 9, 1))] == [100_000, 0]


def test_that_notice_after_a_change_within_years_takes_the_rest_away(book: Book) -> None:
    fill(book, {"end_on": "2028-09-01", "auto_renew": "false"})
    change(book, 140_000, way="up")
    do(book, NoticeDraft(account=acme(book), given_on=TODAY))
    assert [arr(book, day) for day in (END - timedelta(days=1), END)] == [140_000, 0]
    book.portfolio.undo()
    do(book, NoticeDraft(account=acme(book), given_on=date(2026, 8, 1)), date(2026, 8, 1))
    assert [arr(book, day) for day in (END, date(2027, 8, 31), date(2027, 9, 1))] == [140_000, 140_000, 0]


def test_that_notice_gives_a_line_without_an_end_its_end(book: Book) -> None:
    fill(book, {"end_on": "", "term_months": 1, "notice_days": 14, "start_on": "2026-01-10"})
    do(book, NoticeDraft(account=acme(book), given_on=TODAY))
    assert spans(book) == [("2026-01-10", "2026-06-10", 100_000)]


def test_that_an_end_is_the_first_day_without_it_and_keeps_the_reason(book: Book) -> None:
    fill(book, {}, {"external_id": "L-2", "product": "Reports", "end_on": "2028-09-01"})
    done = do(book, EndDraft(account=acme(book), on_day=date(2026, 12, 31), reason="budget"))
    assert done.label == "Contract ended: 2 lines"
    assert [arr(book, day) for day in (date(2026, 12, 30), date(2026, 12, 31), date(2029, 1, 1))] == [200_000, 0, 0]
    assert {(line.outcome, line.reason, line.outcome_on) for line in lines(book)} == {("ended", "budget", TODAY)}
    assert done.contract is not None
    assert (done.contract.movement, done.contract.moved_cents) == ("churn", 200_000)


def test_that_the_end_of_an_overdue_line_is_said_late_and_counts_from_its_end(book: Book) -> None:
    fill(book, {"start_on": "2025-05-08", "end_on": "2026-05-08", "auto_renew": "false"})
    assert [row.overdue for row in renewal_rows(lines(book), as_of=TODAY)] == [True]
    do(book, EndDraft(account=acme(book), on_day=TODAY))
    assert spans(book) == [("2025-05-08", "2026-05-08", 100_000)]
    assert renewal_rows(lines(book), as_of=TODAY) == []


@pytest.mark.parametrize("on_day", [START, date(2027, 9, 1)])
def test_that_there_is_nothing_to_end_where_nothing_runs(book: Book, on_day: date) -> None:
    fill(book, {"auto_renew": "false"})
    with pytest.raises(Rejected, match="nothing to end"):
        do(book, EndDraft(account=acme(book), on_day=on_day))


# -- adding and correcting


def test_that_a_line_that_is_added_ends_with_its_term(book: Book) -> None:
    terms = Terms(arr_cents=50_000, product="Maps", term_months=12, auto_renew=False)
    done = do(book, AddLineDraft(account=acme(book), terms=terms, start_on=TODAY)).contract
    assert spans(book) == [("2026-05-20", "2027-05-20", 50_000)]
    assert done is not None
    assert (done.movement, done.opt_out_before) == ("new", None)
    assert done.opt_out_after is not None
    assert done.opt_out_after.opts_out_on is None


def test_that_a_correction_changes_the_past_and_is_no_movement_of_its_day(book: Book) -> None:
    fill(book, {})
    line = lines(book)[0]
    fixed = CorrectLineDraft(
        account=acme(book), line=line.id, terms=replace(terms_of(line), arr_cents=110_000), start_on=START, end_on=END
    )
    done = do(book, fixed).contract
    assert done is not None
    assert (done.on, done.without_cents, done.after_cents) == (START, 100_000, 110_000)
    assert [arr(book, day) for day in (START, TODAY)] == [110_000, 110_000]
    assert len(lines(book)) == 1
    book.portfolio.undo()
    assert do(book, replace(fixed, terms=terms_of(line))).contract is None


def test_that_a_line_that_never_was_can_be_removed(book: Book) -> None:
    fill(book, {})
    done = do(book, RemoveLineDraft(account=acme(book), line=lines(book)[0].id)).contract
    assert lines(book) == []
    assert done is not None
    assert (done.on, done.without_cents, done.after_cents) == (START, 100_000, 0)
    with pytest.raises(Rejected, match="no such contract line"):
        do(book, RemoveLineDraft(account=acme(book), line="none"))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"arr_cents": -1}, "amount"),
        ({"seats": -1}, "seats"),
        ({"term_months": 0}, "months"),
        ({"term_months": 121}, "months"),
        ({"notice_days": 3651}, "notice_days"),
        ({"product": "x" * 201}, "product"),
    ],
)
def test_that_terms_out_of_bounds_are_refused_at_their_field(book: Book, wrong: dict[str, Any], field: str) -> None:
    terms = replace(Terms(arr_cents=1), **wrong)
    with pytest.raises(Rejected) as refused:
        do(book, AddLineDraft(account=acme(book), terms=terms, start_on=TODAY))
    assert refused.value.field == field


# -- as typed


def typed(book: Book, text: str) -> ContractDraft:
    known = book.portfolio.read(names)
    parsed = parse(text, accounts=known.accounts, contacts=known.contacts, as_of=TODAY)
    assert parsed.refusals == ()
    assert isinstance(parsed.draft, ContractDraft)
    return parsed.draft


def test_that_changes_are_typed_with_their_line_amount_day_and_reason(book: Book) -> None:
    account = acme(book)
    assert typed(book, 'acme upgrade 140k "more teams"') == ChangeDraft(
        account=account, on_day=TODAY, way="up", arr_cents=14_000_000, reason="more teams"
    )
    assert typed(book, "acme downgrade planner 90000 1 jun price") == ChangeDraft(
        account=account, on_day=date(2026, 6, 1), way="down", arr_cents=9_000_000, called="planner", reason="price"
    )
    assert typed(book, 'acme end 31 dec "budget"') == EndDraft(
        account=account, on_day=date(2026, 12, 31), reason="budget"
    )
    assert typed(book, "acme end") == EndDraft(account=account, on_day=TODAY)


def test_that_an_upgrade_without_an_amount_is_refused_at_its_verb(book: Book) -> None:
    parsed = parse("acme upgrade", accounts=book.portfolio.read(names).accounts, contacts=[], as_of=TODAY)
    assert [(each.message, each.field) for each in parsed.refusals] == [
        ("An upgrade needs what the line costs a year from then on: type it, such as 140k.", "amount")
    ]


def test_that_a_typed_upgrade_is_one_undo(book: Book) -> None:
    fill(book, {})
    before = book.contents()
    book.portfolio.perform(log, typed(book, "acme upgrade 140k"), as_of=TODAY)
    assert arr(book, TODAY) == 14_000_000
    book.portfolio.undo()
    assert book.contents() == before
