"""A real window on a real screen, worked with real keys and clicks: `make journeys`, and within `make test`.

The window runs in this process, so that what it shows can be read; keys and clicks come from outside, through the
screen and the window manager, as a person's do.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.session import Session
from desktop.settings import Settings
from desktop.views.window.main_window import MainWindow
from tests.views.stage import AS_OF, demo_book, theme_of

PATIENCE_MS = 15_000


@dataclass
class Person:
    """Somebody at the keyboard, with one window open."""

    window: MainWindow
    bot: QtBot

    def press(self, *keys: str) -> None:
        """Press keys by xdotool's names: "ctrl+l", "Return"; each once the one before was taken in."""
        for key in keys:
            xdotool("key", "--clearmodifiers", key)
            self.pause()

    def type(self, text: str) -> None:
        xdotool("type", "--delay", "12", text)
        self.pause()

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Click into the middle of a widget, or at a point of it."""
        spot = widget.mapToGlobal(at or QRect(QPoint(0, 0), widget.size()).center())
        xdotool("mousemove", str(spot.x()), str(spot.y()), "click", "1")
        self.pause()

    def see(self, what: Callable[[], bool]) -> None:
        """Wait until something is on the screen."""
        self.bot.waitUntil(what, timeout=PATIENCE_MS)

    def pause(self) -> None:
        """Let the window take in what came, and read what it needs."""
        self.bot.wait(60)
        self.bot.waitUntil(lambda: self.window.session.is_idle, timeout=PATIENCE_MS)

    def photograph(self, path: Path) -> None:
        """What is on the screen."""
        QGuiApplication.primaryScreen().grabWindow(0).save(str(path))

    def look(self, name: str) -> None:
        """Keep a picture of a main point, where PERENNIAL_PICTURES names a folder for them."""
        folder = os.environ.get("PERENNIAL_PICTURES")
        if folder:
            self.pause()
            self.photograph(Path(folder) / f"{name}.png")

    def use_a_laptop(self) -> None:
        """The window as large as the smallest screen it is made for."""
        self.window.resize(1280, 720)
        self.pause()


@dataclass
class Desk:
    """A computer that is left and come back to: its files and settings stay."""

    folder: Path
    book: Path
    app: QApplication
    bot: QtBot
    window: MainWindow | None = None

    def sit_down(self, *, today: date = AS_OF) -> Person:
        """Start the program on the book."""
        settings = Settings(self.folder / "settings.ini")
        failures: list[Exception] = []
        session = Session(failed=failures.append, today=lambda: today)
        window = MainWindow(session, settings, theme_of(self.app, "light"))
        self.bot.addWidget(window)
        self.window = window
        window.show()
        with self.bot.waitActive(window, timeout=PATIENCE_MS):
            window.raise_()
            window.activateWindow()
        window.files.open(self.book)
        person = Person(window, self.bot)
        person.see(lambda: session.is_open and session.is_idle)
        person.pause()
        assert failures == []
        return person

    def leave(self) -> None:
        """Close the window as a person does."""
        if self.window is not None:
            self.window.close()
            self.window = None


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The demo book on a desk, on a Monday."""
    # Every desk is a computer of its own: what is typed and not saved is kept for the same book.
    monkeypatch.setenv("PERENNIAL_HOME", str(tmp_path / "home"))
    assert QGuiApplication.platformName() == "xcb", "journeys need a screen: make journeys"
    made = Desk(tmp_path, demo_book(tmp_path), qapp, qtbot)
    yield made
    made.leave()


def plain(text: str) -> str:
    """With plain spaces and hyphens."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{MINUS SIGN}", "-").replace("\N{ZERO WIDTH SPACE}", "")


def words_of(widget: QWidget) -> str:
    """Everything that is shown within, painted rows as they are heard."""
    shown = [each for each in widget.findChildren(QWidget) if each.isVisibleTo(widget)]
    told = (each.accessibleName() or (each.text() if isinstance(each, QLabel) else "") for each in shown)
    return plain("\n".join(each for each in told if each))


def xdotool(*words: str) -> None:
    subprocess.run(["xdotool", *words], check=True, timeout=30)
