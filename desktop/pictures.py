"""Pages drawn as pictures of the whole window, without showing it."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication

from desktop.app import application, new_window
from desktop.charts.tokens import ThemeName
from desktop.domain.errors import Rejected
from desktop.operations.look import account_called
from desktop.settings import Settings
from desktop.store import places
from desktop.store.portfolio import Portfolio
from desktop.store.queries import facts
from desktop.views.page import Place
from desktop.views.window.main_window import MainWindow

IDLE_MS, PATIENCE_MS = 50, 120_000


class Shot(NamedTuple):
    """One picture to draw.

    Args:
        account: the beginning of an account's name; None for pages about the book.
        size: in pixels at scale 1.
        as_of: None = today; a day to come is taken for today.
        today: the day it is; None = the clock's, or as_of where that is later.
        writable: False = as a file that is open for reading only.
        then: what is done in the window once the page is there; the picture waits for what comes of it.
    """

    page: str
    out: Path
    account: str | None = None
    section: str | None = None
    size: tuple[int, int] = (1280, 720)
    theme: ThemeName = "light"
    as_of: date | None = None
    today: date | None = None
    writable: bool = True
    then: Callable[[MainWindow], object] | None = None


def draw(path: Path | None, shots: Sequence[Shot], *, scale: float = 1) -> None:
    """Draw pages of a file as PNG pictures of the whole window, without showing it; None draws the welcome page.

    Raises:
        FileProblem: the file can't be opened, or a picture can't be written.
        Rejected: no account is called so, or there is no such page.
    """
    # Before there is an application; afterwards Qt does not ask.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = str(scale)
    app = application()
    with tempfile.TemporaryDirectory() as folder, _home_of_its_own(Path(folder) / "home"):
        for number, shot in enumerate(shots):
            _Drawing(app, path, shot, Settings(Path(folder) / f"{number}.ini"), Path(folder)).run()


@contextmanager
def _home_of_its_own(folder: Path) -> Generator[None]:
    """A picture shows nothing that is being typed elsewhere, and leaves nothing behind: no draft, no backup."""
    before = os.environ.get(places.HOME)
    os.environ[places.HOME] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ[places.HOME]
        else:
            os.environ[places.HOME] = before


@dataclass
class _Drawing:
    """Waits until a page has read and drawn all it shows, and takes its picture."""

    app: QApplication
    path: Path | None
    shot: Shot
    settings: Settings
    folder: Path

    def run(self) -> None:
        shot = self.shot
        today = shot.today or max(date.today(), shot.as_of or date.min)
        problems: list[Exception] = []
        self.settings.theme = shot.theme
        # Half a page is no picture: what goes wrong in Qt's callbacks ends the drawing, too.
        usual, sys.excepthook = sys.excepthook, partial(_collect, problems)
        window = new_window(self.app, self.settings, lambda: today, failed=problems.append)
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
                window.session.open(copy, writable=shot.writable)
                if shot.as_of is not None and shot.as_of < today:
                    window.session.look_at(shot.as_of)
                account = None
                if shot.account is not None:
                    account = account_called(window.session.read(facts.accounts), shot.account).id
                window.navigation.go(Place(shot.page, account, shot.section))
            # Where it lights up nothing.
            QCursor.setPos(window.mapToGlobal(QPoint(window.width() // 2, window.height() - 4)))
            self._settle(window, problems)
            if window.page is not None:
                window.page.take_focus()
            if shot.then is not None:
                shot.then(window)
                self._settle(window, problems)
            shot.out.parent.mkdir(parents=True, exist_ok=True)
            if not window.grab().save(str(shot.out)):
                raise OSError(f"{shot.out} cannot be written.")
        finally:
            sys.excepthook = usual
            window.close()
            window.deleteLater()

    def _settle(self, window: MainWindow, problems: list[Exception]) -> None:
        if not self._wait(window, problems) and not problems:
            problems.append(Rejected(f"The page was not there after {PATIENCE_MS // 1000} s; nothing was drawn."))
        if problems:
            raise problems[0]

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


def _collect(
    problems: list[Exception], _kind: type[BaseException], raised: BaseException, _where: TracebackType | None
) -> None:
    if not isinstance(raised, Exception):
        raise raised
    problems.append(raised)
