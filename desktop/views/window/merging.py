"""Taking in others' copies from the window: which one, and what is said when it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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

    def _merged(self, performed: Performed[Merged], names: str) -> None:
        from desktop.views.merging import words

        self._say(Said(words.done(performed.result, names), can_undo=bool(performed.changes)))
