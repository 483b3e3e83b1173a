"""The command that lists accounts: all of them, or as a view, a filter and columns have them."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desktop.cli.comparing import print_accounts, written
from desktop.cli.options import DAY, as_of_options, file_argument, json_option, today_or
from desktop.cli.output import UNKNOWN, csv_cell, day, money, note, one_line, percent, points, print_json, print_table
from desktop.cli.output import health as health_text
from desktop.domain.counting import counted
from desktop.domain.errors import Rejected

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.domain.account_rows import AccountRow
    from desktop.domain.listing.fields import Field, Kind
    from desktop.domain.listing.sheet import Sheet
    from desktop.domain.listing.views import View
    from desktop.store.connection import Connection


@click.command()
@file_argument
@click.option("--csv", "as_csv", is_flag=True, help="As CSV.")
@click.option("--xlsx", type=click.Path(path_type=Path, dir_okay=False), help="Into an XLSX file, which must be new.")
@click.option("--view", "view_name", help="As a view has it that is saved in the file, or offered.")
@click.option("--filter", "typed", help="Only those that meet it: 'csm:jana arr>50k optout<60 nps:unknown frei'.")
@click.option("--columns", help="These fields, between commas: account,arr,nps,tier.")
@click.option("--compare", type=DAY, metavar="D", help="Beside how they were on this day, what moved most first.")
@as_of_options
@json_option
def accounts(
    file: Path,
    as_csv: bool,
    xlsx: Path | None,
    view_name: str | None,
    typed: str | None,
    columns: str | None,
    compare: date | None,
    as_of: date | None,
    known_then: bool,
    as_json: bool,
) -> None:
    """Every account: health, ARR, renewal, last contact, next step; or those of a view or a filter."""
    from desktop.cli.opened import looked_at
    from desktop.domain.listing.columns import Listing
    from desktop.domain.listing.sheet import listed, sheet, wanted_extras
    from desktop.domain.listing.views import DEFAULT_COLUMNS
    from desktop.operations import look
    from desktop.operations.accounts_list import all_fields, read_extras

    looked_on = today_or(as_of)
    is_plain = view_name is None and typed is None
    if compare is not None:
        if not is_plain or columns is not None or xlsx is not None:
            raise click.UsageError("--compare goes with --csv and --json alone: it shows every account.")
        print_accounts(file, compare, looked_on, known_then=known_then, as_csv=as_csv, as_json=as_json)
        return
    with looked_at(file, looked_on, known_then=known_then) as (_, conn):
        fields = all_fields(conn)
        view = _view(conn, view_name, typed, fields)
        keys = [each.key for each in view.columns] if columns is None else _keys(columns, fields)
        rows = look.accounts(conn, looked_on)
        asked = replace(view, columns=()), keys or DEFAULT_COLUMNS
        later = 0 if rows else look.known_accounts(conn)
        listing = Listing(rows, looked_on, read_extras(conn, wanted_extras(fields, *asked), looked_on))
    order = range(len(rows)) if is_plain else listed(listing, view, fields)
    shown = [field for key in keys or DEFAULT_COLUMNS for field in fields if field.key == key]
    if xlsx is not None:
        _write_xlsx(xlsx, sheet(listing, shown, order))
    elif keys:
        _print_sheet(sheet(listing, shown, order), fields, as_csv=as_csv, as_json=as_json)
    else:
        _print_rows([rows[at] for at in order], as_csv=as_csv, as_json=as_json)
    if later:
        note(f"{counted(later, 'account begins', 'accounts begin')} after {looked_on.isoformat()}; none is there yet.")
    elif not rows:
        note(f"No accounts yet. Import some: perennial import {one_line(str(file))} accounts.csv")
    elif not order:
        note(f"None of {counted(len(rows), 'account')} is so.")


def _view(conn: Connection, name: str | None, typed: str | None, fields: Sequence[Field]) -> View:
    from desktop.domain.listing.typed import read_filter
    from desktop.domain.listing.views import WHOLE, offered, read_view
    from desktop.operations.saved_views import PAGE
    from desktop.store.queries.saved_views import saved_views

    found = WHOLE
    if name is not None:
        known = [read_view(each.name, each.definition) for each in saved_views(conn, PAGE)]
        # What somebody saved goes before what is offered under the same name.
        by_name = {each.name.casefold(): each for each in (*offered(None), *known)}
        if name.casefold() not in by_name:
            said = ", ".join(each.name for each in by_name.values())
            raise Rejected(f"There is no view {name!r}. There are: {said}.", field="view")
        found = by_name[name.casefold()]
    if typed is not None:
        read = read_filter(typed, fields)
        if read.refused:
            raise Rejected(read.refused[0].why, field="filter")
        words = f"{found.words} {read.words}".strip()
        found = replace(found, conditions=(*found.conditions, *read.conditions), words=words)
    return found


def _keys(columns: str, fields: Sequence[Field]) -> list[str]:
    by_word = {word: field.key for field in fields for word in field.words}
    asked = [word.strip().casefold() for word in columns.split(",") if word.strip()]
    for word in asked:
        if word not in by_word:
            known = ", ".join(field.words[0] for field in fields)
            raise Rejected(f"{word!r} is no field of an account. There are: {known}.", field="columns")
    if not asked:
        raise Rejected("--columns names no field: type some, like account,arr,nps.", field="columns")
    return list(dict.fromkeys(by_word[word] for word in asked))


def _write_xlsx(path: Path, made: Sheet) -> None:
    from desktop.domain.errors import FileProblem
    from desktop.exchange.list_file import write_xlsx

    if path.exists():
        raise FileProblem(f"{path} is there already: choose a new name.")
    try:
        write_xlsx(path, made, title="Accounts")
    except OSError as problem:
        raise FileProblem(
            f"{path} could not be written: {problem.strerror or problem}. Choose another place."
        ) from None
    note(f"{counted(len(made.rows), 'account')} written to {one_line(str(path))}.")


def _print_sheet(made: Sheet, fields: Sequence[Field], *, as_csv: bool, as_json: bool) -> None:
    if as_csv:
        from desktop.exchange.list_file import csv_text

        click.echo(csv_text(made), nl=False)
        return
    words = {field.key: field.words[0] for field in fields}
    if as_json:
        names = [words[column.key] for column in made.columns]
        print_json([dict(zip(names, row, strict=True)) for row in made.rows])
        return
    kinds: list[Kind] = [column.kind for column in made.columns]
    print_table(
        [column.title for column in made.columns],
        [[written(value, kind) for value, kind in zip(row, kinds, strict=True)] for row in made.rows],
        right=[at for at, kind in enumerate(kinds) if kind in ("number", "money", "percent")],
    )


def _print_rows(rows: Sequence[AccountRow], *, as_csv: bool, as_json: bool) -> None:
    from desktop.cli import figures_json

    made: list[dict[str, Any]] = [figures_json.account_row(row) for row in rows]
    if as_json:
        print_json(made)
        return
    if as_csv:
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(figures_json.ACCOUNT_KEYS)
        writer.writerows(map(csv_cell, row.values()) for row in made)
        click.echo(text.getvalue(), nl=False)
        return
    print_table(
        ("health", "known", "account", "ARR", "30 days", "opts out", "renews", "last contact", "next step", "CSM"),
        [
            (
                health_text(row.shown, row.band, has_arr=row.arr_cents > 0),
                percent(row.coverage, digits=0),
                row.name,
                money(row.arr_cents),
                UNKNOWN if row.change_30d is None else points(row.change_30d),
                day(row.opts_out_on),
                day(row.renews_on),
                day(row.last_two_way_on),
                row.next_step or "none",
                row.csm or UNKNOWN,
            )
            for row in rows
        ],
        right=(1, 3, 4),
    )
