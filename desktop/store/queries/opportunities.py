"""The chances to sell more, as the domain's records."""

from __future__ import annotations

import sqlite3
from itertools import starmap

from desktop.domain.errors import FileProblem
from desktop.domain.signals.situation import Opportunity
from desktop.store.queries.facts import Days


def opportunities(conn: sqlite3.Connection, account: str | None = None) -> list[Opportunity]:
    """Every opportunity, or those of one account (by id); deleted ones do not count, nor those of deleted accounts."""
    rows = conn.execute(
        f"SELECT {', '.join(Opportunity._fields)} FROM opportunity WHERE deleted_at IS NULL "
        "AND account NOT IN (SELECT id FROM account WHERE deleted_at IS NOT NULL) "
        f"{'' if account is None else 'AND account = ? '}ORDER BY id",
        () if account is None else (account,),
    ).fetchall()
    days, close_on = Days(), Opportunity._fields.index("close_on")
    try:
        return list(
            starmap(Opportunity, ((*row[:close_on], days[row[close_on]], *row[close_on + 1 :]) for row in rows))
        )
    except ValueError:
        raise FileProblem(
            "The file is damaged: an opportunity has a close_on that is no day. Restore the newest backup."
        ) from None
