"""Closed quarters, what was frozen of them, and what has been entered since about their days."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, cast

from desktop.domain.errors import FileProblem
from desktop.domain.quarters.frozen import AccountPart, Frozen, FrozenFigure
from desktop.domain.quarters.keys import STARTS_IN, UNITS, WHOLE, Number, bare
from desktop.domain.quarters.quarter import JANUARY, Quarter, quarter_of
from desktop.domain.quarters.restated import Entry

CLOSING, PARTS = "closing", "accounts"
"""Keys of closed_figure that hold no figure: since when something counts as entered later, and the accounts' parts."""


class ClosedQuarter(NamedTuple):
    """A quarter that is closed.

    Args:
        closed_on: the day it was closed, or as of which.
        txn: the change set that closed it, in this file.
        known_until: the first stamp that was not counted, where it was closed as it was known on a day gone by.
        known: JSON of replica -> the last stamp of it that was counted; None where that was not noted.
    """

    id: str
    quarter: Quarter
    closed_on: date
    author: str | None
    txn: int
    known_until: int | None
    known: str | None = None


def fiscal_start(conn: sqlite3.Connection) -> int:
    """The month (1-12) the fiscal year begins with."""
    row = conn.execute(
        "SELECT value FROM setting WHERE key = ? AND deleted_at IS NULL ORDER BY id", (STARTS_IN,)
    ).fetchone()
    said = None if row is None else row[0]
    return int(said) if said in {str(month) for month in range(1, 13)} else JANUARY


def closed_quarters(conn: sqlite3.Connection, day: date) -> list[ClosedQuarter]:
    """The quarters that were closed by `day` and not reopened, the latest first."""
    rows = conn.execute(
        "SELECT q.id, q.start_on, q.end_on, q.closed_on, q.author, min(c.txn), f.detail FROM closed_quarter q "
        "JOIN change c ON c.tbl = 'closed_quarter' AND c.row = q.id AND c.col = '' "
        "LEFT JOIN closed_figure f ON f.closed_quarter = q.id AND f.key = ? AND f.deleted_at IS NULL "
        "WHERE q.deleted_at IS NULL AND q.closed_on <= ? GROUP BY q.id ORDER BY q.end_on DESC, q.id",
        (CLOSING, day.isoformat()),
    ).fetchall()
    found: list[ClosedQuarter] = []
    for row_id, start_on, end_on, closed_on, author, txn, detail in rows:
        try:
            first, last = date.fromisoformat(start_on), date.fromisoformat(end_on)
            said = _json(detail)
            named = Quarter(int(said["year"]), int(said["number"]), first, last) if said else quarter_of(last)
            until, known = said.get("known_until"), said.get("known")
            entry = ClosedQuarter(
                row_id,
                named,
                date.fromisoformat(closed_on),
                author,
                txn,
                until if isinstance(until, int) else None,
                json.dumps(known) if isinstance(known, dict) else None,
            )
        except (KeyError, TypeError, ValueError):
            raise _damaged() from None
        found.append(entry)
    return found


def known_stamps(conn: sqlite3.Connection, until: int | None) -> dict[str, int]:
    """Replica -> the stamp of its last change set in the book, of those before `until` (None = all)."""
    rows = conn.execute("SELECT replica, max(hlc) FROM txn WHERE ?1 IS NULL OR hlc < ?1 GROUP BY replica", (until,))
    return dict(rows.fetchall())


def frozen(conn: sqlite3.Connection, closed: ClosedQuarter) -> Frozen:
    """What was frozen of a closed quarter."""
    rows = conn.execute(
        "SELECT key, coalesce(grouping, ''), value, detail FROM closed_figure "
        "WHERE closed_quarter = ? AND deleted_at IS NULL ORDER BY rowid",
        (closed.id,),
    ).fetchall()
    figures: list[FrozenFigure] = []
    parts: list[AccountPart] = []
    try:
        for key, grouping, value, detail in rows:
            said = _json(detail)
            if key == PARTS:
                parts += _parts(said)
            elif key != CLOSING:
                figures.append(FrozenFigure(key, grouping, _number(key, value), dict(said)))
    except (KeyError, TypeError, ValueError):
        raise _damaged() from None
    return Frozen(closed.quarter, tuple(figures), tuple(parts))


def _number(key: str, value: float | None) -> Number:
    """Stored as a float, whatever it is."""
    return value if value is None or UNITS.get(bare(key)) not in WHOLE else int(value)


def figure_rows(conn: sqlite3.Connection, closed: ClosedQuarter) -> list[str]:
    """The ids of what was frozen of a closed quarter."""
    rows = conn.execute("SELECT id FROM closed_figure WHERE closed_quarter = ? AND deleted_at IS NULL", (closed.id,))
    return [row for (row,) in rows.fetchall()]


def packed_parts(parts: Sequence[AccountPart]) -> str:
    """The parts as text, without the accounts that have none."""
    columns = sorted({column for part in parts for column in part.values})
    windows = sorted({window for part in parts for window in part.owners_at_start})
    rows = [
        [
            part.account,
            part.name,
            part.owner,
            part.segment,
            [part.owners_at_start.get(window, "") for window in windows],
            [part.values.get(column, 0) for column in columns],
        ]
        for part in parts
        if part.values
    ]
    return json.dumps({"columns": columns, "windows": windows, "rows": rows}, ensure_ascii=False)


def _parts(said: Mapping[str, Any]) -> Iterator[AccountPart]:
    columns, windows = cast("list[str]", said["columns"]), cast("list[str]", said["windows"])
    for account, name, owner, segment, owners, values in said["rows"]:
        yield AccountPart(
            account=account,
            name=name,
            owner=owner,
            segment=segment,
            owners_at_start=dict(zip(windows, owners, strict=True)),
            values={column: value for column, value in zip(columns, values, strict=True) if value},
        )


def _json(text: str | None) -> dict[str, Any]:
    if text is None:
        return {}
    made = json.loads(text)
    if not isinstance(made, dict):
        raise ValueError(text)
    return cast("dict[str, Any]", made)


def _damaged() -> FileProblem:
    return FileProblem("The file is damaged: a closed quarter cannot be read. Restore the newest backup.")


_FIELDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "account": ("NULL", ("started_on", "churned_on", "churn_reason")),
    "contact": ("NULL", ("left_on",)),
    "contract_line": (
        "start_on",
        (
            *("arr_cents", "start_on", "end_on", "product", "plan", "plan_rank", "seats", "term_months"),
            *("auto_renew", "notice_days", "notice_given_on", "trial", "outcome", "outcome_on", "reason"),
        ),
    ),
    "milestone": ("coalesce(done_on, due_on)", ("name", "due_on", "done_on", "first_value")),
    "objective": ("coalesce(done_on, due_on)", ("goal", "due_on", "done_on")),
    "onboarding": ("started_on", ("started_on",)),
    "ownership": ("from_on", ("csm", "from_on", "until_on", "kind")),
    "qbr": ("held_on", ("held_on",)),
    "renewal_call": ("on_day", ("on_day", "kind", "category", "amount_cents", "author")),
    "risk": ("opened_on", ("reason", "opened_on", "closed_on")),
    "survey_response": (
        "responded_on",
        ("kind", "responded_on", "score", "scale_min", "scale_max", "direction", "contact"),
    ),
    "ticket": ("opened_on", ("subject", "opened_on", "closed_on", "escalated", "csat")),
    "touchpoint": ("on_day", ("subject", "kind", "on_day", "state", "two_way")),
}
"""Table -> the day of its rows, and the fields that figures of the past are made of."""

_DATES = {"closed_on", "done_on", "left_on", "notice_given_on", "outcome_on", "churned_on"}
"""Fields that date a fact of their own: one that lies after the period is none of it, whatever the row's day."""


class _Cell(NamedTuple):
    old: object
    new: object
    at: str
    by: str


def entries_since(conn: sqlite3.Connection, closed: ClosedQuarter, *, before: int | None = None) -> list[Entry]:
    """What was entered or changed since a quarter was closed, of facts dated in or before it, as it comes to now.

    What was taken back again is left out, and so are changes that came back to what they were.

    Args:
        before: only entries with an earlier stamp.
    """
    value: str | int
    if closed.known is not None:
        # Change sets come with merges, too, before or after the closing itself: their numbers here tell nothing.
        since = "t.hlc > coalesce((SELECT k.value FROM json_each(:since) k WHERE k.key = t.replica), 0)"
        value = closed.known
    elif closed.known_until:
        since, value = "t.hlc >= :since", closed.known_until
    else:
        since, value = "t.id > :since", closed.txn
    until = closed.quarter.last_on
    cells: dict[str, dict[str, dict[str, _Cell]]] = {}
    rows = conn.execute(
        "SELECT c.tbl, c.row, c.col, c.old, c.new, t.wall, t.author FROM txn t JOIN change c ON c.txn = t.id "
        f"WHERE {since} AND (:before IS NULL OR t.hlc < :before) ORDER BY t.hlc, t.replica",
        {"since": value, "before": before},
    )
    for table, row, column, old, new, at, by in rows:
        if table in _FIELDS or table == "usage_batch":
            fields = cells.setdefault(table, {}).setdefault(row, {})
            fields[column] = _Cell(fields[column].old if column in fields else old, new, at, by)
    found: list[Entry] = []
    for table in sorted(cells):
        found += _usage(conn, cells[table], until) if table == "usage_batch" else _of(conn, table, cells[table], until)
    return sorted(found, key=lambda each: (each.at, each.table, each.row, each.field or ""))


def _of(conn: sqlite3.Connection, table: str, rows: Mapping[str, Mapping[str, _Cell]], until: date) -> Iterator[Entry]:
    day_of, fields = _FIELDS[table]
    account = "id" if table == "account" else "account"
    names = ", ".join(f'"{field}"' for field in fields)
    read = conn.execute(f'SELECT id, "{account}", {day_of}, deleted_at, {names} FROM "{table}"')
    for row_id, of, dated, deleted, *now in read:
        cells = rows.get(row_id)
        if cells is None:
            continue
        says = {field: value for field, value in zip(fields, now, strict=True) if value is not None}
        dated_on = _day(dated)
        if "" in cells:
            if deleted is None and (dated_on is None or dated_on <= until):
                yield _entry(of, table, row_id, None, cells[""], says, dated_on)
            continue
        was_within = [_day(cells[field].old) for field in fields if field == day_of and field in cells]
        if not any(day is None or day <= until for day in (dated_on, *was_within)):
            continue
        for field in (*fields, "deleted_at"):
            cell = cells.get(field)
            if cell is not None and _counts(field, cell, says, until):
                yield _entry(of, table, row_id, field, cell, says, dated_on)


def _counts(field: str, cell: _Cell, says: Mapping[str, object], until: date) -> bool:
    """Whether a change makes a difference at all, and to the days until `until`."""
    if field == "deleted_at":
        return (cell.old is None) != (cell.new is None)
    if cell.old == cell.new:
        return False
    if field in _DATES:
        return any(day is not None and day <= until for day in (_day(cell.old), _day(cell.new)))
    if field in ("outcome", "reason") and "outcome_on" in says:
        outcome_on = _day(says["outcome_on"])
        return outcome_on is None or outcome_on <= until
    return True


def _usage(conn: sqlite3.Connection, rows: Mapping[str, Mapping[str, _Cell]], until: date) -> Iterator[Entry]:
    for batch, cells in rows.items():
        row = conn.execute(
            "SELECT source, readings FROM usage_batch b WHERE id = ? AND deleted_at IS NULL AND EXISTS ("
            "SELECT 1 FROM usage u JOIN usage_batch_number n ON n.no = u.batch "
            "WHERE n.batch = b.id AND u.day <= julianday(?) - julianday('1970-01-01'))",
            (batch, until.isoformat()),
        ).fetchone()
        if row is not None and "" in cells:
            yield _entry(None, "usage_batch", batch, None, cells[""], {"source": row[0], "readings": row[1]}, None)


def _entry(
    account: str | None,
    table: str,
    row: str,
    field: str | None,
    cell: _Cell,
    says: Mapping[str, object],
    dated_on: date | None,
) -> Entry:
    at = datetime.fromisoformat(cell.at)
    return Entry(account, table, row, field, cell.old, cell.new, says, dated_on, at, cell.by)


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)) if text else None
    except ValueError:
        raise _damaged() from None
