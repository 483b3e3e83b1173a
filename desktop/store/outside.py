"""Somebody else's file: looked at with the same suspicion as our own, copied into memory, never written to.

No lock is taken: whoever works in it goes on, and its bytes and times stay as they are.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from desktop.domain.errors import FileProblem
from desktop.store import backup, checks, making, opening, schema
from desktop.store.sharing import manifest, sealing

IN_MEMORY = ("cache_size=-32768", "temp_store=MEMORY")
"""A copy in memory is still read page by page, by the checks again and again (KiB)."""


class Outside(NamedTuple):
    """What a file says of itself."""

    path: Path
    doc_id: str
    currency: str
    copy_kind: str | None
    """None, "loan", "snapshot" or "redacted"."""
    copied_hlc: int | None
    newest_hlc: int


def read_into(
    copy: sqlite3.Connection, path: Path, password: str | None = None, *, keeps_indexes: bool = True
) -> Outside:
    """Check a file and copy it into an empty connection, brought up to date if it is an older one.

    Args:
        copy: of a database in memory.
        password: opens it, if it is sealed.
        keeps_indexes: False = the copy is read by ids and change sets alone; then the indexes besides are left out
            rather than compared with their rows, entry by entry.
    Raises:
        FileProblem: it is missing, locked, no portfolio, too new, damaged, altered or sealed, or its journal does not
            fit its rows.
    """
    copy_into(copy, path, password)
    return look_through(copy, path, keeps_indexes=keeps_indexes)


def copy_into(copy: sqlite3.Connection, path: Path, password: str | None = None) -> None:
    """Copy a file into an empty connection, whose contents are not to be trusted yet; as `read_into`."""
    path = path.resolve()
    if sealing.is_sealed(path):
        version = _unsealed(path, copy, password)
    else:
        version = opening.read_version(path)
        opening.refuse_super_journal(path)
        with closing(_read_only(path)) as source:
            source.backup(copy, pages=4096, progress=backup.Deadline())
    try:
        for pragma in ("trusted_schema=OFF", *IN_MEMORY):
            copy.execute(f"PRAGMA {pragma}")
        missing = opening.check_schema(copy, path, version)
    except (sqlite3.OperationalError, UnicodeDecodeError) as problem:
        if getattr(problem, "sqlite_errorcode", sqlite3.SQLITE_ERROR) != sqlite3.SQLITE_ERROR:
            raise
        # Our statements are right, so it is the file: its schema's format number, or a name in it that is no text.
        raise FileProblem(
            f"{path.name} is damaged: its schema is not readable. Ask whoever sent it for a fresh copy.",
            cause="damaged",
        ) from None
    if version < schema.VERSION:
        making.migrate(copy, version)
    for statement in missing:
        copy.execute(statement)


def look_through(copy: sqlite3.Connection, path: Path, *, keeps_indexes: bool = True) -> Outside:
    """Check the copy that `copy_into` made, thoroughly; as `read_into`."""
    path = path.resolve()
    doc_id, currency = opening.identity(copy, path)
    if not keeps_indexes:
        for (name,) in copy.execute(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        ).fetchall():
            copy.execute(f'DROP INDEX "{name}"')
    problems = checks.problems(copy)
    if problems:
        raise FileProblem(
            f"{path.name} can't be read: {problems[0]} Nothing was taken. Ask whoever sent it for a fresh copy.",
            cause="damaged",
        )
    (columns_kept,) = copy.execute("SELECT count(*) FROM derived").fetchone()
    if not columns_kept and not sealing.is_sealed(path):
        # A large book writes its columns down when it is closed, and those are no change anybody made.
        manifest.refuse_damaged(path, manifest.newest_of(copy))
    copy_kind, copied_hlc = copy.execute("SELECT copy_kind, copied_hlc FROM portfolio").fetchone()
    (newest_hlc,) = copy.execute("SELECT coalesce(max(hlc), 0) FROM txn").fetchone()
    return Outside(path, doc_id, currency, copy_kind, copied_hlc, newest_hlc)


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
                    f"{path.name} was left in the middle of a change. Open and close it once, then try again."
                )
        conn.execute("PRAGMA schema_version").fetchone()
    except BaseException:
        conn.close()
        raise
    return conn
