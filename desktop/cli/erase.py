"""The command that erases a person for good."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desktop.cli.field_words import field_name
from desktop.cli.options import file_argument, json_option
from desktop.cli.output import note, one_line, print_json
from desktop.domain.counting import counted

if TYPE_CHECKING:
    from desktop.domain.erasing import Hit, Plan
    from desktop.store.backup import Found
    from desktop.store.erasing.carrying_out import Erased


@click.command()
@file_argument
@click.argument("contact", required=False)
@click.option("--account", "called", help="The account, where several have a contact of that name.")
@click.option("--keep", type=click.IntRange(1), multiple=True, help="Leave this text as it is, by its number.")
@click.option("--also", type=click.IntRange(1), multiple=True, help="Erase from this one, too, by its number.")
@click.option("--dry-run", is_flag=True, help="Say what would go, with the numbers of the texts, and change nothing.")
@click.option("--purge-backups", is_flag=True, help="Remove the backups that hold somebody who was erased.")
@json_option
def erase(
    file: Path,
    contact: str | None,
    called: str | None,
    keep: tuple[int, ...],
    also: tuple[int, ...],
    dry_run: bool,
    purge_backups: bool,
    as_json: bool,
) -> None:
    """Erase a person (by name, address or id) for good: this can't be undone, and every merge keeps to it."""
    from desktop.operations.look import account_called
    from desktop.store.erasing import looking
    from desktop.store.portfolio import Portfolio
    from desktop.store.queries import facts

    if contact is None and (not purge_backups or dry_run):
        raise click.UsageError("Name whom to erase, or say --purge-backups alone.")
    with Portfolio.open(file, writable=not dry_run) as book:
        if contact is None:
            found = book.backups_holding_erased()
            book.purge_backups(found)
            _print_purged(found, as_json=as_json)
            return
        account = account_called(book.read(facts.accounts), called).id if called else None
        chosen = book.read(looking.contact_called, contact, account)
        plan = book.read(looking.plan, chosen)
        kept = _kept(plan, keep, also)
        if dry_run:
            _print_plan(plan, kept, as_json=as_json)
            return
        if sys.stdin.isatty():
            _print_plan(plan, kept, as_json=False)
            typed = click.prompt(f"This can't be undone. Type {one_line(plan.name)} to erase")
            if typed.strip() != plan.name:
                raise click.Abort
        done = book.erase(chosen, [each.cell for each in kept]).result
        if purge_backups:
            book.purge_backups(done.backups)
    _print_done(done, purged=purge_backups, as_json=as_json)


def _kept(plan: Plan, keep: tuple[int, ...], also: tuple[int, ...]) -> list[Hit]:
    from desktop.domain.errors import Rejected

    for number in (*keep, *also):
        if number > len(plan.hits):
            raise Rejected(f"There is no text number {number}: --dry-run lists {len(plan.hits)}.")
    numbered = enumerate(plan.hits, start=1)
    return [each for number, each in numbered if number in keep or (not each.goes and number not in also)]


def _hits(plan: Plan, kept: list[Hit]) -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            "table": each.cell.table,
            "row": each.cell.row,
            "field": each.cell.field,
            "account": each.account,
            "around": each.around,
            "certain": each.is_certain,
            "only_history": each.is_past,
            "kept": each in kept,
        }
        for number, each in enumerate(plan.hits, start=1)
    ]


def _print_plan(plan: Plan, kept: list[Hit], *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "contact": plan.contact,
                "name": plan.name,
                "account": plan.account_name,
                "doubles": [each for each, _ in plan.doubles],
                "fields": plan.fields,
                "entries": plan.entries,
                "talks": plan.talks,
                "hits": _hits(plan, kept),
            }
        )
        return
    click.echo(f"Would erase {one_line(plan.name)} of {one_line(plan.account_name)} for good.")
    fields = ", ".join(field_name(each) for each in ("name", *plan.fields))
    click.echo(f"  Fields: {fields}. History: {plan.entries:,} entries. Answers and talks that stay: {plan.talks:,}.")
    if plan.doubles:
        click.echo(f"  And {len(plan.doubles)} more of the same name or address at this account.")
    for number, each in enumerate(plan.hits, start=1):
        what = f"{each.cell.table.replace('_', ' ')} {field_name(each.cell.field)}"
        of = f" of {one_line(each.account)}" if each.account else ""
        past = ", only in its history" if each.is_past else ""
        click.echo(f"  {number:>3} {'keep ' if each in kept else 'erase'}  {what}{of}{past}: {one_line(each.around)}")
    click.echo("Copies that others have, exports and sent mails can't be reached; merging them erases there, too.")


def _print_done(done: Erased, *, purged: bool, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "contact": done.plan.contact,
                "texts": len(done.plan.hits) - len(done.kept),
                "kept": len(done.kept),
                "entries": done.plan.entries,
                "left": done.left,
                "backups": [each.name for each in done.backups],
                "purged": purged,
            }
        )
        return
    texts = len(done.plan.hits) - len(done.kept)
    click.echo(f"Erased for good, from {counted(texts, 'text')} and {counted(done.plan.entries, 'entry', 'entries')}.")
    if done.left == 0:
        click.echo("No byte of the name, addresses and numbers is left in the file.")
    else:
        kept = f" {len(done.kept):,} texts were kept." if done.kept else ""
        note(f"What the person was called stands {done.left:,} times in the file still.{kept}")
    if done.backups and purged:
        click.echo(f"Removed {len(done.backups)} backups that held the person; one of the book as it is now was made.")
    elif done.backups:
        note(f"{len(done.backups)} backups still hold the person: perennial erase FILE --purge-backups removes them.")
    note("Copies that others have and exports can't be reached; merging them erases there, too.")


def _print_purged(found: list[Found], *, as_json: bool) -> None:
    if as_json:
        print_json({"backups": [each.name for each in found], "purged": True})
    elif found:
        click.echo(f"Removed {len(found)} backups that held people who were erased.")
    else:
        click.echo("No backup holds anybody who was erased.")
