"""Somebody else's file: looked at with the same suspicion as our own, copied into memory, never written to."""

from __future__ import annotations

import sqlite3
import time
import uuid
from collections.abc import Generator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from desktop.domain.errors import FileProblem
from desktop.store import backup, checks, clock, making, opening, schema
from desktop.store.problems import told_plainly
from desktop.store.sharing import exporting, manifest, sealing

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
    path = path.resolve()
    sealed = sealing.is_sealed(path)
    if sealed:
        version = _unsealed(path, copy, password)
    else:
        version = opening.read_version(path)
        opening.refuse_super_journal(path)
        with closing(_read_only(path)) as source:
            source.backup(copy, pages=4096, progress=backup.Deadline())
    copy.execute("PRAGMA trusted_schema=OFF")
    missing = opening.check_schema(copy, path, version)
    if version < schema.VERSION:
        making.migrate(copy, version)
    for statement in missing:
        copy.execute(statement)
    doc_id, currency = opening.identity(copy, path)
    problems = checks.problems(copy)
    if problems:
        raise FileProblem(
            f"{path.name} can't be merged: {problems[0]} Nothing was taken. Ask whoever sent it for a fresh copy.",
            cause="damaged",
        )
    (columns_kept,) = copy.execute("SELECT count(*) FROM derived").fetchone()
    if not sealed and not columns_kept:
        # A large book writes its columns down when it is closed, and those are no change anybody made.
        manifest.refuse_damaged(path, exporting.newest_of(copy))
    copy_kind, copied_hlc = copy.execute("SELECT copy_kind, copied_hlc FROM portfolio").fetchone()
    (newest,) = copy.execute("SELECT coalesce(max(hlc), 0) FROM txn").fetchone()
    if newest > clock.stamp(now + FURTHEST_AHEAD, after=0):
        raise FileProblem(
            f"{path.name} can't be merged: it was written by a clock more than a year ahead of this one. Set both "
            "computers' clocks right; if this one is right, ask for a copy made after the other was mended."
        )
    return Other(path, name, doc_id, currency, copy_kind, copied_hlc, newest)


def _unsealed(path: Path, copy: sqlite3.Connection, password: str | None) -> int:
    if password is None:
        raise FileProblem(
            f"{path.name} is sealed: its password is needed. Set PERENNIAL_PASSWORD, or type it.", cause="sealed"
        )
    contents = sealing.unseal(path, password)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as opened:
        opened.deserialize(contents)
        opened.execute("PRAGMA trusted_schema=OFF")
        version = opening.version_of(opened, path)
        opened.backup(copy)
    return version


def _read_only(path: Path) -> sqlite3.Connection:
    conn = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=opening.BUSY_SECONDS)
    try:
        conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, opening.LONGEST_VALUE)
        for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0", "query_only=ON"):
            conn.execute(f"PRAGMA {pragma}")
        journal = path.with_name(path.name + "-journal")
        if journal.exists() and journal.stat().st_size:
            # Only a writer can roll back what another one left half done, and others' files are not written to.
            deadline = time.monotonic() + opening.BUSY_SECONDS
            while journal.exists() and time.monotonic() < deadline:
                time.sleep(0.05)
            if journal.exists():
                raise FileProblem(
                    f"{path.name} was left in the middle of a change. Open and close it once, then merge it."
                )
        conn.execute("PRAGMA schema_version").fetchone()
    except BaseException:
        conn.close()
        raise
    return conn
