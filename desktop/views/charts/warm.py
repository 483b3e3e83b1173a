"""matplotlib, imported beside the window, all but its widget: it takes longer than the window's first frame."""

from __future__ import annotations

import importlib
import os
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from types import ModuleType

from PySide6.QtCore import QObject, Signal

from desktop.session import Session
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

SOLID = "mpl_toolkits.mplot3d"


class Warming(QObject):
    """The import, under way or done; `problem` says why it failed, if it did."""

    ready = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.is_ready = False
        self.problem: ImportError | None = None
        self._begun = threading.Lock()

    def run(self) -> None:
        """Import it, unless another thread has begun to."""
        if not self._begun.acquire(blocking=False):
            return
        _choose_cache()
        try:
            with _plainly():
                for name in MODULES:
                    importlib.import_module(name)
            from desktop.charts import fonts

            fonts.font(fonts.SMALL, fonts.REGULAR)
        except ImportError as problem:
            self.problem = problem
        self.is_ready = True
        self.ready.emit()


_warming: list[Warming] = []
_threads: list[threading.Thread] = []


def warm_up() -> Warming:
    """Begin to import matplotlib in the background, once; call it when a chart is to be drawn.

    Returns:
        What tells when it is done: look at `is_ready` first, the signal comes only once.
    """
    warming = _the_one()
    if not _threads:
        # Not a daemon: leaving the program in the middle of an import waits for its end instead of crashing.
        _threads.append(threading.Thread(target=warming.run, name="warm up charts"))
        _threads[0].start()
    return warming


def warm_up_beside(session: Session) -> None:
    """Import matplotlib before a chart asks for it, where what is patient is done: the first page goes before."""
    warming = _the_one()
    if not warming.is_ready:
        session.work_later("charts", warming.run, _nothing, _raise, is_patient=True)


def _the_one() -> Warming:
    if not _warming:
        _warming.append(Warming())
    return _warming[0]


def _nothing(_: object) -> None:
    pass


def _raise(problem: Exception) -> None:
    raise problem


@contextmanager
def _plainly() -> Generator[None]:
    """Import matplotlib without the documentation it writes for each of its classes, and without a third dimension.

    Both take a third of the time, and nobody here reads the one or draws in the other.
    """
    from matplotlib import artist

    described, artist.kwdoc = artist.kwdoc, _say_nothing
    flat = None
    if SOLID not in sys.modules:
        flat = sys.modules[SOLID] = ModuleType(SOLID)
        vars(flat)["Axes3D"] = None
    try:
        yield
    finally:
        artist.kwdoc = described
        if flat is not None and sys.modules.get(SOLID) is flat:
            del sys.modules[SOLID]


def _say_nothing(artist: object) -> str:
    del artist
    return ""


def _choose_cache() -> None:
    """matplotlib keeps its list of fonts; in its own folder it would be in the user's way."""
    if "MPLCONFIGDIR" in os.environ:
        return
    folder = places.data_home() / "cache" / "matplotlib"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        os.environ["MPLCONFIGDIR"] = str(folder)
