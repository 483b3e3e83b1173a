"""Copies of the file that are whole: taken through SQLite, checked, and kept away from the document."""

from __future__ import annotations

import os
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path

from desktop.domain.errors import FileProblem
from desktop.store import places

WAIT_SECONDS = 4.0


def make(conn: sqlite3.Connection, path: Path, *, reason: str, at: datetime | None = None) -> Path:
    """Copy the open file into its backup folder and check the copy.

    Args:
        reason: a word for the name, such as "by-hand" or "before-update".
    Returns:
        Where the copy is.
    Raises:
        FileProblem: the copy did not pass its check; it is removed again.
    """
    (doc_id,) = conn.execute("SELECT doc_id FROM portfolio").fetchone()
    folder = places.backups_of(doc_id)
    folder.mkdir(parents=True, exist_ok=True)
    stamp = (at or datetime.now(UTC)).strftime("%Y%m%d-%H%M%S-%f")
    target = folder / f"{stamp}-{reason}{path.suffix or '.perennial'}"
    copy(conn, target)
    return target


class Deadline:
    """Ends a backup that waits for somebody else's lock, which it would do for ever."""

    def __init__(self) -> None:
        self._end = time.monotonic() + WAIT_SECONDS

    def __call__(self, status: int, _remaining: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > self._end:
            raise FileProblem("No copy was made: another program is using the file. Close it there and try again.")


def copy(conn: sqlite3.Connection, target: Path) -> None:
    """Copy the open file to `target`, which is there whole or not at all; what was there is replaced.

    Raises:
        FileProblem: the copy did not pass its check and is removed again, or the file is locked.
    """
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        made = sqlite3.connect(draft, isolation_level=None)
        try:
            conn.backup(made, progress=Deadline())
            problems = [text for (text,) in made.execute("PRAGMA quick_check(1)")]
        finally:
            made.close()
        if problems != ["ok"]:
            raise FileProblem(f"The copy {target.name} is not sound ({problems[0]}); it was not kept.")
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
