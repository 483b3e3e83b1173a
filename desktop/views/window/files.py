"""Opening, making and letting go of files from the window: the questions, and what is offered when it goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QMimeData, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import FileProblem, PortfolioError, Rejected
from desktop.session import Session
from desktop.settings import Settings
from desktop.views import format as fmt
from desktop.views.theme import Theme
from desktop.views.window.problems import TITLES, ProblemDialog, Way

if TYPE_CHECKING:
    from desktop.store.backup import Found
    from desktop.store.restoring import Restored

SUFFIX = ".perennial"
DEMO_NAME = f"Perennial demo{SUFFIX}"


class Files(QObject):
    """What the File menu does."""

    opening = Signal(str)
    """A file is being opened; its name."""
    merge_asked = Signal(Path)
    """The book that is open now shall take in that file, which took the place of its own."""
    restored = Signal(str)
    """A backup took the place of the file that is open now: what is to be known of it."""
    failed = Signal()
    """It was not opened; what was open stays."""

    def __init__(self, session: Session, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._settings, self._window = session, settings, window
        self._incoming: tuple[Path, Path] | None = None
        self._restored: str | None = None
        self._to_copy: Path | None = None
        session.opened.connect(self._remember)

    # The dialogs are imported when one of them is asked for: the window's first frame needs none.

    def ask_open(self) -> None:
        """Ask for a file and open it."""
        from desktop.views.window.file_dialogs import ask_book

        ask_book(self._window, "Open a book", self.open, folder=self.folder)

    def ask_new(self, given_up: Callable[[], None] | None = None) -> None:
        """Ask for a name and make an empty book there; `given_up` is called where nobody gives one."""
        self._ask_name("Start a new book", self.new, f"My book{SUFFIX}", given_up)

    def ask_demo(self) -> None:
        """Ask where the demo book goes, make it and open it."""
        self._ask_name("Where shall the demo book go?", self.demo, DEMO_NAME)

    def ask_copy(self) -> None:
        """Ask for a name and save the open book there, too."""
        self._ask_name("Save a copy", self.copy, self._copy_name())

    def ask_rescue(self) -> None:
        """Ask for a name, save the open book there, and go on in that file: its own is in the way."""
        self._ask_name("Save a copy", self.rescue, self._copy_name())

    def ask_rescue_and_merge(self) -> None:
        """As `ask_rescue`, and then show what the file that took the book's place would bring to it."""
        self._ask_name("Save a copy, then merge", self.rescue_and_merge, self._copy_name())

    def rescue_and_merge(self, path: Path) -> None:
        if self._session.path is not None:
            self._incoming = (suffixed(path).resolve(), self._session.path)
            self.rescue(path)

    def _copy_name(self) -> str:
        return f"{self._session.path.stem if self._session.path else 'Book'} copy{SUFFIX}"

    def open(self, path: Path, *, writable: bool = True) -> None:
        """Open a file beside the window's work; a problem is told with what can be done about it.

        The one that is open already stays as it is: a second connection's end would drop the first one's locks.
        """
        if self._session.path == path.resolve():
            self._window.activateWindow()
            return
        if _is_sealed(path):
            from desktop.views.window.unsealing import UnsealDialog

            self.failed.emit()
            UnsealDialog(self._session, path, self.open, self._window).open()
            return
        self.opening.emit(path.name)
        self._session.open_later(path, writable=writable, failed=partial(self._open_failed, path))

    def new(self, path: Path) -> None:
        from desktop.operations.defaults import write_defaults

        make = partial(self._session.create, suffixed(path), currency=home_currency(), first=write_defaults)
        self._try(make, self.ask_new)

    def demo(self, path: Path) -> None:
        target, today = suffixed(path), self._session.today

        def make() -> None:
            from desktop.operations.demo.write import write_demo

            write_demo(target, as_of=today, accounts=60, seed=1)

        def open_made(_: None) -> None:
            self.open(target)

        self.opening.emit(target.name)
        self._session.work_later("demo", make, open_made, self._work_failed)

    def copy(self, path: Path) -> None:
        self._try(partial(self._session.save_copy, suffixed(path)), self.ask_copy)

    def rescue(self, path: Path) -> None:
        target = suffixed(path)

        def save() -> None:
            self._session.save_copy(target)
            self.open(target)

        self._try(save, self.ask_rescue if self._incoming is None else self.ask_rescue_and_merge)

    @contextmanager
    def telling(self) -> Generator[None]:
        """Tell a problem of what is done inside, instead of raising it."""
        try:
            yield
        except PortfolioError as problem:
            self.show_trouble(problem)

    def show_trouble(self, problem: Exception) -> None:
        """Tell a problem with the open file, with the ways on that there are."""
        if not isinstance(problem, PortfolioError):
            raise problem
        ways: list[Way] = []
        cause = problem.cause if isinstance(problem, FileProblem) else "other"
        path = self._session.path
        if path is not None and cause in ("gone", "changed", "full", "read-only"):
            ways.append(("Save a copy…", self.ask_rescue))
        if path is not None and cause == "changed":
            ways.append(("Save a copy, then merge…", self.ask_rescue_and_merge))
            ways.append(("Open it again", partial(self.reopen, path)))
        title = "That was not saved" if isinstance(problem, Rejected) else TITLES[cause]
        self._tell(title, str(problem), ways)

    def _work_failed(self, problem: Exception) -> None:
        self.failed.emit()
        if not isinstance(problem, PortfolioError):
            raise problem
        self._tell("That did not work", str(problem), [])

    def reopen(self, path: Path) -> None:
        """Open the file that is open once more."""
        self._session.close()
        self.open(path)

    def _open_failed(self, path: Path, problem: Exception) -> None:
        # What was to follow is not for a book that is opened later.
        self._restored = self._to_copy = self._incoming = None
        self.failed.emit()
        if not isinstance(problem, FileProblem):
            raise problem
        ways: list[Way] = []
        if problem.cause in ("locked", "read-only"):
            ways.append(("Open it for reading", partial(self.open, path, writable=False)))
        if problem.cause == "locked":
            ways.append(("Work on a copy…", partial(self.open_and_copy, path)))
            ways.append(("Try again", partial(self.open, path)))
        backup = self._session.newest_backup(path) if problem.cause in ("damaged", "missing") else None
        if backup is not None:
            ways.append((f"Put back the backup of {fmt.moment(backup.at)}", partial(self.restore, path)))
        if problem.cause == "missing":
            self._settings.forget_file(path)
        if problem.cause in ("missing", "damaged", "newer", "other"):
            ways.append(("Open another file…", self.ask_open))
        self._tell(TITLES[problem.cause], _said(problem, path, backup), ways)

    def open_and_copy(self, path: Path) -> None:
        """Open a file that somebody else writes for reading, and ask for the copy to go on in."""
        self._to_copy = path.resolve()
        self.open(path, writable=False)

    def ask_backups(self, theme: Theme) -> None:
        """Show the backups of the open book, of which one can be put back."""
        from desktop.views.window.backups import BackupsDialog

        BackupsDialog(self._session, theme, self.restore, self._window).open()

    def restore(self, path: Path, name: str | None = None) -> None:
        """Put a backup in the place of a file, and open it; None = the newest sound one."""
        was_open = self._session.path == path
        if was_open:
            self._session.close()
        self.opening.emit(path.name)
        done, failed = partial(self._open_restored, path), partial(self._restore_failed, path, was_open)
        self._session.restore_later(path, name=name, done=done, failed=failed)

    def _restore_failed(self, path: Path, was_open: bool, problem: Exception) -> None:
        self._work_failed(problem)
        if was_open:
            self.open(path)

    def _open_restored(self, path: Path, done: Restored) -> None:
        kept = "" if done.kept is None else f" What was there is kept: {done.kept.name}."
        erased = f" Erased from it, too: {fmt.plural(done.erased, 'person', 'people')}." if done.erased else ""
        self._restored = f"{path.name} is again as it was on {fmt.moment(done.backup.at)}.{kept}{erased}"
        self.open(path)

    def _remember(self) -> None:
        if self._session.path is not None:
            self._settings.remember_file(self._session.path)
        restored, self._restored = self._restored, None
        if restored is not None:
            QTimer.singleShot(0, partial(self.restored.emit, restored))
        to_copy, self._to_copy = self._to_copy, None
        if to_copy is not None and self._session.path == to_copy:
            QTimer.singleShot(0, self.ask_rescue)
        incoming, self._incoming = self._incoming, None
        if incoming is not None and self._session.path == incoming[0]:
            # Only once the window has shown the book that it opened.
            QTimer.singleShot(0, partial(self.merge_asked.emit, incoming[1]))

    def _try(self, run: Callable[[], object], ask: Callable[[], None]) -> None:
        """Make a file; where that place won't do, `ask` asks for another one."""
        try:
            run()
        except PortfolioError as problem:
            self._incoming = None
            cause = problem.cause if isinstance(problem, FileProblem) else "other"
            self._tell(TITLES[cause], str(problem), [("Choose another place…", ask)])

    def _tell(self, title: str, text: str, ways: list[Way]) -> None:
        ProblemDialog(title, text, ways, parent=self._window).open()

    def _ask_name(
        self, title: str, take: Callable[[Path], None], suggested: str, given_up: Callable[[], None] | None = None
    ) -> None:
        from desktop.views.window.file_dialogs import ask_new_book

        ask_new_book(self._window, title, take, folder=self.folder, suggested=suggested, given_up=given_up)

    @property
    def folder(self) -> Path | None:
        """Where a question about files begins; None = nowhere in particular."""
        recent = self._settings.recent
        return recent[0].parent if recent else None


def _is_sealed(path: Path) -> bool:
    from desktop.store.sharing.sealing import is_sealed

    return is_sealed(path)


def _said(problem: FileProblem, path: Path, backup: Found | None) -> str:
    """Why a file cannot be opened, and what the buttons can do about it."""
    if backup is not None:
        at = fmt.moment(backup.at)
        kept = "; what is there now is kept." if problem.cause == "damaged" else "."
        return f"{problem.what}\n\nA backup of {at} is on this computer. It can be put in its place{kept}"
    if problem.cause == "damaged":
        saves = f"What can still be read of it is saved in a terminal: perennial check {path.name} --repair OUT"
        return f"{problem.what}\n\nNo backup of it is on this computer. {saves}"
    return str(problem)


def dropped(data: QMimeData) -> tuple[list[Path], list[Path]]:
    """The books and the CSV files among what is dragged over the window."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    books, tables = ([path for path in paths if path.suffix.casefold() == suffix] for suffix in (SUFFIX, ".csv"))
    return books, tables


def home_currency() -> str:
    """The currency of the system's country (ISO 4217); US dollars where it says none."""
    found = QLocale.system().currencySymbol(QLocale.CurrencySymbolFormat.CurrencyIsoCode)
    return found if len(found) == 3 else "USD"


def suffixed(path: Path) -> Path:
    """The name of a book that a name stands for."""
    return path if path.suffix else path.with_suffix(SUFFIX)
