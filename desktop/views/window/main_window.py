"""The main window: lays out rail, bar, page, drawer and status line, and connects them. What they do is theirs."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPoint, Qt
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from desktop.actions import Actions
from desktop.session import Session
from desktop.settings import Settings
from desktop.store.changes import Changes
from desktop.views import format
from desktop.views.page import Context, Page, Place, Said
from desktop.views.theme import Theme
from desktop.views.window.as_of import AsOfBanner
from desktop.views.window.days import Days
from desktop.views.window.drawer import Drawer
from desktop.views.window.files import SUFFIX, Files
from desktop.views.window.imports import Imports
from desktop.views.window.menus import install, menu_of, window_actions
from desktop.views.window.navigation import Navigation
from desktop.views.window.pages import FIRST_PAGE, PAGES, RAIL
from desktop.views.window.palette import Palette
from desktop.views.window.rail import Rail
from desktop.views.window.shortcuts import ShortcutsDialog
from desktop.views.window.stack import PageStack
from desktop.views.window.status_line import StatusLine
from desktop.views.window.toast import Toast
from desktop.views.window.top_bar import TopBar
from desktop.views.window.welcome import Welcome

if TYPE_CHECKING:
    from desktop.operations.summary import Summary
    from desktop.views.composer.overlay import ComposerOverlay

SIZE = (1280, 720)
SIZE_TABLES = {"account", "contract_line"}
"""What the size of the book is measured by."""
NARROW_BELOW = 1100


class MainWindow(QMainWindow):
    """One window over one session."""

    def __init__(self, session: Session, settings: Settings, theme: Theme) -> None:
        super().__init__()
        self.session, self.settings, self.theme = session, settings, theme
        self.setWindowTitle("Perennial")
        self.setMinimumSize(900, 600)
        self.setAcceptDrops(True)
        self.navigation = Navigation(self)
        self.files = Files(session, settings, self)
        self.imports = Imports(session, self.files, self.say, self)
        self.rail, self.banner, self.status_line = Rail(theme, RAIL), AsOfBanner(theme), StatusLine()
        self.days = Days(session, self.banner, self.rail, self.status_line, self)
        self.actions_ = Actions()
        window_actions(self, self.actions_)
        self.context = Context(
            session=session,
            settings=settings,
            theme=theme,
            go=self.navigation.go,
            say=self.say,
            trouble=self.files.show_trouble,
            compose=self.compose,
            drawer=self.show_drawer,
            act=self.act,
            is_guarded=self.is_guarded,
        )
        self._guarded = False
        self._size = self._newest = ""
        self._composer: ComposerOverlay | None = None
        self._lay_out()
        install(self, self.actions_)
        self._connect()
        self.resize(*SIZE)
        if settings.geometry is not None:
            self.restoreGeometry(settings.geometry)
        self._show_session()

    # -- building

    def _lay_out(self) -> None:
        self.top_bar = TopBar(self.theme, self.actions_)
        self.drawer = Drawer()
        self.welcome = Welcome(self.theme, self.actions_)
        self.stack = PageStack(self.context, self.welcome)
        beside = QHBoxLayout()
        beside.setSpacing(0)
        beside.addWidget(self.stack, 1)
        beside.addWidget(self.drawer)
        right = QVBoxLayout()
        right.setSpacing(0)
        for part in (self.top_bar, _line(horizontal=True), self.banner):
            right.addWidget(part)
        right.addLayout(beside, 1)
        upper = QHBoxLayout()
        upper.setSpacing(0)
        upper.addWidget(self.rail)
        upper.addWidget(_line(horizontal=False))
        upper.addLayout(right, 1)
        self._central = central = QWidget()
        whole = QVBoxLayout(central)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(upper, 1)
        whole.addWidget(_line(horizontal=True))
        whole.addWidget(self.status_line)
        self.setCentralWidget(central)
        self.palette_ = Palette(self.theme, self.session, self.actions_, self.navigation.go, central)
        self.toast = Toast(self.stack)

    def _connect(self) -> None:
        self.navigation.arrived.connect(self._show_place)
        self.rail.chosen.connect(self._go_to_page)
        self.rail.menu_asked.connect(self.open_menu)
        self.top_bar.crumb_chosen.connect(self._go_to_crumb)
        self.toast.undo_asked.connect(self.undo)
        self.toast.why_asked.connect(self._explain)
        self.welcome.recent_chosen.connect(self.files.open)
        self.files.opening.connect(self._show_opening)
        self.files.failed.connect(self._show_session)
        self.session.opened.connect(self._opened)
        self.session.closed.connect(self._closed)
        self.session.changed.connect(self._changed)
        self.session.looked.connect(self._refresh)
        self.session.looked.connect(self._measure)
        self.days.begun.connect(self.stack.reload_pages)

    # -- places

    def _show_place(self, place: Place) -> None:
        if not self.session.is_open:
            return
        # What has the focus may be hidden now, and Qt would hand it to the first button of the window.
        self.setFocus()
        page = self.stack.show_place(place)
        self.drawer.show_widget(None)
        self.rail.show_page(place.page)
        self.top_bar.show_crumbs(page.crumbs)
        if place.page in {each.name for each in RAIL}:
            self.settings.page = place.page
        self.top_bar.refresh()
        page.take_focus()

    @property
    def composer(self) -> ComposerOverlay:
        """The one-line composer over the window; made, and its modules imported, when it is first asked for."""
        if self._composer is None:
            from desktop.views.composer.overlay import ComposerOverlay

            self._composer = ComposerOverlay(self.context, self._central)
        return self._composer

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        return self.stack.page

    def _go_to_page(self, name: str) -> None:
        self.navigation.go(Place(name))

    def _go_to_crumb(self, number: int) -> None:
        del number  # pages are at most two deep
        self.navigation.go(Place("accounts"))

    def _explain(self, account: str) -> None:
        self.navigation.go(Place("account", account, "overview"))

    # -- the file

    def _opened(self) -> None:
        self.stack.forget_pages()
        self.navigation.clear()
        self._show_session()
        last = self.settings.page
        self.navigation.go(Place(last if last in PAGES and last != "account" else FIRST_PAGE))

    def _closed(self) -> None:
        self.drawer.show_widget(None)
        self.toast.hide()
        self._show_session()

    def _show_opening(self, name: str) -> None:
        self.stack.show_waiting(f"Opening {name} …")

    def _show_session(self) -> None:
        path = self.session.path
        self.rail.show_file(path.stem if path else None, "read-only" if self.session.is_read_only_file else "")
        self.setWindowTitle(f"{path.name} — Perennial" if path else "Perennial")
        if path is None:
            self.welcome.show_recent([each for each in self.settings.recent if each.exists()])
            self.stack.show_welcome()
            self.top_bar.show_crumbs(("Welcome",))
            self.status_line.show_book("", "")
            self.status_line.show_said("")
        elif self.page is None and self.navigation.place is not None:
            self._show_place(self.navigation.place)
        self.days.show()
        self._refresh()
        self._measure()

    def _changed(self, changes: Changes) -> None:
        now = format.time_now()
        self.status_line.show_said(f"All changes saved {now}")
        if self.page is not None:
            self.top_bar.show_crumbs(self.page.crumbs)
        self._refresh()
        if changes.tables & SIZE_TABLES:
            self._measure()
        else:
            self._newest = f"Newest fact {format.day(self.session.today)}, {now}"
            self._show_measured()

    def _refresh(self) -> None:
        """Enable what can be done now."""
        self.top_bar.refresh()

    def _measure(self) -> None:
        """Say how large the book is, and how new; what the page shows goes first."""
        if self.session.is_open:
            from desktop.operations.summary import summary, summary_facts

            day = self.session.day
            then = partial(summary, day=day)
            self.session.read_later("status", summary_facts, self._show_size, then=then, is_patient=True)

    def _show_size(self, found: Summary) -> None:
        self._size = f"{format.plural(found.accounts, 'account')}, {format.money(found.arr_cents)} ARR"
        self._newest = "" if found.newest_at is None else f"Newest fact {format.moment(found.newest_at)}"
        self._show_measured()

    def _show_measured(self) -> None:
        self.status_line.show_book(self._size, self._newest)

    # -- doing

    def say(self, said: Said) -> None:
        self.toast.say(said)
        self.status_line.show_said(said.text)

    def compose(self, account: str | None = None, text: str = "") -> None:
        """Open the one-line composer, for the account the page is about if none is named."""
        page = self.page
        self.composer.open_panel(account or (page.account if page is not None else None), text)

    def act(self, key: str) -> None:
        """Do one of the window's actions, if it can be done now."""
        action = self.actions_[key]
        if action.is_enabled():
            action.run()

    def show_drawer(self, widget: QWidget | None) -> None:
        self.drawer.show_widget(widget)

    def quit(self) -> None:
        self.close()

    @property
    def is_idle(self) -> bool:
        """Whether all that is shown has been read and drawn."""
        page = self.page
        return self.session.is_idle and (page is None or page.is_settled)

    def search(self) -> None:
        self.palette_.open()

    def undo(self) -> None:
        with self.files.telling():
            self.say(Said(f"Undone: {self.session.undo()}"))

    def redo(self) -> None:
        with self.files.telling():
            self.say(Said(f"Done again: {self.session.redo()}", can_undo=True))

    def is_guarded(self) -> bool:
        return self._guarded

    def toggle_guard(self) -> None:
        """Hide what a customer is not to see while the screen is shared, or show it again."""
        self._guarded = not self._guarded
        self.stack.reload_pages()
        self.say(
            Said(
                "Customer-safe: health, notes, risks and forecast are hidden. F8 shows them."
                if self._guarded
                else "Everything is shown again."
            )
        )

    def show_shortcuts(self) -> None:
        dialog = ShortcutsDialog(self.actions_, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def open_menu(self) -> None:
        """The menus, from the program's name in the rail."""
        self._menu = menu_of(self.actions_, self)
        self._menu.popup(self.rail.mapToGlobal(QPoint(8, 44)))

    # -- Qt's own

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.drawer.content is not None:
                self.drawer.show_widget(None)
                return
            if self.session.is_past:
                self.days.look_at_today()
                return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rail.set_narrow(self.width() < NARROW_BELOW)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        screen = QGuiApplication.primaryScreen().availableGeometry()
        if not screen.intersects(self.frameGeometry()):
            # Remembered on a screen that is gone.
            self.move(screen.topLeft())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(path.suffix.casefold() in (SUFFIX, ".csv") for path in _dropped(event)):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = _dropped(event)
        books = [path for path in paths if path.suffix.casefold() == SUFFIX]
        tables = [path for path in paths if path.suffix.casefold() == ".csv"]
        event.acceptProposedAction()
        if books:
            self.files.open(books[0])
        elif tables:
            self.imports.take(tables)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.settings.geometry = QByteArray(self.saveGeometry())
        # What was open when the window was closed is what one comes back to.
        self.settings.open_book = self.session.path
        self.settings.sync()
        self.session.close()
        super().closeEvent(event)


def _dropped(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


def _line(*, horizontal: bool) -> QFrame:
    line = QFrame()
    line.setProperty("look", "line")
    if horizontal:
        line.setFixedHeight(1)
    else:
        line.setFixedWidth(1)
    return line
