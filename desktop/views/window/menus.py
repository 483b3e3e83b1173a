"""The window's actions, and how they become shortcuts; menus and palette read the same records."""

from __future__ import annotations

from functools import partial
from typing import Protocol

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from desktop.actions import MENUS, Action, Actions
from desktop.session import Session
from desktop.settings import Density, Settings, ThemeChoice
from desktop.views.page import Page, Place
from desktop.views.theme import Theme
from desktop.views.window.days import Days
from desktop.views.window.files import Files
from desktop.views.window.imports import Imports
from desktop.views.window.merging import Merging
from desktop.views.window.navigation import Navigation
from desktop.views.window.others import Others
from desktop.views.window.pages import RAIL
from desktop.views.window.sharing import Sharing

BEGINNINGS = {
    "n": ("NPS answer", "nps ", "chat"),
    "c": ("Call", "call: ", "phone"),
    "m": ("Milestone done", "done ", "flag"),
    "q": ("QBR", "qbr ", "presentation-chart"),
    "t": ("Task", "task ", "check-circle"),
}
"""L and then a letter: its name, what the line begins with, and its icon."""


SHELVES = {
    "scorecards": ("Library: scorecards", "scorecard/"),
    "playbooks": ("Library: playbooks due today", "playbook/"),
    "templates": ("Library: onboarding templates", "template/"),
}
"""What stands in the library, what it is called in Ctrl+K, and where it begins."""

QBR_ACTIONS = {
    "prepare": "QBR: prepare the page",
    "record": "QBR: record what came of it…",
    "show": "QBR: show the page to the customer",
    "export": "QBR: export the deck…",
    "pdf": "QBR: save the page as PDF…",
    "last": "QBR: export the deck of the last one…",
    "calendar": "QBR: write a calendar file…",
}
"""What can be done about the review one is at, on the page of reviews."""
ACCOUNT_ACTIONS = {
    "step": ("Next step…", "calendar-check"),
    "step_done": ("Next step done", "check-circle"),
    "contact": ("Add a contact…", "user-plus"),
    "risk": ("Open a risk…", "warning"),
    "opportunity": ("Add an opportunity…", "trend-up"),
    "goal": ("Add a goal…", "target"),
    "plan": ("Start a plan from a template…", "flag"),
    "kickoff": ("Move the kickoff…", "calendar"),
    "milestone": ("Milestone done…", "flag"),
    "live": ("Gone live", "flag"),
    "template": ("Save the plan as a template…", "books"),
    "qbr": ("Prepare the QBR", "presentation-chart"),
    "renew": ("Renew…", "signature"),
    "change": ("Upgrade or change the contract…", "signature"),
    "notice": ("Notice given…", "signature"),
    "notice_days": ("Type the notice period…", "signature"),
    "end": ("End the contract…", "signature"),
    "add": ("Add a contract line…", "signature"),
    "owner": ("Hand over, or cover…", "users-three"),
    "details": ("Parent and own fields…", "table"),
    "call_score": ("Call the score…", "heartbeat"),
    "pulse": ("Log a pulse…", "heartbeat"),
    "why": ("Why this score", "info"),
}
"""What can be done with the account that is open: text and icon."""


class Commands(Protocol):
    """What the actions need of the window."""

    session: Session
    settings: Settings
    theme: Theme
    files: Files
    imports: Imports
    merging: Merging
    sharing: Sharing
    others: Others
    navigation: Navigation
    days: Days

    @property
    def page(self) -> Page | None: ...

    def compose(self, account: str | None = None, text: str = "") -> None: ...
    def undo(self) -> None: ...
    def redo(self) -> None: ...
    def search(self) -> None: ...
    def offer_account(self) -> None: ...
    def compare(self) -> None: ...
    def is_guarded(self) -> bool: ...
    def toggle_guard(self) -> None: ...
    def show_shortcuts(self) -> None: ...
    def open_menu(self) -> None: ...
    def has_list(self) -> bool: ...
    def ask_export(self) -> None: ...
    def quit(self) -> None: ...


def window_actions(window: Commands, actions: Actions) -> None:
    """Everything that can be done from anywhere."""
    session, files = window.session, window.files

    def is_open() -> bool:
        return session.is_open

    def can_write() -> bool:
        return session.is_writable

    actions.add(
        Action("file.new", "Start a new book…", files.ask_new, "File", ("Ctrl+N",), "file-plus"),
        Action("file.open", "Open a book…", files.ask_open, "File", ("Ctrl+O",), "folder-open"),
        Action("file.demo", "Make the demo book…", files.ask_demo, "File", icon="plant"),
        Action(
            "file.import",
            "Import CSV files…",
            window.imports.ask,
            "File",
            ("Ctrl+I",),
            "upload-simple",
            is_enabled=lambda: can_write() or not session.is_open,
        ),
        Action("file.copy", "Save a copy…", files.ask_copy, "File", ("Ctrl+Shift+S",), "copy", is_enabled=is_open),
        Action("file.merge", "Merge a copy…", window.merging.ask, "File", ("Ctrl+Shift+M",), is_enabled=can_write),
        Action(
            "file.others",
            "Others' books…",
            window.others.show,
            "File",
            ("Ctrl+Shift+O",),
            "users-three",
            is_enabled=is_open,
        ),
        Action("file.others_add", "Open others' books…", window.others.ask, None, is_enabled=is_open),
        Action("file.replies", "Send replies…", window.others.ask_replies, "File", is_enabled=window.others.can_reply),
        Action(
            "file.share",
            "Share a copy…",
            window.sharing.ask,
            "File",
            is_enabled=lambda: session.is_open and not session.is_past,
        ),
        Action("file.backups", "Backups…", partial(files.ask_backups, window.theme), "File", is_enabled=can_write),
        Action(
            "file.export_list",
            "Export this list…",
            window.ask_export,
            "File",
            ("Ctrl+Shift+E",),
            is_enabled=window.has_list,
        ),
        Action("file.close", "Close the book", session.close, "File", ("Ctrl+W",), is_enabled=is_open),
        Action("file.quit", "Quit", window.quit, "File", ("Ctrl+Q",)),
        Action("edit.log", "Log…", window.compose, "Edit", ("Ctrl+L",), "plus", is_enabled=is_open),
        Action(
            "edit.undo",
            "Undo",
            window.undo,
            "Edit",
            ("Ctrl+Z",),
            "arrow-u-up-left",
            now=lambda: f"Undo: {session.undo_label}" if session.undo_label else "Undo",
            is_enabled=lambda: session.undo_label is not None,
        ),
        Action(
            "edit.redo",
            "Redo",
            window.redo,
            "Edit",
            ("Ctrl+Shift+Z", "Ctrl+Y"),
            "arrow-u-up-right",
            now=lambda: f"Redo: {session.redo_label}" if session.redo_label else "Redo",
            is_enabled=lambda: session.redo_label is not None,
        ),
    )
    for letter, (name, text, icon) in BEGINNINGS.items():
        actions.add(
            Action(
                f"edit.log.{letter}",
                f"Log: {name}",
                partial(window.compose, None, text),
                "Edit",
                (f"L, {letter.upper()}",),
                icon,
                is_enabled=can_write,
            )
        )
    actions.add(
        Action("go.search", "Search or type a command", window.search, "Go", ("Ctrl+K",)),
        Action(
            "go.back",
            "Back",
            window.navigation.back,
            "Go",
            ("Alt+Left",),
            is_enabled=lambda: window.navigation.can_go_back and session.is_open,
        ),
        Action(
            "go.forward",
            "Forward",
            window.navigation.forward,
            "Go",
            ("Alt+Right",),
            is_enabled=lambda: window.navigation.can_go_forward and session.is_open,
        ),
    )
    for number, page in enumerate(RAIL, start=1):
        go = partial(window.navigation.go, Place(page.name))
        actions.add(Action(f"go.{page.name}", page.title, go, "Go", (f"Ctrl+{number}",), page.icon, is_enabled=is_open))
    for key, (text, section) in SHELVES.items():
        go = partial(window.navigation.go, Place("library", section=section))
        actions.add(Action(f"go.library.{key}", text, go, "Go", icon="books", is_enabled=is_open))
    actions.add(
        Action(
            "account.offer", "Do something with this account…", window.offer_account, "Account", ("Ctrl+.",),
            is_enabled=lambda: window.page is not None and window.page.name == "account" and can_write(),
        )
    )  # fmt: skip
    for key, (text, icon) in ACCOUNT_ACTIONS.items():
        actions.add(
            Action(
                f"account.{key}", text, partial(_do, window, key), "Account", icon=icon,
                now=partial(_named, window, text), is_enabled=partial(_can_do, window, key, "account"),
            )
        )  # fmt: skip
    for key, text in QBR_ACTIONS.items():
        actions.add(
            Action(
                f"qbrs.{key}", text, partial(_do, window, key), "Edit", icon="presentation-chart",
                is_enabled=partial(_can_do, window, key, "qbrs"),
            )
        )  # fmt: skip
    actions.add(
        Action(
            "view.as_of",
            "Look at another day…",
            window.days.ask,
            "View",
            ("Ctrl+Shift+D",),
            "calendar",
            is_enabled=is_open,
        ),
        Action(
            "view.history",
            "History of the book",
            partial(window.navigation.go, Place("history")),
            "View",
            icon="clock-counter-clockwise",
            is_enabled=is_open,
        ),
        Action("history.since_export", "Since an export…", partial(_since_export, window), None, is_enabled=is_open),
        Action("view.compare", "Compare with another day", window.compare, "View", is_enabled=is_open),
        Action("view.today", "Back to today", window.days.look_at_today, "View", is_enabled=lambda: session.is_past),
        Action(
            "view.guard",
            "Customer-safe",
            window.toggle_guard,
            "View",
            ("F8",),
            "lock",
            now=lambda: "Show everything again" if window.is_guarded() else "Customer-safe: hide what is internal",
        ),
    )
    choices: dict[ThemeChoice, str] = {"system": "Theme: as the system", "light": "Theme: light", "dark": "Theme: dark"}
    for choice, text in choices.items():
        icon = "moon" if choice == "dark" else "sun"
        actions.add(Action(f"view.theme.{choice}", text, partial(_choose_theme, window, choice), "View", icon=icon))
    densities: dict[Density, str] = {"comfortable": "Rows: comfortable", "compact": "Rows: compact"}
    for density, text in densities.items():
        actions.add(
            Action(f"view.rows.{density}", text, partial(_choose_density, window, density), "View", icon="table")
        )
    actions.add(
        Action("help.shortcuts", "Keyboard shortcuts", window.show_shortcuts, "Help", ("F1",), "question"),
        Action("help.menu", "Open the menu", window.open_menu, None, ("F10",)),
    )


def _named(window: Commands, text: str) -> str:
    """With the account it would be done to."""
    page = window.page
    crumbs = page.crumbs if page is not None and page.name == "account" else ()
    return f"{crumbs[1]}: {text}" if len(crumbs) > 1 else text


def _can_do(window: Commands, key: str, of: str) -> bool:
    page = window.page
    return page is not None and page.name == of and page.can_do(key)


def _do(window: Commands, key: str) -> None:
    page = window.page
    if page is not None:
        page.do(key)


def menu_of(actions: Actions, parent: QWidget) -> QMenu:
    """The menus as one, with what can be done now enabled."""
    menu = QMenu(parent)
    for name in MENUS:
        sub = menu.addMenu(name)
        for action in actions:
            if action.menu == name:
                entry = sub.addAction(action.label)
                entry.setShortcuts([QKeySequence(each) for each in action.shortcuts[:1]])
                entry.setEnabled(action.is_enabled())
                entry.triggered.connect(partial(_run, action))
    return menu


def install(window: QWidget, actions: Actions) -> None:
    """Give the window the shortcuts of its actions; what can't be done now does nothing."""
    for action in actions:
        if action.shortcuts:
            made = QAction(action.text, window)
            made.setObjectName(action.key)
            made.setShortcuts([QKeySequence(shortcut) for shortcut in action.shortcuts])
            made.triggered.connect(partial(_run, action))
            window.addAction(made)


def _run(action: Action, _checked: bool = False) -> None:
    if action.is_enabled():
        action.run()


def _since_export(window: Commands) -> None:
    """Ask for an export, and show the history of the book since."""
    from desktop.views.history.page import HistoryPage
    from desktop.views.window.file_dialogs import ask_export

    page = window.page
    if isinstance(page, HistoryPage):
        ask_export(page, "Since which export?", page.since_export, folder=window.files.folder)


def _choose_theme(window: Commands, choice: ThemeChoice) -> None:
    window.settings.theme = choice
    window.theme.choose(choice)


def _choose_density(window: Commands, density: Density) -> None:
    window.settings.density = density
    window.theme.choose_density(density)
