"""The scorecards of the portfolio, as the domain's records, and what was changed in them."""

from __future__ import annotations

import json
import sqlite3
from typing import NamedTuple

from desktop.domain.errors import FileProblem
from desktop.domain.scorecards import CAPS, INPUTS, NO_CAP, Scorecard, ScorecardCap, ScorecardInput


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
    found: list[Scorecard] = []
    rows = conn.execute(
        "SELECT id, key, name, segment, green_from, amber_from, min_coverage FROM scorecard "
        "WHERE deleted_at IS NULL ORDER BY key, id"
    )
    for card_id, key, name, segment, green, amber, coverage in rows.fetchall():
        try:
            inputs, caps = _inputs(conn, card_id), _caps(conn, card_id)
        except (ValueError, TypeError, RecursionError):
            raise FileProblem(
                f"The file is damaged: the scorecard {key!r} cannot be understood. Restore the newest backup."
            ) from None
        found.append(Scorecard(key, name, segment, inputs, caps, green, amber, coverage))
    return found


def _inputs(conn: sqlite3.Connection, card_id: str) -> tuple[ScorecardInput, ...]:
    rows = conn.execute(
        "SELECT input, weight, points FROM scorecard_input WHERE scorecard = ? AND deleted_at IS NULL", (card_id,)
    ).fetchall()
    return tuple(
        ScorecardInput(name, weight, tuple((float(x), float(y)) for x, y in json.loads(points)))
        for name, weight, points in sorted(rows, key=lambda row: INPUTS.index(row[0]))
    )


def _caps(conn: sqlite3.Connection, card_id: str) -> tuple[ScorecardCap, ...]:
    # One that was switched off is kept as one that takes nothing: on past days it still has the value it had.
    rows = conn.execute(
        "SELECT cap, value FROM scorecard_cap WHERE scorecard = ? AND deleted_at IS NULL AND value < ?",
        (card_id, NO_CAP),
    ).fetchall()
    return tuple(ScorecardCap(cap, value) for cap, value in sorted(rows, key=lambda row: CAPS.index(row[0])))


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
