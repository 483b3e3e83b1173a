"""The tasks of the book, as the domain's records."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection

from desktop.domain.errors import FileProblem
from desktop.domain.team.tasks import Task
from desktop.store.queries.facts import Days


def tasks(conn: sqlite3.Connection, account: str | None = None) -> list[Task]:
    """Every task; deleted ones do not count, nor those of deleted accounts.

    A promise is what was agreed in a talk or a review, or what the customer sees.

    Args:
        account: the id of the only account to read; None = all.
    """
    rows = conn.execute(
        "SELECT k.id, k.account, k.title, k.due_on, k.done_on, k.dropped_on, coalesce(t.on_day, r.started_on), k.side, "
        "coalesce(k.customer_visible, 0) OR k.touchpoint IS NOT NULL OR k.qbr IS NOT NULL "
        "OR coalesce(k.source, '') IN ('call', 'email', 'meeting', 'qbr'), p.name, r.id "
        "FROM task k LEFT JOIN touchpoint t ON t.id = k.touchpoint LEFT JOIN playbook_run r ON r.id = k.playbook_run "
        "LEFT JOIN playbook p ON p.id = r.playbook "
        "WHERE k.deleted_at IS NULL AND k.account NOT IN (SELECT id FROM account WHERE deleted_at IS NOT NULL) "
        f"{'' if account is None else 'AND k.account = ? '}ORDER BY k.id",
        () if account is None else (account,),
    ).fetchall()
    days = Days()
    try:
        return [
            Task(row, account, title, days[due], days[done], days[dropped], days[begun], side, bool(promise), run, name)
            for row, account, title, due, done, dropped, begun, side, promise, name, run in rows
        ]
    except ValueError:
        raise FileProblem("The file is damaged: a task has a day that is none. Restore the newest backup.") from None


def owned_open_tasks(conn: sqlite3.Connection, accounts: Collection[str]) -> list[tuple[str, str, str]]:
    """(id, account, owner) of the tasks of these accounts that are neither done nor dropped and say whose they are."""
    rows = conn.execute(
        "SELECT id, account, owner FROM task WHERE deleted_at IS NULL AND done_on IS NULL AND dropped_on IS NULL "
        "AND owner IS NOT NULL AND account IN (SELECT value FROM json_each(?)) ORDER BY id",
        (json.dumps(list(accounts)),),
    )
    return [(row, account, owner) for row, account, owner in rows]
