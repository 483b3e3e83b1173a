"""What fills the middle of the window: a page, the ways to begin, or a word while a file is being opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget

from desktop.actions import Actions
from desktop.views.page import Context, Page, Place
from desktop.views.pieces import plain_label
from desktop.views.window.pages import PAGES

if TYPE_CHECKING:
    from desktop.views.window.welcome import Welcome


class PageStack(QStackedWidget):
    """Pages are made when they are first shown, and belong to one open file.

    Args:
        open_recent: opens one of the files offered on the first page.
    """

    counted = Signal(str, int)
    """A page, by name, and how many things on it want somebody."""

    def __init__(self, context: Context, actions: Actions, open_recent: Callable[[Path], None]) -> None:
        super().__init__()
        self._context, self._actions, self._open_recent = context, actions, open_recent
        self._pages: dict[str, Page] = {}
        self._welcome: Welcome | None = None
        self._waiting = plain_label("second")
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.addWidget(self._waiting)

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        shown = self.currentWidget()
        return shown if isinstance(shown, Page) else None

    def make(self, name: str) -> Page:
        """Make a page, or find it made."""
        page = self._pages.get(name)
        if page is None:
            # As our child from the beginning: who gets another parent is given its style anew, with all that is in it.
            page = self._pages[name] = PAGES[name]()(self._context, self)
            self.addWidget(page)
            page.counted.connect(partial(self.counted.emit, name))
        return page

    def show_place(self, place: Place) -> Page:
        """Show a place on its page."""
        page, left = self._pages.get(place.page), self.page
        if left is not None and left is not page:
            # Before the page is made: that, too, shares the interpreter with what is being read.
            left.step_back()
        if page is None:
            page = self.make(place.page)
        page.step_forward()
        page.place_at(place)
        self.setCurrentWidget(page)
        return page

    def show_welcome(self, recent: Sequence[Path]) -> None:
        """Show the ways to begin, and the files opened before."""
        if self._welcome is None:
            # Made only where it is seen: who comes back to a book never does.
            from desktop.views.window.welcome import Welcome

            self._welcome = Welcome(self._context.theme, self._actions)
            self._welcome.recent_chosen.connect(self._open_recent)
            self.addWidget(self._welcome)
        self._welcome.show_recent(recent)
        self.setCurrentWidget(self._welcome)
        self._welcome.take_focus()

    def show_waiting(self, text: str) -> None:
        """Say what is being waited for."""
        self._waiting.setText(text)
        self.setCurrentWidget(self._waiting)

    def forget_pages(self) -> None:
        """Another file: its pages are made anew."""
        for page in self._pages.values():
            self.removeWidget(page)
            page.deleteLater()
        self._pages.clear()

    def reload_pages(self) -> None:
        for page in self._pages.values():
            page.needs_reload()
