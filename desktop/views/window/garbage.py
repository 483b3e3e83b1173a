"""When Python looks for garbage: on the window's thread and where nobody waits, instead of in the middle of anything.

Left to itself, Python looks whenever enough was made, on whichever thread made it: while a book is being read that
stops the window for a fifth of a second at a time, and widgets that are garbage would be destroyed beside the window,
where Qt allows none to be.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from desktop.session import Session

YOUNG_MS = 10_000


class Garbage(QObject):
    """Takes the looking over; what there is already is left out for ever.

    What is new is looked through every ten seconds, if nothing is being read; all of it when a book is closed and when
    one turns to another program.
    """

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        gc.disable()
        gc.freeze()
        young = QTimer(self)
        young.setInterval(YOUNG_MS)
        young.timeout.connect(self._look_at_the_young)
        young.start()
        session.closed.connect(self._look_at_all_soon)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.applicationStateChanged.connect(self._notice)

    def _look_at_the_young(self) -> None:
        if self._session.is_idle:
            gc.collect(1)

    def _look_at_all_soon(self) -> None:
        # Not now: who leaves the program, too, closes the book first.
        QTimer.singleShot(0, self, gc.collect)

    def _notice(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationInactive and self._session.is_idle:
            gc.collect()
