"""The command that writes what is shown to others into files, and what is ahead into a calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import click

from desktop.cli.options import ANY_PATH, as_of_option, file_argument, json_option, today_or
from desktop.cli.output import one_line, print_json
from desktop.domain.errors import FileProblem, Rejected

REVIEW, CALENDAR = (".pptx", ".pdf"), (".ics",)


@click.command()
@file_argument
@click.option("--qbr", help="The account whose next (else last) business review it is.")
@click.option("--calendar", is_flag=True, help="Planned meetings and reviews, and the last days to opt out.")
@click.option("--out", required=True, type=ANY_PATH, help="The file to write: .pptx or .pdf of a review, .ics.")
@as_of_option
@json_option
def report(file: Path, qbr: str | None, calendar: bool, out: Path, as_of: date | None, as_json: bool) -> None:
    """Write the page of a business review as a presentation or a PDF; nothing internal is in it. Or a calendar file."""
    if (qbr is not None) == calendar:
        raise click.UsageError("Say what to write: --qbr NAME or --calendar.")
    wanted = CALENDAR if calendar else REVIEW
    if out.suffix.casefold() not in wanted:
        what = "a calendar" if calendar else "a review"
        raise Rejected(f"{out.name} should end in {' or '.join(wanted)}: so {what} is written.", field="out")
    if out.resolve() == file.resolve():
        raise FileProblem(f"{out} is the book itself. Choose another name for the report.")
    on = today_or(as_of)
    if qbr is not None:
        _review(file, qbr, out, on, as_json=as_json)
    else:
        _calendar(file, out, on, as_json=as_json)


def _review(file: Path, qbr: str, out: Path, on: date, *, as_json: bool) -> None:
    from desktop.cli.opened import looked_at
    from desktop.operations.look import account_called
    from desktop.operations.qbrs.reading import deck_of
    from desktop.store.queries import facts

    with looked_at(file, on, known_then=False) as (_, conn):
        deck = deck_of(conn, account_called(facts.accounts(conn), qbr).id, on)
    if out.suffix.casefold() == ".pdf":
        from desktop.printing.pdf import write_pdf

        write_pdf(out, deck)
    else:
        from desktop.exchange.deck import write_deck

        write_deck(out, deck)
    lines = sum(len(part.items) for part in deck.parts)
    if as_json:
        print_json({"out": str(out), "account": deck.account, "on": deck.on, "lines": lines})
    else:
        click.echo(f"Wrote {one_line(str(out))}: {lines} lines in five parts.")


def _calendar(file: Path, out: Path, on: date, *, as_json: bool) -> None:
    from desktop.cli.opened import looked_at
    from desktop.exchange.calendar_file import write_calendar
    from desktop.operations.diary import read_diary

    with looked_at(file, on, known_then=False) as (_, conn):
        entries = read_diary(conn, on)
    write_calendar(out, entries, name=file.stem, made_at=datetime.now(UTC))
    opt_outs, reviews = (sum(each.kind == kind for each in entries) for kind in ("opt_out", "qbr"))
    meetings = len(entries) - opt_outs - reviews
    if as_json:
        print_json({"out": str(out), "meetings": meetings, "qbrs": reviews, "opt_outs": opt_outs})
    else:
        click.echo(f"Wrote {one_line(str(out))}: {meetings} meetings, {reviews} QBRs and {opt_outs} opt-outs ahead.")
