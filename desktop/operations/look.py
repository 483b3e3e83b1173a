"""Looking at the book on a day: reading what the figures need, and computing them."""

from __future__ import annotations

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
from desktop.domain.renewals import RenewalRow, renewal_rows
from desktop.store.connection import Connection
from desktop.store.queries import facts
from desktop.store.queries.book import book as read_book
from desktop.store.queries.usage import usage_windows


def metrics(conn: Connection, period: Period, *, by: str | None = None) -> BookFigures:
    """Every figure of the book over the period, and by group."""
    book = read_book(conn)
    return book_figures(book, usage_windows(conn, _ids(book, period.end), period.end), period, by=by)


def accounts(conn: Connection, day: date) -> list[AccountRow]:
    """One row an account."""
    book = read_book(conn)
    ids = _ids(book, day)
    before = day - timedelta(days=CHANGE_DAYS)
    return account_rows(book, usage_windows(conn, ids, day), usage_windows(conn, ids, before), day)


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
