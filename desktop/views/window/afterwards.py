"""What the window needs next, brought in after its first frame and in turns so short that it answers meanwhile.

What has nothing to do with Qt is imported beside the window. What has is imported on its thread: PySide makes a class
of Qt when it is first named, and where two threads name one at the same time the program may crash.
"""

from __future__ import annotations

import importlib
from collections import deque
from collections.abc import Callable
from functools import partial
from time import perf_counter

from PySide6 import QtGui, QtWidgets
from PySide6.QtCore import QObject, QTimer

from desktop.session import Session
from desktop.views.charts.warm import warm_up_beside
from desktop.views.window.pages import PAGES

TURN_SECONDS = 0.008

SHARED = (
    "desktop.views.format",
    "desktop.views.table.model",
    "desktop.views.table.delegate",
    "desktop.views.table.view",
    "desktop.views.explained.drawer",
    "desktop.views.brief.drawer",
)
"""What several pages are made of, each before what needs it: imported with one of them it would be one long turn."""


class Afterwards(QObject):
    """Begins at once; a file that is opened after this was made finds everything there.

    Args:
        page: the page that will be shown first.
    """

    def __init__(self, session: Session, page: str, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._page = session, page
        # Otherwise they are made at once, when Qt first hands out a widget that Python has not seen, or fills a
        # rectangle.
        classes = [(QtGui, "QGradient"), *((QtWidgets, name) for name in dir(QtWidgets))]
        self._steps: deque[Callable[[], object]] = deque(partial(getattr, *each) for each in classes)
        self._turns = QTimer(self)
        self._turns.timeout.connect(self._take_steps)
        self._turns.start()
        session.work_later("modules", _import_what_pages_read, self._import_page, _raise)
        session.opened.connect(self._go_on)

    def _take_steps(self) -> None:
        end = perf_counter() + TURN_SECONDS
        while self._steps:
            self._steps.popleft()()
            if perf_counter() > end:
                return
        self._turns.stop()

    def _import_page(self, _: object) -> None:
        # Before the classes that are left: the page comes as soon as its file is open.
        self._steps.extendleft([PAGES[self._page], *(partial(importlib.import_module, each) for each in SHARED[::-1])])
        self._turns.start()

    def _go_on(self) -> None:
        # After what the page reads: there, what they import would take the interpreter from the page's first frame.
        warm_up_beside(self._session)
        self._session.work_later("more modules", _import_what_comes_next, _nothing, _raise, is_patient=True)


def _import_what_pages_read() -> None:
    """Import what stands behind the pages, by far the most of what they import. There is no Qt in it."""
    from desktop.operations import accounts, brief, charts, history, look, onboarding_view, renewal_view, summary, today

    del accounts, brief, charts, history, look, onboarding_view, renewal_view, summary, today


def _import_what_comes_next() -> None:
    """Import what stands behind an account's page, the composer, the search and explanations."""
    from desktop.operations import (
        account_view,
        explain,
        explain_account,
        explain_lists,
        explain_renewals,
        explain_today,
        outcome,
    )
    from desktop.store.queries import search

    del account_view, explain, explain_account, explain_lists, explain_renewals, explain_today, outcome, search


def _nothing(_: object) -> None:
    pass


def _raise(problem: Exception) -> None:
    raise problem
