"""The renewal forecast of a window: reading what it needs, and then, with the file let go, computing it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from desktop.domain.book import Book, accounts_on, owners_on
from desktop.domain.calendar import Period, add_months
from desktop.domain.errors import Rejected
from desktop.domain.facts import Ownership
from desktop.domain.forecast.at_risk import AtRisk, at_risk
from desktop.domain.forecast.automatic import AccountState
from desktop.domain.forecast.grading import (
    GradedTerm,
    TermKey,
    closed_terms,
    days_to_look_at,
    graded_terms,
)
from desktop.domain.forecast.past import LikelihoodChanges, Shelf, account_states, rule_on
from desktop.domain.forecast.terms import Term
from desktop.domain.forecast.totals import Forecast, forecast
from desktop.domain.groups import NONE, groups
from desktop.domain.parts import stacked
from desktop.domain.revenue import arr_history
from desktop.domain.usage import UsageWindows
from desktop.store.connection import Connection
from desktop.store.queries import facts
from desktop.store.queries.book import book as read_book
from desktop.store.queries.calls import likelihood_changes
from desktop.store.queries.usage import FEW, usage_windows

GRADED_MONTHS = 12
"""Calls are graded by the terms that ended in so many months up to the day, or to the end of a window that is over."""

MOST_DAYS = 3660


@dataclass(frozen=True, slots=True)
class ForecastFacts:
    """What a forecast is computed from.

    Args:
        windows: the usage of `day`, aligned with `accounts`.
    """

    book: Book
    accounts: tuple[str, ...]
    windows: UsageWindows
    day: date


def read_forecast(conn: Connection, day: date) -> ForecastFacts:
    """What `renewal_forecast` and `accounts_at_risk` of `day` compute from."""
    book = read_book(conn)
    accounts = tuple(account.id for account in accounts_on(book, day))
    return ForecastFacts(book, accounts, usage_windows(conn, accounts, day), day)


def renewal_forecast(read: ForecastFacts, window: Period, *, by: str | None = None) -> Forecast:
    """The forecast of a window as known on the day that was read.

    Args:
        by: also by one of groups.DIMENSIONS; an account belongs to its group of that day.
    Raises:
        Rejected: there is no such dimension, or the window ends too far ahead.
    """
    if window.end.toordinal() - read.day.toordinal() > MOST_DAYS:
        raise Rejected("A forecast looks at most ten years ahead: choose a nearer quarter.", field="quarter")
    return forecast(
        read.book.lines,
        read.book.calls,
        _states(read),
        window,
        as_of=read.day,
        group_of=None if by is None else _group_of(read.book, by, read.day),
    )


def accounts_at_risk(read: ForecastFacts) -> list[AtRisk]:
    """Every account at risk on the day that was read, with its reasons."""
    book, day = read.book, read.day
    arr = arr_history(book.lines, as_of=day).by_account(day)
    bands = {account: state.band for account, state in _states(read).items()}
    return at_risk(arr, bands, book.lines, book.risks, read.book.calls, day=day)


@dataclass(frozen=True, slots=True)
class GradingFacts:
    """What the calls are graded by.

    Args:
        terms: those that ended in the time looked at, and whose outcome is known.
        windows: day -> the accounts (ids) the rule has to be asked about on that day, and their usage then.
        ticket_days: of those days, the ones on which the whole file held a ticket.
    """

    book: Book
    terms: tuple[Term, ...]
    changes: LikelihoodChanges
    windows: Mapping[date, tuple[tuple[str, ...], UsageWindows]]
    ticket_days: frozenset[date]
    day: date


def grading_period(window: Period, day: date) -> Period:
    """The months whose closed terms the calls are graded by."""
    end = max(min(window.end, day), date.min + timedelta(days=1))
    return Period(date.min if end.year < 3 else add_months(end, -GRADED_MONTHS), end)


def read_grading(conn: Connection, day: date, period: Period) -> GradingFacts:
    """What the calls of the terms that ended within a period are graded by, as known on `day`."""
    book = read_book(conn)
    terms = closed_terms(book.lines, period, as_of=day)
    present = {account.id for account in book.accounts}
    windows: dict[date, tuple[tuple[str, ...], UsageWindows]] = {}
    for when, accounts in sorted(days_to_look_at(terms).items()):
        ids = tuple(sorted(accounts & present))
        windows[when] = ids, _usage(conn, ids, when)
    return GradingFacts(
        book=book,
        terms=tuple(terms),
        changes=likelihood_changes(conn),
        windows=windows,
        ticket_days=frozenset(when for when in windows if facts.has_ticket_by(conn, when)),
        day=day,
    )


def grade_calls(
    read: GradingFacts, *, by: str | None = None, progress: Callable[[float], None] = lambda _: None
) -> list[GradedTerm]:
    """What had been called of each term that is closed, for `grades` and `grades_by_group`.

    Args:
        by: one of groups.DIMENSIONS. By CSM a term is its account's owner's on the governing date.
        progress: called with the share done, 0-1.
    """
    shelf = Shelf(read.book)
    until = max((term.ends_on for term in read.terms), default=read.day)
    rule: dict[date, dict[TermKey, int]] = {}
    for at, (when, (accounts, usage)) in enumerate(read.windows.items(), start=1):
        counts_tickets = when in read.ticket_days
        book = shelf.of(accounts)
        rule[when] = rule_on(book, accounts, usage, read.changes, day=when, until=until, counts_tickets=counts_tickets)
        progress(at / len(read.windows))
    group_of = None if by is None else _group_of_terms(read, by)
    return graded_terms(read.terms, read.book.lines, read.book.calls, rule, as_of=read.day, group_of=group_of)


def _states(read: ForecastFacts) -> dict[str, AccountState]:
    return account_states(read.book, read.accounts, read.windows, day=read.day)


def _group_of(book: Book, by: str, day: date) -> dict[str, str]:
    """Account -> its group on a day, whether it was there yet or not."""
    # Only its last day is asked for.
    last = max(day, date.min + timedelta(days=1))
    names, _ = groups(book, book.accounts, by, Period(last - timedelta(days=1), last))
    return {account.id: name for account, name in zip(book.accounts, names, strict=True)}


def _group_of_terms(read: GradingFacts, by: str) -> dict[TermKey, str]:
    if by != "csm":
        group_of = _group_of(read.book, by, read.day)
        return {TermKey(term.line_id, term.ends_on): group_of.get(term.account, NONE) for term in read.terms}
    owned: dict[str, list[Ownership]] = {}
    for ownership in read.book.ownerships:
        owned.setdefault(ownership.account, []).append(ownership)
    return {
        TermKey(term.line_id, term.ends_on): owners_on(owned.get(term.account, ()), term.governs_on).get(
            term.account, NONE
        )
        for term in read.terms
    }


def _usage(conn: Connection, ids: tuple[str, ...], day: date) -> UsageWindows:
    """The usage of the few accounts that a day is about, without walking over that of all the others."""
    parts = [ids[at : at + FEW] for at in range(0, len(ids), FEW)] or [()]
    return stacked([usage_windows(conn, part, day) for part in parts])
