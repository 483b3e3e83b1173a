"""What is missing of whom: by example, and the laws for any book."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings

from desktop.domain.book import Book
from desktop.domain.facts import Account, Contact, ContractLine, Objective, Ownership
from desktop.domain.today.gaps import Gap, counts, gaps, lacking
from tests.domain.signals.situations import DAY, back, line
from tests.domain.signals.test_book_signals import KNOWN, Known
from tests.domain.today.days import ahead, today

FULL = Account("A", "Acme", segment="SMB", next_step="Call", next_step_on=ahead(3))


def gap(account: Account = FULL, talked: date | None = DAY, **facts: Any) -> Gap:
    """Acme, of which everything is known but what is said otherwise."""
    known: dict[str, Any] = {
        "lines": [line(notice_days=60, seats=10)],
        "ownerships": [Ownership("O", "A", "Mara")],
        "contacts": [Contact("C", "A", "Jana", "champion")],
        "objectives": [Objective("G", "A", "Cut handling time")],
    }
    book = Book(accounts=[account], **{**known, **facts})
    (found,) = gaps(book, DAY, {"A": 100_000}, {} if talked is None else {"A": talked})
    return found


def test_that_an_account_of_which_all_is_known_lacks_nothing() -> None:
    found = gap()
    assert found.missing == frozenset()
    assert (found.notice_days, found.ends_on, found.seats_sold) == (60, ahead(200), 10)
    assert (found.csm, found.champion, found.talked, found.goal) == ("Mara", "Jana", DAY, "Cut handling time")
    assert lacking([found]) == ()


LACKS: list[tuple[dict[str, Any], set[str]]] = [
    ({"account": FULL._replace(next_step=None)}, {"step"}),
    ({"account": FULL._replace(next_step=None, next_step_on=None)}, {"step", "due"}),
    ({"account": FULL._replace(segment=None)}, {"segment"}),
    ({"talked": None}, {"talked"}),
    ({"ownerships": []}, {"csm"}),
    ({"ownerships": [Ownership("O", "A", "Mara", None, back(1))]}, {"csm"}),
    ({"contacts": [Contact("C", "A", "Jana", "Champion ", left_on=back(3))]}, {"champion"}),
    ({"contacts": [Contact("C", "A", "Jana", "champion", left_on=ahead(3))]}, set()),
    ({"contacts": [Contact("C", "A", "Jana", "buyer")]}, {"champion"}),
    ({"objectives": [Objective("G", "A", "Cut", status="met")]}, {"goal"}),
    ({"objectives": [Objective("G", "A", "Cut", done_on=back(1))]}, {"goal"}),
    ({"lines": [line(seats=10)]}, {"notice_days"}),
    ({"lines": [line(notice_days=60)]}, {"seats_sold"}),
    # Without a term there is no notice to give: its end is what is missing.
    ({"lines": [line(ends=None, seats=10)]}, {"ends_on"}),
    # Nothing is left to decide.
    ({"lines": [line(seats=10, outcome="renewed", outcome_on=back(1))]}, set()),
    ({"lines": [line(seats=10, notice_given_on=back(1))]}, set()),
    # Of two lines, one says it.
    ({"lines": [line(seats=10, notice_days=30), line(id="L 2", product="B", notice_days=30)]}, set()),
    ({"lines": [line(seats=10, notice_days=30), line(id="L 2", product="B")]}, {"notice_days"}),
]


@pytest.mark.parametrize(("facts", "missing"), LACKS)
def test_that_what_is_missing_is_named(facts: dict[str, Any], missing: set[str]) -> None:
    assert gap(**facts).missing == missing


def test_that_the_largest_stands_first_and_kinds_that_can_be_typed_are_told_first() -> None:
    book = Book(accounts=[Account("A", "Acme", segment="SMB"), Account("B", "Bolt", segment="SMB")])
    found = gaps(book, DAY, {"A": 1, "B": 2}, {})
    assert [each.name for each in found] == ["Bolt", "Acme"]
    told = [(each.kind, each.n) for each in counts(found)]
    assert told == [("step", 2), ("due", 2), ("ends_on", 2), ("seats_sold", 2), ("csm", 2),
                    ("champion", 2), ("talked", 2), ("goal", 2)]  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(KNOWN)
def test_that_every_account_that_pays_is_there_once_and_counts_add_up(known: Known) -> None:
    found = today(known.book, readings=known.readings, opportunities=known.offers)
    assert {each.account for each in found.gaps} == set(found.bands)
    assert len(found.gaps) == len(found.bands)
    assert sum(each.n for each in counts(found.gaps)) == sum(len(each.missing) for each in found.gaps)
    assert Counter({each.kind: each.n for each in counts(found.gaps)})["step"] == found.stepless
    for csm in found.csms:
        assert set(found.of(csm).gaps) <= set(found.gaps)


def test_that_lines_yet_to_start_say_nothing() -> None:
    later = ContractLine("L2", "A", 100, ahead(5), ahead(300), notice_days=30, seats=4)
    assert gap(lines=[line(notice_days=60), later]).seats_sold is None
