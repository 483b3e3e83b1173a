"""The demo books that several tests look at, each made once through the command."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, datetime, time
from functools import partial
from pathlib import Path

import pytest

from desktop.store.portfolio import Portfolio
from tests.end_to_end.program import Book, Home, Tables

DEMO_DAY = "2026-11-22"


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The demo book of DEMO_DAY, with the team's copy beside it; not to be written to."""
    folder = tmp_path_factory.mktemp("demo")
    book = Book(Home(folder / "home"), folder / "demo.perennial")
    book.home.folder.mkdir()
    book.home.say("demo", book.path, "--as-of", DEMO_DAY, "--team")
    return book


@pytest.fixture
def demo_copy(demo: Book, tmp_path: Path) -> Book:
    """A demo book of one's own, to write to."""
    home = Home(tmp_path / "home")
    home.folder.mkdir()
    return Book(home, Path(shutil.copy(demo.path, tmp_path / "demo.perennial")))


@pytest.fixture
def on_demo_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has commands of this process write on DEMO_DAY: looked at from a day before it, an edit is one still to come."""
    noon = datetime.combine(date.fromisoformat(DEMO_DAY), time(12)).astimezone()
    monkeypatch.setattr(Portfolio, "open", partial(Portfolio.open, clock_=lambda: noon))


@pytest.fixture
def made(tmp_path: Path) -> Callable[[Tables], Book]:
    """Makes a small book of these tables."""

    def make(tables: Tables) -> Book:
        return Book.of(tmp_path, tables, as_of=DEMO_DAY)

    return make
