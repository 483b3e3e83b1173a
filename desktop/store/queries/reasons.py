"""What the book knows to choose from where a contract changes: reasons that were given, and the ranks of plans."""

from __future__ import annotations

import sqlite3

MOST = 40


def contract_reasons(conn: sqlite3.Connection) -> list[str]:
    """The book's own list first, then what was given as a reason of a contract line or a churn, most used first."""
    own = conn.execute(
        "SELECT name FROM reason WHERE deleted_at IS NULL AND name IS NOT NULL "
        "AND coalesce(subject, 'contract') IN ('contract', 'churn') ORDER BY position, id"
    )
    given = conn.execute(
        "SELECT reason FROM ("
        "SELECT reason FROM contract_line WHERE deleted_at IS NULL UNION ALL "
        "SELECT reason FROM churn WHERE deleted_at IS NULL UNION ALL "
        "SELECT churn_reason FROM account WHERE deleted_at IS NULL) "
        "WHERE reason IS NOT NULL GROUP BY reason ORDER BY count(*) DESC, reason LIMIT ?",
        (MOST,),
    )
    return list(dict.fromkeys([*(name for (name,) in own), *(name for (name,) in given)]))


def plan_ranks(conn: sqlite3.Connection) -> dict[tuple[str | None, str], int]:
    """(product, plan) -> the rank it was last given."""
    rows = conn.execute(
        "SELECT product, plan, plan_rank FROM contract_line "
        "WHERE deleted_at IS NULL AND plan IS NOT NULL AND plan_rank IS NOT NULL ORDER BY start_on, id"
    )
    return {(product, plan): rank for product, plan, rank in rows}
