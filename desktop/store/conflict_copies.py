"""Copies of a document that a sync client put beside it, found by what they say they are and not by their names."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

from desktop.domain.errors import FileProblem
from desktop.store import opening
from desktop.store.problems import told_plainly

MOST_LOOKED_AT = 200
"""Files of the folder; only those of the document's suffix are opened."""


def conflict_copies(path: Path, doc_id: str) -> list[Path]:
    """Other files of the same folder and suffix that are the same document, by name.

    Args:
        path: of the open document, which is not looked at itself.
    """
    beside = sorted(each for each in path.parent.glob(f"*{path.suffix}") if each.is_file() and each != path)
    return [each for each in beside[:MOST_LOOKED_AT] if not each.samefile(path) and document_at(each) == doc_id]


def document_at(path: Path) -> str | None:
    """The id of the document a file says it is; None if it can't be asked."""
    try:
        with told_plainly(path):
            opening.read_version(path)
            with closing(_looked_into(path)) as conn:
                return opening.identity(conn, path)[0]
    except (FileProblem, sqlite3.Error):
        return None


def copy_kind_at(path: Path) -> str | None:
    """What kind of copy a file says it is: full, loan, snapshot or redacted; None if it can't be asked."""
    # What is no ordinary file, such as a pipe, would be waited for.
    if not path.is_file():
        return None
    try:
        with closing(_looked_into(path)) as conn:
            (kind,) = conn.execute("SELECT copy_kind FROM portfolio").fetchone()
    except (sqlite3.Error, TypeError):
        return None
    return str(kind or "full")


class Beside(NamedTuple):
    """A copy of the document beside it.

    Args:
        stamps: (hlc, replica) of its change sets, merges left out: what it may bring.
    """

    path: Path
    stamps: frozenset[tuple[int, str]]


def copies_beside(path: Path, doc_id: str) -> list[Beside]:
    """The copies that could be merged, with what they hold; what can't be read or does not come back is left out."""
    found: list[Beside] = []
    for each in conflict_copies(path, doc_id):
        with suppress(sqlite3.Error), closing(_looked_into(each)) as conn:
            (kind,) = conn.execute("SELECT copy_kind FROM portfolio").fetchone()
            if kind in (None, "loan"):
                rows = conn.execute("SELECT hlc, replica FROM txn WHERE kind NOT IN ('merge', 'unmerge')")
                found.append(Beside(each, frozenset(rows.fetchall())))
    return found


def _looked_into(path: Path) -> sqlite3.Connection:
    conn = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    conn.execute("PRAGMA trusted_schema=OFF")
    return conn
