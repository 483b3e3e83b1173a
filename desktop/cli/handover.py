"""The command that gives an account to somebody else on a day, or has somebody stand in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from desktop.cli.options import DAY, file_argument, json_option, today_or
from desktop.cli.output import note, one_line, print_json


@click.command()
@file_argument
@click.argument("account")
@click.argument("csm", required=False)
@click.option("--on", "on", type=DAY, help="The first day; default: today.")
@click.option("--cover", is_flag=True, help="Only stand in for the owner, who stays the owner.")
@click.option("--until", type=DAY, help="With --cover: the day the owner is back.")
@click.option("--end-cover", is_flag=True, help="The owner is back on the day; no CSM is named.")
@json_option
def handover(
    file: Path,
    account: str,
    csm: str | None,
    on: date | None,
    cover: bool,
    until: date | None,
    end_cover: bool,
    as_json: bool,
) -> None:
    """Give an account to another CSM from a day on, or have somebody stand in for its owner."""
    from desktop.operations import handover as operations
    from desktop.operations.look import account_called
    from desktop.store.portfolio import Portfolio
    from desktop.store.queries.facts import accounts, ownerships

    _check_usage(csm, cover=cover, until=until, end_cover=end_cover)
    day = today_or(on)
    with Portfolio.open(file) as book:
        found = account_called(book.read(accounts), account)
        before = book.read(ownerships)
        if end_cover:
            name = book.perform(operations.end_cover, found.id, day).result
        elif cover and until is not None:
            name = book.perform(operations.set_cover, found.id, csm or "", day, until).result
        else:
            name = book.perform(operations.hand_over, found.id, csm or "", day).result
    what = "cover_ended" if end_cover else "cover" if cover else "owner"
    is_new = not operations.is_known_csm(before, name)
    if as_json:
        print_json({"account": found.name, "what": what, "csm": name, "on": day, "until": until, "new_csm": is_new})
        return
    if is_new:
        note(f"{one_line(name)} is new in this book: nobody of that name owned or covered an account before.")
    said = {
        "owner": f"{name} owns {found.name} from {day.isoformat()} on.",
        "cover": f"{name} stands in for the owner of {found.name} from {day.isoformat()} until {_day(until)}.",
        "cover_ended": f"{name} does not stand in for {found.name} any more from {day.isoformat()} on.",
    }[what]
    click.echo(f"{one_line(said)} perennial undo {file} takes it back")


def _check_usage(csm: str | None, *, cover: bool, until: date | None, end_cover: bool) -> None:
    if end_cover and (csm or cover or until):
        raise click.UsageError("--end-cover goes without a CSM, --cover and --until.")
    if not end_cover and csm is None:
        raise click.UsageError("Missing argument 'CSM'.")
    if cover != (until is not None):
        raise click.UsageError("--cover needs --until, the day the owner is back, and --until needs --cover.")


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()
