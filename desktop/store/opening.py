"""What a file must be before it is opened as a portfolio: looked at from outside first, then from inside.

Nothing here trusts the file: it may be text, another program's database, from a newer release, damaged or hostile.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any
from weakref import WeakSet

from desktop.domain.errors import FileProblem
from desktop.store import schema, triggers
from desktop.store.problems import restore_command

_SUPER_JOURNAL = bytes.fromhex("d9d505f920a163d7")

PRAGMAS = (
    "journal_mode=DELETE",
    "synchronous=EXTRA",
    "foreign_keys=ON",
    "recursive_triggers=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "secure_delete=ON",
    "mmap_size=0",
    "temp_store=MEMORY",
    "cache_size=-32768",
)
"""The last lets a big change keep its pages in memory (KiB) instead of writing and reading each again and again."""
BUSY_SECONDS = 4.0
LONGEST_VALUE = 16_000_000
"""Bytes of a text, or of a row; more is a trap, and would be read into memory whole."""

LARGE_FROM = 1_000
"""Accounts of a book of which columns are kept."""

Missing = list[str]
"""Statements that make what a file lacks."""


def read_version(path: Path) -> int:
    """The format the file says it has, from its first bytes alone.

    Raises:
        FileProblem: missing, no portfolio, or from a newer release.
        sqlite3.DatabaseError: no SQLite file, or not readable.
    """
    if not path.exists():
        raise FileProblem(f"{path} does not exist. It may have been moved or renamed.", cause="missing")
    if path.is_dir():
        raise FileProblem(f"{path} is a folder, not a portfolio.")
    if not path.is_file() or path.stat().st_size == 0:
        raise FileProblem(f"{path.name} is not a portfolio (it is empty, or no ordinary file). It was not touched.")
    # Through SQLite, because closing a descriptor of our own would drop the locks of a connection this process has to
    # the same file. "immutable": without looking at a journal, a lock or the schema. "writable_schema": also where a
    # killed writer left the file shorter than its header says, which its journal will put right.
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as conn:
        conn.execute("PRAGMA writable_schema=ON")
        return version_of(conn, path)


def version_of(conn: sqlite3.Connection, path: Path) -> int:
    """The format that an open database says it has.

    Raises:
        FileProblem: no portfolio, or from a newer release.
    """
    (application_id,) = conn.execute("PRAGMA application_id").fetchone()
    (version,) = conn.execute("PRAGMA user_version").fetchone()
    if application_id != schema.APPLICATION_ID:
        raise FileProblem(f"{path.name} is another program's file, not a portfolio. It was not touched.")
    if version > schema.VERSION:
        raise FileProblem(
            f"{path.name} was written by a newer Perennial (format {version}; this one knows {schema.VERSION}). "
            "Update the program to open it. The file was not touched.",
            cause="newer",
        )
    if version < 1:
        raise FileProblem(
            f"{path.name} is damaged: it names no format.", cause="damaged", command=restore_command(path)
        )
    return int(version)


def refuse_super_journal(path: Path) -> None:
    """A journal that names another journal makes SQLite delete files elsewhere; ours never does, so it is a trap.

    Raises:
        FileProblem: there is such a journal beside the file.
    """
    journal = path.with_name(path.name + "-journal")
    if journal.exists() and not journal.is_file():
        raise FileProblem(f"{journal.name} beside {path.name} is no ordinary file. Move it away and try again.")
    try:
        with journal.open("rb") as file:
            file.seek(0, 2)
            if file.tell() < 8:
                return
            file.seek(-8, 2)
            tail = file.read(8)
    except FileNotFoundError:
        return
    if tail == _SUPER_JOURNAL:
        raise FileProblem(
            f"{journal.name} beside {path.name} was not written by this program and could delete other files. "
            "Move it away and open the portfolio again."
        )


class Reader(sqlite3.Connection):
    """A connection whose cursors end with it.

    Python closes a connection only when its last cursor is gone, and one that was left half read lives on in the
    traceback of what interrupted it: until that is forgotten, nobody could save.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._cursors: WeakSet[sqlite3.Cursor] = WeakSet()

    def execute(self, *args: Any) -> sqlite3.Cursor:
        cursor = super().execute(*args)
        self._cursors.add(cursor)
        return cursor

    def close(self) -> None:
        for cursor in tuple(self._cursors):
            cursor.close()
        super().close()


def connect(path: Path, *, writable: bool) -> sqlite3.Connection:
    """A connection in autocommit mode with every guard on.

    A reader of a file it may write connects for writing too and then forbids itself to: only so can it roll back what a
    killed writer left half done.
    """
    mode = "rw" if writable or may_write(path) else "ro"
    uri = path.resolve().as_uri() + f"?mode={mode}"
    conn = sqlite3.connect(
        uri,
        uri=True,
        isolation_level=None,
        timeout=BUSY_SECONDS,
        check_same_thread=False,
        factory=sqlite3.Connection if writable else Reader,
    )
    try:
        conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
        for pragma in PRAGMAS:
            if mode == "rw" or not pragma.startswith("journal_mode"):
                conn.execute(f"PRAGMA {pragma}")
        conn.execute("PRAGMA schema_version").fetchone()
        if not writable:
            conn.execute("PRAGMA query_only=ON")
    except (sqlite3.OperationalError, UnicodeDecodeError) as problem:
        conn.close()
        if getattr(problem, "sqlite_errorcode", sqlite3.SQLITE_ERROR) != sqlite3.SQLITE_ERROR:
            raise
        # Our pragmas are right, so it is the file: its schema's format number, or a name in it that is no text.
        raise FileProblem(
            f"{path.name} is damaged: its schema is not readable.", cause="damaged", command=restore_command(path)
        ) from None
    except BaseException:
        conn.close()
        raise
    return conn


def may_write(path: Path) -> bool:
    """Whether this user may change the file and keep a journal beside it."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def fingerprint(conn: sqlite3.Connection) -> str:
    """A digest of everything the schema says: tables, indexes, triggers, views."""
    rows = conn.execute(
        f"SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master WHERE {_MADE_BY_STATEMENT} ORDER BY 1, 2"
    )
    digest = hashlib.sha256()
    for row in rows:
        digest.update("\x1f".join(map(str, row)).encode())
        digest.update(b"\x1e")
    return digest.hexdigest()


def expected_schema(version: int) -> dict[tuple[str, str], str]:
    """(type, name) -> sql of what a file of this version holds, made by running the migrations in memory."""
    from sqlite_utils import Database

    conn = sqlite3.connect(":memory:", isolation_level=None)
    try:
        schema.migrate(Database(conn, execute_plugins=False), from_version=0, to_version=version)
        triggers.create_all(conn)
        return _objects(conn)
    finally:
        conn.close()


_MADE_BY_STATEMENT = "NOT (type = 'index' AND sql IS NULL)"
"""All but the indexes that come with a primary key."""


def _objects(conn: sqlite3.Connection) -> dict[tuple[str, str], str]:
    rows = conn.execute(f"SELECT type, name, coalesce(sql, '') FROM sqlite_master WHERE {_MADE_BY_STATEMENT}")
    return {(kind, name): sql for kind, name, sql in rows}


def check_schema(conn: sqlite3.Connection, path: Path, version: int) -> Missing:
    """Compare the file's schema with what files of `version` hold.

    Returns:
        How to make our own triggers and indexes that are missing; empty in a sound file.
    Raises:
        FileProblem: there is something foreign, or something of ours that differs: the file is not to be trusted.
    """
    if fingerprint(conn) == schema.FINGERPRINTS[version]:
        return []
    expected, found = expected_schema(version), _objects(conn)
    for (kind, name), sql in found.items():
        if (kind, name) not in expected:
            raise FileProblem(
                f"{path.name} holds a {kind} this program did not make ({name!r}). It was not opened, because such a "
                "thing can run by itself. Ask whoever sent it, or restore a backup."
            )
        if sql != expected[kind, name]:
            raise FileProblem(
                f"{path.name} holds a {kind} {name!r} that was altered. It was not opened; restore a backup.",
                cause="damaged",
            )
    missing = [each for each in expected if each not in found]
    gone = [name for kind, name in missing if kind == "table"]
    if gone:
        raise FileProblem(
            f"{path.name} lacks the table {gone[0]!r}: it is damaged.", cause="damaged", command=restore_command(path)
        )
    return [expected[each] for each in missing]


def identity(conn: sqlite3.Connection, path: Path) -> tuple[str, str]:
    """The document's id and its currency.

    Raises:
        FileProblem: it has none, or the id is none of ours; it is part of the backups' path.
    """
    row = conn.execute("SELECT doc_id, currency FROM portfolio").fetchone()
    doc_id, currency = row or ("", "")
    try:
        if str(uuid.UUID(doc_id)) == doc_id:
            return doc_id, currency
    except ValueError:
        pass
    raise FileProblem(
        f"{path.name} is damaged: it does not say which document it is.",
        cause="damaged",
        command=restore_command(path),
    )


def is_large(conn: sqlite3.Connection) -> bool:
    """Whether there are so many accounts that columns are kept of the rows; fewer are read in the wink of an eye."""
    return conn.execute("SELECT 1 FROM account LIMIT 1 OFFSET ?", (LARGE_FROM - 1,)).fetchone() is not None


def quick_check(conn: sqlite3.Connection, path: Path) -> None:
    """SQLite's own check of the file's structure.

    Raises:
        FileProblem: it found damage.
    """
    problems = [text for (text,) in conn.execute("PRAGMA quick_check(3)")]
    if problems != ["ok"]:
        raise FileProblem(f"{path.name} is damaged ({problems[0]}).", cause="damaged", command=restore_command(path))
