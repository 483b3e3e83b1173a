"""matplotlib, imported beside the window, all but its widget: it takes longer than the window's first frame."""

from __future__ import annotations

import importlib
import os
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from types import ModuleType
from typing import Any

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


NEW_ENOUGH = "3.3"
UNSIGNED = "_update_set_signature_and_docstring"


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
    """Import matplotlib without what nobody here looks at, and leave it able to draw all of that.

    Half of its import is what it writes and signs for the documentation of each of its classes, a third dimension, and
    the parsers of formulas, of TeX and of font patterns. A formula that is drawn all the same imports its parser then.
    """
    with ExitStack() as undo:
        if "matplotlib" not in sys.modules:
            patterns = _Patterns()
            undo.callback(patterns.end)
            undo.enter_context(
                _instead(
                    "matplotlib._fontconfig_pattern",
                    parse_fontconfig_pattern=patterns.parse,
                    generate_fontconfig_pattern=patterns.generate,
                )
            )
            undo.enter_context(_instead("matplotlib.mathtext", MathTextParser=_Formulas))
            undo.enter_context(_instead("matplotlib.dviread", Dvi=_tex))
            # It is asked how new it is, and then only used by those two.
            undo.enter_context(_instead("pyparsing", __version__=NEW_ENOUGH))
        undo.enter_context(_instead("mpl_toolkits.mplot3d", Axes3D=None))
        from matplotlib import artist

        undo.callback(setattr, artist, "kwdoc", artist.kwdoc)
        artist.kwdoc = _say_nothing
        if UNSIGNED in vars(artist.Artist):
            undo.callback(setattr, artist.Artist, UNSIGNED, vars(artist.Artist)[UNSIGNED])
            setattr(artist.Artist, UNSIGNED, classmethod(_leave_unsigned))
        yield


@contextmanager
def _instead(name: str, **holds: object) -> Generator[None]:
    """A module of that name which only holds this, unless it has been imported; who wants more gets the real one."""
    if name in sys.modules:
        yield
        return
    made = sys.modules[name] = ModuleType(name)

    def more(wanted: str) -> Any:
        if wanted.startswith("__"):
            raise AttributeError(wanted)
        if sys.modules.get(name) is made:
            del sys.modules[name]
        return getattr(_real(name), wanted)

    vars(made).update(holds, __getattr__=more)
    try:
        yield
    finally:
        if sys.modules.get(name) is made:
            del sys.modules[name]


class _Patterns:
    """Font patterns, read as matplotlib reads them; those of its own settings are taken as right."""

    def __init__(self) -> None:
        self._is_importing = True

    def end(self) -> None:
        """matplotlib has been imported: what comes from now on is somebody's."""
        self._is_importing = False

    def parse(self, pattern: str) -> dict[str, Any]:
        if self._is_importing:
            return {}
        return _real("matplotlib._fontconfig_pattern").parse_fontconfig_pattern(pattern)

    def generate(self, properties: object) -> str:
        return _real("matplotlib._fontconfig_pattern").generate_fontconfig_pattern(properties)


class _Formulas:
    """matplotlib's MathTextParser, made with the first formula that is drawn."""

    def __init__(self, output: str) -> None:
        self._output, self._parser = output, None

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        if self._parser is None:
            self._parser = _real("matplotlib.mathtext").MathTextParser(self._output)
        return self._parser.parse(*args, **kwargs)


def _tex(*args: Any, **kwargs: Any) -> Any:
    """What TeX wrote, as matplotlib reads it."""
    return _real("matplotlib.dviread").Dvi(*args, **kwargs)


def _leave_unsigned(kind: Any) -> None:
    """What is called to document `set` of each kind of artist; it has to say that it was."""
    kind.set._autogenerated_signature = True


def _real(name: str) -> Any:
    return importlib.import_module(name)


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
