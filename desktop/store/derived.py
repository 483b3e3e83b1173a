"""Facts and usage kept as columns beside the rows they are made of, so that a whole book is read in a few large pieces.

Derived: outside the journal, made again from the rows, and never asked where there is any doubt. What is kept says up
to which change set it holds; of the accounts that later ones name, the rows themselves are read, and as soon as usage
has changed since, the readings. A book that is looked at as it was is not what is kept, nor is one whose journal may
have been passed by: whoever altered the schema, or the history up to there, is noticed.
"""

from __future__ import annotations

import hashlib
import math
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from desktop.domain.columns import NUMBERS, Column, Floats, Ints, Table, Words, is_text, joined, of_words, only
from desktop.domain.health_facts import FIELDS
from desktop.domain.line_columns import LINE_FIELDS
from desktop.store.collector import collector_paused
from desktop.store.packing import packed, unpacked
from desktop.store.queries.columns import columns
from desktop.store.queries.usage_columns import UsageColumns, usage_columns

MOST_CHANGED = 1_000
"""Accounts that may have changed since; with more the rows of all are read as quickly."""
RENEWED_FROM = 200
"""Changed accounts from which on it is worth keeping anew."""

ACCOUNT_FIELDS = ("id", "name", "segment", "started_on")
FACT_TABLES = ("survey_response", "ticket", "touchpoint", "qbr", "milestone", "objective", "contact")
"""Where the parts of HealthTables are, in its order."""
KEPT: dict[str, tuple[tuple[str, ...], str]] = {
    "account": (ACCOUNT_FIELDS, "ORDER BY name, id"),
    "contract_line": (("id", *LINE_FIELDS), ""),
    **dict(zip(FACT_TABLES, ((fields, "") for fields in FIELDS), strict=True)),
    "survey_response": (FIELDS[0], "AND score IS NOT NULL ORDER BY rowid"),
    "touchpoint": (FIELDS[2], "AND two_way"),
}
"""Table -> the fields that are kept of it, of which rows, and in which order."""

_ID_WORDS = frozenset(("account", "contact"))
"""Tables whose ids others name; of the rest only the order is kept."""
_SERIES, _USAGE = "usage_series", "usage"
_BLOCK_DAYS = 128
"""Readings are kept in blocks of so many days: a day looks at two of them at most."""
_PIECE = 8_000_000
"""Bytes of one row."""
_ALWAYS = 1 << 40
"""An ordinal after every day there is; less than none is before."""
FORMAT = hashlib.sha256(f"3 {KEPT} {_BLOCK_DAYS}".encode()).hexdigest()[:16]
"""Changes where what is kept does: columns of another format are read anew from their rows."""


def facts(conn: sqlite3.Connection) -> dict[str, Table] | None:
    """The tables of KEPT as they stand; None = they have to be read from their rows."""
    through = _through(conn, "account", KEPT)
    if through is None:
        return None
    changed = _changed_accounts(conn, through)
    if changed is None:
        return None
    kept = _kept_facts(conn)
    if kept is None or not changed:
        return kept
    ids = sorted(changed)
    fresh = fresh_facts(conn, ids)
    return {table: joined([_without(kept[table], changed), fresh[table]]) for table in KEPT}


def fresh_facts(conn: sqlite3.Connection, ids: Sequence[str] | None = None) -> dict[str, Table]:
    """The same from their rows.

    Args:
        ids: of the only accounts to read; None = all.
    """
    return {table: columns(conn, table, fields, ids, where=where) for table, (fields, where) in KEPT.items()}


def usage(conn: sqlite3.Connection, first: int, last: int) -> UsageColumns | None:
    """The readings of the days from `first` to `last`, ordinals, and of some days around; None = read their rows."""
    through = _through(conn, _SERIES, (_SERIES, _USAGE, "usage_aside", "usage_batch"))
    if (
        through is None
        or conn.execute("SELECT 1 FROM change WHERE txn > ? AND tbl = 'usage_batch' LIMIT 1", (through,)).fetchone()
    ):
        return None
    try:
        account, accounts, metric, metrics, feature, features, held = unpacked(_body(conn, _SERIES))
        series = of_words(account, accounts), of_words(metric, metrics), of_words(feature, features)
        blocks: list[int] = held[(held >= first // _BLOCK_DAYS) & (held <= last // _BLOCK_DAYS)].tolist()
        parts = [(block, *unpacked(_body(conn, f"{_USAGE} {block}"))) for block in blocks]
        return UsageColumns(*series, *_put_together(parts, len(account)))
    except (ValueError, TypeError):
        return None


def is_due(conn: sqlite3.Connection) -> bool:
    """Whether what is kept is missing, or too far from what the rows hold now."""
    through = _through(conn, "account", ())
    if through is None or _through(conn, _SERIES, ()) is None:
        return True
    if conn.execute("SELECT 1 FROM change WHERE txn > ? AND tbl = 'usage_batch' LIMIT 1", (through,)).fetchone():
        return True
    changed = _changed_accounts(conn, through)
    return changed is None or len(changed) >= RENEWED_FROM


def renew(conn: sqlite3.Connection) -> None:
    """Keep the columns of what the rows hold now; belongs into a transaction of its own."""
    with collector_paused():
        (through,) = conn.execute("SELECT coalesce(max(id), 0) FROM txn").fetchone()
        made_of = _made_of(conn, through)
        conn.execute("DELETE FROM derived")
        bodies = {**_fact_bodies(fresh_facts(conn)), **_usage_bodies(usage_columns(conn, -_ALWAYS, _ALWAYS))}
        for part, body in bodies.items():
            conn.executemany(
                "INSERT INTO derived(part, no, through, made_of, body) VALUES(?, ?, ?, ?, ?)",
                (
                    (part, no, through, made_of, body[begin : begin + _PIECE])
                    for no, begin in enumerate(range(0, len(body), _PIECE))
                ),
            )


def wrong_parts(conn: sqlite3.Connection) -> list[str]:
    """The tables whose kept columns say something else than their rows; only a file that was tampered with has any."""
    found: list[str] = []
    with collector_paused():
        kept, read = facts(conn), fresh_facts(conn)
        if kept is not None:
            found = [table for table in KEPT if _as_rows(table, kept[table]) != _as_rows(table, read[table])]
        readings = usage(conn, -_ALWAYS, _ALWAYS)
        if readings is not None and not _are_same(readings, usage_columns(conn, -_ALWAYS, _ALWAYS)):
            found.append(_USAGE)
    return found


def _as_rows(table: str, read: Table) -> Counter[tuple[Any, ...]]:
    columns = [_told(column) for field, column in read.items() if field != "id" or table in _ID_WORDS]
    return Counter(zip(*columns, strict=True))


def _told(column: Column) -> list[object]:
    """What each row says; None = unknown."""
    if isinstance(column, Words):
        return [column.words[at] for at in column.codes.tolist()]
    values: list[float] = column.tolist()
    return [None if math.isnan(value) else value for value in values]


def _are_same(one: UsageColumns, other: UsageColumns) -> bool:
    series = ([_told(words) for words in (each.account, each.metric, each.feature)] for each in (one, other))
    readings = zip(one[3:], other[3:], strict=True)
    return next(series) == next(series) and all(np.array_equal(mine, theirs) for mine, theirs in readings)


# -- whether what is kept may be asked


def _made_of(conn: sqlite3.Connection, through: int) -> str:
    """What tells that nobody passed the journal by: the program's format, the schema's age, and the last change set."""
    (age,) = conn.execute("PRAGMA main.schema_version").fetchone()
    last = conn.execute("SELECT hlc, replica FROM txn WHERE id = ?", (through,)).fetchone()
    return f"{FORMAT} {age} {last}"


def _through(conn: sqlite3.Connection, part: str, tables: Sequence[str] | Mapping[str, object]) -> int | None:
    """The last change set that a part was made after; None = it may not be asked.

    Args:
        tables: what it is made of: none of them may have been laid over by a past day's.
    """
    kept = conn.execute("SELECT through, made_of FROM derived WHERE part = ? AND no = 0", (part,)).fetchone()
    if kept is None or kept[1] != _made_of(conn, kept[0]):
        return None
    laid_over = {name for (name,) in conn.execute("SELECT name FROM temp.sqlite_master WHERE type = 'table'")}
    return None if laid_over & {"account", *tables} else int(kept[0])


def _changed_accounts(conn: sqlite3.Connection, through: int) -> set[str] | None:
    """The accounts that change sets after `through` name; None = too many."""
    most = 50 * MOST_CHANGED
    if conn.execute("SELECT 1 FROM change WHERE txn > ? LIMIT 1 OFFSET ?", (through, most)).fetchone():
        return None
    changed: set[str] = set()
    tables = conn.execute("SELECT DISTINCT tbl FROM change WHERE txn > ?", (through,)).fetchall()
    for (table,) in tables:
        if table not in KEPT:
            continue
        rows = "SELECT row FROM change WHERE txn > ?1 AND tbl = ?2"
        if table == "account":
            named = conn.execute(rows, (through, table))
        else:
            # A row that went from one account to another changes both.
            named = conn.execute(
                f"SELECT account FROM {table} WHERE id IN ({rows}) UNION SELECT old FROM change "
                "WHERE txn > ?1 AND tbl = ?2 AND col = 'account'",
                (through, table),
            )
        changed |= {account for (account,) in named if account is not None}
    return changed if len(changed) <= MOST_CHANGED else None


# -- bytes


def _body(conn: sqlite3.Connection, part: str) -> bytes:
    return b"".join(body for (body,) in conn.execute("SELECT body FROM derived WHERE part = ? ORDER BY no", (part,)))


def _fact_bodies(tables: Mapping[str, Table]) -> dict[str, bytes]:
    ids: Words = tables["account"]["id"]
    number = {account: at for at, account in enumerate(ids.words)}
    bodies: dict[str, bytes] = {}
    for table, (fields, _) in KEPT.items():
        pieces: list[Any] = []
        for field in fields:
            column = tables[table][field]
            if not isinstance(column, Words):
                pieces.append(column)
            elif field == "account":
                pieces.append(np.array([number[word or ""] for word in column.words], np.int64)[column.codes])
            elif field == "contact":
                pieces += _numbered_by(column, tables["contact"]["id"].words)
            elif field == "id" and table not in _ID_WORDS:
                pieces.append(column.codes)
            else:
                pieces += column
        bodies[table] = packed(pieces)
    return bodies


def _numbered_by(column: Words, words: Sequence[str | None]) -> tuple[Ints, list[str | None]]:
    """A column by its place in words, then None, then what is neither; and that."""
    number: dict[str | None, int] = {word: at for at, word in enumerate([*words, None])}
    known = len(number)
    codes = [number.setdefault(word, len(number)) for word in column.words]
    return np.array(codes, np.int64)[column.codes], list(number)[known:]


def _kept_facts(conn: sqlite3.Connection) -> dict[str, Table] | None:
    """As they were packed; None = they are damaged."""
    tables: dict[str, Table] = {}
    ids: Sequence[str | None] = ()
    try:
        for table, (fields, _) in KEPT.items():
            pieces = iter(unpacked(_body(conn, table)))
            found: Table = {}
            for field in fields:
                column = next(pieces)
                if field == "account":
                    found[field] = of_words(column, ids)
                elif field == "id" and table not in _ID_WORDS:
                    found[field] = Words(column.astype(np.int64), ())
                elif field == "contact":
                    found[field] = Words(column.astype(np.int64), next(pieces))
                elif is_text(field):
                    found[field] = of_words(column, next(pieces))
                else:
                    found[field] = column.astype(np.float64 if field in NUMBERS else np.int64)
            if table == "account":
                ids = found["id"].words
            if len({len(each.codes if isinstance(each, Words) else each) for each in found.values()}) != 1:
                raise ValueError("the columns differ in length")
            tables[table] = found
        # One list names the people of both, so that nobody has to look who is who.
        people, answers = tables["contact"]["id"], tables["survey_response"]
        words = [*people.words, None, *answers["contact"].words]
        answers["contact"] = of_words(answers["contact"].codes, words)
        tables["contact"]["id"] = Words(people.codes, words)
    except (ValueError, TypeError, StopIteration):
        return None
    return tables


def _usage_bodies(read: UsageColumns) -> dict[str, bytes]:
    block = read.day // _BLOCK_DAYS
    held = np.unique(block)
    bodies: dict[str, bytes] = {}
    for number in held.tolist():
        of = np.flatnonzero(block == number)
        count = np.bincount(read.series[of], minlength=len(read.account.codes))
        bodies[f"{_USAGE} {number}"] = packed((count, read.day[of] - number * _BLOCK_DAYS, read.value[of]))
    series = packed((*read.account, *read.metric, *read.feature, held))
    return {_SERIES: series, **bodies}


def _put_together(parts: Sequence[tuple[int, Any, Any, Any]], series: int) -> tuple[Ints, Ints, Floats]:
    """The readings of some blocks, in the order of their days, by series.

    Args:
        parts: block; readings per series; their days within the block, and values.
        series: how many there are.
    Raises:
        ValueError: a block is not whole.
    """
    for _, count, days, values in parts:
        if len(count) != series or not count.sum() == len(days) == len(values):
            raise ValueError("a block of readings is not whole")
    counts = [count.astype(np.int64) for _, count, _, _ in parts]
    total = sum(counts, np.zeros(series, np.int64))
    day, value = np.empty(int(total.sum()), np.int64), np.empty(int(total.sum()))
    begin = np.cumsum(total) - total
    for (block, _, days, values), count in zip(parts, counts, strict=True):
        if len(parts) == 1:
            at: Any = slice(None)
        else:
            at = np.arange(len(days)) + np.repeat(begin - (np.cumsum(count) - count), count)
        day[at], value[at] = days.astype(np.int64) + block * _BLOCK_DAYS, values
        begin = begin + count
    return np.repeat(np.arange(series), total), day, value


def _without(table: Table, accounts: set[str]) -> Table:
    column: Words = table["account"] if "account" in table else table["id"]
    return only(table, ~column.are(lambda account: account in accounts))
