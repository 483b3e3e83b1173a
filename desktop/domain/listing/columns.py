"""The values of a list by field, as columns made once: what filters compare, groups are put by and exports write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from desktop.domain.account_rows import BANDS, AccountRow
from desktop.domain.listing.fields import Field
from desktop.domain.name_order import by_name

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int32]
Value = str | int | float | date | None
Extras = Mapping[str, Mapping[str, Value]]
"""Key of a field that is read on its own -> id of an account -> its value; who has none is left out."""

ATTRIBUTES = {
    "health": "shown",
    "arr": "arr_cents",
    "change": "change_30d",
    "opt_out": "opts_out_on",
    "talked": "last_two_way_on",
    "step": "next_step",
    "due": "next_step_on",
    "renews": "renews_on",
}
"""Field -> what AccountRow calls it, where that is another name."""


class Coded(NamedTuple):
    """A column of texts as numbers: `codes` are positions in `labels`, -1 = unknown; the labels are in order."""

    labels: tuple[str, ...]
    codes: Codes


class Listing:
    """The accounts of a day, by field.

    Args:
        extras: of the fields that are read on their own, those that were.
    """

    def __init__(self, rows: Sequence[AccountRow], day: date, extras: Extras | None = None) -> None:
        self.rows, self.day = rows, day
        self.extras: Extras = extras or {}
        self._numbers: dict[str, FloatArray] = {}
        self._coded: dict[str, Coded] = {}

    def value(self, row: int, key: str) -> Value:
        """What is known of an account: money in cents, a share of 0-1, a day; None = unknown."""
        if key in self.extras:
            return self.extras[key].get(self.rows[row].id)
        return getattr(self.rows[row], ATTRIBUTES.get(key, key), None)

    def values(self, key: str) -> list[Value]:
        """What is known of each account."""
        if key in self.extras:
            known = self.extras[key]
            return [known.get(row.id) for row in self.rows]
        name = ATTRIBUTES.get(key, key)
        return [getattr(row, name, None) for row in self.rows]

    def numbers(self, field: Field) -> FloatArray:
        """What is compared: cents, percent, or the days to or since a day; NaN = unknown."""
        found = self._numbers.get(field.key)
        if found is None:
            found = self._numbers[field.key] = self._made(field)
        return found

    def _made(self, field: Field) -> FloatArray:
        values = self.values(field.key)
        if field.kind in ("to", "since"):
            days = np.array([each.toordinal() if isinstance(each, date) else np.nan for each in values], np.float64)
            return days - self.day.toordinal() if field.kind == "to" else self.day.toordinal() - days
        numbers = np.array([np.nan if each is None else each for each in values], np.float64)
        return 100 * numbers if field.kind == "percent" else numbers

    def coded(self, key: str) -> Coded:
        """A field of texts, each text once."""
        found = self._coded.get(key)
        if found is None:
            found = self._coded[key] = coded(self.values(key), BANDS if key == "band" else None)
        return found


def coded(values: Sequence[Value], order: Sequence[str] | None = None) -> Coded:
    """Texts as numbers, in the order of names, or in this one; "" and "unscored" are unknown."""
    texts = {str(each) for each in values if each is not None and each != ""}
    labels = tuple(by_name(texts))
    if order is not None:
        labels = tuple(sorted(texts, key=order.index))
    place: dict[Value, int] = {label: at for at, label in enumerate(labels)}
    return Coded(labels, np.fromiter((place.get(each, -1) for each in values), np.int32, len(values)))
