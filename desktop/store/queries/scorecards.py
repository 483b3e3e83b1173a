"""The scorecards of the portfolio, as the domain's records, and what was changed in them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from desktop.domain.errors import FileProblem
from desktop.domain.scorecard_versions import ScorecardVersion
from desktop.domain.scorecards import CAPS, INPUTS, NO_CAP, Scorecard, ScorecardCap, ScorecardInput
from desktop.store import asof, clock


class ScorecardChange(NamedTuple):
    """One field of a scorecard that was changed, or a whole one that was made, removed or brought back.

    Args:
        at: UTC, ISO text.
        key, name: the scorecard's.
        field: as in scorecards.Difference; "made", "removed" or "back" for the whole.
        old, new: numbers, texts or points; None for the whole, and where a cap is none.
    """

    at: str
    by: str
    key: str
    name: str
    field: str
    old: object = None
    new: object = None


def scorecards(conn: sqlite3.Connection) -> list[Scorecard]:
    """Every scorecard with its inputs and caps, in the domain's order.

    Raises:
        FileProblem: one of them cannot be understood.
    """
    return list(_scorecards(tuple(_read(conn))))


@lru_cache(maxsize=4)
def _scorecards(read: tuple[tuple[Sequence[Any], ...], ...]) -> tuple[Scorecard, ...]:
    """Each score of one account asks for them, and they hardly ever change."""
    return tuple(_understood(_by_id(read)))


def scorecard_versions(conn: sqlite3.Connection, since: date, until: date) -> tuple[ScorecardVersion, ...]:
    """The scorecards as they were before `since`, and at the end of each day from then to `until` that changed them.

    As everywhere known now: only fields go back, so that one made later counts with what it was made with, and one
    that was removed counts at no date.

    Returns:
        Oldest first, at least one; the first is the earliest known.
    Raises:
        FileProblem: one of them cannot be understood.
    """
    rows = _by_id(_read(conn))
    cards = tuple(_understood(rows))
    newest_first: list[ScorecardVersion] = []
    for day, changes in groupby(conn.execute(_SINCE, (clock.end_of_day(since),)), lambda row: clock.day_of(row[0])):
        for _, table, row, column, old in changes:
            if column in asof.UNDATED[table] and row in rows[table]:
                rows[table][row][column] = old
        before = tuple(_understood(rows))
        if before != cards:
            newest_first.append(ScorecardVersion(day, cards))
        cards = before
    # Where a past day is looked at, what changed after it went back already: going over it again made days up.
    return (ScorecardVersion(date.min, cards), *(each for each in reversed(newest_first) if each.since <= until))


_COLUMNS = {
    "scorecard": ("key", "name", "segment", "green_from", "amber_from", "min_coverage"),
    "scorecard_input": ("scorecard", "input", "weight", "points"),
    "scorecard_cap": ("scorecard", "cap", "value"),
}

_SINCE = """
SELECT t.hlc, c.tbl, c.row, c.col, c.old FROM txn t
CROSS JOIN change c ON c.txn = t.id AND c.tbl IN ('scorecard', 'scorecard_input', 'scorecard_cap') AND c.col <> ''
WHERE t.hlc >= ? AND NOT EXISTS (
    SELECT 1 FROM change b WHERE b.txn = c.txn AND b.tbl = c.tbl AND b.row = c.row AND b.col = '')
ORDER BY t.hlc DESC, t.replica DESC
"""
"""As store/asof.py: the newest first, and not what was set where the row was born."""

Row = dict[str, Any]


def _read(conn: sqlite3.Connection) -> Iterator[tuple[Sequence[Any], ...]]:
    """The living rows of each table, with their ids."""
    for table, columns in _COLUMNS.items():
        yield tuple(conn.execute(f"SELECT id, {', '.join(columns)} FROM {table} WHERE deleted_at IS NULL"))


def _by_id(read: Iterable[Iterable[Sequence[Any]]]) -> dict[str, dict[str, Row]]:
    """Table -> id -> the row."""
    return {
        table: {row_id: dict(zip(columns, row, strict=True)) for row_id, *row in rows}
        for (table, columns), rows in zip(_COLUMNS.items(), read, strict=True)
    }


def _understood(rows: dict[str, dict[str, Row]]) -> list[Scorecard]:
    inputs_of, caps_of = _by_card(rows["scorecard_input"]), _by_card(rows["scorecard_cap"])
    found: list[Scorecard] = []
    for card_id, card in sorted(rows["scorecard"].items(), key=lambda each: (each[1]["key"], each[0])):
        try:
            inputs, caps = _inputs(inputs_of.get(card_id, ())), _caps(caps_of.get(card_id, ()))
        except (ValueError, TypeError, RecursionError):
            raise FileProblem(
                f"The file is damaged: the scorecard {card['key']!r} cannot be understood. Restore the newest backup."
            ) from None
        # Apart, one may have lowered green and another raised amber: then green is as one said, and the rest is red.
        edges = {"amber_from": min(card["amber_from"], card["green_from"])}
        found.append(Scorecard(**{**card, **edges}, inputs=inputs, caps=caps))
    return found


def _by_card(rows: dict[str, Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows.values():
        found.setdefault(row["scorecard"], []).append(row)
    return found


def _inputs(rows: Sequence[Row]) -> tuple[ScorecardInput, ...]:
    return tuple(
        ScorecardInput(row["input"], row["weight"], tuple((float(x), float(y)) for x, y in json.loads(row["points"])))
        for row in sorted(rows, key=lambda row: INPUTS.index(row["input"]))
    )


def _caps(rows: Sequence[Row]) -> tuple[ScorecardCap, ...]:
    # One that was switched off is kept as one that takes nothing: on past days it still has the value it had.
    living = [row for row in rows if row["value"] < NO_CAP]
    return tuple(ScorecardCap(row["cap"], row["value"]) for row in sorted(living, key=lambda r: CAPS.index(r["cap"])))


_CHANGES = """
SELECT t.wall, t.author, s.key, s.name, '', c.col, c.old, c.new, t.hlc, t.kind
FROM change c JOIN txn t ON t.id = c.txn JOIN scorecard s ON s.id = c.row WHERE c.tbl = 'scorecard'
UNION ALL
SELECT t.wall, t.author, s.key, s.name, 'inputs.' || i.input || '.', c.col, c.old, c.new, t.hlc, t.kind
FROM change c JOIN txn t ON t.id = c.txn JOIN scorecard_input i ON i.id = c.row JOIN scorecard s ON s.id = i.scorecard
WHERE c.tbl = 'scorecard_input' AND c.col IN ('weight', 'points')
UNION ALL
SELECT t.wall, t.author, s.key, s.name, 'caps.' || p.cap, c.col, c.old, c.new, t.hlc, t.kind
FROM change c JOIN txn t ON t.id = c.txn JOIN scorecard_cap p ON p.id = c.row JOIN scorecard s ON s.id = p.scorecard
WHERE c.tbl = 'scorecard_cap' AND c.col = 'value'
ORDER BY 9 DESC, 3, 5, 6
"""


def scorecard_changes(conn: sqlite3.Connection) -> list[ScorecardChange]:
    """What was changed in the scorecards, removed ones included, the newest first; not what every new file holds."""
    found: list[ScorecardChange] = []
    for at, by, key, name, prefix, column, old, new, _, kind in conn.execute(_CHANGES):
        if not column and kind == "system":
            continue
        whole = "made" if not column else "back" if new is None else "removed"
        if prefix.startswith("caps"):
            values = [None if value is None or value >= NO_CAP else value for value in (old, new)]
            found.append(ScorecardChange(at, by, key, name, prefix, *values))
        elif column in ("", "deleted_at"):
            found.append(ScorecardChange(at, by, key, name, whole))
        elif column == "points":
            found.append(ScorecardChange(at, by, key, name, f"{prefix}points", _points(old), _points(new)))
        elif column not in ("key", "segment", "external_id"):
            found.append(ScorecardChange(at, by, key, name, f"{prefix}{column}", old, new))
    return found


def _points(text: object) -> tuple[tuple[float, float], ...] | None:
    """The points as they were written; None where a damaged journal holds none."""
    try:
        return tuple((float(x), float(y)) for x, y in json.loads(str(text)))
    except (ValueError, TypeError, RecursionError):
        return None
