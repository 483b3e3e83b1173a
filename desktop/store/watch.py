"""Whether the open file is still the one we left: a sync client replaces files, and nobody would keep what we wrote."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path

from desktop.domain.errors import FileProblem


class Watch:
    """Remembers how our own last write left the file."""

    def __init__(self, path: Path, conn: sqlite3.Connection) -> None:
        self._path = path
        self._conn = conn
        self._left_as = _trace(path)
        self._data_version = self._read_data_version()

    def look_again(self) -> None:
        """Remember the file as it is after a write of ours; one that was rolled back may have touched it, too."""
        with suppress(OSError, sqlite3.DatabaseError):
            trace = _trace(self._path)
            if _same_file(trace, self._left_as):
                self._left_as, self._data_version = trace, self._read_data_version()

    def refuse_other_file(self) -> None:
        """
        Raises:
            FileProblem: another file has the name, or none.
        """
        if not _same_file(self._now(), self._left_as):
            raise self._changed()

    def is_as_left(self) -> bool:
        """Whether nobody else replaced, removed or wrote the file."""
        try:
            return _trace(self._path) == self._left_as and self._read_data_version() == self._data_version
        except FileNotFoundError:
            return False

    def refuse_changes(self) -> None:
        """
        Raises:
            FileProblem: the file was replaced, removed or written by somebody else.
        """
        if self._now() != self._left_as or self._read_data_version() != self._data_version:
            raise self._changed()

    def _now(self) -> tuple[int, int, int, int]:
        try:
            return _trace(self._path)
        except FileNotFoundError:
            raise FileProblem(
                f"{self._path.name} was moved or removed while it was open. Nothing was saved; save a copy elsewhere.",
                cause="gone",
            ) from None

    def _changed(self) -> FileProblem:
        return FileProblem(
            f"{self._path.name} was changed by something else while it was open. Nothing was saved, and the file "
            "was left as it is; open it again.",
            cause="changed",
        )

    def _read_data_version(self) -> int:
        return int(self._conn.execute("PRAGMA data_version").fetchone()[0])


def _trace(path: Path) -> tuple[int, int, int, int]:
    status = path.stat()
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _same_file(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return one[:2] == other[:2]
