"""The command that lets customers speak: voice."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop.cli.options import Asked, file_argument, json_option, period_options
from desktop.cli.output import print_json

if TYPE_CHECKING:
    from desktop.domain.voice.trend import Every


@click.command()
@file_argument
@period_options
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
@json_option
def voice(
    file: Path,
    asked: Asked,
    by: str | None,
    theme: str | None,
    every: Every,
    as_csv: bool,
    as_json: bool,
) -> None:
    """What customers say: survey figures, who is not answered, themes, and their comments with how they sound."""
    if as_csv and as_json:
        raise click.UsageError("Choose one of --csv and --json.")
    if by is not None and (theme is not None or as_csv):
        raise click.UsageError("--by is about figures: leave it out where comments are asked for.")

    from desktop.cli import voice_json, voice_page
    from desktop.cli.opened import looked_over
    from desktop.operations import voice as operations

    with looked_over(file, asked) as (book, conn):
        read, currency = operations.read_voice(conn), book.currency
    people = voice_json.people_of(read)
    if theme is not None:
        found = operations.theme_called(read, asked.period, theme)
        if as_csv:
            voice_page.print_csv(found.comments, people)
        elif as_json:
            print_json(voice_json.theme_alone(found, asked.period, people, as_of=asked.as_of))
        else:
            voice_page.print_theme(found, asked.period, people)
        return
    heard = operations.voice(read, asked.period, by=by, every=every)
    if as_csv:
        voice_page.print_csv(heard.verbatims, people)
    elif as_json:
        print_json(voice_json.voice(heard, people, as_of=asked.as_of, every=every, currency=currency))
    else:
        voice_page.print_voice(heard, people, currency)
