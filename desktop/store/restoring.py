"""Putting a backup in the file's place: what is there now is kept, and at every moment there is a whole file.

The restored file has another inode, so that whoever opens it next gets a new replica id.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from desktop.domain.errors import FileProblem, Rejected
from desktop.store import backup, making, opening
from desktop.store.conflict_copies import document_at
from desktop.store.erasing import again
from desktop.store.lock import Lock, current_user
from desktop.store.problems import told_plainly


class Restored(NamedTuple):
    """What was put back.

    Args:
        kept: where what was there before is now: a backup, or a file moved aside; None if there was none.
        is_aside: it could not be opened, and was moved as it was.
        damaged: newer backups that were passed over because they are damaged.
        erased: people who stood in the backup, were erased since, and so were erased from it, too.
    """

    backup: backup.Found
    kept: Path | None
    is_aside: bool
    damaged: tuple[backup.Found, ...]
    erased: int = 0


def of_file(path: Path) -> list[backup.Found]:
    """The backups of the file at `path`, the newest first; also where the file is gone or can't be read."""
    return backup.of_file(path.resolve(), document_at(path.resolve()))


def of_copies(path: Path) -> list[backup.Found]:
    """The backups of other copies of the same book, the newest first: restored only where one is named."""
    own = set(of_file(path))
    return [each for each in backup.in_folder_of(path.resolve(), document_at(path.resolve())) if each not in own]


def restore(path: Path, *, at: datetime, name: str | None = None) -> Restored:
    """Put a backup in the file's place; nobody may have the file open for writing, not even this process.

    Args:
        name: of the backup, or how it begins; None is the newest sound one of this file.
    Raises:
        Rejected: no backup is called so, or several are.
        FileProblem: there is no sound backup, the file is in use, or nothing can be written there.
    """
    path = path.resolve()
    making.refuse_missing_folder(path)
    with told_plainly(path):
        lock = Lock.take(path)
        try:
            chosen, damaged = _chosen(of_file(path), of_copies(path), path, name)
            return _put(path, chosen, damaged, at)
        finally:
            lock.release()


def _chosen(
    found: Sequence[backup.Found], of_copies: Sequence[backup.Found], path: Path, name: str | None
) -> tuple[backup.Found, tuple[backup.Found, ...]]:
    if not found and (name is None or not of_copies):
        other = f" There are {len(of_copies)} of other copies of the book: perennial restore {path.name} --list."
        raise FileProblem(
            f"There is no backup of {path.name} on this computer. Nothing was changed.{other if of_copies else ''}",
            cause="missing",
        )
    if name is not None:
        named = [each for each in (*found, *of_copies) if each.name.startswith(name)]
        if len(named) != 1:
            which = "No backup is" if not named else f"{len(named)} backups are"
            raise Rejected(f"{which} called {name}: see perennial restore {path.name} --list.", field="at")
        if not backup.is_sound(named[0]):
            raise FileProblem(
                f"The backup {named[0].name} is damaged and was not restored. Choose another one: "
                f"perennial restore {path.name} --list.",
                cause="damaged",
            )
        return named[0], ()
    damaged: list[backup.Found] = []
    for each in found:
        if backup.is_sound(each):
            return each, tuple(damaged)
        damaged.append(each)
    raise FileProblem(
        f"All {len(found)} backups of {path.name} are damaged, and nothing was changed. Save what can be saved: "
        f"perennial check {path.name} --repair OUT.",
        cause="damaged",
    )


def _put(path: Path, chosen: backup.Found, damaged: tuple[backup.Found, ...], at: datetime) -> Restored:
    backup.clear_drafts(path.parent)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        # Before anything is kept, as keeping thins the backups out.
        draft.touch(backup.PRIVATE, exist_ok=False)
        with chosen.path.open("rb") as source, draft.open("wb") as target:
            shutil.copyfileobj(source, target)
            target.flush()
            os.fsync(target.fileno())
        states = [each.path for each in (*of_file(path), *of_copies(path)) if each.path != chosen.path]
        kept, is_aside = _keep(path, at)
        # Whoever was erased stays so; afterwards nobody would remember that they were.
        erased = again.erase_again(draft, [*states, *([] if kept is None else [kept])], at=at, author=current_user())
        # Whoever could not read it before cannot now.
        shutil.copymode(path if path.exists() else chosen.path, draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return Restored(chosen, kept, is_aside, damaged, erased)


def _keep(path: Path, at: datetime) -> tuple[Path | None, bool]:
    """Keep what is there: as a backup if it is a sound portfolio, else under another name, as it is."""
    journal = path.with_name(f"{path.name}-journal")
    if path.exists():
        try:
            return _backed_up(path, at), False
        except FileProblem as problem:
            if problem.cause in ("locked", "read-only", "full", "newer"):
                raise
    elif not journal.exists():
        return None, False
    aside = _free_name(path, at)
    if path.exists():
        try:
            os.link(path, aside)
        except OSError:
            # No hard links on this file system; the moment without a file has to be accepted.
            path.rename(aside)
    # Its journal goes with it: SQLite would roll it back into the restored file.
    if journal.exists():
        moved = journal.rename(aside.with_name(f"{aside.name}-journal"))
        return (aside if aside.exists() else moved), True
    return aside, True


def _backed_up(path: Path, at: datetime) -> Path:
    with told_plainly(path):
        version = opening.read_version(path)
        opening.refuse_super_journal(path)
        with closing(opening.connect(path, writable=True)) as conn:
            opening.check_schema(conn, path, version)
            opening.identity(conn, path)
            return backup.make(conn, path, reason="before-restore", at=at)


def _free_name(path: Path, at: datetime) -> Path:
    base = f"{path.name}.damaged-{at:%Y-%m-%d}"
    names = (base, *(f"{base}-{number}" for number in range(2, 1000)))
    for name in names:
        if not path.with_name(name).exists() and not path.with_name(f"{name}-journal").exists():
            return path.with_name(name)
    raise FileProblem(f"There are a thousand damaged files beside {path.name}: move them away and try again.")
