"""The command that calls a renewal: call."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop.cli.options import as_of_option, file_argument, json_option, today_or
from desktop.cli.output import money, one_line, print_json

if TYPE_CHECKING:
    from desktop.store.changes import Changes
    from desktop.store.portfolio import Portfolio

AUTOMATIC = "automatic"
CHOICES = ("closed", "commit", "most likely", "best case", "at risk", "omitted", AUTOMATIC)


class Amount(click.ParamType[int]):
    """Money in units, as cents."""

    name = "AMOUNT"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        from desktop.domain.money import parse_cents

        try:
            return value if isinstance(value, int) else parse_cents(str(value))
        except ValueError as problem:
            self.fail(f"{value!r} {problem}", param, ctx)


@click.command()
@file_argument
@click.argument("name", metavar="ACCOUNT")
@click.argument("category", metavar="CATEGORY", type=click.Choice(CHOICES, case_sensitive=False))
@click.option("--amount", type=Amount(), help="ARR expected to renew; default: as the category says.")
@click.option("--final", is_flag=True, help="The final call, which goes before the CSM's.")
@click.option("--author", help="Whose call it is; default: whoever runs the program.")
@as_of_option
@json_option
def call(
    file: Path,
    name: str,
    category: str,
    amount: int | None,
    final: bool,
    author: str | None,
    as_of: date | None,
    as_json: bool,
) -> None:
    """Call an account's renewal: closed, commit, most likely, best case, at risk or omitted.

    With "automatic" in place of a category, what the rule says today is kept as the automatic call.
    """
    from desktop.operations.calls import record_call
    from desktop.operations.look import account_called
    from desktop.store.portfolio import Portfolio
    from desktop.store.queries import facts

    if category == AUTOMATIC and (amount is not None or final or author):
        raise click.UsageError("The automatic call takes no amount, author or --final: the rule says it.")
    day = today_or(as_of)
    with Portfolio.open(file) as book:
        account = account_called(book.read(facts.accounts), name)
        if category == AUTOMATIC:
            changes = _keep(book, account.id, day)
        else:
            changes = book.perform(
                record_call, account.id, category, on_day=day, final=final, amount_cents=amount, author=author
            ).changes
    if as_json:
        kind = AUTOMATIC if category == AUTOMATIC else "final" if final else "csm"
        said = None if category == AUTOMATIC else category
        print_json(
            {
                "account": account.name,
                "on": day,
                "kind": kind,
                "category": said,
                "amount_cents": amount,
                "changed": bool(changes),
            }
        )
        return
    if not changes:
        # The undo would take back something else.
        click.echo(f"{one_line(account.name)} was called so on {day.isoformat()} already: nothing changed.")
        return
    of = "" if amount is None else f", {money(amount)}"
    click.echo(
        f"{one_line(changes.label)}{of} · {day.isoformat()} · perennial undo {one_line(str(file))} takes it back"
    )


def _keep(book: Portfolio, account: str, day: date) -> Changes:
    from desktop.domain.calendar import Period
    from desktop.operations.calls import freeze_automatic
    from desktop.operations.forecast import MOST_DAYS, read_forecast, renewal_forecast

    with book.looked_at(day) as conn:
        read = read_forecast(conn, day)
    first, last = max(day.toordinal() - MOST_DAYS, 1), min(day.toordinal() + MOST_DAYS, date.max.toordinal())
    window = Period(date.fromordinal(first), date.fromordinal(last))
    called = [(each.term, each.rule) for each in renewal_forecast(read, window).terms if each.term.account == account]
    return book.perform(freeze_automatic, account, called, on_day=day).changes
