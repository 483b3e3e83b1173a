"""What the rule would have called on days gone by: the state of accounts on a day, from the parts of a book."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from itertools import chain
from typing import Any

from desktop.domain.book import Book
from desktop.domain.book_health import book_health
from desktop.domain.calendar import Period
from desktop.domain.facts import ContractLine
from desktop.domain.forecast.automatic import AccountState, automatic_call
from desktop.domain.forecast.grading import TermKey
from desktop.domain.forecast.terms import terms_in
from desktop.domain.risks import with_open_risk
from desktop.domain.usage import UsageWindows

LikelihoodChanges = Mapping[str, Sequence[tuple[date, float | None]]]
"""Line id -> (day of the change, the likelihood until then), by day; a line that is missing never changed its."""


class Shelf:
    """A book taken apart by account, so that the part of a few accounts is had without walking over all of it."""

    def __init__(self, book: Book) -> None:
        self._whole = book
        self._parts: dict[str, dict[str, list[Any]]] = {}
        for field in fields(Book):
            if field.name == "scorecards":
                continue
            by_account: dict[str, list[Any]] = {}
            for fact in getattr(book, field.name):
                by_account.setdefault(fact.id if field.name == "accounts" else fact.account, []).append(fact)
            self._parts[field.name] = by_account

    def of(self, accounts: Sequence[str]) -> Book:
        """What the book says of these accounts (ids), each once."""
        made = {
            name: list(chain.from_iterable(parts.get(account, ()) for account in accounts))
            for name, parts in self._parts.items()
        }
        return Book(scorecards=self._whole.scorecards, **made)


def account_states(
    book: Book, accounts: Sequence[str], windows: UsageWindows, *, day: date, counts_tickets: bool = False
) -> dict[str, AccountState]:
    """The state of accounts (ids) on a day.

    Args:
        windows: the usage of that day, aligned with `accounts`.
        counts_tickets: `book` is only a part, and in the rest of it there are tickets opened on or before `day`.
    """
    bands = book_health(book, accounts, windows, day, counts_tickets=counts_tickets).band.tolist()
    risky = with_open_risk(book.risks, day)
    return {account: AccountState(band, account in risky) for account, band in zip(accounts, bands, strict=True)}


def rule_on(
    book: Book,
    accounts: Sequence[str],
    windows: UsageWindows,
    changes: LikelihoodChanges,
    *,
    day: date,
    until: date,
    counts_tickets: bool = False,
) -> dict[TermKey, int]:
    """What the rule called (cents) on `day` of the terms of accounts (ids) that ended after it, up to `until`.

    The likelihood is the one that stood on that day, in the rule and in the health it goes by: a guess that somebody
    changed when it was all over would make the rule look wise.
    """
    if day >= until:
        return {}
    past = replace(book, lines=lines_as_judged(book.lines, changes, day))
    states = account_states(past, accounts, windows, day=day, counts_tickets=counts_tickets)
    terms = terms_in(past.lines, Period(day, until), as_of=day)
    return {
        TermKey(term.line_id, term.ends_on): automatic_call(
            term, states.get(term.account, AccountState()), day=day
        ).called_cents
        for term in terms
    }


def lines_as_judged(lines: Iterable[ContractLine], changes: LikelihoodChanges, day: date) -> list[ContractLine]:
    """The lines with the likelihood each had at the end of `day`."""
    found: list[ContractLine] = []
    for line in lines:
        later = (until for changed_on, until in changes.get(line.id, ()) if changed_on > day)
        found.append(line._replace(likelihood=next(later, line.likelihood)))
    return found
