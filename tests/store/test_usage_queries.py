"""Usage summed in the file is what the domain's plain reference makes of the readings."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.usage import UsageReading, UsageWindows, aggregate
from desktop.store.portfolio import Portfolio
from desktop.store.queries.usage import usage_windows, windows_of
from desktop.store.usage_rows import Reading
from tests.store.books import Clock, add_usage, new_account, usage_that_counts

DAY = date(2026, 3, 2)
EPOCH = date(1970, 1, 1)
METRICS = ("active_users", "logins", "events", "feature_users", "eligible_users", "other")


def as_reading(each: UsageReading) -> Reading:
    return Reading(each.account, each.metric, each.feature or "", (each.on_day - EPOCH).days, each.position, each.value)


def assert_same(found: UsageWindows, expected: UsageWindows) -> None:
    for name, one, other in zip(UsageWindows._fields, found, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12, err_msg=name)
        assert one.dtype == other.dtype
        assert one.shape == other.shape


def random_readings(choose: random.Random, accounts: Sequence[str]) -> list[UsageReading]:
    made = {
        (reading.account, reading.metric, reading.feature, reading.on_day, reading.position): reading
        for reading in (
            UsageReading(
                choose.choice(accounts),
                choose.choice(METRICS),
                DAY - timedelta(days=choose.choice((0, 1, 27, 28, 29, 34, 35, 55, 56, 57, 89, 90, 91, -1))),
                float(choose.randrange(5)),
                choose.choice((None, None, "reports", "alerts")),
                choose.randrange(2),
            )
            for _ in range(choose.randrange(120))
        )
    }
    return list(made.values())


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_that_the_windows_are_those_of_the_plain_reference(template: Path, memory: Path, seed: int) -> None:
    choose = random.Random(seed)
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        path = Path(shutil.copyfile(template, Path(folder) / "book.perennial"))
        with Portfolio.open(path, clock_=Clock()) as book:
            accounts = [new_account(book, name) for name in "ABCD"]
            readings = random_readings(choose, accounts)
            book.perform(add_usage, [as_reading(each) for each in readings])
            for asked in (accounts, accounts[:1], [accounts[2], accounts[0]], []):
                assert_same(book.read(usage_windows, asked, DAY), aggregate(asked, readings, DAY))
                for back in ((0, 30), (0, 1, 28, 30, 60)):
                    days = [DAY - timedelta(each) for each in back]
                    windows = book.read(windows_of, asked, days)
                    assert list(windows) == days
                    for day in days:
                        assert_same(windows[day], aggregate(asked, readings, day))


def test_that_windows_of_an_empty_book_know_nothing(book: Portfolio) -> None:
    account = new_account(book)
    assert_same(book.read(usage_windows, [account], DAY), aggregate([account], [], DAY))


@pytest.mark.parametrize("day", [date.min, date.max])
def test_that_windows_of_any_day_can_be_asked_for(book: Portfolio, day: date) -> None:
    account = new_account(book)
    book.perform(add_usage, [Reading(account, "logins", "", 20_000, 0, 1.0)])
    assert_same(book.read(usage_windows, [account], day), aggregate([account], [], day))


def test_that_windows_known_then_are_those_of_the_readings_of_then(book: Portfolio, clock: Clock) -> None:
    account = new_account(book)
    first = [UsageReading(account, "logins", DAY - timedelta(days=n), 1.0) for n in range(40)]
    second = [UsageReading(account, "logins", DAY - timedelta(days=n), 5.0) for n in range(20, 60)]
    book.perform(add_usage, [as_reading(each) for each in first])
    monday = clock.at.astimezone().date()
    clock.at += timedelta(days=1)
    book.perform(add_usage, [as_reading(each) for each in second])
    assert monday == DAY

    later = [each for each in first if (DAY - each.on_day).days < 20] + second
    for known_then, readings in ((True, first), (False, later)):
        with book.looked_at(DAY, known_then=known_then) as conn:
            assert len(usage_that_counts(conn)) == len(readings)
            assert_same(usage_windows(conn, [account], DAY), aggregate([account], readings, DAY))
