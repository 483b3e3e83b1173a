"""The command that lists the copies made for others."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from desktop.cli.options import file_argument, json_option
from desktop.cli.output import note, one_line, print_json
from desktop.domain.counting import counted


@click.command()
@file_argument
@json_option
def exports(file: Path, as_json: bool) -> None:
    """Copies made of FILE on this computer with share: when, by whom, what kind, where to; newest first."""
    from desktop.store.portfolio import Portfolio
    from desktop.store.sharing.made import exports_of

    with Portfolio.open(file, writable=False) as book:
        found = exports_of(book.doc_id)
    if as_json:
        print_json([{**asdict(each), "is_there": each.is_there} for each in found])
        return
    for each in found:
        sealed = ", sealed" if each.sealed else ""
        gone = "" if each.is_there else ", no longer there"
        click.echo(
            f"{each.at[:10]} {each.at[11:16]} UTC  {one_line(each.by)}  {each.kind}{sealed}  "
            f"{counted(each.accounts, 'account')}  {one_line(each.path)}{gone}"
        )
        note(f"    SHA-256 {each.sha256}")
    if not found:
        note("No copy was made of this book on this computer.")
    else:
        note("What changed since one: perennial history FILE --since-export COPY")
