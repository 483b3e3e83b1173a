"""The team's figures as JSON: the public keys; a figure without data is null, never 0."""

from __future__ import annotations

from datetime import date
from typing import Any

from desktop.domain.rates import Rate
from desktop.domain.team.figures import Team, TeamRow
from desktop.domain.team.ownership import Cover, Handover
from desktop.domain.team.tasks import side_of


def rate(found: Rate) -> dict[str, Any]:
    """A rate with the public keys."""
    return {"value": found.value, "numerator": found.numerator, "denominator": found.denominator, "n": found.n}


def team_json(found: Team, as_of: date, currency: str) -> dict[str, Any]:
    """The public keys of the team command."""
    return {
        "as_of": as_of,
        "period": {"from": found.period.start, "to": found.period.end},
        "since": found.since,
        "currency": currency,
        "csms": found.csms,
        "book": _row(found, found.whole),
        "team": [_row(found, row) for row in found.rows],
        "silent_accounts": [
            {
                "account": found.names[each.account],
                "csm": found.owners[each.account],
                "days": each.silent_days,
                "arr_cents": each.arr_cents,
            }
            for each in found.quiet
        ],
        "waiting_detractors": [
            {
                "account": found.names[each.account],
                "csm": found.owners[each.account],
                "days": max(each.waiting),
                "n": len(each.waiting),
            }
            for each in found.waiting
        ],
        "late_promises": [
            {
                "account": found.names[each.account],
                "csm": found.owners[each.account],
                "title": each.title,
                "side": side_of(each.side),
                "due_on": each.due_on,
            }
            for each in found.late
        ],
    }


def _row(found: Team, row: TeamRow) -> dict[str, Any]:
    work = row.attention
    return {
        "csm": row.csm,
        "accounts": {"active": row.active, "total": row.total},
        "arr_cents": row.arr_cents,
        "at_risk_arr_cents": row.at_risk_arr_cents,
        "health": row.health._asdict(),
        "nrr": rate(row.nrr),
        "grr": rate(row.grr),
        "qbr": {"coverage": rate(work.qbr_coverage), "due": work.qbr_overdue, "due_and_planned": work.qbr_planned},
        "milestones_on_time": rate(work.milestones),
        "follow_up": work.follow_ups._asdict(),
        "overdue_tasks": work.overdue._asdict(),
        "promises_late": work.promises_late._asdict(),
        "silent": work.silent,
        "never_contacted": work.never,
        "newest_on": work.newest_on,
        "gained": [_handover(found, each) for each in row.gained],
        "lost": [_handover(found, each) for each in row.lost],
        "covering": [_cover(found, each) for each in row.covering],
        "covered": [_cover(found, each) for each in row.covered],
    }


def _handover(found: Team, each: Handover) -> dict[str, Any]:
    return {
        "account": found.names[each.account],
        "from": each.before,
        "to": each.after,
        "on": each.on,
        "arr_cents": each.arr_cents,
    }


def _cover(found: Team, each: Cover) -> dict[str, Any]:
    return {
        "account": found.names[each.account],
        "csm": each.csm,
        "owner": each.owner,
        "from": each.from_on,
        "until": each.until_on,
    }
