"""A column of an explanation as it is shown, rounded so that its cells add up to its total."""

from __future__ import annotations

import math
from typing import NamedTuple

from desktop.domain.explain.explanation import Column, Explanation
from desktop.domain.explain.rounding import DECIMALS, PERCENT, settled

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


def _digits(column: Column) -> int:
    if column.unit == "health" and column.total is None:
        return 0
    return DECIMALS[column.unit] if column.total is None else max(DECIMALS[column.unit], PART_DECIMALS)
