"""The command that lets customers speak: voice."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop.cli.options import DAY, as_of_options, file_argument, json_option, today_or
from desktop.cli.output import print_json

if TYPE_CHECKING:
    from desktop.domain.voice.trend import Every


@click.command()
@file_argument
@click.option("--from", "start", type=DAY, help="The period starts after this day; default: 12 months before its end.")
@click.option("--to", "end", type=DAY, help="The period's last day; default: the as-of day.")
@click.option(
    "--by",
    type=click.Choice(["csm", "segment", "region", "industry", "plan"]),
    help="The figures of each group, too.",
)
@click.option("--theme", help="Only the comments about this theme.")
@click.option(
    "--every", type=click.Choice(["month", "quarter"]), default="quarter", show_default=True, help="Steps of the trend."
)
@click.option("--csv", "as_csv", is_flag=True, help="The comments as CSV.")
@as_of_options
@json_option
def voice(
    file: Path,
    start: date | None,
    end: date | None,
    by: str | None,
    theme: str | None,
    every: Every,
    as_csv: bool,
    as_of: date | None,
    known_then: bool,
    as_json: bool,
) -> None:
    """What customers say: survey figures, who is not answered, themes, and their comments with how they sound."""
    if as_csv and as_json:
        raise click.UsageError("Choose one of --csv and --json.")
    if by is not None and (theme is not None or as_csv):
        raise click.UsageError("--by is about figures: leave it out where comments are asked for.")

    from desktop.cli import voice_json, voice_page
    from desktop.cli.opened import looked_at
    from desktop.domain.calendar import period_of
    from desktop.operations import voice as operations

    known_on = today_or(as_of)
    period = period_of(as_of=known_on, start=start, end=end)
    # As for the metrics: fields without a date as they were at the period's end.
    with looked_at(file, known_on if known_then else period.end, known_then=known_then) as (book, conn):
        read, currency = operations.read_voice(conn), book.currency
    people = voice_json.people_of(read)
    if theme is not None:
        found = operations.theme_called(read, period, theme)
        if as_csv:
            voice_page.print_csv(found.comments, people)
        elif as_json:
            print_json(voice_json.theme_alone(found, period, people, as_of=known_on))
        else:
            voice_page.print_theme(found, period, people)
        return
    heard = operations.voice(read, period, by=by, every=every)
    if as_csv:
        voice_page.print_csv(heard.verbatims, people)
    elif as_json:
        print_json(voice_json.voice(heard, people, as_of=known_on, every=every, currency=currency))
    else:
        voice_page.print_voice(heard, people, currency)
