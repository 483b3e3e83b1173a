"""The figures of `metrics` computed a second time, in plain SQL over the RavenStack CSV files, to judge the program by.

It must not know the program: nothing is imported from it, and every figure follows the words of the definition (one ARR
per account and day, looked at day by day) rather than a fast way to the same result.
"""

from __future__ import annotations

import csv
import math
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

FILES = (
    "ravenstack_accounts.csv",
    "ravenstack_churn_events.csv",
    "ravenstack_feature_usage.csv",
    "ravenstack_subscriptions.csv",
    "ravenstack_support_tickets.csv",
)

Rows = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Accounts:
    active: int


@dataclass(frozen=True, slots=True)
class Rate:
    value: float | None
    numerator: int
    denominator: int
    n: int


@dataclass(frozen=True, slots=True)
class Bridge:
    """Cents, all positive."""

    start: int
    new: int
    reactivation: int
    expansion: int
    contraction: int
    churn: int
    end: int


@dataclass(frozen=True, slots=True)
class ExpansionByKind:
    """Cents."""

    upsell: int
    cross_sell: int
    feature_upgrade: int


@dataclass(frozen=True, slots=True)
class Csat:
    """Percent of answers 4 and 5 of 5, with its 95 % Wilson interval in percent; None without answers."""

    value: float | None
    n: int
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What the oracle knows of one period, named as in the JSON of `metrics`; `contributions` by account name."""

    accounts: Accounts
    arr_cents: int
    nrr: Rate
    grr: Rate
    logo_churn: Rate
    bridge: Bridge
    expansion_by_kind: ExpansionByKind
    quick_ratio: float | None
    csat: Csat
    contributions: dict[str, float]


class Period(NamedTuple):
    whole: Figures
    by_industry: dict[str, Figures]


# Trials count zero; amounts are in dollars. Nothing else is interpreted here: a line of no length is on no day.
BOOK_SQL = """
CREATE TABLE account AS
SELECT account_id, account_name AS name, coalesce(nullif(industry, ''), '(none)') AS industry FROM ravenstack_accounts;
CREATE TABLE line AS
SELECT account_id, start_date AS start_on, nullif(end_date, '') AS end_on,
       CASE WHEN is_trial = 'True' THEN 0 ELSE CAST(round(CAST(arr_amount AS REAL) * 100) AS INTEGER) END AS cents
FROM ravenstack_subscriptions;
CREATE TABLE answer AS
SELECT account_id, date(closed_at) AS closed_on, CAST(satisfaction_score AS REAL) AS score
FROM ravenstack_support_tickets WHERE satisfaction_score <> '' AND closed_at <> '';
CREATE INDEX line_by_account ON line (account_id, start_on);
"""

# The calendar begins before the first line or at `from`, so that LAG and "ever above" see the whole past.
DAILY_SQL = """
CREATE TEMP TABLE daily AS
WITH RECURSIVE calendar (day) AS (
    SELECT min(:from, coalesce((SELECT min(start_on) FROM line), :from))
    UNION ALL
    SELECT date(day, '+1 day') FROM calendar WHERE day < :to
)
SELECT account_id, day, coalesce((
    SELECT sum(cents) FROM line
    WHERE line.account_id = account.account_id AND start_on <= day AND (end_on IS NULL OR day < end_on)
), 0) AS cents
FROM account CROSS JOIN calendar
"""

MOVEMENT_SQL = """
CREATE TEMP TABLE movement AS
WITH step AS (
    SELECT account_id, day, cents, lag(cents, 1, 0) OVER past AS before,
           coalesce(max(cents) OVER (past ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) > 0 AS was_above
    FROM daily WINDOW past AS (PARTITION BY account_id ORDER BY day)
)
SELECT account_id, day, abs(cents - before) AS cents, CASE
    WHEN before = 0 AND was_above THEN 'reactivation'
    WHEN before = 0 THEN 'new'
    WHEN cents = 0 THEN 'churn'
    WHEN cents > before THEN 'expansion'
    ELSE 'contraction' END AS kind
FROM step WHERE :from < day AND day <= :to AND cents <> before
"""

# `kept` is what a cohort account still counts at the end: nothing once it fell to 0, even if it came back.
STANDING_SQL = """
CREATE TEMP TABLE standing AS
SELECT account_id, name, industry, opening, closing, fell, CASE WHEN fell THEN 0 ELSE closing END AS kept
FROM (
    SELECT account_id, name, industry,
           (SELECT cents FROM daily WHERE daily.account_id = account.account_id AND day = :from) AS opening,
           (SELECT cents FROM daily WHERE daily.account_id = account.account_id AND day = :to) AS closing,
           EXISTS (SELECT 1 FROM movement
                   WHERE movement.account_id = account.account_id AND kind = 'churn') AS fell
    FROM account
)
"""

ARR_SQL = """
SELECT {group} AS grp,
       sum(opening) AS opening, sum(closing) AS closing, sum(closing > 0) AS active,
       sum(opening > 0) AS cohort, sum(opening > 0 AND fell) AS lost,
       coalesce(sum(kept) FILTER (WHERE opening > 0), 0) AS retained,
       coalesce(sum(min(opening, kept)) FILTER (WHERE opening > 0), 0) AS retained_capped
FROM standing GROUP BY grp ORDER BY grp
"""

BRIDGE_SQL = """
SELECT {group} AS grp, kind, sum(movement.cents) AS cents
FROM movement JOIN standing USING (account_id) GROUP BY grp, kind
"""

CONTRIBUTION_SQL = """
SELECT {group} AS grp, name, 1.0 * (kept - opening) / sum(opening) OVER (PARTITION BY {group}) AS points
FROM standing WHERE opening > 0
"""

CSAT_SQL = """
WITH counted AS (
    SELECT {group} AS grp, count(*) AS n, avg(score >= 4) AS share
    FROM answer JOIN standing USING (account_id) WHERE :from < closed_on AND closed_on <= :to GROUP BY grp
), centred AS (
    SELECT grp, n, share, :z * :z / n AS zz FROM counted
)
SELECT grp, n, 100 * share AS value,
       100 * (share + zz / 2 - square_root(zz * share * (1 - share) + zz * zz / 4)) / (1 + zz) AS low,
       100 * (share + zz / 2 + square_root(zz * share * (1 - share) + zz * zz / 4)) / (1 + zz) AS high
FROM centred
"""


def load(folder: Path) -> sqlite3.Connection:
    """The five files of `folder` in an in-memory database."""
    tables: dict[str, Rows] = {}
    for name in FILES:
        with (folder / name).open(encoding="utf-8-sig", newline="") as file:
            tables[name.removesuffix(".csv")] = list(csv.DictReader(file))
    return build(tables)


def build(tables: Mapping[str, Rows]) -> sqlite3.Connection:
    """A book of rows as text, by file name without ".csv": at least accounts, subscriptions and tickets, none empty."""
    book = sqlite3.connect(":memory:")
    book.row_factory = sqlite3.Row
    book.create_function("square_root", 1, math.sqrt, deterministic=True)  # not every sqlite has the math functions
    for table, rows in tables.items():
        columns = list(rows[0])
        declared = ", ".join(f"{column} TEXT NOT NULL" for column in columns)
        book.execute(f"CREATE TABLE {table} ({declared})")
        marks = ", ".join("?" * len(columns))
        book.executemany(f"INSERT INTO {table} VALUES ({marks})", [[row[c] for c in columns] for row in rows])
    book.executescript(BOOK_SQL)
    return book


def compute(book: sqlite3.Connection, from_: date, to: date) -> Period:
    """All figures of the period (from_, to], for the whole book and per industry; a later start or end is not known."""
    if from_ >= to:
        raise ValueError("a period ends after its start")
    period = {"from": from_.isoformat(), "to": to.isoformat(), "z": 1.959964}
    for table in ("daily", "movement", "standing"):
        book.execute(f"DROP TABLE IF EXISTS temp.{table}")
    book.execute(DAILY_SQL, period)
    book.execute("CREATE UNIQUE INDEX temp.daily_by_account ON daily (account_id, day)")
    book.execute(MOVEMENT_SQL, period)
    book.execute(STANDING_SQL, period)
    return Period(_figures(book, period, "''")[""], _figures(book, period, "industry"))


def _figures(book: sqlite3.Connection, period: Mapping[str, str | float], group: str) -> dict[str, Figures]:
    """Figures by the value of the SQL expression `group`."""
    moved: dict[tuple[str, str], int] = {
        (row["grp"], row["kind"]): row["cents"] for row in book.execute(BRIDGE_SQL.format(group=group))
    }
    points: dict[str, dict[str, float]] = {}
    for row in book.execute(CONTRIBUTION_SQL.format(group=group)):
        points.setdefault(row["grp"], {})[row["name"]] = row["points"]
    csat = {
        row["grp"]: Csat(row["value"], row["n"], row["low"], row["high"])
        for row in book.execute(CSAT_SQL.format(group=group), period)
    }
    figures: dict[str, Figures] = {}
    for row in book.execute(ARR_SQL.format(group=group)):
        name: str = row["grp"]
        new, back, up, down, lost = (
            moved.get((name, kind), 0) for kind in ("new", "reactivation", "expansion", "contraction", "churn")
        )
        figures[name] = Figures(
            accounts=Accounts(row["active"]),
            arr_cents=row["closing"],
            nrr=_rate(row["retained"], row["opening"], row["cohort"]),
            grr=_rate(row["retained_capped"], row["opening"], row["cohort"]),
            logo_churn=_rate(row["lost"], row["cohort"], row["cohort"]),
            bridge=Bridge(row["opening"], new, back, up, down, lost, row["closing"]),
            # No line of this book names a product or has a plan of known rank, so that all expansion is upsell.
            expansion_by_kind=ExpansionByKind(up, 0, 0),
            quick_ratio=(new + back + up) / (down + lost) if down + lost else None,
            csat=csat.get(name, Csat(None, 0, None, None)),
            contributions=points.get(name, {}),
        )
    return figures


def _rate(numerator: int, denominator: int, n: int) -> Rate:
    return Rate(numerator / denominator if denominator else None, numerator, denominator, n)
