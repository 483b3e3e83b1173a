"""Everything that can be asked for, in every state a window can be in: what is offered works, and nothing breaks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QDialog, QMenu
from pytestqt.qtbot import QtBot

from desktop.domain.errors import FileProblem
from desktop.store.portfolio import Portfolio
from desktop.store.queries import facts
from desktop.views.composer.overlay import ComposerOverlay
from desktop.views.page import Place
from desktop.views.window.main_window import MainWindow
from desktop.views.window.palette import Palette
from desktop.views.window.problems import ProblemDialog
from tests.views.stage import AS_OF, Stage, demo_book, empty_book

ENDS = ("file.close", "file.quit")
"""What leaves the state it is done in: done last."""
LOOKS = ("view.theme.", "view.rows.")
"""Whole families that have nothing to do with a book, and take long."""


def settled(window: MainWindow, bot: QtBot) -> MainWindow:
    bot.waitUntil(lambda: window.session.is_idle, timeout=15_000)
    return window


def open_in(window: MainWindow, path: Path, bot: QtBot) -> MainWindow:
    window.files.open(path)
    bot.waitUntil(lambda: window.session.is_open, timeout=15_000)
    return settled(window, bot)


def no_book(window: MainWindow, folder: Path, bot: QtBot) -> None:
    del window, folder, bot


def empty(window: MainWindow, folder: Path, bot: QtBot) -> None:
    open_in(window, empty_book(folder), bot)


def on_account(window: MainWindow, folder: Path, bot: QtBot) -> None:
    open_in(window, demo_book(folder), bot)
    window.navigation.go(Place("account", window.session.read(facts.accounts)[0].id))
    settled(window, bot)


def on_qbrs(window: MainWindow, folder: Path, bot: QtBot) -> None:
    open_in(window, demo_book(folder), bot)
    window.navigation.go(Place("qbrs"))
    settled(window, bot)


def past(window: MainWindow, folder: Path, bot: QtBot) -> None:
    on_account(window, folder, bot)
    window.session.look_at(AS_OF - timedelta(days=60))
    settled(window, bot)


def closed_again(window: MainWindow, folder: Path, bot: QtBot) -> None:
    on_account(window, folder, bot)
    first = window.session.read(facts.accounts)[0].id
    window.session.perform(lambda tx: tx.update("account", first, {"name": "Other"}))
    window.session.close()


def gone(window: MainWindow, folder: Path, bot: QtBot) -> None:
    on_account(window, folder, bot)
    assert window.session.path is not None
    window.session.path.unlink()


def only_read(window: MainWindow, folder: Path, bot: QtBot) -> None:
    path = demo_book(folder)
    with Portfolio.open(path):
        window.files.open(path, writable=False)
        bot.waitUntil(lambda: window.session.is_open, timeout=15_000)
    window.navigation.go(Place("account", window.session.read(facts.accounts)[0].id))
    settled(window, bot)


def saving(window: MainWindow, folder: Path, bot: QtBot) -> None:
    """As while a long change is made: nothing else can be changed, and everything can be read."""
    on_account(window, folder, bot)
    first = window.session.read(facts.accounts)[0].id
    window.session.perform(lambda tx: tx.update("account", first, {"name": "Other"}))
    settled(window, bot)
    vars(window.session)["_writes"].is_running = True


def close_what_opened(window: MainWindow) -> list[str]:
    """Close every question, and say what problems were told."""
    told: list[str] = []
    for each in window.findChildren(QDialog):
        if each.isVisible():
            if isinstance(each, ProblemDialog):
                told.append(each.text)
            each.reject()
    for each in window.findChildren(QMenu):
        each.close()
    for over in (*window.findChildren(Palette), *window.findChildren(ComposerOverlay)):
        over.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return told


@pytest.mark.parametrize("state", [no_book, closed_again, empty, on_account, on_qbrs, past, only_read, saving, gone])
def test_that_every_action_that_is_offered_can_be_done(
    window: MainWindow, bare: Stage, tmp_path: Path, qtbot: QtBot, state: Callable[[MainWindow, Path, QtBot], None]
) -> None:
    state(window, tmp_path, qtbot)
    place, day = window.navigation.place, window.session.day
    for action in window.actions_:
        assert action.label
        if action.key in ENDS or action.key.startswith(LOOKS) or not action.is_enabled():
            continue
        action.run()
        settled(window, qtbot)
        told = close_what_opened(window)
        assert not told or state in (saving, gone), (action.key, told)
        window.session.look_at(day)
        if place is not None and window.navigation.place != place:
            window.navigation.go(place)
        settled(window, qtbot)
    if state is gone:
        assert all(isinstance(each, FileProblem) for each in bare.failures)
        bare.failures.clear()
    for key in ENDS:
        if window.actions_[key].is_enabled():
            window.actions_[key].run()
    assert not window.session.is_open
    assert not window.isVisible()
