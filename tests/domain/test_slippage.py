"""How far milestones slip and how plans stand: the tables, and the laws that hold for any plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.facts import Milestone, Onboarding
from desktop.domain.plans import OnboardingFigures, PlanStatus, onboarding_figures, plan_statuses
from desktop.domain.rates import Rate
from desktop.domain.slippage import Past, blocked_days, slippage, slips

DAY = date(2026, 11, 22)
laws = settings(deadline=None, max_examples=100)


def back(days: int) -> date:
    return DAY - timedelta(days=days)


def step(due: int | None, done: int | None = None, name: str = "Kick-off", **said: Any) -> Milestone:
    known: dict[str, Any] = {"state": "open" if done is None else "done", "account": "A", "onboarding": "P", **said}
    due_on, done_on = (None if each is None else back(each) for each in (due, done))
    return Milestone(known.pop("id", f"{name} {due} {done}"), name=name, due_on=due_on, done_on=done_on, **known)


def plan(began: int = 60, target: int | None = -10, live: int | None = None, **said: Any) -> Onboarding:
    target_on, live_on = (None if each is None else back(each) for each in (target, live))
    return Onboarding(said.pop("id", "P"), said.pop("account", "A"), back(began), "Launch", target_on, live_on)


def status(
    *steps: Milestone,
    on: Onboarding | None = None,
    past: Mapping[str, Past] | None = None,
    churned: tuple[int, ...] = (),
) -> PlanStatus:
    (found,) = plan_statuses([on or plan()], steps, past or {}, {"A": tuple(back(each) for each in churned)}, DAY)
    return found


@pytest.mark.parametrize(
    ("milestone", "days"),
    [
        (step(10, 10), 0),
        (step(10, 3), 7),
        (step(10, 14), -4),
        (step(10), 10),
        (step(0), 0),
        (step(-5), -5),
        (step(10, -1, state="open"), 10),
        (step(None, 3), None),
        (step(10, state="waived"), None),
        (step(10, state="done"), None),
    ],
)
def test_that_a_slip_runs_from_the_planned_day_to_the_day_it_was_done(milestone: Milestone, days: int | None) -> None:
    assert [each.days for each in slips([milestone], {}, DAY)] == ([] if days is None else [days])


def test_that_the_first_planned_day_counts_where_it_was_moved() -> None:
    moved = step(-14, id="SSO")
    (found,) = slips([moved], {"SSO": Past(back(34))}, DAY)
    assert (found.days, found.is_overdue, found.planned_on) == (34, True, back(34))
    whole, _ = slippage([moved], {"SSO": Past(back(34))}, DAY)
    assert (whole.overdue, whole.moved) == (1, 1)
    assert slippage([step(34, id="SSO")], {"SSO": Past(back(34))}, DAY)[0].moved == 0


def test_that_open_ones_are_counted_apart_from_those_done() -> None:
    steps = [step(20, 20), step(20, 10), step(20, 4), step(30), step(40), step(-3), step(None)]
    whole, (row,) = slippage(steps, {}, DAY)
    assert (whole.n, whole.median_days, whole.on_time) == (3, 10, Rate(1, 5, 5))
    assert (whole.overdue, whole.median_so_far, whole.longest_so_far) == (2, 35, 40)
    assert (whole.not_due, whole.unplanned) == (1, 1)
    assert (row.name, row.n) == ("Kick-off", 3)
    nothing, rows = slippage([], {}, DAY)
    assert (nothing.median_days, nothing.on_time.value, nothing.longest_so_far, rows) == (None, None, None, ())


def test_that_names_are_one_without_case_and_spaces_and_the_longest_delay_comes_first() -> None:
    steps = [step(9, 9, "SSO live"), step(9, 1, "sso  Live"), step(8, 1, "SSO live"), step(9, 8, "Import", id="1")]
    steps += [step(9, 7, "Import", id="2"), step(90, 1, "Once")]
    _, rows = slippage(steps, {}, DAY)
    told = [(row.name, row.n, row.median_days) for row in rows]
    assert told == [("SSO live", 3, 7), ("Import", 2, 1.5), ("Once", 1, 89)]


def test_that_open_milestones_of_accounts_that_left_are_nobodys_delay() -> None:
    steps = [step(20, 10), step(30)]
    assert slippage(steps, {}, DAY, left={"A"})[0].overdue == 0
    assert slippage(steps, {}, DAY, left={"A"})[0].n == 1
    assert slippage(steps, {}, DAY, left={"B"})[0].overdue == 1


@pytest.mark.parametrize(
    ("past", "state", "days"),
    [
        (Past(None, ((back(31), None),)), "blocked", 31),
        (Past(None, ((back(31), back(21)), (back(5), None))), "blocked", 15),
        (Past(None, ((back(31), back(21)),)), "open", 10),
        (Past(None, ((back(31), back(-5)),)), "blocked", 31),
        (Past(None, ((back(-2), None),)), "blocked", None),
        (Past(), "blocked", None),
        (Past(), "open", 0),
    ],
)
def test_that_blocked_days_are_told_where_they_are_known(past: Past, state: str, days: int | None) -> None:
    assert blocked_days(step(1, state=state), past, DAY) == days


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, ("running", 60, 70, 0)),
        ({"on": plan(60, 15)}, ("running", 60, 45, 15)),
        ({"on": plan(60, None)}, ("running", 60, None, 0)),
        ({"on": plan(60, 15, live=20)}, ("live", 40, 45, 0)),
        ({"on": plan(60, 15, live=-1)}, ("running", 60, 45, 15)),
        ({"churned": (10,)}, ("lost", 50, 70, 0)),
        ({"churned": (60,)}, ("running", 60, 70, 0)),
        ({"on": plan(60, 15, live=20), "churned": (10,)}, ("live", 40, 45, 0)),
        ({"on": plan(60, 15, live=5), "churned": (10,)}, ("lost", 50, 45, 5)),
    ],
)
def test_that_a_plan_is_running_lost_or_live(said: dict[str, Any], expected: tuple[object, ...]) -> None:
    found = status(step(-5), **said)
    assert (found.state, found.day_of, found.target_days, found.days_over) == expected


def test_that_a_plan_with_all_its_milestones_done_is_through() -> None:
    found = status(step(30, 28), step(20, 12, "Go-live"), step(5, state="waived", name="Extra"))
    assert (found.state, found.day_of, found.done, found.milestones) == ("live", 48, 2, 2)
    assert (found.next_milestone, found.turn, found.forecast_on) == (None, None, None)
    assert status().state == "running"


def test_that_the_open_milestone_due_first_says_whose_turn_it_is() -> None:
    sso = step(4, name="SSO", side="Theirs", state="blocked", id="SSO")
    found = status(
        step(30, 28), step(-9, name="Go-live", side="ours"), sso, past={"SSO": Past(None, ((back(3), None),))}
    )
    assert (found.next_milestone, found.turn, found.due_on, found.is_blocked) == ("SSO", "theirs", back(4), True)
    assert (found.blocked_days, found.done, found.milestones) == (3, 1, 3)
    assert status(step(4)).turn == "unsaid"
    assert status(step(4)).blocked_days is None


@pytest.mark.parametrize(
    ("steps", "forecast"),
    [
        ([step(-10)], -10),
        ([step(4), step(-10, name="Go-live")], -14),
        ([step(30, 24), step(-10, name="Go-live")], -16),
        ([step(30, 33), step(-10, name="Go-live")], -10),
        ([step(40, 20), step(30, 30, "Import"), step(-10, name="Go-live")], -30),
        ([step(None), step(-10, name="Go-live")], None),
    ],
)
def test_that_a_plan_ends_as_late_as_it_is_now(steps: list[Milestone], forecast: int | None) -> None:
    assert status(*steps).forecast_on == (None if forecast is None else back(forecast))


def figures(
    plans: list[Onboarding], steps: list[Milestone], churned: Mapping[str, tuple[date, ...]] | None = None
) -> OnboardingFigures:
    gone = churned or {}
    return onboarding_figures(plans, steps, {}, gone, frozenset(gone), DAY)


def test_that_those_lost_before_value_are_named_beside_the_curve() -> None:
    plans = [plan(60), plan(50, id="Q", account="B"), plan(40, id="R", account="C"), plan(-3, id="S", account="D")]
    steps = [
        step(30, 30, "Value", first_value=True), step(20, None, "Value", onboarding="Q", account="B", first_value=True),
        step(-4, None, "Value", onboarding="R", account="C", side="ours"),
        step(9, None, "Kick-off", onboarding="S", account="D"),
    ]  # fmt: skip
    found = figures(plans, steps, {"B": (back(10),)})
    assert [(each.account, each.days, each.on) for each in found.lost] == [("B", 40, back(10))]
    assert (found.ttv.reached, found.ttv.lost, found.ttv.n) == (1, 1, 3)
    assert [(each.account, each.state) for each in found.plans] == [("C", "running"), ("B", "lost"), ("A", "live")]
    assert found.turns == {"ours": 1, "theirs": 0, "unsaid": 0}
    assert (found.slippage.n, found.slippage.overdue, found.slippage.not_due) == (1, 0, 1)


_STEPS = st.lists(
    st.builds(
        step,
        st.none() | st.integers(-30, 200),
        st.none() | st.integers(0, 200),
        st.sampled_from(("Kick-off", "kick-off", "SSO", "Import")),
        state=st.sampled_from(("open", "done", "blocked", "waived", None)),
        side=st.sampled_from(("ours", "theirs", None)),
        onboarding=st.sampled_from(("P", "Q", None)),
        account=st.sampled_from("AB"),
        first_value=st.booleans(),
        id=st.uuids().map(str),
    ),
    max_size=12,
)
_PLANS = st.tuples(
    st.builds(plan, st.integers(-5, 300), st.none() | st.integers(-50, 250), st.none() | st.integers(0, 100)),
    st.builds(plan, st.integers(-5, 300), st.none(), id=st.just("Q"), account=st.sampled_from("AB")),
).map(list)


@laws
@given(_PLANS, _STEPS)
def test_that_every_milestone_is_counted_once(plans: list[Onboarding], steps: list[Milestone]) -> None:
    found = figures(plans, steps)
    whole = found.slippage
    for column in ("n", "overdue", "not_due", "unplanned", "moved", "blocked", "blocked_days"):
        assert getattr(whole, column) == sum(getattr(row, column) for row in found.by_name)
    assert whole.on_time.denominator == whole.n + whole.overdue
    assert 0 <= whole.on_time.numerator <= whole.n
    assert len({row.name.casefold() for row in found.by_name}) == len(found.by_name)
    assert sum(found.turns.values()) == sum(each.turn is not None for each in found.plans)
    assert all(each.forecast_on is None or each.forecast_on >= DAY for each in found.plans)
    assert all(0 <= each.done <= each.milestones and each.day_of >= 0 for each in found.plans)


@laws
@given(_PLANS, _STEPS, st.randoms(use_true_random=False))
def test_that_the_order_of_rows_changes_nothing(
    plans: list[Onboarding], steps: list[Milestone], random: Random
) -> None:
    mixed = figures(random.sample(plans, len(plans)), random.sample(steps, len(steps)))
    assert mixed == figures(plans, steps)


@laws
@given(_PLANS, _STEPS, st.integers(1, 40))
def test_that_what_happens_later_changes_nothing(plans: list[Onboarding], steps: list[Milestone], days: int) -> None:
    on = DAY + timedelta(days=days)
    now = [each if each.done_on else each._replace(state=None) for each in steps]
    then = [each if each.done_on else each._replace(done_on=on) for each in now]
    begun = Onboarding("later", "Z", on)
    value = Milestone("later", "Z", "Value", "later", on, on, True)
    live = [each if each.live_on else each._replace(live_on=on) for each in plans]
    assert figures([*live, begun], [*then, value]) == figures(plans, now)
