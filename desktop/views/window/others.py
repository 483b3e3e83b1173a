"""Reading others' books from the window: which ones, and the replies that go back to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import PortfolioError
from desktop.session import Session
from desktop.settings import Settings
from desktop.views import format
from desktop.views.page import Page, Place, Said
from desktop.views.window.files import SUFFIX, Files
from desktop.views.window.problems import ProblemDialog, Way, show_folder

NO_OWN = "Open your own book first: what you note about others' is kept in it."


class Sent(NamedTuple):
    """What came of sending: a line for each reply, and for each book that none went to, why."""

    written: tuple[str, ...]
    refused: tuple[str, ...]


class Others(QObject):
    """What "Others' books" and "Send replies" do."""

    def __init__(
        self,
        session: Session,
        settings: Settings,
        files: Files,
        go: Callable[[Place], None],
        page: Callable[[], Page | None],
        say: Callable[[Said], None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._settings, self._files, self._go = session, settings, files, go
        self._page, self._say, self._window = page, say, window

    def show(self) -> None:
        """Go to the books read together; ask for some if there are none yet."""
        if self._settings.other_books:
            self._go(Place("books"))
        else:
            self.ask()

    def ask(self) -> None:
        """Ask for books to read beside those that are."""
        from desktop.views.window.file_dialogs import ask_books

        ask_books(self._window, "Others' books", self.take, folder=self._files.folder)

    def take(self, paths: Sequence[Path]) -> None:
        """Read these books, too."""
        if not self._session.is_open:
            self._say(Said(NO_OWN))
            return
        self._settings.other_books = [*self._settings.other_books, *(path.resolve() for path in paths)]
        self._go(Place("books"))

    def can_reply(self) -> bool:
        page = self._page()
        return page is not None and page.name == "books" and bool(self._settings.other_books)

    def ask_replies(self) -> None:
        """Ask for a folder, and write the replies there."""
        from desktop.views.window.file_dialogs import ask_folder

        ask_folder(self._window, "Where shall the replies go?", self.write_replies, folder=self._files.folder)

    def write_replies(self, folder: Path) -> None:
        """Write a reply for each book something was noted about, beside the window."""
        from desktop.operations.others_books import by_file
        from desktop.store.queries.review_notes import review_notes
        from desktop.views.others.page import OthersPage

        page = self._page()
        if not isinstance(page, OthersPage) or page.found is None:
            return
        found, at = page.found, self._session.moment
        meant = by_file(found, self._session.read(review_notes))
        passwords: Mapping[Path, str] = dict(page.passwords)

        def run() -> Sent:
            from desktop.operations.review_notes import write_reply

            written: list[str] = []
            refused: list[str] = []
            for number, notes in meant.items():
                path, document = found.paths[number], found.view.books[number].document
                try:
                    made = write_reply(
                        path, free_name(folder, path), notes, document=document, at=at, password=passwords.get(path)
                    )
                except PortfolioError as problem:
                    refused.append(str(problem))
                else:
                    said = f"{format.plural(made.notes, 'note')}, {format.plural(made.tasks, 'task')}"
                    written.append(f"{made.path.name}: {said}")
            return Sent(tuple(written), tuple(refused))

        self._say(Said("Writing the replies …"))
        self._session.work_later("replies", run, partial(self._sent, folder), self._files.show_trouble)

    def _sent(self, folder: Path, sent: Sent) -> None:
        n = len(sent.written)
        said = f"Wrote {format.plural(n, 'reply', 'replies')} into {folder.name or folder}"
        self._say(Said(said if n else "No reply was written"))
        lines = [*sent.written, *sent.refused]
        how = "Whoever keeps the book takes its reply in with Merge a copy." if n else ""
        title = said if n else "No reply was written"
        ways: list[Way] = [("Show in folder", partial(show_folder, folder))] if n else []
        ProblemDialog(title, "\n".join([*lines, "", how]).strip(), ways, is_done=True, parent=self._window).open()


def free_name(folder: Path, book: Path) -> Path:
    """A name for the reply to a book that no file has yet."""
    made, number = folder / f"{book.stem} reply{SUFFIX}", 1
    while made.exists():
        number += 1
        made = folder / f"{book.stem} reply {number}{SUFFIX}"
    return made
