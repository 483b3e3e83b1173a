"""The health of a whole book on a day: what its contracts say, put beside its other facts, and scored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from desktop.domain import health, health_inputs
from desktop.domain.book import Book
from desktop.domain.columns import Positions, columns_of
from desktop.domain.contracts import KnownTerms, known_terms
from desktop.domain.facts import ContractLine
from desktop.domain.health import HealthScores
from desktop.domain.health_facts import BoolArray, HealthFacts, health_facts
from desktop.domain.health_inputs import ContractColumns
from desktop.domain.line_columns import LINE_FIELDS, Ints, LineColumns, line_columns
from desktop.domain.scorecards import Scorecard
from desktop.domain.usage import UsageWindows


@dataclass(frozen=True, slots=True, eq=False)
class HealthBook:
    """Everything but usage that some accounts are scored from, as columns, for scores on any day.

    Args:
        segments: of each account.
        lines, facts: their accounts are positions in `accounts`.
    """

    accounts: tuple[str, ...]
    segments: tuple[str | None, ...]
    lines: LineColumns
    facts: HealthFacts
    scorecards: Sequence[Scorecard]


def health_book(book: Book, accounts: Sequence[str], *, first_ticket_on: date | None = None) -> HealthBook:
    """What the accounts are scored from.

    Args:
        accounts: ids, each once: the order of every column.
        first_ticket_on: where `book` is only a part: the day from which on there are tickets in the rest of it.
    """
    segment_of = {account.id: account.segment for account in book.accounts}
    return HealthBook(
        accounts=tuple(accounts),
        segments=tuple(segment_of.get(account) for account in accounts),
        lines=_line_columns(book.lines, accounts),
        facts=health_facts(
            accounts,
            answers=book.answers,
            tickets=book.tickets,
            touchpoints=book.touchpoints,
            qbrs=book.qbrs,
            milestones=book.milestones,
            objectives=book.objectives,
            contacts=book.contacts,
            first_ticket_on=first_ticket_on,
        ),
        scorecards=book.scorecards,
    )


def scores_on(book: HealthBook, windows: UsageWindows, day: date) -> HealthScores:
    """The score of every account on `day`.

    Args:
        windows: the usage of the same day and accounts.
    """
    return scores_and_arr(book, windows, day)[0]


def scores_and_arr(book: HealthBook, windows: UsageWindows, day: date) -> tuple[HealthScores, Ints]:
    """`scores_on`, and the ARR of every account on `day`, in cents."""
    contract, arr = contracts_on(book.lines, known_terms(book.lines, day), len(book.accounts))
    inputs = health_inputs.health_inputs(book.facts, contract, windows, arr > 0, day)
    return health.score_book(inputs, book.segments, book.scorecards), arr


def book_health(
    book: Book, accounts: Sequence[str], windows: UsageWindows, day: date, *, counts_tickets: bool = False
) -> HealthScores:
    """The score of every account of `accounts` on `day`.

    Args:
        accounts: ids, each once: the order of every column.
        windows: the usage of the same day and accounts.
        counts_tickets: `book` is only a part, and in the rest of it there are tickets opened on or before `day`.
    """
    return scores_on(health_book(book, accounts, first_ticket_on=day if counts_tickets else None), windows, day)


def contract_columns(
    lines: Sequence[ContractLine], accounts: Sequence[str], day: date
) -> tuple[ContractColumns, BoolArray]:
    """Seats, likelihood and notice of each account's open lines on `day`, and whether it is active (ARR above 0)."""
    columns = _line_columns(lines, accounts)
    made, arr = contracts_on(columns, known_terms(columns, day), len(accounts))
    return made, arr > 0


def contracts_on(lines: LineColumns, known: KnownTerms, n: int) -> tuple[ContractColumns, Ints]:
    """Seats, likelihood and notice of each of n accounts, of its lines open on the day, and its ARR in cents then."""
    is_open = known.counts_on(known.as_of)
    account, rows = lines.account[known.rows][is_open], known.rows[is_open]
    arr = np.zeros(n, np.int64)
    np.add.at(arr, account, known.arr[is_open])
    known_seats, seats = ~np.isnan(lines.seats[rows]), np.full(n, np.nan)
    seats[account[known_seats]] = 0.0
    np.add.at(seats, account[known_seats], lines.seats[rows][known_seats])
    commercial = np.full(n, np.nan)
    np.fmin.at(commercial, account, lines.likelihood[rows])
    commercial[lines.account[known.rows][known.overdue()]] = 0.0
    noticed = np.zeros(n, np.bool_)
    noticed[account[known.has_notice[is_open]]] = True
    return ContractColumns(seats, commercial, noticed), arr


def _line_columns(lines: Sequence[ContractLine], accounts: Sequence[str]) -> LineColumns:
    table = columns_of(lines, ContractLine, LINE_FIELDS)
    return line_columns(table, Positions(accounts))
