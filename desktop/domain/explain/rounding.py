"""How many decimals figures are told with, and rounding a column so that what is shown adds up to its total."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from desktop.domain.explain.explanation import Column, Explanation, Unit

DECIMALS: Mapping[Unit, int] = MappingProxyType(
    {
        "share": 1,
        "share points": 1,
        "percent": 1,
        "points": 2,
        "net": 1,
        "health": 1,
        "ease": 2,
        "times": 2,
        "years": 2,
    }
)
"""Decimals of a figure by unit; of a share, those of its percent. Other units are told as they are."""
PERCENT: tuple[Unit, ...] = ("share", "share points")
"""Told a hundred times as large."""
PART_DECIMALS = 2
"""A part is smaller than the whole."""


class Shown(NamedTuple):
    """A column as it is shown: percent for shares, rounded to `digits`; None where there is nothing."""

    cells: list[float | None]
    total: float | None
    digits: int


def shown(found: Explanation, at: int) -> Shown | None:
    """A column of fractions as it is shown, so that its cells add up to its total; None for any other column."""
    column = found.columns[at]
    if column.unit not in DECIMALS:
        return None
    scale = 100 if column.unit in PERCENT else 1
    cells = [cell if isinstance(cell := row.cells[at], int | float) else None for row in found.rows]
    digits = _digits(column)
    if column.total is None:
        return Shown([None if cell is None else round(scale * cell, digits) for cell in cells], None, digits)
    numbers = settled([scale * (cell or 0) for cell in cells], digits)
    told = [None if cell is None else number for cell, number in zip(cells, numbers, strict=True)]
    return Shown(told, math.floor(round(scale * column.total * 10**digits, 6) + 0.5) / 10**digits, digits)


def settled(values: Sequence[float], digits: int) -> list[float]:
    """The values on so many decimals, by largest remainder, so that they add up to their sum as it is rounded itself.

    Each lies less than one unit of the last decimal from what it was. Equal remainders go to the earlier value.

    Args:
        digits: decimals, 0 and above.
    """
    unit = 10**digits
    scaled = [round(value * unit, 6) for value in values]
    whole = [math.floor(each) for each in scaled]
    missing = math.floor(round(math.fsum(scaled), 6) + 0.5) - sum(whole)
    by_remainder = sorted(range(len(scaled)), key=lambda i: (whole[i] - scaled[i], i))
    for i in by_remainder[: max(missing, 0)]:
        whole[i] += 1
    return [each / unit for each in whole]


def _digits(column: Column) -> int:
    if column.unit == "health" and column.total is None:
        return 0
    return DECIMALS[column.unit] if column.total is None else max(DECIMALS[column.unit], PART_DECIMALS)
