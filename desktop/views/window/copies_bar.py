"""The bar that says copies of the book lie beside it, such as a sync client leaves, and offers to merge them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer
from PySide6.QtWidgets import QPushButton

from desktop.session import Session
from desktop.views import format
from desktop.views.theme import Theme
from desktop.views.window.note_bar import NoteBar

if TYPE_CHECKING:
    from desktop.store.conflict_copies import Beside

SOON_MS = 1200
"""After the folder changed: who writes a copy takes a moment, and an edit of ours changes the folder, too."""

Trace = tuple[str, int, int]
"""A file's name, size and time."""


class CopiesBar(NoteBar):
    """Names the copies; hidden while there are none."""

    def __init__(self, theme: Theme) -> None:
        self.merge, self.later = QPushButton("Merge…"), QPushButton("Not now")
        super().__init__(theme, self.merge, self.later)
        self.merge.setAccessibleName("Merge the copies beside this book")
        self.later.setAccessibleName("Not now: leave the copies beside this book")

    def show_copies(self, paths: Sequence[Path]) -> None:
        """Name these copies; none hides the bar."""
        more = f" and {format.number(len(paths) - 1)} more" if len(paths) > 1 else ""
        verb = "hold" if len(paths) > 1 else "holds"
        told = f"{more} beside this book {verb} changes that are not in it."
        self.say(f"{_short(paths[0].name)}{told}" if paths else None)


class CopiesBeside(QObject):
    """Looks for copies when a book was opened, and whenever the folder changes.

    Args:
        take: shows what these copies would bring.
    """

    def __init__(
        self, session: Session, bar: CopiesBar, take: Callable[[Sequence[Path]], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._bar, self._take = session, bar, take
        self._seen: frozenset[Trace] | None = None
        self._left: set[Trace] = set()
        self._found: Sequence[Beside] = ()
        self.offered: tuple[Path, ...] = ()
        """The copies that hold something new."""
        self._watcher = QFileSystemWatcher(self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self._look)
        self._watcher.directoryChanged.connect(self._look_soon)
        session.opened.connect(self._opened)
        session.closed.connect(self._closed)
        session.changed.connect(self._offer)
        bar.merge.clicked.connect(self._merge)
        bar.later.clicked.connect(self._leave)

    def _opened(self) -> None:
        self._closed()
        path = self._session.path
        if path is not None and self._session.is_writable:
            self._watcher.addPath(str(path.parent))
            self._soon.start()

    def _closed(self) -> None:
        self._soon.stop()
        if self._watcher.directories():
            self._watcher.removePaths(self._watcher.directories())
        self._seen, self._found = None, ()
        self._left.clear()
        self._show(())

    def _look_soon(self, _folder: str) -> None:
        self._soon.start()

    def _look(self) -> None:
        path = self._session.path
        if path is None:
            return
        seen = frozenset(filter(None, (_trace(each) for each in path.parent.glob(f"*{path.suffix}") if each != path)))
        if seen == self._seen:
            return
        self._seen = seen
        if not seen:
            self._found = ()
            self._offer()
            return
        from desktop.store.conflict_copies import copies_beside

        document = self._session.doc_id
        self._session.work_later(
            "copies beside", partial(copies_beside, path, document), partial(self._take_in, path), _ignore,
            is_patient=True,
        )  # fmt: skip

    def _take_in(self, path: Path, found: Sequence[Beside]) -> None:
        if path == self._session.path:
            self._found = found
            self._offer()

    def _offer(self) -> None:
        """Offer what holds change sets that are not known here; a merge may have brought them meanwhile."""
        fresh: list[Path] = []
        if self._found and self._session.is_open:
            from desktop.store.queries.history import stamps, takes_others

            if not self._session.read(takes_others):
                self._show(())
                return
            known = self._session.read(stamps)
            fresh = [
                each.path
                for each in self._found
                if each.stamps - known and _trace(each.path) not in {None, *self._left}
            ]
        self._show(tuple(fresh))

    def _show(self, paths: tuple[Path, ...]) -> None:
        self.offered = paths
        self._bar.show_copies(paths)

    def _merge(self) -> None:
        self._take(self.offered)

    def _leave(self) -> None:
        self._left |= {trace for trace in map(_trace, self.offered) if trace is not None}
        self._show(())


def _trace(path: Path) -> Trace | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return path.name, status.st_size, status.st_mtime_ns


def _short(name: str) -> str:
    return name if len(name) <= 56 else f"{name[:27]}…{name[-28:]}"


def _ignore(problem: Exception) -> None:
    if not isinstance(problem, OSError):
        raise problem
