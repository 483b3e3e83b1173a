"""Reviews: when they are due, how ready one is, what happened since, and what is promised in them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.cadences import Cadence, Cadences
from desktop.domain.errors import Rejected
from desktop.domain.facts import Contact, ContractLine, Milestone, Risk, SurveyAnswer, Ticket
from desktop.domain.goals import Goal
from desktop.domain.qbrs import since as happening
from desktop.domain.qbrs.commitments import HOW, commitments
from desktop.domain.qbrs.page import LONGEST, TITLES, check_part, check_text, parts_of
from desktop.domain.qbrs.readiness import readiness
from desktop.domain.qbrs.records import Item, Review, names
from desktop.domain.qbrs.schedule import AHEAD_DAYS, OPEN, proposed, standing
from desktop.domain.qbrs.since import INTERNAL, Happened, Scores, Use, facts_since
from desktop.domain.team.tasks import Task

DAY = date(2026, 11, 23)


def back(days: int) -> date:
    return DAY - timedelta(days=days)


def held(days: int) -> Review:
    return Review(f"H{days}", "A", held_on=back(days))


def planned(days: int) -> Review:
    """Planned for a day so many days ahead; negative = passed."""
    return Review(f"P{days}", "A", planned_on=back(-days))


@pytest.mark.parametrize(
    ("reviews", "began", "due_in", "state"),
    [
        ([], 400, -310, "overdue"),
        ([], 80, 10, "due"),
        ([], 10, 80, "later"),
        ([], None, None, "overdue"),
        ([held(100)], 400, -10, "overdue"),
        ([held(90)], 400, 0, "due"),
        ([held(90 - AHEAD_DAYS)], 400, AHEAD_DAYS, "due"),
        ([held(90 - AHEAD_DAYS - 1)], 400, AHEAD_DAYS + 1, "later"),
        ([held(200), held(30)], 400, 60, "later"),
        ([held(100), planned(9)], 400, -10, "planned"),
        ([held(100), planned(0)], 400, -10, "planned"),
        ([held(100), planned(-3)], 400, -10, "unrecorded"),
        ([held(2), planned(-3)], 400, 88, "later"),
        ([held(100), Review("D", "A")], 400, -10, "overdue"),
        ([held(-5)], 80, 10, "due"),
    ],
)
def test_that_a_review_is_due_a_cadence_after_the_last_one_or_the_start(
    reviews: list[Review], began: int | None, due_in: int | None, state: str
) -> None:
    found = standing(reviews, None if began is None else back(began), 90, DAY)
    assert (found.due_on, found.state) == (None if due_in is None else back(-due_in), state)


def test_that_a_plan_is_prepared_once_every_part_of_its_page_has_a_line() -> None:
    assert standing([planned(9)], back(400), 90, DAY, written=4).state == "planned"
    assert standing([planned(9)], back(400), 90, DAY, written=5).state == "prepared"


def test_that_the_nearest_plan_is_the_next_review_and_a_draft_the_last_resort() -> None:
    draft = Review("D", "A")
    assert standing([planned(30), planned(9), draft], None, 90, DAY).next == planned(9)
    assert standing([draft, planned(-4)], None, 90, DAY).next == planned(-4)
    assert standing([draft, held(3)], None, 90, DAY).next == draft


days = st.integers(-400, 400)


@given(st.lists(days), st.lists(days), st.none() | st.integers(0, 2000), st.integers(1, 365))
@settings(max_examples=100, deadline=None)
def test_that_what_is_planned_is_never_open_and_what_is_open_has_no_plan(
    helds: list[int], plans: list[int], began: int | None, cadence: int
) -> None:
    reviews = [held(each) for each in helds] + [planned(each) for each in plans]
    found = standing(reviews, None if began is None else back(began), cadence, DAY)
    assert (found.planned is not None) == (found.state in ("planned", "prepared")) == any(each >= 0 for each in plans)
    assert found.state not in OPEN or found.planned is None
    if found.held is not None:
        assert found.due_on == back(min(each for each in helds if each >= 0)) + timedelta(days=cadence)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 365))
def test_that_the_next_review_is_proposed_for_a_working_day_a_cadence_later(on: date, length: int) -> None:
    found = proposed(on, "Small", Cadences("qbr", {"small": length}))
    assert found.weekday() < 5
    assert 0 <= (found - on).days - length <= 2


def test_that_the_cadence_is_that_of_the_segment() -> None:
    assert Cadences("qbr", {"Small": 365}).of("small") == Cadence(365, "Small", is_set=True)


GOAL = Goal("G", "A", "Claims inside two days", "71", "84", "90", "%", back(-38))
BUYER = Contact("C", "A", "Joost Terhorst", role="buyer")


def task(due: int, done: int | None = None, **said: Any) -> Task:
    return Task("T", "A", "Audit export", back(due), None if done is None else back(done), side="ours", **said)


def ready(**given: Any) -> dict[str, bool]:
    known: dict[str, Any] = {
        "goals": [GOAL], "contacts": [BUYER], "tasks": [], "review": Review("R", "A", attendees="joost terhorst; Bo"),
        "asked": ["Renew for three years"], "since": back(81), "day": DAY,
    }  # fmt: skip
    return {each.key: each.is_ready for each in readiness(**(known | given)).points}


def test_that_all_five_points_can_be_had() -> None:
    assert ready() == dict.fromkeys(("objective", "outcome", "buyer", "promises", "decision"), True)


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"goals": []}, {"objective", "outcome"}),
        ({"goals": [GOAL._replace(baseline=None)]}, {"objective", "outcome"}),
        ({"goals": [GOAL._replace(current="71")]}, {"outcome"}),
        ({"goals": [GOAL._replace(current=None)]}, {"outcome"}),
        ({"goals": [GOAL._replace(status="dropped")]}, {"objective", "outcome"}),
        ({"goals": [GOAL._replace(done_on=back(100))]}, {"objective", "outcome"}),
        ({"goals": [GOAL._replace(done_on=back(80))]}, set[str]()),
        ({"goals": [GOAL._replace(current=None, done_on=back(80))]}, set[str]()),
        ({"contacts": [BUYER._replace(left_on=DAY)]}, {"buyer"}),
        ({"contacts": [BUYER._replace(role="user")]}, {"buyer"}),
        ({"contacts": [BUYER._replace(role="user", influence="decides")]}, set[str]()),
        ({"review": None}, {"buyer"}),
        ({"review": Review("R", "A", attendees="Bo")}, {"buyer"}),
        ({"tasks": [task(1, is_promise=True)]}, {"promises"}),
        ({"tasks": [task(0, is_promise=True)]}, set[str]()),
        ({"tasks": [task(1)]}, set[str]()),
        ({"tasks": [task(9, 2, is_promise=True)]}, set[str]()),
        ({"asked": []}, {"decision"}),
        ({"asked": [], "review": Review("R", "A", attendees="Joost Terhorst", decision="Renew?")}, set[str]()),
    ],
)
def test_that_each_point_is_missed_for_its_own_reason(given: dict[str, Any], missing: set[str]) -> None:
    assert {key for key, is_ready in ready(**given).items() if not is_ready} == missing


def test_that_what_is_missing_says_whom_to_ask() -> None:
    points = readiness([], [BUYER], [task(3, is_promise=True)], None, [], None, DAY).points
    wanted = {each.key: each.wanted for each in points}
    assert wanted["buyer"] == ("Joost Terhorst",)
    assert wanted["promises"] == ("Audit export",)


def happened(**given: Any) -> Happened:
    nothing: dict[str, Any] = dict.fromkeys(
        ("goals", "milestones", "tasks", "answers", "tickets", "lines", "contacts", "joined", "risks"), ()
    )
    known: dict[str, Any] = {**nothing, "people": {}, "use": Use(), "scores": Scores(None, None)}
    return Happened(**(known | given))


def test_that_only_what_happened_since_the_last_review_is_told() -> None:
    known = happened(
        answers=[
            SurveyAnswer("new", "A", "nps", back(80), 9, 0, 10, "C", comment="Saves us a day"),
            SurveyAnswer("old", "A", "nps", back(81), 2, 0, 10, "C"),
            SurveyAnswer("ahead", "A", "nps", back(-1), 2, 0, 10, "C"),
            SurveyAnswer("asked", "A", "nps", back(3), None, 0, 10, "C"),
        ],
        people={"C": "Joost"},
        tickets=[
            Ticket("1", "A", back(100), back(90)),
            Ticket("2", "A", back(100), back(4)),
            Ticket("3", "A", back(5)),
            Ticket("4", "A", back(5), back(-2)),
        ],
        contacts=[Contact("L", "A", "Jana", left_on=back(18)), Contact("M", "A", "Max", left_on=back(90))],
        joined=[("N", "Nora", back(2)), ("O", "Otto", back(200))],
    )
    found = facts_since(known, back(81), DAY)
    assert [each.key for each in found] == ["answer:new", "tickets", "joined:N", "left:L"]
    assert (found[0].who, found[0].what, found[0].part) == ("Joost", "Saves us a day", 3)
    assert (found[1].after, found[1].of) == (1.0, 2.0)


def test_that_promises_are_told_as_kept_or_owed_by_their_side() -> None:
    tasks = [
        task(9, 2, is_promise=True)._replace(id="kept"),
        task(-4, is_promise=True)._replace(id="owed", side="theirs"),
        task(-4)._replace(id="our own business"),
        task(99, 90, is_promise=True)._replace(id="kept before"),
    ]
    found = facts_since(happened(tasks=tasks), back(81), DAY)
    assert [(each.key, each.who, each.part) for each in found] == [("kept:kept", "ours", 2), ("owed:owed", "theirs", 4)]


def test_that_what_happened_is_told_in_one_order_wherever_the_rows_lie_in_the_file() -> None:
    """Copies that merged in another order hold them in another order."""
    rows: dict[str, list[Any]] = {
        "milestones": [Milestone(f"m{n}", "A", "Login", done_on=back(5 - n)) for n in range(3)],
        "lines": [ContractLine(f"l{n}", "A", 100, back(5 - n)) for n in range(3)],
        "risks": [Risk(f"r{n}", "A", "Price", back(5 - n), back(1) if n == 1 else None) for n in range(3)],
    }
    told = facts_since(happened(**rows), back(81), DAY)
    other = {name: of[::-1] for name, of in rows.items()}
    assert facts_since(happened(**other), back(81), DAY) == told
    assert [each.key for each in told] == [
        *("milestone:m0", "milestone:m1", "milestone:m2"),
        *("contract:l0", "contract:l1", "contract:l2"),
        *("risk:r0", "risk:r2", "risk_closed:r1"),
    ]


def test_that_health_and_risks_are_internal_and_nothing_suggests_them_for_the_page() -> None:
    known = happened(
        goals=[GOAL],
        risks=[Risk("R", "A", "Price", back(30)), Risk("S", "A", "Use", back(300), back(5), "saved")],
        scores=Scores(88, 86, (("support", -3.0),)),
        use=Use("active_users", 0.06, 212, 178, 240, (("reports", 0.9),)),
    )
    found = facts_since(known, back(81), DAY)
    internal = [each for each in found if each.is_internal]
    assert [each.key for each in internal] == ["score", "cause:support", "risk:R", "risk_closed:S"]
    assert all(each.part is None for each in internal)
    assert found[-len(internal) :] == internal, "what is internal stands last"
    assert not INTERNAL & set(happening.SUGGESTED)


def test_that_a_page_has_five_parts_in_order_whatever_is_written() -> None:
    lines = [Item("b", "A", "Q", 2, 2, "second"), Item("a", "A", "Q", 2, 1, "first"), Item("c", "A", "Q", 5, 1, "ask")]
    parts = parts_of(lines)
    assert [each.title for each in parts] == list(TITLES)
    assert [[item.id for item in part.items] for part in parts] == [[], ["a", "b"], [], [], ["c"]]


def test_that_a_line_is_one_line_of_a_length_that_can_be_read() -> None:
    assert check_text("  a\n b ") == "a b"
    for wrong in ("", " \n", "x" * (LONGEST + 1)):
        with pytest.raises(Rejected):
            check_text(wrong)
    for part in (0, 6):
        with pytest.raises(Rejected):
            check_part(part)


def test_that_commitments_are_read_as_in_the_composer() -> None:
    first, second, third = commitments("> send the API spec fri\n\n< legal answer +2w\nmore seats", DAY)
    assert [(each.title, each.side, each.due_on) for each in first.promises] == [
        ("send the API spec", "ours", date(2026, 11, 27))
    ]
    assert [(each.title, each.side, each.due_on) for each in second.promises] == [
        ("legal answer", "theirs", date(2026, 12, 7))
    ]
    assert (third.promises, third.refusal) == ((), HOW)


@given(st.text())
@settings(max_examples=100, deadline=None)
def test_that_any_commitment_is_either_read_or_refused(text: str) -> None:
    for each in commitments(text, DAY):
        assert bool(each.promises) != bool(each.refusal)


def test_that_attendees_are_told_apart_by_commas_and_semicolons() -> None:
    assert names(" Anneke Visser, Joost;  ,") == ["Anneke Visser", "Joost"]
    assert names(None) == []
