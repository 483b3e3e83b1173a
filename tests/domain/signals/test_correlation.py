"""The rank correlation: known values, its interval, and when nothing is said."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.signals.correlation import LEAST_N, rank_correlation, ranks

laws = settings(deadline=None, max_examples=100)

# The textbook example of Spearman's rho: intelligence and hours of television.
IQ = (106, 100, 86, 101, 99, 103, 97, 113, 112, 110)
HOURS = (7, 27, 2, 50, 28, 29, 20, 12, 6, 17)

PAIRS = st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=LEAST_N, max_size=30)


def test_that_it_agrees_with_the_textbook() -> None:
    found = rank_correlation(IQ, HOURS)
    assert (found.value, found.n) == (pytest.approx(-29 / 165), 10)
    half = 1.959964 * math.sqrt((1 + (29 / 165) ** 2 / 2) / 7)
    assert found.low == pytest.approx(math.tanh(math.atanh(-29 / 165) - half))
    assert found.high == pytest.approx(math.tanh(math.atanh(-29 / 165) + half))
    assert (found.low, found.high) == (pytest.approx(-0.7278, abs=1e-3), pytest.approx(0.5145, abs=1e-3))


def test_that_ties_share_their_rank() -> None:
    assert ranks((3, 1, 3, 7)).tolist() == [2.5, 1, 2.5, 4]
    # scipy.stats.spearmanr([1, 2, 3, 4, 5], [5, 6, 7, 8, 7]); each pair twice has the same.
    assert rank_correlation((1, 2, 3, 4, 5) * 2, (5, 6, 7, 8, 7) * 2).value == pytest.approx(0.8207826816681233)


@pytest.mark.parametrize(("n", "is_said"), [(0, False), (1, False), (9, False), (10, True)])
def test_that_nothing_is_said_below_ten_pairs(n: int, is_said: bool) -> None:
    found = rank_correlation(IQ[:n], HOURS[:n])
    assert found.n == n
    assert (found.value is not None, found.low is not None, found.high is not None) == (is_said,) * 3


def test_that_a_column_all_alike_has_no_correlation() -> None:
    assert rank_correlation(IQ, [3] * 10)[:3] == (None, None, None)


@pytest.mark.parametrize("sign", [1, -1])
def test_that_a_perfect_order_is_not_given_out_as_certain(sign: int) -> None:
    found = rank_correlation(range(10), [sign * each for each in range(10)])
    assert found.value == pytest.approx(sign)
    near, far = (found.low, found.high) if sign > 0 else (found.high, found.low)
    assert near is not None
    assert 0.8 < abs(near) < 1
    assert far == pytest.approx(sign)


@laws
@given(PAIRS)
def test_that_it_lies_in_its_interval_and_turns_with_a_column(pairs: list[tuple[int, int]]) -> None:
    x, y = [a for a, _ in pairs], [b for _, b in pairs]
    found, turned = rank_correlation(x, y), rank_correlation(x, [-b for b in y])
    assert rank_correlation(y, x).value == pytest.approx(found.value)
    if found.value is None or found.low is None or found.high is None:
        assert len(set(x)) == 1 or len(set(y)) == 1
        return
    assert -1 <= found.low <= found.value <= found.high <= 1
    assert turned.value == pytest.approx(-found.value)
    assert (turned.low, turned.high) == (pytest.approx(-found.high), pytest.approx(-found.low))


@laws
@given(PAIRS, st.randoms(use_true_random=False))
def test_that_the_order_of_pairs_and_a_rising_scale_change_nothing(
    pairs: list[tuple[int, int]], random: object
) -> None:
    mixed = list(pairs)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    found = rank_correlation([a for a, _ in pairs], [b for _, b in pairs])
    again = rank_correlation([math.exp(a) for a, _ in mixed], [b**3 for _, b in mixed])
    assert again.value == pytest.approx(found.value)
