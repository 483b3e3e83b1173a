"""Commands over the journal: history, undo, redo."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop.cli.field_words import LINK, field_name, field_value, row_name
from desktop.cli.options import ANY_PATH, DAY, as_of_option, file_argument, json_option, today_or
from desktop.cli.output import note, one_line, print_json
from desktop.domain.counting import counted
from desktop.domain.errors import Rejected

if TYPE_CHECKING:
    from desktop.store.queries.history import CellChange, ChangeSet

SHOWN_ROWS = 12
UNSAID = ("external_id", "scale_min", "scale_max")
"""Fields a row is born with that say nothing new to a reader."""


@click.command()
@file_argument
@click.option("--account", "called", help="Only what concerns this account.")
@click.option("--since", type=DAY, help="Only from this day on.")
@click.option("--since-qbr", is_flag=True, help="Only since the last QBR held with the account (--account).")
@click.option("--since-export", type=ANY_PATH, help="Only since this copy was made: see perennial exports.")
@click.option("--by", help="Only what somebody whose name holds this did.")
@click.option("--table", help="Only changes of these rows: account, contact, task ...")
@click.option("--text", help="Only what holds this text.")
@click.option("--keys", is_flag=True, help="With --json, name each change of a field, for --restore.")
@click.option("--restore", metavar="KEY", help="Put back what the field held before: the key that --json --keys gives.")
@as_of_option
@json_option
def history(
    file: Path,
    called: str | None,
    since: date | None,
    since_qbr: bool,
    since_export: Path | None,
    by: str | None,
    table: str | None,
    text: str | None,
    keys: bool,
    restore: str | None,
    as_of: date | None,
    as_json: bool,
) -> None:
    """What changed, when, by whom: old value to new value, oldest first."""
    if restore is not None:
        _restore(file, restore, today_or(as_of), as_json)
        return
    if since_qbr and called is None:
        raise click.UsageError("--since-qbr needs --account.")
    from desktop.operations.look import account_called
    from desktop.store.portfolio import Portfolio
    from desktop.store.queries import facts
    from desktop.store.queries.history import Wanted, last_review_on
    from desktop.store.queries.history import history as read_history
    from desktop.store.sharing.made import newest_in

    with Portfolio.open(file, writable=False) as book:
        account = account_called(book.read(facts.accounts), called).id if called else None
        if since_qbr and account is not None:
            held_on = book.read(last_review_on, account)
            if held_on is None:
                raise Rejected("No QBR was held with this account yet: leave --since-qbr out.")
            since = held_on if since is None else max(since, held_on)
        start = datetime.combine(since, time()).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if since else None
        after = None if since_export is None else newest_in(since_export, book.doc_id)
        wanted = Wanted(after, by, None if table is None else table.strip().replace(" ", "_"), text)
        sets = book.read(read_history, account=account, since=start, wanted=wanted)
    if as_json:
        print_json(
            [
                {
                    "at": each.at,
                    "by": each.by,
                    "label": each.label,
                    "changes": [_as_json(each, c, with_key=keys) for c in each.changes],
                }
                for each in sets
            ]
        )
        return
    for each in sets:
        click.echo(f"{each.at[:10]} {each.at[11:16]} UTC  {one_line(each.by)}  {one_line(each.label or 'change')}")
        lines = _lines(each)
        for line in lines[:SHOWN_ROWS]:
            click.echo(f"    {line}")
        if len(lines) > SHOWN_ROWS:
            click.echo(f"    ... and {len(lines) - SHOWN_ROWS:,} more")
    if not sets:
        note("Nothing changed.")


def _as_json(change_set: ChangeSet, change: CellChange, *, with_key: bool) -> dict[str, object]:
    said: dict[str, object] = {
        "table": change.table,
        "row": change.row,
        "field": change.field,
        "old": change.old,
        "new": change.new,
    }
    if with_key:
        key = f"{change_set.key}/{change.table}/{change.row}/{change.field}"
        said["key"] = None if change.is_birth else key
    return said


def _restore(file: Path, key: str, day: date, as_json: bool) -> None:
    from desktop.operations.restoring_fields import restore_field
    from desktop.store.portfolio import Portfolio

    parts = key.split("/")
    if len(parts) != 4:
        raise click.UsageError("A key is CHANGE/TABLE/ROW/FIELD, as --json --keys gives it.")
    with Portfolio.open(file) as book:
        done = book.perform(restore_field, *parts, as_of=day)
    if as_json:
        print_json({"label": done.changes.label, "changes": done.changes.cells})
    else:
        click.echo(f"{one_line(done.changes.label)}.")


def _lines(change_set: ChangeSet) -> list[str]:
    """One line a row that was born, one a field that changed; rows are told by their title and account."""
    lines: list[str] = []
    for (table, _), cells in groupby(change_set.changes, key=lambda cell: (cell.table, cell.row)):
        row = list(cells)
        if table == "closed_figure":
            # Hundreds of figures that `quarter list` shows; here their quarter says enough.
            continue
        account = row[0].account
        # What is born tells its name among its fields.
        is_told = any(cell.is_birth and cell.new == row[0].title for cell in row)
        what = row_name(table, account, None if is_told else row[0].title)
        born = [
            cell for cell in row if cell.is_birth and cell.field not in UNSAID and not LINK.fullmatch(str(cell.new))
        ]
        if any(cell.is_birth for cell in row):
            said = ", ".join(f"{field_name(cell.field)} {field_value(cell.field, cell.new)}" for cell in born)
            lines.append(f"+ {what}: {said}" if said else f"+ {what}")
        for cell in row:
            if cell.field == "deleted_at":
                lines.append(f"- {what}: taken back" if cell.new is not None else f"+ {what}: back again")
            elif not cell.is_birth:
                old, new = field_value(cell.field, cell.old), field_value(cell.field, cell.new)
                lines.append(f"  {what}: {field_name(cell.field)} {old} -> {new}")
    return lines


@click.command()
@file_argument
@json_option
def undo(file: Path, as_json: bool) -> None:
    """Take back the newest change made here."""
    _turn(file, "undo", as_json)


@click.command()
@file_argument
@json_option
def redo(file: Path, as_json: bool) -> None:
    """Do again what was undone last."""
    _turn(file, "redo", as_json)


def _turn(file: Path, which: str, as_json: bool) -> None:
    from desktop.store.portfolio import Portfolio

    with Portfolio.open(file) as book:
        done = book.undo() if which == "undo" else book.redo()
    label, left = done.changes.label, done.result
    if as_json:
        print_json(
            {
                "label": label,
                "changes": done.changes.cells,
                "left": [{"table": each.table, "row": each.row, "field": each.field} for each in left],
            }
        )
        return
    click.echo(f"{one_line(label)} ({counted(done.changes.cells, 'change')}).")
    for each in left:
        click.echo(f"Left as it is, because it has changed since: {each.table}.{each.field}")
