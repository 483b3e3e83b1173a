"""A real session on a real file, and a context that remembers what pages ask the window for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from PySide6.QtWidgets import QApplication, QWidget

from desktop.charts.tokens import ThemeName
from desktop.operations.defaults import write_defaults
from desktop.operations.demo.write import write_demo
from desktop.session import Session
from desktop.settings import Settings
from desktop.store.portfolio import Portfolio
from desktop.views.page import Context, Place, Said
from desktop.views.theme import Theme

AS_OF = date(2026, 11, 23)
"""The day of all tests in the window: a Monday."""


@dataclass
class Stage:
    """What a page under test stands on, and what it asked for."""

    session: Session
    settings: Settings
    theme: Theme
    failures: list[Exception] = field(default_factory=list[Exception])
    places: list[Place] = field(default_factory=list[Place])
    said: list[Said] = field(default_factory=list[Said])
    troubles: list[Exception] = field(default_factory=list[Exception])
    composed: list[tuple[str | None, str]] = field(default_factory=list[tuple[str | None, str]])
    drawn: list[QWidget | None] = field(default_factory=list[QWidget | None])
    acted: list[str] = field(default_factory=list[str])
    guarded: bool = False

    @property
    def context(self) -> Context:
        return Context(
            session=self.session,
            settings=self.settings,
            theme=self.theme,
            go=self.places.append,
            say=self.said.append,
            trouble=self.troubles.append,
            compose=lambda account, text: self.composed.append((account, text)),
            drawer=self.drawn.append,
            act=self.acted.append,
            is_guarded=lambda: self.guarded,
        )


def stage(app: QApplication, folder: Path, *, theme: ThemeName = "light", today: date = AS_OF) -> Stage:
    """A stage without an open file; settings and files live in `folder`."""
    failures: list[Exception] = []
    session = Session(failed=failures.append, today=lambda: today)
    return Stage(session, Settings(folder / "settings.ini"), theme_of(app, theme), failures)


def theme_of(app: QApplication, name: ThemeName) -> Theme:
    """The one theme of the process: a second one would listen to the system beside it."""
    found = app.property("perennial theme")
    if not isinstance(found, Theme):
        found = Theme(app, name)
        app.setProperty("perennial theme", found)
    found.choose(name)
    found.choose_density("comfortable")
    return found


def demo_book(folder: Path, *, accounts: int = 60) -> Path:
    """A copy of the demo book as of AS_OF."""
    return Path(copyfile(_demo(accounts), folder / f"demo-{accounts}.perennial"))


def empty_book(folder: Path) -> Path:
    """A file with nothing in it but what every new one holds."""
    return Path(copyfile(_empty(), folder / "empty.perennial"))


@cache
def _demo(accounts: int) -> Path:
    path = _fresh(f"demo-{accounts}")
    write_demo(path, as_of=AS_OF, accounts=accounts, seed=1)
    return path


@cache
def _empty() -> Path:
    path = _fresh("empty")
    Portfolio.create(path, first=write_defaults).close()
    return path


def _fresh(name: str) -> Path:
    """A place for a file that lives as long as the process."""
    folder = TemporaryDirectory()
    _FOLDERS.append(folder)
    return Path(folder.name) / f"{name}.perennial"


_FOLDERS: list[TemporaryDirectory[str]] = []
"""Kept so that they go with the process."""
