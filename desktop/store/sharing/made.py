"""The exports that were made of a book on this computer: kept outside of it, so that making one leaves it as it is.

A line each, added and never rewritten; a line that is damaged is one export less to choose from.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from desktop.domain.errors import FileProblem
from desktop.store import clock, places
from desktop.store.sharing import manifest
from desktop.store.sharing.manifest import Manifest

MOST = 200
"""The newest that are read."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Export:
    """One export: when, by whom, what kind, to which file.

    Args:
        at: UTC, ISO text.
        newest: "hlc:replica" of the newest change set in it.
        sha256: of the file's bytes, as its manifest says.
    """

    at: str
    by: str
    kind: str
    sealed: bool
    accounts: int
    newest: str
    sha256: str
    path: str

    @property
    def hlc(self) -> int:
        """The stamp of the newest change set in it."""
        return int(self.newest.partition(":")[0] or 0)

    @property
    def is_there(self) -> bool:
        """Whether a file still lies where it was written to."""
        return Path(self.path).exists()


def remember(made: Manifest, path: Path) -> None:
    """Note an export. It is made already, so that a note that can't be written does not undo it."""
    export = Export(
        made.made_at, made.made_by, made.kind, made.sealed, made.accounts, made.newest, made.sha256, str(path)
    )
    try:
        note = _file_of(made.document)
        note.parent.mkdir(parents=True, exist_ok=True)
        with note.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(json.dumps(asdict(export)) + "\n")
    except OSError as problem:
        _log.warning("an export was not noted: %s", type(problem).__name__)


def exports_of(document: str) -> list[Export]:
    """The exports made of a book (by its id) on this computer, the newest first."""
    try:
        lines = _file_of(document).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    found = [export for export in map(_read, lines[-MOST:]) if export is not None]
    return found[::-1]


def newest_in(file: Path, document: str) -> int:
    """The stamp (hlc) of the newest change set in an export: as its manifest says, or as it was noted here.

    Raises:
        FileProblem, Rejected: as `manifest.newest_in`.
    """
    try:
        return manifest.newest_in(file, document)
    except FileProblem:
        noted = [each.hlc for each in exports_of(document) if each.path == str(file.resolve())]
        if not noted:
            raise
        return noted[0]


_WORDS = ("at", "by", "kind", "newest", "sha256", "path")


def _read(line: str) -> Export | None:
    try:
        said = json.loads(line)
        at, by, kind, newest, sha256, path = (str(said[name]) for name in _WORDS)
        export = Export(at, by, kind, bool(said["sealed"]), int(said["accounts"]), newest, sha256, path)
        datetime.fromisoformat(export.at)
        return export if 0 <= export.hlc < clock.LAST else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _file_of(document: str) -> Path:
    return places.data_home() / "exports" / f"{document}.jsonl"
