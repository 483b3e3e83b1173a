"""What only Voice asks: what is stored with an answer beside its score, and the keyword list."""

from __future__ import annotations

import sqlite3

from desktop.domain.voice.comments import Said
from desktop.domain.voice.keywords import Keyword


def said(conn: sqlite3.Connection) -> dict[str, Said]:
    """Id of an answer -> what is stored with it, for the answers where there is anything."""
    rows = conn.execute(
        "SELECT id, wave, language, sentiment_set FROM survey_response WHERE deleted_at IS NULL "
        "AND (wave IS NOT NULL OR language IS NOT NULL OR sentiment_set IS NOT NULL)"
    )
    return {
        row: Said(wave, language, value if value is not None and -1 <= value <= 1 else None)
        for row, wave, language, value in rows
    }


def comment(conn: sqlite3.Connection, answer: str, account: str) -> tuple[str | None, float | None] | None:
    """The comment of a living answer (by id) of the account and its corrected sentiment; None = there is no such."""
    found: tuple[str | None, float | None] | None = conn.execute(
        "SELECT comment, sentiment_set FROM survey_response WHERE id = ? AND account = ? AND deleted_at IS NULL "
        "AND (SELECT deleted_at FROM account WHERE id = survey_response.account) IS NULL",
        (answer, account),
    ).fetchone()
    return found


def keywords(conn: sqlite3.Connection) -> list[Keyword]:
    """The living keywords of the book, by theme and word; those without either, which nobody can find, left out."""
    rows = conn.execute(
        "SELECT id, word, theme, language FROM keyword WHERE deleted_at IS NULL AND word IS NOT NULL "
        "AND theme IS NOT NULL ORDER BY theme, word, id"
    )
    return [Keyword(*row) for row in rows]


def keyword_ids(conn: sqlite3.Connection) -> set[str]:
    """Of all keywords the book ever had."""
    return {row for (row,) in conn.execute("SELECT id FROM keyword")}


def has_keyword_list(conn: sqlite3.Connection) -> bool:
    """Whether the book ever had a keyword: one made before there were any has none, and none was removed."""
    return conn.execute("SELECT 1 FROM keyword LIMIT 1").fetchone() is not None
