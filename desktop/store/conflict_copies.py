"""Copies of a document that a sync client put beside it, found by what they say they are and not by their names."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

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
            with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as conn:
                conn.execute("PRAGMA trusted_schema=OFF")
                return opening.identity(conn, path)[0]
    except (FileProblem, sqlite3.Error):
        return None
