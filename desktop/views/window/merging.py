"""Taking in others' copies from the window: which one, and what is said when it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.session import Session
from desktop.views.page import Said
from desktop.views.theme import Theme
from desktop.views.window.files import Files

if TYPE_CHECKING:
    from desktop.domain.merge import Merged
    from desktop.session import Performed


class Merging(QObject):
    """What "Merge a copy" does."""

    def __init__(
        self, session: Session, theme: Theme, files: Files, say: Callable[[Said], None], window: QWidget
    ) -> None:
        super().__init__(window)
        self._session, self._theme, self._files, self._say, self._window = session, theme, files, say, window

    def ask(self) -> None:
        """Ask for a copy and show what it would bring."""
        from desktop.views.window.file_dialogs import ask_book

        ask_book(self._window, "Merge a copy", self.take_one, folder=self._files.folder)

    def take_one(self, path: Path) -> None:
        self.take((path,))

    def take(self, paths: Sequence[Path]) -> None:
        """Show what these copies would bring."""
        from desktop.views.merging.dialog import MergeDialog

        MergeDialog(self._session, self._theme, paths, self._merged, self._window).open()

    def dropped(self, books: Sequence[Path]) -> None:
        """Open a book that was dropped onto the window; beside an open one, offer to merge copies of it."""
        own = self._session.path
        if own is None or not self._session.is_writable or any(_is_same(each, own) for each in books):
            self._files.open(books[0])
            return
        from desktop.store.conflict_copies import document_at
        from desktop.store.sharing.sealing import is_sealed
        from desktop.views.window.problems import ProblemDialog, Way

        copies = [each for each in books if is_sealed(each) or document_at(each) == self._session.doc_id]
        if copies:
            self.take(copies)
        elif document_at(books[0]) is None:
            # Not a book that can be read: opening it says why.
            self._files.open(books[0])
        else:
            text = f"{books[0].name} is another book than {own.name}. It can be opened in its place, or merged into it."
            ways: list[Way] = [
                ("Open it instead", partial(self._files.open, books[0])),
                ("Merge it into this one…", partial(self.take, tuple(books))),
            ]
            ProblemDialog("Another book", text, ways, close="Cancel", parent=self._window).open()

    def _merged(self, performed: Performed[Merged], names: str) -> None:
        from desktop.views.merging import words

        self._say(Said(words.done(performed.result, names), can_undo=not performed.result.is_nothing))


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
