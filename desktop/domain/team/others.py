"""Several people's books as one list of accounts, the riskiest first, each naming the file it is read from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from desktop.domain.account_rows import AccountRow
from desktop.domain.frame import Cause

RANKS = {"red": 0, "amber": 1, "unscored": 2, "green": 3}


class OtherBook(NamedTuple):
    """One file's accounts on a day.

    Args:
        name: of the file, as it is told from the others.
        document: the id of the book; copies of one book share it.
        takes_replies: whether what is written about it can come back to it.
        changed_at, changed_by: when something was entered last, and by whom.
        causes: why accounts (by id) are at risk.
    """

    name: str
    document: str
    currency: str
    takes_replies: bool
    changed_at: datetime | None
    changed_by: str | None
    rows: Sequence[AccountRow]
    causes: Mapping[str, tuple[Cause, ...]]


class TeamAccount(NamedTuple):
    """An account as one file has it, or as several agree on it.

    Args:
        book: the index of the first of its files.
        files: the names of the files that say so.
        differs_from: the names of those that say something else of the same account.
        counts: whether totals over all files take it: of differing ones, the file changed last.
    """

    row: AccountRow
    causes: tuple[Cause, ...]
    book: int
    files: tuple[str, ...]
    differs_from: tuple[str, ...]
    counts: bool


class Sum(NamedTuple):
    """What some accounts come to: those with ARR, their ARR, what of it is at risk, and how many have a score."""

    currency: str
    accounts: int
    active: int
    arr_cents: int
    at_risk: int
    at_risk_cents: int
    scored: int


class OtherBooks(NamedTuple):
    """Some files read together.

    Args:
        accounts: the riskiest first.
        sums: of each book, in their order.
        whole: over all files, one a currency, the largest first; an account in several files counts once.
        differing: how many accounts are told differently by different files.
    """

    books: tuple[OtherBook, ...]
    accounts: tuple[TeamAccount, ...]
    sums: tuple[Sum, ...]
    whole: tuple[Sum, ...]
    differing: int


def together(books: Sequence[OtherBook]) -> OtherBooks:
    """Put the files together: what they agree on is one row, what they differ in is one row each."""
    told: dict[str, list[tuple[int, AccountRow]]] = {}
    for number, book in enumerate(books):
        for row in book.rows:
            told.setdefault(row.id, []).append((number, row))
    accounts = [each for rows in told.values() for each in _versions(books, rows)]
    differing = len({each.row.id for each in accounts if each.differs_from})
    counted = [(books[each.book].currency, each.row, each.causes) for each in accounts if each.counts]
    currencies = dict.fromkeys(book.currency for book in books)
    whole = [_sum(each, [(row, causes) for of, row, causes in counted if of == each]) for each in currencies]
    return OtherBooks(
        tuple(books),
        tuple(sorted(accounts, key=risk_order)),
        tuple(_sum(book.currency, [(row, book.causes.get(row.id, ())) for row in book.rows]) for book in books),
        tuple(sorted(whole, key=lambda each: (-each.arr_cents, each.currency))),
        differing,
    )


def risk_order(account: TeamAccount) -> tuple[bool, int, int, str, tuple[str, ...]]:
    """At risk for any cause first, then by band; within, the most ARR first."""
    row = account.row
    return (not account.causes, 0 if account.causes else RANKS[row.band], -row.arr_cents, row.name, account.files)


def names_of(paths: Sequence[tuple[str, ...]]) -> list[str]:
    """What to call files, by the parts of their paths: the last one, and as many before it as tell them apart."""
    names: list[str] = []
    for path in paths:
        others = [other for other in paths if other != path]
        parts = 1
        while parts < len(path) and any(other[-parts:] == path[-parts:] for other in others):
            parts += 1
        names.append("/".join(path[-parts:]))
    return names


def _versions(books: Sequence[OtherBook], told: Sequence[tuple[int, AccountRow]]) -> list[TeamAccount]:
    versions: dict[tuple[AccountRow, tuple[Cause, ...], str], list[int]] = {}
    for number, row in told:
        book = books[number]
        versions.setdefault((row, book.causes.get(row.id, ()), book.currency), []).append(number)
    newest = max((number for number, _ in told), key=lambda number: (changed_stamp(books[number]), number))
    made: list[TeamAccount] = []
    for (row, causes, _), numbers in versions.items():
        others = tuple(books[number].name for number, _ in told if number not in numbers)
        names = tuple(books[number].name for number in numbers)
        made.append(TeamAccount(row, causes, numbers[0], names, others, newest in numbers))
    return made


def changed_stamp(book: OtherBook) -> float:
    """When a book was changed last, in seconds since 1970; 0 = never."""
    return 0.0 if book.changed_at is None else book.changed_at.timestamp()


def _sum(currency: str, rows: Sequence[tuple[AccountRow, tuple[Cause, ...]]]) -> Sum:
    at_risk = [row for row, causes in rows if causes]
    return Sum(
        currency,
        len(rows),
        sum(row.arr_cents > 0 for row, _ in rows),
        sum(row.arr_cents for row, _ in rows),
        len(at_risk),
        sum(row.arr_cents for row in at_risk),
        sum(row.band != "unscored" for row, _ in rows),
    )
