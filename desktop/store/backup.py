"""Copies of the file that are whole: taken through SQLite, checked, and kept away from the document.

Beside each lies a note of its bytes' digest, of the file it was made of, and of its number: so damage is noticed that
SQLite does not see, the backups are found where the file itself is gone, and the newest is the one made last, whatever
the clock said then. One found damaged is marked by its name.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
import stat
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, cast

import psutil

from desktop.domain import backups
from desktop.domain.errors import FileProblem
from desktop.store import checks, places
from desktop.store.conflict_copies import copy_kind_at, document_at

WAIT_SECONDS = 4.0
PAGES_AT_ONCE = 4096
"""16 MB: some hundredths of a second."""
PRIVATE = 0o600
DAMAGED = ".damaged"
EVERY_HALF_HOUR = "while-editing"
_NAME = re.compile(r"(\d{8}-\d{6}-\d{6})-([a-z-]+)\.[^.]+(\.damaged)?")
_STAMP = "%Y%m%d-%H%M%S-%f"
_DRAFT = re.compile(r"\..+\.(?:(\d+)\.part|[0-9a-f]{8}\.new)(?:-journal)?")
_ABANDONED_AFTER_SECONDS = 600
"""A draft whose process this computer does not know may be another computer's, which is still writing it."""


class Found(NamedTuple):
    """One backup as it lies there."""

    path: Path
    at: datetime
    reason: str
    bytes: int
    is_marked: bool
    """Was found damaged when it was last looked at."""
    number: int
    """Counts up with each backup of the document on this computer."""

    @property
    def name(self) -> str:
        return self.path.name


def make(conn: sqlite3.Connection, path: Path, *, reason: str, at: datetime | None = None, thins: bool = True) -> Path:
    """Copy the open file into its backup folder, check the copy, and thin out the older ones.

    Args:
        reason: a word for the name, such as "by-hand" or "before-update".
        thins: False = leaves that to `thin`.
    Returns:
        Where the copy is.
    Raises:
        FileProblem: the copy did not pass its check; it is removed again.
    """
    (doc_id,) = conn.execute("SELECT doc_id FROM portfolio").fetchone()
    folder = places.backups_of(doc_id)
    folder.mkdir(parents=True, exist_ok=True)
    clear_drafts(folder)
    stamp = (at or datetime.now(UTC)).astimezone(UTC).strftime(_STAMP)
    target = folder / f"{stamp}-{reason}{path.suffix or '.perennial'}"
    # Whoever may not read the book may not read its backups.
    copy(conn, target, mode=path.stat().st_mode if path.exists() else PRIVATE)
    _note(target, path, number=1 + max((each.number for each in _in_folder(folder)), default=0))
    if problem_of(target) is not None:
        # Whole as a file, so that it is better than none; but the newest good one is another.
        target = _marked(target)
    if thins:
        thin(target)
    return target


def is_due(path: Path, doc_id: str, at: datetime) -> bool:
    """Whether an edit of the file at this moment is to be followed by a backup; looks at names and notes alone."""
    found = (each for each in of_document(doc_id) if not each.is_marked and _made_of(each.path) == str(path))
    newest = next(found, None)
    return backups.is_due(None if newest is None else newest.at, at)


def of_document(doc_id: str) -> list[Found]:
    """The backups of a document and of every copy of it on this computer, the newest first."""
    return _in_folder(places.backups_of(doc_id))


def in_folder_of(path: Path, doc_id: str | None) -> list[Found]:
    """`of_document`, where the file may no longer say which it is: then of the document that was there last."""
    if doc_id is not None:
        return of_document(doc_id)
    home = places.backups_home()
    folders = list(home.iterdir()) if home.is_dir() else []
    of_path = [each for folder in folders for each in _in_folder(folder) if _made_of(each.path) == str(path)]
    if not of_path:
        return []
    return _in_folder(max(of_path, key=lambda each: each.at).path.parent)


def of_file(path: Path, doc_id: str | None) -> list[Found]:
    """The backups of one file, the newest first.

    Copies of a document bear its id, so that their backups lie together; a loan or a redacted copy, or what a colleague
    did, is not to come back in the book's place. Those of a file that is gone may be of this one under its old name.

    Args:
        path: where the file is or was.
        doc_id: None if the file no longer says which document it is.
    """
    return _of_one(path, in_folder_of(path, doc_id))


def _of_one(path: Path, found: Sequence[Found]) -> list[Found]:
    made_of = {each: _made_of(each.path) for each in found}
    elsewhere = {said for said in made_of.values() if isinstance(said, str) and said != str(path)}
    # Only a file that is there still tells its backups from ours; the name alone may be another document's by now.
    documents = {each.path.parent.name for each in found}
    others = {said for said in elsewhere if document_at(Path(said)) in documents and not _is_same(Path(said), path)}
    own = [each for each in found if made_of[each] == str(path)]
    kind = copy_kind_at(path) or next(filter(None, (copy_kind_at(each.path) for each in own)), None)
    return [
        each
        for each in found
        if made_of[each] == str(path)
        or (made_of[each] not in others and (kind is None or copy_kind_at(each.path) in (kind, None)))
    ]


def _is_same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


def is_sound(found: Found) -> bool:
    """Read a backup whole: whether its bytes are those that were written, and SQLite and the journal agree.

    One that is not is marked by its name, and counts no longer.
    """
    digest = _said(found.path).get("sha256")
    sound = (digest is None or digest == _digest(found.path)) and problem_of(found.path) is None
    if not sound and not found.is_marked:
        _marked(found.path)
    return sound


def problem_of(copy: Path) -> str | None:
    """What is wrong with a copy that nobody has open, in short; None if nothing was found."""
    try:
        with closing(sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as conn:
            (first,) = conn.execute("PRAGMA quick_check(1)").fetchone()
            return checks.problem_in_sample(conn) if first == "ok" else str(first)
    except sqlite3.DatabaseError as problem:
        return str(problem)


def remove(found: Found) -> None:
    """Remove a backup and its note for good."""
    take_back(found.path)


def take_back(made: Path) -> None:
    """Remove a backup that was made for nothing, and its note."""
    made.unlink(missing_ok=True)
    _note_of(made).unlink(missing_ok=True)


def clear_drafts(folder: Path) -> None:
    """Remove the drafts of new files, copies and exports whose writer was killed."""
    for path in folder.glob(".*"):
        named = _DRAFT.fullmatch(path.name)
        with suppress(OSError):
            if (
                named is not None
                and (named[1] is None or not psutil.pid_exists(int(named[1])))
                and time.time() - path.stat().st_mtime > _ABANDONED_AFTER_SECONDS
            ):
                path.unlink()


class Deadline:
    """Ends a backup that waits for somebody else's lock, which it would do for ever."""

    def __init__(self) -> None:
        self._end = time.monotonic() + WAIT_SECONDS

    def __call__(self, status: int, _remaining: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > self._end:
            raise FileProblem(
                "No copy was made: another program is using the file. Close it there and try again.", cause="locked"
            )


def copy(conn: sqlite3.Connection, target: Path, *, mode: int | None = None) -> None:
    """Copy the open file to `target`, which is there whole or not at all; what was there is replaced.

    Args:
        mode: its permissions; None = those the system gives new files.
    Raises:
        FileProblem: the copy did not pass its check and is removed again, or the file is locked.
    """
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if mode is not None:
            draft.touch(PRIVATE)
        made = sqlite3.connect(draft, isolation_level=None)
        try:
            # In steps, between which others can save: then it begins again.
            conn.backup(made, pages=PAGES_AT_ONCE, progress=Deadline())
            (problem,) = made.execute("PRAGMA quick_check(1)").fetchone()
        finally:
            made.close()
        if problem != "ok":
            raise FileProblem(f"The copy {target.name} is not sound ({problem}); it was not kept.", cause="damaged")
        if mode is not None:
            draft.chmod(stat.S_IMODE(mode))
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _marked(backup: Path) -> Path:
    marked = backup.with_name(f"{backup.name}{DAMAGED}")
    with suppress(FileNotFoundError):
        _note_of(backup).rename(_note_of(marked))
    return backup.rename(marked)


def _in_folder(folder: Path) -> list[Found]:
    found: list[Found] = []
    for path in folder.iterdir() if folder.is_dir() else ():
        named = _NAME.fullmatch(path.name)
        with suppress(ValueError, FileNotFoundError):
            if named is not None and not path.name.endswith(".json"):
                at = datetime.strptime(named[1], _STAMP).replace(tzinfo=UTC)
                found.append(Found(path, at, named[2], path.stat().st_size, named[3] is not None, _number_of(path)))
    return sorted(_numbered(found), key=lambda each: (each.number, each.at, each.name), reverse=True)


def _numbered(found: Sequence[Found]) -> list[Found]:
    """With a number for those without one, whose notes are lost: that of the last one before them, by the day."""
    highest, numbered = 0, list[Found]()
    for each in sorted(found, key=lambda each: (each.at, each.name)):
        highest = max(highest, each.number)
        numbered.append(each if each.number else each._replace(number=highest))
    return numbered


def thin(made: Path) -> None:
    """Remove what is too much beside a backup; the one just made stays even if the clock was set back."""
    of = _made_of(made)
    found = _in_folder(made.parent)
    # Work in a copy beside it is not to push out what a book can be brought back from.
    found = _of_one(Path(of), found) if isinstance(of, str) else found
    kept = backups.kept([backups.Backup(each.name, each.at, each.is_marked, each.number) for each in found])
    for each in found:
        if each.name not in kept and each.path != made:
            remove(each)


def _note_of(backup: Path) -> Path:
    return backup.with_name(f"{backup.name}.json")


def _note(backup: Path, made_of: Path, *, number: int) -> None:
    text = json.dumps({"file": str(made_of.absolute()), "sha256": _digest(backup), "number": number})
    draft = backup.with_name(f".{backup.name}.json.{os.getpid()}.part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(_note_of(backup))


def _said(backup: Path) -> dict[str, object]:
    """What the note beside a backup says; nothing if there is none."""
    try:
        said = json.loads(_note_of(backup).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return cast("dict[str, object]", said) if isinstance(said, dict) else {}


def _made_of(backup: Path) -> object:
    return _said(backup).get("file")


def _number_of(backup: Path) -> int:
    """Its number, from 1 on; 0 = not known."""
    number = _said(backup).get("number")
    return number if isinstance(number, int) and number > 0 else 0


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
