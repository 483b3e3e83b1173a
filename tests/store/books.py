"""What the tests of the store share: a clock they set, small operations, and how to compare two states of a book."""

from __future__ import annotations

import hashlib
import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from desktop.store import triggers, usage_rows
from desktop.store.portfolio import Portfolio
from desktop.store.tx import Tx, Value
from desktop.store.usage_rows import Reading
from desktop.store.writing import Performed

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = Path(__file__).resolve().parent / "programs"
SOAK = bool(os.environ.get("PERENNIAL_SOAK"))

START = datetime(2026, 3, 2, 9, tzinfo=UTC)

HOSTILE = {
    "html": '<img src="file:///etc/passwd" onerror=alert(1)><b>Acme</b>',
    "quotes": """Acme'); DROP TABLE account; --" '' "" `""",
    "formula": '=cmd|"/c calc"!A1',
    "emoji": "Acme \N{ROCKET}\N{FAMILY}\N{ZERO WIDTH JOINER}\N{WOMAN}",
    "right to left": "\N{RIGHT-TO-LEFT OVERRIDE}\N{HEBREW LETTER ALEF}\N{ARABIC LETTER BEH}gpj.exe",
    "controls": "".join(map(chr, range(1, 32))) + "\x7f\x85\u2028",
    "beyond the first plane": "\U0010fffd\U0001f468",
    "line breaks": "one\r\ntwo\n\nthree $x$ %s {0} \\",
    "long": "Ä" * 50_000,
}
"""Text as it may come from anybody, by what is the matter with it."""

Row = tuple[Any, ...]
State = dict[str, list[Row]]


class Clock:
    """Tells the time that a test sets, one minute later at each look."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def __call__(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at


# -- operations


def add(tx: Tx, table: str, values: Mapping[str, Value], id: str | None = None) -> str:
    tx.label = f"Add {table}"
    return tx.insert(table, values, id=id)


def change(tx: Tx, table: str, row: str, values: Mapping[str, Value]) -> None:
    tx.label = f"Change {table}"
    tx.update(table, row, values)


def remove(tx: Tx, table: str, row: str) -> None:
    tx.label = f"Remove {table}"
    tx.delete(table, row)


def add_many(tx: Tx, table: str, columns: Sequence[str], rows: Sequence[Sequence[Value]]) -> None:
    tx.label = f"Import {table}"
    tx.insert_many(table, columns, rows)


def add_usage(tx: Tx, readings: Sequence[Reading]) -> usage_rows.Added:
    tx.label = "Import usage"
    return usage_rows.add(tx, readings, source="usage.csv")


def new_account(book: Portfolio, name: str = "Acme", **values: Value) -> str:
    return book.perform(add, "account", {"name": name, **values}).result


def set_field(book: Portfolio, row: str, table: str = "account", **values: Value) -> Performed[None]:
    return book.perform(change, table, row, values)


# -- comparing


def visible(conn: sqlite3.Connection) -> State:
    """What a person can see of a book: its living rows, and the usage that counts."""
    state: State = {}
    for table in triggers.journalled_tables(conn):
        rows = conn.execute(f'SELECT * FROM "{table}" WHERE deleted_at IS NULL ORDER BY id').fetchall()
        if rows:
            state[table] = rows
    usage = usage_that_counts(conn)
    if usage:
        state["usage"] = usage
    return state


def usage_that_counts(conn: sqlite3.Connection) -> list[Row]:
    return conn.execute(
        "SELECT s.account, s.metric, s.feature, u.day, u.position, u.value FROM usage u "
        "JOIN usage_series s ON s.no = u.series ORDER BY 1, 2, 3, 4, 5"
    ).fetchall()


def everything(conn: sqlite3.Connection) -> State:
    """Every row of every table, the journal too."""
    tables = conn.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    return {table: conn.execute(f'SELECT * FROM "{table}" ORDER BY 1, 2').fetchall() for (table,) in tables}


def digest(conn: sqlite3.Connection) -> bytes:
    """What tells two states of a book apart."""
    return hashlib.sha256(repr(everything(conn)).encode()).digest()


def rows(book: Portfolio, sql: str, *values: Any) -> list[Row]:
    return book.read(lambda conn: conn.execute(sql, values).fetchall())


def one(book: Portfolio, sql: str, *values: Any) -> Any:
    ((value,),) = rows(book, sql, *values)
    return value


def journal(book: Portfolio) -> list[Row]:
    return rows(book, "SELECT txn, tbl, row, col, old, new FROM change ORDER BY txn, tbl, row, col")


def contents(path: Path) -> State:
    """Every row of a file that nobody has open, read without the program."""
    with outside(path) as conn:
        return everything(conn)


@contextmanager
def outside(path: Path) -> Generator[sqlite3.Connection]:
    """Another program's connection to the file, which commits each statement."""
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        yield conn


def make_something(book: Portfolio, *, seed: int = 1) -> None:
    """Some rows of several kinds, changed and removed, with usage: a small book that has a history."""
    choose = random.Random(seed)
    accounts = [new_account(book, f"Account {n}", segment=choose.choice(("SMB", "Mid", None))) for n in range(5)]
    for account in accounts:
        book.perform(add, "contact", {"account": account, "name": f"Contact of {account[-4:]}", "notes": "n" * 300})
        book.perform(add, "contract_line", {"account": account, "arr_cents": 120_000, "start_on": "2025-01-01"})
    lines = [[f"ticket {n}", choose.choice(accounts), f"2026-01-{n % 28 + 1:02}", "text " * n] for n in range(200)]
    book.perform(add_many, "ticket", ("id", "account", "opened_on", "subject"), lines)
    book.perform(
        add_usage,
        [Reading(account, "logins", "", 20_500 + day, 0, float(day)) for account in accounts for day in range(100)],
    )
    set_field(book, accounts[0], segment="Enterprise")
    book.perform(remove, "account", accounts[1])


# -- processes


def start(program: str, *arguments: object, **options: Any) -> subprocess.Popen[str]:
    """Start one of the programs beside the tests; it prints what it did, a line at a time."""
    return subprocess.Popen(
        [sys.executable, str(PROGRAMS / f"{program}.py"), *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def run(program: str, *arguments: object) -> list[str]:
    """Run one of the programs to its end and return the lines it printed."""
    with start(program, *arguments) as process:
        out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out.splitlines()


@contextmanager
def running(program: str, *arguments: object) -> Generator[subprocess.Popen[str]]:
    """A program that has printed its first line; it is killed in the end."""
    with start(program, *arguments) as process:
        try:
            assert process.stdout is not None
            first = process.stdout.readline()
            assert first.strip() == "ready", process.communicate(timeout=10)[1] if process.poll() else first
            yield process
        finally:
            process.kill()
            process.communicate()
