"""The rules of retention: whose ARR counts, what caps it, and that the parts add up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.calendar import Period
from desktop.domain.facts import ContractLine
from desktop.domain.rates import Rate, annualised
from desktop.domain.retention import Clv, clv, cohort, contributions, grr, logo_churn, nrr
from desktop.domain.revenue import AccountRevenue, account_revenue
from tests.domain.contract_books import (
    ACCOUNTS,
    books,
    line,
    periods,
    slow_running_days,
    with_a_line_split,
    with_later_facts,
)

laws = settings(deadline=None, max_examples=100)
YEAR = Period(date(2024, 6, 30), date(2025, 6, 30))
OLD, NOW, LATER = "2024-01-01", "2025-01-01", "2025-03-01"


def revenue_of(lines: Sequence[ContractLine], period: Period = YEAR) -> AccountRevenue:
    return account_revenue(lines, sorted({each.account for each in lines}), period)


def moved(account: str, start: int, change: int) -> list[ContractLine]:
    """An account whose ARR changes once within the year."""
    if change >= 0:
        return [line(account, start, OLD), line(account, change, NOW)]
    return [line(account, -change, OLD, NOW), line(account, start + change, OLD)]


def book(*moves: tuple[int, int]) -> AccountRevenue:
    return revenue_of(
        [each for i, (start, change) in enumerate(moves) for each in moved(f"account {i}", start, change)]
    )


@pytest.mark.parametrize(
    ("moves", "net", "gross"),
    [
        (((25_000, -25_000), (75_000, -25_000), (900_000, 150_000)), 1.10, 0.95),
        (((50_000, 15_000), (45_000, -3_000), (5_000, -5_000)), 1.07, 0.92),
        (((50_000, -6_000), (50_000, -8_000)), 0.86, 0.86),
        (((50_000, -6_000), (40_000, -8_000), (10_000, 8_000)), 0.94, 0.86),
    ],
)
def test_that_net_and_gross_retention_are_the_published_ones(
    moves: tuple[tuple[int, int], ...], net: float, gross: float
) -> None:
    revenue = book(*moves)
    assert nrr(revenue).value == pytest.approx(net, abs=1e-12)
    assert grr(revenue).value == pytest.approx(gross, abs=1e-12)
    assert nrr(revenue).n == grr(revenue).n == len(moves)


def test_that_logo_churn_counts_accounts_and_annualises_by_compounding() -> None:
    month = Period(date(2024, 12, 31), date(2025, 1, 31))
    lines = [line(f"account {i}", 100, OLD, "2025-01-15" if i < 15 else "") for i in range(500)]
    churn = logo_churn(revenue_of(lines, month))
    assert churn == Rate(15, 500, 500)
    assert annualised(churn.value or 0) == pytest.approx(0.306, abs=0.0005)


def test_that_a_returning_account_counts_zero_at_the_end_and_as_churned() -> None:
    revenue = revenue_of([line(start=OLD, end=NOW), line(arr=300, start=LATER), line("B", 100, OLD)])
    assert nrr(revenue) == Rate(100, 200, 2)
    assert grr(revenue) == Rate(100, 200, 2)
    assert logo_churn(revenue) == Rate(1, 2, 2)


def test_that_new_and_returning_arr_never_counts_for_the_cohort() -> None:
    before = [line("back", 70, "2023-01-01", "2023-06-01")]
    revenue = revenue_of(
        [line(start=OLD), line("new", 500, NOW), *before, line("back", 70, NOW), line("brief", 9, NOW, LATER)]
    )
    assert cohort(revenue).tolist() == [True, False, False, False]
    assert nrr(revenue) == Rate(100, 100, 1)
    assert logo_churn(revenue) == Rate(0, 1, 1)


def test_that_a_book_without_a_cohort_has_no_data() -> None:
    revenue = revenue_of([line(start=NOW)])
    assert nrr(revenue) == grr(revenue) == logo_churn(revenue) == Rate(0, 0, 0)
    assert nrr(revenue).value is None
    assert contributions(revenue) == []


def test_that_contributions_name_who_moved_retention_how_much_how_and_when() -> None:
    lines = [
        *moved("grew", 100, 50),
        *moved("kept", 300, 0),
        line("left", 60, OLD, LATER),
        line("back", 40, OLD, NOW),
        line("back", 900, LATER),
        line("shrank", 30, OLD, LATER),
        line("shrank", 20, OLD, NOW),
        line("shrank", 450, OLD),
        line("new", 5000, NOW),
    ]
    january, march = date(2025, 1, 1), date(2025, 3, 1)
    assert contributions(revenue_of(lines)) == [
        ("left", -0.06, "churn", march),
        ("grew", 0.05, "expansion", january),
        ("shrank", -0.05, "contraction", march),
        ("back", -0.04, "churn", january),
    ]


def test_that_contributions_of_equal_size_stand_by_account() -> None:
    found = contributions(revenue_of([*moved("B", 100, 20), *moved("A", 100, -20), *moved("C", 100, 20)]))
    assert [each.account for each in found] == ["A", "B", "C"]


def test_that_lifetime_value_is_arr_per_account_times_lifespan() -> None:
    assert clv(revenue_of([line(arr=1200, start=OLD)]), lifespan_years=3).value_cents == 3600


def test_that_the_lifespan_is_the_length_of_the_period_over_its_logo_churn() -> None:
    lines = [line(f"account {i}", 100 * (i + 1), OLD, NOW if i == 0 else "") for i in range(4)]
    assert clv(revenue_of(lines)) == Clv(300 * 4, 4.0, 3, None, 0)
    half = Period(date(2024, 12, 31), date(2025, 6, 30))
    assert clv(revenue_of(lines, half)).lifespan_years == 2.0
    assert clv(revenue_of(lines), margin=0.8).value_cents == 960


def test_that_lifetime_value_has_no_data_without_churn_or_without_active_accounts() -> None:
    assert clv(revenue_of([line(start=OLD)])) == Clv(None, None, 1, None, 0)
    assert clv(revenue_of([line(start=NOW)])) == Clv(None, None, 1, None, 0)
    assert clv(revenue_of([line(start=OLD, end=NOW)])) == Clv(None, 1.0, 0, None, 0)
    assert clv(revenue_of([line(start=OLD, end=NOW)]), lifespan_years=3).value_cents is None


@pytest.mark.parametrize(
    ("costs", "expected"),
    [
        (None, Clv(400, 2.0, 2, None, 0)),
        ([None, None, None], Clv(400, 2.0, 2, None, 0)),
        ([100, None, 999], Clv(300, 2.0, 2, 100, 1)),
        ([100, 50, None], Clv(325, 2.0, 2, 75, 2)),
        ([0, None, None], Clv(400, 2.0, 2, 0, 1)),
        ([500, 500, None], Clv(-100, 2.0, 2, 500, 2)),
    ],
)
def test_that_the_acquisition_cost_is_the_mean_of_what_is_known_of_active_accounts(
    costs: list[int | None] | None, expected: Clv
) -> None:
    revenue = revenue_of([line("A", 100, OLD), line("B", 300, OLD), line("C", 50, OLD, NOW)])
    assert clv(revenue, lifespan_years=2, acquisition_costs=costs) == expected


def test_that_groups_have_their_own_lifetime_value() -> None:
    revenue = revenue_of([line("A", 100, OLD), line("B", 300, OLD), line("C", 50, OLD, NOW)])
    mask = np.array([False, True, True])
    assert clv(revenue, mask, acquisition_costs=[7, 100, 9]) == Clv(500, 2.0, 1, 100, 1)


@laws
@given(books(), periods())
def test_that_retention_is_what_the_days_of_the_period_say(lines: list[ContractLine], period: Period) -> None:
    running = slow_running_days(lines, period.end)
    revenue = account_revenue(lines, ACCOUNTS, period)
    start: dict[str, int] = {}
    kept: dict[str, int] = {}
    for account in ACCOUNTS:
        mine = [each for each in lines if each.account == account and not each.trial and each.id in running]
        arr = {day: 0 for days in running.values() for day in days} | {period.start: 0, period.end: 0}
        for each in mine:
            for day in running[each.id]:
                arr[day] += each.arr_cents
        if arr[period.start] > 0:
            always = all(
                any(day in running[each.id] and each.arr_cents for each in mine)
                for day in map(date.fromordinal, range(period.start.toordinal(), period.end.toordinal() + 1))
            )
            start[account], kept[account] = arr[period.start], arr[period.end] if always else 0
    n, total = len(start), sum(start.values())
    assert nrr(revenue) == Rate(sum(kept.values()), total, n)
    assert grr(revenue) == Rate(sum(min(start[each], kept[each]) for each in start), total, n)
    assert logo_churn(revenue) == Rate(sum(each == 0 for each in kept.values()), n, n)


@laws
@given(books(), periods())
def test_that_gross_retention_never_exceeds_one_nor_net_retention(lines: list[ContractLine], period: Period) -> None:
    revenue = account_revenue(lines, ACCOUNTS, period)
    net, gross = nrr(revenue).value, grr(revenue).value
    assert (net is None) == (gross is None)
    if net is not None and gross is not None:
        assert 0 <= gross <= min(1, net)


@laws
@given(books(), periods(), st.sets(st.sampled_from(ACCOUNTS)))
def test_that_contributions_add_up_to_the_change_in_net_retention(
    lines: list[ContractLine], period: Period, group: set[str]
) -> None:
    revenue = account_revenue(lines, ACCOUNTS, period)
    for mask in (None, np.array([account in group for account in ACCOUNTS], np.bool_)):
        found, net = contributions(revenue, mask), nrr(revenue, mask).value
        assert sum(each.points for each in found) == pytest.approx(0 if net is None else net - 1, abs=1e-9)
        assert all(each.points and each.on in period for each in found)
        assert [abs(each.points) for each in found] == sorted((abs(each.points) for each in found), reverse=True)


@laws
@given(books(), periods(), st.sets(st.sampled_from(ACCOUNTS)))
def test_that_retention_adds_up_over_groups(lines: list[ContractLine], period: Period, group: set[str]) -> None:
    revenue = account_revenue(lines, ACCOUNTS, period)
    mask = np.array([account in group for account in ACCOUNTS], np.bool_)
    for figure in (nrr, grr, logo_churn):
        one, rest, whole = figure(revenue, mask), figure(revenue, ~mask), figure(revenue)
        summed = Rate(one.numerator + rest.numerator, one.denominator + rest.denominator, one.n + rest.n)
        assert summed == whole


@laws
@given(st.data(), books(), periods(), st.randoms(use_true_random=False))
def test_that_splitting_order_and_later_facts_change_no_retention(
    data: st.DataObject, lines: list[ContractLine], period: Period, random: Random
) -> None:
    def figures(of: list[ContractLine]) -> tuple[object, ...]:
        revenue = account_revenue(of, ACCOUNTS, period)
        return nrr(revenue), grr(revenue), logo_churn(revenue), contributions(revenue), clv(revenue)

    expected = figures(lines)
    assert figures(random.sample(lines, len(lines))) == expected
    assert figures(data.draw(with_later_facts(lines, period.end))) == expected
    assert figures(data.draw(with_a_line_split(lines))) == expected
