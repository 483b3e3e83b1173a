"""Benchmarks as rows: the shipped ones, and those somebody adds, changes or removes."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from desktop import resources
from desktop.domain.benchmark_file import parse_benchmarks
from desktop.domain.benchmarks import METRICS, Benchmark, Draft, check, packed
from desktop.domain.errors import Rejected
from desktop.domain.identity import derived_id
from desktop.store.connection import Connection
from desktop.store.queries.benchmarks import benchmarks
from desktop.store.queries.rows import is_living
from desktop.store.tx import Tx, Value


def write_shipped(tx: Tx) -> int:
    """Write the shipped benchmarks, setting changed ones back; returns how many came or came back.

    Their ids are derived from their keys, so that two portfolios made apart hold the same rows.
    """
    return sum([tx.put("benchmark", derived_id("benchmark", [key]), _values(draft)) for key, draft in shipped()])


def add_shipped(tx: Tx) -> int:
    """`write_shipped` for a portfolio that was made without them, or whose own were changed."""
    tx.label = "Shipped benchmarks added"
    return write_shipped(tx)


def shipped() -> Iterator[tuple[str, Draft]]:
    """(key, benchmark) of each that comes with the program."""
    for path in sorted(Path(resources.path("benchmarks")).glob("*.toml")):
        yield from parse_benchmarks(tomllib.loads(path.read_text(encoding="utf-8")))


def benchmark_called(conn: Connection, called: str) -> Benchmark:
    """The benchmark whose id is meant: the whole id, or its end.

    Raises:
        Rejected: none is called so, or several are.
    """
    wanted = called.strip().casefold()
    found = [each for each in benchmarks(conn) if wanted and each.id.endswith(wanted)]
    if not found:
        raise Rejected(
            f"No benchmark has the id {called!r}: perennial benchmarks FILE --json names them.", field="benchmark"
        )
    if len(found) > 1:
        raise Rejected(f"The ids of {len(found)} benchmarks end in {called!r}: type more of it.", field="benchmark")
    return found[0]


def add_benchmark(tx: Tx, draft: Draft) -> str:
    """Add a benchmark; returns its id.

    Raises:
        Rejected: something is missing, unknown or out of its bounds.
    """
    checked = check(draft)
    tx.label = f"Benchmark added: {_called(checked)}"
    return tx.insert("benchmark", _values(checked))


def edit_benchmark(tx: Tx, benchmark: str, draft: Draft) -> None:
    """Make a benchmark (by id) say this.

    Raises:
        Rejected: it is gone, or something is missing, unknown or out of its bounds.
    """
    _require(tx, benchmark)
    checked = check(draft)
    tx.update("benchmark", benchmark, _values(checked))
    tx.label = f"Benchmark changed: {_called(checked)}"


def remove_benchmark(tx: Tx, benchmark: str) -> None:
    """Take a benchmark (by id) away.

    Raises:
        Rejected: it is gone already.
    """
    _require(tx, benchmark)
    found = next((each.draft for each in benchmarks(tx.conn) if each.id == benchmark), None)
    tx.delete("benchmark", benchmark)
    tx.label = f"Benchmark removed: {_called(found)}" if found else "Benchmark removed"


def _values(draft: Draft) -> dict[str, Value]:
    return {
        "metric": draft.metric,
        "segment": draft.segment,
        "value": float(draft.value),
        "low": None if draft.low is None else float(draft.low),
        "high": None if draft.high is None else float(draft.high),
        "year": draft.year,
        "source": packed(draft.source),
    }


def _called(draft: Draft) -> str:
    metric = METRICS.get(draft.metric)
    return f"{metric.name if metric else draft.metric}, {draft.source.name}, {draft.year}"


def _require(tx: Tx, benchmark: str) -> None:
    if not is_living(tx.conn, "benchmark", benchmark):
        raise Rejected("There is no such benchmark any more: it may have been taken back. Nothing was saved.")
