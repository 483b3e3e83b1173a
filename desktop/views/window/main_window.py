"""The main window: lays out rail, bar, page, drawer and status line, and connects them. What they do is theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QMainWindow, QWidget

from desktop.actions import Actions
from desktop.domain.errors import PortfolioError
from desktop.session import Session
from desktop.settings import Settings
from desktop.views import format
from desktop.views.page import Context, Page, Place, Said
from desktop.views.pressing import PressByEnter
from desktop.views.theme import Theme
from desktop.views.window.as_of import AsOfBanner
from desktop.views.window.copies_bar import CopiesBar, CopiesBeside
from desktop.views.window.days import Days
from desktop.views.window.drawer import Drawer
from desktop.views.window.files import Files, dropped
from desktop.views.window.imports import Imports
from desktop.views.window.measure import Measure
from desktop.views.window.menus import install, menu_of, window_actions
from desktop.views.window.merging import Merging
from desktop.views.window.navigation import Navigation
from desktop.views.window.others import Others
from desktop.views.window.pages import RAIL, page_to_begin_with
from desktop.views.window.questions import leave_with_the_book
from desktop.views.window.rail import Rail
from desktop.views.window.read_only_bar import ReadOnly, ReadOnlyBar
from desktop.views.window.sharing import Sharing
from desktop.views.window.shell import Shell
from desktop.views.window.stack import PageStack
from desktop.views.window.status_line import StatusLine
from desktop.views.window.toast import Toast
from desktop.views.window.top_bar import TopBar

if TYPE_CHECKING:
    # What is not seen in the first frame is imported when it is asked for.
    from desktop.store.sharing.made import Export
    from desktop.views.compare.panel import ComparedPanel
    from desktop.views.composer.overlay import ComposerOverlay
    from desktop.views.window.palette import Palette

SIZE = (1280, 720)
NARROW_BELOW = 1100
PAST = "The past can only be read: Esc goes back to today."
READ_ONLY = "This file is open for reading only: save a copy to log in it."


class MainWindow(QMainWindow):
    """One window over one session.

    Args:
        opening: the file that will be opened as soon as the window is there; it says so until then.
    """

    painted = Signal()
    """The first frame is on the screen: what it did not need can be brought in now."""

    def __init__(self, session: Session, settings: Settings, theme: Theme, *, opening: Path | None = None) -> None:
        super().__init__()
        self.session, self.settings, self.theme = session, settings, theme
        self.setWindowTitle("Perennial")
        self.setMinimumSize(900, 600)
        self.setAcceptDrops(True)
        self.navigation = Navigation(self)
        self.files = Files(session, settings, self)
        self.imports = Imports(session, self.files, self.say, self)
        self.sharing = Sharing(session, self.files, self.say, self.show_since, self)
        self.merging = Merging(session, theme, self.files, self.say, self)
        self.others = Others(session, settings, self.files, self.navigation.go, self._shown_page, self.say, self)
        self.rail, self.banner, self.status_line = Rail(theme, RAIL), AsOfBanner(theme), StatusLine()
        self.days = Days(session, theme, self.banner, self.rail, self.status_line, self)
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
        self.pace: Callable[[Iterable[Callable[[], object]]], object] = _at_once
        """Does what makes an opened book's first page, step by step; here all at once."""
        self._guarded = self._has_painted = False
        self._next: Said | None = None
        self._composer: ComposerOverlay | None = None
        self._palette: Palette | None = None
        self._compared: ComparedPanel | None = None
        self._pressing = PressByEnter(self)
        self._lay_out()
        install(self, self.actions_)
        self._connect()
        self.resize(*SIZE)
        if settings.geometry is not None:
            self.restoreGeometry(settings.geometry)
        self._show_session(opening)

    # -- building

    def _lay_out(self) -> None:
        self.top_bar = TopBar(self.theme, self.actions_)
        self.drawer = Drawer()
        self.stack = PageStack(self.context, self.actions_, self.files.open)
        copies, self.read_only_bar = CopiesBar(self.theme), ReadOnlyBar(self.theme)
        self.read_only = ReadOnly(self.session, self.read_only_bar, self.files, self)
        self.copies = CopiesBeside(self.session, copies, self.merging.take, self)
        for bar in (copies, self.read_only_bar):
            bar.released.connect(self._focus_page)
        self._shell = Shell(
            self.theme,
            rail=self.rail,
            top_bar=self.top_bar,
            banner=self.banner,
            bars=(self.read_only_bar, copies),
            stack=self.stack,
            drawer=self.drawer,
            status_line=self.status_line,
        )
        self.setCentralWidget(self._shell)
        self.toast = Toast(self.stack)
        self.measure = Measure(self.session, self.status_line, self)

    def _connect(self) -> None:
        self.navigation.arrived.connect(self._show_place)
        self.rail.chosen.connect(self._go_to_page)
        self.rail.menu_asked.connect(self.open_menu)
        self.top_bar.crumb_chosen.connect(self._go_to_crumb)
        self.toast.undo_asked.connect(self.undo)
        self.toast.gone.connect(self._say_next)
        self.toast.why_asked.connect(self._explain)
        self.toast.tasks_asked.connect(self._show_tasks)
        self.files.opening.connect(self._show_opening)
        self.files.failed.connect(self._not_opened)
        self.files.merge_asked.connect(self.merging.take_one)
        self.files.restored.connect(self._say_restored)
        self.session.opened.connect(self._opened)
        self.session.closed.connect(self._closed)
        leave_with_the_book(self.session, self)
        self.session.changed.connect(self._changed)
        self.session.looked.connect(self.top_bar.refresh)
        self.banner.compare_asked.connect(self.compare)
        self.session.looked.connect(self._leave_comparing)
        self.days.begun.connect(self.stack.reload_pages)
        self.stack.counted.connect(self.rail.show_count)

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
        """The one-line composer over the window; made when it is first asked for."""
        if self._composer is None:
            from desktop.views.composer.overlay import ComposerOverlay

            self._composer = ComposerOverlay(self.context, self._shell)
        return self._composer

    @property
    def palette_(self) -> Palette:
        """Where one searches; made when it is first asked for."""
        if self._palette is None:
            from desktop.views.window.palette import Palette

            self._palette = Palette(
                self.theme, self.session, self.actions_, self.navigation.go, self.navigation.accounts, self._shell
            )
        return self._palette

    @property
    def first_page(self) -> str:
        """The page a book that is opened begins with."""
        return page_to_begin_with(self.settings.page)

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        return self.stack.page

    def _focus_page(self) -> None:
        if self.page is not None:
            self.page.take_focus()

    def _shown_page(self) -> Page | None:
        return self.page

    def has_list(self) -> bool:
        """Whether the page that is shown is a list that can be written to a file."""
        return self.session.is_open and self.page is not None and self.page.has_list

    def ask_export(self) -> None:
        """Ask for a name and write the list that is shown there."""
        from desktop.views.window.file_dialogs import ask_new_list

        suggested = f"{self.session.path.stem if self.session.path else 'Book'} accounts.xlsx"
        ask_new_list(self, "Export this list", self.export_list, folder=self.files.folder, suggested=suggested)

    def export_list(self, path: Path) -> None:
        """Write the list that is shown to a new file, and tell."""
        if self.page is not None:
            try:
                self.say(Said(self.page.export_list(path)))
            except PortfolioError as problem:
                self.files.show_trouble(problem)

    def _go_to_page(self, name: str) -> None:
        self.navigation.go(Place(name))

    def _go_to_crumb(self, number: int) -> None:
        del number  # pages are at most two deep
        page = self.page
        is_in_rail = page is not None and page.name in {each.name for each in RAIL}
        self.navigation.go(Place(page.name if page is not None and is_in_rail else "accounts"))

    def _explain(self, account: str) -> None:
        self.navigation.go(Place("account", account, "overview"))

    # -- the file

    def _opened(self) -> None:
        self.stack.forget_pages()
        self.navigation.clear()
        self._show_session()
        self.pace([self._make_first_page, self._show_first_page])

    def _make_first_page(self) -> None:
        if self.session.is_open and self.navigation.place is None:
            self.stack.make(self.first_page)

    def _show_first_page(self) -> None:
        if not self.session.is_open:
            return
        if self.navigation.place is None:
            self.navigation.go(Place(self.first_page))
        # Only now: while the page is being made nothing is to share the interpreter with it.
        self.measure.read()

    def _closed(self) -> None:
        self._next = None
        self.drawer.show_widget(None)
        self.toast.hide()
        self._show_session()

    def _say_restored(self, text: str) -> None:
        self.say(Said(text))

    def _not_opened(self) -> None:
        self._show_session()

    def _show_opening(self, name: str) -> None:
        self.stack.show_waiting(f"Opening {name} …")

    def _show_session(self, opening: Path | None = None) -> None:
        """Show what is open, or that a file will be."""
        path = self.session.path
        shown = path or opening
        state = "read-only" if self.session.is_read_only_file else ""
        self.rail.show_file(shown.stem if shown else None, state, is_open=path is not None)
        self.setWindowTitle(f"{path.name} — Perennial" if path else "Perennial")
        if path is None:
            self.measure.forget()
            self.status_line.show_said("")
            if opening is None:
                self.stack.show_welcome([each for each in self.settings.recent if each.exists()])
                self.top_bar.show_crumbs(("Welcome",))
            else:
                self._show_opening(opening.name)
        elif self.page is None and self.navigation.place is not None:
            self._show_place(self.navigation.place)
        self.days.show()
        self.top_bar.refresh()

    def _changed(self) -> None:
        # Its Undo would take back what was done since.
        self._next = None
        if self.page is not None:
            self.top_bar.show_crumbs(self.page.crumbs)
        self.top_bar.refresh()

    # -- doing

    def say(self, said: Said) -> None:
        """Tell what just happened, in place of what is told now."""
        self._next = None
        said = said._replace(text=format.with_days(said.text))
        started = self.session.started if said.can_undo and not self._guarded else None
        if started is None:
            self.toast.say(said)
        else:
            tasks = f"{format.plural(started.tasks, 'task')} by {', '.join(started.playbooks)}"
            said = said if said.tells_tasks else said._replace(text=f"{said.text} · {tasks}")
            self.toast.say(said, "Due today" if started.first_on == self.session.today else "Show tasks")
        self.status_line.show_said(said.text)

    def say_next(self, said: Said) -> None:
        """Tell what nobody asked for as soon as what is told now was read; whoever does something else misses it."""
        if self.toast.isVisible():
            self._next = said
        else:
            self.say(said)

    def _say_next(self) -> None:
        if self._next is not None:
            self.say(self._next)

    def _show_tasks(self) -> None:
        started = self.session.started
        first = None if started is None else started.first
        self.navigation.go(Place("today", section="tasks" if first is None else f"tasks/{first}"))

    def compose(self, account: str | None = None, text: str = "") -> None:
        """Open the one-line composer, for the account the page is about if none is named."""
        if not self.session.is_writable:
            self.say(Said(PAST if self.session.is_past else READ_ONLY))
            return
        page = self.page
        self.composer.open_panel(account or (page.account if page is not None else None), text)

    def act(self, key: str) -> None:
        """Do one of the window's actions, if it can be done now."""
        action = self.actions_[key]
        if action.is_enabled():
            action.run()

    def show_drawer(self, widget: QWidget | None) -> None:
        self.drawer.show_widget(widget)

    def compare(self) -> None:
        """Show the day that is looked at beside today: of the account the page shows, or of the whole book.

        Today, it is asked first which day that is to be.
        """
        if not self.session.is_past:
            self.days.ask(self.compare)
            return
        page = self.page
        if page is None or page.name != "account" or page.account is None:
            among = None if page is None else page.narrowed_to
            self.navigation.go(Place("compare"))
            if self.page is not None and self.page is not page:
                self.page.narrow(among)
            return
        from desktop.views.compare.panel import ComparedPanel

        panel = self._compared = ComparedPanel(self.context, page.account, opens=False)
        panel.closed.connect(self._close_compared)
        self.show_drawer(panel)

    def _leave_comparing(self) -> None:
        """Today there is nothing to compare with: go back to where one came from."""
        place = self.navigation.place
        if not self.session.is_past and place is not None and place.page == "compare":
            self.navigation.back()

    def _close_compared(self) -> None:
        self.show_drawer(None)
        if self.page is not None:
            self.page.take_focus()

    def quit(self) -> None:
        self.close()

    @property
    def is_idle(self) -> bool:
        """Whether all that is shown has been read and drawn."""
        page = self.page
        return self.session.is_idle and (page is None or page.is_settled)

    def search(self) -> None:
        self.palette_.open()

    def offer_account(self) -> None:
        """Offer what can be done with the account that is shown."""
        self.palette_.offer("Account", "What to do with this account")

    def show_since(self, export: Export) -> None:
        """Show the history of the book since a copy that was made of it."""
        from desktop.views.history.page import HistoryPage

        self.navigation.go(Place("history"))
        if isinstance(self.page, HistoryPage):
            self.page.begin_after(export)

    def undo(self) -> None:
        with self.files.telling():
            self.say(Said(self.session.undo()))

    def redo(self) -> None:
        with self.files.telling():
            self.say(Said(self.session.redo(), can_undo=True))

    def is_guarded(self) -> bool:
        return self._guarded

    def toggle_guard(self) -> None:
        """Hide what a customer is not to see while the screen is shared, or show it again."""
        self._guarded = not self._guarded
        self.status_line.show_guard(self._guarded)
        self.rail.guard(is_on=self._guarded)
        self.stack.reload_pages()
        if self._compared is not None and self.drawer.content is self._compared:
            self._compared.show_again()
        self.say(
            Said(
                "Customer-safe: health, notes, risks and forecast are hidden. F8 shows them."
                if self._guarded
                else "Everything is shown again."
            )
        )

    def show_shortcuts(self) -> None:
        from desktop.views.window.shortcuts import ShortcutsDialog

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
        if event.key() == Qt.Key.Key_Question:
            # Only what nobody wanted: on a figure it asks how that came about.
            self.show_shortcuts()
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

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._has_painted:
            self._has_painted = True
            # Not now: what is being painted has yet to reach the screen.
            QTimer.singleShot(0, self.painted.emit)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(dropped(event.mimeData())):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        books, tables = dropped(event.mimeData())
        event.acceptProposedAction()
        if len(books) > 1 and self.session.is_open:
            self.others.take(books)
        elif books:
            self.merging.dropped(books)
        elif tables:
            self.imports.take(tables)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.settings.geometry = QByteArray(self.saveGeometry())
        # What was open when the window was closed is what one comes back to.
        self.settings.open_book = self.session.path
        self.settings.sync()
        self.session.close()
        super().closeEvent(event)


def _at_once(steps: Iterable[Callable[[], object]]) -> None:
    for step in steps:
        step()
