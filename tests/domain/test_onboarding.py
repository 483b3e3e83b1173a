"""The rules of time to value: who counts, when the clock stops, and what the curve says."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.facts import Milestone, Onboarding
from desktop.domain.onboarding import TimeToValue, Wait, kaplan_meier, quantile_days, time_to_value, waits

START = date(2025, 1, 1)
TO = date(2025, 12, 31)
laws = settings(deadline=None, max_examples=100)


def day(days: int) -> date:
    return START + timedelta(days=days)


def onboarding(name: str = "plan", account: str = "acme", started_on: date = START) -> Onboarding:
    return Onboarding(name, account, started_on)


def value(
    done_on: date | None,
    onboarding_id: str | None = "plan",
    *,
    account: str = "acme",
    first_value: bool | None = True,
    state: str | None = None,
) -> Milestone:
    return Milestone("m", account, "First report", onboarding_id, done_on=done_on, first_value=first_value, state=state)


def one_wait(
    milestones: Sequence[Milestone], churn: Sequence[date] = (), *, started_on: date = START, to: date = TO
) -> Wait:
    (wait,) = waits([onboarding(started_on=started_on)], milestones, {"acme": churn}, to=to)
    return wait


# The curve


@pytest.mark.parametrize(
    ("rows", "curve", "median"),
    [
        pytest.param(
            ["1", "1", "4", "5", "6+", "9", "9+", "22"],
            ((1, 0.75), (4, 0.625), (5, 0.5), (9, 1 / 3), (22, 0.0)),
            5,
            id="with censoring",
        ),
        pytest.param(["2", "3", "4", "5", "4320"], ((2, 0.8), (3, 0.6), (4, 0.4), (5, 0.2), (4320, 0)), 4, id="mean"),
        pytest.param(["5+", "5"], ((5, 0.5),), 5, id="a tie counts the event first"),
        pytest.param(["3+", "8+"], (), None, id="nobody there yet"),
        pytest.param(["1", "9+", "9+"], ((1, 2 / 3),), None, id="median not reached"),
        pytest.param(["0"], ((0, 0.0),), 0, id="on the first day"),
        pytest.param([], (), None, id="nobody"),
    ],
)
def test_that_the_curve_is_kaplan_meiers(
    rows: list[str], curve: tuple[tuple[int, float], ...], median: int | None
) -> None:
    durations = [int(row.removesuffix("+")) for row in rows]
    estimate = kaplan_meier(durations, [not row.endswith("+") for row in rows])
    assert [days for days, _ in estimate] == [days for days, _ in curve]
    assert [share for _, share in estimate] == pytest.approx([share for _, share in curve])
    assert quantile_days(estimate, 0.5) == median


def test_that_finishers_alone_would_say_it_goes_faster() -> None:
    durations, reached = [1, 1, 4, 5, 6, 9, 9, 22], [True, True, True, True, False, True, False, True]
    finishers = statistics.median(d for d, is_event in zip(durations, reached, strict=True) if is_event)
    median = quantile_days(kaplan_meier(durations, reached), 0.5)
    assert finishers == 4.5
    assert median is not None
    assert median > finishers


def test_that_one_straggler_moves_the_mean_but_not_the_median() -> None:
    durations = [2, 3, 4, 5, 4320]
    assert statistics.mean(durations) == 866.8
    assert quantile_days(kaplan_meier(durations, [True] * 5), 0.5) == 4


@pytest.mark.parametrize(("n", "survival", "expected"), [(24, 0.5, 12), (54, 0.5, 27), (30, 0.1, 27), (10, 0.1, 9)])
def test_that_rounding_never_moves_a_threshold_to_a_later_day(n: int, survival: float, expected: int) -> None:
    # A product of floats ends above 1/2 at n = 24 and above 1/10 at n = 30, and would name the next day.
    assert quantile_days(kaplan_meier(range(1, n + 1), [True] * n), survival) == expected


def test_that_a_duration_without_its_outcome_is_an_error() -> None:
    with pytest.raises(ValueError, match="zip"):
        kaplan_meier([1, 2], [True])


def redistributed_to_the_right(durations: Sequence[int], reached: Sequence[bool]) -> list[tuple[int, Fraction]]:
    """The same curve from Efron's definition: each censored one leaves its share to all who waited longer."""
    rows = sorted(zip(durations, reached, strict=True), key=lambda row: (row[0], not row[1]))
    mass = [Fraction(1, len(rows)) for _ in rows]
    for i, (_, is_event) in enumerate(rows):
        later = len(rows) - i - 1
        if not is_event and later:
            for j in range(i + 1, len(rows)):
                mass[j] += mass[i] / later
            mass[i] = Fraction(0)
    times = sorted({days for days, is_event in rows if is_event})
    return [
        (t, 1 - sum((m for m, row in zip(mass, rows, strict=True) if row[1] and row[0] <= t), Fraction(0)))
        for t in times
    ]


subjects = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=25)


@laws
@given(subjects)
def test_that_the_curve_agrees_with_redistribution_to_the_right(rows: list[tuple[int, bool]]) -> None:
    durations, reached = [days for days, _ in rows], [is_event for _, is_event in rows]
    expected = redistributed_to_the_right(durations, reached)
    assert kaplan_meier(durations, reached) == tuple((days, float(share)) for days, share in expected)


@laws
@given(subjects)
def test_that_the_curve_falls_at_event_times_and_nowhere_else(rows: list[tuple[int, bool]]) -> None:
    curve = kaplan_meier([days for days, _ in rows], [is_event for _, is_event in rows])
    assert [days for days, _ in curve] == sorted({days for days, is_event in rows if is_event})
    shares = [1.0, *(share for _, share in curve)]
    assert all(0 <= after < before for before, after in pairwise(shares))


@laws
@given(st.lists(st.integers(0, 400), min_size=1, max_size=60))
def test_that_without_censoring_the_median_is_the_lower_middle_duration(durations: list[int]) -> None:
    curve = kaplan_meier(durations, [True] * len(durations))
    assert quantile_days(curve, 0.5) == statistics.median_low(durations)


@laws
@given(subjects, st.integers(0, 12), st.integers(1, 5))
def test_that_waiting_longer_without_value_never_makes_it_look_faster(
    rows: list[tuple[int, bool]], seen_for: int, longer: int
) -> None:
    def curve_with(days: int) -> tuple[tuple[int, float], ...]:
        all_rows = [*rows, (days, False)]
        return kaplan_meier([d for d, _ in all_rows], [is_event for _, is_event in all_rows])

    before, after = curve_with(seen_for), curve_with(seen_for + longer)
    assert all(later >= sooner for (_, sooner), (_, later) in zip(before, after, strict=True))


# When the clock stops


@pytest.mark.parametrize(
    ("milestones", "churn", "expected"),
    [
        pytest.param([value(day(30))], [], (30, True, False), id="value"),
        pytest.param([value(day(30)), value(day(12))], [], (12, True, False), id="earliest of several"),
        pytest.param([value(START)], [], (0, True, False), id="value on the first day"),
        pytest.param([value(day(-4))], [], (0, True, False), id="value before the start"),
        pytest.param([value(TO)], [], (364, True, False), id="value on the last day"),
        pytest.param([value(TO + timedelta(1))], [], (364, False, False), id="value after the last day"),
        pytest.param([], [], (364, False, False), id="no milestone"),
        pytest.param([value(None)], [], (364, False, False), id="not done"),
        pytest.param([value(None, state="done")], [], (364, False, False), id="done on an unknown day"),
        pytest.param([value(day(30), state="done")], [], (30, True, False), id="done"),
        pytest.param([value(day(30), state="waived")], [], (364, False, False), id="waived"),
        pytest.param(
            [value(day(30), state="waived"), value(day(50))], [], (50, True, False), id="waived, another one done"
        ),
        pytest.param([value(day(30), first_value=False)], [], (364, False, False), id="another milestone"),
        pytest.param([value(day(30), first_value=None)], [], (364, False, False), id="not said to be first value"),
        pytest.param([], [day(60)], (60, False, True), id="churn"),
        pytest.param([], [day(90), day(60)], (60, False, True), id="first of several churns"),
        pytest.param([], [START], (364, False, False), id="churn on the first day was an earlier contract"),
        pytest.param([], [day(-3), day(60)], (60, False, True), id="churn before the start does not count"),
        pytest.param([], [TO], (364, False, True), id="churn on the last day"),
        pytest.param([], [TO + timedelta(1)], (364, False, False), id="churn after the last day"),
        pytest.param([value(day(30))], [day(60)], (30, True, False), id="value before churn"),
        pytest.param([value(day(60))], [day(60)], (60, True, False), id="value on the day of churn"),
        pytest.param([value(day(61))], [day(60)], (60, False, True), id="value after churn"),
    ],
)
def test_that_the_clock_stops_at_value_churn_or_the_last_day(
    milestones: list[Milestone], churn: list[date], expected: tuple[int, bool, bool]
) -> None:
    assert one_wait(milestones, churn) == ("plan", *expected)


def test_that_an_onboarding_started_on_the_last_day_has_waited_for_no_day() -> None:
    assert one_wait([], started_on=TO) == ("plan", 0, False, False)


def test_that_an_onboarding_that_has_not_started_does_not_count() -> None:
    assert waits([onboarding(started_on=TO + timedelta(1))], [], {}, to=TO) == []


@pytest.mark.parametrize(
    ("onboardings", "milestone", "reached"),
    [
        pytest.param([onboarding("a")], value(day(9), None), ["a"], id="the only one"),
        pytest.param([onboarding("a"), onboarding("b")], value(day(9), None), [], id="one of two is not guessed"),
        pytest.param([onboarding("a"), onboarding("b")], value(day(9), "b"), ["b"], id="named"),
        pytest.param(
            [onboarding("a"), onboarding("b", account="other")], value(day(9), None), ["a"], id="another account's"
        ),
        pytest.param(
            [onboarding("a"), onboarding("b", started_on=TO + timedelta(1))],
            value(day(9), None),
            ["a"],
            id="the only one that has started",
        ),
        pytest.param([onboarding("a")], value(day(9), "gone"), [], id="of an onboarding that is not there"),
        pytest.param([onboarding("a")], value(day(9), None, account="other"), [], id="of an account without any"),
    ],
)
def test_that_a_milestone_belongs_to_the_onboarding_it_names_or_to_the_only_one(
    onboardings: list[Onboarding], milestone: Milestone, reached: list[str]
) -> None:
    assert [wait.onboarding for wait in waits(onboardings, [milestone], {}, to=TO) if wait.reached] == reached


# The figure


def test_that_time_to_value_counts_those_not_there_yet() -> None:
    names = "abcdefgh"
    plans = [onboarding(name, account=name) for name in names]
    done = {"a": 1, "b": 1, "c": 4, "d": 5, "f": 9, "h": 22}
    milestones = [value(day(days), name, account=name) for name, days in done.items()]
    figure = time_to_value(plans, milestones, {"e": [day(6)], "g": [day(9)]}, to=TO)
    assert (figure.median_days, figure.p90_days) == (5, 22)
    assert (figure.reached, figure.censored, figure.lost, figure.n) == (6, 2, 2, 8)
    assert [days for days, _ in figure.curve] == [1, 4, 5, 9, 22]


def test_that_still_waiting_is_censored_but_not_lost() -> None:
    plans = [onboarding(name, account=name) for name in "abc"]
    figure = time_to_value(plans, [value(day(3), "a", account="a")], {"b": [day(6)]}, to=TO)
    assert (figure.reached, figure.censored, figure.lost) == (1, 2, 1)
    assert figure.median_days is None
    assert figure.p90_days is None


def test_that_no_onboardings_are_no_data() -> None:
    assert time_to_value([], [], {}, to=TO) == TimeToValue(None, None, 0, 0, 0, (), 0)


# Laws


@dataclass(frozen=True, slots=True)
class Book:
    onboardings: list[Onboarding]
    milestones: list[Milestone]
    churned_on: dict[str, list[date]]


accounts = st.sampled_from(["acme", "brook", "crane"])
LAST = day(30)
days_around = st.dates(day(-10), day(45))


@st.composite
def onboarding_books(draw: st.DrawFn) -> Book:
    starts = draw(st.lists(st.tuples(accounts, days_around), max_size=8))
    plans = [Onboarding(f"o{i}", account, start) for i, (account, start) in enumerate(starts)]
    ids = st.sampled_from([None, *(plan.id for plan in plans)])
    milestone = st.builds(
        value,
        st.none() | days_around,
        ids,
        account=accounts,
        first_value=st.sampled_from([True, True, False, None]),
        state=st.sampled_from([None, "open", "done", "blocked", "waived"]),
    )
    churn = st.dictionaries(accounts, st.lists(days_around, max_size=3))
    return Book(plans, draw(st.lists(milestone, max_size=12)), draw(churn))


def figure_of(book: Book) -> TimeToValue:
    return time_to_value(book.onboardings, book.milestones, book.churned_on, to=LAST)


def wait_day_by_day(book: Book, plan: Onboarding) -> tuple[int, bool, bool]:
    """The rule as a diary: look at every day in turn and stop at the first thing that happens."""
    siblings = [o for o in book.onboardings if o.account == plan.account and o.started_on <= LAST]
    own = [
        m
        for m in book.milestones
        if m.first_value is True
        and m.state != "waived"
        and (m.onboarding == plan.id or (m.onboarding is None and m.account == plan.account and siblings == [plan]))
    ]
    today = plan.started_on
    while True:
        if any(m.done_on is not None and m.done_on <= min(today, LAST) for m in own):
            return (today - plan.started_on).days, True, False
        if today > plan.started_on and today in book.churned_on.get(plan.account, []):
            return (today - plan.started_on).days, False, True
        if today == LAST:
            return (today - plan.started_on).days, False, False
        today += timedelta(days=1)


@laws
@given(onboarding_books())
def test_that_waits_agree_with_a_diary_of_every_day(book: Book) -> None:
    expected = [(o.id, *wait_day_by_day(book, o)) for o in book.onboardings if o.started_on <= LAST]
    assert waits(book.onboardings, book.milestones, book.churned_on, to=LAST) == expected


@laws
@given(onboarding_books(), st.randoms(use_true_random=False))
def test_that_the_order_of_rows_changes_nothing(book: Book, random: Random) -> None:
    shuffled = Book(
        random.sample(book.onboardings, len(book.onboardings)),
        random.sample(book.milestones, len(book.milestones)),
        {account: random.sample(churn, len(churn)) for account, churn in book.churned_on.items()},
    )
    assert figure_of(shuffled) == figure_of(book)


@laws
@given(onboarding_books())
def test_that_a_fact_dated_after_the_last_day_changes_nothing(book: Book) -> None:
    known = Book(
        [o for o in book.onboardings if o.started_on <= LAST],
        [m._replace(done_on=None) if m.done_on and m.done_on > LAST else m for m in book.milestones],
        {account: [d for d in churn if d <= LAST] for account, churn in book.churned_on.items()},
    )
    assert figure_of(known) == figure_of(book)


@laws
@given(onboarding_books())
def test_that_every_onboarding_is_reached_or_censored_and_the_lost_are_censored(book: Book) -> None:
    figure = figure_of(book)
    assert figure.reached + figure.censored == figure.n
    assert 0 <= figure.lost <= figure.censored
    assert (figure.median_days is not None) >= (figure.p90_days is not None)
    if figure.median_days is not None and figure.p90_days is not None:
        assert 0 <= figure.median_days <= figure.p90_days
