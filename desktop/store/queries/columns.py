"""Rows as columns of a field each, where records of them would cost more than what is computed from them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import Any

from desktop.domain.columns import NEVER, Table, column, is_day
from desktop.store.queries.facts import days_of, living


def columns(
    conn: sqlite3.Connection,
    table: str,
    fields: Sequence[str],
    accounts: Sequence[str] | None = None,
    *,
    where: str = "",
    values: Sequence[object] = (),
) -> Table:
    """Some fields of all live rows.

    Args:
        accounts: ids of a few, whose rows are looked up one by one; None = all.
        where: more conditions, beginning with AND; `values` are their parameters.
    Raises:
        FileProblem: a day is none.
    """
    asked = (None,) if accounts is None else accounts
    rows = [row for one in asked for row in conn.execute(*living(table, fields, one, where, values)).fetchall()]
    return table_of(table, fields, rows)


def table_of(table: str, fields: Sequence[str], rows: Sequence[Sequence[Any]]) -> Table:
    """Rows of some fields of a table, as they lie in the file, as columns.

    Raises:
        FileProblem: a day is none.
    """
    ordinals = _Ordinals()
    found: Table = {}
    of_fields: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * len(fields)
    for field, values in zip(fields, of_fields, strict=True):
        if is_day(field) and values:
            with days_of(table, field):
                values = [ordinals[text] for text in values]
        found[field] = column(field, values)
    return found


class _Ordinals(dict[str | None, int]):
    """ISO text -> ordinal, parsed once each."""

    def __init__(self) -> None:
        super().__init__({None: NEVER})

    def __missing__(self, text: str | None) -> int:
        assert text is not None
        day = self[text] = date.fromisoformat(text).toordinal()
        return day
