"""Making copies for others from the window: what kind, where to, and what was written."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget

from desktop.domain.errors import PortfolioError
from desktop.session import Session
from desktop.views import format
from desktop.views.page import Said
from desktop.views.window.files import Files, suffixed
from desktop.views.window.problems import ProblemDialog, Way, show_folder

if TYPE_CHECKING:
    from desktop.store.sharing.exporting import Copy
    from desktop.store.sharing.made import Export
    from desktop.store.sharing.manifest import Manifest

BACK = {
    "full": "it comes back with Merge a copy",
    "loan": "what is done in it comes back with Merge a copy",
    "snapshot": "it can't be merged",
    "redacted": "it can't be merged",
}


class Sharing(QObject):
    """What "Share a copy" does."""

    def __init__(
        self,
        session: Session,
        files: Files,
        say: Callable[[Said], None],
        since: Callable[[Export], None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._since = since
        self._session, self._files, self._say, self._window = session, files, say, window

    def ask(self) -> None:
        """Ask what kind of copy, then where it goes."""
        from desktop.store.queries import facts
        from desktop.store.queries.ownership import owners_on
        from desktop.store.sharing.made import exports_of
        from desktop.views.merging.share import ShareDialog

        found = self._session.read(facts.accounts)
        owners = self._session.read(owners_on, self._session.today)
        dialog = ShareDialog(
            [(each.id, each.name) for each in found], lambda copy: self._ask_where(copy, dialog), self._window, owners,
            made=exports_of(self._session.doc_id), since=self._since,
        )  # fmt: skip
        dialog.open()

    def _ask_where(self, copy: Copy, asked: QDialog | None = None) -> None:
        """Ask where a copy goes; `asked`, which it was chosen in, is closed as soon as that is said."""
        from desktop.views.window.file_dialogs import ask_new_book

        stem = self._session.path.stem if self._session.path else "Book"
        ask_new_book(
            asked or self._window, "Where shall the copy go?", partial(self._write, copy, asked),
            folder=self._files.folder, suggested=f"{stem} {copy.kind}.perennial",
        )  # fmt: skip

    def _write(self, copy: Copy, asked: QDialog | None, path: Path) -> None:
        if asked is not None:
            asked.accept()
        self.write(copy, path)

    def write(self, copy: Copy, path: Path) -> None:
        """Write the copy beside the window."""
        target = suffixed(path)
        self._say(Said(f"Writing {target.name} …"))
        try:
            self._session.share(target, copy, done=partial(self._done, target), failed=partial(self._fail, copy))
        except PortfolioError as problem:
            self._fail(copy, problem)

    def _fail(self, copy: Copy, problem: Exception) -> None:
        if not isinstance(problem, PortfolioError):
            raise problem
        # What was chosen and typed is not asked for again.
        ways: list[Way] = [("Choose another place…", partial(self._ask_where, copy))]
        ProblemDialog("The copy was not made", str(problem), ways, parent=self._window).open()

    def _done(self, target: Path, made: Manifest) -> None:
        sealed = "sealed, " if made.sealed else ""
        said = f"Wrote {target.name}: {sealed}{format.plural(made.accounts, 'account')}; {BACK[made.kind]}."
        self._say(Said(said))
        text = f"{said}\n\nIts manifest lies beside it. SHA-256: {made.sha256}"
        ways = [("Show in folder", partial(show_folder, target.parent))]
        ProblemDialog("The copy is ready", text, ways, is_done=True, parent=self._window).open()
