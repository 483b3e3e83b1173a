"""Imports of CSV files into a book of 10,000 accounts, and their undo, beside a plain load of the same file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks import plain, sources
from benchmarks.book import AS_OF, big_book, fresh_copy
from benchmarks.timing import Figure, milliseconds
from desktop.exchange.csv_source import read_csv
from desktop.exchange.recognise import batches
from desktop.operations.imports.sources import import_batches
from desktop.store.portfolio import Portfolio

ROWS, READINGS = 100_000, 1_000_000
GOAL = 4.0


class _Round(NamedTuple):
    """Milliseconds of one round."""

    reading: float
    imported: float
    undone: float
    loaded: float
    marked: float


def measure() -> Iterator[Figure]:
    yield from _import(f"{ROWS:,} surveys with contact names", "surveys", sources.surveys(ROWS), rounds=5)
    yield from _import(f"{ROWS:,} subscriptions", "subscriptions", sources.subscriptions(ROWS), rounds=5)
    yield from _import(f"{READINGS:,} usage readings", "usage", sources.usage(READINGS), rounds=3)


def _import(what: str, kind: str, source: Path, *, rounds: int) -> list[Figure]:
    taken = _Round(*(median(column) for column in zip(*(_round(kind, source) for _ in range(rounds)), strict=True)))
    return [
        Figure(f"import of {what}", taken.imported, taken.loaded, GOAL),
        Figure("  of which reading the file", taken.reading, taken.loaded),
        Figure("  undo of it", taken.undone, taken.marked),
    ]


def _round(kind: str, source: Path) -> _Round:
    """Ours into a fresh copy of the book, the floor into an empty file; then each takes it back."""
    floor = plain.fresh_file("import")
    plain.make_table(floor, kind, plain.header_of(source))
    with Portfolio.open(fresh_copy(big_book(readings=0), "import")) as portfolio:
        reading = milliseconds(lambda: batches(read_csv(source), kind=kind))
        imported = milliseconds(lambda: _run(portfolio, kind, source))
        loaded = milliseconds(lambda: plain.load_csv(floor, kind, source))
        floor.execute(f"ALTER TABLE {kind} ADD COLUMN deleted_at")
        undone = milliseconds(portfolio.undo)
        marked = milliseconds(lambda: plain.mark_all(floor, kind))
    floor.close()
    return _Round(reading, imported, undone, loaded, marked)


def _run(portfolio: Portfolio, kind: str, source: Path) -> None:
    """What `perennial import` does with an open book."""
    read = batches(read_csv(source), kind=kind)
    done = portfolio.perform_by(portfolio.hand(), lambda tx: import_batches(tx, read, as_of=AS_OF), kind="import")
    if done.result.rejects:
        raise AssertionError(f"the generated file was not taken whole: {done.result.rejects[0]}")
