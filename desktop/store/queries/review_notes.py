"""Notes about accounts: those of others' books in one's own, and those that came from whoever reviewed this one."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date

from desktop.domain.review_notes import ReviewNote


def review_notes(conn: sqlite3.Connection, documents: Sequence[str] | None = None) -> list[ReviewNote]:
    """The notes in this file, in the order they were written.

    Args:
        documents: about accounts of these books only (by id); None = of all.
    """
    found = conn.execute(
        "SELECT id, account, document, on_day, author, text FROM review_note WHERE deleted_at IS NULL "
        "AND account IS NOT NULL AND document IS NOT NULL AND on_day IS NOT NULL AND text IS NOT NULL ORDER BY id"
    )
    return [
        ReviewNote(row, account, document, date.fromisoformat(on_day), author or "", text)
        for row, account, document, on_day, author, text in found.fetchall()
        if documents is None or document in documents
    ]
