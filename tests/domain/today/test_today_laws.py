"""A whole day of a book: what it holds of the rest of it, and the laws for any book."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.book import Book
from desktop.domain.facts import Account, ContractLine, Ownership, Qbr, SurveyAnswer, Touchpoint
from desktop.domain.signals.book_signals import AccountSignals
from tests.domain.signals.situations import DAY, back, line
from tests.domain.signals.test_book_signals import KNOWN, Known
from tests.domain.today.days import ahead, snooze, task, today

laws = settings(deadline=None, max_examples=50)


def test_that_a_book_without_anything_due_has_an_empty_day() -> None:
    book = Book(accounts=[Account("A", "Acme", next_step="Call")], lines=[line("A", ends=None)])
    found = today(book)
    assert found.queue.rows == ()
    assert (found.accounts, found.stepless, found.at_stake_cents) == (1, 0, 0)


def test_that_accounts_with_arr_and_without_a_next_step_are_counted() -> None:
    accounts = [Account("A", "Acme"), Account("B", "Bolt", next_step="Call"), Account("C", "Gone")]
    found = today(Book(accounts=accounts, lines=[line("A", ends=None), line("B", ends=None)]))
    assert found.without_step == {"A"}


def test_that_a_book_is_its_owners_and_whoever_stands_in() -> None:
    book = Book(
        accounts=[Account(each, each) for each in "ABC"],
        lines=[line(each, ends=None) for each in "ABC"],
        ownerships=[
            Ownership("1", "A", "Mara"),
            Ownership("2", "B", "Ines"),
            Ownership("3", "B", "Mara", back(2), ahead(5), "cover"),
            Ownership("4", "C", "Ines"),
            Ownership("5", "C", "Mara", back(9), back(2), "cover"),
        ],
    )
    found = today(book, tasks=[task(1, id=each, account=each) for each in "ABC"])
    assert found.csms == ("Ines", "Mara")
    assert {row.account for row in found.of("Mara").queue.rows} == {"A", "B"}
    assert {row.account for row in found.of("Ines").queue.rows} == {"B", "C"}
    assert found.of(None) == found
    assert found.of("Mara").accounts == 2
    assert found.of("Nobody").queue.rows == ()


def test_that_what_pays_nothing_is_there_for_promises_only() -> None:
    steps = Account("A", "Acme", next_step="Call", next_step_on=back(3))
    book = Book(accounts=[steps], qbrs=[Qbr("Q", "A", planned_on=ahead(3))])
    assert today(book).queue.rows == ()
    (row,) = today(book, tasks=[task(1)]).queue.rows
    assert [each.key for each in row.reasons] == ["promise"]


def test_that_done_and_dropped_tasks_are_no_reason() -> None:
    book = Book(accounts=[Account("A", "Acme")], lines=[line("A", ends=None)])
    for said in ({"done_on": DAY}, {"dropped_on": DAY}, {"begun_on": ahead(1)}):
        assert today(book, tasks=[task(-2, **said)]).queue.rows == ()
    assert len(today(book, tasks=[task(-2, done_on=ahead(1))]).queue.rows) == 1


@laws
@given(KNOWN)
def test_that_every_account_with_a_sign_of_loss_and_arr_is_in_the_queue_exactly_once(known: Known) -> None:
    signals: list[AccountSignals] = known.found().accounts
    lost = {each.account.id for each in signals if any(signal.family != "expansion" for signal in each.signals)}
    found = today(known.book, readings=known.readings, opportunities=known.offers)
    accounts = [row.account for row in found.queue.rows]
    assert lost <= set(accounts)
    assert len(accounts) == len(set(accounts))
    assert {row.account for row in found.queue.rows if row.is_loss} == lost
    # Snoozed, it is told apart, exactly once.
    asleep = today(
        known.book,
        readings=known.readings,
        opportunities=known.offers,
        snoozes=[snooze(5, weight=3.0, account=each) for each in accounts],
    )
    assert [row.account for row in asleep.queue.rows] == []
    assert sorted(row.account for row, _ in asleep.queue.snoozed) == sorted(accounts)


@laws
@given(KNOWN, st.randoms(use_true_random=False))
def test_that_the_order_of_facts_changes_nothing(known: Known, random: Random) -> None:
    tasks = [task(days, id=f"T{days}", account=each) for each, days in zip("ABC", (-3, 0, 5), strict=True)]
    expected = today(known.book, readings=known.readings, opportunities=known.offers, tasks=tasks)
    mixed: dict[str, Any] = {}
    for field in fields(known.book):
        rows = list(getattr(known.book, field.name))
        random.shuffle(rows)
        mixed[field.name] = rows
    random.shuffle(tasks)
    found = today(Book(**mixed), readings=known.readings, opportunities=known.offers, tasks=tasks)
    assert found == expected


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
            *(SurveyAnswer(f"new {each}", each, "nps", on, 0, 0, 10, f"{each}-1") for each in "ABC"),
        ],
        touchpoints=[*book.touchpoints, *(Touchpoint(f"new {each}", each, on, "call", "held", True) for each in "ABC")],
        contacts=[each if each.left_on else each._replace(left_on=on) for each in book.contacts],
    )
    tasks = [task(-2), task(3, id="B", account="B")]
    after = [each._replace(done_on=on) for each in tasks]
    snoozes = [snooze(60, weight=3.0, set_back=-days, account=each) for each in "ABC"]
    seen: dict[str, Any] = {"readings": known.readings, "opportunities": known.offers}
    assert today(later, tasks=after, snoozes=snoozes, **seen) == today(book, tasks=tasks, **seen)


@laws
@given(KNOWN)
def test_that_the_parts_of_csms_add_up_to_the_book(known: Known) -> None:
    book = replace(known.book, ownerships=[Ownership("1", "A", "Mara"), Ownership("2", "B", "Ines"),
                                           Ownership("3", "C", "Ines")])  # fmt: skip
    whole = today(book, readings=known.readings, opportunities=known.offers)
    parts = [whole.of(csm) for csm in whole.csms]
    assert sorted(row for part in parts for row in part.queue.rows) == sorted(whole.queue.rows)
    assert sum(part.at_stake_cents for part in parts) == whole.at_stake_cents
    assert sum(part.arr_cents for part in parts) == whole.arr_cents
    assert sum(part.stepless for part in parts) == whole.stepless
