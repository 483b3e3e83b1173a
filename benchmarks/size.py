"""Opening the big book beside reading its bytes, and its size beside the same rows in plain tables."""

from __future__ import annotations

import shutil
import sqlite3
from functools import partial
from pathlib import Path

from benchmarks import plain
from benchmarks.book import COLUMNS, big_book, fresh_copy, use_own_folder
from benchmarks.timing import Figure, in_turns
from desktop.store import places
from desktop.store.portfolio import Portfolio
from desktop.store.tx import Tx

OPEN_GOAL = 2.0
_PIECE = 1 << 20


def measure() -> list[Figure]:
    path = fresh_copy(big_book(), "size")
    first, again, read = in_turns(partial(_open_unknown, path), partial(_open, path), partial(_read, path), rounds=5)
    return [
        Figure("open with every check (first time)", first, read, OPEN_GOAL),
        Figure("open again, unchanged", again, read, OPEN_GOAL),
        *_sizes(path),
    ]


def _open(path: Path) -> None:
    Portfolio.open(path).close()


def _open_unknown(path: Path) -> None:
    """With nothing remembered of the file, it is checked whole."""
    use_own_folder()
    shutil.rmtree(places.replicas_home(), ignore_errors=True)
    _open(path)


def _read(path: Path) -> None:
    with path.open("rb", buffering=0) as file:
        while file.read(_PIECE):
            pass


def _sizes(path: Path) -> list[Figure]:
    """Bytes of pages, by SQLite's own count (dbstat)."""
    with Portfolio.open(path) as portfolio:
        before = portfolio.read(_bytes_of, "change"), portfolio.read(_rows_in, "change")
        portfolio.perform(_edit_every_account)
        after = portfolio.read(_bytes_of, "change"), portfolio.read(_rows_in, "change")
        usage = portfolio.read(_bytes_of, "usage"), portfolio.read(_rows_in, "usage")
        series = portfolio.read(_bytes_of, "usage_series", "sqlite_autoindex_usage_series_1")
        whole = portfolio.read(_bytes_of)
    floor = plain.fresh_file("size")
    _copy_plainly(floor, path)
    readings = _bytes_of(floor, "usage")
    flat = _bytes_of(floor)
    floor.close()
    birth = before[0] / before[1]
    change = (after[0] - before[0]) / (after[1] - before[1])
    return [
        Figure("size of a usage reading", (usage[0] + series) / usage[1], readings / usage[1], unit="bytes"),
        Figure("size of a journalled birth", birth, unit="bytes"),
        Figure("size of a journalled change of a short text", change, unit="bytes"),
        Figure("size of the book", whole / 1e6, flat / 1e6, unit="MB"),
    ]


def _edit_every_account(tx: Tx) -> None:
    tx.conn.execute("UPDATE account SET next_step = 'Call about the renewal'")
    tx.label = "Next step of every account"


def _bytes_of(conn: sqlite3.Connection, *names: str) -> int:
    """Bytes of the pages of these tables and indexes; without names, of all."""
    where = f"WHERE name IN ({', '.join('?' * len(names))})" if names else ""
    return int(conn.execute(f"SELECT sum(pgsize) FROM dbstat {where}", names).fetchone()[0])


def _rows_in(conn: sqlite3.Connection, table: str) -> int:
    return int(conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def _copy_plainly(conn: sqlite3.Connection, book: Path) -> None:
    """The same rows and columns without keys, indexes or journal; readings as a spreadsheet would hold them."""
    conn.execute("ATTACH ? AS book", (str(book),))
    for table, columns in COLUMNS.items():
        conn.execute(f"CREATE TABLE {table} AS SELECT {', '.join(columns)} FROM book.{table}")
    conn.execute(
        "CREATE TABLE usage AS "
        "SELECT a.name AS account, s.metric, s.feature, date(u.day * 86400, 'unixepoch') AS on_day, u.value "
        "FROM book.usage u JOIN book.usage_series s ON s.no = u.series JOIN book.account a ON a.id = s.account"
    )
    conn.execute("DETACH book")
