"""The benchmarks of the portfolio, as the domain's records."""

from __future__ import annotations

import sqlite3

from desktop.domain.benchmarks import Benchmark, Draft, unpacked

_COLUMNS = "id, metric, value, year, source, segment, low, high"


def benchmarks(conn: sqlite3.Connection) -> list[Benchmark]:
    """Those that have a figure, a value and a year; deleted ones do not count."""
    rows = conn.execute(
        f"SELECT {_COLUMNS} FROM benchmark WHERE deleted_at IS NULL AND metric IS NOT NULL AND value IS NOT NULL "
        "AND year IS NOT NULL ORDER BY id"
    )
    return [_benchmark(*row) for row in rows]


def _benchmark(
    row: str,
    metric: str,
    value: float,
    year: int,
    source: str | None,
    segment: str | None,
    low: float | None,
    high: float | None,
) -> Benchmark:
    return Benchmark(row, Draft(metric, value, year, unpacked(source), segment, low, high))
