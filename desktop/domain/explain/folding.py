"""The rows that say nothing each, such as accounts of which nothing changed, as one row that says it of all."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from desktop.domain.explain.explanation import Explanation, Row
from desktop.domain.explain.phrases import Value, plural

FEW = 3
"""So many stand as they are: one row in their place would be hardly shorter."""
_FOLDED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"nrr": ("change", "unchanged"), "grr": ("change", "lost nothing"), "logo_churn": ("lost", "stayed")}
)
"""By figure, parts of it included: the column that is zero in such rows, and what is said of them."""


def folded(found: Explanation) -> Explanation:
    """The explanation with the rows in which nothing changed as one, last; columns that add up still do.

    The row is of no account. Where only a few rows, or all, would be in it, the explanation stays as it is.
    """
    key, said = _FOLDED.get(found.key.partition(".")[0], ("", ""))
    at = next((i for i, column in enumerate(found.columns) if column.key == key), None)
    if at is None:
        return found
    told = [row for row in found.rows if row.cells[at] != 0]
    rest = [row for row in found.rows if row.cells[at] == 0]
    if len(rest) <= FEW or not told:
        return found
    name = f"{len(rest):,} {plural(len(rest), found.row_of)} {said}"
    cells = (_together(found, i, rest) for i in range(len(found.columns)))
    return replace(found, rows=(*told, Row("", name, tuple(cells))))


def _together(found: Explanation, at: int, rows: list[Row]) -> Value:
    if found.columns[at].total is None:
        return None
    known = [cell for row in rows if isinstance(cell := row.cells[at], int | float)]
    if all(isinstance(cell, int) for cell in known):
        return sum(known)
    return math.fsum(known)
