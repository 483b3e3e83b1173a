"""What a table shows, held by column, and how it is put in order and searched. Knows no widget."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import contains, ne

import numpy as np
import numpy.typing as npt

from desktop.domain.letters import plain
from desktop.domain.name_order import order_keys

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
WORDS_KNOWN = 32
"""Of the words somebody types one after another, so many are not looked for twice."""
MEASURED = 40
"""Of the texts of a column, so many of those with the most letters are measured."""
Positions = npt.NDArray[np.int32]
_ALL_BITS, _SIGN_BIT = np.uint64(2**64 - 1), np.uint64(2**63)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column, whatever its rows are.

    Args:
        key: stable: what rows are asked by, and what settings remember.
        title: over the column, in as few letters as will do.
        says: what the title stands for, in full: the tooltip, and the head of a copied column.
        width: in pixels, for the narrowest window.
        is_right: figures stand at the right.
        most: how far it is widened to show its texts, as long as nobody has set its width; None = not at all.
        least: how far it is narrowed where others lack room, likewise; None = not at all.
        roomy: the width a column that stretches should have before others are widened.
        stretches: takes its part of the room that is left.
        falls: the largest first, at the first click.
        yields: gives way where there is no room for all columns, the highest first; 0 = never.
        names: tells rows apart, for whoever hears them.
    """

    key: str
    title: str
    says: str
    width: int
    is_right: bool = False
    is_editable: bool = False
    stretches: bool = False
    most: int | None = None
    least: int | None = None
    roomy: int = 0
    falls: bool = False
    yields: int = 0
    names: bool = False


class TableRows:
    """Rows by number, in the order they were read; a page overrides what its rows say."""

    def __len__(self) -> int:
        raise NotImplementedError

    def id(self, row: int) -> str:
        """What a row is known by when all is read again."""
        raise NotImplementedError

    def text(self, row: int, column: str) -> str:
        """What is written in the cell."""
        raise NotImplementedError

    def longest(self, column: str) -> Sequence[str]:
        """The texts of the column with the most letters, a few: what its width is measured by."""
        return sorted({self.text(row, column) for row in range(len(self))}, key=len)[-MEASURED:]

    def copied(self, row: int, column: str) -> str:
        """What goes to the clipboard: the value itself, for a spreadsheet."""
        return self.text(row, column)

    def edited(self, row: int, column: str) -> str:
        """What stands in the field when the cell is edited."""
        return self.copied(row, column)

    def spoken(self, row: int, column: str) -> str:
        """What a screen reader says."""
        return self.text(row, column)

    def tip(self, row: int, column: str) -> str | None:
        """What hovering tells, beyond the text."""
        del row, column
        return None

    def key(self, column: str) -> FloatArray:
        """What the column is sorted by; NaN = unknown."""
        raise NotImplementedError

    def searched(self) -> Sequence[str]:
        """The text of each row that a filter looks in, folded."""
        raise NotImplementedError


class NoRows(TableRows):
    """Nothing yet."""

    def __len__(self) -> int:
        return 0

    def key(self, column: str) -> FloatArray:
        del column
        return np.empty(0)

    def searched(self) -> Sequence[str]:
        return ()


def in_order(key: FloatArray, *, descending: bool) -> Positions:
    """Positions by key, unknown ones last either way; equals stay in the order they were read.

    By the bits of the numbers, sixteen at a time from the least: numpy sorts short integers in a tenth of the time that
    it takes for floats, and most keys are whole numbers, of which many bits are all 0.
    """
    # Added: -0.0 is as large as 0.0, and there is one NaN, which is larger than all others.
    value = (-key if descending else key) + 0.0
    value[np.isnan(value)] = np.nan
    # As unsigned integers they stand as the numbers do once negative ones are turned round, and put before the others.
    bits = value.view(np.uint64)
    bits ^= np.where(bits >> np.uint64(63), _ALL_BITS, _SIGN_BIT)
    order = np.arange(len(key), dtype=np.int32)
    for shift in range(0, 64, 16):
        digits = (bits >> np.uint64(shift)).astype(np.uint16)[order]
        if len(digits) and (digits != digits[0]).any():
            order = order[np.argsort(digits, kind="stable")]
    return order


def text_ranks(texts: Sequence[str | None]) -> FloatArray:
    """Numbers in the order of names, so that sorting text costs what sorting numbers does."""
    known = np.array([at for at, text in enumerate(texts) if text is not None], np.intp)
    keys = order_keys([text for text in texts if text is not None])
    # Rows mostly come by name: what is in order already is sorted in one pass.
    order = sorted(range(len(keys)), key=keys.__getitem__)
    ordered = [keys[at] for at in order]
    steps = np.fromiter(map(ne, ordered[1:], ordered), np.bool_, max(len(ordered) - 1, 0))
    ranks = np.full(len(texts), np.nan)
    ranks[known[order]] = np.concatenate(([0], np.cumsum(steps)))[: len(keys)]
    return ranks


def matching(texts: Sequence[str], typed: str, known: dict[str, BoolArray]) -> BoolArray:
    """Which of the folded texts hold every word that is typed.

    Args:
        known: by word, what was found in these texts before; what is found now is added.
    """
    found = np.ones(len(texts), np.bool_)
    for word in plain(typed).split():
        if word not in known:
            if len(known) >= WORDS_KNOWN:
                known.clear()
            known[word] = _holding(texts, word, known.get(word[:-1]))
        found &= known[word]
    return found


def _holding(texts: Sequence[str], word: str, among: BoolArray | None) -> BoolArray:
    if among is None:
        return np.fromiter(map(contains, texts, repeat(word)), np.bool_, len(texts))
    # What holds a word holds the beginning of it.
    found, places = np.zeros(len(texts), np.bool_), np.flatnonzero(among)
    found[places] = [word in texts[at] for at in places.tolist()]
    return found


def searchable(parts: Iterable[str | None]) -> str:
    """One folded text to look in, of the parts that are known; no word runs over from one into the next."""
    return plain("\n".join(part for part in parts if part))
