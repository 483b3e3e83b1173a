"""Programs whose start is measured, each in its own process: `python -m benchmarks.starting KIND BEGUN [BOOK ...]`.

Each prints one line of JSON: milliseconds since BEGUN, which is time.monotonic() just before the process was made.
Imports what it measures inside: what it takes to import is part of the start.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from time import monotonic, perf_counter, process_time
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.views.account.page import AccountPage
    from desktop.views.window.main_window import MainWindow

SIZE = (1280, 720)
BEAT_MS = 1
CALM_BEATS = 200
"""For so many beats nothing is read before all counts as read: what arrives begins the next read."""


def bare_table(begun: float) -> None:
    """A window with a table and nothing else."""
    from PySide6.QtGui import QStandardItemModel
    from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

    app = QApplication(sys.argv[:1])
    window, table = QMainWindow(), QTableView()
    table.setModel(QStandardItemModel(40, 10, table))
    window.setCentralWidget(table)
    window.resize(*SIZE)
    after_frame(window, partial(_finish, begun, app.exit))
    window.show()
    app.exec()


def bare_canvas(begun: float) -> None:
    """A window with a matplotlib canvas, a line drawn in it."""
    from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
    from matplotlib.figure import Figure
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication(sys.argv[:1])
    window, figure = QMainWindow(), Figure()
    figure.add_subplot().plot(range(13), range(13))  # pyright: ignore[reportUnknownMemberType]
    window.setCentralWidget(FigureCanvasQTAgg(figure))
    window.resize(*SIZE)
    after_frame(window, partial(_finish, begun, app.exit))
    window.show()
    app.exec()


def frame(begun: float, book: str) -> None:
    """Our window, given a book, until its first frame is painted."""

    def watch(window: MainWindow) -> None:
        after_frame(window, partial(_finish, begun, window.close))

    _run(book, watch)


def filled(begun: float, book: str) -> None:
    """Our window, until the book's accounts are painted, and on until all is read; and its longest turn."""
    watches: list[Any] = []

    def watch(window: MainWindow) -> None:
        window.settings.page = "accounts"
        watches.append(_Filling(begun, window))

    _run(book, watch)


def chart(begun: float, book: str, account: str) -> None:
    """Our window, taken to the page of an account as soon as the book is open, until its chart is painted."""
    watches: list[Any] = []
    _run(book, lambda window: watches.append(_Charting(begun, window, account)))


def after_frame(widget: QWidget, then: Callable[[], object]) -> None:
    """Call `then` when the widget's window has painted its first frame."""
    from PySide6.QtCore import QEvent, QObject

    class Exposed(QObject):
        is_done = False

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
            if self.is_done or event.type() not in (QEvent.Type.Expose, QEvent.Type.Paint):
                return False
            self.is_done = True
            # Handed on here, so that the frame is there afterwards.
            watched.event(event)
            then()
            return True

    widget.winId()
    handle = widget.windowHandle()
    handle.installEventFilter(Exposed(handle))


def _run(book: str, watch: Callable[[MainWindow], None]) -> None:
    """As the command does it, its own imports included."""
    from desktop import app, cli

    def begin(window: MainWindow) -> None:
        sys.excepthook = _fail
        watch(window)

    app.run = partial(app.run, watch=begin)
    sys.argv = ["perennial", book]
    cli.main()


def _fail(kind: type[BaseException], value: BaseException, where: TracebackType | None) -> None:
    """End the program: the dialog it would open waits for somebody."""
    traceback.print_exception(kind, value, where)
    sys.stderr.flush()
    os._exit(1)


def _finish(begun: float, leave: Callable[[], object]) -> None:
    _say(frame=_since(begun), cpu=1000 * process_time())
    leave()


def _since(begun: float) -> float:
    return 1000 * (monotonic() - begun)


def _say(**found: float) -> None:
    print(json.dumps(found), flush=True)


class _Watch:
    """Looks again and again, from the first frame on; the longest time between two looks is the longest turn."""

    def __init__(self, begun: float, window: MainWindow) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.begun, self.window, self.longest, self.last = begun, window, 0.0, 0.0
        self.timer = QTimer(window)
        self.timer.setTimerType(Qt.TimerType.PreciseTimer)
        self.timer.setInterval(BEAT_MS)
        self.timer.timeout.connect(self._beat)
        after_frame(window, self._begin)

    def _begin(self) -> None:
        self.last = perf_counter()
        self.timer.start()

    def _beat(self) -> None:
        now = perf_counter()
        self.longest, self.last = max(self.longest, now - self.last), now
        self.look()

    def look(self) -> None:
        raise NotImplementedError

    def leave(self) -> None:
        self.timer.stop()
        self.window.close()


class _Filling(_Watch):
    """Waits for the list."""

    def __init__(self, begun: float, window: MainWindow) -> None:
        super().__init__(begun, window)
        self.shown: float | None = None
        self.calm = 0

    def look(self) -> None:
        if self.shown is None and self._has_rows():
            paint(self.window)
            self.shown = _since(self.begun)
        self.calm = self.calm + 1 if self.shown is not None and self.window.is_idle else 0
        if self.calm >= CALM_BEATS:
            _say(filled=self.shown or 0.0, turn=1000 * self.longest, cpu=1000 * process_time())
            self.leave()

    def _has_rows(self) -> bool:
        page = self.window.page
        if page is None or page.name != "accounts":
            return False
        # Not before the program has made the page: what is imported here would be a turn that is none of its own.
        from desktop.views.accounts.page import AccountsPage

        return isinstance(page, AccountsPage) and page.model.rowCount() > 0


class _Charting(_Watch):
    """Goes to an account and waits for its chart."""

    def __init__(self, begun: float, window: MainWindow, account: str) -> None:
        super().__init__(begun, window)
        self.account, self.has_gone = account, False

    def look(self) -> None:
        from desktop.views.page import Place

        if not self.window.session.is_open:
            return
        if not self.has_gone:
            self.has_gone = True
            self.window.navigation.go(Place("account", self.account, "overview"))
        if self._is_drawn():
            paint(self.window)
            _say(chart=_since(self.begun), cpu=1000 * process_time())
            self.leave()

    def _is_drawn(self) -> bool:
        # Nothing is looked for among all the widgets: that would take a part of every millisecond from the program.
        from desktop.views.account.page import AccountPage

        page = self.window.page
        if not isinstance(page, AccountPage) or not page.overview.chart.isVisible():
            return False
        show_chart(page)
        return page.overview.chart.host.drawing is not None


def show_chart(page: AccountPage) -> None:
    """Scroll to the chart: what is out of sight is not drawn, and risks and promises stand above it."""
    page.overview.right.ensureWidgetVisible(page.overview.chart.host)


def paint(window: QWidget) -> None:
    """Paint what is to be painted, now."""
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents()
    QCoreApplication.sendEvent(window, QEvent(QEvent.Type.UpdateRequest))


KINDS: dict[str, Callable[..., None]] = {
    "bare table": bare_table,
    "bare canvas": bare_canvas,
    "frame": frame,
    "filled": filled,
    "chart": chart,
}


def main(args: Sequence[str]) -> None:
    kind, begun, *rest = args
    KINDS[kind](float(begun), *rest)


if __name__ == "__main__":
    main(sys.argv[1:])
