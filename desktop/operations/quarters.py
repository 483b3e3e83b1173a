"""Closing a quarter: its figures are frozen, and from then on compared with what the same days come to today."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from desktop.domain.book import Book, accounts_on
from desktop.domain.errors import Rejected
from desktop.domain.identity import derived_id
from desktop.domain.quarters.frozen import Frozen, freeze
from desktop.domain.quarters.keys import STARTS_IN
from desktop.domain.quarters.quarter import Quarter, check_month
from desktop.domain.quarters.restated import Entry, Restated, restatement
from desktop.domain.usage import UsageWindows
from desktop.store import clock
from desktop.store.connection import Connection
from desktop.store.portfolio import Portfolio
from desktop.store.queries.book import book as read_book
from desktop.store.queries.quarters import (
    CLOSING,
    PARTS,
    ClosedQuarter,
    closed_quarters,
    entries_since,
    figure_rows,
    frozen,
    known_stamps,
    packed_parts,
)
from desktop.store.queries.usage import usage_windows
from desktop.store.tx import Tx, Value


@dataclass(frozen=True, slots=True)
class QuarterFacts:
    """What a quarter's figures are computed from: fields without a date as they were at its end."""

    book: Book
    windows: UsageWindows
    quarter: Quarter


def read_quarter(conn: Connection, quarter: Quarter) -> QuarterFacts:
    """What `figures_of_quarter` computes from.

    Args:
        conn: looking at the quarter's last day.
    """
    book = read_book(conn)
    accounts = tuple(account.id for account in accounts_on(book, quarter.last_on))
    return QuarterFacts(book, usage_windows(conn, accounts, quarter.last_on), quarter)


def figures_of_quarter(read: QuarterFacts) -> Frozen:
    """Every figure of the quarter, whole and by CSM and segment."""
    return freeze(read.book, read.windows, read.quarter)


def frozen_quarter(book: Portfolio, quarter: Quarter, day: date, *, known_then: bool = False) -> Frozen:
    """The figures of a quarter that is to be closed on a day; the file is let go before they are computed.

    Args:
        known_then: as they were known at the end of that day.
    Raises:
        Rejected: as `check_can_close`.
    """
    book.read(check_can_close, quarter, day)
    with book.looked_at(day if known_then else quarter.last_on, known_then=known_then) as conn:
        read = read_quarter(conn, quarter)
    return figures_of_quarter(read)


@dataclass(frozen=True, slots=True)
class RestatedQuarter:
    """A closed quarter beside what its days come to today.

    Args:
        figures: every one, restated or not.
        names: of the accounts, by id; those that are gone as they were called at the closing.
    """

    closed: ClosedQuarter
    figures: tuple[Restated, ...]
    names: Mapping[str, str]


def restated_quarter(book: Portfolio, closed: ClosedQuarter, day: date, *, known_then: bool = False) -> RestatedQuarter:
    """What has become of a closed quarter by `day`; the file is let go before it is computed.

    Args:
        known_then: go by what was recorded by the end of that day.
    """
    with book.looked_at(day if known_then else closed.quarter.last_on, known_then=known_then) as conn:
        read = read_quarter(conn, closed.quarter)
        entries = entered_since(conn, closed, known_then=day if known_then else None)
    kept = book.read(frozen, closed)
    names = {part.account: part.name for part in kept.parts}
    names |= {account.id: account.name for account in read.book.accounts}
    return RestatedQuarter(closed, tuple(restatement(kept, figures_of_quarter(read), entries)), names)


def check_can_close(conn: Connection, quarter: Quarter, as_of: date) -> None:
    """Refuse to close what cannot be closed, before its figures are computed.

    Raises:
        Rejected: the quarter has not ended by then, or a closed one has days of it already.
    """
    if as_of <= quarter.last_on:
        raise Rejected(
            f"{quarter.name} ends on {quarter.last_on.isoformat()} and can be closed from the day after.",
            field="quarter",
        )
    for closed in closed_quarters(conn, date.max):
        if closed.quarter.first_on <= quarter.last_on and quarter.first_on <= closed.quarter.last_on:
            which = "" if closed.quarter == quarter else f" {closed.quarter.name}, which has days of it,"
            raise Rejected(
                f"{quarter.name} cannot be closed:{which or ' it'} was closed on {closed.closed_on.isoformat()} by "
                f"{closed.author or 'unknown'}. Reopen that first.",
                field="quarter",
            )


def close_quarter(tx: Tx, figures: Frozen, *, as_of: date, known_then: bool = False, author: str | None = None) -> str:
    """Keep the figures of a quarter; returns the id of the closed quarter.

    Args:
        figures: from `figures_of_quarter`.
        as_of: the day it is closed on.
        known_then: the figures are of what was recorded by the end of that day; what was entered after counts as late.
        author: who closes it; None = whoever writes.
    Raises:
        Rejected: as `check_can_close`.
    """
    quarter = figures.quarter
    check_can_close(tx.conn, quarter, as_of)
    closed = tx.insert(
        "closed_quarter",
        {
            "start_on": quarter.first_on.isoformat(),
            "end_on": quarter.last_on.isoformat(),
            "closed_on": as_of.isoformat(),
            "author": author or tx.author,
        },
    )
    until = clock.end_of_day(as_of) if known_then else None
    about = {
        "year": quarter.year,
        "number": quarter.number,
        "known_until": until,
        "known": known_stamps(tx.conn, until),
    }
    rows: list[tuple[str, str, Value, str | None]] = [(CLOSING, "", None, json.dumps(about))]
    rows.append((PARTS, "", None, packed_parts(figures.parts)))
    rows += [
        (
            each.key,
            each.grouping,
            None if each.value is None else float(each.value),
            json.dumps(each.detail) if each.detail else None,
        )
        for each in figures.figures
    ]
    tx.insert_many(
        "closed_figure",
        ("id", "closed_quarter", "key", "grouping", "value", "detail"),
        [
            (derived_id("closed_figure", [closed, key, grouping]), closed, key, grouping or None, value, detail)
            for key, grouping, value, detail in rows
        ],
    )
    tx.label = f"Closed {quarter.name}"
    return closed


def reopen_quarter(tx: Tx, quarter: Quarter) -> None:
    """Take back the closing of a quarter, so that it can be closed anew; undo closes it as it was.

    Raises:
        Rejected: it is not closed.
    """
    found = [each for each in closed_quarters(tx.conn, date.max) if each.quarter == quarter]
    if not found:
        raise Rejected(f"{quarter.name} is not closed; nothing was changed.", field="quarter")
    for closed in found:
        for row in figure_rows(tx.conn, closed):
            tx.delete("closed_figure", row)
        tx.delete("closed_quarter", closed.id)
    tx.label = f"Reopened {quarter.name}"


def set_fiscal_start(tx: Tx, month: int) -> None:
    """Make the fiscal year begin with a month (1-12); quarters that are closed stay what they are.

    Raises:
        Rejected: it is no month.
    """
    check_month(month)
    tx.put("setting", derived_id("setting", [STARTS_IN]), {"key": STARTS_IN, "value": str(month)})
    tx.label = f"Fiscal year begins in month {month}"


def entered_since(conn: Connection, closed: ClosedQuarter, *, known_then: date | None = None) -> list[Entry]:
    """What was entered since a quarter was closed, of facts dated in or before it.

    Args:
        known_then: only what was recorded by the end of that day.
    """
    return entries_since(conn, closed, before=None if known_then is None else clock.end_of_day(known_then))
