"""Commands about the file itself: new, demo, check, backup."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import click

from desktop.cli.options import ANY_PATH, as_of_option, file_argument, json_option, today_or
from desktop.cli.output import note, one_line, print_json, print_table, progress_bar
from desktop.domain.errors import FileProblem


@click.command()
@file_argument
@click.option("--currency", default="USD", show_default=True, help="ISO code of the one currency of the file.")
@json_option
def new(file: Path, currency: str, as_json: bool) -> None:
    """Make an empty portfolio."""
    from desktop.operations.defaults import write_defaults
    from desktop.store.portfolio import Portfolio

    with Portfolio.create(file, currency=currency, first=write_defaults) as made:
        answer = {"file": str(made.path), "currency": made.currency}
    if as_json:
        print_json(answer)
    else:
        click.echo(
            f"Made {one_line(answer['file'])}, in {answer['currency']}. "
            f"Next: perennial import {one_line(str(file))} accounts.csv"
        )


@click.command()
@file_argument
@click.option("--accounts", type=click.IntRange(10, 1_000_000), default=60, show_default=True, help="How many.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed and date make the same book.")
@as_of_option
@click.option("--team", is_flag=True, help="Also write a colleague's edited copy beside it.")
@json_option
def demo(file: Path, accounts: int, seed: int, as_of: date | None, team: bool, as_json: bool) -> None:
    """Make the demo book: about 60 invented accounts with stories, dated relative to today."""
    from desktop.operations.demo.write import write_demo

    day = today_or(as_of)
    with progress_bar("Demo book") as progress:
        made = write_demo(file, as_of=day, accounts=accounts, seed=seed, team=team, progress=progress)
    if as_json:
        print_json({"file": str(made[0]), "as_of": day, "team_copy": str(made[1]) if team else None})
        return
    click.echo(f"Made {one_line(str(made[0]))} as of {day.isoformat()}. Next: perennial accounts {one_line(str(file))}")
    if team:
        click.echo(f"Made {one_line(str(made[1]))}, the copy a colleague worked on.")


@click.command()
@file_argument
@click.option("--repair", "out", type=ANY_PATH, metavar="OUT", help="Save what can be saved into this new file.")
@json_option
def check(file: Path, out: Path | None, as_json: bool) -> None:
    """Check the file thoroughly: its structure, its links, and its journal against its rows."""
    if out is not None:
        _repair(file, out, as_json=as_json)
        return
    from desktop.store import checks, derived
    from desktop.store.conflict_copies import copies_beside
    from desktop.store.portfolio import Portfolio

    with Portfolio.open(file, writable=False) as book:
        problems = book.read(checks.problems)
        wrong = [] if problems else book.read(derived.wrong_parts)
        copies = [each.path for each in copies_beside(book.path, book.doc_id)]
    for copy in copies:
        note(
            f"{one_line(copy.name)} beside it is a copy of this book. To take in what was done in it: perennial merge."
        )
    if wrong:
        with Portfolio.open(file) as book:
            book.forget_columns()
        note(f"What was kept beside the rows of {', '.join(wrong)} differed from them, and was made again.")
    if as_json:
        print_json({"ok": not problems, "problems": problems})
    else:
        for problem in problems:
            click.echo(problem)
        if not problems:
            click.echo(f"{one_line(file.name)} is sound.")
    if problems:
        raise FileProblem(
            f"{file.name} has {len(problems)} problems. Restore the newest backup: perennial restore {file.name}. "
            f"Or save what can be saved: perennial check {file.name} --repair OUT.",
            cause="damaged",
        )


def _repair(file: Path, out: Path, *, as_json: bool) -> None:
    from desktop.store import repairing
    from desktop.store.lock import current_user

    found = repairing.repair(file, out, at=datetime.now(UTC), author=current_user())
    if as_json:
        print_json({"file": str(out), "tables": [each._asdict() for each in found]})
        return
    rows = [
        (
            each.table,
            f"{each.rows:,}",
            f"{each.missing:,}",
            f"{each.unlinked:,}",
            "a part" if each.is_partly_unreadable else "",
        )
        for each in found
        if each.rows or each.missing or each.unlinked or each.is_partly_unreadable
    ]
    print_table(("table", "saved", "lost", "left out", "unreadable"), rows, right=(1, 2, 3))
    note(
        f"Saved in {one_line(str(out))}; {one_line(file.name)} is as it was. "
        "Lost: the journal speaks of them. Left out: what they name is lost."
    )


@click.command()
@file_argument
@json_option
def backup(file: Path, as_json: bool) -> None:
    """Copy the file to the backup folder, and check the copy."""
    from desktop.store.portfolio import Portfolio

    with Portfolio.open(file, writable=False) as book:
        made = book.back_up("by-hand")
    if as_json:
        print_json({"path": str(made), "bytes": made.stat().st_size})
    else:
        click.echo(str(made))
        note("Checked, and kept away from the file itself.")
