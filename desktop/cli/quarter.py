"""The command about closed quarters: quarter FILE close, list, reopen, fiscal-year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desktop.cli.options import as_of_options, file_argument, json_option, today_or
from desktop.cli.output import note, one_line, print_json, print_table

if TYPE_CHECKING:
    from desktop.domain.quarters.restated import Entry
    from desktop.operations.quarters import RestatedQuarter

ACTIONS = ("close", "list", "reopen", "fiscal-year")


@click.command()
@file_argument
@click.argument("action", type=click.Choice(ACTIONS))
@click.argument("which", required=False, metavar="[2026Q3|MONTH]")
@as_of_options
@json_option
def quarter(file: Path, action: str, which: str | None, as_of: date | None, known_then: bool, as_json: bool) -> None:
    """Close a quarter, and see what its figures have become since.

    \b
    close 2026Q3      freeze its figures; with --as-of D --known-then as they were known at the end of D
    list [2026Q3]     closed quarters, closed and today's values, and what was entered since
    reopen 2026Q3     take the closing back
    fiscal-year 4     the fiscal year begins in April and is named after the year it ends in
    """
    if which is None and action != "list":
        raise click.UsageError(
            f"Say which: perennial quarter {one_line(str(file))} {action} {'4' if action[0] == 'f' else '2026Q3'}"
        )
    day = today_or(as_of)
    if action == "close":
        _close(file, which or "", day, known_then, as_json)
    elif action == "list":
        _list(file, which, day, known_then, as_json)
    elif action == "reopen":
        _reopen(file, which or "", as_json)
    else:
        _fiscal_year(file, which or "", as_json)


def _close(file: Path, which: str, day: date, known_then: bool, as_json: bool) -> None:
    from desktop.domain.quarters.quarter import parse_quarter
    from desktop.operations import quarters
    from desktop.store.portfolio import Portfolio
    from desktop.store.queries.quarters import fiscal_start

    with Portfolio.open(file) as book:
        called = parse_quarter(which, starts_in=book.read(fiscal_start))
        frozen = quarters.frozen_quarter(book, called, day, known_then=known_then)
        book.perform(quarters.close_quarter, frozen, as_of=day, known_then=known_then)
    whole = [figure for figure in frozen.figures if not figure.grouping]
    if as_json:
        print_json(
            {
                "quarter": called.name,
                "from": called.first_on,
                "to": called.last_on,
                "closed_on": day,
                "figures": len(frozen.figures),
                "values": {figure.key: figure.value for figure in whole},
            }
        )
        return
    words = _words_of()
    nrr = next(figure.value for figure in whole if figure.key == "12m.nrr")
    arr = next(figure.value for figure in whole if figure.key == "arr_cents")
    click.echo(
        f"Closed {called.name}: ARR {words.value('cents', arr)}, NRR over 12 months {words.value('share', nrr)}; "
        f"{len(frozen.figures):,} figures kept · perennial undo {one_line(str(file))} takes it back"
    )


def _list(file: Path, which: str | None, day: date, known_then: bool, as_json: bool) -> None:
    from desktop.domain.quarters.quarter import parse_quarter
    from desktop.operations.quarters import restated_quarter
    from desktop.store.portfolio import Portfolio
    from desktop.store.queries.quarters import closed_quarters, fiscal_start

    answer: list[dict[str, Any]] = []
    with Portfolio.open(file, writable=False) as book:
        with book.looked_at(day, known_then=known_then) as conn:
            closed = closed_quarters(conn, day)
            if which is not None:
                asked = parse_quarter(which, starts_in=fiscal_start(conn))
                closed = [each for each in closed if each.quarter == asked]
        for each in closed:
            found = restated_quarter(book, each, day, known_then=known_then)
            if as_json:
                answer.append(_as_json(found))
            else:
                _print(found)
    if as_json:
        print_json(answer)
    elif not closed:
        click.echo("No quarter is closed yet." if which is None else f"{which} is not closed.")
        note(f"Close one: perennial quarter {one_line(str(file))} close 2026Q3")


def _as_json(found: RestatedQuarter) -> dict[str, Any]:
    """Entries stand once in a list of their own, and are named by their place in it: many figures share them."""
    closed = found.closed
    entries: list[dict[str, Any]] = []
    place: dict[tuple[str, str | None], int] = {}

    def places(of: tuple[Entry, ...]) -> list[int]:
        for entry in of:
            if (entry.row, entry.field) not in place:
                place[entry.row, entry.field] = len(entries)
                entries.append(_entry(entry, found.names))
        return [place[entry.row, entry.field] for entry in of]

    return {
        "quarter": closed.quarter.name,
        "from": closed.quarter.first_on,
        "to": closed.quarter.last_on,
        "closed_on": closed.closed_on,
        "by": closed.author,
        "known_then": closed.known_until is not None,
        "figures": [
            {
                "key": each.key,
                "grouping": each.grouping,
                "unit": each.unit,
                "closed": each.closed,
                "today": each.current,
                "difference": each.difference,
                "accounts": [
                    {
                        "account": part.name,
                        "difference": part.difference,
                        "entries": places(part.entries),
                    }
                    for part in each.parts
                ],
                "unattributed": each.unattributed,
                "entries": places(each.entries),
            }
            for each in found.figures
        ],
        "entries": entries,
    }


def _entry(entry: Entry, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "account": names.get(entry.account or ""),
        "table": entry.table,
        "row": entry.row,
        "field": entry.field,
        "old": entry.old,
        "new": entry.new,
        "says": entry.says,
        "dated_on": entry.dated_on,
        "at": entry.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "by": entry.by,
        "in_words": _words_of().entry(entry),
    }


def _print(found: RestatedQuarter) -> None:
    from desktop.domain.quarters import keys

    words, closed = _words_of(), found.closed
    then = ", as it was known then" if closed.known_until is not None else ""
    click.echo(
        f"{closed.quarter.name} ({closed.quarter.first_on.isoformat()} to {closed.quarter.last_on.isoformat()}), "
        f"closed {closed.closed_on.isoformat()} by {one_line(closed.author or 'unknown')}{then}"
    )
    whole = [each for each in found.figures if not each.grouping]
    changed = [each for each in whole if each.is_restated and each.key not in words.TWICE]
    kept = [each for each in whole if each in changed or each.key in words.ALWAYS]
    print_table(
        ("figure", "closed", "today", "restated", "because"),
        [
            (
                keys.called(each.key),
                words.value(each.unit, each.closed),
                words.value(each.unit, each.current),
                words.difference(each),
                words.because(each),
            )
            for each in kept
        ],
        right=(1, 2, 3),
    )
    groups = sum(each.is_restated for each in found.figures if each.grouping)
    told = words.entries([entry for each in changed for part in each.parts for entry in part.entries])
    for account, lines in told.items():
        click.echo(f"  {one_line(found.names.get(account or '', 'usage'))}")
        for line in lines:
            click.echo(f"    {line}")
    if groups:
        note(f"Also restated: {groups:,} figures by CSM and segment; all of them with --json.")
    click.echo()


def _reopen(file: Path, which: str, as_json: bool) -> None:
    from desktop.domain.quarters.quarter import parse_quarter
    from desktop.operations.quarters import reopen_quarter
    from desktop.store.portfolio import Portfolio
    from desktop.store.queries.quarters import fiscal_start

    with Portfolio.open(file) as book:
        called = parse_quarter(which, starts_in=book.read(fiscal_start))
        book.perform(reopen_quarter, called)
    if as_json:
        print_json({"quarter": called.name, "reopened": True})
    else:
        click.echo(f"Reopened {called.name} · perennial undo {one_line(str(file))} closes it as it was")


def _fiscal_year(file: Path, which: str, as_json: bool) -> None:
    from desktop.operations.quarters import set_fiscal_start
    from desktop.store.portfolio import Portfolio

    if not (which.isascii() and which.isdecimal()):
        raise click.UsageError(f"{which!r} is no month: type one from 1 to 12.")
    with Portfolio.open(file) as book:
        book.perform(set_fiscal_start, int(which[:6]))
    if as_json:
        print_json({"fiscal_year_starts_in": int(which)})
    else:
        click.echo(f"The fiscal year begins in month {int(which)} and is named after the year it ends in.")


def _words_of() -> Any:
    from desktop.cli import quarter_words

    return quarter_words
