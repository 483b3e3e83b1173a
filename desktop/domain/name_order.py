"""The order names stand in: case and accents apart, numbers by their value ("Company_2" before "Company_10").

The same on every computer, in the terminal as in the window, so that a file that is mailed around reads alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

from desktop.domain.letters import plain

T = TypeVar("T")

_NUMBER = re.compile("([0-9]+)")
_BETWEEN = "\0"


class _Lengths(dict[int, str]):
    """What stands before a number of so many digits."""

    def __missing__(self, digits: int) -> str:
        length = chr(ord("0") + digits)
        # Behind a nine, what is longer than nine digits is greater than any digit.
        self[digits] = length if digits <= 9 else f"9{length}"
        return self[digits]


_LENGTHS = _Lengths()


def order_key(name: str) -> str:
    """What a name is sorted by; names that differ in case or accents alone have the same."""
    return _by_value(plain(name))


def _by_value(text: str) -> str:
    parts = _NUMBER.split(text)
    # Every second one is a number: behind its length, digits compare as values do.
    numbers = [each if each[0] != "0" else each.lstrip("0") or "0" for each in parts[1::2]]
    parts[1::2] = [_LENGTHS[len(each)] + each for each in numbers]
    return "".join(parts)


def order_keys(names: Sequence[str]) -> list[str]:
    """What each of many names is sorted by: the same, in a fraction of the time."""
    if not names:
        return []
    keys = _by_value(_BETWEEN.join(map(plain, names))).split(_BETWEEN)
    return keys if len(keys) == len(names) else [order_key(name) for name in names]


def in_name_order(rows: Sequence[T], names: Sequence[str]) -> list[T]:
    """Rows by their names; those with the same key stay as they were read."""
    keys = order_keys(names)
    return [rows[at] for at in sorted(range(len(rows)), key=keys.__getitem__)]


def by_name(names: Iterable[str]) -> list[str]:
    """Names in their order; those with the same key by their letters."""
    return sorted(names, key=lambda name: (order_key(name), name))
