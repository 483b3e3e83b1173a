"""Moving a plan: what goes along and what keeps its day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.errors import Rejected
from desktop.domain.shifting import Dated, kickoff_moved, shifted, with_those_after

START = date(2026, 12, 1)
DONE = Dated("kickoff", "Kickoff", START, START, "done")
OPEN = Dated("data", "Data import", date(2026, 12, 8), None, "open")
BLOCKED = Dated("sso", "SSO", date(2026, 12, 15), None, "blocked")
WAIVED = Dated("api", "API", date(2026, 12, 15), None, "waived")
LIVE = Dated("live", "Go-live", date(2027, 1, 15), None, None)
UNDATED = Dated("later", "Later", None, None, "open")
PLAN = [DONE, OPEN, BLOCKED, WAIVED, LIVE, UNDATED]

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
STEPS = st.lists(
    st.builds(
        Dated,
        st.uuids().map(str),
        st.just("step"),
        st.none() | DAYS,
        st.none() | DAYS,
        st.sampled_from([None, "open", "blocked", "waived", "done"]),
    ),
    max_size=12,
)
SHIFTS = st.integers(-500, 500)


def applied(steps: list[Dated], days: int) -> list[Dated]:
    to = {move.milestone: move.to for move in shifted(steps, days)}
    return [each._replace(due_on=to.get(each.id, each.due_on)) for each in steps]


def test_that_open_and_blocked_milestones_move_and_done_waived_and_undated_ones_stay() -> None:
    moves = shifted(PLAN, 7)

    assert [(move.milestone, move.to) for move in moves] == [
        ("data", date(2026, 12, 15)),
        ("sso", date(2026, 12, 22)),
        ("live", date(2027, 1, 22)),
    ]


def test_that_the_start_moves_only_while_nothing_is_done() -> None:
    assert kickoff_moved(PLAN, 7, START, None).started_on is None
    assert kickoff_moved(PLAN[1:], 7, START, None).started_on == START + timedelta(days=7)


def test_that_the_target_moves_with_the_kickoff_unless_it_is_to_stay() -> None:
    target = date(2027, 1, 15)
    assert kickoff_moved(PLAN, 7, START, target).target_on == date(2027, 1, 22)
    assert kickoff_moved(PLAN, 7, START, target, with_target=False).target_on is None


def test_that_those_after_a_milestone_go_along_only_if_asked() -> None:
    alone = with_those_after(PLAN, "sso", date(2026, 12, 18), those_after=False)
    along = with_those_after(PLAN, "sso", date(2026, 12, 18), those_after=True)

    assert [(move.milestone, move.to) for move in alone] == [("sso", date(2026, 12, 18))]
    assert [(move.milestone, move.to) for move in along] == [("sso", date(2026, 12, 18)), ("live", date(2027, 1, 18))]


def test_that_a_milestone_without_a_day_gets_one_and_takes_nobody_along() -> None:
    (move,) = with_those_after(PLAN, "later", date(2026, 12, 18), those_after=True)
    assert (move.was, move.to) == (None, date(2026, 12, 18))


@pytest.mark.parametrize("step", ["kickoff", "api"])
def test_that_what_is_done_or_waived_gets_no_other_day(step: str) -> None:
    with pytest.raises(Rejected, match="reopen it"):
        with_those_after(PLAN, step, date(2027, 1, 1), those_after=False)


def test_that_a_day_outside_the_calendar_is_refused() -> None:
    with pytest.raises(Rejected, match="1900 to 2199"):
        shifted(PLAN, 9999 * 10)


@settings(max_examples=100, deadline=None)
@given(STEPS)
def test_that_by_no_days_nothing_moves(steps: list[Dated]) -> None:
    assert shifted(steps, 0) == ()


@settings(max_examples=100, deadline=None)
@given(STEPS, SHIFTS)
def test_that_moving_back_restores_every_day(steps: list[Dated], days: int) -> None:
    assert applied(applied(steps, days), -days) == steps


@settings(max_examples=100, deadline=None)
@given(STEPS, SHIFTS)
def test_that_what_is_done_or_waived_keeps_its_day_and_the_rest_its_order(steps: list[Dated], days: int) -> None:
    after = applied(steps, days)

    for was, now in zip(steps, after, strict=True):
        if was.done_on is not None or was.state in ("done", "waived"):
            assert now == was
    before_days = [each.due_on for each in steps if each.moves and each.due_on]
    after_days = [each.due_on for each in after if each.moves and each.due_on]
    order = sorted(range(len(before_days)), key=before_days.__getitem__)
    assert [after_days[at] for at in order] == sorted(after_days)
    assert all((b - a).days == days for a, b in zip(before_days, after_days, strict=True))
