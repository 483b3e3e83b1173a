"""Opt-outs week by week: every one counts once, in the week of its day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.account_rows import BANDS
from desktop.domain.today.lists import OPT_OUT_DAYS, OptOut
from desktop.domain.today.queue import Standing
from desktop.domain.today.weeks import opt_out_weeks

DAY = date(2026, 11, 23)


def opt_out(days: int, cents: int, band: str = "green") -> OptOut:
    standing = Standing(None if band == "unscored" else 80, band, 1.0)
    return OptOut(f"a{days}", f"A{days}", DAY + timedelta(days=days), days, cents, standing, True)


def test_that_a_week_holds_seven_days_and_the_last_one_ends_with_the_days_looked_ahead() -> None:
    weeks = opt_out_weeks([opt_out(0, 5), opt_out(6, 7, "red"), opt_out(7, 11), opt_out(OPT_OUT_DAYS, 13)], DAY)
    assert len(weeks) == 26
    assert (weeks[0].first, weeks[0].last) == (DAY, DAY + timedelta(days=6))
    assert (weeks[0].cents, weeks[0].accounts) == ((5, 0, 7, 0), (1, 0, 1, 0))
    assert weeks[0].largest is not None
    assert weeks[0].largest.arr_cents == 7
    assert weeks[1].cents == (11, 0, 0, 0)
    assert (weeks[2].n, weeks[2].largest) == (0, None)
    assert weeks[-1].last == DAY + timedelta(days=OPT_OUT_DAYS)
    assert weeks[-1].n == 1


@given(
    st.lists(
        st.builds(opt_out, st.integers(0, OPT_OUT_DAYS), st.integers(0, 10**10), st.sampled_from(BANDS)), max_size=60
    )
)
@settings(deadline=None, max_examples=100)
def test_that_weeks_follow_one_another_and_add_up(rows: list[OptOut]) -> None:
    weeks = opt_out_weeks(rows, DAY)
    assert sum(week.arr_cents for week in weeks) == sum(each.arr_cents for each in rows)
    assert sum(week.n for week in weeks) == len(rows)
    for before, after in pairwise(weeks):
        assert after.first == before.last + timedelta(days=1)
    for week in weeks:
        assert week.arr_cents == sum(each.arr_cents for each in rows if week.holds(each))
