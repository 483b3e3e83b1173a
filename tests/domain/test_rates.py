"""The rules of rates: no data where there is nothing to divide by, and how sure a share is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.rates import SMALL_N, Rate, annualised, wilson_interval

laws = settings(deadline=None, max_examples=100)


def test_that_a_rate_is_numerator_over_denominator() -> None:
    assert Rate(15, 500, 500).value == 0.03


def test_that_a_denominator_of_zero_is_no_data() -> None:
    assert Rate(0, 0, 0).value is None
    assert Rate(5, 0, 5).value is None


def test_that_a_numerator_of_zero_is_zero_and_not_no_data() -> None:
    assert Rate(0, 5, 5).value == 0


@pytest.mark.parametrize(("n", "small"), [(0, True), (19, True), (20, False), (500, False)])
def test_that_fewer_than_twenty_observations_are_small(n: int, small: bool) -> None:
    assert SMALL_N == 20
    assert Rate(1, 1_000_000, n).is_small is small


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_that_the_interval_is_wilsons(successes: int, n: int, low: float, high: float) -> None:
    assert wilson_interval(successes, n) == pytest.approx((low, high), abs=0.00005)


@laws
@given(st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_that_the_interval_contains_the_share_and_stays_within_zero_and_one(counts: tuple[int, int]) -> None:
    low, high = wilson_interval(*counts)
    assert 0 <= low <= counts[0] / counts[1] <= high <= 1
    assert low < high


@pytest.mark.parametrize("n", [1, 2, 7, 20, 1000])
def test_that_none_and_all_reach_the_ends_exactly(n: int) -> None:
    assert wilson_interval(0, n)[0] == 0
    assert wilson_interval(n, n)[1] == 1


@laws
@given(st.integers(1, 1000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.integers(2, 50))
def test_that_the_interval_shrinks_with_n(counts: tuple[int, int], times: int) -> None:
    low, high = wilson_interval(*counts)
    more_low, more_high = wilson_interval(counts[0] * times, counts[1] * times)
    assert more_high - more_low < high - low


@laws
@given(st.integers(1, 1000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_that_the_interval_of_failures_mirrors_that_of_successes(counts: tuple[int, int]) -> None:
    successes, n = counts
    low, high = wilson_interval(successes, n)
    assert wilson_interval(n - successes, n) == pytest.approx((1 - high, 1 - low), abs=1e-12)


@pytest.mark.parametrize(("monthly", "yearly"), [(0.03, 0.306), (0, 0), (1, 1), (0.01, 0.1136)])
def test_that_a_monthly_loss_compounds_over_twelve_months(monthly: float, yearly: float) -> None:
    assert annualised(monthly) == pytest.approx(yearly, abs=0.0005)
