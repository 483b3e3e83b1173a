"""What was typed and not saved yet, kept outside the portfolio so that it survives a crash."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from desktop.store import places


def keep(doc_id: str, about: str, text: str) -> None:
    """Keep a line that is being typed; an empty one is forgotten.

    Args:
        about: where it is typed: an account's id, or "" for the whole book.
    """
    path = _path(doc_id, about)
    if not text:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}.part")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)


def kept(doc_id: str, about: str) -> str:
    """The line that was being typed; "" if none was."""
    try:
        return _path(doc_id, about).read_text(encoding="utf-8")
    except (FileNotFoundError, UnicodeDecodeError):
        return ""


def _path(doc_id: str, about: str) -> Path:
    # A digest: ids come from the file, and a file is not to choose what else is written.
    name = hashlib.sha256(f"{doc_id}\0{about}".encode()).hexdigest()[:32]
    return places.data_home() / "drafts" / f"{name}.txt"
