"""The health of a whole book on a day: what its contracts say, put beside its other facts, and scored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from desktop.domain import health, health_inputs
from desktop.domain.book import Book
from desktop.domain.contracts import known_lines
from desktop.domain.facts import ContractLine
from desktop.domain.health import HealthScores
from desktop.domain.health_facts import BoolArray, HealthFacts, health_facts
from desktop.domain.health_inputs import ContractColumns
from desktop.domain.usage import UsageWindows


def contract_columns(
    lines: Sequence[ContractLine], accounts: Sequence[str], day: date
) -> tuple[ContractColumns, BoolArray]:
    """Seats, likelihood and notice of each account's open lines on `day`, and whether it is active (ARR above 0)."""
    known = known_lines(lines, as_of=day)
    is_open, is_overdue = known.counts_on(day), known.overdue()
    seats: dict[str, int | None] = {}
    likelihood: dict[str, float | None] = {}
    arr: dict[str, int] = {}
    overdue: set[str] = set()
    noticed: set[str] = set()
    columns = zip(known.lines, is_open.tolist(), is_overdue.tolist(), known.arr.tolist(), strict=True)
    for line, counts, late, cents in columns:
        if late:
            overdue.add(line.account)
        if not counts:
            continue
        arr[line.account] = arr.get(line.account, 0) + cents
        if line.seats is not None:
            seats[line.account] = (seats.get(line.account) or 0) + line.seats
        if line.likelihood is not None:
            lowest = likelihood.get(line.account)
            likelihood[line.account] = line.likelihood if lowest is None else min(lowest, line.likelihood)
        if line.notice_given_on is not None:
            noticed.add(line.account)
    made = health_inputs.seats_and_commercial(
        accounts, seats=seats, lowest_likelihood=likelihood, overdue=overdue, notice_given=noticed
    )
    return made, np.array([arr.get(account, 0) > 0 for account in accounts], np.bool_)


def book_health(
    book: Book, accounts: Sequence[str], windows: UsageWindows, day: date, *, counts_tickets: bool = False
) -> HealthScores:
    """The score of every account of `accounts` on `day`.

    Args:
        accounts: ids, each once: the order of every column.
        windows: the usage of the same day and accounts.
        counts_tickets: `book` is only a part, and in the rest of it there are tickets opened on or before `day`.
    """
    facts = book_facts(book, accounts, first_ticket_on=day if counts_tickets else None)
    return score_facts(book, facts, accounts, windows, day)


def book_facts(book: Book, accounts: Sequence[str], *, first_ticket_on: date | None = None) -> HealthFacts:
    """The facts of the book that health is made of, for scores on any day.

    Args:
        first_ticket_on: where `book` is only a part: the day from which on there are tickets in the rest of it.
    """
    return health_facts(
        accounts,
        answers=book.answers,
        tickets=book.tickets,
        touchpoints=book.touchpoints,
        qbrs=book.qbrs,
        milestones=book.milestones,
        objectives=book.objectives,
        contacts=book.contacts,
        first_ticket_on=first_ticket_on,
    )


def score_facts(
    book: Book, facts: HealthFacts, accounts: Sequence[str], windows: UsageWindows, day: date
) -> HealthScores:
    """`book_health` from `book_facts` of the same accounts."""
    contract, active = contract_columns(book.lines, accounts, day)
    inputs = health_inputs.health_inputs(facts, contract, windows, active, day)
    segment_of = {account.id: account.segment for account in book.accounts}
    return health.score_book(inputs, [segment_of.get(account) for account in accounts], book.scorecards)
