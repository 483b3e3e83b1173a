"""The rules of ARR: what counts on a day, what a movement is called, and that the bridge closes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import fields
from datetime import date, timedelta
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.calendar import Period
from desktop.domain.facts import ContractLine
from desktop.domain.money import share_out
from desktop.domain.revenue import (
    AccountRevenue,
    Bridge,
    ExpansionByKind,
    account_revenue,
    arr_history,
    churn_days,
    quick_ratio,
)
from tests.domain.contract_books import (
    ACCOUNTS,
    DAYS,
    Says,
    books,
    days,
    line,
    periods,
    slow_known,
    slow_running_days,
    with_a_line_split,
    with_later_facts,
)

laws = settings(deadline=None, max_examples=100)
YEAR = Period(date(2024, 6, 30), date(2025, 6, 30))
OLD, NOW, LATER = "2024-01-01", "2025-01-01", "2025-03-01"


def bridge(*lines: ContractLine, period: Period = YEAR) -> Bridge:
    return account_revenue(lines, sorted({each.account for each in lines}), period).bridge()


def kinds(*lines: ContractLine) -> ExpansionByKind:
    return account_revenue(lines, ["A"], YEAR).expansion_by_kind()


def columns(revenue: AccountRevenue) -> dict[str, list[int]]:
    names = [each.name for each in fields(revenue) if each.name not in ("period", "accounts")]
    return {name: getattr(revenue, name).tolist() for name in names}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([line(start=OLD)], Bridge(100, 0, 0, 0, 0, 0, 100)),
        ([line(start="2024-07-01")], Bridge(0, 100, 0, 0, 0, 0, 100)),
        ([line(start="2024-06-30")], Bridge(100, 0, 0, 0, 0, 0, 100)),
        ([line(start="2025-06-30")], Bridge(0, 100, 0, 0, 0, 0, 100)),
        ([line(start="2025-07-01")], Bridge(0, 0, 0, 0, 0, 0, 0)),
        ([line(start=OLD, end=NOW)], Bridge(100, 0, 0, 0, 0, 100, 0)),
        ([line(start=OLD, end="2024-06-30")], Bridge(0, 0, 0, 0, 0, 0, 0)),
        ([line(start=OLD, end="2025-06-30")], Bridge(100, 0, 0, 0, 0, 100, 0)),
        ([line(start=OLD, end="2025-07-01")], Bridge(100, 0, 0, 0, 0, 0, 100)),
        ([line(start=OLD, end=NOW), line(start=NOW, arr=130)], Bridge(100, 0, 0, 30, 0, 0, 130)),
        ([line(start=OLD, end=NOW), line(start=NOW, arr=70)], Bridge(100, 0, 0, 0, 30, 0, 70)),
        ([line(start=OLD, end=NOW), line(start=LATER, arr=70)], Bridge(100, 0, 70, 0, 0, 100, 70)),
        ([line(start=OLD, end="2024-05-01"), line(start=LATER)], Bridge(0, 0, 100, 0, 0, 0, 100)),
        ([line(start=NOW, end=LATER), line(start="2025-04-01")], Bridge(0, 100, 100, 0, 0, 100, 100)),
        ([line(start=OLD, trial=True), line(start=LATER)], Bridge(0, 100, 0, 0, 0, 0, 100)),
        ([line(start=OLD), line("B", 40, NOW)], Bridge(100, 40, 0, 0, 0, 0, 140)),
        ([line(start=OLD), line(arr=0, start=NOW)], Bridge(100, 0, 0, 0, 0, 0, 100)),
    ],
)
def test_that_each_movement_is_named_by_where_arr_came_from_and_went(
    lines: list[ContractLine], expected: Bridge
) -> None:
    assert bridge(*lines) == expected


def test_that_ups_and_downs_of_one_day_are_netted() -> None:
    moved = [line(arr=60, start=NOW, product="core"), line(arr=30, start=OLD, end=NOW, product="plus")]
    assert bridge(line(start=OLD), *moved) == Bridge(130, 0, 0, 30, 0, 0, 160)


def test_that_a_flat_renewal_is_no_movement() -> None:
    assert bridge(line(start=OLD, end=NOW), line(start=NOW, end="2026-01-01")) == Bridge(100, 0, 0, 0, 0, 0, 100)


def test_that_the_worked_bridge_of_ten_steps_ends_where_it_should() -> None:
    won = [line(f"won {arr}", arr, NOW) for arr in (610, 125)]
    grown = [line("grown", 100, OLD), line("grown", 242, NOW), line("grown", 120, LATER)]
    back = [line("back", 1, "2023-01-01", "2023-06-01"), line("back", 35, NOW)]
    shrunk = [line("shrunk", 5, OLD), line("shrunk", 140, OLD, NOW), line("shrunk", 24, OLD, LATER)]
    lost = [line(f"lost {arr}", arr, OLD, LATER) for arr in (680, 45)]
    steady = [line("steady", 42_800 - 100 - (5 + 140 + 24) - (680 + 45), OLD)]
    found = bridge(*steady, *won, *grown, *back, *shrunk, *lost)
    assert found == Bridge(42_800, 735, 35, 362, 164, 725, 43_043)


@pytest.mark.parametrize(
    ("won", "expected"),
    [(Bridge(0, 39, 1, 26, 10, 29, 0), 1.69), (Bridge(0, 39, 1, 26, 0, 0, 0), None), (Bridge(9, 0, 0, 0, 3, 0, 6), 0)],
)
def test_that_the_quick_ratio_is_won_over_lost_and_no_data_where_nothing_was_lost(
    won: Bridge, expected: float | None
) -> None:
    ratio = quick_ratio(won)
    assert ratio == expected if expected is None else ratio == pytest.approx(expected, abs=0.005)


BASE = line(start=OLD, end=NOW, product="core", plan="small", plan_rank=1)
NEXT: Says = {"start": NOW, "product": "core", "plan": "large"}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([line(arr=130, **NEXT, plan_rank=1)], (30, 0, 0)),
        ([line(arr=130, **NEXT, plan_rank=2)], (0, 0, 30)),
        ([line(arr=130, **NEXT, plan_rank=None)], (30, 0, 0)),
        ([line(arr=130, **NEXT, plan_rank=0)], (30, 0, 0)),
        ([line(arr=100, **NEXT, plan_rank=1), line(arr=30, start=NOW)], (0, 30, 0)),
        ([line(arr=130, **NEXT, plan_rank=2), line(arr=20, start=NOW)], (0, 20, 30)),
        ([line(arr=70, **NEXT, plan_rank=2), line(arr=40, start=NOW)], (0, 10, 0)),
        ([line(arr=130, **NEXT, plan_rank=1), line(start=OLD, product="core", plan_rank=3, trial=True)], (30, 0, 0)),
        ([line(arr=130, **NEXT, plan_rank=1), line(start=NOW, product="core", plan_rank=3, trial=True)], (30, 0, 0)),
        ([line(arr=70, **NEXT, plan_rank=2)], (0, 0, 0)),
        ([line(start=LATER, arr=50, product="plus")], (0, 0, 0)),
    ],
)
def test_that_expansion_is_told_apart_by_product_and_plan(
    lines: list[ContractLine], expected: tuple[int, int, int]
) -> None:
    assert kinds(BASE, *lines) == ExpansionByKind(*expected)


def test_that_the_net_rise_of_a_day_is_shared_over_the_products_that_rose_by_largest_remainder() -> None:
    fell = line(arr=10, start=OLD, end=NOW, product="gone")
    rose = [line(arr=10, start=NOW, product="more"), line(arr=20, start=NOW, product="core", plan_rank=1)]
    kept = BASE._replace(end_on=None)
    # 20 of a net 20: the two rose by 10 and 20, so 6.67 and 13.33.
    assert kinds(kept, fell, *rose) == ExpansionByKind(13, 7, 0)


def test_that_of_equal_remainders_the_product_first_by_name_gets_the_cent_in_any_order_of_lines() -> None:
    lines = [
        BASE._replace(end_on=None),
        line(arr=1, start=OLD, end=NOW, product="gone"),
        line(arr=1, start=NOW, product="core"),
        line(arr=1, start=NOW, product="more"),
    ]
    assert kinds(*lines) == kinds(*reversed(lines)) == ExpansionByKind(1, 0, 0)


def test_that_a_new_account_and_a_returning_one_have_no_expansion() -> None:
    lines = [line(start=NOW, end=LATER, product="core"), line(start="2025-04-01", product="plus")]
    assert kinds(*lines) == ExpansionByKind(0, 0, 0)


def test_that_history_gives_the_arr_at_the_end_of_any_day_up_to_the_one_it_is_known_on() -> None:
    history = arr_history([line("B", 40, NOW, LATER), line("A", 100, OLD)], as_of=date(2025, 6, 30))
    assert history.accounts == ("A", "B")
    assert [history.at(date(2025, month, 1)).tolist() for month in (1, 2, 3)] == [[100, 40], [100, 40], [100, 0]]
    assert history.by_account(date(2023, 12, 31)) == {"A": 0, "B": 0}
    with pytest.raises(ValueError, match="2025-07-01"):
        history.at(date(2025, 7, 1))


def test_that_churn_days_are_the_days_arr_fell_to_zero() -> None:
    lines = [line(start=OLD, end=NOW), line(start=LATER, end="2025-05-01"), line("B", 40, OLD)]
    history = arr_history(lines, as_of=date(2025, 6, 30))
    assert churn_days(history, date(2025, 6, 30)) == {"A": (date(2025, 1, 1), date(2025, 5, 1))}
    assert churn_days(history, date(2025, 4, 30)) == {"A": (date(2025, 1, 1),)}
    assert churn_days(history, date(2024, 12, 31)) == {}


def test_that_the_largest_movement_of_a_kind_is_dated_and_the_first_of_equals_wins() -> None:
    lines = [line(arr=arr, start=OLD, end=end) for arr, end in ((5, "2024-08-01"), (20, NOW), (20, LATER), (9, ""))]
    found = account_revenue(lines, ["A", "B"], YEAR)
    assert found.largest_contraction_on.tolist() == [date(2025, 1, 1).toordinal(), 0]
    assert found.largest_churn_on.tolist() == found.largest_expansion_on.tolist() == [0, 0]


def test_that_an_empty_book_has_zeros_and_no_history() -> None:
    assert account_revenue([], ["A"], YEAR).bridge() == Bridge(0, 0, 0, 0, 0, 0, 0)
    assert account_revenue([], [], YEAR).bridge() == Bridge(0, 0, 0, 0, 0, 0, 0)
    history = arr_history([], as_of=YEAR.end)
    assert history.at(YEAR.end).tolist() == []
    assert churn_days(history, YEAR.end) == {}


def slow_revenue(book: Sequence[ContractLine], account: str, period: Period) -> dict[str, int]:
    """Every movement of one account, day by day."""
    running = slow_running_days(book, period.end)
    mine = [each for each in slow_known(book, period.end) if each.account == account]
    found: Counter[str] = Counter()
    before: dict[str, int] = {}
    ever = False
    for day in (day for day in DAYS if day <= period.end):
        now: dict[str, int] = {}
        for each in mine:
            if day in running[each.id] and not each.trial:
                now[each.product or ""] = now.get(each.product or "", 0) + each.arr_cents
        was, arr = sum(before.values()), sum(now.values())
        if day in period and was != arr:
            kind = "expansion" if was else "reactivation" if ever else "new"
            kind = kind if arr > was else "contraction" if arr else "churn"
            found[kind] += abs(arr - was)
            found["fell_to_zero"] |= arr == 0
            if kind == "expansion":
                risen = sorted(product for product in now if now[product] > before.get(product, 0))
                shares = share_out(arr - was, [now[product] - before.get(product, 0) for product in risen])
                for product, cents in zip(risen, shares, strict=True):
                    ranks = [
                        [
                            each.plan_rank
                            for each in mine
                            if (each.product or "") == product and not each.trial and each.plan_rank is not None
                            if that in running[each.id]
                        ]
                        for that in (day - timedelta(1), day)
                    ]
                    higher = all(ranks) and max(ranks[1]) > max(ranks[0])
                    found["cross_sell" if not before.get(product) else "feature_upgrade" if higher else "upsell"] += (
                        cents
                    )
        ever = ever or arr > 0
        before = now
        if day <= period.start:
            found["arr_from"] = arr
        found["arr_to"] = arr
    return found


@laws
@given(books(), periods())
def test_that_every_movement_is_what_a_walk_from_day_to_day_finds(book: list[ContractLine], period: Period) -> None:
    found = columns(account_revenue(book, ACCOUNTS, period))
    for i, account in enumerate(ACCOUNTS):
        slow = slow_revenue(book, account, period)
        assert {name: column[i] for name, column in found.items() if "largest" not in name} == {
            name: slow[name] for name in found if "largest" not in name
        }


@laws
@given(books(), periods())
def test_that_the_bridge_closes_and_kinds_add_up_to_the_expansion(book: list[ContractLine], period: Period) -> None:
    revenue = account_revenue(book, ACCOUNTS, period)
    start, new, reactivation, expansion, contraction, churn, end = revenue.bridge()
    assert start + new + reactivation + expansion - contraction - churn == end
    assert sum(revenue.expansion_by_kind()) == expansion
    history = arr_history(book, as_of=period.end)
    assert (start, end) == (int(history.at(period.start).sum()), int(history.at(period.end).sum()))


@laws
@given(st.data(), books(), periods())
def test_that_splitting_a_line_in_two_that_meet_changes_nothing(
    data: st.DataObject, book: list[ContractLine], period: Period
) -> None:
    split = data.draw(with_a_line_split(book))
    assert columns(account_revenue(split, ACCOUNTS, period)) == columns(account_revenue(book, ACCOUNTS, period))


@laws
@given(books(), periods(), st.randoms(use_true_random=False))
def test_that_the_order_of_lines_changes_nothing(book: list[ContractLine], period: Period, random: Random) -> None:
    shuffled = random.sample(book, len(book))
    assert columns(account_revenue(shuffled, ACCOUNTS, period)) == columns(account_revenue(book, ACCOUNTS, period))


@laws
@given(st.data(), books(), periods())
def test_that_a_fact_dated_after_the_period_changes_nothing(
    data: st.DataObject, book: list[ContractLine], period: Period
) -> None:
    later = data.draw(with_later_facts(book, period.end))
    assert columns(account_revenue(later, ACCOUNTS, period)) == columns(account_revenue(book, ACCOUNTS, period))


@laws
@given(books(), periods(), st.sets(st.sampled_from(ACCOUNTS)))
def test_that_bridges_and_kinds_add_up_over_groups(book: list[ContractLine], period: Period, group: set[str]) -> None:
    revenue = account_revenue(book, ACCOUNTS, period)
    mask = np.array([account in group for account in ACCOUNTS], np.bool_)
    for whole, one, rest in (
        (revenue.bridge(), revenue.bridge(mask), revenue.bridge(~mask)),
        (revenue.expansion_by_kind(), revenue.expansion_by_kind(mask), revenue.expansion_by_kind(~mask)),
    ):
        assert [a + b for a, b in zip(one, rest, strict=True)] == list(whole)
    alone = account_revenue(book, sorted(group), period)
    assert alone.bridge() == revenue.bridge(mask)


@laws
@given(books(), days())
def test_that_churn_days_are_the_days_a_movement_reached_zero(book: list[ContractLine], as_of: date) -> None:
    history = arr_history(book, as_of=as_of)
    fell = churn_days(history, as_of)
    for i, account in enumerate(history.accounts):
        expected = [
            day for day in DAYS if day <= as_of and history.at(day)[i] == 0 and history.at(day - timedelta(1))[i] > 0
        ]
        assert list(fell.get(account, ())) == expected
