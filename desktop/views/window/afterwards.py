"""What the window needs next, brought in after its first frame and in turns so short that it answers meanwhile.

What has nothing to do with Qt is imported beside the window. What has is imported on its thread: PySide makes a class
of Qt when it is first named, and where two threads name one at the same time the program may crash.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from time import perf_counter

from PySide6 import QtGui, QtWidgets
from PySide6.QtCore import QObject, QTimer, Signal

from desktop.session import Session
from desktop.views.charts.warm import warm_up_beside
from desktop.views.window.pages import BEHIND, BEHIND_ALL, BEHIND_REST, PAGES

TURN_SECONDS = 0.008

SHARED = (
    "desktop.views.format",
    "desktop.views.table.model",
    "desktop.views.table.delegate",
    "desktop.views.table.view",
    "desktop.views.explained.drawer",
    "desktop.views.brief.drawer",
    "desktop.views.charts.overlay",
    "desktop.views.charts.host",
    "desktop.views.filter_field",
)
"""What several pages are made of, each before what needs it: imported with one of them it would be one long turn."""

INSIDE = {"account": ("composer",), "accounts": ("cells",)}
"""Folders a page has pieces of besides its own and those above."""

ASKED_FOR = frozenset({"today.explaining", "today.gap_rows", "today.gaps", "account.erasing"})
"""Pieces of pages that are imported when somebody asks for them."""

Step = Callable[[], object]


class Afterwards(QObject):
    """Begins at once; a file that is opened after this was made finds everything there.

    Args:
        page: the page that will be shown first.
    """

    begun = Signal()
    """An opened book shows its first page: what nobody looks at yet may be read."""

    def __init__(self, session: Session, page: str, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._page = session, page
        # Otherwise they are made at once, when Qt first hands out a widget that Python has not seen, or fills a
        # rectangle.
        classes = [(QtGui, "QGradient"), *((QtWidgets, name) for name in dir(QtWidgets))]
        self._first: deque[Step] = deque()
        """What the page waits for."""
        self._rest: deque[Step] = deque(partial(getattr, *each) for each in classes)
        self._turns = QTimer(self)
        self._turns.timeout.connect(self._take_steps)
        self._turns.start()
        beside = partial(_import, (*BEHIND_ALL, *BEHIND.get(page, ())))
        session.work_later("modules", beside, self._import_page, _raise)
        session.opened.connect(self._go_on)

    def take(self, steps: Iterable[Step]) -> None:
        """Have this done, a step a turn where one takes long, as soon as what the page needs is there."""
        self._first.extend(steps)
        self._turns.start()

    def _take_steps(self) -> None:
        end = perf_counter() + TURN_SECONDS
        while steps := self._first or self._rest:
            steps.popleft()()
            if perf_counter() > end:
                return
        self._turns.stop()

    def _import_page(self, _: object) -> None:
        # Before the classes that are left: the page comes as soon as its file is open.
        self._first.extendleft(reversed([*steps_of(SHARED), *page_steps(self._page)]))
        self._turns.start()

    def _go_on(self) -> None:
        # After the page is made: what they import would take the interpreter from it and from its first frame.
        self.take([self._begin_rest])

    def _begin_rest(self) -> None:
        warm_up_beside(self._session)
        names = (*BEHIND_REST, *(name for each in BEHIND.values() for name in each))
        self._session.work_later("more modules", partial(_import, names), self._import_pages, _raise, is_patient=True)
        self.begun.emit()

    def _import_pages(self, _: object) -> None:
        # Whoever goes to one of them for the first time would wait for its modules in one long turn.
        self._rest.extend(partial(self._import_later, page) for page in BEHIND if page != self._page)
        self._turns.start()

    def _import_later(self, page: str) -> None:
        self._rest.extend(page_steps(page))


def steps_of(names: Iterable[str]) -> Iterator[Step]:
    """A step for the import of each module."""
    return (partial(importlib.import_module, name) for name in names)


def page_steps(page: str) -> list[Step]:
    """Imports of what a page is made of, module by module, and of the page last."""
    names: list[str] = []
    for folder in (*INSIDE.get(page, ()), page):
        package = importlib.import_module(f"desktop.views.{folder}")
        # From the end of the alphabet: what brings the rest together is called board, drawer or overview.
        names += [f"{folder}.{each.name}" for each in reversed([*pkgutil.iter_modules(package.__path__)])]
    early = (f"desktop.views.{name}" for name in names if name not in ASKED_FOR and not name.endswith(".page"))
    return [*steps_of(early), PAGES[page]]


def _import(names: Sequence[str]) -> None:
    """Import what has no Qt in it."""
    for name in names:
        importlib.import_module(name)


def _raise(problem: Exception) -> None:
    raise problem
