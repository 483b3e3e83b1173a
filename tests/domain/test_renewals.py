"""The rules of renewals: which date governs, which bucket it is in, and what counts as renewed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.calendar import Period
from desktop.domain.facts import ContractLine
from desktop.domain.rates import Rate
from desktop.domain.renewals import (
    BUCKETS,
    RenewalRow,
    bucket_of,
    ended_terms,
    governing,
    next_by_account,
    rate_of_terms,
    renewal_rate,
    renewal_rows,
)
from tests.domain.contract_books import (
    ACCOUNTS,
    Says,
    books,
    days,
    line,
    periods,
    slow_known,
    slow_running_days,
    slow_succeeds,
    with_later_facts,
)

laws = settings(deadline=None, max_examples=100)
AS_OF = date(2025, 6, 30)
YEAR = Period(date(2024, 6, 30), AS_OF)
TERM: Says = {"start": "2024-01-01", "end": "2025-01-01"}
RUNNING: Says = {"start": "2024-10-01", "end": "2025-10-01"}


def row(*lines: ContractLine, as_of: date = AS_OF) -> RenewalRow:
    (only,) = renewal_rows(lines, as_of=as_of)
    return only


def renewed(*lines: ContractLine, period: Period = YEAR) -> list[tuple[int, int]]:
    """ARR and renewed ARR of every term that ended, by line id."""
    return [(each.arr_cents, each.renewed_cents) for each in ended_terms(lines, period)]


@pytest.mark.parametrize(
    ("ahead", "bucket"),
    [
        (-400, "passed"),
        (-1, "passed"),
        (0, "0-30"),
        (30, "0-30"),
        (31, "31-60"),
        (60, "31-60"),
        (61, "61-90"),
        (90, "61-90"),
        (91, "91-180"),
        (180, "91-180"),
        (181, "later"),
        (4000, "later"),
    ],
)
def test_that_buckets_go_by_days_to_the_governing_date(ahead: int, bucket: str) -> None:
    assert bucket_of(ahead) == bucket
    assert bucket in BUCKETS


def test_that_the_opt_out_date_governs() -> None:
    found = row(line(start="2026-02-01", end="2027-02-01", notice_days=90), as_of=date(2026, 10, 4))
    assert (found.renews_on, found.opts_out_on, found.governs_on) == (
        date(2027, 2, 1),
        date(2026, 11, 3),
        date(2026, 11, 3),
    )
    assert (found.days, found.bucket, found.notice_known) == (30, "0-30", True)


def test_that_an_unknown_notice_period_lets_the_renewal_date_govern_and_is_flagged() -> None:
    found = row(line(**RUNNING))
    assert (found.opts_out_on, found.governs_on, found.notice_known) == (None, date(2025, 10, 1), False)
    assert row(line(**RUNNING, notice_days=0))[6:11:4] == (date(2025, 10, 1), True)


def test_that_a_passed_opt_out_shows_the_current_term_until_it_ends() -> None:
    rolling = line(**TERM, auto_renew=True, notice_days=30)
    found = row(rolling, as_of=date(2025, 12, 15))
    assert (found.renews_on, found.days, found.bucket, found.overdue) == (date(2026, 1, 1), -13, "passed", False)
    found = row(rolling, as_of=date(2026, 1, 1))
    assert (found.renews_on, found.bucket) == (date(2027, 1, 1), "later")


def test_that_a_multi_year_line_with_annual_opt_out_comes_up_once_a_year() -> None:
    three_years = line(start="2024-01-01", end="2027-01-01", term_months=12, notice_days=60)
    assert row(three_years).renews_on == date(2026, 1, 1)
    assert row(three_years._replace(term_months=None)).renews_on == date(2027, 1, 1)


def test_that_an_overdue_line_shows_its_last_term_and_arr_as_passed() -> None:
    found = row(line(**TERM, notice_days=30, likelihood=0.4, next_step="call"))
    assert (found.overdue, found.bucket, found.arr_cents) == (True, "passed", 100)
    assert (found.renews_on, found.opts_out_on, found.days) == (date(2025, 1, 1), date(2024, 12, 2), -210)
    assert (found.likelihood, found.next_step) == (0.4, "call")


def test_that_an_overdue_line_is_passed_from_the_day_it_ends() -> None:
    found = row(line(**TERM), as_of=date(2025, 1, 1))
    assert (found.days, found.bucket, found.overdue) == (0, "passed", True)


@pytest.mark.parametrize(
    "change",
    [
        {"trial": True},
        {"end": ""},
        {"start": "2025-07-01", "end": "2026-07-01"},
        {"end": "2025-06-30", "outcome": "ended"},
        {"end": "2025-06-30", "arr": 0},
    ],
)
def test_that_nothing_comes_up_for_trials_open_lines_and_lines_that_are_over(change: Says) -> None:
    assert renewal_rows([line(**(RUNNING | change))], as_of=AS_OF) == []


def test_that_a_line_without_an_end_comes_up_at_each_of_its_terms() -> None:
    assert row(line(start="2024-10-01", term_months=6)).renews_on == date(2025, 10, 1)


def test_that_notice_and_outcome_are_shown_as_known_on_the_day() -> None:
    each = line(**RUNNING, notice_given_on="2025-06-15", outcome="ended", outcome_on="2025-06-20")
    assert (row(each).notice_given_on, row(each).outcome) == (date(2025, 6, 15), "ended")
    before = row(each, as_of=date(2025, 6, 14))
    assert (before.notice_given_on, before.outcome) == (None, None)


def test_that_rows_stand_by_governing_date_and_those_within_some_days_include_the_passed_ones() -> None:
    lines = [
        line("A", **RUNNING),
        line("B", **RUNNING, notice_days=90),
        line("C", **TERM),
        line("D", start="2025-01-01", end="2025-09-28"),
    ]
    assert [each.account for each in renewal_rows(lines, as_of=AS_OF)] == ["C", "B", "D", "A"]
    assert [each.account for each in renewal_rows(lines, as_of=AS_OF, within_days=90)] == ["C", "B", "D"]


def test_that_an_account_shows_its_next_governing_date_and_how_many_come_later() -> None:
    lines = [line(**RUNNING), line(start="2025-01-01", end="2025-12-01"), line(start="2025-01-01", end="2025-08-01")]
    found = next_by_account(renewal_rows([*lines, line("B", **RUNNING)], as_of=AS_OF))
    assert {account: (each.governs_on, each.later) for account, each in found.items()} == {
        "A": (date(2025, 8, 1), 2),
        "B": (date(2025, 10, 1), 0),
    }


RENEWED: Says = {**RUNNING, "outcome": "renewed", "outcome_on": "2025-06-01"}
"""Ends on 2025-10-01."""


@pytest.mark.parametrize(
    ("lines", "governs_on", "later", "outcome"),
    [
        pytest.param([line(**RENEWED), line(start="2025-01-01", end="2025-12-01")], "2025-12-01", 1, None, id="other"),
        pytest.param([line(**RENEWED)], "2025-10-01", 0, "renewed", id="nothing follows"),
        pytest.param(
            [line(**RENEWED, id="was"), line(start="2025-10-01", end="2026-04-20", notice_days=30)],
            "2026-03-21", 0, None, id="agreed",
        ),
        pytest.param(
            [
                line(**RENEWED, id="was"),
                line(start="2025-10-01", end="2026-04-01", outcome="renewed", outcome_on="2025-06-02"),
                line(start="2026-04-01", end="2027-04-01"),
            ],
            "2027-04-01", 0, None, id="agreed twice ahead",
        ),
        pytest.param(
            [line(**RENEWED, id="was"), line(start="2025-10-02", end="2026-04-20")], "2025-10-01", 0, "renewed",
            id="begins on another day",
        ),
        pytest.param([line(**RUNNING), line(start="2025-10-01", end="2026-04-20")], "2025-10-01", 0, None, id="open"),
    ],
)  # fmt: skip
def test_that_of_an_account_governs_what_is_still_to_be_decided(
    lines: list[ContractLine], governs_on: str, later: int, outcome: str | None
) -> None:
    found = governing(lines, as_of=AS_OF)["A"]
    assert (found.governs_on, found.later, found.outcome) == (date.fromisoformat(governs_on), later, outcome)
    assert found.days == (found.governs_on - AS_OF).days
    assert found.bucket == bucket_of(found.days)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([line(**TERM)], [(100, 0)]),
        ([line(**TERM, outcome="ended")], [(100, 0)]),
        ([line(**TERM, outcome="renewed")], [(100, 100)]),
        ([line(**TERM, outcome="renewed", outcome_on="2025-07-01")], [(100, 0)]),
        ([line(**TERM, auto_renew=True)], [(100, 100)]),
        ([line(**TERM, auto_renew=True, notice_given_on="2024-06-01")], [(100, 0)]),
        ([line(**TERM), line(arr=70, start="2025-01-01")], [(100, 70)]),
        ([line(**TERM), line(arr=130, start="2025-01-01")], [(100, 100)]),
        ([line(**TERM), line(arr=70, start="2024-12-01")], [(100, 70)]),
        ([line(**TERM), line(arr=70, start="2025-01-02")], [(100, 0)]),
        ([line(**TERM), line(arr=70, start="2024-12-01", end="2024-12-31")], [(100, 0), (70, 0)]),
        ([line(**TERM), line(arr=70, start="2023-01-01")], [(100, 0)]),
        ([line(**TERM), line(arr=70, start="2024-01-01")], [(100, 0)]),
        ([line(**TERM), line(arr=70, start="2025-01-01", product="core")], [(100, 0)]),
        ([line(**TERM), line(arr=70, start="2025-01-01", trial=True)], [(100, 0)]),
        ([line(**TERM, outcome="renewed"), line(arr=70, start="2025-01-01")], [(100, 70)]),
        ([line(**TERM, outcome="ended"), line(arr=70, start="2025-01-01")], [(100, 0)]),
        ([line(**TERM, trial=True)], []),
        ([line(arr=0, **TERM)], []),
        ([line(start="2024-01-01", end="2027-01-01", term_months=12)], [(100, 100)]),
        ([line(start="2024-01-01", end="2027-01-01")], []),
        ([line(start="2024-01-01", term_months=6)], [(100, 100), (100, 100)]),
        ([line(start="2024-01-01", end="2024-06-30")], []),
        ([line(start="2024-01-01", end="2025-06-30")], [(100, 0)]),
    ],
)
def test_that_what_is_renewed_of_an_ended_term_is_capped_at_its_arr(
    lines: list[ContractLine], expected: list[tuple[int, int]]
) -> None:
    assert renewed(*lines) == expected


def test_that_a_successor_of_lines_that_end_together_is_used_once_and_shared_in_proportion() -> None:
    one, two = line(arr=60, **TERM), line(arr=30, **TERM)
    assert renewed(one, two, line(arr=45, start="2025-01-01")) == [(30, 15), (60, 30)]
    assert renewed(one, two, line(arr=200, start="2025-01-01")) == [(30, 30), (60, 60)]


def test_that_the_odd_cent_of_a_shared_successor_goes_by_line_id_in_any_order_of_lines() -> None:
    lines = [line(**TERM, id="1"), line(**TERM, id="2"), line(arr=101, start="2025-01-01")]
    assert renewed(*lines) == renewed(*reversed(lines)) == [(100, 51), (100, 50)]


def test_that_the_latest_line_takes_first_from_the_successors_it_shares() -> None:
    early, late = line(arr=60, **TERM), line(arr=30, start="2024-06-01", end="2025-01-01")
    successors = [line(arr=20, start="2024-03-01"), line(arr=25, start="2025-01-01")]
    assert renewed(early, late, *successors) == [(30, 25), (60, 20)]


def test_that_a_line_that_rolls_on_counts_for_itself_and_for_no_other() -> None:
    lapsed, rolling = line(arr=60, **TERM), line(arr=30, start="2024-07-01", end="2025-01-01", auto_renew=True)
    assert renewed(lapsed, rolling) == [(30, 30), (60, 0)]


def test_that_the_renewal_rate_is_renewed_over_available_and_can_be_taken_of_some_accounts() -> None:
    lines = [line("A", 100, **TERM), line("B", 300, **TERM, auto_renew=True), line("C", 50, "2024-01-01")]
    assert renewal_rate(lines, YEAR) == Rate(300, 400, 2)
    assert renewal_rate(lines, YEAR, {"A", "C"}.__contains__) == Rate(0, 100, 1)
    assert renewal_rate(lines, YEAR, {"C"}.__contains__).value is None


def slow_available(book: Sequence[ContractLine], period: Period) -> dict[tuple[str, date], tuple[int, int]]:
    """Most that each term that ended could bring, and what the product brings on that day, from the walk of days."""
    running = slow_running_days(book, period.end)
    found: dict[tuple[str, date], tuple[int, int]] = {}
    for term in ended_terms(book, period):
        (each,) = [other for other in book if other.id == term.line_id]
        beside = [
            other.arr_cents
            for other in book
            if (other.account, other.product) == (each.account, each.product)
            and not other.trial
            and term.ends_on in running.get(other.id, ())
        ]
        found[(each.id, term.ends_on)] = (each.arr_cents, sum(beside))
    return found


@laws
@given(books(), periods())
def test_that_no_arr_is_renewed_twice_on_a_day(book: list[ContractLine], period: Period) -> None:
    available = slow_available(book, period)
    product = {each.id: (each.account, each.product) for each in book}
    said = {each.id: each.outcome == "renewed" for each in book}
    brought: dict[tuple[object, date], int] = defaultdict(int)
    for term in ended_terms(book, period):
        arr, beside = available[(term.line_id, term.ends_on)]
        assert 0 <= term.renewed_cents <= arr == term.arr_cents
        assert term.ends_on in period
        if not said[term.line_id]:
            brought[(product[term.line_id], term.ends_on)] += term.renewed_cents
            assert brought[(product[term.line_id], term.ends_on)] <= beside


@laws
@given(books(), periods(), st.sets(st.sampled_from(ACCOUNTS)))
def test_that_renewal_rates_add_up_over_groups(book: list[ContractLine], period: Period, group: set[str]) -> None:
    whole = renewal_rate(book, period)
    terms = ended_terms(book, period)
    one = rate_of_terms(terms, group.__contains__)
    rest = rate_of_terms(terms, lambda account: account not in group)
    assert Rate(one.numerator + rest.numerator, one.denominator + rest.denominator, one.n + rest.n) == whole
    assert whole.value is None or 0 <= whole.value <= 1


@laws
@given(st.data(), books(), periods(), st.randoms(use_true_random=False))
def test_that_order_and_later_facts_change_no_renewal(
    data: st.DataObject, book: list[ContractLine], period: Period, random: Random
) -> None:
    def figures(lines: list[ContractLine]) -> tuple[object, ...]:
        return ended_terms(lines, period), renewal_rows(lines, as_of=period.end)

    expected = figures(book)
    assert figures(random.sample(book, len(book))) == expected
    assert figures(data.draw(with_later_facts(book, period.end))) == expected


@laws
@given(books(), days())
def test_that_every_paid_line_that_runs_to_a_term_or_is_overdue_comes_up_once(
    book: list[ContractLine], as_of: date
) -> None:
    running = slow_running_days(book, as_of)
    known = slow_known(book, as_of)
    overdue = {
        each.id
        for each in known
        if each.end_on is not None
        and each.end_on <= as_of
        and as_of not in running[each.id]
        and each.outcome is None
        and not each.trial
        and each.arr_cents
        and not any(slow_succeeds(other, each, known) for other in known)
    }
    expected = {
        each.id
        for each in book
        if not each.trial
        and as_of in running.get(each.id, ())
        and (each.end_on is not None or (each.term_months or 0) > 0)
    }
    rows = renewal_rows(book, as_of=as_of)
    assert sorted(each.line_id for each in rows) == sorted(expected | overdue)
    assert not expected & overdue
    assert all(each.overdue or each.renews_on > as_of for each in rows)
    assert all(each.bucket == ("passed" if each.overdue else bucket_of(each.days)) for each in rows)
    assert [each.governs_on for each in rows] == sorted(each.governs_on for each in rows)
    by_account = next_by_account(rows)
    assert sum(1 + each.later for each in by_account.values()) == len(rows)
