"""What was shown on a day against what the day comes to now."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.domain.shown import Restated, ShownDay, restated

DAY = date(2026, 11, 3)


@pytest.mark.parametrize(
    ("shown", "before", "after", "is_restated"),
    [
        (81, 81, 81, False),
        (81, 80, 78, True),
        (81, 81, 62, False),  # shown in the morning, and lower by what happened that day
        (70, 81, 62, False),  # in the course of it
        (50, 81, 62, True),
        (None, None, None, False),
        (None, None, 62, False),
        (None, 81, 62, True),
        (81, None, None, True),
        (81, None, 62, True),
        (81, 78, None, True),
    ],
)
def test_that_a_day_is_restated_where_it_comes_to_what_was_not_shown(
    shown: int | None, before: int | None, after: int | None, is_restated: bool
) -> None:
    found = restated([ShownDay(DAY, shown)], {DAY: (before, after)})
    assert found == ([Restated(DAY, shown, after)] if is_restated else [])
