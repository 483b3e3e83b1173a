"""Bringing in CSV files from the window: which ones, how far it is, and what became of the rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QProgressDialog, QWidget

from desktop.domain.errors import FileProblem, PortfolioError
from desktop.session import Session
from desktop.views import format
from desktop.views.page import Said
from desktop.views.window.files import Files
from desktop.views.window.problems import ProblemDialog, Way

if TYPE_CHECKING:
    from desktop.exchange.tables import Batch, Reject
    from desktop.operations.imports.result import ImportResult
    from desktop.session import Performed
    from desktop.store.tx import Tx

SHOWN_REJECTS = 12
SHOWN_AFTER_MS = 300


class Imports(QObject):
    """What "Import" does; the files are read first, so that a wrong one is told before anything is written."""

    def __init__(self, session: Session, files: Files, say: Callable[[Said], None], window: QWidget) -> None:
        super().__init__(window)
        self._session, self._files, self._say, self._window = session, files, say, window
        self._progress: QProgressDialog | None = None
        self._waiting: tuple[Path, ...] = ()
        session.progressed.connect(self._show_progress)
        session.opened.connect(self._import_waiting)
        session.closed.connect(self._end)

    def ask(self) -> None:
        """Ask for CSV files and import them; without an open book, into a new one."""
        from desktop.views.window.file_dialogs import ask_tables

        ask_tables(self._window, "Import CSV files", self.take, folder=self._files.folder)

    def take(self, paths: Sequence[Path]) -> None:
        """Import these files."""
        if not self._session.is_open:
            self._waiting = tuple(paths)
            self._files.ask_new(self._forget)
            return
        self._session.work_later(
            "read sources", partial(_read, paths), self._write, partial(self._fail, "Nothing was imported")
        )

    def _forget(self) -> None:
        self._waiting = ()

    def _import_waiting(self) -> None:
        paths, self._waiting = self._waiting, ()
        if paths:
            self.take(paths)

    def _write(self, batches: list[Batch]) -> None:
        from desktop.operations.imports.sources import import_batches

        as_of = self._session.day

        def operation(tx: Tx, progress: Callable[[float], None]) -> ImportResult:
            return import_batches(tx, batches, as_of=as_of, progress=progress)

        try:
            cancel = self._session.perform_long(
                operation, kind="import", done=self._finish, failed=partial(self._fail, "Nothing was imported")
            )
        except PortfolioError as problem:
            self._fail("Nothing was imported", problem)
            return
        self._progress = QProgressDialog("Importing …", "Cancel", 0, 100, self._window)
        self._progress.setWindowTitle("Import")
        self._progress.setWindowModality(Qt.WindowModality.WindowModal)
        self._progress.setMinimumDuration(SHOWN_AFTER_MS)
        self._progress.canceled.connect(cancel)
        self._progress.setValue(0)

    def _show_progress(self, share: float) -> None:
        if self._progress is not None:
            self._progress.setValue(min(int(100 * share), 99))

    def _end(self) -> None:
        if self._progress is not None:
            self._progress.canceled.disconnect()
            self._progress.close()
            self._progress.deleteLater()
            self._progress = None

    def _fail(self, title: str, problem: Exception) -> None:
        self._end()
        if not isinstance(problem, PortfolioError):
            raise problem
        ProblemDialog(title, str(problem), [("Choose other files…", self.ask)], parent=self._window).open()

    def _finish(self, performed: Performed[ImportResult]) -> None:
        self._end()
        result = performed.result
        total = result.total
        said = f"Imported {format.plural(total.new, 'new row')}, {format.number(total.updated)} changed, "
        said += f"{format.number(total.unchanged)} as before"
        if result.tasks:
            said += f" · {format.plural(result.tasks, 'task')}"
        self._say(Said(said, can_undo=bool(performed.changes)))
        notes = [*result.notes, *(str(reject) for reject in result.rejects[:SHOWN_REJECTS])]
        more = len(result.rejects) - SHOWN_REJECTS
        if more > 0:
            notes.append(f"… and {format.plural(more, 'more row')}.")
        if notes:
            title = f"{format.plural(total.rejected, 'row')} not imported" if result.rejects else "Imported"
            ways: list[Way] = []
            if len({reject.header for reject in result.rejects}) == 1:
                # Rows of several kinds would make no file that can be imported.
                ways.append(("Save these rows…", partial(self._ask_where, result.rejects)))
            ProblemDialog(title, f"{said}.\n\n" + "\n".join(notes), ways, parent=self._window).open()

    def _ask_where(self, rejects: Sequence[Reject]) -> None:
        from desktop.views.window.file_dialogs import ask_new_table

        suggested = f"{Path(rejects[0].source).stem} not imported.csv"
        title, take = "Where shall the rows go?", partial(self.save_rejects, rejects)
        ask_new_table(self._window, title, take, folder=self._files.folder, suggested=suggested)

    def save_rejects(self, rejects: Sequence[Reject], path: Path) -> None:
        """Write rows that were not imported, all of one kind, to a new file in which they can be corrected."""
        from desktop.exchange.rejects import write_rejects

        try:
            if path.exists():
                raise FileProblem(f"{path.name} exists already. Choose another name, or remove it first.")
            write_rejects(path, [rejects[0].header], rejects)
        except (OSError, FileProblem) as problem:
            why = str(problem) if isinstance(problem, FileProblem) else f"{path.name}: {problem.strerror or problem}."
            ways: list[Way] = [("Choose another place…", partial(self._ask_where, rejects))]
            ProblemDialog("The rows were not saved", why, ways, parent=self._window).open()
            return
        self._say(Said(f"Saved {format.plural(len(rejects), 'row')}: correct what is in {path.name}, and import that"))


def _read(paths: Sequence[Path]) -> list[Batch]:
    # Imported where it is used: the window's first frame needs no reader of tables.
    from desktop.operations.imports.files import read_sources

    return read_sources(paths)
