"""The command that puts a backup in the file's place."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desktop.cli.options import file_argument, json_option
from desktop.cli.output import note, one_line, print_json, print_table

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
        found, of_copies = (
            [(each, backup.is_sound(each)) for each in some]
            for some in (restoring.of_file(file), restoring.of_copies(file))
        )
        if as_json:
            own = [_json(each, sound, is_own=True) for each, sound in found]
            print_json([*own, *(_json(each, sound, is_own=False) for each, sound in of_copies)])
        else:
            _list(file, found, of_copies)
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
    click.echo(f"{one_line(file.name)} is again as it was on {_day(done.backup)} ({_reason(done.backup)}).")
    if done.kept is not None:
        click.echo(f"What was there is kept in {one_line(str(done.kept))}{'' if done.is_aside else ', as a backup'}.")
    if done.erased:
        who = "1 person who was" if done.erased == 1 else f"{done.erased} people who were"
        note(f"{who} erased since stood in it and {'is' if done.erased == 1 else 'are'} erased from it, too.")


def _list(file: Path, found: list[tuple[Found, bool]], of_copies: list[tuple[Found, bool]]) -> None:
    if found:
        _table(found)
    else:
        click.echo(
            f"There is no backup of {one_line(file.name)} on this computer. Make one with: "
            f"perennial backup {one_line(str(file))}"
        )
    if of_copies:
        click.echo("\nOf other copies of the book; one comes back only where --at names it")
        _table(of_copies)


def _table(found: list[tuple[Found, bool]]) -> None:
    rows = [
        (each.name, _day(each), f"{each.bytes / 1e6:,.1f} MB", _reason(each), "sound" if sound else "damaged")
        for each, sound in found
    ]
    print_table(("backup", "made (UTC)", "size", "reason", "state"), rows, right=(2,))


def _json(each: Found, sound: bool, *, is_own: bool) -> dict[str, Any]:
    return {
        "name": each.name,
        "path": str(each.path),
        "at": each.at.isoformat(),
        "bytes": each.bytes,
        "reason": each.reason,
        "sound": sound,
        "of_this_file": is_own,
    }


def _day(each: Found) -> str:
    return each.at.strftime("%Y-%m-%d %H:%M")


def _reason(each: Found) -> str:
    return each.reason.replace("-", " ")
