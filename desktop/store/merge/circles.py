"""Accounts that two people put below one another apart: as all change sets together say it, none is below itself.

Where an account ends up is not journalled: what each change set said stays as it was, so that every copy comes to the
same verdict (`domain.parents`), and to another one when it learns more.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Container
from itertools import groupby
from typing import NamedTuple

from desktop.domain.merge import Cell, Conflict, Side, Told
from desktop.domain.parents import Above, comes_under_itself, parents_after
from desktop.store import triggers
from desktop.store.changes import Changes
from desktop.store.merge.births import latest_said
from desktop.store.tx import Tx

TEMPORARY = ("stood",)


class Ring(NamedTuple):
    """A conflict about an account that was put below another, which somebody else put below it.

    Args:
        wanted: the account it was to come below.
    """

    conflict: Conflict
    wanted: str | None


class _Said(NamedTuple):
    """The last that was said of where an account stands."""

    parent: str | None
    before: str | None
    hlc: int
    replica: str
    author: str
    wall: str


class _Story(NamedTuple):
    """What the journal says of parents: who said what last, and where everybody stands by all that was said."""

    last: dict[str, _Said]
    above: Above


def remember(conn: sqlite3.Connection, theirs: str) -> bool:
    """Note where accounts stand before anything is copied; False = nothing that comes is about that."""
    comes = conn.execute(
        f"SELECT EXISTS (SELECT 1 FROM temp.brought b CROSS JOIN {theirs}.change c ON c.txn = b.txn "
        "AND c.tbl = 'account' WHERE c.col = 'parent') OR EXISTS (SELECT 1 FROM temp.newborn n "
        f"JOIN {theirs}.account a ON a.id = n.row WHERE n.tbl = 'account' AND a.parent IS NOT NULL)"
    ).fetchone()[0]
    if comes:
        conn.execute("CREATE TEMP TABLE stood AS SELECT id, parent FROM main.account WHERE parent IS NOT NULL")
    return bool(comes)


def held(conn: sqlite3.Connection) -> Above:
    """Account -> the one above it, of those whose parent the journal speaks of."""
    story = _story(conn)
    return {account: story.above[account] for account in story.last}


def settle(conn: sqlite3.Connection) -> frozenset[str]:
    """Put each account where all change sets together put it; the triggers are paused.

    Returns:
        Those that were moved.
    """
    right = held(conn)
    rows = conn.execute(
        "SELECT id, parent FROM main.account WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(right)),)
    ).fetchall()
    moved = [(right[account], account) for account, parent in rows if parent != right[account]]
    conn.executemany("UPDATE main.account SET parent = ? WHERE id = ?", moved)
    return frozenset(account for _, account in moved)


def settle_after(tx: Tx) -> None:
    """`settle`, if the open change set is about parents: what was taken back may close a circle by now."""
    (about,) = tx.conn.execute(
        "SELECT EXISTS (SELECT 1 FROM main.change WHERE txn = ? AND tbl = 'account' AND col = 'parent')", (tx.txn,)
    ).fetchone()
    if about:
        with triggers.paused(tx.conn):
            moved = settle(tx.conn)
        tell_moved(tx, moved)


def tell_moved(tx: Tx, accounts: frozenset[str]) -> None:
    """Say with the change set that these accounts changed, which its journal does not."""
    if accounts:
        also = Changes("", "", frozenset({"account"}), accounts, 0)
        tx.also = also if tx.also is None else tx.also.and_also(also)


def rings(conn: sqlite3.Connection, theirs: str) -> list[Ring]:
    """Accounts that one side put where they can't stand any more; by name."""
    if not conn.execute("SELECT 1 FROM temp.sqlite_master WHERE name = 'stood'").fetchone():
        return []
    story = _story(conn)
    names: dict[str, str] = dict(conn.execute("SELECT id, name FROM main.account").fetchall())
    mine: Above = dict(conn.execute("SELECT id, parent FROM temp.stood").fetchall())
    other: Above = dict(conn.execute(f"SELECT id, parent FROM {theirs}.account WHERE parent IS NOT NULL").fetchall())
    brought = set(conn.execute("SELECT hlc, replica FROM temp.brought").fetchall())
    apart = set(conn.execute("SELECT x.hlc, x.replica FROM temp.apart a JOIN main.txn x ON x.id = a.txn").fetchall())
    found: list[Ring] = []
    for account, said in story.last.items():
        if said.parent is None or story.above[account] == said.parent or account not in names:
            continue
        if mine.get(account) == said.parent:
            loser, others = "mine", brought
        elif other.get(account) == said.parent:
            loser, others = "theirs", apart
        else:
            # Neither side had it so any more.
            continue
        found.append(_ring(story, account, said, "mine" if loser == "mine" else "theirs", others, names))
    return sorted(found, key=lambda each: (each.conflict.account or "", each.conflict.cell))


def put(tx: Tx, account: str, parent: str | None) -> None:
    """Put an account below another by choice, and what stands in the way back to where it stood."""
    story = _story(tx.conn)
    while (blocker := _blocker(story, account, parent)) is not None:
        instead = story.last[blocker].before if blocker in story.last else None
        if comes_under_itself(blocker, {**story.above, account: parent, blocker: instead}):
            instead = None
        tx.update("account", blocker, {"parent": instead})
        story.above[blocker] = instead
    tx.update("account", account, {"parent": parent})


def _ring(
    story: _Story, account: str, said: _Said, loser: Side, others: set[tuple[int, str]], names: dict[str, str]
) -> Ring:
    blocker = _blocker(story, account, said.parent, others)
    lost = Told(_below(account, said.parent, names), said.author, said.wall)
    if blocker is None:
        kept = Told(_below(account, story.above[account], names), said.author, said.wall)
    else:
        its = story.last.get(blocker, said)
        kept = Told(_below(blocker, story.above.get(blocker), names), its.author, its.wall)
    winner: Side = "theirs" if loser == "mine" else "mine"
    told = (lost, kept) if loser == "mine" else (kept, lost)
    cell = Cell("account", account, "parent")
    conflict = Conflict(cell, names.get(account), None, *told, winner, is_circle=True)
    return Ring(conflict, said.parent)


def _blocker(
    story: _Story, account: str, wanted: str | None, others: Container[tuple[int, str]] = frozenset()
) -> str | None:
    """On the way up from the account that is wanted above to the account itself: who was moved last, by the others."""
    path: list[str] = []
    at = wanted
    while at is not None and at != account and at not in path:
        path.append(at)
        at = story.above.get(at)
    if at != account or not path:
        return None
    ways = [each for each in path if each in story.last and story.last[each].parent == story.above[each]]
    theirs = [each for each in ways if (story.last[each].hlc, story.last[each].replica) in others]
    return max(theirs or ways, key=lambda each: (story.last[each].hlc, story.last[each].replica), default=path[0])


def _below(account: str, parent: str | None, names: dict[str, str]) -> str:
    name = names.get(account, "An account")
    return f"{name} below none" if parent is None else f"{name} below {names.get(parent, 'an account')}"


def _story(conn: sqlite3.Connection) -> _Story:
    marks = conn.execute(
        "SELECT c.row, c.old, c.new, x.hlc, x.replica, x.author, x.wall, EXISTS (SELECT 1 FROM main.change b "
        "WHERE b.txn = c.txn AND b.tbl = c.tbl AND b.row = c.row AND b.col = '') "
        "FROM main.txn x CROSS JOIN main.change c ON c.txn = x.id AND c.tbl = 'account' WHERE c.col = 'parent' "
        "ORDER BY x.hlc, x.replica, c.row"
    ).fetchall()
    edits: list[tuple[str, _Said]] = []
    born: dict[str, list[_Said]] = {}
    for account, old, new, hlc, replica, author, wall, is_birth in marks:
        said = _Said(new, old, hlc, replica, author, wall)
        if is_birth:
            born.setdefault(account, []).append(said)
        else:
            edits.append((account, said))
    last: dict[str, _Said] = {}
    first: Above = {}
    for account, said in edits:
        first.setdefault(account, said.before)
        last[account] = said
    births = _births_said(conn, {account: said for account, said in born.items() if account not in last})
    last |= births
    # What no change set says by itself: the account was born so, and nobody moved it since.
    rows = conn.execute("SELECT id, parent FROM main.account WHERE parent IS NOT NULL").fetchall()
    firm: Above = {account: parent for account, parent in rows if account not in last}
    in_order = sorted(births.items(), key=lambda each: (each[1].hlc, each[1].replica, each[0]))
    sets = [
        *({account: parent} for account, parent in sorted(first.items())),
        *({account: said.parent for account, said in group} for _, group in groupby(in_order, key=_stamp)),
        *({account: said.parent for account, said in group} for _, group in groupby(edits, key=_stamp)),
    ]
    above = parents_after(firm, sets)
    return _Story(last, above)


def _stamp(each: tuple[str, _Said]) -> tuple[int, str]:
    return each[1].hlc, each[1].replica


def _births_said(conn: sqlite3.Connection, born: dict[str, list[_Said]]) -> dict[str, _Said]:
    """Account -> what its births say together, of those nobody moved since; said when the birth that decides was."""
    if not born:
        return {}
    births = conn.execute(
        "SELECT c.row, x.hlc, x.replica FROM main.txn x CROSS JOIN main.change c ON c.txn = x.id "
        "AND c.tbl = 'account' WHERE c.col = '' AND c.row IN (SELECT value FROM json_each(?)) "
        "ORDER BY x.hlc, x.replica",
        (json.dumps(list(born)),),
    ).fetchall()
    values: dict[str, list[str | None]] = {}
    own = {(account, said.hlc, said.replica): said for account, of in born.items() for said in of}
    for account, hlc, replica in births:
        said = own.get((account, hlc, replica))
        # A birth without a row of its own says what those rows say that the others do.
        values.setdefault(account, []).append(born[account][0].before if said is None else said.parent)
    decided: dict[str, _Said] = {}
    for account, said in values.items():
        parent = latest_said(said, "parent")
        by = next((each for each in reversed(born[account]) if each.parent == parent), born[account][-1])
        decided[account] = by._replace(parent=None if parent is None else str(parent))
    return decided
