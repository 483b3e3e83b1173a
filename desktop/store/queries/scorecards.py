"""The scorecards of the portfolio, as the domain's records."""

from __future__ import annotations

import json
import sqlite3

from desktop.domain.errors import FileProblem
from desktop.domain.scorecards import CAPS, INPUTS, Scorecard, ScorecardCap, ScorecardInput


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
    rows = conn.execute(
        "SELECT cap, value FROM scorecard_cap WHERE scorecard = ? AND deleted_at IS NULL", (card_id,)
    ).fetchall()
    return tuple(ScorecardCap(cap, value) for cap, value in sorted(rows, key=lambda row: CAPS.index(row[0])))
