"""Making a file, and bringing an older one up to date: all or nothing, like every change."""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop.domain.errors import FileProblem
from desktop.store import clock, opening, schema, triggers


def make(path: Path, currency: str, at: datetime) -> None:
    """Write a file with the whole schema and nothing in it; whoever looks sees no file or a whole one.

    Args:
        currency: ISO 4217 code in capitals.
    Raises:
        FileProblem: there is a file of this name, or no folder to put it in.
    """
    refuse_missing_folder(path)
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.new")
    try:
        build(draft, currency, at)
        place(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def refuse_missing_folder(path: Path) -> None:
    """Raise FileProblem if a file could not be made here because there is no such folder."""
    if not path.parent.is_dir():
        raise FileProblem(f"There is no folder {path.parent}: make it first, or choose another place.")


def migrate(conn: sqlite3.Connection, version: int) -> None:
    """Bring the file from format `version` to today's."""
    from sqlite_utils import Database

    with transaction(conn):
        schema.migrate(Database(conn, execute_plugins=False), from_version=version)
        triggers.create_all(conn)


@dataclass(slots=True)
class Ending:
    """How a transaction is to end where nothing is raised."""

    is_kept: bool = True


@contextmanager
def transaction(conn: sqlite3.Connection, afterwards: Callable[[], None] = lambda: None) -> Generator[Ending]:
    """Commit what is done within, or, whatever is raised or where it is not to be kept, roll all of it back.

    Args:
        afterwards: called once the transaction has ended, either way.
    """
    conn.execute("BEGIN IMMEDIATE")
    try:
        conn.execute("PRAGMA defer_foreign_keys=ON")
        ending = Ending()
        yield ending
        conn.execute("COMMIT" if ending.is_kept else "ROLLBACK")
    except BaseException:
        # A full disk may have rolled back by itself.
        if conn.in_transaction:
            conn.execute("ROLLBACK")
        raise
    finally:
        afterwards()


def build(path: Path, currency: str, at: datetime) -> None:
    """Write the file that `make` puts in place."""
    conn = sqlite3.connect(path, isolation_level=None)
    try:
        for pragma in ("page_size=4096", f"application_id={schema.APPLICATION_ID}", *opening.PRAGMAS):
            conn.execute(f"PRAGMA {pragma}")
        migrate(conn, 0)
        conn.execute(
            "INSERT INTO portfolio(one, doc_id, currency, created_at, min_reader, min_writer) VALUES(1, ?, ?, ?, ?, ?)",
            (str(uuid.uuid4()), currency, clock.wall(at), schema.VERSION, schema.VERSION),
        )
    finally:
        conn.close()


def place(draft: Path, path: Path) -> None:
    """Give the finished draft its name, without ever replacing a file that appeared meanwhile."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise FileProblem(f"{path} exists already. Choose another name, or remove it first.") from None
    except OSError:
        # No hard links on this file system; the moment between the look and the move has to be accepted.
        draft.rename(path)
