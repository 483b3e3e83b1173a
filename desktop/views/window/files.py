"""Opening, making and letting go of files from the window: the questions, and what is offered when it goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLocale, QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.domain.errors import FileProblem, PortfolioError, Rejected
from desktop.operations.defaults import write_defaults
from desktop.session import Session
from desktop.settings import Settings
from desktop.views.window.problems import TITLES, ProblemDialog, Way

SUFFIX = ".perennial"
FILTER = f"Perennial books (*{SUFFIX});;All files (*)"
DEMO_NAME = f"Perennial demo{SUFFIX}"


class Files(QObject):
    """What the File menu does."""

    opening = Signal(str)
    """A file is being opened; its name."""
    failed = Signal()
    """It was not opened; what was open stays."""

    def __init__(self, session: Session, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._settings, self._window = session, settings, window
        session.opened.connect(self._remember)

    def ask_open(self) -> None:
        """Ask for a file and open it."""
        self._ask_path("Open a book", self.open, save=False)

    def ask_new(self, given_up: Callable[[], None] | None = None) -> None:
        """Ask for a name and make an empty book there; `given_up` is called where nobody gives one."""
        self._ask_path("Start a new book", self.new, save=True, suggested=f"My book{SUFFIX}", given_up=given_up)

    def ask_demo(self) -> None:
        """Ask where the demo book goes, make it and open it."""
        self._ask_path("Where shall the demo book go?", self.demo, save=True, suggested=DEMO_NAME)

    def ask_copy(self) -> None:
        """Ask for a name and save the open book there, too."""
        self._ask_path("Save a copy", self.copy, save=True, suggested=self._copy_name())

    def ask_rescue(self) -> None:
        """Ask for a name, save the open book there, and go on in that file: its own is in the way."""
        self._ask_path("Save a copy", self.rescue, save=True, suggested=self._copy_name())

    def _copy_name(self) -> str:
        return f"{self._session.path.stem if self._session.path else 'Book'} copy{SUFFIX}"

    def open(self, path: Path, *, writable: bool = True) -> None:
        """Open a file beside the window's work; a problem is told with what can be done about it.

        The one that is open already stays as it is: a second connection's end would drop the first one's locks.
        """
        if self._session.path == path.resolve():
            self._window.activateWindow()
            return
        self.opening.emit(path.name)
        self._session.open_later(path, writable=writable, failed=partial(self._open_failed, path))

    def new(self, path: Path) -> None:
        self._try(lambda: self._session.create(_suffixed(path), currency=home_currency(), first=write_defaults))

    def demo(self, path: Path) -> None:
        target, today = _suffixed(path), self._session.today

        def make() -> None:
            from desktop.operations.demo.write import write_demo

            write_demo(target, as_of=today, accounts=60, seed=1)

        def open_made(_: None) -> None:
            self.open(target)

        self.opening.emit(target.name)
        self._session.work_later("demo", make, open_made, self._demo_failed)

    def copy(self, path: Path) -> None:
        self._try(lambda: self._session.save_copy(_suffixed(path)))

    def rescue(self, path: Path) -> None:
        target = _suffixed(path)

        def save() -> None:
            self._session.save_copy(target)
            self.open(target)

        self._try(save)

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
            ways.append(("Open it again", partial(self._reopen, path)))
        title = "That was not saved" if isinstance(problem, Rejected) else TITLES[cause]
        self._tell(title, str(problem), ways)

    def _demo_failed(self, problem: Exception) -> None:
        self.failed.emit()
        if not isinstance(problem, PortfolioError):
            raise problem
        self._tell("That did not work", str(problem), [])

    def _reopen(self, path: Path) -> None:
        self._session.close()
        self.open(path)

    def _open_failed(self, path: Path, problem: Exception) -> None:
        self.failed.emit()
        if not isinstance(problem, FileProblem):
            raise problem
        ways: list[Way] = []
        if problem.cause in ("locked", "read-only"):
            ways.append(("Open it for reading", partial(self.open, path, writable=False)))
        if problem.cause == "locked":
            ways.append(("Try again", partial(self.open, path)))
        if problem.cause == "missing":
            self._settings.forget_file(path)
        if problem.cause in ("missing", "damaged", "newer", "other"):
            ways.append(("Open another file…", self.ask_open))
        self._tell(TITLES[problem.cause], str(problem), ways)

    def _remember(self) -> None:
        if self._session.path is not None:
            self._settings.remember_file(self._session.path)

    def _try(self, run: Callable[[], None]) -> None:
        try:
            run()
        except PortfolioError as problem:
            self._tell("That did not work", str(problem), [])

    def _tell(self, title: str, text: str, ways: list[Way]) -> None:
        ProblemDialog(title, text, ways, parent=self._window).open()

    def _ask_path(
        self,
        title: str,
        take: Callable[[Path], None],
        *,
        save: bool,
        suggested: str = "",
        given_up: Callable[[], None] | None = None,
    ) -> None:
        dialog = QFileDialog(self._window, title, str(self.folder), FILTER)
        if save:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            # A file that is there is refused, whatever one says: better not to ask.
            dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
            dialog.setDefaultSuffix(SUFFIX.removeprefix("."))
            dialog.selectFile(suggested)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(partial(_take, take))
        if given_up is not None:
            dialog.rejected.connect(given_up)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @property
    def folder(self) -> Path:
        """Where a question about files begins."""
        recent = self._settings.recent
        if recent:
            return recent[0].parent
        return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or Path.home())


def _take(take: Callable[[Path], None], name: str) -> None:
    take(Path(name))


def home_currency() -> str:
    """The currency of the system's country (ISO 4217); US dollars where it says none."""
    found = QLocale.system().currencySymbol(QLocale.CurrencySymbolFormat.CurrencyIsoCode)
    return found if len(found) == 3 else "USD"


def _suffixed(path: Path) -> Path:
    return path if path.suffix else path.with_suffix(SUFFIX)
