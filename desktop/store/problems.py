"""SQLite's and the system's errors, said as file problems a person can act on."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from desktop.domain.errors import Cause, FileProblem

_REMEDIES = {
    sqlite3.SQLITE_FULL: "the disk is full. Nothing was saved; free some space and try again.",
    sqlite3.SQLITE_READONLY: "the file or its folder is read-only. Nothing was saved; save a copy elsewhere, "
    "or change the permission.",
    sqlite3.SQLITE_BUSY: "another program is using the file. Close it there and try again.",
    sqlite3.SQLITE_LOCKED: "another program is using the file. Close it there and try again.",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened. Check that it exists, and that you may read it "
    "and its folder.",
    sqlite3.SQLITE_CORRUPT: "the file is damaged.",
    sqlite3.SQLITE_NOTADB: "this is not a portfolio (it is no SQLite file, or its beginning is damaged). "
    "It was not touched.",
    sqlite3.SQLITE_IOERR: "the disk reported an error. Nothing was saved; check the disk and try again.",
    sqlite3.SQLITE_PERM: "you may not read this file. Change its permission, or open a copy.",
    sqlite3.SQLITE_TOOBIG: "a value is larger than this program accepts.",
}

_SYSTEM_REMEDIES = {
    errno.ENOSPC: " Nothing was saved; free some space and try again.",
    errno.EFBIG: " Nothing was saved; the system limits how large a file may be here: choose another place.",
    errno.EACCES: " Choose another place, or change the permission.",
    errno.EPERM: " Choose another place, or change the permission.",
    errno.EROFS: " Choose another place: this one is read-only.",
    errno.ENAMETOOLONG: " Choose a shorter name.",
}

_CAUSES: dict[int, Cause] = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "read-only",
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
}


def restore_command(path: Path) -> str:
    """How a damaged file comes back, at a command line."""
    return f"Restore the newest backup: perennial restore {path.name}"


@contextmanager
def told_plainly(path: Path) -> Generator[None]:
    """Turn what SQLite and the system report about `path` into FileProblem; anything else passes as the bug it is."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.DatabaseError as problem:
        code = getattr(problem, "sqlite_errorcode", -1) & 0xFF
        remedy = _REMEDIES.get(code)
        if remedy is None and "decode to UTF-8" in str(problem):
            # Without the cause, which quotes the text: messages and logs carry none of the file's contents.
            damaged = f"{path.name}: {_REMEDIES[sqlite3.SQLITE_CORRUPT]}"
            raise FileProblem(damaged, cause="damaged", command=restore_command(path)) from None
        if remedy is None:
            raise
        command = restore_command(path) if code == sqlite3.SQLITE_CORRUPT else ""
        raise FileProblem(f"{path.name}: {remedy}", cause=_CAUSES.get(code, "other"), command=command) from problem
    except OSError as problem:
        named = Path(os.fsdecode(problem.filename)) if isinstance(problem.filename, str | bytes) else path
        # What is written goes to a draft beside it first, whose name says nothing to anybody.
        name = path.name if named.name.startswith(".") and named.suffix in (".part", ".new") else named.name
        remedy = _SYSTEM_REMEDIES.get(problem.errno or 0, "")
        cause: Cause = "full" if problem.errno == errno.ENOSPC else "other"
        raise FileProblem(f"{name}: {problem.strerror or problem}.{remedy}", cause=cause) from problem
