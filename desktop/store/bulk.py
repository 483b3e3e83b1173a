"""Many rows handed to SQLite at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from itertools import chain


def hand_over(conn: sqlite3.Connection, table: str, rows: Sequence[Sequence[str | int | float | None]]) -> None:
    """Put rows of equal length into a temporary table, many by each run of a statement."""
    if not rows:
        return
    marks = f"({', '.join('?' * len(rows[0]))})"
    whole = len(rows) - len(rows) % _TOGETHER
    conn.executemany(
        f"INSERT INTO {table} VALUES{', '.join([marks] * _TOGETHER)}",
        (list(chain.from_iterable(rows[begin : begin + _TOGETHER])) for begin in range(0, whole, _TOGETHER)),
    )
    conn.executemany(f"INSERT INTO {table} VALUES{marks}", rows[whole:])


_TOGETHER = 100
"""A statement of so many rows takes two thirds of the time of as many statements of one."""
