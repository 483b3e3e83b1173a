"""What fills the middle of the window: a page, the ways to begin, or a word while a file is being opened."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStackedWidget

from desktop.views.page import Context, Page, Place
from desktop.views.window.pages import PAGES
from desktop.views.window.welcome import Welcome


class PageStack(QStackedWidget):
    """Pages are made when they are first shown, and belong to one open file."""

    def __init__(self, context: Context, welcome: Welcome) -> None:
        super().__init__()
        self._context, self._welcome = context, welcome
        self._pages: dict[str, Page] = {}
        self._waiting = QLabel()
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._waiting.setTextFormat(Qt.TextFormat.PlainText)
        self._waiting.setProperty("look", "second")
        self.addWidget(welcome)
        self.addWidget(self._waiting)

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        shown = self.currentWidget()
        return shown if isinstance(shown, Page) else None

    def show_place(self, place: Place) -> Page:
        """Show a place on its page."""
        page = self._pages.get(place.page)
        if page is None:
            page = self._pages[place.page] = PAGES[place.page](self._context)
            self.addWidget(page)
        page.place_at(place)
        self.setCurrentWidget(page)
        return page

    def show_welcome(self) -> None:
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
