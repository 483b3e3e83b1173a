"""What health is made of but usage, as columns, and only the rows that the scores of the days asked for look at."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import compress
from operator import itemgetter
from typing import Any

import numpy as np

from desktop.domain.book_health import HealthBook
from desktop.domain.columns import NEVER, Positions, Table, Words, only
from desktop.domain.health_facts import HealthTables, facts_of_tables
from desktop.domain.health_inputs import FEEDBACK_DAYS, OUTCOME_DAYS
from desktop.domain.line_columns import line_columns
from desktop.domain.name_order import in_name_order
from desktop.store import derived
from desktop.store.collector import collector_paused
from desktop.store.queries import facts
from desktop.store.queries.columns import columns
from desktop.store.queries.scorecards import scorecards


def health_there(conn: sqlite3.Connection, days: Sequence[date], ids: Sequence[str] | None = None) -> HealthBook:
    """What the accounts that are there on the last of some days are scored from on each; by name.

    Args:
        days: in order, at least one.
        ids: of a few accounts, each once; only their own rows are read. None = all.
    """
    with collector_paused():
        tables = None if ids is not None else derived.facts(conn)
        if tables is None:
            tables = _rows(conn, days, ids)
        there, segments = _there(tables["account"], tables["contract_line"], days[-1].toordinal())
        return _book(conn, there, segments, tables, days)


def account_health(conn: sqlite3.Connection, account: str, days: Sequence[date]) -> HealthBook:
    """What one account (by id) is scored from on some days, in order; also where it is not there yet, or deleted."""
    tables = _rows(conn, days, (account,))
    segment: Words = tables["account"]["segment"]
    return _book(conn, (account,), (segment.words[0] if len(segment.codes) else None,), tables, days)


def _there(accounts: Table, lines: Table, day: int) -> tuple[tuple[str, ...], tuple[str | None, ...]]:
    """The ids of the accounts there on a day, by name, and their segments."""
    starts = accounts["started_on"]
    is_there = (starts == NEVER) | (starts <= day)
    if not is_there.all():
        of_line: Words = lines["account"]
        has_line = np.zeros(len(of_line.words), np.bool_)
        has_line[of_line.codes[lines["start_on"] <= day]] = True
        with_lines = set(compress(of_line.words, has_line.tolist()))
        is_there |= accounts["id"].are(with_lines.__contains__)
    there = only(accounts, is_there)
    ids, segments = _texts(there["id"]), _texts(there["segment"])
    by_letters = sorted(zip(_texts(there["name"]), ids, segments, strict=True), key=itemgetter(0, 1))
    by_name = in_name_order(by_letters, [name for name, *_ in by_letters])
    return tuple(account for _, account, _ in by_name), tuple(segment for *_, segment in by_name)


def _texts(column: Words) -> list[Any]:
    return [column.words[at] for at in column.codes.tolist()]


def _book(
    conn: sqlite3.Connection,
    accounts: tuple[str, ...],
    segments: tuple[str | None, ...],
    tables: Mapping[str, Table],
    days: Sequence[date],
) -> HealthBook:
    # The tickets read are those of some accounts, and perhaps not the oldest.
    first_ticket_on = next((day for day in days if facts.has_ticket_by(conn, day)), None)
    positions = Positions(accounts)
    parts = HealthTables(*(tables[table] for table in derived.FACT_TABLES))
    return HealthBook(
        accounts=accounts,
        segments=segments,
        lines=line_columns(tables["contract_line"], positions),
        facts=facts_of_tables(accounts, parts, positions, first_ticket_on=first_ticket_on),
        scorecards=scorecards(conn),
    )


def _rows(conn: sqlite3.Connection, days: Sequence[date], ids: Sequence[str] | None) -> dict[str, Table]:
    """What is dated after the last day plays no part, nor what was over so long before the first that it fell out."""
    until = days[-1].isoformat()
    answered, due = (
        date.fromordinal(max(days[0].toordinal() - length, 1)).isoformat() for length in (FEEDBACK_DAYS, OUTCOME_DAYS)
    )
    conditions: dict[str, tuple[str, ...]] = {
        "survey_response": ("AND responded_on BETWEEN ? AND ?", answered, until),
        "ticket": ("AND (closed_on IS NULL OR closed_on >= ?)", answered),
        "touchpoint": ("AND on_day <= ?", until),
        "qbr": ("AND held_on <= ?", until),
        "milestone": ("AND due_on BETWEEN ? AND ?", due, until),
        "objective": ("AND due_on BETWEEN ? AND ?", due, until),
    }
    tables: dict[str, Table] = {}
    for table, (fields, always) in derived.KEPT.items():
        where, *values = conditions.get(table, ("",))
        tables[table] = columns(conn, table, fields, ids, where=f"{where} {always}", values=values)
    return tables
