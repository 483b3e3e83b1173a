"""Answers that two imported under two records of one person: once these are one, each answer counts once."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.store import triggers
from desktop.store.tx import Tx

_TELLS_NOTHING = ("id", "contact", "external_id", "deleted_at")
"""Fields in which two answers may differ that are one."""


def drop(tx: Tx, into: Mapping[str, str]) -> None:
    """Take back answers that moved and say word for word what the record that stays says: both imported them.

    Args:
        into: contact that went -> the one that stays; their answers were moved in this change set.
    """
    pairs = _pairs(tx, into)
    dropped: set[str] = set()
    for goes in into:
        taken: set[str] = set()
        for double, stands in pairs.get(goes, ()):
            if double not in taken and stands not in taken and stands not in dropped:
                taken |= {double, stands}
                dropped.add(double)
                tx.delete("survey_response", double)
                _drop_runs(tx, double, stands)


def _pairs(tx: Tx, into: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Contact that went -> (answer that moved, one of who stays that says the same), by their ids."""
    conn = tx.conn
    moved = conn.execute(
        "SELECT row, old FROM main.change WHERE txn = ? AND tbl = 'survey_response' AND col = 'contact'", (tx.txn,)
    ).fetchall()
    conn.execute("CREATE TEMP TABLE moved_answer(id TEXT PRIMARY KEY, goes TEXT, stays TEXT) WITHOUT ROWID")
    conn.executemany(
        "INSERT INTO temp.moved_answer VALUES(?, ?, ?)", [(row, old, into[old]) for row, old in moved if old in into]
    )
    fields = [name for name in triggers.columns(conn, "survey_response") if name not in _TELLS_NOTHING]
    same = " AND ".join(f"g.{name} IS s.{name}" for name in fields)
    found = conn.execute(
        "SELECT m.goes, g.id, s.id FROM temp.moved_answer m "
        "JOIN main.survey_response g ON g.id = m.id AND g.deleted_at IS NULL "
        "JOIN main.survey_response s ON s.account = g.account AND s.contact = m.stays AND s.deleted_at IS NULL "
        f"AND {same} AND (g.external_id IS NULL OR s.external_id IS NULL OR g.external_id = s.external_id) "
        "WHERE NOT EXISTS (SELECT 1 FROM temp.moved_answer o WHERE o.id = s.id AND o.goes = m.goes) ORDER BY 2, 3"
    ).fetchall()
    conn.execute("DROP TABLE temp.moved_answer")
    pairs: dict[str, list[tuple[str, str]]] = {}
    for goes, double, stands in found:
        pairs.setdefault(goes, []).append((double, stands))
    return pairs


def _drop_runs(tx: Tx, double: str, stands: str) -> None:
    """Take back what a playbook started for an answer that went, where it did for the one that stands, too.

    A task that somebody has changed since stays, and so does its run.
    """
    conn = tx.conn
    runs = conn.execute(
        "SELECT g.id FROM main.playbook_run g JOIN main.playbook_run s ON s.account = g.account "
        "AND s.playbook = g.playbook AND s.cause_row = ?2 AND s.deleted_at IS NULL "
        "WHERE g.cause_table = 'survey_response' AND g.cause_row = ?1 AND g.deleted_at IS NULL",
        (double, stands),
    ).fetchall()
    for (run,) in runs:
        tasks = conn.execute(
            "SELECT t.id, EXISTS (SELECT 1 FROM main.txn x CROSS JOIN main.change c ON c.txn = x.id AND c.tbl = 'task' "
            "AND c.row = t.id AND c.col <> '') FROM main.task t WHERE t.playbook_run = ? AND t.deleted_at IS NULL",
            (run,),
        ).fetchall()
        for task, is_changed in tasks:
            if not is_changed:
                tx.delete("task", task)
        if not any(is_changed for _, is_changed in tasks):
            tx.delete("playbook_run", run)
