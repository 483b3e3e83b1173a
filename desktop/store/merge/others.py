"""The files that are being merged: each copied into memory, and the copies attached."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Generator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from desktop.domain.errors import FileProblem
from desktop.store import clock, outside
from desktop.store.problems import told_plainly

MOST = 8
"""Files at once; SQLite attaches ten, and two are taken."""

FURTHEST_AHEAD = timedelta(days=366)
"""A clock may be wrong; a stamp from further ahead would put everybody's edits years behind it."""


class Other(NamedTuple):
    """A file that is being merged, attached under `name`."""

    path: Path
    name: str
    doc_id: str
    currency: str
    copy_kind: str | None
    """None, "loan", "snapshot" or "redacted"."""
    copied_hlc: int | None
    newest_hlc: int


@contextmanager
def attached(
    conn: sqlite3.Connection, paths: Sequence[Path], now: datetime, password: str | None = None
) -> Generator[list[Other]]:
    """Check the files, copy each into memory, and attach the copies to `conn`, which is in no transaction.

    Raises:
        FileProblem: one is missing, locked, no portfolio, too new, damaged, altered, or holds a journal that does not
            fit its rows; nothing of any was taken.
    """
    if len(paths) > MOST:
        raise FileProblem(f"At most {MOST} files can be merged at once: these are {len(paths)}. Merge them in turns.")
    others: list[Other] = []
    with ExitStack() as open_copies:
        try:
            for position, path in enumerate(paths):
                with told_plainly(path):
                    uri = f"file:/{uuid.uuid4().hex}?vfs=memdb"
                    copy = open_copies.enter_context(
                        closing(sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False))
                    )
                    name = f"theirs{position}"
                    others.append(_copied(path, copy, name, now, password))
                    conn.execute(f"ATTACH ? AS {name}", (uri,))
            yield others
        finally:
            attached_names = {row[1] for row in conn.execute("PRAGMA database_list").fetchall()}
            for position in range(len(paths)):
                if f"theirs{position}" in attached_names:
                    conn.execute(f"DETACH theirs{position}")


def _copied(path: Path, copy: sqlite3.Connection, name: str, now: datetime, password: str | None) -> Other:
    found = outside.read_into(copy, path, password, keeps_indexes=False)
    if found.newest_hlc > clock.stamp(now + FURTHEST_AHEAD, after=0):
        raise FileProblem(
            f"{path.name} can't be merged: it was written by a clock more than a year ahead of this one. Set both "
            "computers' clocks right; if this one is right, ask for a copy made after the other was mended."
        )
    return Other(name=name, **found._asdict())
