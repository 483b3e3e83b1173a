"""Everything the portfolio knows of one account on a day, as plain values."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from desktop.domain.contracts import known_lines
from desktop.domain.renewals import next_by_account, renewal_rows
from desktop.operations import look
from desktop.store.connection import Connection
from desktop.store.queries import account as rows_of
from desktop.store.queries import facts
from desktop.store.queries.ownership import owner_on


def account_page(conn: Connection, called: str, day: date) -> dict[str, Any]:
    """The 360 of one account: who, health, contract, people, promises, goals, voice and the latest of its history.

    Raises:
        Rejected: no account, or more than one, is called so.
    """
    found = look.health(conn, called, day)
    account, explanation = found.account, found.explanation
    lines = [line for line in facts.contract_lines(conn) if line.account == account.id]
    known = known_lines(lines, as_of=day)
    arr = int(known.arr[known.counts_on(day)].sum())
    governing = next_by_account(renewal_rows(lines, as_of=day)).get(account.id)
    details = account._asdict()
    del details["id"]
    return {
        **details,
        "csm": owner_on(conn, account.id, day),
        "own_fields": rows_of.own_fields(conn, account.id),
        "arr_cents": arr,
        "health": {
            "score": explanation.score if explanation.band != "unscored" else None,
            "shown": explanation.shown if explanation.band != "unscored" else None,
            "band": explanation.band,
            "coverage": explanation.coverage,
            "active": explanation.is_active,
        },
        "renews_on": governing.renews_on if governing else None,
        "opts_out_on": governing.opts_out_on if governing else None,
        "renewals_later": governing.later if governing else 0,
        "contacts": rows_of.contacts(conn, account.id),
        "contract_lines": rows_of.contract_lines(conn, account.id),
        "tasks": rows_of.open_tasks(conn, account.id, day),
        "risks": rows_of.risks(conn, account.id),
        "objectives": rows_of.objectives(conn, account.id),
        "milestones": rows_of.milestones(conn, account.id),
        "opportunities": rows_of.opportunities(conn, account.id),
        "timeline": _newest_first(rows_of.timeline(conn, account.id), day),
    }


def _newest_first(events: Iterable[dict[str, Any]], day: date) -> list[dict[str, Any]]:
    """What happened by the day; plans of the future are not history."""
    past = [event for event in events if event["on"] <= day.isoformat()]
    return sorted(past, key=lambda event: (event["on"], event["what"]), reverse=True)
