"""Usage readings: kept compact and journalled by batch, because there are a million of them.

`usage` holds the readings that count, one per (series, day, position); `usage_aside` those that do not: overtaken by a
later batch, or taken back with theirs. A later batch (its id sorts by time) wins per key.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from desktop.store import bulk
from desktop.store.tx import Tx


class Reading(NamedTuple):
    """One reading as it is written."""

    account: str
    metric: str
    feature: str
    """"" = of the whole account."""
    day: int
    """Days since 1970-01-01."""
    position: int
    """Tells readings of equal key in one source apart; 0 for the first."""
    value: float


Series = tuple[str, str, str]
"""What a reading measures: account, metric, feature."""
Numbered = tuple[int, int, int, float]
"""A reading by the place of its series: (place, day, position, value)."""


class Added(NamedTuple):
    """What became of a batch's readings."""

    new: int
    updated: int
    unchanged: int


def add(tx: Tx, readings: Iterable[Reading], *, source: str) -> Added:
    """Write readings as one batch; those that say what is already known are left alone, and make no batch.

    Args:
        readings: at most one per (account, metric, feature, day, position).
        source: where they come from, for the history.
    """
    numbers: dict[Series, int] = {}
    rows: list[Numbered] = []
    for account, metric, feature, day, position, value in readings:
        rows.append((numbers.setdefault((account, metric, feature), len(numbers)), day, position, value))
    return add_numbered(tx, list(numbers), rows, source=source)


def add_numbered(tx: Tx, series: Sequence[Series], readings: Iterable[Numbered], *, source: str) -> Added:
    """`add` for readings that come by the place of what they measure in `series`, each of which is named once."""
    conn = tx.conn
    _stage(conn, series, readings)
    total, known, same = conn.execute(
        "SELECT count(*), count(u.value), coalesce(sum(u.value = i.value), 0) FROM incoming i "
        "LEFT JOIN usage u ON u.series = i.series AND u.day = i.day AND u.position = i.position"
    ).fetchone()
    if total > same:
        batch = tx.insert("usage_batch", {"source": source, "readings": total - same})
        number = _number_of(conn, batch)
        conn.execute(
            "INSERT INTO usage_aside(batch, series, day, position, value) "
            "SELECT u.batch, u.series, u.day, u.position, u.value FROM incoming i JOIN usage u "
            "ON u.series = i.series AND u.day = i.day AND u.position = i.position WHERE u.value <> i.value"
        )
        conn.execute(
            "INSERT INTO usage(series, day, position, value, batch) "
            f"SELECT series, day, position, value, {number} FROM incoming WHERE true "
            "ON CONFLICT(series, day, position) DO UPDATE SET value = excluded.value, batch = excluded.batch "
            "WHERE value <> excluded.value"
        )
    conn.execute("DROP TABLE incoming")
    return Added(total - known, known - same, same)


def settle(conn: sqlite3.Connection, batches: Iterable[str]) -> None:
    """After batches were taken back or revived: make `usage` hold, per key, the reading of the latest live batch."""
    for batch in batches:
        number = _number_of(conn, batch)
        (deleted_at,) = conn.execute("SELECT deleted_at FROM usage_batch WHERE id = ?", (batch,)).fetchone()
        keys = "series, day, position"
        if deleted_at is not None and not _others_are_aside(conn, number):
            conn.execute(
                f"INSERT INTO usage_aside(batch, {keys}, value) SELECT batch, {keys}, value FROM usage WHERE batch = ?",
                (number,),
            )
            conn.execute("DELETE FROM usage WHERE batch = ?", (number,))
            continue
        conn.execute("CREATE TEMP TABLE touched(series INTEGER, day INTEGER, position INTEGER)")
        if deleted_at is None:
            conn.execute(f"INSERT INTO touched SELECT {keys} FROM usage_aside WHERE batch = ?", (number,))
        else:
            conn.execute(f"INSERT INTO touched SELECT {keys} FROM usage WHERE batch = ?", (number,))
        # Everything at the touched keys goes aside, then the latest live reading of each comes back.
        conn.execute(
            f"INSERT INTO usage_aside(batch, {keys}, value) SELECT batch, {keys}, value FROM usage "
            f"WHERE ({keys}) IN (SELECT {keys} FROM touched)"
        )
        conn.execute(f"DELETE FROM usage WHERE ({keys}) IN (SELECT {keys} FROM touched)")
        conn.execute(
            f"INSERT INTO usage({keys}, value, batch) "
            f"SELECT {keys}, value, batch FROM ("
            "SELECT a.series, a.day, a.position, a.value, a.batch, max(b.id) FROM usage_aside a "
            "JOIN usage_batch_number n ON n.no = a.batch JOIN usage_batch b ON b.id = n.batch "
            "WHERE (a.series, a.day, a.position) IN (SELECT series, day, position FROM touched) "
            "AND b.deleted_at IS NULL GROUP BY a.series, a.day, a.position)"
        )
        conn.execute(
            "DELETE FROM usage_aside WHERE (batch, series, day, position) IN "
            "(SELECT u.batch, u.series, u.day, u.position FROM usage u JOIN touched t "
            "ON u.series = t.series AND u.day = t.day AND u.position = t.position)"
        )
        conn.execute("DROP TABLE touched")


def _others_are_aside(conn: sqlite3.Connection, batch: int) -> bool:
    """Whether a reading of another batch may come back where one of this batch goes."""
    (found,) = conn.execute(
        "SELECT EXISTS (SELECT 1 FROM usage_aside WHERE batch < ?1) "
        "OR EXISTS (SELECT 1 FROM usage_aside WHERE batch > ?1)",
        (batch,),
    ).fetchone()
    return bool(found)


def _stage(conn: sqlite3.Connection, series: Sequence[Series], readings: Iterable[Numbered]) -> None:
    """Put the readings into the temporary table `incoming`, by series number, in the order of usage's key."""
    known = _numbers_of(conn)
    fresh = [each for each in series if each not in known]
    if fresh:
        conn.executemany("INSERT INTO usage_series(account, metric, feature) VALUES(?, ?, ?)", fresh)
        known = _numbers_of(conn)
    number_of = [known[each] for each in series]
    rows = [(number_of[at], day, position, value) for at, day, position, value in readings]
    rows.sort()
    conn.execute(
        "CREATE TEMP TABLE incoming(series INTEGER, day INTEGER, position INTEGER, value REAL, "
        "PRIMARY KEY(series, day, position)) WITHOUT ROWID"
    )
    bulk.hand_over(conn, "incoming", rows)


def _numbers_of(conn: sqlite3.Connection) -> dict[Series, int]:
    rows = conn.execute("SELECT no, account, metric, feature FROM usage_series")
    return {(account, metric, feature): no for no, account, metric, feature in rows}


def _number_of(conn: sqlite3.Connection, batch: str) -> int:
    conn.execute("INSERT INTO usage_batch_number(batch) VALUES(?) ON CONFLICT DO NOTHING", (batch,))
    (number,) = conn.execute("SELECT no FROM usage_batch_number WHERE batch = ?", (batch,)).fetchone()
    return int(number)
