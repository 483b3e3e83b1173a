"""Garbage is looked for on the window's thread, where nobody waits."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop.views.window.garbage import Garbage
from tests.views.stage import Stage


class Knot:
    """Garbage that only a collection finds: it holds itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def garbage(bare: Stage, qtbot: QtBot) -> Iterator[Garbage]:
    del qtbot
    parent = QObject()
    yield Garbage(bare.session, parent)
    parent.deleteLater()
    gc.unfreeze()


def knot() -> weakref.ref[Knot]:
    return weakref.ref(Knot())


def test_that_python_does_not_look_by_itself(bare: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    # It is off for all tests of the window: turned on for a moment, what a thread then finds on it would turn on again.
    switched: list[bool] = []
    monkeypatch.setattr(gc, "disable", lambda: switched.append(False))
    monkeypatch.setattr(gc, "freeze", lambda: None)
    parent = QObject()
    Garbage(bare.session, parent)
    parent.deleteLater()
    assert switched == [False]


def test_that_all_is_looked_at_when_a_book_is_closed(garbage: Garbage, bare: Stage, qtbot: QtBot) -> None:
    assert garbage.parent() is not None
    lost = knot()
    assert lost() is not None
    bare.session.closed.emit()
    qtbot.waitUntil(lambda: lost() is None)


def test_that_all_is_looked_at_when_one_turns_to_another_program(garbage: Garbage) -> None:
    assert garbage.parent() is not None
    app = QGuiApplication.instance()
    assert isinstance(app, QGuiApplication)
    lost = knot()
    app.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert lost() is not None
    app.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
    assert lost() is None
