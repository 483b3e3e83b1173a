"""matplotlib, imported beside the window, all but its widget: it takes longer than the window's first frame."""

from __future__ import annotations

import importlib
import os
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from functools import partial
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
        self.begin: Callable[[], None] = self._begin_thread
        """Has it run where it holds nothing up that is looked at."""
        self._begun = threading.Lock()
        self._thread: threading.Thread | None = None

    @property
    def has_begun(self) -> bool:
        return self._begun.locked()

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

    def begin_beside(self, session: Session) -> None:
        """Import it before a chart asks for it, where what is patient is done; one that asks has it go before that."""
        if not self.is_ready:
            self._work(session, is_patient=True)
            self.begin = partial(self._work, session, is_patient=False)
            session.closed.connect(self._leave)

    def _work(self, session: Session, *, is_patient: bool) -> None:
        # Asked for again it takes the place of what has not begun, and comes to nothing beside what has.
        session.work_later("charts", self.run, _nothing, _raise, is_patient=is_patient)

    def _leave(self) -> None:
        self.begin = self._begin_thread

    def _begin_thread(self) -> None:
        if self._thread is None:
            # Not a daemon: leaving the program in the middle of an import waits for its end instead of crashing.
            self._thread = threading.Thread(target=self.run, name="warm up charts")
            self._thread.start()


_warming: list[Warming] = []


def warm_up() -> Warming:
    """Begin to import matplotlib in the background, once; call it when a chart is to be drawn.

    Returns:
        What tells when it is done: look at `is_ready` first, the signal comes only once.
    """
    warming = _the_one()
    if not warming.has_begun:
        warming.begin()
    return warming


def warm_up_beside(session: Session) -> None:
    """Import matplotlib before a chart asks for it, where what is patient is done: the first page goes before."""
    _the_one().begin_beside(session)


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
