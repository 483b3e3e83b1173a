"""What holds of the inputs of the score for any book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import TypeVar

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.facts import Contact, Milestone, Objective, Qbr, SurveyAnswer, Ticket, Touchpoint
from desktop.domain.health_facts import health_facts
from desktop.domain.health_inputs import HealthInputs, health_inputs
from desktop.domain.scorecards import INPUTS
from desktop.domain.usage import UsageReading, aggregate
from tests.domain.contract_books import seats_and_commercial

DAY = date(2026, 6, 30)
SCALES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


@dataclass(frozen=True)
class Book:
    """Everything a score is made of."""

    answers: tuple[SurveyAnswer, ...] = ()
    tickets: tuple[Ticket, ...] = ()
    touchpoints: tuple[Touchpoint, ...] = ()
    qbrs: tuple[Qbr, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    objectives: tuple[Objective, ...] = ()
    contacts: tuple[Contact, ...] = ()
    usage: tuple[UsageReading, ...] = ()

    def inputs(self, accounts: Sequence[str], day: date = DAY) -> HealthInputs:
        facts = health_facts(
            accounts,
            answers=self.answers,
            tickets=self.tickets,
            touchpoints=self.touchpoints,
            qbrs=self.qbrs,
            milestones=self.milestones,
            objectives=self.objectives,
            contacts=self.contacts,
        )
        contract = seats_and_commercial(
            accounts, seats={"acme": 20}, lowest_likelihood={"acme": 0.8}, overdue=set(), notice_given={"beta"}
        )
        active = np.ones(len(accounts), dtype=np.bool_)
        return health_inputs(facts, contract, aggregate(accounts, self.usage, day), active, day)


ACCOUNTS = ("acme", "beta", "core")
Fact = TypeVar("Fact")


def facts_of(fact: st.SearchStrategy[Fact]) -> st.SearchStrategy[tuple[Fact, ...]]:
    return st.lists(fact, max_size=5).map(tuple)


def numbered(book: Book) -> Book:
    """Every row with an id of its own, and no ticket closed before it was opened, as in a portfolio."""
    return replace(
        book,
        answers=tuple(row._replace(id=f"s{at}") for at, row in enumerate(book.answers)),
        tickets=tuple(
            row._replace(id=f"k{at}", closed_on=row.closed_on and max(row.closed_on, row.opened_on))
            for at, row in enumerate(book.tickets)
        ),
    )


WHO = st.sampled_from((*ACCOUNTS, "elsewhere"))
NEAR = st.one_of(st.integers(-20, 60), st.integers(355, 375)).map(ago)
MAYBE = st.one_of(st.none(), NEAR)
PEOPLE = {f"c{at}": account for at, account in enumerate((*ACCOUNTS, *ACCOUNTS))}
ANSWERS = st.tuples(
    st.sampled_from(("nps", "csat", "ces")), WHO, NEAR, st.one_of(st.none(), st.integers(0, 5)), st.booleans(),
    st.sampled_from(("ease", "effort")),
).map(
    lambda row: SurveyAnswer(
        "", row[1], row[0], row[2], None if row[3] is None else min(row[3] + SCALES[row[0]][0], SCALES[row[0]][1]),
        *SCALES[row[0]], contact=next((c for c, a in PEOPLE.items() if a == row[1] and row[4]), None), direction=row[5],
    )
)  # fmt: skip
STATE = st.sampled_from((None, "held", "planned", "cancelled"))
FLAG = st.sampled_from((None, True, False))
USAGE = st.builds(
    UsageReading, WHO, st.sampled_from(("active_users", "events", "feature_users", "eligible_users")),
    st.integers(-20, 100).map(ago), st.integers(0, 50).map(float), st.sampled_from((None, "sso")),
)  # fmt: skip
BOOKS = st.builds(
    Book,
    answers=facts_of(ANSWERS),
    tickets=facts_of(
        st.builds(Ticket, st.just(""), WHO, NEAR, MAYBE, st.none(), FLAG, st.sampled_from((None, 1, 4, 5)))
    ),
    touchpoints=facts_of(st.builds(Touchpoint, st.just(""), WHO, NEAR, st.just("call"), STATE, FLAG)),
    qbrs=facts_of(st.builds(Qbr, st.just(""), WHO, MAYBE, MAYBE)),
    milestones=facts_of(
        st.builds(
            Milestone, st.just(""), WHO, st.just(""), st.none(), MAYBE, MAYBE, st.none(),
            st.sampled_from((None, "open", "done", "waived")),
        )
    ),
    objectives=facts_of(
        st.builds(Objective, st.just(""), WHO, st.just(""), MAYBE, MAYBE, st.sampled_from((None, "dropped", "met")))
    ),
    contacts=st.tuples(
        *(
            st.builds(
                Contact, st.just(contact), st.just(account), st.just(""), st.sampled_from((None, "champion", "user")),
                st.sampled_from((None, "decides")), st.none(), MAYBE,
            )
            for contact, account in PEOPLE.items()
        )
    ),
    usage=st.lists(USAGE, max_size=12, unique_by=lambda r: (r.account, r.metric, r.on_day, r.feature)).map(tuple),
).map(numbered)  # fmt: skip


def assert_same(one: HealthInputs, other: HealthInputs, rows: Sequence[int] | None = None) -> None:
    at = range(len(one.accounts)) if rows is None else rows
    np.testing.assert_array_equal(one.raw, other.raw[list(at)])
    np.testing.assert_array_equal(one.caps, other.caps[list(at)])


def in_order_of_a_day(mixed: tuple[SurveyAnswer, ...], written: tuple[SurveyAnswer, ...]) -> tuple[SurveyAnswer, ...]:
    """The answers of one person on one day as they were written, each in one of their places: there the order tells."""

    def tie(row: SurveyAnswer) -> tuple[object, ...]:
        return row.account, row.contact, row.kind, row.responded_on

    of = {key: iter([row for row in written if tie(row) == key]) for key in map(tie, written)}
    return tuple(next(of[tie(row)]) for row in mixed)


@given(BOOKS, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=100)
def test_that_the_order_of_rows_changes_nothing(book: Book, random: Random) -> None:
    def shuffled(rows: tuple[Fact, ...]) -> tuple[Fact, ...]:
        return tuple(random.sample(rows, len(rows)))

    other = Book(
        in_order_of_a_day(shuffled(book.answers), book.answers),
        shuffled(book.tickets),
        shuffled(book.touchpoints),
        shuffled(book.qbrs),
        shuffled(book.milestones),
        shuffled(book.objectives),
        shuffled(book.contacts),
        shuffled(book.usage),
    )
    assert_same(book.inputs(ACCOUNTS), other.inputs(ACCOUNTS))


@given(BOOKS)
@settings(deadline=None, max_examples=100)
def test_that_facts_dated_after_the_day_change_nothing(book: Book) -> None:
    def past(day: date | None) -> date | None:
        return day if day is not None and day <= DAY else None

    def still_open(state: str | None, done_on: date | None) -> str | None:
        return "open" if state in ("done", "met") and done_on is not None and done_on > DAY else state

    known = Book(
        answers=tuple(row for row in book.answers if row.responded_on <= DAY),
        tickets=tuple(row._replace(closed_on=past(row.closed_on)) for row in book.tickets if row.opened_on <= DAY),
        touchpoints=tuple(row for row in book.touchpoints if row.on_day <= DAY),
        qbrs=tuple(row._replace(held_on=past(row.held_on)) for row in book.qbrs),
        milestones=tuple(
            row._replace(done_on=past(row.done_on), state=still_open(row.state, row.done_on)) for row in book.milestones
        ),
        objectives=tuple(
            row._replace(done_on=past(row.done_on), status=still_open(row.status, row.done_on))
            for row in book.objectives
        ),
        contacts=tuple(row._replace(left_on=past(row.left_on)) for row in book.contacts),
        usage=tuple(row for row in book.usage if row.on_day <= DAY),
    )
    assert_same(book.inputs(ACCOUNTS), known.inputs(ACCOUNTS))


@given(BOOKS)
@settings(deadline=None, max_examples=100)
def test_that_many_accounts_at_once_say_what_each_says_alone(book: Book) -> None:
    together = book.inputs(ACCOUNTS)
    for at, account in enumerate(ACCOUNTS):
        assert_same(book.inputs([account]), together, [at])


@given(BOOKS, st.integers(0, 40))
@settings(deadline=None, max_examples=100)
def test_that_raw_inputs_stay_within_their_units(book: Book, days_ago: int) -> None:
    raw = book.inputs(ACCOUNTS, ago(days_ago)).raw
    known = {name: raw[:, at][~np.isnan(raw[:, at])] for at, name in enumerate(INPUTS)}
    for name in ("feedback", "support", "outcomes"):
        assert np.all((known[name] >= 0) & (known[name] <= 100))
    assert np.all(known["engagement"] >= 0)
    assert np.all(known["usage_trend"] >= -1)
