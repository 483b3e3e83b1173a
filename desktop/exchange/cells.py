"""What the text of a cell means, by the type of its column: parsers to the values the portfolio stores.

Each raises ValueError with the rest of a sentence that begins with the column and the cell's text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date

from desktop.domain.money import parse_cents

Value = str | int | float | None
Parser = Callable[[str], Value]

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ISO_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?", re.ASCII)
_FLAGS = {"true": 1, "yes": 1, "1": 1, "y": 1, "false": 0, "no": 0, "0": 0, "n": 0}


def day(text: str) -> str:
    """An ISO date, checked to exist."""
    if not _ISO_DAY.fullmatch(text):
        raise ValueError("is not a date like 2026-12-31")
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise ValueError("is a date that does not exist") from None
    if found.year < 1900:
        raise ValueError("is before 1900: check the year")
    return text


def moment(text: str) -> str:
    """A local date and time, to the minute: "2026-12-31 14:00"; a date alone stays one."""
    found = _ISO_MOMENT.fullmatch(text)
    if found is None:
        return day(text)
    if int(found[2]) > 23 or int(found[3]) > 59 or int(found[4] or 0) > 59:
        raise ValueError("is a time that does not exist")
    return f"{day(found[1])} {found[2]}:{found[3]}"


def number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise ValueError("is not a number") from None
    if not math.isfinite(value) or not _is_plain(text):
        raise ValueError("is not a number")
    return value


def _is_plain(text: str) -> bool:
    """Python also reads digits of other scripts, and 1_000; whoever wrote such a cell meant something else."""
    return text.isascii() and "_" not in text


def count(text: str) -> int:
    value = number(text)
    if value < 0:
        raise ValueError("is below zero")
    if value != int(value) or value > 10**12:
        raise ValueError("is not a whole number")
    return int(value)


def positive(text: str) -> int:
    value = count(text)
    if value == 0:
        raise ValueError("has to be at least 1")
    return value


def share(text: str) -> float:
    value = number(text)
    if not 0 <= value <= 1:
        raise ValueError("is not between 0 and 1")
    return value


def money(text: str) -> int:
    """Money in units, as cents; not below zero."""
    if "," in text:
        raise ValueError("has a comma: write 1234.56")
    if not _is_plain(text):
        raise ValueError("is not an amount like 1234.56")
    cents = parse_cents(text)
    if cents < 0:
        raise ValueError("is below zero")
    return cents


def flag(text: str) -> int:
    try:
        return _FLAGS[text.casefold()]
    except KeyError:
        raise ValueError("is neither true nor false") from None


def text_of(text: str) -> str:
    return text


def one_of(*words: str) -> Parser:
    """A parser that takes these words, in any case, spaces or underscores."""
    known = {re.sub(r"[\s_-]", "", word).casefold(): word for word in words}

    def parse(text: str) -> str:
        try:
            return known[re.sub(r"[\s_-]", "", text).casefold()]
        except KeyError:
            raise ValueError(f"is none of {', '.join(words)}") from None

    return parse


def between(low: float, high: float) -> Parser:
    """A parser of numbers from `low` to `high`, both included."""

    def parse(text: str) -> float:
        value = number(text)
        if not low <= value <= high:
            raise ValueError(f"is outside {low:g} to {high:g}")
        return value

    return parse


def whole_between(low: int, high: int) -> Parser:
    """A parser of whole numbers from `low` to `high`, both included."""
    within = between(low, high)

    def parse(text: str) -> int:
        value = within(text)
        assert isinstance(value, float)
        if not value.is_integer():
            raise ValueError("is not a whole number")
        return int(value)

    return parse


class Bad:
    """Why a cell cannot be read."""

    __slots__ = ("reason",)

    def __init__(self, reason: str) -> None:
        self.reason = reason


class Memo(dict[str, Value | Bad]):
    """A parser that remembers: the same text comes again thousands of times in a column. An empty cell is None."""

    def __init__(self, parser: Parser) -> None:
        super().__init__({"": None})
        self._parser = parser
        self.has_bad = False

    def __missing__(self, text: str) -> Value | Bad:
        value: Value | Bad
        try:
            value = self._parser(text)
        except ValueError as problem:
            value = Bad(str(problem))
            self.has_bad = True
        self[text] = value
        return value


def convert(column: list[str], parser: Parser) -> tuple[list[Value], dict[int, str]]:
    """A whole column: its values (None where empty or unreadable), and the reason per row that is unreadable."""
    if parser is text_of:
        return [cell or None for cell in column], {}
    memo = Memo(parser)
    found = list(map(memo.__getitem__, column))
    if not memo.has_bad:
        return found, {}  # type: ignore[return-value]
    bad = {row: value.reason for row, value in enumerate(found) if isinstance(value, Bad)}
    return [None if isinstance(value, Bad) else value for value in found], bad
