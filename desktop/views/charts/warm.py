"""matplotlib, imported beside the window, all but its widget: it takes longer than the window's first frame."""

from __future__ import annotations

import importlib
import os
import threading
from contextlib import suppress

from PySide6.QtCore import QObject, Signal

from desktop.store import places

MODULES = (
    "matplotlib.figure",
    "matplotlib.font_manager",
    "matplotlib.lines",
    "matplotlib.patches",
    "matplotlib.text",
    "matplotlib.backends.backend_agg",
)
"""Not backend_qtagg, which canvas.py imports on the window's thread: it names classes of Qt, and PySide makes a class
when it is first named, which two threads must not do at the same time."""


class Warming(QObject):
    """The import, under way or done; `problem` says why it failed, if it did."""

    ready = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.is_ready = False
        self.problem: ImportError | None = None

    def run(self) -> None:
        _choose_cache()
        try:
            for name in MODULES:
                importlib.import_module(name)
            from desktop.charts import fonts

            fonts.font(fonts.SMALL, fonts.REGULAR)
        except ImportError as problem:
            self.problem = problem
        self.is_ready = True
        self.ready.emit()


_started: list[Warming] = []


def warm_up() -> Warming:
    """Begin to import matplotlib in the background, once; call it when the window's first frame is there.

    Returns:
        What tells when it is done: look at `is_ready` first, the signal comes only once.
    """
    if not _started:
        _started.append(Warming())
        # Not a daemon: leaving the program in the middle of an import waits for its end instead of crashing.
        threading.Thread(target=_started[0].run, name="warm up charts").start()
    return _started[0]


def _choose_cache() -> None:
    """matplotlib keeps its list of fonts; in its own folder it would be in the user's way."""
    if "MPLCONFIGDIR" in os.environ:
        return
    folder = places.data_home() / "cache" / "matplotlib"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        os.environ["MPLCONFIGDIR"] = str(folder)
