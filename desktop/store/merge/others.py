"""The files that are being merged: each copied into memory, and the copies attached."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from desktop.domain.errors import FileProblem
from desktop.store import clock, outside
from desktop.store.problems import told_plainly

MOST = 8
"""Files at once; SQLite attaches ten, and two are taken."""

FURTHEST_AHEAD = timedelta(days=366)
"""A clock may be wrong; a stamp from further ahead would put everybody's edits years behind it."""


class Other(NamedTuple):
    """A file that is being merged, attached under `name`."""

    path: Path
    name: str
    doc_id: str
    currency: str
    copy_kind: str | None
    """None, "loan", "snapshot" or "redacted"."""
    copied_hlc: int | None
    newest_hlc: int


@contextmanager
def attached(
    conn: sqlite3.Connection,
    paths: Sequence[Path],
    now: datetime,
    password: str | None = None,
    meanwhile: Callable[[], object] = lambda: None,
) -> Generator[list[Other]]:
    """Copy each file into memory, check the copies, and attach them to `conn`, which is in no transaction.

    Args:
        meanwhile: done while the copies are looked through, which takes longest; before anything is known of them.
    Raises:
        FileProblem: one is missing, locked, no portfolio, too new, damaged, altered, or holds a journal that does not
            fit its rows; nothing of any was taken.
    """
    if len(paths) > MOST:
        raise FileProblem(f"At most {MOST} files can be merged at once: these are {len(paths)}. Merge them in turns.")
    with ExitStack() as open_copies:
        uris = [f"file:/{uuid.uuid4().hex}?vfs=memdb" for _ in paths]
        copies: list[sqlite3.Connection] = []
        for path, uri in zip(paths, uris, strict=True):
            with told_plainly(path):
                made = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
                copies.append(open_copies.enter_context(closing(made)))
                outside.copy_into(made, path, password)
        others = _looked_through(paths, copies, now, meanwhile)
        try:
            for other, uri in zip(others, uris, strict=True):
                with told_plainly(other.path):
                    conn.execute(f"ATTACH ? AS {other.name}", (uri,))
            yield others
        finally:
            attached_names = {name for (name,) in conn.execute("SELECT name FROM pragma_database_list").fetchall()}
            for other in others:
                if other.name in attached_names:
                    conn.execute(f"DETACH {other.name}")


def _looked_through(
    paths: Sequence[Path], copies: Sequence[sqlite3.Connection], now: datetime, meanwhile: Callable[[], object]
) -> list[Other]:
    from concurrent.futures import ThreadPoolExecutor  # Not before the window stands.

    with ThreadPoolExecutor(1, "merge") as thread:
        looks = [
            thread.submit(_looked_at, path, copy, f"theirs{position}", now)
            for position, (path, copy) in enumerate(zip(paths, copies, strict=True))
        ]
        try:
            meanwhile()
            return [look.result() for look in looks]
        except BaseException:
            thread.shutdown(wait=False, cancel_futures=True)
            for copy in copies:
                copy.interrupt()
            raise


def _looked_at(path: Path, copy: sqlite3.Connection, name: str, now: datetime) -> Other:
    with told_plainly(path):
        found = outside.look_through(copy, path, keeps_indexes=False)
    if found.newest_hlc > clock.stamp(now + FURTHEST_AHEAD, after=0):
        raise FileProblem(
            f"{path.name} can't be merged: it was written by a clock more than a year ahead of this one. Set both "
            "computers' clocks right; if this one is right, ask for a copy made after the other was mended."
        )
    return Other(name=name, **found._asdict())
