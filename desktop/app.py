"""Composition root of the window: puts settings, log, session, theme and window together. No logic."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

import desktop
from desktop import logs, resources
from desktop.charts.tokens import ThemeName
from desktop.domain.errors import PortfolioError, Rejected
from desktop.session import Session
from desktop.settings import Settings
from desktop.store import places
from desktop.store.portfolio import Portfolio
from desktop.views.charts.warm import warm_up
from desktop.views.page import Place
from desktop.views.theme import Theme

if TYPE_CHECKING:
    from desktop.views.window.main_window import MainWindow

IDLE_MS, PATIENCE_MS = 50, 120_000


def run(path: Path | None, watch: Callable[[MainWindow], object] | None = None) -> int:
    """Open the window and stay until it is closed: with the file that is named, else with the one that was open last.

    Args:
        watch: is given the window before it is shown, to measure it.
    Returns:
        The exit code.
    """
    # What is imported now stays: looking for garbage in it would take a tenth of the start.
    gc.disable()
    app = _application()
    log = logs.start(places.data_home() / "log")
    settings = Settings()
    window = _window(app, settings, date.today)
    sys.excepthook = Bugs(window, log)
    if watch is not None:
        watch(window)
    window.show()
    if path is None and settings.open_book is not None and settings.open_book.exists():
        path = settings.open_book
    if path is not None:
        # After the first frame: a window that is there and says what it does is better than none.
        QTimer.singleShot(0, lambda: window.files.open(path))
    QTimer.singleShot(0, _collect_garbage)
    QTimer.singleShot(0, warm_up)
    return app.exec()


def _collect_garbage() -> None:
    """From now on, leaving out what is there already."""
    gc.freeze()
    gc.enable()


class Shot(NamedTuple):
    """One picture to draw.

    Args:
        account: the beginning of an account's name; None for pages about the book.
        size: in pixels at scale 1.
        as_of: None = today; a day to come is taken for today.
    """

    page: str
    out: Path
    account: str | None = None
    section: str | None = None
    size: tuple[int, int] = (1280, 720)
    theme: ThemeName = "light"
    as_of: date | None = None


def draw(path: Path | None, shots: Sequence[Shot], *, scale: float = 1) -> None:
    """Draw pages of a file as PNG pictures of the whole window, without showing it; None draws the welcome page.

    Raises:
        FileProblem: the file can't be opened, or a picture can't be written.
        Rejected: no account is called so, or there is no such page.
    """
    # Before there is an application; afterwards Qt does not ask.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = str(scale)
    app = _application()
    with tempfile.TemporaryDirectory() as folder:
        for number, shot in enumerate(shots):
            _Drawing(app, path, shot, Settings(Path(folder) / f"{number}.ini"), Path(folder)).run()


@dataclass
class _Drawing:
    """Waits until a page has read and drawn all it shows, and takes its picture."""

    app: QApplication
    path: Path | None
    shot: Shot
    settings: Settings
    folder: Path

    def run(self) -> None:
        from desktop.operations.look import account_called
        from desktop.store.queries import facts

        shot = self.shot
        today = max(date.today(), shot.as_of or date.min)
        problems: list[Exception] = []
        self.settings.theme = shot.theme
        # Half a page is no picture: what goes wrong in Qt's callbacks ends the drawing, too.
        usual, sys.excepthook = sys.excepthook, partial(_collect, problems)
        window = _window(self.app, self.settings, lambda: today, failed=problems.append)
        try:
            window.resize(*shot.size)
            window.show()
            if self.path is not None:
                # A copy, so that the page looks as it does to who works with it, and the file is left alone.
                copy = self.folder / "copy" / self.path.name
                copy.parent.mkdir(exist_ok=True)
                with Portfolio.open(self.path, writable=False) as original:
                    copy.unlink(missing_ok=True)
                    original.save_copy(copy)
                window.session.open(copy)
                if shot.as_of is not None and shot.as_of < today:
                    window.session.look_at(shot.as_of)
                account = None
                if shot.account is not None:
                    account = account_called(window.session.read(facts.accounts), shot.account).id
                window.navigation.go(Place(shot.page, account, shot.section))
            if not self._wait(window, problems) and not problems:
                problems.append(Rejected(f"The page was not there after {PATIENCE_MS // 1000} s; nothing was drawn."))
            if problems:
                raise problems[0]
            if window.page is not None:
                window.page.take_focus()
            shot.out.parent.mkdir(parents=True, exist_ok=True)
            if not window.grab().save(str(shot.out)):
                raise OSError(f"{shot.out} cannot be written.")
        finally:
            sys.excepthook = usual
            window.close()
            window.deleteLater()

    def _wait(self, window: MainWindow, problems: list[Exception]) -> bool:
        """Let the window work until nothing is being read for three looks in a row; False if it never comes to rest."""
        calm, waited = 0, 0

        def look() -> None:
            nonlocal calm, waited
            waited += IDLE_MS
            calm = calm + 1 if window.is_idle else 0
            if calm >= 3 or problems or waited > PATIENCE_MS:
                # Not quit(): that would close the window first.
                self.app.exit()

        timer = QTimer()
        timer.setInterval(IDLE_MS)
        timer.timeout.connect(look)
        timer.start()
        self.app.exec()
        timer.stop()
        return calm >= 3


def _application() -> QApplication:
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    app = QApplication(sys.argv[:1])
    app.setApplicationName("perennial")
    app.setApplicationDisplayName("Perennial")
    app.setApplicationVersion(desktop.__version__)
    app.setDesktopFileName("perennial")
    from PySide6.QtGui import QIcon

    app.setWindowIcon(QIcon(str(resources.path("icons/perennial.svg"))))
    return app


def _window(
    app: QApplication,
    settings: Settings,
    today: Callable[[], date],
    failed: Callable[[Exception], None] | None = None,
) -> MainWindow:
    from desktop.views.window.main_window import MainWindow

    theme = app.property("theme")
    if not isinstance(theme, Theme):
        theme = Theme(app, settings.theme)
        app.setProperty("theme", theme)
    theme.choose(settings.theme)
    window: MainWindow | None = None

    def tell(problem: Exception) -> None:
        if window is None or not isinstance(problem, PortfolioError):
            raise problem
        window.files.show_trouble(problem)

    window = MainWindow(Session(failed=failed or tell, today=today), settings, theme)
    return window


def _collect(
    problems: list[Exception], _kind: type[BaseException], raised: BaseException, _where: TracebackType | None
) -> None:
    if not isinstance(raised, Exception):
        raise raised
    problems.append(raised)


class Bugs:
    """What happens with an exception nobody expected: a line in the log without customer data, and a dialog."""

    def __init__(self, window: MainWindow, log: Path) -> None:
        self._window, self._log, self._is_telling = window, log, False

    def __call__(self, kind: type[BaseException], value: BaseException, where: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        del value  # its text may quote what is in the file
        text = logs.bug(kind, where)
        if self._is_telling:
            # One dialog is enough: a broken paint event would open one with every frame.
            return
        self._is_telling = True
        from desktop.views.window.problems import ProblemDialog

        dialog = ProblemDialog(
            "Something went wrong in Perennial",
            "That was a mistake of the program. What was being saved was rolled back, and everything saved before is "
            f"in your file.\n\nWhat is written in the log, without any customer data ({self._log}):\n{text}",
            [],
            close="Go on",
            parent=self._window,
        )
        dialog.finished.connect(self._told)
        dialog.open()

    def _told(self, result: int) -> None:
        del result
        self._is_telling = False
