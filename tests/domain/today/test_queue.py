"""The queue: what ranks before what, what is for this week, what is hidden for how long, and what one does next."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.facts import Account, Milestone, Onboarding
from desktop.domain.signals.signal import Evidence
from desktop.domain.today.actions import action_for
from desktop.domain.today.book import last_working_day
from desktop.domain.today.queue import nearness, queue, standing_snoozes
from desktop.domain.today.reasons import Around, reasons
from tests.domain.signals.situations import DAY, renewal
from tests.domain.today.days import ahead, due, reason, row, signal, snooze, task

ACME = Account("A", "Acme")


@pytest.mark.parametrize(("days", "share"), [(-400, 1.0), (-1, 1.0), (0, 1.0), (30, 0.5), (90, 0.25), (270, 0.1)])
def test_that_nearness_halves_in_thirty_days_and_stays_one_once_passed(days: int, share: float) -> None:
    assert nearness(days) == pytest.approx(share)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (row(reason(weight=2, deadline=due("opts out", 23)), arr=148), row(reason(weight=2), arr=148)),
        (row(reason(weight=3), arr=100), row(reason(weight=2), arr=100)),
        (row(reason(weight=2), arr=101), row(reason(weight=2), arr=100)),
        (row(reason(deadline=due("promise", -40))), row(reason(deadline=due("promise", 1)))),
        (row(reason(deadline=due("opts out", 40))), row(reason(deadline=due("opts out", 41)))),
        (row(name="Acme"), row(name="Bolt")),
        # Each reason counts by its own day: a task of tomorrow does not make urgent what has half a year.
        (
            row(reason(weight=2, deadline=due("opts out", 0)), arr=149),
            row(reason(weight=2, deadline=due("opts out", 350)), reason("task", 0.25, due("task", 1)), arr=157),
        ),
        (
            row(reason(weight=2, deadline=due("opts out", 80)), reason(weight=1, deadline=due("go-live", -3)), arr=100),
            row(reason(weight=2, deadline=due("opts out", 80)), reason("task", 0.25, due("task", -9)), arr=100),
        ),
        # An urgent sign counts as near, however far its day is, and an opt-out of today as due.
        (
            row(reason("notice_given", 3, due("term ends", 129)), arr=60),
            row(reason("go_live_late", 1, due("go-live", -2)), arr=76),
        ),
        (
            row(reason(weight=2, deadline=due("opts out", 0)), arr=149),
            row(reason(weight=3, deadline=due("opts out", 23)), arr=148),
        ),
        # What is for this week is before what is not, however large; a chance is after all.
        (
            row(reason(weight=0.25, deadline=due("promise", 7)), arr=1),
            row(reason(deadline=due("opts out", 60)), arr=10**9),
        ),
        (row(reason(weight=0.5, is_loss=False), arr=1), row(reason("ready_to_expand", 3, is_loss=False), arr=10**9)),
    ],
)  # fmt: skip
def test_that_rows_are_ranked_by_arr_and_the_reason_that_weighs_most_by_its_own_day(first: Any, second: Any) -> None:
    assert queue([second, first], (), DAY).rows == (first, second)


@pytest.mark.parametrize(
    ("weight", "deadline", "part"),
    [
        (3.0, None, "must"),
        (3.0, due("opts out", 80), "must"),
        (2.0, due("opts out", 7), "must"),
        (2.0, due("opts out", 8), "next"),
        (0.25, due("promise", -3), "must"),
        (2.0, None, "next"),
    ],
)
def test_that_this_week_is_what_is_urgent_or_due_within_seven_days(weight: float, deadline: Any, part: str) -> None:
    assert row(reason(weight=weight, deadline=deadline)).part == part


@pytest.mark.parametrize(
    ("why", "expected"),
    [
        # The strongest reason's day, as long as it is near.
        ([reason(deadline=due("opts out", 23)), reason("promise", 0.25, due("promise", 2))], due("opts out", 23)),
        ([reason(deadline=due("opts out", 66)), reason("promise", 0.25, due("promise", 2))], due("promise", 2)),
        ([reason(deadline=due("opts out", 66)), reason("promise", 0.25, due("qbr", 9))], due("opts out", 66)),
        ([reason(), reason("promise", 0.25, due("qbr", 9))], due("qbr", 9)),
        ([reason()], None),
        # A chance to sell more sets no pace.
        ([reason(), reason("ready_to_expand", 3, due("offer", 1))], None),
    ],
)
def test_that_the_deadline_is_the_strongest_reasons_or_what_is_due_this_week(why: Any, expected: Any) -> None:
    assert row(*why).deadline == expected


def test_that_a_promise_due_this_week_keeps_a_row_in_the_week_though_the_opt_out_sets_its_pace() -> None:
    found = row(reason(deadline=due("opts out", 23)), reason("promise", 0.25, due("promise", 4), is_loss=False))
    assert (found.part, found.deadline) == ("must", due("opts out", 23))


def test_that_only_signs_of_loss_put_arr_at_stake() -> None:
    assert row(reason("promise", 0.25, is_loss=False)).at_stake_cents == 0
    assert row(reason("use_falls", 1)).at_stake_cents == 100_000
    assert row(reason("ready_to_expand", 3, is_loss=False)).at_stake_cents == 0


@pytest.mark.parametrize(
    ("asleep", "is_hidden"),
    [
        (snooze(1), True),
        (snooze(0), False),  # it comes back on that day
        (snooze(30, weight=1.9), False),  # something worse holds
        (snooze(30, weight=3.0), True),
        (snooze(30, set_back=-1), False),  # not set yet
        (snooze(30, account="Bolt"), False),
    ],
)
def test_that_a_snoozed_row_leaves_until_its_day_or_until_something_worse_holds(asleep: Any, is_hidden: bool) -> None:
    acme = row()
    found = queue([acme], [asleep], DAY)
    assert (acme in found.rows) is not is_hidden
    assert found.snoozed == (((acme, asleep.until_on),) if is_hidden else ())


def test_that_of_two_snoozes_the_longer_one_counts() -> None:
    assert queue([row()], [snooze(3), snooze(9)], DAY).snoozed[0][1] == ahead(9)
    assert standing_snoozes([snooze(3), snooze(9)], DAY)["Acme"] == [snooze(3), snooze(9)]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (Around(ACME, tasks=(task(7),)), ("promise", 0.25, 7)),
        (Around(ACME, tasks=(task(8),)), None),
        (Around(ACME, tasks=(task(-1),)), ("promise", 0.5, -1)),
        (Around(ACME, tasks=(task(-1, is_promise=False),)), ("task", 0.5, -1)),
        (Around(ACME, tasks=(task(None),)), None),
        (Around(ACME, tasks=(task(3, side="theirs"),)), None),  # their turn, and not late
        (Around(ACME, tasks=(task(-3, side="theirs"),)), ("their_promise", 0.5, -3)),
        (Around(ACME._replace(next_step="Call", next_step_on=ahead(-2))), ("next_step", 0.5, -2)),
        (Around(ACME._replace(next_step="Call", next_step_on=ahead(0))), None),
        (Around(ACME, qbr_on=ahead(14)), ("qbr_planned", 0.25, 14)),
        (Around(ACME, qbr_on=ahead(15)), None),
        (Around(ACME, plan=Onboarding("P", "A", ahead(-74), target_on=ahead(-29))), ("go_live_late", 1.0, -29)),
        (Around(ACME, plan=Onboarding("P", "A", ahead(-74), target_on=ahead(0))), None),
        (Around(ACME, undecided=renewal(149, notice_known=False)), ("notice_unknown", 0.5, 149)),
        (Around(ACME, undecided=renewal(181, notice_known=False)), None),
        (Around(ACME, undecided=renewal(1)), None),
    ],
)  # fmt: skip
def test_that_what_is_due_is_a_reason_of_its_own(facts: Around, expected: Any) -> None:
    found = reasons((), facts, DAY)
    assert [(each.key, each.weight, each.deadline and each.deadline.days) for each in found] == (
        [] if expected is None else [expected]
    )
    assert not any(each.is_loss for each in found)


DETRACTOR = signal("unanswered_detractor", 3, Evidence("detractor", 3, "score", ahead(-1), 1, "Jana Rowe"))


@pytest.mark.parametrize(
    ("what", "around", "expected"),
    [
        (DETRACTOR, Around(ACME), ("reply due", 1)),
        (DETRACTOR, Around(ACME, tasks=(task(0, begun_on=ahead(-1), is_promise=False),)), ("reply due", 0)),
        (DETRACTOR, Around(ACME, tasks=(task(0, begun_on=ahead(-9), is_promise=False),)), ("reply due", 1)),
        (signal("opt_out_near"), Around(ACME, undecided=renewal(12)), ("opts out", 12)),
        (signal("opt_out_near"), Around(ACME, undecided=renewal(12, notice_known=False)), ("opt-out unknown", 12)),
        (signal("notice_given"), Around(ACME, leaves_on=ahead(69)), ("term ends", 69)),
        (
            signal("ended_without_outcome", 3, Evidence("term_ended", 12, "days", ahead(-12))),
            Around(ACME),
            ("term ended", -12),
        ),
        (
            signal("ready_to_expand", 2, Evidence("open_opportunity", 5, "cents", ahead(30)), family="expansion"),
            Around(ACME),
            ("offer", 30),
        ),
        (signal("use_falls"), Around(ACME), None),
    ],
)
def test_that_every_signal_has_the_deadline_of_its_kind(what: Any, around: Around, expected: Any) -> None:
    found = next(each for each in reasons((what,), around, DAY) if each.key == what.key)
    assert (found.deadline and (found.deadline.kind, found.deadline.days)) == expected


def test_that_the_milestone_in_the_way_is_told_with_a_late_go_live() -> None:
    plan = Onboarding("P", "A", ahead(-74), target_on=ahead(-29))
    blocked = Milestone("M", "A", "SSO live", "P", state="blocked")
    (late,) = reasons((), Around(ACME, plan=plan, milestone=blocked), DAY)
    assert late.evidence == (
        Evidence("plan_day", 74, "days", ahead(-29), 45),
        Evidence("milestone_blocked", about="SSO live"),
    )


@pytest.mark.parametrize(
    ("why", "expected"),
    [
        (reason("risk_despite_use", 3), ("renewal_talk", "call renewal: ", None, None)),
        (reason("ended_without_outcome", 3), ("set_outcome", None, "contract", None)),
        (reason("promise", 0.5, task="T"), ("task_done", None, None, "T")),
        (reason("their_promise", 0.5, task="T"), ("chase", "email: ", None, None)),
        (reason("feedback_falls"), ("log_call", "call: ", None, None)),
    ],
)
def test_that_every_reason_has_one_next_action(why: Any, expected: Any) -> None:
    if why.task is not None:
        why = why._replace(evidence=(Evidence("promise", 1, "days", about="Send it"),))
    found = action_for(why)
    assert (found.key, found.types, found.section, found.task) == expected


def test_that_who_answered_badly_is_the_one_to_call_by_a_name_in_one_word() -> None:
    (why, *_) = reasons((DETRACTOR,), Around(ACME), DAY)
    assert action_for(why)[:2] == ("call", "call @JanaRowe: ")


GIVEN = Evidence("notice_given", on=ahead(-10))


@pytest.mark.parametrize(
    ("sign", "talked", "button"),
    [
        (signal("opt_out_near"), None, "renewal_talk"),
        (signal("opt_out_near"), ahead(-31), "renewal_talk"),
        (signal("opt_out_near"), ahead(-30), "set_outcome"),
        (signal("risk_despite_use", 3), DAY, "set_outcome"),
        (signal("notice_given", 3, GIVEN), ahead(-11), "save_talk"),  # before the notice
        (signal("notice_given", 3, GIVEN), ahead(-10), "set_outcome"),
        (signal("use_falls"), DAY, "log_call"),
    ],
)
def test_that_once_the_renewal_was_talked_about_its_outcome_is_what_is_left(
    sign: Any, talked: date | None, button: str
) -> None:
    (why, *_) = reasons((sign,), Around(ACME, talked_on=talked), DAY)
    assert action_for(why).key == button


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_that_the_last_working_day_is_before_and_no_weekend(day: date) -> None:
    found = last_working_day(day)
    assert found < day
    assert found.weekday() < 5
    assert (day - found).days <= 3


WEIGHTS = st.sampled_from((0.25, 0.5, 1.0, 2.0, 3.0))
DAYS = st.none() | st.integers(-400, 400)


@given(st.lists(st.tuples(WEIGHTS, DAYS, st.integers(0, 10**9)), max_size=12), st.randoms(use_true_random=False))
def test_that_the_order_of_rows_changes_nothing(found: list[tuple[float, int | None, int]], random: Any) -> None:
    rows = [
        row(
            reason(weight=weight, deadline=None if days is None else due("opts out", days)),
            name=f"Account {no:02}",
            arr=arr,
        )
        for no, (weight, days, arr) in enumerate(found)
    ]
    mixed = rows.copy()
    random.shuffle(mixed)
    expected = queue(rows, (), DAY).rows
    assert queue(mixed, (), DAY).rows == expected
    assert sorted(expected) == sorted(rows)
    musts = [each.part == "must" for each in expected]
    assert musts == sorted(musts, reverse=True)


@given(WEIGHTS, DAYS, st.integers(0, 10**9), st.integers(0, 10**9))
def test_that_more_arr_never_ranks_lower(weight: float, days: int | None, one: int, two: int) -> None:
    deadline = None if days is None else due("opts out", days)
    small, large = (row(reason(weight=weight, deadline=deadline), arr=arr) for arr in sorted((one, two)))
    assert small.rank <= large.rank
