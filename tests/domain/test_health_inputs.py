from __future__ import annotations

import math
import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from desktop.domain.facts import Contact, Milestone, Objective, Qbr, SurveyAnswer, Ticket, Touchpoint
from desktop.domain.health import explain, score
from desktop.domain.health_facts import HealthFacts, health_facts, is_detractor
from desktop.domain.health_inputs import (
    MISSING,
    champion_left,
    engagement,
    feedback,
    health_inputs,
    outcomes,
    support,
    unanswered_detractor,
)
from desktop.domain.scorecards import CAPS, INPUTS, parse_scorecard
from desktop.domain.usage import UsageReading, aggregate
from tests.domain.contract_books import seats_and_commercial

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
DAY = date(2026, 6, 30)
SCALES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def answer(
    kind: str, score: float | None, days_ago: int = 10, contact: str | None = None, *, id: str = "s", ces: str = "ease"
) -> SurveyAnswer:
    low, high = SCALES[kind]
    direction = ces if kind == "ces" else None
    return SurveyAnswer(id, "acme", kind, ago(days_ago), score, low, high, contact=contact, direction=direction)


def touch(days_ago: int, *, state: str | None = "held", two_way: bool | None = True) -> Touchpoint:
    return Touchpoint(f"t{days_ago}", "acme", ago(days_ago), "call", state=state, two_way=two_way)


def ticket(
    opened: int, closed: int | None = None, *, escalated: bool | None = None, csat: float | None = None
) -> Ticket:
    closed_on = None if closed is None else ago(closed)
    return Ticket(f"k{opened}", "acme", ago(opened), closed_on=closed_on, escalated=escalated, csat=csat)


def milestone(due: int | None, done: int | None = None, state: str | None = None) -> Milestone:
    due_on, done_on = (None if days is None else ago(days) for days in (due, done))
    return Milestone("m", "acme", "Kickoff", due_on=due_on, done_on=done_on, state=state)


def objective(due: int | None, done: int | None = None, status: str | None = None) -> Objective:
    due_on, done_on = (None if days is None else ago(days) for days in (due, done))
    return Objective("o", "acme", "Fewer calls", due_on=due_on, done_on=done_on, status=status)


def only(column: npt.NDArray[np.float64] | npt.NDArray[np.bool_]) -> float | None:
    (value,) = column
    return None if math.isnan(value) else float(value)


def of_acme(figure: Callable[[HealthFacts, date], npt.NDArray[np.float64]], facts: HealthFacts) -> float | None:
    return only(figure(facts, DAY))


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([answer("nps", 3), answer("csat", 4)], 52.5),
        ([answer("nps", 10)], 100),
        ([answer("csat", 1)], 0),
        ([answer("csat", 4), answer("csat", 5), answer("csat", 3)], 75),
        ([answer("ces", 6)], 500 / 6),
        ([answer("ces", 6, ces="effort")], 100 / 6),
        ([answer("ces", 4, ces="effort")], 50),
        ([answer("ces", 4)._replace(direction=None)], None),
        ([answer("nps", 10), answer("csat", 3), answer("ces", 1)], 50),
        ([answer("nps", 10, id="s1"), answer("nps", 4, id="s2"), answer("csat", 1)], 35),
        ([answer("nps", 8)._replace(kind="mood")], None),
        ([answer("nps", None)], None),
        ([answer("nps", 4, 364)], 40),
        ([answer("nps", 4, 365)], None),
        ([answer("nps", 4, 0)], 40),
        ([answer("nps", 4, -1)], None),
        ([], None),
    ],
    ids=[
        "worked account", "promoter", "worst", "all csat", "ease", "effort", "effort middle", "unknown direction",
        "mean of kinds", "kinds weigh alike", "unknown kind", "not answered", "364 days", "365 days", "today",
        "future", "none",
    ],
)  # fmt: skip
def test_that_feedback_is_the_mean_of_the_kinds_present(answers: list[SurveyAnswer], expected: float | None) -> None:
    assert of_acme(feedback, health_facts(["acme"], answers=answers)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([answer("nps", 2, 20, "jana"), answer("nps", 9, 10, "jana")], 90),
        ([answer("nps", 9, 10, "jana"), answer("nps", 2, 20, "jana")], 90),
        ([answer("nps", 2, 20, "jana"), answer("nps", None, 10, "jana")], 20),
        ([answer("nps", 2, 20, "jana"), answer("nps", 9, -1, "jana")], 20),
        ([answer("nps", 2, 10, "jana", id="s1"), answer("nps", 9, 10, "jana", id="s2")], 90),
        ([answer("nps", 9, 10, "jana", id="s1"), answer("nps", 2, 10, "jana", id="s2")], 20),
        ([answer("nps", 2, 10, "jana", id="s2"), answer("nps", 9, 10, "jana", id="s1")], 90),
        ([answer("nps", 9, 10, "jana", id="s2"), answer("nps", 2, 10, "jana", id="s1")], 20),
        ([answer("nps", 2, 20, "jana"), answer("nps", 9, 10, "petr")], 55),
        ([answer("nps", 2, 20, id="s1"), answer("nps", 9, 10, id="s2")], 55),
        ([answer("nps", 2, 20, "jana"), answer("nps", 9, 10, id="s2")], 55),
    ],
    ids=[
        "later", "any order", "not answered", "future", "tie", "tie, worse", "tie, lower id", "tie, lower id, worse",
        "two", "nameless", "mixed",
    ],
)  # fmt: skip
def test_that_nps_counts_the_latest_answer_of_each_contact(answers: list[SurveyAnswer], expected: float) -> None:
    assert of_acme(feedback, health_facts(["acme"], answers=answers)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("closed", "csat", "expected"),
    [(5, 5, 75), (364, 5, 75), (365, 5, 50), (-1, 5, 50), (None, 5, 50), (5, None, 50)],
    ids=["closed", "edge", "too old", "future", "open", "no csat"],
)
def test_that_a_tickets_csat_is_one_answer_on_its_closing_day(
    closed: int | None, csat: float | None, expected: float
) -> None:
    facts = health_facts(["acme"], answers=[answer("csat", 3)], tickets=[ticket(400, closed, csat=csat)])
    assert of_acme(feedback, facts) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("tickets", "expected"),
    [
        ([ticket(3)], 85),
        ([ticket(3), ticket(4)], 70),
        ([ticket(3, escalated=True)], 60),
        ([ticket(3, escalated=True), ticket(4, escalated=False), ticket(9)], 30),
        ([ticket(3, escalated=True)] * 3, 0),
        ([ticket(3, 1, escalated=True)], 100),
        ([ticket(3, 0)], 100),
        ([ticket(3, -1)], 85),
        ([ticket(0)], 85),
        ([ticket(-1)], None),
        ([ticket(3)._replace(account="other")], 100),
        ([], None),
    ],
    ids=[
        "open", "two", "escalated", "mixed", "not below 0", "closed", "closed today", "closed tomorrow",
        "opened today", "opened tomorrow", "another account's", "no ticket in the book",
    ],
)  # fmt: skip
def test_that_open_tickets_take_off_15_and_escalated_ones_25_more(
    tickets: list[Ticket], expected: float | None
) -> None:
    assert of_acme(support, health_facts(["acme"], tickets=tickets)) == expected


def test_that_a_book_known_to_count_tickets_needs_none_of_these_accounts() -> None:
    assert of_acme(support, health_facts(["acme"], first_ticket_on=DAY)) == 100
    assert of_acme(support, health_facts(["acme"], first_ticket_on=ago(-1))) is None


@pytest.mark.parametrize(
    ("touchpoints", "qbrs", "expected"),
    [
        ([touch(30)], [], 30),
        ([touch(30), touch(60)], [], 30),
        ([touch(0)], [], 0),
        ([touch(30, state=None)], [], 30),
        ([touch(30, state="planned")], [], None),
        ([touch(30, state="cancelled")], [], None),
        ([touch(-1)], [], None),
        ([touch(30, two_way=False)], [], None),
        ([touch(30, two_way=None)], [], None),
        ([touch(30)], [Qbr("q", "acme", held_on=ago(7))], 7),
        ([touch(30)], [Qbr("q", "acme", held_on=ago(70))], 30),
        ([], [Qbr("q", "acme", held_on=ago(70))], 70),
        ([touch(30)], [Qbr("q", "acme", planned_on=ago(7))], 30),
        ([touch(30)], [Qbr("q", "acme", held_on=ago(-7))], 30),
        ([], [], None),
    ],
    ids=[
        "held", "latest", "today", "state unknown", "planned", "cancelled", "future", "one-way", "direction unknown",
        "qbr later", "qbr earlier", "qbr only", "qbr planned", "qbr in future", "never",
    ],
)  # fmt: skip
def test_that_engagement_is_days_since_the_last_held_two_way_contact(
    touchpoints: list[Touchpoint], qbrs: list[Qbr], expected: float | None
) -> None:
    assert of_acme(engagement, health_facts(["acme"], touchpoints=touchpoints, qbrs=qbrs)) == expected


@pytest.mark.parametrize(
    ("milestones", "objectives", "expected"),
    [
        ([milestone(10, 12)], [], 100),
        ([milestone(10, 10)], [], 100),
        ([milestone(10, 9)], [], 60),
        ([milestone(10)], [], 0),
        ([milestone(10, -1)], [], 0),
        ([milestone(10, state="blocked")], [], 0),
        ([milestone(10, 12)], [objective(10, 9)], 80),
        ([], [objective(10)], 0),
        ([milestone(364, 364)], [], 100),
        ([milestone(365, 365)], [], None),
        ([milestone(0)], [], 0),
        ([milestone(-1, 5)], [], None),
        ([milestone(None, 5)], [objective(None)], None),
        ([milestone(10, state="waived")], [objective(10, status="dropped")], None),
        ([milestone(10, 12, state="Waived ")], [objective(10, status="Dropped")], None),
        ([milestone(10, state="done")], [objective(10, status="met")], None),
        ([milestone(10, 12, state="done")], [objective(10, 9, status="met")], 80),
        ([], [], None),
    ],
    ids=[
        "early", "on the day", "late", "open", "done tomorrow", "blocked", "both kinds", "objective open", "364 days",
        "365 days", "due today", "due tomorrow", "no due day", "waived and dropped", "in capitals",
        "reached, day unknown", "reached", "none",
    ],
)  # fmt: skip
def test_that_outcomes_count_100_on_time_60_late_0_open(
    milestones: list[Milestone], objectives: list[Objective], expected: float | None
) -> None:
    facts = health_facts(["acme"], milestones=milestones, objectives=objectives)
    assert of_acme(outcomes, facts) == expected


JANA = Contact("jana", "acme", "Jana", role="champion")
ANGRY = answer("nps", 6, 10, "jana")


@pytest.mark.parametrize(
    ("answers", "contacts", "touchpoints", "expected"),
    [
        ([ANGRY], [JANA], [], True),
        ([ANGRY], [JANA._replace(role="Buyer ")], [], True),
        ([ANGRY], [JANA._replace(role="user", influence="Decides")], [], True),
        ([ANGRY], [JANA._replace(role=None, influence="decides")], [], True),
        ([ANGRY], [JANA._replace(role="user", influence="sways")], [], False),
        ([ANGRY], [JANA._replace(role=None)], [], False),
        ([ANGRY], [], [], False),
        ([ANGRY._replace(contact=None)], [JANA], [], False),
        ([ANGRY._replace(score=7)], [JANA], [], False),
        ([ANGRY._replace(kind="csat", score=1, scale_min=1, scale_max=5)], [JANA], [], False),
        ([ANGRY], [JANA._replace(left_on=DAY)], [], False),
        ([ANGRY], [JANA._replace(left_on=ago(-1))], [], True),
        ([ANGRY], [JANA], [touch(11)], True),
        ([ANGRY], [JANA], [touch(10)], False),
        ([ANGRY], [JANA], [touch(3)], False),
        ([ANGRY], [JANA], [touch(0)], False),
        ([ANGRY], [JANA], [touch(-1)], True),
        ([ANGRY], [JANA], [touch(3, two_way=False), touch(4, state="planned"), touch(5, two_way=None)], True),
        ([ANGRY, answer("nps", 9, 5, "jana")], [JANA], [], False),
        ([ANGRY, answer("nps", 9, -5, "jana")], [JANA], [], True),
        ([answer("nps", 9, 20, "jana"), ANGRY], [JANA], [], True),
        ([answer("nps", 0, 364, "jana")], [JANA], [], True),
        ([answer("nps", 0, 365, "jana")], [JANA], [], False),
        ([answer("nps", 0, -1, "jana")], [JANA], [], False),
        ([ANGRY, answer("nps", 9, 5, "petr")], [JANA, JANA._replace(id="petr")], [], True),
        ([ANGRY, answer("nps", 9, 10, "jana", id="a")], [JANA], [], False),
        ([answer("nps", 9, 10, "jana", id="z"), ANGRY], [JANA], [], True),
    ],
    ids=[
        "champion", "buyer", "decides", "decides without role", "sways", "nobody in particular", "contact unknown",
        "nameless", "passive", "csat", "left today", "leaves tomorrow", "talked before", "talked that day",
        "talked since", "talked today", "will talk", "nothing two-way and held", "changed their mind",
        "will change their mind", "was content", "364 days", "365 days", "future", "another is content",
        "changed their mind that day", "was content that day",
    ],
)  # fmt: skip
def test_that_a_detractor_who_matters_caps_until_somebody_talks_with_the_account(
    answers: list[SurveyAnswer], contacts: list[Contact], touchpoints: list[Touchpoint], expected: bool
) -> None:
    facts = health_facts(["acme"], answers=answers, contacts=contacts, touchpoints=touchpoints)
    assert unanswered_detractor(facts, DAY).tolist() == [expected]


def test_that_a_qbr_engages_but_does_not_answer_a_detractor() -> None:
    facts = health_facts(["acme"], answers=[ANGRY], contacts=[JANA], qbrs=[Qbr("q", "acme", held_on=ago(2))])
    assert unanswered_detractor(facts, DAY).tolist() == [True]


@pytest.mark.parametrize(
    ("contacts", "expected"),
    [
        ([JANA._replace(left_on=ago(18))], True),
        ([JANA._replace(left_on=DAY)], True),
        ([JANA._replace(left_on=ago(-1))], False),
        ([JANA], False),
        ([JANA._replace(role="Champion ", left_on=DAY)], True),
        ([JANA._replace(role="user", left_on=DAY)], False),
        ([JANA._replace(role=None, left_on=DAY)], False),
        ([JANA._replace(left_on=DAY), JANA._replace(id="petr")], False),
        ([JANA._replace(left_on=DAY), JANA._replace(id="petr", left_on=ago(-5))], False),
        ([JANA._replace(left_on=DAY), JANA._replace(id="petr", left_on=ago(5))], True),
        ([JANA._replace(left_on=DAY), JANA._replace(id="petr", role="buyer")], True),
        ([JANA._replace(left_on=DAY), JANA._replace(id="petr", account="other")], True),
        ([], False),
    ],
    ids=[
        "left", "left today", "leaves tomorrow", "there", "in capitals", "user left", "no role", "another there",
        "another there until later", "both left", "buyer there", "another account's", "nobody",
    ],
)  # fmt: skip
def test_that_the_champions_leaving_caps_until_there_is_another(contacts: list[Contact], expected: bool) -> None:
    assert champion_left(health_facts(["acme"], contacts=contacts), DAY).tolist() == [expected]


@pytest.mark.parametrize(
    ("row", "expected"),
    [(answer("nps", 0), True), (answer("nps", 6), True), (answer("nps", 7), False), (answer("nps", None), False),
     (answer("csat", 1), False)],
)  # fmt: skip
def test_that_a_detractor_answered_six_or_less(row: SurveyAnswer, expected: bool) -> None:
    assert is_detractor(row) is expected


def test_that_the_worked_account_comes_out_of_its_facts() -> None:
    scorecard = parse_scorecard(tomllib.loads((RESOURCES / "scorecards" / "default.toml").read_text(encoding="utf-8")))
    facts = health_facts(
        ["acme"], answers=[answer("nps", 3), answer("csat", 4)], tickets=[ticket(3)], touchpoints=[touch(30)]
    )
    contract = seats_and_commercial(
        ["acme"], seats={"acme": 20}, lowest_likelihood={"acme": 0.8}, overdue=set(), notice_given=set()
    )
    usage = [
        UsageReading("acme", "active_users", ago(0), 12),
        UsageReading("acme", "active_users", ago(1), 15),
        UsageReading("acme", "active_users", ago(30), 30),
    ]
    inputs = health_inputs(facts, contract, aggregate(["acme"], usage, DAY), np.array([True]), DAY)
    why = explain(score(inputs, scorecard), "acme")
    assert why.score == pytest.approx(68.89, abs=0.005)
    assert (why.coverage, why.band) == (pytest.approx(0.85), "amber")
    assert [row.name for row in why.inputs if row.missing] == ["feature_adoption", "outcomes"]


@pytest.mark.parametrize("accounts", [(), ("beta", "core")], ids=["no accounts", "two"])
def test_that_accounts_without_facts_miss_everything_and_can_say_why(accounts: tuple[str, ...]) -> None:
    facts = health_facts(accounts, answers=[ANGRY], contacts=[JANA], touchpoints=[touch(3)], milestones=[milestone(3)])
    contract = seats_and_commercial(
        accounts, seats={}, lowest_likelihood={}, overdue=set(), notice_given={"beta", "elsewhere"}
    )
    inputs = health_inputs(facts, contract, aggregate(accounts, [], DAY), np.ones(len(accounts), dtype=np.bool_), DAY)
    assert inputs.raw.shape == (len(accounts), len(INPUTS))
    assert inputs.caps.shape == (len(accounts), len(CAPS))
    assert np.isnan(inputs.raw).all()
    assert inputs.caps.tolist() == [[account == "beta", False, False] for account in accounts]
    assert tuple(MISSING) == INPUTS
