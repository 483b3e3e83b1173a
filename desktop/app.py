"""Composition root of the window: puts settings, log, session, theme and window together. No logic."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

import desktop
from desktop import resources
from desktop.domain.errors import PortfolioError
from desktop.session import Session
from desktop.settings import Settings
from desktop.views.features import leave_sources_unread
from desktop.views.theme import STYLE, Theme
from desktop.views.window.main_window import MainWindow

if TYPE_CHECKING:
    from types import TracebackType

SWITCH_SECONDS = 0.0005


def run(path: Path | None, watch: Callable[[MainWindow], object] | None = None) -> int:
    """Open the window and stay until it is closed: with the file that is named, else with the one that was open last.

    Args:
        watch: is given the window before it is shown, to measure it.
    Returns:
        The exit code.
    """
    leave_sources_unread()
    # What is imported now stays: looking for garbage in it would take a tenth of the start. See Garbage.
    gc.disable()
    # A worker that computes lets the window have the interpreter at once: at Python's own 5 ms, every call into Qt that
    # lets go of it may wait so long, and one painted page makes dozens.
    sys.setswitchinterval(SWITCH_SECONDS)
    app = application()
    settings = Settings()
    if path is None and settings.open_book is not None and settings.open_book.exists():
        path = settings.open_book
    window = new_window(app, settings, date.today, opening=path)
    sys.excepthook = Bugs(window, _log)
    if watch is not None:
        watch(window)
    window.painted.connect(partial(_go_on, window, path))
    window.show()
    return app.exec()


def _go_on(window: MainWindow, path: Path | None) -> None:
    """Bring in what the first frame did not need, and open the file: a window that says what it does is there first."""
    from desktop.views.spoken import let_widgets_say_what_they_are
    from desktop.views.window.afterwards import Afterwards
    from desktop.views.window.garbage import Garbage
    from desktop.views.window.playbooks import PlaybooksAtOpening

    Garbage(window.session, window)
    let_widgets_say_what_they_are()
    _log()
    afterwards = Afterwards(window.session, window.first_page, window)
    window.pace = afterwards.take
    playbooks = PlaybooksAtOpening(window.session, window.say_next, window.files.show_trouble, window)
    afterwards.begun.connect(playbooks.look)
    window.days.begun.connect(playbooks.look)
    if path is not None:
        window.files.open(path)
    else:
        from desktop.views.charts.warm import warm_up

        warm_up()


@cache
def _log() -> Path:
    """The log, begun when it is first asked for."""
    from desktop import logs
    from desktop.store import places

    return logs.start(places.data_home() / "log")


def application() -> QApplication:
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    app = QApplication([*sys.argv[:1], *STYLE])
    app.setApplicationName("perennial")
    app.setApplicationDisplayName("Perennial")
    app.setApplicationVersion(desktop.__version__)
    app.setDesktopFileName("perennial")
    from PySide6.QtGui import QIcon

    app.setWindowIcon(QIcon(str(resources.path("icons/perennial.svg"))))
    return app


def new_window(
    app: QApplication,
    settings: Settings,
    today: Callable[[], date],
    failed: Callable[[Exception], None] | None = None,
    opening: Path | None = None,
) -> MainWindow:
    theme = app.property("theme")
    if not isinstance(theme, Theme):
        theme = Theme(app, settings.theme)
        app.setProperty("theme", theme)
    theme.choose(settings.theme)
    theme.choose_density(settings.density)
    window: MainWindow | None = None

    def tell(problem: Exception) -> None:
        if window is None or not isinstance(problem, PortfolioError):
            raise problem
        window.files.show_trouble(problem)

    window = MainWindow(Session(failed=failed or tell, today=today), settings, theme, opening=opening)
    return window


class Bugs:
    """What happens with an exception nobody expected: a line in the log without customer data, and a dialog."""

    def __init__(self, window: MainWindow, log: Callable[[], Path]) -> None:
        self._window, self._log, self._is_telling = window, log, False

    def __call__(self, kind: type[BaseException], value: BaseException, where: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        del value  # its text may quote what is in the file
        from desktop import logs

        path = self._log()
        text = logs.bug(kind, where)
        if self._is_telling:
            # One dialog is enough: a broken paint event would open one with every frame.
            return
        self._is_telling = True
        from desktop.views.window.problems import ProblemDialog

        dialog = ProblemDialog(
            "Something went wrong in Perennial",
            "That was a mistake of the program. What was being saved was rolled back, and everything saved before is "
            f"in your file.\n\nWhat is written in the log, without any customer data ({path}):\n{text}",
            [],
            close="Go on",
            parent=self._window,
        )
        dialog.finished.connect(self._told)
        dialog.open()

    def _told(self, result: int) -> None:
        del result
        self._is_telling = False
