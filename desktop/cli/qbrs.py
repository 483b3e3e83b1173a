"""The command that tells whose review is due, planned, prepared."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desktop.cli.options import as_of_options, file_argument, json_option, today_or
from desktop.cli.output import answer, day, health, money, note, percent, print_json, print_table
from desktop.domain.counting import counted

if TYPE_CHECKING:
    from desktop.domain.qbrs.schedule import ReviewRow, Reviews


@click.command()
@file_argument
@as_of_options
@json_option
def qbrs(file: Path, as_of: date | None, known_then: bool, as_json: bool) -> None:
    """Business reviews: those that are due and unplanned first, and how ready one is for each."""
    from desktop.cli.opened import looked_at
    from desktop.operations.qbrs.reading import read_reviews, reviews_on

    on = today_or(as_of)
    with looked_at(file, on, known_then=known_then) as (_, conn):
        read = read_reviews(conn, on)
    view = reviews_on(read, on)
    if as_json:
        print_json(_json(view))
    else:
        _print(view)


def _json(view: Reviews) -> dict[str, Any]:
    return {
        "as_of": view.day,
        "accounts": len(view.rows),
        "due": view.due,
        "unplanned": view.unplanned,
        "unplanned_arr_cents": view.unplanned_cents,
        "coverage_90_days": {
            "value": view.coverage.value,
            "numerator": view.coverage.numerator,
            "denominator": view.coverage.denominator,
            "n": view.coverage.n,
        },
        "qbrs": [_row_json(each) for each in view.rows],
    }


def _row_json(row: ReviewRow) -> dict[str, Any]:
    now, coming = row.standing, row.standing.next
    return {
        "account": row.account.name,
        "arr_cents": row.account.arr_cents,
        "csm": row.account.csm,
        "state": now.state,
        "last_held_on": None if now.held is None else now.held.held_on,
        "due_on": now.due_on,
        "days": row.days,
        "cadence_days": row.cadence.days,
        "planned_on": None if coming is None else coming.planned_on,
        "attendees": None if coming is None else coming.attendees,
        "written_parts": sorted(row.written),
        "readiness": row.readiness.reached,
        "points": [
            {"key": each.key, "ready": each.is_ready, "shown": list(each.shown), "wanted": list(each.wanted)}
            for each in row.readiness.points
        ],
    }


def _print(view: Reviews) -> None:
    from desktop.domain.qbrs.readiness import POINTS

    n = len(view.rows)
    if not n:
        click.echo("No account has ARR, so no review is due.")
        note("Next: perennial import FILE accounts.csv subscriptions.csv")
        return
    click.echo(
        f"{view.due} of {counted(n, 'account')} due; {view.unplanned} unplanned, {money(view.unplanned_cents)} ARR. "
        f"{percent(view.coverage.value, digits=0)} had a QBR in the last 90 days ({view.coverage.numerator} of {n})."
    )
    print_table(
        ("account", "health", "state", "last held", "due", "planned", "ready", "missing"),
        [
            (
                row.account.name,
                health(row.account.shown, row.account.band),
                row.standing.state,
                "never" if row.standing.held is None else day(row.standing.held.held_on),
                answer("since ever" if row.standing.due_on is None else day(row.standing.due_on)),
                "not planned" if (coming := row.standing.next) is None or coming.planned_on is None
                else day(coming.planned_on),
                f"{row.readiness.reached} of 5",
                ", ".join(POINTS[each.key] for each in row.readiness.missing),
            )
            for row in view.rows
        ],
    )  # fmt: skip
