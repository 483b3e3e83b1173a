"""The command for cadences: how often a segment is to be talked with and reviewed, beside how often it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desktop.cli.options import as_of_option, file_argument, json_option, today_or
from desktop.cli.output import note, number, one_line, print_json, print_table

if TYPE_CHECKING:
    from desktop.domain.cadences import Cadence, Kind
    from desktop.operations.cadences import SegmentCadence


@click.command()
@file_argument
@click.option("--segment", help="Whose cadence is set; without it that of all other accounts.")
@click.option("--days", type=int, help="Talk with them every so many days.")
@click.option("--qbr-days", type=int, help="Review with them every so many days.")
@click.option("--unset", is_flag=True, help="Let the default count again, for both.")
@as_of_option
@json_option
def cadence(
    file: Path,
    segment: str | None,
    days: int | None,
    qbr_days: int | None,
    unset: bool,
    as_of: date | None,
    as_json: bool,
) -> None:
    """How often a segment is to be talked with: what "going quiet" and reviews that are due are counted from."""
    from desktop.cli.opened import looked_at
    from desktop.operations import cadences as operations
    from desktop.store.portfolio import Portfolio

    if unset and (days is not None or qbr_days is not None):
        raise click.UsageError("--unset goes without --days and --qbr-days.")
    if segment is not None and days is None and qbr_days is None and not unset:
        raise click.UsageError("--segment needs --days, --qbr-days or --unset.")
    if segment is not None and not segment.strip():
        # Likely a script's empty variable: it must not set what counts for everybody.
        raise click.UsageError("--segment is empty: name one, or leave it out for all other accounts.")
    wanted: dict[Kind, int | None] = {"contact": days, "qbr": qbr_days}
    if unset or days is not None or qbr_days is not None:
        with Portfolio.open(file) as book:
            segment = book.perform(operations.change_cadences, segment, wanted, unset=unset).result
    day = today_or(as_of)
    with looked_at(file, day, known_then=False) as (_, conn):
        rows = operations.segment_cadences(conn, day)
    if segment is not None and not any(row.accounts for row in rows if row.segment == segment):
        note(f"{one_line(segment)} has no active account: see below what segments there are.")
    if as_json:
        print_json([_json(row) for row in rows])
        return
    print_table(
        ("segment", "active", "talk every", "", "in fact every", "n", "review every", ""),
        [_cells(row) for row in rows],
        right=(1, 2, 4, 5, 6),
    )


def _json(row: SegmentCadence) -> dict[str, Any]:
    return {
        "segment": row.segment,
        "accounts": row.accounts,
        "days": row.contact.days,
        "is_set": row.contact.is_set,
        "qbr_days": row.qbr.days,
        "qbr_is_set": row.qbr.is_set,
        "measured_days": row.measured.days if row.measured else None,
        "measured_n": row.measured.n if row.measured else 0,
    }


def _cells(row: SegmentCadence) -> tuple[str, ...]:
    return (
        row.segment or "all others",
        str(row.accounts),
        f"{row.contact.days} d",
        _whose(row.contact, row.segment),
        "too few to say" if row.measured is None else f"{number(row.measured.days)} d",
        str(row.measured.n) if row.measured else "",
        f"{row.qbr.days} d",
        _whose(row.qbr, row.segment),
    )


def _whose(cadence: Cadence, segment: str | None) -> str:
    if not cadence.is_set:
        return "default"
    return "set" if segment is None or cadence.segment is not None else "set for all others"
