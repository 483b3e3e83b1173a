"""Looking at the book on a day: reading what the figures need, and computing them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from desktop.domain.account_rows import CHANGE_DAYS, AccountRow, account_rows
from desktop.domain.book import owners_on
from desktop.domain.book_health import HealthBook, scores_on
from desktop.domain.calendar import Period, days_before
from desktop.domain.errors import Rejected
from desktop.domain.facts import Account, Override, Pulse
from desktop.domain.figures import BookFigures, book_figures
from desktop.domain.health import HealthExplanation, HealthScores, explain
from desktop.domain.opinions import latest_pulse, standing_override
from desktop.domain.renewals import RenewalRow, renewal_rows
from desktop.domain.usage import UsageWindows
from desktop.store.collector import collector_paused
from desktop.store.connection import Connection
from desktop.store.queries import directory, facts
from desktop.store.queries.book import book as read_book
from desktop.store.queries.health import account_health, health_there
from desktop.store.queries.usage import FEW as FEW
from desktop.store.queries.usage import usage_windows, windows_of


def metrics(conn: Connection, period: Period, *, by: str | None = None) -> BookFigures:
    """Every figure of the book over the period, and by group."""
    # Beside so many records every look of the collector takes long, and they come more often the larger the book is.
    with collector_paused():
        columns = health_there(conn, (period.end,))
        windows = usage_windows(conn, columns.accounts, period.end)
        scores = scores_on(columns, windows, period.end)
        return book_figures(read_book(conn), windows, period, by=by, health=scores)


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What the rows of some accounts on a day are computed from.

    Args:
        accounts: those there on the day, by name; everything else is aligned with them.
        windows, windows_before: the usage of `day` and of 30 days earlier.
    """

    accounts: Sequence[Account]
    health: HealthBook
    owners: Mapping[str, str]
    day: date
    windows: UsageWindows
    windows_before: UsageWindows

    @property
    def counts_tickets(self) -> bool:
        """Whether the whole file holds a ticket opened by the day."""
        return self.health.facts.first_ticket_on <= self.day.toordinal()


def read_accounts(conn: Connection, day: date) -> AccountFacts:
    """What `rows_of_facts` computes from, of every account: read, let the file go, then compute."""
    return _facts(conn, None, day)


def rows_of_facts(read: AccountFacts) -> list[AccountRow]:
    """One row an account, by name."""
    return account_rows(read.accounts, read.health, read.owners, read.windows, read.windows_before, read.day)


def known_accounts(conn: Connection) -> int:
    """How many accounts the book holds, those that begin later than any day looked at among them."""
    return len(directory.accounts(conn))


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
    return rows_of_facts(_facts(conn, tuple(dict.fromkeys(ids)), day))


def _facts(conn: Connection, ids: Sequence[str] | None, day: date) -> AccountFacts:
    before = days_before(day, CHANGE_DAYS)
    health = health_there(conn, (before, day), ids)
    asked = (None,) if ids is None else ids
    named = {each.id: each for one in asked for each in facts.accounts(conn, one)}
    windows = windows_of(conn, health.accounts, (before, day))
    return AccountFacts(
        accounts=[named[account] for account in health.accounts],
        health=health,
        owners=owners_on([each for one in asked for each in facts.ownerships(conn, one)], day),
        day=day,
        windows=windows[day],
        windows_before=windows[before],
    )


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
    return AccountHealth(
        account,
        explain(scores, account.id),
        standing_override(facts.overrides(conn, account.id), day),
        latest_pulse(facts.pulses(conn, account.id), day),
    )


def account_score(conn: Connection, account: str, day: date) -> HealthScores:
    """The score of one account (by id) on `day`, from its own rows: those of the other accounts are not read."""
    return scores_on(account_health(conn, account, (day,)), usage_windows(conn, (account,), day), day)


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
