"""Names that are nearly what was typed: a letter wrong, missing, too many, or two that changed places."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

LEAST = 4
"""Letters that have to be typed: shorter words are near to everything."""
TWO_FROM = 7
"""From so many letters on two mistakes are forgiven, below that one."""

K = TypeVar("K")


def nearest(typed: str, names: Iterable[tuple[K, str]], most: int = 5) -> list[K]:
    """Keys of the names with a word that nearly begins with what was typed, the nearest first.

    The first letter has to be right.

    Args:
        typed, names: folded as they are to be compared.
    """
    if len(typed) < LEAST:
        return []
    allowed = 2 if len(typed) >= TWO_FROM else 1
    found: list[tuple[int, str, K]] = []
    for key, name in names:
        least = min((mistakes(typed, name[at:], allowed) for at in _words(name, typed[0])), default=allowed + 1)
        if least <= allowed:
            found.append((least, name, key))
    return [key for *_, key in sorted(found, key=lambda each: each[:2])[:most]]


def mistakes(typed: str, text: str, allowed: int) -> int:
    """How many mistakes lie between what was typed and the nearest beginning of a text; allowed + 1 = too many.

    Source: the optimal string alignment distance, of the best prefix.
    """
    text = text[: len(typed) + allowed]
    before: list[int] = []
    row = list(range(len(text) + 1))
    for i, letter in enumerate(typed, start=1):
        older, before, row = before, row, [i]
        for j, other in enumerate(text, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == text[j - 2] and typed[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > allowed:
            return allowed + 1
    return min(row)


def _words(name: str, first: str) -> list[int]:
    """Where words of a name begin with a letter."""
    return [at for at, letter in enumerate(name) if letter == first and (at == 0 or not name[at - 1].isalnum())]
