"""Which replica this installation is, per document: kept outside the file, so that a copied file gets a new one.

Two copies that went on under one replica id would write different change sets with the same name; a merge could not
tell them apart. So an id is only used again where the file is the same one (device and inode) and its newest change
set is the one this installation remembers.
"""

from __future__ import annotations

import hashlib
import json
import os
import uuid
from pathlib import Path
from typing import NamedTuple, cast

from desktop.store import places

_LENGTH = 512
"""Bytes of each file, blanks behind what it says: so that nothing is left of what was longer."""
_MOST = 500
"""Documents at places that are remembered; the ones not written for longest are forgotten."""


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
    fresh = Replica(doc_id, status.st_dev, status.st_ino, str(uuid.uuid4()), 0)
    known = _known(_file(fresh))
    return known if known is not None and newest_hlc.get(known.id, 0) == known.last_hlc else fresh


def remember(replica: Replica) -> None:
    """Keep what is known of the replica, in place of what was; a file that cannot be written is not an error.

    Forgetting costs a new replica id at the next opening, never data. That is why it is written over what was there,
    in one piece: a fresh file that takes its name costs as much as half a commit, at every edit.
    """
    path = _file(replica)
    known = _known(path)
    if known is not None and known.id == replica.id and known.last_hlc > replica.last_hlc:
        # A writer went on while this process was reading.
        replica = replica._replace(last_hlc=known.last_hlc)
    text = json.dumps(replica._asdict()).encode("utf-8").ljust(_LENGTH)
    try:
        if known is None:
            path.parent.mkdir(parents=True, exist_ok=True)
            _forget_oldest(path.parent)
        with path.open("wb" if known is None else "r+b", buffering=0) as file:
            file.write(text)
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


def _file(replica: Replica) -> Path:
    """Where a document at a place is remembered: by a digest, as its id comes out of a file."""
    place = f"{replica.doc_id} {replica.device} {replica.inode}"
    return places.replicas_home() / f"{hashlib.sha256(place.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}.json"


def _known(path: Path) -> Replica | None:
    try:
        return Replica(**cast("dict[str, object]", json.loads(path.read_bytes())))  # type: ignore[arg-type]
    except (OSError, ValueError, TypeError):
        return None


def _forget_oldest(folder: Path) -> None:
    """Make room for one more."""
    written = sorted((each.stat().st_mtime_ns, each) for each in folder.iterdir())
    for _, path in written[: max(len(written) - _MOST + 1, 0)]:
        path.unlink()
