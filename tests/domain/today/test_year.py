"""The year of a book: ARR by health at month ends adds up, and the accounts of each day are told."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.account_rows import BANDS
from desktop.domain.health_history import HealthHistory
from desktop.domain.today.year import AccountThen, Step, accounts_then, book_year

DAYS = (date(2026, 9, 30), date(2026, 10, 31), date(2026, 11, 23))
NAMES = {"a": "Acme", "b": "Brook", "c": "Cedar"}


def history(arr: list[list[int]], bands: list[list[str]] | None = None) -> HealthHistory:
    """Of the accounts a, b, c ...: what each pays on each day, and its band there."""
    shape = (len(arr), len(arr[0]))
    band = np.array(bands, dtype="<U8") if bands else np.full(shape, "unscored", dtype="<U8")
    score = np.where(band == "unscored", np.nan, 80.0)
    return HealthHistory(
        accounts=tuple("abcdefghij"[: len(arr)]),
        days=DAYS[: shape[1]],
        score=score,
        shown=score,
        coverage=np.ones(shape),
        band=band,
        arr_cents=np.array(arr, np.int64),
    )


GROWN = history(
    [[100, 100, 300], [0, 50, 50], [70, 70, 0]],
    [["green", "amber", "amber"], ["unscored", "unscored", "green"], ["red", "red", "unscored"]],
)


def test_that_each_day_is_told_by_band_with_the_largest_change_since_the_one_before() -> None:
    first, second, last = book_year(GROWN, NAMES).ends
    assert (first.cents, first.accounts, first.largest) == ((100, 0, 70, 0), (1, 0, 1, 0), None)
    assert (second.cents, second.accounts) == ((0, 100, 70, 50), (0, 1, 1, 1))
    assert second.largest == Step("b", "Brook", 0, 50)
    assert (last.on, last.cents, last.accounts) == (DAYS[2], (50, 300, 0, 0), (1, 1, 0, 0))
    assert last.largest == Step("a", "Acme", 100, 300)


def test_that_only_the_accounts_asked_for_count() -> None:
    (*_, last) = book_year(GROWN, {"b": "Brook"}).ends
    assert (last.arr_cents, last.n) == (50, 1)
    assert book_year(GROWN, {}).ends == ()


def test_that_a_year_begins_where_there_was_arr() -> None:
    young = book_year(history([[0, 0, 40], [0, 30, 30]]), NAMES)
    assert [end.on for end in young.ends] == [DAYS[1], DAYS[2]]
    assert young.ends[0].largest == Step("b", "Brook", 0, 30)
    assert book_year(history([[0, 0, 0]]), NAMES).ends == ()


def test_that_where_nothing_changed_nothing_is_told() -> None:
    assert [end.largest for end in book_year(history([[10, 10, 10]]), NAMES).ends] == [None, None, None]


def test_that_the_accounts_of_a_day_are_those_with_arr_then_or_before_the_largest_first() -> None:
    assert accounts_then(GROWN, NAMES, DAYS[2]) == [
        AccountThen("a", "Acme", "amber", 80, 300, 100),
        AccountThen("b", "Brook", "green", 80, 50, 50),
        AccountThen("c", "Cedar", "unscored", None, 0, 70),
    ]
    assert [each.before for each in accounts_then(GROWN, NAMES, DAYS[0])] == [None, None]


@given(
    st.integers(1, 4).flatmap(
        lambda n: st.tuples(
            st.lists(st.lists(st.integers(0, 10**9), min_size=3, max_size=3), min_size=n, max_size=n),
            st.lists(st.lists(st.sampled_from(BANDS), min_size=3, max_size=3), min_size=n, max_size=n),
        )
    )
)
@settings(deadline=None, max_examples=100)
def test_that_bands_and_accounts_add_up_on_every_day(book: tuple[list[list[int]], list[list[str]]]) -> None:
    arr, bands = book
    made = history(arr, bands)
    names = {account: account.upper() for account in made.accounts}
    for end in book_year(made, names).ends:
        at = made.days.index(end.on)
        assert end.arr_cents == sum(row[at] for row in arr)
        assert end.n == sum(row[at] > 0 for row in arr)
        rows = accounts_then(made, names, end.on)
        assert sum(each.cents for each in rows) == end.arr_cents
        if end.largest is not None:
            changes = [abs(each.cents - (each.before or 0)) for each in rows]
            assert abs(end.largest.cents) == max(changes)


def test_that_some_accounts_are_put_in_as_they_are_now_and_strangers_are_not() -> None:
    one = history([[5, 6, 7]], [["red", "red", "red"]])
    now = GROWN.patched(one, ["a"])
    assert now is not None
    assert now.arr_cents.tolist() == [[5, 6, 7], [0, 50, 50], [70, 70, 0]]
    assert now.band[0].tolist() == ["red"] * 3
    assert GROWN.arr_cents[0].tolist() == [100, 100, 300], "what was known before stays as it was"
    assert GROWN.patched(one, ["a", "b"]) is None, "b is gone"
    assert GROWN.patched(history([[1, 2]]), ["a"]) is None, "other days"
    assert one.patched(GROWN, ["a", "b", "c"]) is None, "there are more now"


@pytest.mark.parametrize("on", DAYS)
def test_that_a_score_is_in_whole_points_or_none(on: date) -> None:
    assert {type(each.shown) for each in accounts_then(GROWN, NAMES, on)} <= {int, type(None)}
