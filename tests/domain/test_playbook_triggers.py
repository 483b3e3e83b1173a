"""What starts a playbook and what ends it, on the days about the edge of each rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.facts import (
    Account,
    Contact,
    ContractLine,
    Milestone,
    Onboarding,
    Qbr,
    SurveyAnswer,
    Touchpoint,
)
from desktop.domain.playbooks.definition import Playbook, TaskTemplate, as_data, parse_playbook, read_condition
from desktop.domain.playbooks.facts import AccountFacts
from desktop.domain.playbooks.runs import FRESH_DAYS, run_of, standing_causes
from desktop.domain.playbooks.stops import NEVER, STOPS, Run, renewed_on, stopped_on
from desktop.domain.playbooks.triggers import TRIGGERS, Cause, full_params
from desktop.domain.renewals import renewal_rows

DAY = date(2026, 11, 23)
ACME = Account("a", "Acme", segment="Enterprise")
NOTHING = AccountFacts(ACME)


def back(days: int) -> date:
    return DAY - timedelta(days=days)


def causes(trigger: str, facts: AccountFacts, day: date = DAY, **params: float) -> list[Cause]:
    return TRIGGERS[trigger].causes(facts, full_params(trigger, params), day)


def answer(kind: str, score: float | None, *, on: int = 1, id: str = "s", direction: str | None = None) -> SurveyAnswer:
    low, high = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}[kind]
    return SurveyAnswer(id, "a", kind, back(on), score, low, high, contact="jana", direction=direction)


@pytest.mark.parametrize(
    ("trigger", "given", "starts"),
    [
        ("detractor", answer("nps", 6), True),
        ("detractor", answer("nps", 7), False),
        ("detractor", answer("nps", None), False),
        ("detractor", answer("csat", 1), False),
        ("detractor", answer("nps", 0, on=-1), False),
        ("low_csat", answer("csat", 3), True),  # 50 of 100
        ("low_csat", answer("csat", 3.4), False),  # 60 of 100
        ("low_csat", answer("csat", 4), False),
        ("low_csat", answer("csat", None), False),
        ("low_csat", answer("nps", 0), False),
        ("hard_effort", answer("ces", 5, direction="effort"), True),
        ("hard_effort", answer("ces", 4, direction="effort"), False),
        ("hard_effort", answer("ces", 3, direction="ease"), True),
        ("hard_effort", answer("ces", 4, direction="ease"), False),
        ("hard_effort", answer("ces", 1), False),  # nobody said which way it runs
    ],
)
def test_that_an_answer_is_a_cause_at_its_edge(trigger: str, given: SurveyAnswer, starts: bool) -> None:
    found = causes(trigger, replace(NOTHING, answers=(given,)))
    assert [each.identity for each in found] == (["s"] if starts else [])


def test_that_the_edge_of_csat_can_be_moved() -> None:
    facts = replace(NOTHING, answers=(answer("csat", 4),))
    assert causes("low_csat", facts, under=75) == []
    assert len(causes("low_csat", facts, under=76)) == 1


# -- usage


def falling(*trends: float | None) -> AccountFacts:
    """The trend of today, of yesterday, and so on."""
    known = {back(at): trend for at, trend in enumerate(trends) if trend is not None}
    return replace(NOTHING, trends=known)


@pytest.mark.parametrize(
    ("trends", "began"),
    [
        ((-0.25,), 0),
        ((-0.249,), None),
        ((None, -0.5), None),
        ((-0.3, -0.4, -0.2, -0.26, -0.05, -0.9), 3),  # above -10 % it had recovered, at -20 % it had not
        ((-0.3, None, -0.4), 0),  # before what is unknown nothing is known
    ],
)
def test_that_a_fall_in_usage_begins_once(trends: tuple[float | None, ...], began: int | None) -> None:
    found = causes("usage_drop", falling(*trends))
    assert [each.on for each in found] == ([] if began is None else [back(began)])


def test_that_a_fall_keeps_its_name_while_it_lasts() -> None:
    trends = {back(at): -0.3 if at % 3 else -0.2 for at in range(1, 20)} | {back(20): 0.1}
    names = {
        each.identity for at in range(1, 20) for each in causes("usage_drop", replace(NOTHING, trends=trends), back(at))
    }
    assert names == {f"a {back(19).isoformat()}"}


# -- onboarding


PLAN = Onboarding("o", "a", back(60), target_on=back(10))
VALUE = Milestone("m", "a", "First value", onboarding="o", first_value=True)


@pytest.mark.parametrize(
    ("days_past", "milestone", "starts"),
    [
        (0, VALUE, False),
        (1, VALUE, True),
        (9, VALUE._replace(done_on=back(10)), False),
        (9, VALUE._replace(done_on=back(10), onboarding=None), False),
        (9, VALUE._replace(done_on=back(10), state="waived"), True),
        (9, VALUE._replace(done_on=back(10), first_value=False), True),
    ],
)
def test_that_value_is_overdue_the_day_after_the_target(days_past: int, milestone: Milestone, starts: bool) -> None:
    plan = PLAN._replace(target_on=back(days_past))
    facts = replace(NOTHING, onboardings=(plan,), milestones=(milestone,))
    assert [each.identity for each in causes("value_overdue", facts)] == (["o"] if starts else [])


def test_that_a_plan_without_a_target_is_never_overdue() -> None:
    assert causes("value_overdue", replace(NOTHING, onboardings=(PLAN._replace(target_on=None),))) == []


# -- contracts


def contract(ends_in: int, **said: object) -> AccountFacts:
    line = ContractLine("l", "a", 10_000_00, back(200), DAY + timedelta(days=ends_in), notice_days=0, auto_renew=False)
    line = line._replace(**said)  # type: ignore[arg-type]
    return replace(NOTHING, lines=(line,), renewals=tuple(renewal_rows([line], as_of=DAY)))


@pytest.mark.parametrize(
    ("facts", "starts"),
    [
        (contract(91), False),
        (contract(90), True),
        (contract(1), True),
        (contract(0), False),  # it has ended
        (contract(120, notice_days=30), True),
        (contract(121, notice_days=30), False),
        (contract(90, notice_days=None), True),
        (contract(90, notice_given_on=back(1)), False),
        (contract(90, outcome="renewed", outcome_on=back(1)), False),
        (contract(90, term_months=1, auto_renew=True), False),
    ],
)
def test_that_an_opt_out_comes_near_at_its_days(facts: AccountFacts, starts: bool) -> None:
    assert bool(causes("opt_out", facts, days=90)) is starts


def test_that_the_three_thresholds_are_causes_of_their_own_and_only_one_is_fresh() -> None:
    books = [
        Playbook(f"{days}", "x", "opt_out", (TaskTemplate("t", "T", 1),), {"days": days}) for days in (120, 90, 60)
    ]
    for ends_in in range(31, 121):
        facts = contract(ends_in)
        standing = [book.key for book in books if standing_causes(book, facts, DAY)]
        assert standing == ["120" if ends_in > 90 else "90" if ends_in > 60 else "60"]


def test_that_a_corrected_notice_period_is_the_same_cause() -> None:
    (one,), (other,) = causes("opt_out", contract(90)), causes("opt_out", contract(90, notice_days=14))
    assert one.identity == other.identity


# -- talks, people, reviews


def test_that_silence_begins_after_the_cadence_and_names_the_last_talk() -> None:
    def quiet(days: int, *, two_way: bool = True, state: str | None = "held") -> AccountFacts:
        return replace(NOTHING, touchpoints=(Touchpoint("t", "a", back(days), "call", state, two_way),))

    assert causes("silence", quiet(45)) == []
    (found,) = causes("silence", quiet(46))
    assert (found.identity, found.on) == ("t", DAY)
    assert causes("silence", quiet(46, two_way=False)) == causes("silence", quiet(46, state="planned")) == []
    assert causes("silence", NOTHING) == []
    assert causes("silence", replace(quiet(46), qbrs=(Qbr("q", "a", held_on=back(5)),))) == []
    assert len(causes("silence", replace(quiet(16), contact_days=10))) == 1


def test_that_a_champion_who_left_is_a_cause_while_there_is_no_other() -> None:
    jana = Contact("jana", "a", "Jana", role="Champion", left_on=DAY)
    facts = replace(NOTHING, contacts=(jana,))
    assert [each.identity for each in causes("champion_left", facts)] == [f"jana {DAY.isoformat()}"]
    assert causes("champion_left", facts, back(1)) == []
    assert causes("champion_left", replace(NOTHING, contacts=(jana._replace(role="user"),))) == []
    piet = Contact("piet", "a", "Piet", role="champion")
    assert causes("champion_left", replace(NOTHING, contacts=(jana, piet))) == []


@pytest.mark.parametrize(
    ("held", "planned", "starts"),
    [(75, None, False), (76, None, True), (76, 1, True), (76, -1, False), (76, 0, False), (None, None, False)],
)
def test_that_a_review_is_due_two_weeks_ahead(held: int | None, planned: int | None, starts: bool) -> None:
    qbrs = [Qbr("q", "a", held_on=back(held))] if held is not None else []
    qbrs += [Qbr("p", "a", planned_on=back(planned))] if planned is not None else []
    found = causes("qbr_due", replace(NOTHING, qbrs=tuple(qbrs)))
    assert [each.identity for each in found] == (["q"] if starts else [])


# -- what stands


def book(trigger: str, **said: object) -> Playbook:
    return Playbook(trigger, "X", trigger, (TaskTemplate("t", "T", 1),), full_params(trigger, {}), **said)  # type: ignore[arg-type]


@pytest.mark.parametrize(("on", "stands"), [(0, True), (FRESH_DAYS - 1, True), (FRESH_DAYS, False)])
def test_that_only_fresh_causes_start_something(on: int, stands: bool) -> None:
    facts = replace(NOTHING, answers=(answer("nps", 1, on=on),))
    assert bool(standing_causes(book("detractor"), facts, DAY)) is stands


def test_that_what_is_answered_settled_elsewhere_off_or_gone_starts_nothing() -> None:
    facts = replace(NOTHING, answers=(answer("nps", 1, on=3),))
    assert standing_causes(book("detractor"), facts, DAY)
    assert not standing_causes(book("detractor", enabled=False), facts, DAY)
    assert not standing_causes(book("detractor"), replace(facts, is_active=False), DAY)
    assert standing_causes(book("detractor", segment=" enterprise"), facts, DAY)
    assert not standing_causes(book("detractor", segment="SMB"), facts, DAY)
    talked = replace(facts, touchpoints=(Touchpoint("t", "a", back(2), "call", None, True),))
    assert not standing_causes(book("detractor"), talked, DAY)
    better = replace(facts, answers=(*facts.answers, answer("nps", 9, on=0, id="s2")))
    assert standing_causes(book("detractor"), better, DAY)
    assert not standing_causes(book("detractor", stop="better_answer"), better, DAY)


# -- stops


def run(trigger: str, table: str, row: str, started: int) -> Run:
    return Run("r", trigger, trigger, "a", table, row, back(started))


def stops(stop: str, facts: AccountFacts, of: Run, **params: float) -> date | None:
    return stopped_on(stop, facts, of, full_params(of.trigger, params), DAY)


def test_that_a_better_answer_of_the_same_person_ends_it() -> None:
    started = run("detractor", "survey_response", "s", 10)
    first = answer("nps", 2, on=10)
    for later, end in (
        (answer("nps", 7, on=4, id="x"), back(4)),
        (answer("nps", 6, on=4, id="x"), None),
        (answer("csat", 5, on=4, id="x"), None),
        (answer("nps", None, on=4, id="x"), None),
        (answer("nps", 9, on=4, id="x")._replace(contact="piet"), None),
        (answer("nps", 9, on=10, id="x"), None),
    ):
        assert stops("better_answer", replace(NOTHING, answers=(first, later)), started) == end


def test_that_a_talk_ends_it_from_the_day_after_and_silence_on_the_day() -> None:
    talked = replace(NOTHING, touchpoints=(Touchpoint("t", "a", back(5), "call", "held", True),))
    assert stops("talked", talked, run("detractor", "survey_response", "s", 5)) is None
    assert stops("talked", talked, run("detractor", "survey_response", "s", 6)) == back(5)
    assert stops("talked", talked, run("silence", "touchpoint", "x", 5)) == back(5)


def test_that_usage_has_to_recover_and_not_only_to_rise() -> None:
    of = run("usage_drop", "account", "a", 10)
    assert stops("usage_recovered", falling(-0.1, -0.2), of) is None
    assert stops("usage_recovered", falling(-0.09, -0.05, -0.2), of) == back(1)


def test_that_value_a_champion_and_a_review_end_theirs() -> None:
    reached = replace(NOTHING, onboardings=(PLAN,), milestones=(VALUE._replace(done_on=back(2)),))
    assert stops("value_reached", reached, run("value_overdue", "onboarding", "o", 5)) == back(2)
    piet = replace(NOTHING, contacts=(Contact("piet", "a", "Piet", role="champion"),))
    assert stops("new_champion", piet, run("champion_left", "contact", "jana", 5)) == DAY
    held = replace(NOTHING, qbrs=(Qbr("q", "a", held_on=back(80)), Qbr("n", "a", held_on=back(1))))
    assert stops("qbr_held", held, run("qbr_due", "qbr", "q", 5)) == back(1)
    assert stops("qbr_held", replace(held, qbrs=held.qbrs[:1]), run("qbr_due", "qbr", "q", 85)) is None


def test_that_a_decision_ends_a_renewal() -> None:
    of = run("opt_out", "contract_line", "l", 0)
    assert stops("decided", contract(90), of) is None
    assert stops("decided", contract(90, notice_days=14), of) is None
    assert stops("decided", contract(90, notice_given_on=DAY), of) == DAY
    renewed = contract(90, outcome="renewed", outcome_on=DAY)
    assert stops("decided", renewed, of) == renewed_on(renewed, of, DAY) == DAY
    assert renewed_on(renewed, of, back(1)) is None
    assert stops("decided", NOTHING, of) == DAY, "the line is gone"


def test_that_every_trigger_knows_how_it_ends() -> None:
    for trigger in TRIGGERS.values():
        assert set(trigger.stops) <= set(STOPS) - {NEVER}
    assert stops(NEVER, NOTHING, run("detractor", "survey_response", "s", 5)) is None


# -- days, words, forms


def test_that_days_below_0_count_back_from_the_deadline_and_never_before_the_cause() -> None:
    (cause,) = causes("opt_out", contract(40), days=60)
    tasks = tuple(TaskTemplate(f"{days}", "By {date}", days) for days in (7, -30, -200))
    made = run_of(Playbook("p", "P", "opt_out", tasks), cause, account_name="Acme")
    assert [each.due_on for each in made.tasks] == [back(13), DAY + timedelta(days=10), back(20)]
    assert made.tasks[0].title == "By 2 Jan 2027"


@given(days=st.integers(1, 365), segment=st.none() | st.text(min_size=1).filter(lambda x: bool(x.strip())))
@settings(deadline=None, max_examples=100)
def test_that_a_playbook_is_read_back_as_it_was_written(days: int, segment: str | None) -> None:
    made = parse_playbook(
        {
            "key": "k",
            "name": "N",
            "trigger": "opt_out",
            "params": {"days": days},
            "segment": (segment and segment[:50].strip()) or None,
            "tasks": [{"key": "t", "title": "T", "due_days": -3}],
        }
    )
    assert parse_playbook(as_data(made)) == made
    assert read_condition("opt_out", made.condition) == (made.params, made.segment)


@pytest.mark.parametrize("text", [None, "", "{", "[]", "7", '{"params": 3, "segment": 4}', '{"params": {"days": "x"}}'])
def test_that_a_condition_that_cannot_be_read_is_the_default(text: str | None) -> None:
    assert read_condition("opt_out", text) == ({"days": 90}, None)
