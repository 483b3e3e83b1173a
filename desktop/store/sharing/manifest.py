"""What an export says about itself beside the file: what it is, of when, and the digest of its bytes."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import asdict, dataclass
from pathlib import Path

from desktop.domain.errors import FileProblem, Rejected
from desktop.store import clock


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was exported.

    Args:
        kind: full, loan, snapshot or redacted.
        document: the id of the book.
        newest: "hlc:replica" of its newest change set.
        left_out: of a redacted copy: notes, contacts, comments.
        sha256: of the file's bytes, sealed or not.
    """

    file: str
    kind: str
    sealed: bool
    document: str
    currency: str
    accounts: int
    newest: str
    left_out: tuple[str, ...]
    made_at: str
    made_by: str
    sha256: str


def path_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.manifest.json")


def text_of(manifest: Manifest) -> bytes:
    return (json.dumps(asdict(manifest), indent=2) + "\n").encode()


def digest(contents: bytes) -> str:
    return hashlib.sha256(contents).hexdigest()


def newest_of(conn: sqlite3.Connection) -> str:
    """ "hlc:replica" of the newest change set; empty in a book without any."""
    row = conn.execute("SELECT hlc, replica FROM txn ORDER BY hlc DESC, replica DESC LIMIT 1").fetchone()
    return f"{row[0]}:{row[1]}" if row else ""


def refuse_damaged(file: Path, newest: str) -> None:
    """Compare a file that nobody has worked in since it was exported with what its manifest says.

    Args:
        file: one that is not open here: reading it would drop SQLite's locks.
        newest: its newest change set; where that is not the manifest's, the bytes have every right to differ.
    Raises:
        FileProblem: the bytes are not those that were exported.
    """
    try:
        said = json.loads(path_of(file).read_text(encoding="utf-8"))
        expected, of = said["sha256"], said["newest"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return
    if of == newest and digest(file.read_bytes()) != expected:
        raise FileProblem(
            f"{file.name} is not what was exported: its bytes differ from what its manifest says, though nobody "
            "worked in it since. It was damaged on its way: ask for it again.",
            cause="damaged",
        )


def newest_in(file: Path, document: str) -> int:
    """The stamp (hlc) of the newest change set that was in the book when it was exported.

    Args:
        file: the export, or its manifest.
        document: the id the book has to have.
    Raises:
        FileProblem: there is no manifest beside it.
        Rejected: it is of another book.
    """
    path = file if file.name.endswith(".manifest.json") else path_of(file)
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        of, newest = str(said["document"]), int(str(said["newest"]).partition(":")[0])
        if not 0 <= newest < clock.LAST:
            raise ValueError(newest)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise FileProblem(
            f"{path.name} is missing or can't be read: it lies beside an export and says when it was made. "
            "Say a day with --since.",
            cause="missing",
        ) from None
    if of != document:
        raise Rejected(f"{file.name} is an export of another book.")
    return newest
