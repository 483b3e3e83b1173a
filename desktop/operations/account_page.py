"""Everything the portfolio knows of one account on a day, as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from desktop.domain.contracts import known_lines
from desktop.domain.facts import ContractLine
from desktop.domain.renewals import agreed_lines, governing
from desktop.operations import look
from desktop.store.connection import Connection
from desktop.store.queries import account as rows_of
from desktop.store.queries import facts
from desktop.store.queries.ownership import owner_on

Rows = rows_of.Rows


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
    governs = governing(lines, as_of=day).get(account.id)
    details = account._asdict()
    del details["id"]
    (details,) = _as_known([details], day, {"churned_on": ("churn_reason",)})
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
        "renews_on": governs.renews_on if governs else None,
        "opts_out_on": governs.opts_out_on if governs else None,
        "renewals_later": governs.later if governs else 0,
        "last_two_way_on": rows_of.last_two_way_on(conn, account.id, day),
        "contacts": _as_known(rows_of.contacts(conn, account.id), day, {"left_on": ()}),
        "contract_lines": _lines(rows_of.contract_lines(conn, account.id), day, agreed_lines(lines, as_of=day)),
        "tasks": rows_of.open_tasks(conn, account.id, day),
        "risks": _as_known(_since("opened_on", rows_of.risks(conn, account.id), day), day, {"closed_on": ("outcome",)}),
        "objectives": _as_known(rows_of.objectives(conn, account.id), day, {"done_on": ()}),
        "onboardings": _as_known(
            _since("started_on", rows_of.onboardings(conn, account.id), day), day, {"live_on": ()}
        ),
        "qbrs": _as_known(rows_of.qbrs(conn, account.id), day, {"held_on": ()}),
        "milestones": _milestones(rows_of.milestones(conn, account.id), day),
        "opportunities": rows_of.opportunities(conn, account.id),
        "timeline": _newest_first(rows_of.timeline(conn, account.id), day),
    }


def _lines(rows: Rows, day: date, agreed: Sequence[ContractLine]) -> Rows:
    """Contract lines that had started or were agreed, as they stood.

    An outcome without a day is known from the line's end.
    """
    begin = {line.start_on.isoformat() for line in agreed}
    known = [row for row in rows if row["start_on"] <= day.isoformat() or row["start_on"] in begin]
    for row in known:
        known_on = row["outcome_on"] or row["end_on"]
        if row["outcome"] is not None and known_on is not None and known_on > day.isoformat():
            row |= dict.fromkeys(("outcome", "outcome_on", "reason"))
    return _as_known(known, day, {"notice_given_on": ()})


def _milestones(rows: Rows, day: date) -> Rows:
    for row in rows:
        if row["state"] == "done" and row["done_on"] is not None and row["done_on"] > day.isoformat():
            row["state"] = None
    return _as_known(rows, day, {"done_on": ()})


def _since(column: str, rows: Rows, day: date) -> Rows:
    return [row for row in rows if row[column] <= day.isoformat()]


def _as_known(rows: Rows, day: date, dated: Mapping[str, tuple[str, ...]]) -> Rows:
    """The rows without what happened after the day: the dated fields, each with those that tell of it."""
    for row in rows:
        for column, others in dated.items():
            if row[column] is not None and str(row[column]) > day.isoformat():
                row |= dict.fromkeys((column, *others))
    return rows


def _newest_first(events: Iterable[dict[str, Any]], day: date) -> list[dict[str, Any]]:
    """What happened by the day; plans of the future are not history."""
    past = [event for event in events if event["on"] <= day.isoformat()]
    return sorted(past, key=lambda event: (event["on"], event["what"]), reverse=True)
