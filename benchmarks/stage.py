"""Our window and its floors in this process, without a screen: painted when we say so, so that a frame can be timed."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import monotonic
from typing import NamedTuple

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

from benchmarks.book import AS_OF, FOLDER
from benchmarks.starting import SIZE, paint
from benchmarks.timing import milliseconds
from desktop.app import SWITCH_SECONDS
from desktop.charts.tokens import ROW
from desktop.session import Session
from desktop.settings import Settings
from desktop.views.charts.warm import warm_up
from desktop.views.table.view import TableView
from desktop.views.theme import STYLE, Theme
from desktop.views.window.main_window import MainWindow

PATIENCE_MS = 900_000
_ITEM_ROWS = 200
"""Rows of the bare table that say something: more are never seen."""


class Step(NamedTuple):
    """What is measured, and what is done before each time without being measured."""

    run: Callable[[], object]
    prepare: Callable[[], object] | None = None


def steps_in_turns(*steps: Step, rounds: int) -> list[float]:
    """As timing.in_turns, for what has to be prepared each time."""
    taken: list[list[float]] = []
    for _ in range(rounds + 1):
        row: list[float] = []
        for step in steps:
            if step.prepare is not None:
                step.prepare()
            row.append(milliseconds(step.run))
        taken.append(row)
    return [median(column) for column in zip(*taken[1:], strict=True)]


def application() -> QApplication:
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # As the program does: else a reading thread holds the window up ten times as long.
    sys.setswitchinterval(SWITCH_SECONDS)
    return QApplication(["benchmarks", *STYLE])


class Stage:
    """An open window over a book, with everything read."""

    def __init__(self, book: Path) -> None:
        self.app = application()
        settings = FOLDER / "settings.ini"
        settings.unlink(missing_ok=True)
        self.problems: list[Exception] = []
        self.theme = Theme(self.app, "light")
        self.session = Session(failed=self.problems.append, today=lambda: AS_OF)
        self.window = MainWindow(self.session, Settings(settings), self.theme)
        self.window.resize(*SIZE)
        self.window.show()
        self.session.open(book)
        self.wait(lambda: warm_up().is_ready)
        self.settle()
        # What is there stays: else looking for garbage before each measurement takes a second in a book of 100,000.
        gc.freeze()

    def frame(self) -> None:
        """Paint what has changed."""
        paint(self.window)

    def settle(self) -> None:
        """Wait until nothing is being read or drawn, and paint it."""
        # Twice: what is read may begin the next read.
        for _ in range(2):
            self.wait(lambda: self.window.is_idle)
            self.app.processEvents()
        self.frame()

    def wait(self, is_done: Callable[[], bool], *, every_ms: int = 1) -> None:
        """Let the window work until it is done.

        Raises:
            TimeoutError: it was not done in a quarter of an hour.
        """
        end = monotonic() + PATIENCE_MS / 1000
        # Asked after every turn: a timer comes only when all that the window itself has to do is done.
        waker = QTimer()
        waker.setInterval(every_ms)
        waker.start()
        while not self.problems and not is_done():
            if monotonic() > end:
                raise TimeoutError
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        waker.stop()
        if self.problems:
            raise self.problems[0]

    def close(self) -> None:
        self.window.close()
        self.window.deleteLater()
        self.theme.deleteLater()
        self.app.setStyleSheet("")
        self.app.processEvents()
        gc.unfreeze()


class BareTable:
    """Qt's own table and items in C++: as large as ours, in the same style, saying the same in as many rows."""

    def __init__(self, ours: TableView, texts: Callable[[int, int], str], rows: int) -> None:
        columns = [at for at in range(ours.model().columnCount()) if not ours.isColumnHidden(at)]
        model = QStandardItemModel(rows, len(columns))
        for row in range(min(rows, _ITEM_ROWS)):
            for place, at in enumerate(columns):
                model.setItem(row, place, QStandardItem(texts(row, at)))
        self.window, self.table = QMainWindow(), QTableView()
        model.setParent(self.table)
        self.table.setModel(model)
        self.table.setWordWrap(False)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(ROW)
        for place, at in enumerate(columns):
            self.table.setColumnWidth(place, ours.columnWidth(at))
        self.window.setCentralWidget(self.table)
        self.window.resize(ours.size())
        self.window.show()
        QApplication.processEvents()
        paint(self.window)

    def repaint(self) -> None:
        """Paint every cell that is seen once more."""
        self.table.viewport().update()
        paint(self.window)

    def close(self) -> None:
        self.window.close()
        self.window.deleteLater()


def cycle(things: Sequence[Callable[[], object]]) -> Callable[[], None]:
    """Does the next of the things each time it is called."""
    at = [0]

    def run() -> None:
        things[at[0] % len(things)]()
        at[0] += 1

    return run
