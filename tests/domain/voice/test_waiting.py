"""Detractors nobody has talked with since, held to the rule that caps the health score."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.book import Book
from desktop.domain.facts import Account, Contact, ContractLine, SurveyAnswer, Touchpoint
from desktop.domain.health_facts import health_facts
from desktop.domain.health_inputs import unanswered_detractor
from desktop.domain.voice.waiting import Waiting, hours_waiting, noted_at, unanswered_detractors
from desktop.store.ids import new_id
from tests.domain.voice.answers import answer

DAY = date(2025, 6, 30)
ACME = Account("acme", "Acme")
BUYER = Contact("jana", "acme", "Jana", role="Buyer")
USER = Contact("otto", "acme", "Otto", influence="uses")
laws = settings(deadline=None, max_examples=100)


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def talk(days: int, **said: object) -> Touchpoint:
    return Touchpoint(**{"id": "t", "account": "acme", "on_day": ago(days), "kind": "call", "two_way": True, **said})  # type: ignore[arg-type]


def waiting(
    *answers: SurveyAnswer, talks: tuple[Touchpoint, ...] = (), contacts: tuple[Contact, ...] = (BUYER, USER)
) -> list[str]:
    book = Book(accounts=[ACME], answers=answers, touchpoints=talks, contacts=contacts)
    return [each.answer.id for each in unanswered_detractors(book, DAY)]


def test_that_a_detractor_waits_until_somebody_talks_with_the_account() -> None:
    low = answer("a", 3, on=ago(10), contact="jana")
    assert waiting(low) == ["a"]
    assert waiting(low, talks=(talk(11),)) == ["a"]
    assert waiting(low, talks=(talk(10),)) == []
    assert waiting(low, talks=(talk(3),)) == []


@pytest.mark.parametrize(
    "said",
    [{"two_way": False}, {"two_way": None}, {"state": "planned"}, {"state": "cancelled"}, {"account": "bolt"}],
    ids=str,
)
def test_that_what_was_no_talk_answers_nobody(said: dict[str, object]) -> None:
    assert waiting(answer("a", 3, on=ago(10), contact="jana"), talks=(talk(5, **said),)) == ["a"]


def test_that_a_talk_still_to_come_answers_nobody() -> None:
    assert waiting(answer("a", 3, on=ago(10), contact="jana"), talks=(talk(-1),)) == ["a"]


def test_that_only_the_latest_answer_of_a_contact_waits_and_only_if_it_is_low() -> None:
    first, second = answer("a", 3, on=ago(20), contact="jana"), answer("b", 2, on=ago(10), contact="jana")
    assert waiting(first, second) == ["b"]
    assert waiting(second, first) == ["b"]
    assert waiting(first, answer("c", 7, on=ago(5), contact="jana")) == []
    assert waiting(first, answer("d", None, on=ago(5), contact="jana")) == ["a"]
    assert waiting(answer("e", 1, kind="csat", on=ago(5), contact="jana")) == []


@pytest.mark.parametrize("ids", ["ab", "ba"])
def test_that_of_one_day_the_answer_written_later_counts(ids: str) -> None:
    low, high = (answer(row, score, on=ago(5), contact="jana") for row, score in zip(ids, (3, 9), strict=True))
    assert waiting(low, high) == []
    assert waiting(high, low) == [low.id]


@pytest.mark.parametrize(("days", "waits"), [(0, True), (364, True), (365, False), (-1, False)])
def test_that_an_answer_waits_for_a_year_from_its_day_on(days: int, waits: bool) -> None:
    assert (waiting(answer("a", 0, on=ago(days))) == ["a"]) is waits


def test_that_somebody_who_left_is_not_waited_for_and_a_stranger_is() -> None:
    gone = BUYER._replace(left_on=ago(1))
    assert waiting(answer("a", 3, on=ago(9), contact="jana"), contacts=(gone,)) == []
    assert waiting(answer("a", 3, on=ago(9), contact="jana"), contacts=(BUYER._replace(left_on=ago(-1)),)) == ["a"]
    assert waiting(answer("a", 3, on=ago(9)), contacts=()) == ["a"]


def test_that_who_pays_comes_first_then_who_matters_then_who_waited_longest() -> None:
    accounts = [ACME, Account("bolt", "Bolt")]
    line = ContractLine("l", "acme", 100_00, ago(300))
    answers = [
        answer("free", 0, account="bolt", on=ago(300)),
        answer("user", 3, contact="otto", on=ago(30)),
        answer("stranger", 3, on=ago(40)),
        answer("buyer", 3, contact="jana", on=ago(2)),
    ]
    found = unanswered_detractors(Book(accounts=accounts, lines=[line], answers=answers, contacts=[BUYER, USER]), DAY)
    assert [(each.answer.id, each.days, each.weighty, each.arr_cents) for each in found] == [
        ("buyer", 2, True, 100_00),
        ("stranger", 40, False, 100_00),
        ("user", 30, False, 100_00),
        ("free", 300, False, 0),
    ]


contacts = st.lists(
    st.builds(
        Contact,
        st.sampled_from(["p", "q", "r", "s"]),
        st.sampled_from(["acme", "bolt"]),
        st.just("Name"),
        role=st.sampled_from([None, "champion", " Buyer", "user"]),
        influence=st.sampled_from([None, "Decides", "uses"]),
        left_on=st.none() | st.builds(ago, st.integers(-3, 3)),
    ),
    max_size=4,
    unique_by=lambda each: each.id,
)


@laws
@given(st.data(), contacts)
def test_that_who_caps_the_health_score_is_who_waits_and_matters(data: st.DataObject, people: list[Contact]) -> None:
    givers = [None, *people]
    answers: list[SurveyAnswer] = []
    # In no order of their ids: of one day the row written later counts.
    for at in data.draw(st.permutations(range(6)))[: data.draw(st.integers(0, 6))]:
        giver = data.draw(st.sampled_from(givers))
        account = data.draw(st.sampled_from(["acme", "bolt"])) if giver is None else giver.account
        answers.append(
            answer(
                f"a{at}",
                data.draw(st.sampled_from([None, 0, 6, 7, 10])),
                account=account,
                on=ago(data.draw(st.sampled_from([-1, 0, 1, 2, 5, 364, 365]))),
                contact=None if giver is None else giver.id,
            )
        )
    talks = [
        talk(
            data.draw(st.sampled_from([-1, 0, 1, 2, 5])),
            id=str(at),
            account=data.draw(st.sampled_from(["acme", "bolt"])),
            two_way=data.draw(st.sampled_from([True, True, False, None])),
            state=data.draw(st.sampled_from([None, "held", "planned"])),
        )
        for at in range(data.draw(st.integers(0, 3)))
    ]
    accounts = ["acme", "bolt"]
    facts = health_facts(accounts, answers=answers, touchpoints=talks, contacts=people)
    capped = [name for name, caps in zip(accounts, unanswered_detractor(facts, DAY).tolist(), strict=True) if caps]
    book = Book(
        accounts=[Account(each, each) for each in accounts], answers=answers, touchpoints=talks, contacts=people
    )
    found = unanswered_detractors(book, DAY)
    assert sorted({each.answer.account for each in found if each.weighty}) == capped


def row_noted(at: datetime) -> str:
    return new_id(int(at.timestamp() * 1000) << 16, 0)


def test_that_an_answer_noted_on_its_day_waits_by_the_hour() -> None:
    noted = datetime(2025, 6, 30, 9, 15, tzinfo=UTC)
    each = Waiting(answer(row_noted(noted), 3, on=noted.date()), None, 0, False, 0)
    assert noted_at(each.answer.id) == noted
    assert hours_waiting(each, noted + timedelta(hours=27, minutes=59)) == 27
    assert hours_waiting(each, noted) == 0
    assert hours_waiting(each, noted - timedelta(seconds=1)) is None
    # Somewhere it was another day already.
    assert hours_waiting(each, (noted + timedelta(hours=1)).astimezone(timezone(timedelta(hours=15)))) is None


def test_that_an_answer_noted_later_or_imported_waits_by_the_day() -> None:
    noted = datetime(2025, 6, 30, 9, 15, tzinfo=UTC)
    late = Waiting(answer(row_noted(noted), 3, on=date(2025, 6, 29)), None, 1, False, 0)
    assert hours_waiting(late, noted + timedelta(hours=1)) is None
    for row in ("a", "0197bf0e-0000-8000-8000-000000000000", "ffffffff-ffff-7000-8000-000000000000"):
        imported = Waiting(answer(row, 3, on=date(2025, 6, 30)), None, 0, False, 0)
        assert noted_at(row) is None
        assert hours_waiting(imported, noted) is None
