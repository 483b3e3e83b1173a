from __future__ import annotations

import math
from datetime import date, timedelta
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.usage import UsageReading, UsageWindows, aggregate, feature_adoption, seat_utilisation, trend

DAY = date(2026, 6, 30)


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def use(metric: str, days_ago: int, value: float, feature: str | None = None, position: int = 0) -> UsageReading:
    return UsageReading("acme", metric, ago(days_ago), value, feature, position)


def only(column: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float | None:
    (value,) = column
    return None if math.isnan(value) else float(value)


def trend_of(*readings: UsageReading) -> float | None:
    return only(trend(aggregate(["acme"], readings, DAY)))


def utilisation_of(seats: float, *readings: UsageReading) -> float | None:
    return only(seat_utilisation(aggregate(["acme"], readings, DAY), np.array([seats])))


def adoption_of(*readings: UsageReading) -> float | None:
    return only(feature_adoption(aggregate(["acme"], readings, DAY)))


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        ([use("logins", 0, 90), use("logins", 28, 100)], -0.1),
        ([use("logins", 27, 60), use("logins", 3, 60), use("logins", 55, 100)], 0.2),
        ([use("logins", 28, 100)], -1.0),
        ([use("logins", 0, 90)], None),
        ([use("logins", 0, 90), use("logins", 56, 100)], None),
        ([use("logins", 0, 90), use("logins", 28, 0)], None),
        ([use("logins", -1, 90), use("logins", 28, 100)], -1.0),
        ([], None),
    ],
    ids=["down", "up, several readings", "silence", "new", "before both windows", "zero before", "future", "none"],
)
def test_that_trend_compares_the_last_28_days_with_the_28_before(
    readings: list[UsageReading], expected: float | None
) -> None:
    assert trend_of(*readings) == pytest.approx(expected)


def test_that_trend_is_of_the_first_metric_the_account_has() -> None:
    events = [use("events", 0, 30), use("events", 30, 10)]
    logins = [use("logins", 0, 20), use("logins", 30, 10)]
    active = [use("active_users", 0, 15), use("active_users", 30, 10)]
    assert trend_of(*events) == pytest.approx(2.0)
    assert trend_of(*events, *logins) == pytest.approx(1.0)
    assert trend_of(*events, *logins, *active) == pytest.approx(0.5)


def test_that_a_preferred_metric_without_a_past_leaves_the_trend_unknown() -> None:
    assert trend_of(use("active_users", 0, 15), use("logins", 0, 20), use("logins", 30, 10)) is None


def test_that_a_preferred_metric_older_than_56_days_does_not_count_as_had() -> None:
    assert trend_of(use("active_users", 56, 15), use("logins", 0, 20), use("logins", 30, 10)) == pytest.approx(1.0)


def test_that_trend_adds_up_readings_of_one_day_and_of_all_features() -> None:
    readings = [use("events", 1, 5, "a"), use("events", 1, 5, "a", 1), use("events", 1, 5, "b"), use("events", 40, 10)]
    assert trend_of(*readings) == pytest.approx(0.5)


def test_that_a_sum_does_not_depend_on_the_order_of_its_fractions() -> None:
    readings = [use("logins", 1, 0.1), use("logins", 2, 0.2), use("logins", 3, 0.3), use("logins", 30, 0.6)]
    assert trend_of(*readings) == trend_of(*reversed(readings)) == 0


def test_that_other_metrics_are_never_scored() -> None:
    readings = [use("gigabytes", 1, 5), use("gigabytes", 30, 5), use("gigabytes", 1, 5, "a")]
    assert (trend_of(*readings), utilisation_of(10, *readings), adoption_of(*readings)) == (None, None, None)


@pytest.mark.parametrize(
    ("seats", "readings", "expected"),
    [
        (20, [use("active_users", 3, 12), use("active_users", 10, 19)], 0.6),
        (20, [use("active_users", 34, 12)], 0.6),
        (20, [use("active_users", 35, 12)], None),
        (20, [use("active_users", -1, 12)], None),
        (20, [use("active_users", 3, 25)], 1.25),
        (20, [use("active_users", 3, 0)], 0.0),
        (20, [use("active_users", 3, 12, "sso")], None),
        (20, [use("active_users", 3, 12), use("active_users", 3, 10, None, 1)], 0.5),
        (20, [use("logins", 3, 12)], None),
        (math.nan, [use("active_users", 3, 12)], None),
        (0, [use("active_users", 3, 12)], None),
    ],
    ids=[
        "latest", "edge", "too old", "future", "overbooked", "nobody", "of a feature", "later of the day", "logins",
        "seats unknown", "no seats",
    ],
)  # fmt: skip
def test_that_seat_utilisation_is_the_latest_active_users_over_seats(
    seats: float, readings: list[UsageReading], expected: float | None
) -> None:
    assert utilisation_of(seats, *readings) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        ([use("feature_users", 1, 800, "sso"), use("eligible_users", 1, 2000, "sso")], 0.4),
        ([use("feature_users", 1, 800, "sso"), use("eligible_users", 80, 2000, "sso")], 0.4),
        ([use("feature_users", 90, 800, "sso"), use("eligible_users", 1, 2000, "sso")], None),
        ([use("feature_users", 1, 800, "sso")], None),
        ([use("eligible_users", 1, 800, "sso")], None),
        ([use("feature_users", 1, 0, "sso"), use("eligible_users", 1, 0, "sso")], None),
        ([use("feature_users", 1, 8), use("eligible_users", 1, 10)], None),
        (
            [
                use("feature_users", 1, 4, "sso"),
                use("eligible_users", 1, 10, "sso"),
                use("feature_users", 5, 9, "sso"),
                use("feature_users", 1, 8, "api"),
                use("eligible_users", 1, 10, "api"),
                use("feature_users", 1, 8, "half known"),
            ],
            0.6,
        ),
    ],
    ids=[
        "800 of 2,000",
        "each its latest",
        "too old",
        "users only",
        "eligible only",
        "nobody eligible",
        "none",
        "mean",
    ],
)
def test_that_adoption_is_the_mean_over_features_of_users_over_eligible(
    readings: list[UsageReading], expected: float | None
) -> None:
    assert adoption_of(*readings) == pytest.approx(expected)


ACCOUNTS = ("a", "b", "c")
READINGS = st.lists(
    st.builds(
        UsageReading,
        account=st.sampled_from((*ACCOUNTS, "elsewhere")),
        metric=st.sampled_from(("active_users", "logins", "events", "feature_users", "eligible_users", "other")),
        on_day=st.integers(-40, 100).map(ago),
        value=st.floats(0, 1e6),
        feature=st.sampled_from((None, "sso", "api")),
        position=st.integers(0, 2),
    ),
    unique_by=lambda r: (r.account, r.metric, r.on_day, r.feature, r.position),
)


def assert_same(one: UsageWindows, other: UsageWindows) -> None:
    for name, left, right in zip(UsageWindows._fields, one, other, strict=True):
        np.testing.assert_array_equal(left, right, err_msg=name)


@given(READINGS, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=100)
def test_that_the_order_of_readings_changes_nothing(readings: list[UsageReading], random: Random) -> None:
    shuffled = random.sample(readings, len(readings))
    assert_same(aggregate(ACCOUNTS, readings, DAY), aggregate(ACCOUNTS, shuffled, DAY))


@given(READINGS)
@settings(deadline=None, max_examples=100)
def test_that_readings_after_the_day_change_nothing(readings: list[UsageReading]) -> None:
    known = [reading for reading in readings if reading.on_day <= DAY]
    assert_same(aggregate(ACCOUNTS, readings, DAY), aggregate(ACCOUNTS, known, DAY))


@given(READINGS)
@settings(deadline=None, max_examples=100)
def test_that_many_accounts_at_once_say_what_each_says_alone(readings: list[UsageReading]) -> None:
    seats = np.array([10.0, math.nan, 3.0])
    together = aggregate(ACCOUNTS, readings, DAY)
    for at, account in enumerate(ACCOUNTS):
        alone = aggregate([account], readings, DAY)
        np.testing.assert_array_equal(trend(alone), trend(together)[[at]])
        np.testing.assert_array_equal(feature_adoption(alone), feature_adoption(together)[[at]])
        np.testing.assert_array_equal(seat_utilisation(alone, seats[[at]]), seat_utilisation(together, seats)[[at]])


def test_that_no_accounts_and_no_readings_are_no_trouble() -> None:
    nothing = aggregate([], [], DAY)
    assert (len(trend(nothing)), len(feature_adoption(nothing)), len(seat_utilisation(nothing, np.zeros(0)))) == (
        0,
        0,
        0,
    )
