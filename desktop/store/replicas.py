"""Which replica this installation is, per document: kept outside the file, so that a copied file gets a new one.

Two copies that went on under one replica id would write different change sets with the same name; a merge could not
tell them apart. So an id is only used again where the file is the same one (device and inode) and its newest change
set is the one this installation remembers.
"""

from __future__ import annotations

import json
import os
import uuid
from pathlib import Path
from typing import NamedTuple, cast

from desktop.store import places


class Replica(NamedTuple):
    """This installation's part in one document at one place."""

    doc_id: str
    device: int
    inode: int
    id: str
    last_hlc: int
    """Newest change set of this replica that was committed."""
    size: int = 0
    mtime_ns: int = 0
    checked_at: float = 0.0
    """Seconds since 1970 when the contents were last checked whole; size and mtime_ns are of then, or since."""


def recall(doc_id: str, status: os.stat_result, newest_hlc: dict[str, int]) -> Replica:
    """This installation's replica of the document at this place; a new one where the file is not as it was left.

    Args:
        newest_hlc: replica id -> its newest change set in the file.
    """
    for entry in _load():
        same_file = (entry.doc_id, entry.device, entry.inode) == (doc_id, status.st_dev, status.st_ino)
        if same_file and newest_hlc.get(entry.id, 0) == entry.last_hlc:
            return entry
    return Replica(doc_id, status.st_dev, status.st_ino, str(uuid.uuid4()), 0)


def remember(replica: Replica) -> None:
    """Keep what is known of the replica, in place of what was; a file that cannot be written is not an error.

    Forgetting costs a new replica id at the next opening, never data.
    """
    path = places.replicas_file()
    place = (replica.doc_id, replica.device, replica.inode)
    kept: list[Replica] = []
    for entry in _load():
        if (entry.doc_id, entry.device, entry.inode) != place:
            kept.append(entry)
        elif entry.id == replica.id and entry.last_hlc > replica.last_hlc:
            # A writer went on while this process was reading.
            replica = replica._replace(last_hlc=entry.last_hlc)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        fresh.write_text(json.dumps([entry._asdict() for entry in [*kept[-499:], replica]]), encoding="utf-8")
        fresh.replace(path)
    except OSError:
        return


def seen(replica: Replica, path: Path, *, last_hlc: int | None = None, checked_at: float | None = None) -> Replica:
    """The replica with the file's size and time as they are now."""
    status = path.stat()
    return replica._replace(
        last_hlc=replica.last_hlc if last_hlc is None else last_hlc,
        size=status.st_size,
        mtime_ns=status.st_mtime_ns,
        checked_at=replica.checked_at if checked_at is None else checked_at,
    )


def _load() -> list[Replica]:
    try:
        data = json.loads(places.replicas_file().read_text(encoding="utf-8"))
        return [Replica(**cast("dict[str, object]", entry)) for entry in data]  # type: ignore[arg-type]
    except (OSError, ValueError, TypeError):
        return []
