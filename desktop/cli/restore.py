"""The command that puts a backup in the file's place."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desktop.cli.options import file_argument, json_option
from desktop.cli.output import note, print_json, print_table

if TYPE_CHECKING:
    from desktop.store.backup import Found


@click.command()
@file_argument
@click.option("--list", "only_list", is_flag=True, help="Say which backups there are, and change nothing.")
@click.option("--at", "name", metavar="BACKUP", help="Its name, or how it begins; default: the newest sound one.")
@json_option
def restore(file: Path, only_list: bool, name: str | None, as_json: bool) -> None:
    """Put the newest sound backup in the file's place, also where the file is damaged or gone.

    What is there now is kept: as a backup, or, where it can't be opened, beside it as NAME.damaged-DATE.
    """
    from desktop.store import backup, restoring

    if only_list:
        found = [(each, backup.is_sound(each)) for each in restoring.of_file(file)]
        _list(file, found, as_json=as_json)
        return
    done = restoring.restore(file, at=datetime.now(UTC), name=name)
    if as_json:
        print_json(
            {
                "restored": done.backup.name,
                "at": done.backup.at.isoformat(),
                "kept": None if done.kept is None else str(done.kept),
                "moved_aside": done.is_aside,
                "damaged": [each.name for each in done.damaged],
                "erased": done.erased,
            }
        )
        return
    for each in done.damaged:
        note(f"Passed over {each.name}: it is damaged.")
    click.echo(f"{file.name} is again as it was on {_day(done.backup)} ({_reason(done.backup)}).")
    if done.kept is not None:
        click.echo(f"What was there is kept in {done.kept}{'' if done.is_aside else ', as a backup'}.")
    if done.erased:
        who = "1 person who was" if done.erased == 1 else f"{done.erased} people who were"
        note(f"{who} erased since stood in it and {'is' if done.erased == 1 else 'are'} erased from it, too.")


def _list(file: Path, found: list[tuple[Found, bool]], *, as_json: bool) -> None:
    if as_json:
        print_json([_json(each, sound) for each, sound in found])
        return
    if not found:
        click.echo(f"There is no backup of {file.name} on this computer. Make one with: perennial backup {file}")
        return
    rows = [
        (each.name, _day(each), f"{each.bytes / 1e6:,.1f} MB", _reason(each), "sound" if sound else "damaged")
        for each, sound in found
    ]
    print_table(("backup", "made (UTC)", "size", "reason", "state"), rows, right=(2,))


def _json(each: Found, sound: bool) -> dict[str, Any]:
    return {
        "name": each.name,
        "path": str(each.path),
        "at": each.at.isoformat(),
        "bytes": each.bytes,
        "reason": each.reason,
        "sound": sound,
    }


def _day(each: Found) -> str:
    return each.at.strftime("%Y-%m-%d %H:%M")


def _reason(each: Found) -> str:
    return each.reason.replace("-", " ")
