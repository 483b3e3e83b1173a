"""Of many backups the right ones stay."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.backups import Backup, is_due, kept

END = datetime(2026, 11, 22, 18, 0)


def made(*ago: timedelta, damaged: frozenset[int] = frozenset()) -> list[Backup]:
    return [Backup(str(number), END - each, number in damaged) for number, each in enumerate(ago)]


def of_minutes(number: int) -> list[Backup]:
    return made(*(timedelta(minutes=30 * each) for each in range(number)))


@pytest.mark.parametrize(
    ("backups", "expected"),
    [
        ([], set[str]()),
        (of_minutes(1), {"0"}),
        (of_minutes(12), {str(each) for each in range(12)}),
        # 18:00 back to 12:30 are the twelve; the thirteenth, of the same day, goes.
        (of_minutes(13), {str(each) for each in range(12)}),
        # The last one of the day before stays with them: 23:30 is 37 half hours before 18:00.
        (of_minutes(40), {*(str(each) for each in range(12)), "37"}),
        # One a day: twelve recent ones, and of the older ones those that end a week (Sunday) or a month.
        (made(*(timedelta(days=each) for each in range(30))), {*(str(each) for each in range(12)), "14", "21", "22"}),
        # One every fortnight: 12 recent ones are five and a half months; the oldest of them end months, too.
        (made(*(timedelta(days=400 * each) for each in range(30))), {str(each) for each in range(12)}),
    ],
)  # fmt: skip
def test_that_the_right_backups_stay(backups: list[Backup], expected: set[str]) -> None:
    assert kept(backups) == expected


def test_that_the_months_of_a_year_stay() -> None:
    backups = made(*(timedelta(days=each) for each in range(730)))
    months = {(each.at.year, each.at.month) for each in backups if each.name in kept(backups)}
    assert len(months) == 12
    assert (2025, 12) in months


def test_that_a_damaged_one_takes_nobodys_place() -> None:
    backups = made(*(timedelta(days=each) for each in range(14)), damaged=frozenset({0, 1}))
    assert kept(backups) == {str(each) for each in range(14)}


def test_that_a_damaged_one_goes_when_twelve_sound_ones_are_newer() -> None:
    backups = made(*(timedelta(hours=each) for each in range(14)), damaged=frozenset({13}))
    assert "13" not in kept(backups)


def test_that_backups_of_a_clock_ahead_push_nobody_out() -> None:
    ahead = [Backup(f"ahead {each}", END + timedelta(days=300 + each), number=1 + each) for each in range(40)]
    since = [Backup(f"since {each}", END + timedelta(minutes=30 * each), number=100 + each) for each in range(12)]
    assert {each.name for each in since} <= kept([*ahead, *since])
    assert len(kept([*ahead, *since])) <= 12 + 7 + 4 + 12


any_backups = st.lists(
    st.tuples(st.integers(0, 60 * 24 * 900), st.booleans()), max_size=80, unique_by=lambda each: each[0]
).map(lambda found: [Backup(str(at), END - timedelta(minutes=at), damaged) for at, damaged in found])


@given(any_backups)
@settings(max_examples=100, deadline=None)
def test_that_the_newest_good_one_is_never_removed(backups: list[Backup]) -> None:
    sound = [each for each in backups if not each.is_damaged]
    if sound:
        assert max(sound, key=lambda each: each.at).name in kept(backups)


@given(any_backups)
@settings(max_examples=100, deadline=None)
def test_that_thinning_twice_removes_nothing_more(backups: list[Backup]) -> None:
    left = [each for each in backups if each.name in kept(backups)]
    assert kept(left) == kept(backups)
    assert len([each for each in left if not each.is_damaged]) <= 12 + 7 + 4 + 12


@pytest.mark.parametrize(
    ("newest", "expected"),
    [
        (None, True),
        (END, False),
        (END - timedelta(minutes=29, seconds=59), False),
        (END - timedelta(minutes=30), True),
        (END + timedelta(minutes=1), True),
    ],
)
def test_that_a_backup_is_due_half_an_hour_after_the_newest(newest: datetime | None, expected: bool) -> None:
    assert is_due(newest, END) is expected
