"""Facts as columns: what many rows are read as where making a record of each would take most of the time.

A table holds one column a field, all of one length: days (`*_on`, `on_day`) as ordinals, numbers and flags as floats
with NaN for unknown, cents as integers, every other field as Words. Knows no subject and no file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

NEVER = (1 << 22) - 1
"""The ordinal of a day that is not known, or not to come: after every day there is."""

CENTS = "arr_cents"
NUMBERS = frozenset(
    (
        *("score", "scale_min", "scale_max", "csat", "seats", "term_months", "notice_days", "likelihood"),
        *("escalated", "two_way", "auto_renew", "trial"),
    )
)
"""Fields that hold numbers, or 0 and 1."""


class Words(NamedTuple):
    """A column of texts: few different ones, or at least each of them once.

    Args:
        codes: per row a position in `words`.
        words: None = unknown; one may stand there twice where tables were joined.
    """

    codes: Ints
    words: Sequence[str | None]

    def are(self, test: Callable[[str | None], bool]) -> Mask:
        """Which rows hold a word that passes a test."""
        return np.array([test(word) for word in self.words], np.bool_)[self.codes]

    def are_known(self) -> Mask:
        """Which rows hold one."""
        return self.are(lambda word: word is not None)


Column = Ints | Floats | Words
Table = dict[str, Any]
"""Field -> column. `id` is Words whose codes are in the order of the ids within each account."""


@cache
def is_day(field: str) -> bool:
    """Whether the field holds days."""
    return field.endswith("_on") or field == "on_day"


def is_text(field: str) -> bool:
    """Whether the field holds Words."""
    return not is_day(field) and field != CENTS and field not in NUMBERS


def of_words(codes: Ints, words: Sequence[str | None]) -> Words:
    """Words that somebody else numbered.

    Raises:
        ValueError: a code is none of theirs.
    """
    if codes.size and not 0 <= int(codes.min()) <= int(codes.max()) < len(words):
        raise ValueError("there is no such word")
    return Words(codes.astype(np.int64), words)


def column(field: str, values: Sequence[Any]) -> Column:
    """The values of a field as a column; days as ordinals."""
    if is_day(field) or field == CENTS:
        return np.array(values, np.int64)
    if field in NUMBERS:
        return np.array(values, np.float64)
    if field == "id":
        return sorted_words(values)
    numbers: dict[str | None, int] = {}
    codes = [numbers.setdefault(value, len(numbers)) for value in values]
    return Words(np.array(codes, np.int64), list(numbers))


def sorted_words(values: Sequence[str]) -> Words:
    """Texts of which each stands there once, numbered in their order."""
    order = sorted(range(len(values)), key=values.__getitem__)
    codes = np.empty(len(values), np.int64)
    codes[order] = np.arange(len(values))
    return Words(codes, [values[at] for at in order])


def columns_of(records: Sequence[NamedTuple], kind: type[Any], fields: Iterable[str]) -> Table:
    """Some fields of records as columns.

    Args:
        kind: the class of the records.
    """
    found: Table = {}
    for field in fields:
        values = list(map(itemgetter(kind._fields.index(field)), records))
        found[field] = ordinals(values) if is_day(field) else column(field, values)
    return found


def ordinals(days: Sequence[date | None]) -> Ints:
    return np.array([NEVER if day is None else day.toordinal() for day in days], np.int64)


def flags(values: Floats) -> Mask:
    """Whether each is true; unknown is not."""
    return np.abs(values) > 0


class Positions:
    """Where each of some accounts is in every column."""

    def __init__(self, accounts: Iterable[str]) -> None:
        self._at: dict[str | None, int] = {account: at for at, account in enumerate(accounts)}
        self._words: Sequence[str | None] = ()
        self._of_words = np.zeros(0, np.int64)

    def of(self, accounts: Words) -> Ints:
        """The position of each row's account; -1 = not among them."""
        # Tables that were kept together name their accounts by one and the same list.
        if self._words is not accounts.words:
            self._words = accounts.words
            self._of_words = np.array([self._at.get(account, -1) for account in accounts.words], np.int64)
        return self._of_words[accounts.codes]


def of_accounts(table: Table, positions: Positions) -> Table:
    """The rows of these accounts, `account` as their positions."""
    at = positions.of(table["account"])
    return only({**table, "account": at}, at >= 0)


def are_among(values: Ints, others: Ints) -> Mask:
    """Which values are among others; `np.isin`, and several times as fast for numbers of many digits."""
    if not others.size:
        return np.zeros(values.shape, np.bool_)
    ordered = np.sort(others)
    return ordered[np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)] == values


def only(table: Table, where: Mask) -> Table:
    """The rows in `where`."""
    if where.all():
        return table
    return {field: _picked(values, where) for field, values in table.items()}


def joined(tables: Sequence[Table]) -> Table:
    """The rows of tables with the same fields, one after another; no account may have rows in two of them."""
    if len(tables) == 1:
        return tables[0]
    return {field: _joined([table[field] for table in tables]) for field in tables[0]}


def _picked(values: Column, where: Mask) -> Column:
    return Words(values.codes[where], values.words) if isinstance(values, Words) else values[where]


def _joined(parts: Sequence[Column]) -> Column:
    if not isinstance(parts[0], Words):
        return np.concatenate(cast("Sequence[Ints]", parts))
    codes: list[Ints] = []
    words: list[str | None] = []
    for part in cast("Sequence[Words]", parts):
        codes.append(part.codes + len(words))
        words += part.words
    return Words(np.concatenate(codes), words)
