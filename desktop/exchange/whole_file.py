"""Writing a file whole, or leaving what was there."""

from __future__ import annotations

from pathlib import Path

from desktop.store.problems import told_plainly


def write_whole(path: Path, made: bytes) -> None:
    """Write a file in place of what is there.

    Raises:
        FileProblem: it cannot be written; what was there stays.
    """
    with told_plainly(path):
        beside = path.with_name(f".{path.name}.part")
        try:
            beside.write_bytes(made)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
