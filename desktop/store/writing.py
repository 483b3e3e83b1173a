"""One change set: stamped, journalled, and kept whole or not at all; and what becomes of the file's own clock.

Does not know who holds the file's lock, nor what is changed.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Generic, TypeVar

from desktop.domain.errors import Rejected
from desktop.store import changes, clock, making, replicas
from desktop.store.changes import Changes
from desktop.store.erasing import marks, scrubbing
from desktop.store.merge import ties
from desktop.store.tx import Tx
from desktop.store.watch import Watch

R = TypeVar("R")

CHECK_AGAIN_AFTER_DAYS = 7
TURNS = ("undo", "redo", "unmerge")
"""Kinds of change sets that stay though they changed nothing: what they took back must not be taken back again."""


@dataclass(frozen=True, slots=True)
class Performed(Generic[R]):
    """What an operation returned, and what it changed."""

    result: R
    changes: Changes


@dataclass(frozen=True, slots=True)
class Hand:
    """Who writes, and when: recorded with a change set."""

    at: datetime
    author: str


class _Rehearsed(Exception):
    pass


class Writing:
    """What writes to one open file, as one replica of its document."""

    def __init__(self, path: Path, conn: sqlite3.Connection, watch: Watch, doc_id: str) -> None:
        self._path, self._conn, self._watch = path, conn, watch
        newest: dict[str, int] = dict(conn.execute("SELECT replica, max(hlc) FROM txn GROUP BY replica").fetchall())
        self._replica = replicas.recall(doc_id, path.stat(), newest)

    @property
    def replica(self) -> str:
        return self._replica.id

    def is_checked_lately(self) -> bool:
        """Whether the file is just as it was when its contents were last checked, and that is not long ago."""
        known, status = self._replica, self._path.stat()
        unchanged = (known.size, known.mtime_ns) == (status.st_size, status.st_mtime_ns)
        return unchanged and abs(time.time() - known.checked_at) <= CHECK_AGAIN_AFTER_DAYS * 86400

    def remember(self, *, last_hlc: int | None = None, checked_at: float | None = None) -> None:
        """Note outside the file how we left it: so a copy that comes in its place is known as one."""
        self._replica = replicas.seen(self._replica, self._path, last_hlc=last_hlc, checked_at=checked_at)
        replicas.remember(self._replica)

    def write(self, hand: Hand, kind: str, operation: Callable[[Tx], R], *, after: int = 0) -> Performed[R]:
        """Run an operation as one change set: all of it is saved, or, if it raises, nothing.

        Args:
            after: its stamp is later than this one, and than all in the file.
        Raises:
            Rejected: the operation refused.
            FileProblem: the file is not as we left it.
        """
        conn = self._conn
        self._watch.refuse_changes()
        with making.transaction(conn, self._watch.look_again) as ending:
            # A loan copy holds few of the change sets that its book held; what is done in it comes after all.
            (newest,) = conn.execute(
                "SELECT max(coalesce((SELECT max(hlc) FROM txn), 0), coalesce(copied_hlc, 0)) FROM portfolio"
            ).fetchone()
            hlc = clock.stamp(hand.at, after=max(newest, self._replica.last_hlc, after))
            txn = conn.execute(
                "INSERT INTO txn(hlc, replica, author, wall, kind) VALUES(?, ?, ?, ?, ?)",
                (hlc, self.replica, hand.author, clock.wall(hand.at), kind),
            ).lastrowid
            assert txn is not None
            conn.execute("UPDATE capture SET txn = ?, paused = 0", (txn,))
            tx = Tx(conn, txn, hlc, hand.at, hand.author, self.replica)
            try:
                result = operation(tx)
            except UnicodeEncodeError:
                # What the system could not read as UTF-8 comes as halves of characters.
                raise Rejected("The text holds bytes that are no UTF-8: type it again.") from None
            conn.execute("UPDATE txn SET label = ? WHERE id = ?", (_storable(tx.label), txn))
            conn.execute("UPDATE capture SET txn = NULL")
            if kind not in ("merge", marks.KIND) and marks.are_there(conn):
                # Whoever was erased does not come back by typing, importing or undoing.
                scrubbing.scrub(conn, "main", marks.read(conn, "main"), txn=txn)
            ties.settle_edited(conn, txn)
            done = changes.of_txn(conn, txn, tx.journalled)
            if tx.also is not None:
                done = done.and_also(tx.also)
            kept = bool(done) or kind in TURNS or (kind == "merge" and _brought_any(conn, txn))
            # What a merge or an erasure brings need not be in the journal: scores that were shown, marks.
            ending.is_kept = kept or kind in ("merge", marks.KIND)
            if not kept and ending.is_kept:
                # An empty entry would be noise in the history and in undo.
                conn.execute("DELETE FROM txn WHERE id = ?", (txn,))
        self._watch.refuse_other_file()
        self.remember(last_hlc=hlc if kept else None)
        return Performed(result, done)

    def rehearse(self, hand: Hand, kind: str, operation: Callable[[Tx], R], *, after: int = 0) -> Performed[R]:
        """Do all of it and roll it back, so that the answer is true and nothing is saved."""
        rehearsed: list[R] = []

        def rehearse(tx: Tx) -> None:
            rehearsed.append(operation(tx))
            raise _Rehearsed

        with suppress(_Rehearsed):
            self.write(hand, kind, rehearse, after=after)
        return Performed(rehearsed[0], Changes("", kind, frozenset(), frozenset(), 0))

    def beside_the_journal(self, write: Callable[[sqlite3.Connection], object]) -> None:
        """Write what follows from the rows and is no change of them: no history, and nothing to undo."""
        with making.transaction(self._conn, self._watch.look_again):
            write(self._conn)
        self.remember()


def _storable(label: str) -> str:
    """A label that names a file may hold bytes that are no UTF-8, as names of files do: those as escapes."""
    return label.encode("utf-8", "backslashreplace").decode()


def _brought_any(conn: sqlite3.Connection, merge: int) -> bool:
    """Whether a merge took in change sets, be they empty: undo has to take back these, and not what came before."""
    return bool(conn.execute("SELECT EXISTS (SELECT 1 FROM txn WHERE brought_by = ?)", (merge,)).fetchone()[0])
