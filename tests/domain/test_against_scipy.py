"""Statistics of the domain against scipy's, on any data; figures of a whole book are compared in tests/oracle."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.stats  # pyright: ignore[reportMissingTypeStubs]
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.discrimination import auc
from desktop.domain.onboarding import kaplan_meier
from desktop.domain.rates import Z_95, wilson_interval
from desktop.domain.signals.correlation import rank_correlation

stats: Any = scipy.stats

few = st.integers(0, 12)


@settings(deadline=None, max_examples=100)
@given(lost=st.lists(few, min_size=1, max_size=20), stayed=st.lists(few, min_size=1, max_size=20))
def test_that_the_auc_is_the_mann_whitney_statistic(lost: list[int], stayed: list[int]) -> None:
    score = np.array([*lost, *stayed], np.float64)
    is_lost = np.arange(len(score)) < len(lost)
    pairs = len(lost) * len(stayed)
    assert auc(score, is_lost) == pytest.approx(stats.mannwhitneyu(stayed, lost).statistic / pairs, abs=1e-9)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(few, few), min_size=10, max_size=30))
def test_that_the_rank_correlation_is_spearmans(pairs: list[tuple[int, int]]) -> None:
    x, y = [x for x, _ in pairs], [y for _, y in pairs]
    mine = rank_correlation(x, y).value
    if len(set(x)) == 1 or len(set(y)) == 1:
        assert mine is None
    else:
        assert mine == pytest.approx(stats.spearmanr(x, y).statistic, abs=1e-9)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=30))
def test_that_the_survival_curve_is_kaplan_and_meiers(waits: list[tuple[int, bool]]) -> None:
    days, reached = [day for day, _ in waits], [is_reached for _, is_reached in waits]
    mine = kaplan_meier(days, reached)
    events = sorted({day for day, is_reached in waits if is_reached})
    assert [day for day, _ in mine] == events
    if events:
        censored = stats.CensoredData(
            uncensored=[day for day, is_reached in waits if is_reached],
            right=[day for day, is_reached in waits if not is_reached],
        )
        theirs = stats.ecdf(censored).sf.evaluate(events)
        assert [share for _, share in mine] == pytest.approx(theirs.tolist(), abs=1e-9)


@settings(deadline=None, max_examples=100)
@given(n=st.integers(1, 500), data=st.data())
def test_that_the_interval_of_a_share_is_wilsons(n: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, n))
    # 95 %, as exactly as the z of the definition is.
    share = 2 * stats.norm.cdf(Z_95) - 1
    theirs = stats.binomtest(successes, n).proportion_ci(share, method="wilson")
    assert wilson_interval(successes, n) == pytest.approx((theirs.low, theirs.high), abs=1e-9)
