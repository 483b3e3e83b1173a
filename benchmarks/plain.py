"""The floors: plain SQLite files with our pragmas and nothing else, written with the least Python there is."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from benchmarks.book import AS_OF, COLUMNS, FOLDER
from desktop.store.opening import PRAGMAS


def fresh_file(name: str) -> sqlite3.Connection:
    """An empty database of that name; the one before it is removed."""
    path = FOLDER / f"{name}.sqlite"
    for old in FOLDER.glob(f"{name}.sqlite*"):
        old.unlink()
    return connect(path)


def connect(path: Path) -> sqlite3.Connection:
    conn = sqlite3.connect(path, isolation_level=None)
    for pragma in PRAGMAS:
        conn.execute(f"PRAGMA {pragma}")
    return conn


def make_table(conn: sqlite3.Connection, table: str, columns: Sequence[str]) -> None:
    quoted = ", ".join(f'"{column}"' for column in columns)
    conn.execute(f"CREATE TABLE {table}({quoted})")


def load_csv(conn: sqlite3.Connection, table: str, source: Path) -> None:
    """The rows of a CSV file as text, in one commit."""
    with source.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        marks = ", ".join("?" * len(next(reader)))
        conn.execute("BEGIN IMMEDIATE")
        conn.executemany(f"INSERT INTO {table} VALUES({marks})", reader)
        conn.execute("COMMIT")


def header_of(source: Path) -> list[str]:
    with source.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def mark_all(conn: sqlite3.Connection, table: str) -> None:
    """Set one field of every row, in one commit: what taking an import back costs at least."""
    conn.execute("BEGIN IMMEDIATE")
    conn.execute(f"UPDATE {table} SET deleted_at = '2026-11-22T08:00:00Z'")
    conn.execute("COMMIT")


ANSWERS = 50_000
"""Rows of the file one more answer is committed to."""


def answers_file() -> sqlite3.Connection:
    """A plain table of answers, under a text key."""
    conn = fresh_file("edit")
    conn.execute(f"CREATE TABLE survey_response(id TEXT PRIMARY KEY, {', '.join(_COLUMNS[1:])})")
    conn.execute("BEGIN")
    conn.executemany(_INSERT, (_answer(number) for number in range(ANSWERS)))
    conn.execute("COMMIT")
    return conn


def commit_answer(conn: sqlite3.Connection, number: int) -> None:
    """What saving one answer costs at least; `number` is one that was not used before."""
    conn.execute("BEGIN IMMEDIATE")
    conn.execute(_INSERT, _answer(number))
    conn.execute("COMMIT")


_COLUMNS = COLUMNS["survey_response"]
_INSERT = f"INSERT INTO survey_response VALUES({', '.join('?' * len(_COLUMNS))})"


def _answer(number: int) -> tuple[str | float | None, ...]:
    key = f"{number:032x}"
    return (key, key, None, "nps", AS_OF.isoformat(), 9.0, 0.0, 10.0, None, None)
