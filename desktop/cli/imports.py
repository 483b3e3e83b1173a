"""The import command."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop.cli.options import ANY_PATH, as_of_option, file_argument, json_option, today_or
from desktop.cli.output import note, print_json, print_table, progress_bar
from desktop.domain.counting import counted
from desktop.domain.errors import FileProblem
from desktop.exchange.rejects import write_rejects
from desktop.exchange.tables import Batch, Reject
from desktop.operations.imports.result import ImportResult

if TYPE_CHECKING:
    from desktop.store.tx import Tx

SHOWN_REJECTS = 20


@click.command("import")
@file_argument
@click.argument("sources", nargs=-1, required=True, type=ANY_PATH)
@click.option("--as", "kind", help="What the sources hold, where their columns do not tell.")
@click.option("--map", "mapping", type=ANY_PATH, help="A TOML file that names the columns.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and write nothing.")
@click.option("--rejects", type=ANY_PATH, help="Write the rejected rows here, to be corrected.")
@as_of_option
@json_option
@click.pass_context
def import_(
    ctx: click.Context,
    file: Path,
    sources: tuple[Path, ...],
    kind: str | None,
    mapping: Path | None,
    dry_run: bool,
    rejects: Path | None,
    as_of: date | None,
    as_json: bool,
) -> None:
    """Bring in CSV files: the native format or the RavenStack files, all of it one undo.

    Known rows are updated, so the same import twice changes nothing. Rows that break a rule are rejected and named; the
    rest is imported, and the exit code is 1.
    """
    from desktop.operations.imports.files import read_sources
    from desktop.operations.imports.sources import import_batches
    from desktop.store.portfolio import Portfolio

    batches = read_sources(sources, kind=kind, mapping=mapping)
    if rejects is not None:
        _refuse_overwriting(rejects, (file, *sources, *([mapping] if mapping else [])))

    def operation(tx: Tx) -> ImportResult:
        result = import_batches(tx, batches, as_of=today_or(as_of), progress=progress)
        if rejects is not None:
            # Before anything is saved: where the file cannot be written, nothing is imported either.
            _write_rejects(rejects, batches, result.rejects)
        return result

    with Portfolio.open(file, writable=True) as book, progress_bar("Importing") as progress:
        if not dry_run:
            book.back_up("before-import")
        result = book.perform_by(book.hand(), operation, kind="import", keep=not dry_run).result
    _report(result, as_json=as_json, dry_run=dry_run, rejects=rejects)
    if result.rejects:
        ctx.exit(1)


def _report(result: ImportResult, *, as_json: bool, dry_run: bool, rejects: Path | None) -> None:
    for line in result.notes:
        note(line)
    for reject in result.rejects[:SHOWN_REJECTS]:
        note(f"Rejected: {reject}")
    if len(result.rejects) > SHOWN_REJECTS:
        note(f"... and {len(result.rejects) - SHOWN_REJECTS} more rows.")
    if rejects is not None and result.rejects:
        # Rows of several kinds under one header could not be told apart again.
        where = "in their sources" if len({reject.header for reject in result.rejects}) > 1 else "there"
        note(f"The rejected rows are in {rejects}: correct them {where} and import again.")
    if as_json:
        kinds = {name: tally.as_json() for name, tally in result.kinds.items()}
        print_json({**result.total.as_json(), "kinds": kinds})
        return
    rows = [(name, *_counts(tally.as_json())) for name, tally in result.kinds.items()]
    rows.append(("all", *_counts(result.total.as_json())))
    print_table(("kind", "rows", "new", "updated", "unchanged", "rejected"), rows, right=(1, 2, 3, 4, 5))
    if result.tasks:
        click.echo(f"{counted(result.tasks, 'task')} added by playbooks.")
    if dry_run:
        click.echo("Nothing was written (--dry-run).")


def _counts(tally: dict[str, int]) -> list[str]:
    return [f"{tally[name]:,}" for name in ("rows", "new", "updated", "unchanged", "rejected")]


def _refuse_overwriting(rejects: Path, used: tuple[Path, ...]) -> None:
    if any(_is_same_file(rejects, path) for path in used):
        raise FileProblem(f"{rejects} is read by this very import. Choose another name for the rejected rows.")


def _is_same_file(one: Path, other: Path) -> bool:
    """Whether both lead to one file, by a link or a second name as well; no if either is not there to be seen."""
    try:
        return one.samefile(other)
    except OSError:
        return False


def _write_rejects(path: Path, batches: list[Batch], rejects: list[Reject]) -> None:
    headers = {reject.header for reject in rejects} or {batch.table.header for batch in batches}
    try:
        write_rejects(path, (batch.table.header for batch in batches if batch.table.header in headers), rejects)
    except OSError as problem:
        raise FileProblem(
            f"{path} cannot be written: {problem.strerror or problem}. Nothing was imported."
        ) from problem
