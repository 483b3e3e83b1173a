"""The command that writes what is shown to others into files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from desktop.cli.options import ANY_PATH, as_of_option, file_argument, json_option, today_or
from desktop.cli.output import print_json
from desktop.domain.errors import FileProblem, Rejected


@click.command()
@file_argument
@click.option("--qbr", required=True, help="The account whose next (else last) business review it is.")
@click.option("--out", required=True, type=ANY_PATH, help="The .pptx file to write.")
@as_of_option
@json_option
def report(file: Path, qbr: str, out: Path, as_of: date | None, as_json: bool) -> None:
    """Write the page of a business review as a presentation; nothing internal is in it."""
    from desktop.cli.opened import looked_at
    from desktop.exchange.deck import write_deck
    from desktop.operations.look import account_called
    from desktop.operations.qbrs.reading import deck_of
    from desktop.store.queries import facts

    if out.suffix.casefold() != ".pptx":
        raise Rejected(f"{out.name} should end in .pptx: a review is written as a presentation.", field="out")
    if out.resolve() == file.resolve():
        raise FileProblem(f"{out} is the book itself. Choose another name for the presentation.")
    on = today_or(as_of)
    with looked_at(file, on, known_then=False) as (_, conn):
        deck = deck_of(conn, account_called(facts.accounts(conn), qbr).id, on)
    write_deck(out, deck)
    lines = sum(len(part.items) for part in deck.parts)
    if as_json:
        print_json({"out": str(out), "account": deck.account, "on": deck.on, "lines": lines})
    else:
        click.echo(f"Wrote {out}: {lines} lines in five parts.")
