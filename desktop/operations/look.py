"""Looking at the book on a day: reading what the figures need, and computing them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from desktop.domain.account_rows import CHANGE_DAYS, AccountRow, account_rows
from desktop.domain.book import Book, accounts_on
from desktop.domain.book_health import book_health
from desktop.domain.calendar import Period
from desktop.domain.errors import Rejected
from desktop.domain.facts import Account, Override, Pulse
from desktop.domain.figures import BookFigures, book_figures
from desktop.domain.health import HealthExplanation, HealthScores, explain
from desktop.domain.parts import joined, stacked
from desktop.domain.renewals import RenewalRow, renewal_rows
from desktop.domain.usage import UsageWindows
from desktop.store.connection import Connection
from desktop.store.queries import facts
from desktop.store.queries.book import book as read_book
from desktop.store.queries.usage import usage_windows

FEW = 50
"""Accounts whose rows are read one by one; more are read more quickly with all the others."""


def metrics(conn: Connection, period: Period, *, by: str | None = None) -> BookFigures:
    """Every figure of the book over the period, and by group."""
    book = read_book(conn)
    return book_figures(book, usage_windows(conn, _ids(book, period.end), period.end), period, by=by)


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What the rows of some accounts on a day are computed from.

    Args:
        windows, windows_before: the usage of `day` and of 30 days earlier.
        counts_tickets, counted_tickets: whether the whole file holds tickets opened by those days.
    """

    book: Book
    day: date
    windows: UsageWindows
    windows_before: UsageWindows
    counts_tickets: bool
    counted_tickets: bool


def read_accounts(conn: Connection, day: date) -> AccountFacts:
    """What `rows_of_facts` computes from, of every account: read, let the file go, then compute."""
    return _facts(conn, read_book(conn), day)


def rows_of_facts(read: AccountFacts) -> list[AccountRow]:
    """One row an account, by name."""
    return account_rows(
        read.book,
        read.windows,
        read.windows_before,
        read.day,
        counts_tickets=read.counts_tickets,
        counted_tickets=read.counted_tickets,
    )


def accounts(conn: Connection, day: date) -> list[AccountRow]:
    """One row an account."""
    return rows_of_facts(read_accounts(conn, day))


def account_rows_of(conn: Connection, ids: Iterable[str], day: date) -> list[AccountRow]:
    """The rows of a few accounts (by id), from their own rows: those of the others are not read.

    Args:
        ids: more than FEW are read more quickly all together.
    Returns:
        By name; without accounts that are not there, or not there yet, on `day`.
    """
    books = [read_book(conn, account) for account in dict.fromkeys(ids)]
    return rows_of_facts(_facts(conn, joined(books), day)) if books else []


def _facts(conn: Connection, book: Book, day: date) -> AccountFacts:
    ids = _ids(book, day)
    before = day - timedelta(days=CHANGE_DAYS)
    return AccountFacts(
        book=book,
        day=day,
        windows=_windows(conn, ids, day),
        windows_before=_windows(conn, ids, before),
        counts_tickets=facts.has_ticket_by(conn, day),
        counted_tickets=facts.has_ticket_by(conn, before),
    )


def _windows(conn: Connection, ids: tuple[str, ...], day: date) -> UsageWindows:
    """The usage of the accounts: that of a few is looked up one by one, instead of walking that of all."""
    if not 1 < len(ids) <= FEW:
        return usage_windows(conn, ids, day)
    return stacked([usage_windows(conn, (account,), day) for account in ids])


@dataclass(frozen=True, slots=True)
class AccountHealth:
    """Why an account has its score, and what people say beside it."""

    account: Account
    explanation: HealthExplanation
    override: Override | None
    pulse: Pulse | None


def health(conn: Connection, called: str, day: date) -> AccountHealth:
    """The score of one account, explained.

    Raises:
        Rejected: no account, or more than one, is called so.
    """
    account = account_called(facts.accounts(conn), called)
    scores = account_score(conn, account.id, day)
    standing = [
        each
        for each in facts.overrides(conn, account.id)
        if each.set_on <= day and (each.expires_on is None or each.expires_on > day)
    ]
    felt = [each for each in facts.pulses(conn, account.id) if each.on_day <= day]
    return AccountHealth(
        account, explain(scores, account.id), standing[-1] if standing else None, felt[-1] if felt else None
    )


def account_score(conn: Connection, account: str, day: date) -> HealthScores:
    """The score of one account (by id) on `day`, from its own rows: those of the other accounts are not read."""
    windows = usage_windows(conn, (account,), day)
    counts_tickets = facts.has_ticket_by(conn, day)
    return book_health(read_book(conn, account), (account,), windows, day, counts_tickets=counts_tickets)


def renewals(conn: Connection, day: date, *, within_days: int | None) -> list[tuple[Account, RenewalRow]]:
    """The next governing date of every contract line, with its account."""
    named = {account.id: account for account in facts.accounts(conn)}
    rows = renewal_rows(facts.contract_lines(conn), as_of=day, within_days=within_days)
    return [(named[row.account], row) for row in rows]


def account_called(known: list[Account], called: str) -> Account:
    """The account meant: its external id or name, in any case, or the beginning of its name.

    Raises:
        Rejected: none is called so, or several are; the message names them.
    """
    folded = called.strip().casefold()
    by_exactness = (
        [each for each in known if called in (each.external_id, each.name)],
        [each for each in known if each.name.casefold() == folded],
        [each for each in known if folded and each.name.casefold().startswith(folded)],
    )
    for found in by_exactness:
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(
                f"{each.name} ({each.external_id})" if each.external_id else each.name for each in found[:10]
            )
            more = f" and {len(found) - 10} more" if len(found) > 10 else ""
            raise Rejected(f"{called!r} could be {names}{more}. Type more of the name, or the external id.")
    raise Rejected(f"No account is called {called!r}. See all: perennial accounts FILE.")


def _ids(book: Book, day: date) -> tuple[str, ...]:
    return tuple(account.id for account in accounts_on(book, day))
