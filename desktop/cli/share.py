"""The command that makes copies for others."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop.cli.options import ANY_PATH, as_of_option, file_argument, json_option, today_or
from desktop.cli.output import note, one_line, print_json
from desktop.cli.passwords import known_password, new_password
from desktop.domain.counting import counted

if TYPE_CHECKING:
    from datetime import date

    from desktop.store.portfolio import Portfolio
    from desktop.store.sharing.exporting import Kind
    from desktop.store.sharing.leaving_out import Group
    from desktop.store.sharing.manifest import Manifest

SAID = {
    "full": "a full copy; it comes back with perennial merge",
    "loan": "a loan copy; what is done in it comes back with perennial merge",
    "snapshot": "a snapshot without history; it can't be merged",
    "redacted": "a redacted copy; it can't be merged",
}


@click.command()
@file_argument
@click.argument("out", type=ANY_PATH)
@click.option("--csm", "csms", multiple=True, help="Only the accounts this CSM owns; may be said several times.")
@click.option("--account", "names", multiple=True, help="Only this account; may be said several times.")
@click.option("--loan", is_flag=True, help="With their full history, so that what is done in it can be merged back.")
@click.option("--snapshot", is_flag=True, help="As it is, without history.")
@click.option("--redact", is_flag=True, help="Without history, internal notes, contacts and comments.")
@click.option(
    "--leave-out",
    type=click.Choice(["notes", "contacts", "comments"]),
    multiple=True,
    help="With --redact: only these.",
)
@click.option("--seal", is_flag=True, help="Sealed with a password: asked for, or PERENNIAL_PASSWORD.")
@as_of_option
@json_option
def share(
    file: Path,
    out: Path,
    csms: tuple[str, ...],
    names: tuple[str, ...],
    loan: bool,
    snapshot: bool,
    redact: bool,
    leave_out: tuple[Group, ...],
    seal: bool,
    as_of: date | None,
    as_json: bool,
) -> None:
    """Write a copy for somebody else to OUT, with a manifest beside it; a sealed FILE is opened into a plain OUT."""
    from desktop.store.portfolio import Portfolio
    from desktop.store.sharing import sealing
    from desktop.store.sharing.exporting import Copy
    from desktop.store.sharing.leaving_out import GROUPS

    if sealing.is_sealed(file):
        # Else who asks for less than the whole, or for a seal, would get everything, open.
        if loan or snapshot or redact or leave_out or seal or csms or names:
            raise click.UsageError(
                f"{file.name} is sealed, and is opened into OUT whole and as it is: leave the other options away, and "
                "make the copy you want of OUT."
            )
        _unseal(file, out, as_json)
        return
    kind = _kind(loan=loan, snapshot=snapshot, redact=redact, some=bool(csms or names))
    if leave_out and not redact:
        raise click.UsageError("--leave-out goes with --redact.")
    left_out = tuple(dict.fromkeys(leave_out)) or GROUPS if redact else ()
    password = new_password() if seal else None
    with Portfolio.open(file, writable=False) as book:
        accounts = _accounts(book, csms, names, today_or(as_of)) if csms or names else None
        made = book.export(out, Copy(kind, accounts, left_out, password))
    _tell(made, out, as_json)


def _tell(made: Manifest, out: Path, as_json: bool) -> None:
    if as_json:
        print_json({**asdict(made), "file": str(out)})
        return
    sealed = ", sealed" if made.sealed else ""
    click.echo(f"Wrote {one_line(str(out))}: {SAID[made.kind]}{sealed}. {counted(made.accounts, 'account')}.")
    if made.left_out:
        note(f"Left out: {', '.join(made.left_out)}.")
    note(f"SHA-256 {made.sha256}")


def _kind(*, loan: bool, snapshot: bool, redact: bool, some: bool) -> Kind:
    if loan + (snapshot or redact) > 1:
        raise click.UsageError("--loan comes back with its history; --snapshot and --redact have none: choose.")
    if redact:
        return "redacted"
    if snapshot:
        return "snapshot"
    # Some accounts, and nothing said about history: what a colleague does with them is to come back.
    return "loan" if loan or some else "full"


def _accounts(book: Portfolio, csms: tuple[str, ...], names: tuple[str, ...], day: date) -> tuple[str, ...]:
    from desktop.operations.look import account_called
    from desktop.operations.sharing import accounts_of
    from desktop.store.queries import facts

    found = book.read(facts.accounts)
    chosen = [account_called(found, name).id for name in names]
    return tuple(dict.fromkeys([*chosen, *book.read(accounts_of, csms, day)]))


def _unseal(file: Path, out: Path, as_json: bool) -> None:
    from desktop.store.portfolio import Portfolio
    from desktop.store.sharing import sealing

    sealing.open_into(file, out, known_password())
    with Portfolio.open(out, writable=False) as book:
        answer = {"file": str(book.path), "currency": book.currency}
    if as_json:
        print_json(answer)
    else:
        click.echo(f"Opened {one_line(file.name)} into {one_line(str(out))}.")
