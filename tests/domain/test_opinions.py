"""Which call stands on a day, and which pulse is the latest."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.facts import Override, Pulse
from desktop.domain.opinions import latest_pulse, standing_override

DAY = date(2026, 11, 23)
offsets = st.integers(-20, 20)


def called(id: str, set_on: int, expires_on: int | None) -> Override:
    ends = None if expires_on is None else DAY + timedelta(expires_on)
    return Override(id, "a", 80.0, DAY + timedelta(set_on), ends, "why", "Jana")


@pytest.mark.parametrize(
    ("calls", "stands"),
    [
        ([], None),
        ([called("one", 0, 1)], "one"),
        ([called("one", -5, 0)], None),
        ([called("one", 1, 9)], None),
        ([called("one", -5, None)], "one"),
        ([called("one", -5, 9), called("two", -2, 9)], "two"),
        ([called("two", -2, 9), called("one", -5, 9)], "two"),
        ([called("one", -2, 9), called("two", -2, 9)], "two"),
        ([called("one", -5, 9), called("two", -2, -1)], "one"),
    ],
)
def test_that_a_call_stands_from_its_day_until_before_it_expires(calls: list[Override], stands: str | None) -> None:
    found = standing_override(calls, DAY)
    assert (None if found is None else found.id) == stands


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(offsets, st.one_of(st.none(), offsets)), max_size=6))
def test_that_what_stands_was_set_by_then_and_has_not_expired(drawn: list[tuple[int, int | None]]) -> None:
    found = standing_override([called(str(at), *each) for at, each in enumerate(drawn)], DAY)
    can_stand = [each for each in drawn if each[0] <= 0 and (each[1] is None or each[1] > 0)]
    assert (found is not None) == bool(can_stand)
    if found is not None:
        assert found.set_on == DAY + timedelta(max(each[0] for each in can_stand))


@pytest.mark.parametrize(
    ("pulses", "latest"),
    [
        ([], None),
        ([(1, 3)], None),
        ([(0, 3)], 3),
        ([(-9, 1), (-2, 4)], 4),
        ([(-2, 4), (-9, 1)], 4),
        ([(0, 1), (0, 5)], 5),
    ],
)
def test_that_the_latest_pulse_is_the_last_by_day_then_by_writing(
    pulses: list[tuple[int, int]], latest: int | None
) -> None:
    felt = [Pulse(str(at), "a", DAY + timedelta(back), value) for at, (back, value) in enumerate(pulses)]
    found = latest_pulse(felt, DAY)
    assert (None if found is None else found.value) == latest
