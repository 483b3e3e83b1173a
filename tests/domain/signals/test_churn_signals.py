"""The early signs of churn, rule by rule: just enough, just not enough, and not known."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.domain.facts import Pulse
from desktop.domain.signals import churn
from desktop.domain.signals.despite_use import risk_despite_use
from desktop.domain.signals.signal import SERIOUS, URGENT, WATCH, Evidence, Judgement, Signal, Unjudged
from tests.domain.signals.situations import DAY, answer, back, person, renewal, situation, talked


def severity(found: Judgement) -> int | None:
    assert found is None or isinstance(found, Signal)
    return None if found is None else found.severity


def names(found: Judgement) -> list[str]:
    assert isinstance(found, Signal)
    return [each.name for each in found.evidence]


@pytest.mark.parametrize(
    ("band", "days", "expected"),
    [
        ("amber", 91, None),
        ("amber", 90, WATCH),
        ("amber", 31, WATCH),
        ("amber", 30, SERIOUS),
        ("amber", 0, SERIOUS),
        ("red", 91, None),
        ("red", 90, SERIOUS),
        ("red", 30, URGENT),
        ("green", 1, None),
    ],
)
def test_that_an_opt_out_is_a_sign_where_it_is_near_and_health_is_not_green(
    band: str, days: int, expected: int | None
) -> None:
    found = churn.opt_out_near(situation(band=band, score=60, undecided=renewal(days)))
    assert severity(found) == expected
    if isinstance(found, Signal):
        assert found.since == back(90 - days)
        assert found.evidence[0][:4] == ("opt_out", days, "days", back(-days))


def test_that_an_opt_out_that_is_not_healthy_tells_what_takes_most_from_the_score() -> None:
    found = churn.opt_out_near(situation(band="red", score=37, loss=("engagement", 21.5), undecided=renewal(20)))
    assert isinstance(found, Signal)
    assert found.evidence[-2:] == (
        Evidence("health", 37, "score", DAY, about="red"),
        Evidence("health_loss", 21.5, "points", DAY, about="engagement"),
    )


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({"undecided": renewal(10)}, churn.NO_HEALTH),
        ({"band": "red", "has_term": False}, "the end of a term"),
    ],
)
def test_that_without_health_or_a_term_an_opt_out_is_not_judged(said: dict[str, Any], missing: str) -> None:
    assert churn.opt_out_near(situation(**said)) == Unjudged("opt_out_near", "A", (missing,))


def test_that_an_unknown_notice_period_is_told_as_such() -> None:
    found = churn.opt_out_near(situation(band="red", undecided=renewal(20, notice_known=False, opts_out_on=None)))
    assert names(found)[0] == "renewal"


@pytest.mark.parametrize(("ahead", "expected"), [(None, SERIOUS), (91, SERIOUS), (90, URGENT)])
def test_that_a_lost_champion_weighs_more_before_an_opt_out(ahead: int | None, expected: int) -> None:
    gone, other = person("jana", role="Champion", left_on=back(18)), person("ines", role="admin")
    undecided = None if ahead is None else renewal(ahead)
    found = churn.champion_left(situation(champion_left=True, contacts=(gone, other), undecided=undecided))
    assert severity(found) == expected
    assert isinstance(found, Signal)
    assert found.since == back(18)
    assert found.evidence[0] == ("champion_left", 18, "days", back(18), None, "Jana")
    assert found.evidence[1].value == 1


def test_that_without_a_known_champion_none_is_lost() -> None:
    found = churn.champion_left(situation(contacts=(person(role=None, left_on=back(3)), person("ines"))))
    assert found == Unjudged("champion_left", "A", ("who the champion is",))
    assert churn.champion_left(situation(contacts=(person(role="champion"),))) is None


@pytest.mark.parametrize("who", [{"role": "buyer"}, {"role": "Champion"}, {"influence": "decides"}])
def test_that_a_detractor_who_matters_is_named(who: dict[str, Any]) -> None:
    low, high = answer(1, 3), answer(4, 10, contact="piet")
    people = (person(**who), person("piet", role="champion"))
    found = churn.unanswered_detractor(situation(unanswered_detractor=True, answers=(high, low), contacts=people))
    assert isinstance(found, Signal)
    assert (found.severity, found.since) == (SERIOUS, back(1))
    assert found.evidence[0] == ("detractor", 3, "score", back(1), 1, "Jana")


def test_that_without_an_answer_within_a_year_no_detractor_is_judged() -> None:
    missing = Unjudged("unanswered_detractor", "A", ("an NPS answer within 365 days",))
    assert churn.unanswered_detractor(situation(answers=(answer(365, 2),))) == missing
    assert churn.unanswered_detractor(situation(answers=(answer(364, 2),))) is None
    assert churn.unanswered_detractor(situation(answers=(answer(5, 2, kind="csat"),))) == missing


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([(200, 8), (10, 6)], -20),
        ([(200, 8), (10, 7)], None),
        ([(364, 9), (10, 7)], -20),
        ([(300, 4), (200, 9), (10, 4)], None),
        ([(300, 9), (200, 3), (10, 7)], -20),
    ],
)
def test_that_feedback_falls_from_twenty_points_down(answers: list[tuple[int, int]], expected: float | None) -> None:
    found = churn.feedback_falls(situation(answers=tuple(answer(*each) for each in answers)))
    assert severity(found) == (None if expected is None else WATCH)
    if isinstance(found, Signal):
        assert found.evidence[0] == ("feedback_change", expected, "points", back(10), 1, None)
        assert found.since == back(10)


@pytest.mark.parametrize(
    "answers",
    [
        (),
        (answer(10, 1),),
        (answer(365, 9), answer(10, 1)),
        (answer(200, 9, contact=None), answer(10, 1, contact=None)),
        (answer(200, 9), answer(10, 1, contact="piet")),
        (answer(200, 9), answer(10, 1, kind="csat")),
        (answer(200, 1, kind="ces", direction=None), answer(10, 7, kind="ces", direction=None)),
    ],
)
def test_that_feelings_are_compared_within_a_person_and_a_kind_only(answers: tuple[Any, ...]) -> None:
    assert churn.feedback_falls(situation(answers=answers)) == Unjudged("feedback_falls", "A", (churn.NOBODY_TWICE,))


def test_that_effort_rising_is_feedback_falling_and_that_people_are_averaged() -> None:
    harder = (answer(90, 2, kind="ces", direction="effort"), answer(10, 5, kind="ces", direction="effort"))
    found = churn.feedback_falls(situation(answers=harder))
    assert isinstance(found, Signal)
    assert found.evidence[0].value == pytest.approx(-50)
    happier = (answer(80, 2, contact="piet"), answer(5, 8, contact="piet"))
    assert churn.feedback_falls(situation(answers=(*harder, *happier))) is None


@pytest.mark.parametrize(
    ("trend", "expected"),
    [(-0.24, None), (-0.25, WATCH), (-0.49, WATCH), (-0.5, SERIOUS), (-1.0, SERIOUS), (0.3, None)],
)
def test_that_use_falls_from_a_quarter_down(trend: float, expected: int | None) -> None:
    assert severity(churn.use_falls(situation(usage_trend=trend))) == expected
    near = churn.use_falls(situation(usage_trend=trend, undecided=renewal(80)))
    assert severity(near) == (None if expected is None else expected + 1)


def test_that_use_nobody_measured_does_not_fall() -> None:
    assert isinstance(churn.use_falls(situation()), Unjudged)


@pytest.mark.parametrize(
    ("value", "band", "expected"), [(2, "green", WATCH), (1, "green", WATCH), (3, "green", None), (2, "amber", None)]
)
def test_that_a_low_pulse_is_a_sign_beside_a_green_score(value: int, band: str, expected: int | None) -> None:
    pulse = Pulse("P", "A", back(9), value)
    assert severity(churn.low_pulse(situation(pulse=pulse, band=band, score=80))) == expected


def test_that_a_pulse_needs_a_score_and_a_score_a_pulse() -> None:
    low = Pulse("P", "A", back(9), 2)
    assert churn.low_pulse(situation(pulse=low)) == Unjudged("low_pulse", "A", (churn.NO_HEALTH,))
    assert churn.low_pulse(situation(band="green")) == Unjudged("low_pulse", "A", ("a pulse",))


def test_that_notice_and_an_ended_term_are_urgent() -> None:
    assert severity(churn.notice_given(situation(notice_given=True, notice_given_on=back(8)))) == URGENT
    assert churn.notice_given(situation()) is None
    over = (renewal(-12, overdue=True), renewal(-3, overdue=True, line_id="M", arr_cents=5))
    found = churn.ended_without_outcome(situation(overdue=over, is_active=False))
    assert isinstance(found, Signal)
    assert (found.severity, found.since) == (URGENT, back(12))
    assert [each.value for each in found.evidence] == [12, 100_005]
    assert churn.ended_without_outcome(situation()) is None


FALLING = {"answers": (answer(200, 8), answer(75, 4))}
LOST = {"champion_left": True, "contacts": (person(role="champion", left_on=back(18)),)}
SILENT = {"contacted": talked(71)}
NEAR = {"undecided": renewal(23)}
KEPT = {"contacts": (person(role="champion"),)}
STEADY = {"answers": (answer(200, 8), answer(75, 8))}
MET = {"contacted": talked(10)}
FINE = {**KEPT, **STEADY, **MET}


@pytest.mark.parametrize(
    ("signs", "expected"),
    [
        ({}, None),
        (FALLING, None),
        (LOST, None),
        (SILENT, None),
        (NEAR, None),
        ({**FALLING, **LOST}, SERIOUS),
        ({**SILENT, **NEAR}, SERIOUS),
        ({**FALLING, **NEAR}, SERIOUS),
        ({**FALLING, **SILENT, **NEAR}, URGENT),
        ({**FALLING, **LOST, **SILENT, **NEAR}, URGENT),
    ],
)
def test_that_two_signs_beside_strong_use_are_a_risk(signs: dict[str, Any], expected: int | None) -> None:
    assert (
        severity(risk_despite_use(situation(seat_utilisation=0.94, usage_trend=0.0, **{**FINE, **signs}))) == expected
    )
    assert risk_despite_use(situation(seat_utilisation=0.79, usage_trend=0.19, **{**FINE, **signs})) is None


@pytest.mark.parametrize(
    ("seats", "trend", "is_strong"),
    [(0.8, None, True), (0.8, -0.9, True), (None, 0.2, True), (0.1, 0.2, True), (0.799, 0.199, False)],
)
def test_that_use_is_strong_from_four_fifths_of_the_seats_or_a_fifth_more(
    seats: float | None, trend: float | None, is_strong: bool
) -> None:
    found = risk_despite_use(situation(seat_utilisation=seats, usage_trend=trend, **{**FINE, **FALLING, **NEAR}))
    assert isinstance(found, Signal) == is_strong


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({**FINE, **FALLING, **NEAR}, ("seat utilisation", "usage trend")),
        ({**FINE, **FALLING, **NEAR, "seat_utilisation": 0.5}, ("usage trend",)),
        ({**FINE, **NEAR, "seat_utilisation": 0.9, "answers": ()}, (churn.NOBODY_TWICE,)),
        ({**FINE, **NEAR, "seat_utilisation": 0.9, "contacts": ()}, ("who the champion is",)),
    ],
)
def test_that_a_risk_despite_use_is_not_judged_where_what_is_missing_would_decide(
    said: dict[str, Any], missing: tuple[str, ...]
) -> None:
    assert risk_despite_use(situation(**said)) == Unjudged("risk_despite_use", "A", missing)


def test_that_missing_what_could_not_decide_is_not_said() -> None:
    assert risk_despite_use(situation(seat_utilisation=0.9, **{**FINE, "answers": ()})) is None


def test_that_ostrava_is_told_with_all_it_stands_on() -> None:
    buyer = person("petr", role="buyer", influence="decides")
    said = {**FALLING, **SILENT, **NEAR, "contacts": (buyer, person(role="champion"))}
    found = risk_despite_use(situation(seat_utilisation=0.94, active_users=141.0, last_with={"petr": back(71)}, **said))
    assert names(found) == [
        "seat_utilisation", "feedback_change", "last_two_way", "buyer_silent", "cadence", "opt_out",
    ]  # fmt: skip
    assert isinstance(found, Signal)
    assert found.since == back(75 - 8)  # the opt-out came near 67 days ago, after the answer of 75 days ago
    assert found.evidence[0] == ("seat_utilisation", 0.94, "share", DAY, 141, None)
