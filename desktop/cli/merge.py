"""The command that takes in what others did in their copies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desktop.cli.field_words import field_name, field_value, row_name
from desktop.cli.options import ANY_PATH, file_argument, json_option
from desktop.cli.output import note, one_line, print_json
from desktop.cli.passwords import password_for
from desktop.domain.counting import counted
from desktop.domain.name_order import order_key

if TYPE_CHECKING:
    from desktop.domain.merge import Came, Conflict, Merged, Side

SHOWN = 40
"""Lines of what came; the rest is counted."""


@click.command()
@file_argument
@click.argument("others", type=ANY_PATH, nargs=-1, required=True, metavar="OTHER...")
@click.option("--dry-run", is_flag=True, help="Say what would come, and save nothing.")
@click.option(
    "--prefer", type=click.Choice(["mine", "theirs"]), help="Who wins where both changed a field; default: the later."
)
@click.option("--other-book", is_flag=True, help="Also merge a file that is no copy of this book.")
@json_option
def merge(
    file: Path, others: tuple[Path, ...], dry_run: bool, prefer: Side | None, other_book: bool, as_json: bool
) -> None:
    """Take in what others did in their copies of the book; one undo takes it back."""
    from desktop.domain.merge import Choices
    from desktop.store.portfolio import Portfolio

    password = password_for(others)
    with Portfolio.open(file) as book:
        found = book.merge(others, Choices(prefer), other_books=other_book, password=password, keep=not dry_run).result
    if as_json:
        print_json(_json(found))
    else:
        _print(found, others, dry_run=dry_run)


def _json(found: Merged) -> dict[str, Any]:
    return {
        "new": found.new,
        "changes": found.changed,
        "deleted": found.deleted,
        "conflicts": [
            {
                "account": conflict.account,
                "table": conflict.cell.table,
                "field": conflict.cell.field,
                "mine": conflict.mine.value,
                "theirs": conflict.theirs.value,
                "mine_by": conflict.mine.by,
                "theirs_by": conflict.theirs.by,
                "kept": kept,
                "row": conflict.cell.row,
                "mine_at": conflict.mine.at,
                "theirs_at": conflict.theirs.at,
            }
            for conflict, kept in zip(found.conflicts, found.kept, strict=True)
        ],
        "left_out": [{"table": each.table, "rows": each.rows} for each in found.left_out],
        "joined": [{"account": each.account, "contact": each.name} for each in found.joined],
    }


def _print(found: Merged, others: tuple[Path, ...], *, dry_run: bool) -> None:
    names = ", ".join(one_line(path.name) for path in others)
    if found.is_nothing:
        click.echo(f"Nothing new in {names}.")
        return
    would = "would come" if dry_run else "came"
    sets = counted(found.change_sets, "change set")
    # What is contested is counted among the conflicts alone.
    new, changed, deleted = (found.uncontested_of(what) for what in ("new", "changed", "deleted"))
    click.echo(
        f"{sets} {would} from {names}: {new:,} new, {changed:,} changed, {deleted:,} deleted, "
        f"{len(found.conflicts):,} in conflict."
    )
    if found.conflicts:
        click.echo("\nChanged by both; kept is the later one, unless --prefer mine or theirs says otherwise")
        for conflict, kept in zip(found.conflicts, found.kept, strict=True):
            for line in _conflict(conflict, kept):
                click.echo(f"  {line}")
    if found.is_clock_wrong:
        note(_ahead(found))
    lines = list(_lines(found.uncontested))
    if lines:
        click.echo("\nWhat would come" if dry_run else "\nWhat came")
    for line in lines[:SHOWN]:
        click.echo(f"  {line}")
    if len(lines) > SHOWN:
        click.echo(f"  ... and {len(lines) - SHOWN:,} more: perennial merge ... --dry-run --json, or the history")
    for each in found.joined[:SHOWN]:
        whom = f"{one_line(each.name)} of {one_line(each.account)}"
        note(f"{whom} was in both under records of their own: one stays, with what either said.")
    if len(found.joined) > SHOWN:
        note(
            f"So were {len(found.joined) - SHOWN:,} more people: perennial merge ... --dry-run --json, or the history."
        )
    for each in found.left_out:
        what = each.table.replace("_", " ")
        note(f"Left out: {each.rows} changed {what} rows belong to the whole book, and a loan copy changes accounts.")


SAID_TWICE = {
    "churn": "reason of the churn of {account} on {day}",
    "override": "called score of {account} on {day}",
    "ownership": "{whose} of {account} from {day} on",
    "renewal_call": "{kind}renewal call of {account} on {day}",
}
"""Table -> what both said, each in a row of their own."""


def _conflict(conflict: Conflict, kept: Side) -> Iterable[str]:
    """What both changed, and below it what each says, who and when."""
    what = row_name(conflict.cell.table, conflict.account, conflict.title)
    if conflict.is_of_two_rows:
        account, day = one_line(conflict.account or "unknown"), one_line(conflict.title or "")
        table, kind = conflict.cell.table, f"{conflict.kind} " if conflict.kind in ("final", "automatic") else ""
        yield SAID_TWICE.get(table, "{table} of {account} on {day}").format(
            table=table.replace("_", " "),
            account=account,
            day=day,
            kind=kind,
            whose="cover" if conflict.kind == "cover" else "owner",
        )
    elif conflict.is_circle:
        yield f"{what}, in a circle: each came below the other, and the earlier is kept"
    else:
        yield what if conflict.is_deletion else f"{what}, {field_name(conflict.cell.field)}"
    for side, told in (("mine", conflict.mine), ("theirs", conflict.theirs)):
        if conflict.is_deletion:
            value = "edited" if told.value is None else "deleted"
        else:
            value = field_value(conflict.cell.field, told.called or told.value)
        mark, said = (">", ", kept") if side == kept else (" ", "")
        yield f"  {mark} {side:<6}  {value} ({one_line(told.by)}, {told.at[:10]} {told.at[11:16]} UTC{said})"


def _ahead(found: Merged) -> str:
    """That a clock is wrong, and what that means."""
    hours = found.ahead.total_seconds() / 3600
    far = f"{hours / 24:.0f} days" if hours >= 48 else f"{hours:.0f} hours"
    return (
        f"The clock they were written by is {far} ahead of this one. Nothing is lost, but where both changed a field, "
        "the later one goes by that clock: look at what is kept."
    )


def _lines(came: Iterable[Came]) -> Iterable[str]:
    """One line a row, its changed fields together, by account; then one for new rows without names to tell them by."""
    rows = sorted(came, key=lambda each: (order_key(each.account or ""), each.table, each.row))
    alike: Counter[tuple[str, str]] = Counter()
    for (_, table, _), cells in groupby(rows, key=lambda each: (each.account, each.table, each.row)):
        of_row = list(cells)
        first = of_row[0]
        what = row_name(table, first.account, first.title)
        by = f"{one_line(first.by)}, {first.at[:10]}"
        if first.what == "new":
            if first.title is None and table != "account":
                # A closed quarter has hundreds of figures.
                alike[f"+ {what}", by] += 1
            else:
                yield f"+ {what} ({by})"
            continue
        if any(each.what == "deleted" for each in of_row):
            yield f"- {what} ({by})"
            continue
        said = "; ".join(
            f"{field_name(each.field)} {field_value(each.field, each.old_called or each.old)} -> "
            f"{field_value(each.field, each.new_called or each.new)}"
            for each in of_row
            if each.field is not None
        )
        yield f"  {what}: {said} ({by})"
    for (what, by), n in alike.items():
        yield f"{what} ({by})" if n == 1 else f"{what}, {n:,} of them ({by})"
