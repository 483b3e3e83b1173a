"""The command that calls a score: override."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from desktop.cli.options import DAY, as_of_option, file_argument, json_option, today_or
from desktop.cli.output import one_line, print_json
from desktop.domain.errors import Rejected


@click.command()
@file_argument
@click.argument("account")
@click.argument("value", required=False, type=click.FloatRange(0, 100))
@click.option("--reason", help="Why it is not what is computed; required.")
@click.option("--until", type=DAY, default=None, help="The day the call ends; required, to come.")
@click.option("--author", help="Whose call it is; default: you.")
@click.option("--end", is_flag=True, help="End the call that stands, instead.")
@as_of_option
@json_option
def override(
    file: Path,
    account: str,
    value: float | None,
    reason: str | None,
    until: date | None,
    author: str | None,
    end: bool,
    as_of: date | None,
    as_json: bool,
) -> None:
    """Call an account's health score by hand: it stands beside the computed one, and never counts."""
    if end and any(each is not None for each in (value, reason, until, author)):
        raise Rejected("--end ends the call that stands, and takes no value, reason, day or author.", field="end")
    if not end and value is None:
        raise Rejected("Say the score that you call, from 0 to 100, or --end.", field="value")
    from desktop.operations.look import account_called
    from desktop.operations.overrides import call_score, end_override
    from desktop.store.portfolio import Portfolio
    from desktop.store.queries import facts

    day = today_or(as_of)
    with Portfolio.open(file) as book:
        found = account_called(book.read(facts.accounts), account)
        if value is None:
            ended = book.perform(end_override, found.id, as_of=day).result
            answer: dict[str, object] = {"account": found.name, "ended": ended, "on": day}
            said = f"Ended the call of {ended:.0f} for {found.name}."
        else:
            row = book.perform(
                call_score, found.id, value, reason=reason or "", expires_on=until, as_of=day, author=author
            ).result
            (saved,) = [each for each in book.read(facts.overrides, found.id) if each.id == row]
            answer = {
                "account": found.name,
                "value": saved.value,
                "reason": saved.reason,
                "author": saved.author,
                "set_on": saved.set_on,
                "expires_on": saved.expires_on,
            }
            said = f"Called {found.name} {saved.value:.0f} by {saved.author} until {until}: {saved.reason}"
    if as_json:
        print_json(answer)
    else:
        click.echo(one_line(said))
