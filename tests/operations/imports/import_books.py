"""A real portfolio in a folder of its own, and real CSV files imported into it, for the tests of the import."""

from __future__ import annotations

import csv
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from desktop.exchange.csv_source import read_csv
from desktop.exchange.recognise import batches
from desktop.operations.defaults import write_defaults
from desktop.operations.imports.result import ImportResult
from desktop.operations.imports.sources import import_batches
from desktop.store import checks, triggers
from desktop.store.portfolio import Portfolio
from desktop.store.writing import Performed

TODAY = date(2026, 5, 20)
Cells = Mapping[str, object]
Row = dict[str, Any]
Counts = tuple[int, int, int, int]


@dataclass
class Clock:
    """A clock that a test sets; it moves on by a second each time it is looked at."""

    at: datetime = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@dataclass
class Book:
    """The portfolio and what the tests do to it."""

    folder: Path
    portfolio: Portfolio
    clock: Clock = field(default_factory=Clock)
    sources: int = 0

    def file(self, kind: str, rows: Sequence[Cells] | str, *, header: Sequence[str] | None = None) -> Path:
        """A CSV file: text as it stands, or rows by column; it is named so that it tells its kind."""
        self.sources += 1
        path = self.folder / str(self.sources) / f"{kind}.csv"
        path.parent.mkdir()
        if isinstance(rows, str):
            path.write_text(rows, encoding="utf-8")
            return path
        names = header or list(dict.fromkeys(name for row in rows for name in row))
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, names, restval="")
            writer.writeheader()
            writer.writerows(rows)
        return path

    def take(self, *paths: Path, as_of: date = TODAY, kind: str | None = None) -> ImportResult:
        """Import files as they are."""
        return self.perform(*paths, as_of=as_of, kind=kind).result

    def perform(self, *paths: Path, as_of: date = TODAY, kind: str | None = None) -> Performed[ImportResult]:
        found = [batch for path in paths for batch in batches(read_csv(path), kind=kind)]
        hand = self.portfolio.hand()
        return self.portfolio.perform_by(hand, lambda tx: import_batches(tx, found, as_of=as_of), kind="import")

    def import_(self, kind: str, *rows: Cells, as_of: date = TODAY) -> ImportResult:
        """Import rows as one file of a kind."""
        return self.take(self.file(kind, rows), as_of=as_of)

    def edit(self, table: str, row: str, **values: str) -> None:
        """Somebody changes fields of a row by hand."""
        self.portfolio.perform(lambda tx: tx.update(table, row, values))

    def accounts(self, *names: str) -> None:
        """Accounts with nothing but a name."""
        self.import_("accounts", *({"name": name} for name in names))

    def rows(self, table: str, *, living: bool = True) -> list[Row]:
        """The rows of a table, in the order they were written."""
        where = " WHERE deleted_at IS NULL" if living else ""
        return self.ask(f'SELECT * FROM "{table}"{where} ORDER BY rowid')

    def row(self, table: str) -> Row:
        (row,) = self.rows(table)
        return row

    def ask(self, sql: str, *values: object) -> list[Row]:
        def run(conn: Any) -> list[Row]:
            cursor = conn.execute(sql, values)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]

        return self.portfolio.read(run)

    def ids(self, table: str = "account") -> dict[str, str]:
        """name -> id."""
        return {row["name"]: row["id"] for row in self.rows(table)}

    def contents(self) -> dict[str, dict[str, Row]]:
        """Everything that counts: table -> id -> row, and the usage readings by what they measure."""
        tables = self.portfolio.read(triggers.journalled_tables)
        found = {table: {row["id"]: row for row in self.rows(table)} for table in tables if table != "usage_batch"}
        found["usage"] = {" ".join(map(str, reading[:-1])): {"value": reading[-1]} for reading in self.readings()}
        return {table: rows for table, rows in found.items() if rows}

    def readings(self) -> list[tuple[str, str, str, str, int, float]]:
        """(account, metric, feature, day, position, value) of every reading that counts."""
        return [
            tuple(row.values())
            for row in self.ask(
                "SELECT a.name, s.metric, s.feature, date(u.day * 86400, 'unixepoch') AS on_day, u.position, u.value "
                "FROM usage u JOIN usage_series s ON s.no = u.series JOIN account a ON a.id = s.account "
                "ORDER BY 1, 2, 3, 4, 5"
            )
        ]  # type: ignore[misc]

    def change_sets(self) -> int:
        return self.ask("SELECT count(*) AS n FROM txn")[0]["n"]

    def problems(self) -> list[str]:
        return self.portfolio.read(checks.problems)


def counts(result: ImportResult, kind: str | None = None) -> Counts:
    """(new, updated, unchanged, rejected)"""
    tally = result.total if kind is None else result.kinds[kind]
    return tally.new, tally.updated, tally.unchanged, tally.rejected


def reasons(result: ImportResult) -> list[tuple[int, str, str, str]]:
    """(line, column, value, reason) of every reject."""
    return [(each.line, each.column, each.value, each.reason) for each in result.rejects]


@cache
def _empty_portfolio() -> bytes:
    """The bytes of an empty portfolio with the shipped scorecard and playbooks; made once, as it takes a while."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.perennial"
        Portfolio.create(path, first=write_defaults, clock_=Clock()).close()
        return path.read_bytes()


@contextmanager
def new_book(folder: Path) -> Generator[Book]:
    """An empty portfolio in the folder."""
    path, clock = folder / "book.perennial", Clock()
    path.write_bytes(_empty_portfolio())
    with Portfolio.open(path, clock_=clock) as portfolio:
        yield Book(folder, portfolio, clock)
