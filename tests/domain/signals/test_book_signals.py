"""The rules over a whole book: the stories it tells, and the laws that hold for any book."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.book import Book
from desktop.domain.facts import (
    Account,
    Contact,
    ContractLine,
    Milestone,
    Objective,
    Onboarding,
    Pulse,
    Qbr,
    SurveyAnswer,
    Touchpoint,
)
from desktop.domain.signals.book_signals import RULES, WITHOUT_ARR
from desktop.domain.signals.situation import Opportunity
from desktop.domain.usage import UsageReading
from tests.domain.signals.situations import DAY, answer, back, keys_of, line, person, signals_of

laws = settings(deadline=None, max_examples=100)
ACCOUNTS = tuple(Account(each, f"Account {each}", segment="Large") for each in "ABC")

_WHO = st.sampled_from("ABC")
_AGES = st.sampled_from((0, 1, 5, 17, 29, 40, 70, 100, 200, 360, 400))
_PEOPLE = st.sampled_from(("1", "2", None))
_FACTS = st.lists(
    st.one_of(
        st.tuples(
            st.just("answer"),
            _WHO,
            _AGES,
            st.sampled_from(("nps", "csat", "ces")),
            st.sampled_from((None, 1, 5)),
            _PEOPLE,
        ),
        st.tuples(st.just("nps"), _WHO, _AGES, st.integers(0, 10), _PEOPLE),
        st.tuples(st.just("touch"), _WHO, _AGES, st.sampled_from((True, True, False, None)), _PEOPLE),
        st.tuples(st.just("qbr"), _WHO, _AGES, st.booleans()),
        st.tuples(st.just("pulse"), _WHO, _AGES, st.integers(1, 5)),
        st.tuples(st.just("contact"), _WHO, st.sampled_from(("champion", "buyer", None)), st.none() | _AGES),
        st.tuples(st.just("plan"), _WHO, _AGES, st.none() | _AGES),
    ),
    max_size=25,
)
_LINES = st.tuples(*[st.tuples(st.sampled_from((-12, 0, 20, 80, 300, None)), st.sampled_from((None, 0, 30, 60)))] * 3)
_USAGE = st.lists(st.tuples(_WHO, st.integers(0, 60), st.sampled_from((0.0, 5.0, 8.0, 10.0))), max_size=8)
_OFFERS = st.lists(st.tuples(_WHO, st.integers(-9, 90), st.sampled_from(("open", "won", None))), max_size=4)


class Known:
    """A book and what comes beside it."""

    def __init__(self, facts: Any, lines: Any, usage: Any, offers: Any) -> None:
        rows: dict[str, list[Any]] = {each: [] for each in ("answers", "touchpoints", "qbrs", "pulses", "contacts")}
        rows |= {"onboardings": [], "milestones": []}
        for no, (kind, account, *said) in enumerate(facts):
            name = f"{account}{no}"
            if kind in ("answer", "nps"):
                of_kind, score, who = ("nps", said[1], said[2]) if kind == "nps" else said[1:]
                contact = None if who is None else f"{account}-{who}"
                direction = "effort" if of_kind == "ces" else None
                row = answer(
                    said[0], score, contact=contact, kind=of_kind, account=account, id=name, direction=direction
                )
                rows["answers"].append(row)
            elif kind == "touch":
                contact = None if said[2] is None else f"{account}-{said[2]}"
                rows["touchpoints"].append(
                    Touchpoint(name, account, back(said[0]), "call", two_way=said[1], contact=contact)
                )
            elif kind == "qbr":
                on = back(said[0])
                rows["qbrs"].append(Qbr(name, account, on if said[1] else None, None if said[1] else on))
            elif kind == "pulse":
                rows["pulses"].append(Pulse(name, account, back(said[0]), said[1]))
            elif kind == "contact":
                left = None if said[1] is None else back(said[1])
                number = len([each for each in rows["contacts"] if each.account == account]) + 1
                rows["contacts"].append(
                    Contact(f"{account}-{number}", account, name, role=said[0], influence="decides", left_on=left)
                )
            else:
                rows["onboardings"].append(Onboarding(name, account, back(said[0])))
                if said[1] is not None:
                    done = Milestone(name, account, "Value", name, done_on=back(said[1]), first_value=True)
                    rows["milestones"].append(done)
        contracts = [
            line(account, 100_000 * (no + 1), ends, notice_days=notice, seats=10)
            for no, (account, (ends, notice)) in enumerate(zip("ABC", lines, strict=True))
        ]
        self.book = Book(accounts=ACCOUNTS, lines=contracts, **rows)
        self.readings = [
            UsageReading(account, "active_users", back(age), users, position=no)
            for no, (account, age, users) in enumerate(usage)
        ]
        self.offers = [
            Opportunity(f"O{no}", account, "upsell", 5, back(-days), None, state)
            for no, (account, days, state) in enumerate(offers)
        ]

    def found(self, book: Book | None = None, more: tuple[UsageReading, ...] = ()) -> Any:
        readings = (*self.readings, *more)
        return signals_of(book or self.book, readings=readings, opportunities=self.offers)


KNOWN = st.builds(Known, _FACTS, _LINES, _USAGE, _OFFERS)


def test_that_a_book_of_which_nothing_is_known_but_its_contracts_has_no_signals() -> None:
    book = Book(accounts=ACCOUNTS, lines=[line(each, ends=40) for each in "ABC"])
    found = signals_of(book)
    assert keys_of(found) == {each: set() for each in "ABC"}
    assert found.judged == 3
    assert {each.key for each in found.rules if each.unjudged == 3} == {
        "risk_despite_use", "unanswered_detractor", "champion_left", "opt_out_near", "feedback_falls", "use_falls",
        "low_pulse", "going_quiet", "ready_to_expand",
    }  # fmt: skip
    assert signals_of(Book()).accounts == []


def test_that_accounts_without_arr_are_asked_about_ended_terms_only() -> None:
    book = Book(
        accounts=ACCOUNTS,
        lines=[line("A", ends=-12), line("B", ends=-12, outcome="ended", outcome_on=back(12))],
        answers=[answer(200, 9, account=each) for each in "ABC"] + [answer(3, 0, account=each) for each in "ABC"],
        contacts=[person(role="buyer", account="A")],
    )
    found = signals_of(book)
    assert keys_of(found) == {"A": {"ended_without_outcome"}, "B": set(), "C": set()}
    assert found.accounts[0].arr_cents == 100_000
    assert not any(each.unjudged for each in found.accounts)
    assert found.judged == 0


def test_that_the_worst_come_first_by_severity_times_arr_and_chances_after() -> None:
    usage = [UsageReading("C", "active_users", back(3), 10)]
    book = Book(
        accounts=(*ACCOUNTS, Account("D", "Dull")),
        lines=[
            line("A", 100_000, notice_given_on=back(1)),
            line("B", 250_000),
            line("C", 900_000, seats=10),
            line("D", 999_000),
        ],
        answers=[
            answer(100, 10, account="B", contact="b"),
            answer(2, 5, account="B", contact="b"),
            answer(9, 10, account="C", contact="c"),
        ],
    )
    offers = [Opportunity("O", "C", "upsell", 5, back(-9), None, "open")]
    found = signals_of(book, readings=usage, opportunities=offers)
    assert [each.account.id for each in found.accounts] == ["A", "B", "C", "D"]  # 3 x 100 before 1 x 250
    richer = replace(book, lines=[*book.lines, line("B", 51_000, id="more", product="x")])
    assert [each.account.id for each in signals_of(richer, readings=usage).accounts][:2] == ["B", "A"]


@pytest.mark.parametrize("days", [0, 14])
def test_that_the_largest_tenth_is_rounded_up(days: int) -> None:
    many = [Account(f"{no:02}", f"N{no:02}") for no in range(11)]
    book = Book(accounts=many, lines=[line(each.id, 1000 + no) for no, each in enumerate(many)])
    touched = replace(book, touchpoints=[Touchpoint(a.id, a.id, back(days), "call", "held", True) for a in many])
    assert [row.account for row in signals_of(touched).quiet] == ["10", "09"]


def test_that_the_latest_pulse_counts_and_a_fifth_more_use_is_just_enough() -> None:
    book = Book(
        accounts=ACCOUNTS,
        lines=[line("A", seats=100, ends=40)],
        pulses=[Pulse("P2", "A", back(1), 5), Pulse("P1", "A", back(60), 1)],
        answers=[answer(90, 9), answer(9, 9)],
        contacts=[person(role="champion", left_on=back(4))],
        touchpoints=[Touchpoint("T", "A", back(2), "call", "held", True)],
    )
    usage = [UsageReading("A", "active_users", back(40), 50), UsageReading("A", "active_users", back(3), 60)]
    assert "risk_despite_use" in keys_of(signals_of(book, readings=usage))["A"]
    fewer = [usage[0], usage[1]._replace(value=59)]
    assert "risk_despite_use" not in keys_of(signals_of(book, readings=fewer))["A"]
    green = replace(book, contacts=[])
    assert keys_of(signals_of(green, readings=usage))["A"] == set()
    low = replace(green, pulses=[*book.pulses, Pulse("P0", "A", back(0), 2)])
    assert keys_of(signals_of(low, readings=usage))["A"] == {"low_pulse"}
    # Of one day the one written later counts, whatever its id.
    for pulses, said in (((2, 5), set[str]()), ((5, 2), {"low_pulse"})):
        of_a_day = [Pulse(row, "A", back(0), value) for row, value in zip("ZY", pulses, strict=True)]
        assert keys_of(signals_of(replace(green, pulses=of_a_day), readings=usage))["A"] == said


@pytest.mark.parametrize(
    ("kind", "state", "two_way", "is_quiet"),
    [
        ("call", "held", True, False),
        ("call", None, None, False),
        ("meeting", "planned", None, False),
        ("email", "held", False, True),
        ("call", "cancelled", True, True),
        ("note", "held", None, True),
    ],
)
def test_that_silence_is_broken_by_what_was_or_may_have_been_a_contact(
    kind: str, state: str | None, two_way: bool | None, is_quiet: bool
) -> None:
    once = Touchpoint("first", "A", back(200), "call", "held", True)
    last = Touchpoint("last", "A", back(5), kind, state, two_way)
    found = signals_of(Book(accounts=ACCOUNTS, lines=[line("A")], touchpoints=[once, last]))
    assert ("going_quiet" in keys_of(found)["A"]) == is_quiet


@laws
@given(KNOWN)
def test_that_rows_in_which_nothing_is_said_add_no_signal(known: Known) -> None:
    book = known.book
    empty = replace(
        book,
        answers=[*book.answers, *(answer(3, None, account=each, contact=f"{each}-1") for each in "ABC")],
        contacts=[*book.contacts, *(Contact(f"new {each}", each, "Somebody") for each in "ABC")],
        touchpoints=[*book.touchpoints, *(Touchpoint(f"new {each}", each, back(2), "call") for each in "ABC")],
        qbrs=[*book.qbrs, *(Qbr(f"new {each}", each) for each in "ABC")],
        objectives=[*book.objectives, *(Objective(f"new {each}", each, "Something") for each in "ABC")],
        milestones=[*book.milestones, *(Milestone(f"new {each}", each, "Something") for each in "ABC")],
    )
    before, after = keys_of(known.found()), keys_of(known.found(empty))
    assert all(after[each] <= before[each] for each in "ABC")


@laws
@given(KNOWN)
def test_that_what_a_rule_reads_gone_its_signal_is_gone(known: Known) -> None:
    book = known.book
    blind = replace(
        book,
        answers=[each._replace(score=None) for each in book.answers],
        touchpoints=[each._replace(two_way=None) for each in book.touchpoints],
        qbrs=[],
        pulses=[],
        contacts=[each._replace(role=None) for each in book.contacts],
        onboardings=[],
    )
    found = signals_of(blind)
    told = {key for keys in keys_of(found).values() for key in keys}
    assert told <= {"ended_without_outcome", "opt_out_near"}


@laws
@given(KNOWN, st.randoms(use_true_random=False))
def test_that_the_order_of_rows_changes_nothing(known: Known, random: Random) -> None:
    found = known.found()
    mixed: dict[str, Any] = {}
    for field in fields(known.book):
        rows = list(getattr(known.book, field.name))
        random.shuffle(rows)
        mixed[field.name] = rows
    random.shuffle(known.readings)
    random.shuffle(known.offers)
    again = known.found(Book(**mixed))
    assert again.accounts == found.accounts
    assert (again.rules, again.quiet) == (found.rules, found.quiet)
    assert (again.effort.waiting, again.effort.unknown) == (found.effort.waiting, found.effort.unknown)
    assert again.effort.correlation.value == pytest.approx(found.effort.correlation.value)


@laws
@given(KNOWN, st.integers(1, 40))
def test_that_what_is_dated_later_changes_nothing(known: Known, days: int) -> None:
    book, on = known.book, DAY + timedelta(days=days)
    later = replace(
        book,
        lines=[
            *(each._replace(notice_given_on=on, outcome="ended", outcome_on=on) for each in book.lines),
            *(ContractLine(f"new {each}", each, 5_000_000, on, on + timedelta(days=9)) for each in "ABC"),
        ],
        answers=[
            *book.answers,
            *(SurveyAnswer(f"hard {each}", each, "ces", on, 7, 1, 7, f"{each}-1", "effort") for each in "ABC"),
            *(
                SurveyAnswer(f"new {each}", each, "nps", on, score, 0, 10, f"{each}-1")
                for each in "ABC"
                for score in (0, 9)
            ),
        ],
        touchpoints=[*book.touchpoints, *(Touchpoint(f"new {each}", each, on, "call", "held", True) for each in "ABC")],
        qbrs=[*book.qbrs, *(Qbr(f"new {each}", each, on) for each in "ABC")],
        pulses=[*book.pulses, *(Pulse(f"new {each}", each, on, 1) for each in "ABC")],
        contacts=[each if each.left_on else each._replace(left_on=on) for each in book.contacts],
        onboardings=[*book.onboardings, *(Onboarding(f"new {each}", each, on) for each in "ABC")],
    )
    more = tuple(UsageReading(each, "active_users", on, 1.0) for each in "ABC")
    assert known.found(later, more) == known.found()


@laws
@given(KNOWN)
def test_that_every_rule_says_one_thing_of_an_account_and_the_totals_are_theirs(known: Known) -> None:
    found = known.found()
    for each in found.accounts:
        keys = [said.key for said in (*each.signals, *each.unjudged)]
        assert len(keys) == len(set(keys))
        assert set(keys) <= set(RULES)
        assert all(signal.severity in (1, 2, 3) and signal.evidence for signal in each.signals)
        assert all(signal.since is None or signal.since <= DAY for signal in each.signals)
        assert all(unknown.missing for unknown in each.unjudged)
        assert [signal.severity for signal in each.signals] == sorted((s.severity for s in each.signals), reverse=True)
        names = [[evidence.name for evidence in signal.evidence] for signal in each.signals]
        assert all(len(one) == len(set(one)) for one in names)
    for total in found.rules:
        told = [each for each in found.accounts if total.key in {signal.key for signal in each.signals}]
        assert (total.n, total.arr_cents) == (len(told), sum(each.arr_cents for each in told))
        assert total.n + total.unjudged <= (len(found.accounts) if total.key in WITHOUT_ARR else found.judged)
