"""The program, telling in a file how far it is: a journey from outside waits for that instead of for the clock.

python -m tests.journeys.watched_program BOOK FILE
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop.app import run
from desktop.views.composer.editor import LineEditor
from desktop.views.window.main_window import MainWindow

LOOK_MS = 50
READING, READ, IN_THE_LINE = "reading", "read", "in the line"


def main() -> int:
    book, told = Path(sys.argv[1]), Path(sys.argv[2])
    return run(book, partial(_watch, told))


def _watch(told: Path, window: MainWindow) -> None:
    timer = QTimer(window)
    timer.timeout.connect(partial(_tell, told, window))
    timer.start(LOOK_MS)


def _tell(told: Path, window: MainWindow) -> None:
    if isinstance(QApplication.focusWidget(), LineEditor):
        says = IN_THE_LINE
    else:
        is_read = window.session.is_open and window.page is not None and window.is_idle
        says = READ if is_read else READING
    if not told.exists() or told.read_text("utf-8") != says:
        told.write_text(says, "utf-8")


if __name__ == "__main__":
    sys.exit(main())
