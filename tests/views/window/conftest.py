"""Windows to be tested, without a screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.views.window.main_window import MainWindow
from desktop.views.window.problems import ProblemDialog
from tests.views.stage import Stage

Opened = Callable[[Path], MainWindow]


def dialog_of(window: MainWindow) -> ProblemDialog:
    """The problem that is told now."""
    (found,) = [each for each in window.findChildren(ProblemDialog) if each.isVisible()]
    return found


@pytest.fixture
def window(bare: Stage, qtbot: QtBot) -> Iterator[MainWindow]:
    """A window without a file."""
    made = MainWindow(bare.session, bare.settings, bare.theme)
    qtbot.addWidget(made)
    made.show()
    yield made
    for dialog in made.findChildren(ProblemDialog):
        dialog.close()


@pytest.fixture
def opened(window: MainWindow, qtbot: QtBot) -> Opened:
    """Opens a file in the window as a person does, and waits until it is there or was refused."""

    def open_(path: Path) -> MainWindow:
        window.files.open(path)
        qtbot.waitUntil(lambda: window.session.is_idle, timeout=15_000)
        return window

    return open_
