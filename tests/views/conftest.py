"""Stages with a book on them, for the tests of pages."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.views.stage import Stage, demo_book, empty_book, stage


@pytest.fixture(scope="session", autouse=True)
def no_garbage_by_readers() -> None:
    """As in the program: widgets that are garbage are destroyed on the window's thread, not on one that reads.

    From the first test of a window to the end of the process: what a window began goes on for a while after its test.
    """
    gc.disable()


@pytest.fixture(autouse=True)
def garbage_by_the_window() -> Iterator[None]:
    yield
    gc.collect(1)
    assert not gc.isenabled(), "A test of this process turned Python's collector on: it has to stay off."


@pytest.fixture(scope="module", autouse=True)
def all_garbage_by_the_window() -> Iterator[None]:
    yield
    gc.collect()


@pytest.fixture
def bare(qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """A stage without a file."""
    monkeypatch.setenv("PERENNIAL_HOME", str(tmp_path / "home"))  # what is typed and not saved is kept there
    del qtbot
    made = stage(qapp, tmp_path)
    yield made
    made.session.close()
    assert made.failures == []


@pytest.fixture
def demo(bare: Stage, tmp_path: Path) -> Stage:
    """The demo book, open for writing."""
    bare.session.open(demo_book(tmp_path))
    return bare


@pytest.fixture
def empty(bare: Stage, tmp_path: Path) -> Stage:
    """A book with nothing in it."""
    bare.session.open(empty_book(tmp_path))
    return bare
