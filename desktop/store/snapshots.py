"""Somebody else's book as it was at one moment: read from memory, while they go on working in the file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from desktop.domain.errors import Rejected
from desktop.store import asof, clock, outside
from desktop.store.lock import current_user
from desktop.store.problems import told_plainly
from desktop.store.sharing import exporting, sealing
from desktop.store.sharing.exporting import Copy
from desktop.store.sharing.manifest import Manifest
from desktop.store.tx import Tx


class Snapshot(NamedTuple):
    """What a file says of itself.

    Args:
        copy_kind: None = a whole book; else "loan", "snapshot" or "redacted".
        changed_at, changed_by: when something was entered last, and by whom; None in a book nobody has written in.
    """

    path: Path
    doc_id: str
    currency: str
    copy_kind: str | None
    changed_at: datetime | None
    changed_by: str | None


@contextmanager
def snapshot(path: Path, day: date, *, password: str | None = None) -> Generator[tuple[Snapshot, sqlite3.Connection]]:
    """A file's book as of `day`; the file is let go of before anything is read from it.

    Raises:
        FileProblem: as outside.read_into.
    """
    with told_plainly(path), closing(_memory()) as conn:
        found = outside.read_into(conn, path, password)
        newest = conn.execute("SELECT wall, author FROM txn ORDER BY hlc DESC, replica DESC LIMIT 1").fetchone()
        changed_at = None if newest is None else datetime.fromisoformat(newest[0])
        about = Snapshot(
            path, found.doc_id, found.currency, found.copy_kind, changed_at, None if newest is None else newest[1]
        )
        asof.lay_over(conn, clock.end_of_day(day), known_then=False)
        yield about, conn


def write_reply(
    path: Path,
    target: Path,
    choose: Callable[[sqlite3.Connection], tuple[str, ...]],
    write: Callable[[Tx], None],
    *,
    document: str,
    at: datetime,
    password: str | None = None,
) -> Manifest:
    """Write a file that takes something back to somebody's book: a loan copy of the accounts it is about.

    Args:
        path: the book as it was read; it is read again, and not written to.
        choose: the ids of those accounts, as they are in the book now.
        write: writes into the copy, as one change set.
        document: the id of the book it is meant for.
        at: the present moment.
        password: opens the book if it is sealed, and then seals the reply, too.
    Raises:
        Rejected: there is another book at that place by now, or one that nothing can come back to.
        FileProblem: the book can't be read, or the target not be written.
    """
    with told_plainly(path), closing(_memory()) as conn:
        found = outside.read_into(conn, path, password)
        if found.doc_id != document:
            raise Rejected(f"{path.name} is another book by now: open it again.")
        if found.copy_kind in ("snapshot", "redacted"):
            kind = "snapshot" if found.copy_kind == "snapshot" else "redacted copy"
            raise Rejected(f"{path.name} is a {kind}: nothing can come back to its book. Ask for a full copy.")
        accounts = choose(conn)
        sealed_with = password if sealing.is_sealed(path) else None
        return exporting.export(
            conn, target, Copy("loan", accounts, password=sealed_with), at=at, by=current_user(), write=write
        )


def _memory() -> sqlite3.Connection:
    # Read in whichever thread is free.
    return sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
