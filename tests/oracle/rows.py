"""The rows of a portfolio file as they are, through plain SQL; days become dates, and nothing else is interpreted."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

Row = SimpleNamespace
"""A row by the names of its columns."""

TABLES = (
    "account",
    "ownership",
    "contact",
    "contract_line",
    "renewal_call",
    "onboarding",
    "milestone",
    "objective",
    "touchpoint",
    "survey_response",
    "ticket",
    "qbr",
    "risk",
    "churn",
    "scorecard",
    "scorecard_input",
    "scorecard_cap",
)

UNDATED = {
    "account": ("name", "segment", "industry", "region", "stage", "acquisition_cost_cents", "tags", "parent"),
    "contact": ("name", "role", "influence", "stance"),
    "contract_line": ("likelihood",),
    "milestone": ("state", "side"),
    "objective": ("status",),
    "scorecard": ("segment", "green_from", "amber_from", "min_coverage"),
    "scorecard_input": ("weight", "points"),
    "scorecard_cap": ("value",),
}
"""What says how something is and not when, as far as a figure asks for it: its past is in the journal alone."""

# What a field was before the first change made after the day; what came with the row itself was always so.
BEFORE_SQL = """
SELECT "row", col, old FROM (
    SELECT c."row", c.col, c.old, row_number() OVER (PARTITION BY c."row", c.col ORDER BY t.hlc, t.replica) AS nth
    FROM change c JOIN txn t ON t.id = c.txn
    WHERE c.tbl = ? AND t.hlc >= ? AND c.col <> ''
      AND c.txn NOT IN (SELECT b.txn FROM change b WHERE b.tbl = c.tbl AND b."row" = c."row" AND b.col = '')
) WHERE nth = 1
"""

USAGE_SQL = """
SELECT account, metric, feature, date(day * 86400, 'unixepoch') AS day, position, value
FROM usage JOIN usage_series ON usage_series.no = usage.series
ORDER BY account, metric, feature, day, position
"""


class Rows(SimpleNamespace):
    """One list of rows a table, in the order they were written; `usage` by account."""

    usage: dict[str, list[Row]]

    def of(self, table: str, account: str) -> list[Row]:
        return [row for row in getattr(self, table) if row.account == account]


def read(path: Path, day: date) -> Rows:
    """Everything in the file that is not taken back; fields without a date as they were at the end of `day`."""
    file = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    file.row_factory = sqlite3.Row
    try:
        rows = Rows(**{table: list(_rows(file, table)) for table in TABLES}, usage={})
        for table, fields in UNDATED.items():
            _take_back(file, table, fields, getattr(rows, table), day)
        for reading in file.execute(USAGE_SQL):
            rows.usage.setdefault(reading["account"], []).append(_row(reading))
    finally:
        file.close()
    for entry in rows.scorecard_input:
        entry.points = json.loads(entry.points)
    return rows


def _rows(file: sqlite3.Connection, table: str) -> Iterator[Row]:
    for row in file.execute(f"SELECT * FROM {table} WHERE deleted_at IS NULL ORDER BY rowid"):
        yield _row(row)


def _take_back(file: sqlite3.Connection, table: str, fields: tuple[str, ...], rows: list[Row], day: date) -> None:
    by_id = {row.id: row for row in rows}
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time()).timestamp()
    for changed in file.execute(BEFORE_SQL, (table, int(midnight * 1000) << 16)):
        if changed["col"] in fields and changed["row"] in by_id:
            setattr(by_id[changed["row"]], changed["col"], changed["old"])


def _row(row: sqlite3.Row) -> Row:
    return SimpleNamespace(**{name: _day(name, value) for name, value in zip(row.keys(), row, strict=True)})


def _day(name: str, value: Any) -> Any:
    is_day = name.endswith("_on") or name in ("day", "on_day")
    return date.fromisoformat(value) if is_day and value is not None else value
