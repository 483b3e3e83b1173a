"""Facts as columns: what many rows are read as where making a record of each would take most of the time.

A table holds one column a field, all of one length: days (`*_on`, `on_day`) as ordinals, everything else as it is
written. Knows no subject and no file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import compress
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Table = dict[str, Any]
"""Field -> column."""

NEVER = (1 << 22) - 1
"""The ordinal of a day that is not known, or not to come: after every day there is."""


def is_day(field: str) -> bool:
    """Whether the field holds days."""
    return field.endswith("_on") or field == "on_day"


def columns_of(records: Sequence[NamedTuple], kind: type[Any], fields: Iterable[str]) -> Table:
    """Some fields of records as columns.

    Args:
        kind: the class of the records.
    """
    found: Table = {}
    for field in fields:
        column = list(map(itemgetter(kind._fields.index(field)), records))
        found[field] = ordinals(column) if is_day(field) else column
    return found


def ordinals(days: Sequence[date | None]) -> npt.NDArray[np.int64]:
    return np.array([NEVER if day is None else day.toordinal() for day in days], np.int64)


def flags(values: Sequence[bool | int | None]) -> npt.NDArray[np.bool_]:
    """Whether each is true; unknown is not."""
    return np.array([bool(value) for value in values], np.bool_)


def of_accounts(table: Table, position: Mapping[str, int]) -> Table:
    """The rows of these accounts, `account` as their positions."""
    account = np.array([position.get(each, -1) for each in table["account"]], np.int64)
    return only({**table, "account": account}, account >= 0)


def only(table: Table, where: npt.NDArray[np.bool_]) -> Table:
    """The rows in `where`."""
    if where.all():
        return table
    chosen: list[bool] = where.tolist()
    found: Table = {}
    for field, column in table.items():
        found[field] = column[where] if isinstance(column, np.ndarray) else list[Any](compress(column, chosen))
    return found
