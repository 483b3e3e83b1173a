"""Opens the brief in the drawer, has it follow the account one is at, and closes it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.operations.brief import read_brief
from desktop.views.brief.panel import BriefPanel
from desktop.views.page import Context

SOON_MS = 60
"""While one walks along the rows with the brief open, it follows when one stops."""


class BriefDrawer(QObject):
    """The brief of one page.

    Args:
        current: the id of the account one is at.
        opens: goes to that account.
    """

    left = Signal()
    """It was closed from here: the page has the word again."""

    def __init__(
        self, context: Context, current: Callable[[], str | None], opens: Callable[[], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._context, self._current, self._opens = context, current, opens
        self._panel: BriefPanel | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self.follow)

    @property
    def is_open(self) -> bool:
        return self._panel is not None

    @property
    def text(self) -> str:
        """The brief as plain text; empty while it is closed."""
        return "" if self._panel is None else self._panel.text

    def toggle(self) -> None:
        if self._panel is not None:
            self.close()
        elif self._current() is not None:
            panel = BriefPanel(self._context.theme, self._opens)
            panel.closed.connect(self.close)
            panel.hidden.connect(partial(self._gone, panel))
            self._panel = panel
            self.follow()
            self._context.drawer(panel)

    def close(self) -> None:
        self._panel = None
        self._context.drawer(None)
        self.left.emit()

    def follow_soon(self) -> None:
        if self._panel is not None:
            self._soon.start()

    def follow(self) -> None:
        """Have the brief, if it is open, show the account one is at as it is now."""
        account = self._current()
        if self._panel is None or account is None:
            return
        session = self._context.session
        brief = session.read(read_brief, account, session.day)
        if brief is not None:
            self._panel.show_brief(brief, is_guarded=self._context.is_guarded())

    def _gone(self, panel: BriefPanel) -> None:
        # The drawer owns what it shows, and the window may have closed it.
        if self._panel is panel:
            self._panel = None
