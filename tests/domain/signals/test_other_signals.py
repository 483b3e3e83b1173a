"""Going quiet, ready to expand, a hard and slow start: just enough, just not enough, and not known."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from desktop.domain.cadences import Cadence
from desktop.domain.signals.cadence import Measured, measured
from desktop.domain.signals.effort import effort_and_time, hard_and_slow_start
from desktop.domain.signals.expansion import ready_to_expand
from desktop.domain.signals.quiet import going_quiet, quiet_rows
from desktop.domain.signals.signal import SERIOUS, URGENT, WATCH, Judgement, Signal, Unjudged
from desktop.domain.signals.starts import Start, Starts
from tests.domain.signals.situations import DAY, answer, back, offer, person, situation, talked


def severity(found: Judgement) -> int | None:
    assert found is None or isinstance(found, Signal)
    return None if found is None else found.severity


@pytest.mark.parametrize(
    ("days", "is_largest", "expected"),
    [
        (45, False, None),
        (46, False, WATCH),
        (90, False, WATCH),
        (91, False, SERIOUS),
        (45, True, None),
        (46, True, SERIOUS),
    ],
)
def test_that_an_account_goes_quiet_after_one_and_a_half_times_the_cadence(
    days: int, is_largest: bool, expected: int | None
) -> None:
    found = going_quiet(situation(contacted=talked(200, days), is_largest=is_largest))
    assert severity(found) == expected
    if isinstance(found, Signal):
        assert found.since == back(days - 46)
        assert [each.name for each in found.evidence] == ["last_two_way", "cadence"]


def test_that_never_having_talked_is_unknown() -> None:
    assert going_quiet(situation()) == Unjudged("going_quiet", "A", ("a two-way touchpoint or QBR, ever",))


@pytest.mark.parametrize(("maybe", "is_quiet"), [(None, True), (100, True), (46, True), (45, False), (0, False)])
def test_that_a_contact_nobody_described_may_have_broken_the_silence(maybe: int | None, is_quiet: bool) -> None:
    found = going_quiet(situation(contacted=talked(80, maybe=maybe)))
    assert isinstance(found, Signal if is_quiet else Unjudged)


def test_that_the_buyer_silent_for_longest_is_named_and_nobody_never_spoken_with() -> None:
    people = (
        person("petr", role="Buyer"),
        person("gone", role="buyer", left_on=back(1)),
        person("dana", influence="decides"),
        person("new", role="buyer"),
    )
    spoken = {"petr": back(71), "gone": back(300), "dana": back(90)}
    found = going_quiet(situation(contacted=talked(60), contacts=people, last_with=spoken))
    assert isinstance(found, Signal)
    assert found.evidence[1] == ("buyer_silent", 71, "days", back(71), None, "Petr")
    without = going_quiet(situation(contacted=talked(60), contacts=people[2:], last_with=spoken))
    assert isinstance(without, Signal)
    assert without.evidence[1].name == "decider_silent"


def test_that_the_largest_are_listed_quiet_or_not() -> None:
    quiet = situation(contacted=talked(60))
    large = situation(contacted=talked(3), is_largest=True, arr_cents=900_000)
    never = situation(is_largest=True)
    rows = quiet_rows([large, never, quiet], {"A"})
    assert [row.is_quiet for row in rows] == [True] * 3
    rows = quiet_rows([never, large, situation(contacted=talked(3))], frozenset[str]())
    assert [(row.arr_cents, row.days, row.is_quiet, row.limit_days) for row in rows] == [
        (900_000, 3, False, 45), (100_000, None, False, 45),
    ]  # fmt: skip


def every(gap: int, times: int = 5) -> tuple[Any, ...]:
    return tuple(back(gap * each) for each in reversed(range(times)))


@pytest.mark.parametrize(
    ("cadence", "last", "said"),
    [
        (Cadence(20, "Large", is_set=True), 31, ("cadence", 20, "Large")),
        (Cadence(20, "Large", is_set=True), 30, None),
        (Cadence(60, None, is_set=True), 91, ("cadence", 60, None)),
        (Cadence(60, None, is_set=True), 90, None),
        (Cadence(30), 46, ("cadence_default", 30, None)),
        (Cadence(30), 45, None),
    ],
)
def test_that_silence_is_counted_from_the_cadence_and_the_evidence_says_whose_it_is(
    cadence: Cadence, last: int, said: tuple[str, int, str | None] | None
) -> None:
    found = going_quiet(situation(contacted=talked(last), cadence=cadence))
    if said is None:
        assert found is None
    else:
        assert isinstance(found, Signal)
        assert (found.evidence[-1].name, found.evidence[-1].value, found.evidence[-1].about) == said


def test_that_what_is_measured_is_the_median_of_medians_a_segment() -> None:
    book = [("Large", every(gap)) for gap in (20, 30, 40, 25, 30)]
    daily, some = [("Small", every(1))] * 5, [(None, every(12))] * 6
    found = measured([*book, *daily, *some, *[("New", every(9))] * 4], DAY)
    assert found == {"Large": Measured(30, 5), "Small": Measured(1, 5), None: Measured(12, 6)}


@pytest.mark.parametrize(
    "known",
    [
        [],
        [("Large", every(20))] * 4,
        [("Large", every(20, 2))] * 9,
        [("Large", (back(365), back(364), back(20)))] * 9,
    ],
)
def test_that_too_few_contacts_are_not_measured(known: list[Any]) -> None:
    assert measured(known, DAY) == {}


HAPPY, FULL, OPEN = {"answers": (answer(9, 10),)}, {"seat_utilisation": 0.9}, {"opportunities": (offer(),)}
STRONG, WEAK = {"seat_utilisation": 0.8, "usage_trend": 0.0}, {"seat_utilisation": 0.1, "usage_trend": 0.0}
SO_SO = {"answers": (answer(9, 8),)}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({**HAPPY, **FULL, **OPEN}, URGENT),
        ({**HAPPY, **FULL}, SERIOUS),
        ({**SO_SO, **FULL, **OPEN}, SERIOUS),
        ({**HAPPY, **STRONG, **OPEN}, SERIOUS),
        ({**HAPPY, **STRONG}, None),
        ({**SO_SO, **STRONG, **OPEN}, None),
        ({**HAPPY, **WEAK, **OPEN}, None),
        ({**SO_SO, "seat_utilisation": 0.899, **OPEN}, None),
        ({**HAPPY, **WEAK, "usage_trend": 0.2, **OPEN}, SERIOUS),
        ({"answers": (answer(9, 9), answer(8, 6, contact="piet")), **STRONG, **OPEN}, None),
        ({"answers": (answer(99, 10), answer(9, 8)), **STRONG, **OPEN}, None),
    ],
)
def test_that_three_of_four_signs_make_an_account_ready_to_expand(said: dict[str, Any], expected: int | None) -> None:
    assert severity(ready_to_expand(situation(**{"usage_trend": 0.0, **said}))) == expected


@pytest.mark.parametrize(
    "chance", [offer(-1), offer(state="won"), offer(state="lost"), offer(state=None), offer(close=None)]
)
def test_that_an_opportunity_counts_while_it_is_said_to_be_open(chance: Any) -> None:
    said = {**HAPPY, **STRONG}
    assert ready_to_expand(situation(**said, opportunities=(chance,))) is None
    assert isinstance(ready_to_expand(situation(**said, opportunities=(chance, offer(0)))), Signal)


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({**HAPPY, **OPEN}, ("seat utilisation", "usage trend")),
        (HAPPY, ("seat utilisation", "usage trend")),
        ({**HAPPY, **OPEN, "seat_utilisation": 0.5}, ("usage trend",)),
        ({**HAPPY, "usage_trend": 0.3}, ("seat utilisation",)),
        ({**STRONG, **OPEN}, ("an NPS answer within 365 days",)),
        ({**STRONG, **OPEN, "answers": (answer(365, 10),)}, ("an NPS answer within 365 days",)),
    ],
)
def test_that_it_is_not_judged_where_what_is_missing_would_decide(
    said: dict[str, Any], missing: tuple[str, ...]
) -> None:
    assert ready_to_expand(situation(**said)) == Unjudged("ready_to_expand", "A", missing)


def test_that_nimbus_is_told_with_all_it_stands_on() -> None:
    chances = (offer(-240, state="won"), offer(31))
    found = ready_to_expand(
        situation(**HAPPY, seat_utilisation=0.97, active_users=60.0, contacts=(person(),), opportunities=chances)
    )
    assert isinstance(found, Signal)
    assert found.evidence == (
        ("promoter", 10, "score", back(9), 1, "Jana"),
        ("seat_utilisation", 0.97, "share", DAY, 60, None),
        ("open_opportunity", 18_000, "cents", back(-31), 1, "upsell"),
        ("won_opportunity", 1, "count", back(240), None, None),
    )


def began(days_ago: int, took: int, effort: float | None, *, reached: bool = False, **said: Any) -> Any:
    start = Start(back(days_ago), took, reached, said.pop("lost", False))
    efforts = () if effort is None else ((back(said.pop("answered", 5)), effort),)
    return situation(starts=Starts(start, start, efforts, said.pop("median", 40), 20), **said)


@pytest.mark.parametrize(
    ("took", "effort", "reached", "expected"),
    [
        (41, 5.0, True, WATCH),
        (41, 5.0, False, SERIOUS),
        (40, 7.0, False, None),
        (90, 4.9, False, None),
    ],
)
def test_that_a_start_is_hard_and_slow_beyond_the_median(
    took: int, effort: float, reached: bool, expected: int | None
) -> None:
    assert severity(hard_and_slow_start(began(90, took, effort, reached=reached))) == expected


@pytest.mark.parametrize("known", [began(365, 99, 7), began(90, 80, 7, lost=True), situation()])
def test_that_an_old_or_lost_start_is_no_early_sign(known: Any) -> None:
    assert hard_and_slow_start(known) is None


@pytest.mark.parametrize(
    ("known", "missing"),
    [
        (began(90, 90, None), "a CES answer since the onboarding began"),
        (began(90, 90, 7, answered=91), "a CES answer since the onboarding began"),
        (began(90, 90, 7, median=None), "a median time to value of the book"),
    ],
)
def test_that_a_start_is_not_judged_without_effort_or_a_median(known: Any, missing: str) -> None:
    assert hard_and_slow_start(known) == Unjudged("hard_and_slow_start", "A", (missing,))


def test_that_effort_and_time_are_paired_an_account_and_the_rest_is_counted() -> None:
    pairs = [began(300, 10 + 5 * each, 1 + each / 2, reached=True) for each in range(12)]
    rest = [began(90, 90, 6), began(90, 20, None, reached=True), began(90, 90, None), situation()]
    found = effort_and_time([*pairs, *rest])
    assert found.correlation.value == pytest.approx(1)
    assert (found.correlation.n, found.waiting, found.unknown) == (12, 1, 1)
    assert effort_and_time(pairs[:9]).correlation == (None, None, None, 9)


def test_that_since_is_never_ahead_of_the_day() -> None:
    found = hard_and_slow_start(began(42, 42, 6, answered=0))
    assert isinstance(found, Signal)
    assert found.since == max(back(42) + timedelta(days=41), DAY)
