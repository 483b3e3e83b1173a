"""Finding accounts, contacts and what was written about them, by a part of their words."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from desktop.domain.letters import plain
from desktop.domain.name_order import order_key
from desktop.domain.near_names import nearest

NEARLY = "called nearly so"


class Found(NamedTuple):
    """Something that holds the words.

    Args:
        kind: "account", "contact" or "note".
        account: the account's id, which is where it is shown.
        text: the name, or the words around what was found.
        about: whose it is, or what else is known of it.
        on: the day it is from; None = of no day.
    """

    kind: str
    account: str
    text: str
    about: str
    on: date | None = None


def find(conn: sqlite3.Connection, words: str, *, limit: int = 8) -> list[Found]:
    """Accounts, then contacts, then notes that hold `words` in any case; at most `limit` of each kind.

    Names that begin with the words come first, then names with a word that does; of notes the newest.
    """
    if not words.strip():
        return []
    # SQLite itself knows the case of ASCII letters only.
    conn.create_function("plain", 1, _plain, deterministic=True)
    conn.create_function("order_key", 1, order_key, deterministic=True)
    typed = plain(" ".join(words.split()))
    like = _like(typed)
    named = {"starts": f"{like}%", "word": f"% {like}%", "part": f"%{like}%", "limit": limit}
    order = (
        r"CASE WHEN plain({0}) LIKE :starts ESCAPE '\' THEN 0 "
        r"WHEN plain({0}) LIKE :word ESCAPE '\' THEN 1 ELSE 2 END, order_key({0}), {0}"
    )
    accounts = conn.execute(
        "SELECT id, name, coalesce(segment, '') FROM account WHERE deleted_at IS NULL AND "
        rf"(plain(name) LIKE :part ESCAPE '\' OR plain(external_id) LIKE :starts ESCAPE '\') "
        f"ORDER BY {order.format('name')}, id LIMIT :limit",
        named,
    )
    contacts = conn.execute(
        "SELECT c.account, c.name, a.name FROM contact c JOIN account a ON a.id = c.account "
        r"WHERE c.deleted_at IS NULL AND a.deleted_at IS NULL AND (plain(c.name) LIKE :part ESCAPE '\' "
        rf"OR plain(c.email) LIKE :starts ESCAPE '\') ORDER BY {order.format('c.name')}, c.id LIMIT :limit",
        named,
    )
    found = [Found("account", *row) for row in accounts]
    if not found:
        found = _near(conn, typed)
    found += [Found("contact", *row) for row in contacts]
    return found + _notes(conn, words.strip(), named)


def _near(conn: sqlite3.Connection, typed: str) -> list[Found]:
    """Accounts whose name is nearly so: where nothing is called as it was typed."""
    names = conn.execute("SELECT id, name FROM account WHERE deleted_at IS NULL").fetchall()
    called = dict(names)
    near = nearest(typed, ((account, plain(name)) for account, name in names))
    return [Found("account", account, called[account], NEARLY) for account in near]


def _notes(conn: sqlite3.Connection, words: str, named: Mapping[str, object]) -> list[Found]:
    rows = conn.execute(
        r"""
        SELECT n.account, n.text, a.name, n.on_day FROM (
          SELECT id, account, notes AS text, on_day FROM touchpoint
            WHERE deleted_at IS NULL AND plain(notes) LIKE :part ESCAPE '\'
          UNION ALL SELECT id, account, subject, on_day FROM touchpoint
            WHERE deleted_at IS NULL AND plain(subject) LIKE :part ESCAPE '\'
          UNION ALL SELECT id, account, comment, responded_on FROM survey_response
            WHERE deleted_at IS NULL AND plain(comment) LIKE :part ESCAPE '\'
          UNION ALL SELECT id, account, title, due_on FROM task
            WHERE deleted_at IS NULL AND plain(title) LIKE :part ESCAPE '\'
        ) n JOIN account a ON a.id = n.account WHERE a.deleted_at IS NULL
        ORDER BY n.on_day DESC, n.id DESC, n.text LIMIT :limit
        """,
        named,
    )
    return [
        Found("note", account, _around(text, words), name, date.fromisoformat(day) if day else None)
        for account, text, name, day in rows
    ]


def _plain(text: str | None) -> str:
    return plain(text or "")


def _around(text: str, words: str, *, reach: int = 40) -> str:
    """The words with what stands around them, on one line."""
    flat = " ".join(text.split())
    at = max(plain(flat).find(plain(words)), 0)
    start, end = max(at - reach, 0), at + len(words) + reach
    return f"{'…' if start else ''}{flat[start:end]}{'…' if end < len(flat) else ''}"


def _like(words: str) -> str:
    """The words with LIKE's own signs taken literally."""
    return words.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
